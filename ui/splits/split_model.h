// The table of splits: rank, degrees, memory and figures, best first; below them why others are left out.
// Not the order: core/studies/ranking/ranking.h. Not what is done with a row: splits_view.h.
#pragma once

#include "ui/splits/split_table.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>

namespace ridge {

class SplitModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Rank, Degrees, Fit, FirstFigure };

    using QAbstractTableModel::QAbstractTableModel;
    void setTable(SplitTable table);
    const SplitTable& table() const { return m_table; }
    void setTheme(const Theme& theme);

    /// Whether the row is a split; those below say why others are none.
    bool isSplit(int row) const { return row >= 0 && row < splitCount(); }
    int splitCount() const { return static_cast<int>(m_table.found.ranking.rows.size()); }
    const Ranked& rankedAt(int row) const { return m_table.found.ranking.rows[static_cast<std::size_t>(row)]; }
    const Split& splitAt(int row) const { return m_table.found.splits[rankedAt(row).index]; }
    /// Of the scenario on screen.
    bool isPresent(int row) const;
    int presentRow() const; // −1: it is none of them
    int rowOf(const Split& split) const;
    /// Of the metric in a column; empty where it has none.
    std::string_view metricAt(int column) const;
    /// What the row says in one sentence: why it does not fit, or how it stands against the one on screen.
    QString sentenceAt(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void chooseColumns();
    QVariant refusedData(const QModelIndex& index, int role) const;
    QString textAt(int row, int column) const;
    QString figureText(const Ranked& row, std::size_t metric) const;
    QString fitText(const Ranked& row) const;
    double barOf(int row) const;

    SplitTable m_table;
    Theme m_theme;
    std::vector<std::size_t> m_columns; // indices into the ranking's metrics
    double m_most = 0;                  // of the ranked figure among those that fit
};

} // namespace ridge

// A ranking as a table: rank, name, room and figures, best first; grey what does not fit, and below what was refused.
// Not the order: core/studies/ranking/ranking.h. Not what is done with a row: ranked_panel.h.
#pragma once

#include "ui/controls/bar_delegate.h"
#include "ui/ranked/ranked_table.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>

namespace ridge {

class RankedModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Rank, Name, Mark, Fit, FirstFigure };
    enum Role { KeyRole = barRole + 1 };

    explicit RankedModel(RankedKind kind, QObject* parent = nullptr);
    const RankedKind& kind() const { return m_kind; }
    void setTable(RankedTable table);
    const RankedTable& table() const { return m_table; }
    void setTheme(const Theme& theme);

    /// Whether the row is an item; those below say why others are none.
    bool isItem(int row) const { return row >= 0 && row < itemCount(); }
    int itemCount() const { return static_cast<int>(m_table.ranking.rows.size()); }
    const Ranked& rankedAt(int row) const { return m_table.ranking.rows[static_cast<std::size_t>(row)]; }
    const RankedItem& itemAt(int row) const { return m_table.items[rankedAt(row).index]; }
    /// Of the scenario on screen.
    bool isPresent(int row) const { return isItem(row) && rankedAt(row).index == m_table.present; }
    int presentRow() const;              // −1: it is none of them
    int rowOf(const QString& key) const; // −1: none
    /// Of the metric in a column; empty where it has none.
    std::string_view metricAt(int column) const;
    int columnOf(std::string_view metric) const; // −1: it is not shown
    bool hasMarks() const { return m_hasMarks; }

    /// What the row says in one sentence: why it does not fit, or how it stands against the one on screen.
    QString sentenceAt(int row) const;
    int fitCount() const;
    /// "lowest latency first"
    QString orderText() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    const Theme& theme() const { return m_theme; }

private:
    void chooseColumns();
    void measureBars();
    QVariant refusedData(const QModelIndex& index, int role) const;
    QVariant colourAt(int row, int column) const;
    QString headingAt(int column) const;
    QString headingHelp(int column) const;
    QString textAt(int row, int column) const;
    QString figureText(const Ranked& row, std::size_t metric) const;
    QString roomText(const Ranked& row) const;
    bool isRanked(int column) const;
    double barOf(int row) const;
    bool hasLongRange() const;

    RankedKind m_kind;
    RankedTable m_table;
    Theme m_theme;
    std::vector<std::size_t> m_columns; // indices into the ranking's metrics
    bool m_hasMarks = false;
    double m_least = 0, m_most = 0; // of the ranked figure among those that fit
};

} // namespace ridge

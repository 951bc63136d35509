// The table of machines: rank, name, fit and figures, best first; what does not fit stands grey below.
// Not the order: core/studies/ranking/ranking.h. Not what is done with a row: devices_view.h.
#pragma once

#include "ui/devices/device_ranking.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>
#include <QString>

namespace ridge {

class DeviceModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Rank, Name, Fit, FirstFigure };
    enum Role { IdRole = Qt::UserRole + 1 }; // the device's id; before it the bar's

    using QAbstractTableModel::QAbstractTableModel;
    void setRanking(DeviceRanking ranking);
    const DeviceRanking& ranking() const { return m_ranking; }
    void setTheme(const Theme& theme);

    /// Machines whose roofs are drawn, by id, in the order in which they were ticked.
    const std::vector<std::string>& ticked() const { return m_ticked; }
    void tick(int row, bool on);
    bool isTicked(int row) const;

    const Device& deviceAt(int row) const { return m_ranking.devices[rankedAt(row).index]; }
    const Ranked& rankedAt(int row) const { return m_ranking.ranking.rows[static_cast<std::size_t>(row)]; }
    bool isPresent(int row) const { return rankedAt(row).index == m_ranking.present; }
    int rowOf(const std::string& id) const; // −1: none
    /// Of the metric in a column; empty where it has none.
    std::string_view metricAt(int column) const;
    /// What the row says in one sentence: why it does not fit, or how it stands against the machine on screen.
    QString sentenceAt(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void tickedChanged();
    void refused(QString sentence);

private:
    void chooseColumns();
    void measureBars();
    QString textAt(int row, int column) const;
    QString figureText(const Ranked& row, std::size_t metric) const;
    QString fitText(const Ranked& row) const;
    double barOf(int row) const;
    bool hasLongRange() const;
    QString barHelp(std::string_view metric) const;

    DeviceRanking m_ranking;
    Theme m_theme;
    std::vector<std::size_t> m_columns; // indices into the ranking's metrics
    std::vector<std::string> m_ticked;
    double m_least = 0, m_most = 0; // of the ranked figure among those that fit
};

} // namespace ridge

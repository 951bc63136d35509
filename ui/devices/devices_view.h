// The Devices page: the table of machines, a sentence on the current one, and the roofs of those that are ticked.
// Not who computes: the page asks, and hands in what came.
#pragma once

#include "ui/devices/device_ranking.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QMenu;
class QSplitter;

namespace ridge {

class DeviceModel;
class RankedPanel;
class RooflineChart;

class DevicesView : public QWidget {
    Q_OBJECT
public:
    explicit DevicesView(QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    /// The scenario on screen: its metrics are those to choose from, its roofs those that are always there.
    void setEvaluation(std::shared_ptr<const Evaluation> evaluation);
    void setRanking(DeviceRanking ranking);
    const DeviceRanking& ranking() const { return m_ranking; }
    RankedPanel& ranked() const { return *m_ranked; }
    RooflineChart& roofline() const { return *m_roofline; }
    QSplitter& parts() const { return *m_parts; }

    /// What machines are ranked by: what was chosen, or latency where it has no value here.
    std::string rankedMetric() const;
    /// Ids of those whose roofs are wanted.
    const std::vector<std::string>& ticked() const;

signals:
    /// It came into view, or is asked another thing.
    void wanted();
    void deviceChosen(QString id);
    void refused(QString sentence);

private:
    void addRoofs(QMenu* menu, int row);
    void showRoofs();

    DeviceRanking m_ranking;
    DeviceModel* m_model;
    RankedPanel* m_ranked;
    RooflineChart* m_roofline;
    QSplitter* m_parts;
};

} // namespace ridge

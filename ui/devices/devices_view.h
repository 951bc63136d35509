// The Devices page: the table of machines, a sentence on the current one, and the roofs of those that are ticked.
// Not who computes: the page asks, and hands in what came.
#pragma once

#include "core/metrics/number_ref.h"
#include "ui/devices/device_ranking.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QLabel;
class QMenu;
class QPushButton;
class QSplitter;
class QTableView;

namespace ridge {

class ChoiceBox;
class DeviceModel;
class RooflineChart;

class DevicesView : public QWidget {
    Q_OBJECT
public:
    explicit DevicesView(QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    /// The scenario on screen: its metrics are those to choose from, its roofs those that are always there.
    void setEvaluation(std::shared_ptr<const Evaluation> evaluation);
    void setRanking(DeviceRanking ranking);
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
    void numberActivated(ridge::NumberRef number);
    void numberMenuRequested(ridge::NumberRef number, QPoint globalPosition);

protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeHeading();
    QTableView* makeTable();
    QWidget* makeDetail();
    void showMetrics();
    void rankBy(const std::string& id);
    void use(int row);
    void explain(int row, int column);
    void openMenu(const QPoint& position);
    void openHeadingMenu(const QPoint& position);
    void addMetrics(QMenu& menu);
    void showRoofs();
    void updateDetail();
    void fitColumns();
    int currentRow() const;

    Theme m_theme;
    std::shared_ptr<const Evaluation> m_evaluation;
    std::vector<std::string> m_ids; // of the metrics to choose from
    std::string m_chosen = "latency";
    std::string m_current; // the device on whose row the cursor stands
    bool m_isFilling = false;
    DeviceModel* m_model;
    QLabel *m_summary = nullptr, *m_detail = nullptr;
    ChoiceBox* m_metrics = nullptr;
    QPushButton* m_use = nullptr;
    QTableView* m_table = nullptr;
    RooflineChart* m_roofline;
    QSplitter* m_parts;
};

} // namespace ridge

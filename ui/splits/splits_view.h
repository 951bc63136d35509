// The page of splits: every way in which some devices share the scenario, ranked, what joins them, and how it scales.
// Not who computes, and not the library of networks: the page asks, and hands in what came.
#pragma once

#include "core/metrics/number_ref.h"
#include "ui/splits/scaling_picture.h"
#include "ui/splits/split_table.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QSplitter;
class QTableView;

namespace ridge {

class ChoiceBox;
class LinkButton;
class ParameterField;
class SegmentedChoice;
class SplitModel;
class SweepChart;

class SplitsView : public QWidget {
    Q_OBJECT
public:
    enum Network { WithinNode, BetweenNodes, NetworkCount };

    explicit SplitsView(QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    /// The scenario on screen: its metrics are those to choose from.
    void setEvaluation(std::shared_ptr<const Evaluation> evaluation);
    void setTable(SplitTable table);
    void setCurve(ScalingCurve curve);
    /// Why there is no curve, a sentence.
    void setNoCurve(const QString& sentence);
    void setNetworks(Network which, NetworkChoices choices);
    /// What is being computed, and how to stop it; empty: nothing is.
    void setProgress(const QString& words, bool isStopped = false);
    SweepChart& chart() const { return *m_chart; }
    QSplitter& parts() const { return *m_parts; }

    /// What was typed, else as many as the scenario has, else eight.
    double devices() const;
    /// What splits are ranked by: what was chosen, or latency where it has no value here.
    std::string rankedMetric() const;
    ScalingKind scalingKind() const;

signals:
    /// It came into view, or is asked another thing.
    void wanted();
    void splitChosen(ridge::Split split);
    void pointChosen(double devices);
    void networkChosen(QString id);
    void stopWanted();
    void numberActivated(ridge::NumberRef number);
    void numberMenuRequested(ridge::NumberRef number, QPoint globalPosition);

protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeHeading();
    QWidget* makeNetworks();
    QTableView* makeTable();
    QWidget* makeDetail();
    QWidget* makeCurve();
    QWidget* makeFoot();
    void showMetrics();
    void showDevices();
    void showPicture();
    void showSummary();
    void rankBy(const std::string& id);
    void takeDevices(const QString& typed);
    void use(int row);
    void explain(int row, int column);
    void openMenu(const QPoint& position);
    void updateDetail();
    void fitColumns();
    void spanReasons();
    int currentRow() const;

    Theme m_theme;
    std::shared_ptr<const Evaluation> m_evaluation;
    std::vector<std::string> m_ids; // of the metrics to choose from; empty: a gap
    std::string m_chosen = "latency";
    double m_devices = 0; // that were typed; 0: none
    std::optional<Split> m_current;
    bool m_isFilling = false;
    ScalingCurve m_curve;
    SplitModel* m_model;
    QLabel *m_summary = nullptr, *m_detail = nullptr, *m_findings = nullptr, *m_progress = nullptr;
    ParameterField* m_count = nullptr;
    ChoiceBox* m_metrics = nullptr;
    std::array<ChoiceBox*, NetworkCount> m_networks{};
    std::array<QStringList, NetworkCount> m_networkIds;
    QPushButton* m_use = nullptr;
    QTableView* m_table = nullptr;
    SegmentedChoice *m_kinds = nullptr, *m_figures = nullptr;
    LinkButton* m_stop = nullptr;
    SweepChart* m_chart;
    QSplitter* m_parts;
};

} // namespace ridge

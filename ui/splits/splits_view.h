// The page of splits: every way in which some devices share the scenario, ranked, what joins them, and how it scales.
// Not who computes, and not the library of networks: the page asks, and hands in what came.
#pragma once

#include "ui/splits/scaling_picture.h"
#include "ui/splits/split_table.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <array>

class QLabel;
class QSplitter;

namespace ridge {

class ChoiceBox;
class LinkButton;
class ParameterField;
class RankedPanel;
class SegmentedChoice;
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
    const SplitTable& table() const { return m_table; }
    RankedPanel& ranked() const { return *m_ranked; }
    SweepChart& chart() const { return *m_chart; }
    QSplitter& parts() const { return *m_parts; }

    /// What was typed, else as many as the scenario has, else eight.
    double devices() const;
    /// What splits are ranked by: what was chosen, or latency where it has no value here.
    std::string rankedMetric() const;
    ScalingKind scalingKind() const;
    ScalingFigure scalingFigure() const;
    /// Without a plan: there is none yet.
    const ScalingCurve& curve() const { return m_curve; }

signals:
    /// It came into view, or is asked another thing.
    void wanted();
    void splitChosen(ridge::Split split);
    void pointChosen(double devices);
    void networkChosen(QString id);
    void stopWanted();

private:
    void makeCount();
    QWidget* makeNetworks();
    QWidget* makeCurve();
    QWidget* makeFoot();
    void showDevices();
    void showPicture();
    void showSummary();
    void takeDevices(const QString& typed);

    std::shared_ptr<const Evaluation> m_evaluation;
    double m_devices = 0; // that were typed; 0: none
    SplitTable m_table;
    ScalingCurve m_curve;
    QLabel *m_findings = nullptr, *m_progress = nullptr;
    ParameterField* m_count = nullptr;
    std::array<ChoiceBox*, NetworkCount> m_networks{};
    std::array<QStringList, NetworkCount> m_networkIds;
    SegmentedChoice *m_kinds = nullptr, *m_figures = nullptr;
    LinkButton* m_stop = nullptr;
    RankedPanel* m_ranked;
    SweepChart* m_chart;
    QSplitter* m_parts;
};

} // namespace ridge

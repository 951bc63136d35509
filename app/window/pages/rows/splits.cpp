// Which split: every way in which so many devices share the scenario, what joins them, and how far more of them help.

#include "app/window/explanations.h"
#include "app/window/live_study.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "app/window/sweep/scaling_point.h"
#include "core/library/networks.h"
#include "core/scenario/parameters/parameters.h"
#include "ui/charts/sweep/sweep_chart.h"
#include "ui/editors/parameter_row.h"
#include "ui/metric_words.h"
#include "ui/ranked/ranked_panel.h"
#include "ui/shown.h"
#include "ui/splits/splits_view.h"

#include <QSplitter>
#include <algorithm>

namespace ridge {
namespace {

/// What is asked of the scenario on screen.
struct SplitQuestion {
    std::shared_ptr<const Scenario> scenario;
    double devices = 1;
    std::string_view metric; // of the catalogue, as the answer keeps it
};

QString words(const Split& split) { return qs(wordsOf(split)); }

QString rateText(double bytesPerSecond) { return qs(format(bytesPerSecond, Unit::BytesPerSecond)); }

QString helpOf(const NetworkPreset& network)
{
    const QString rate = SplitsView::tr("%1 in one direction of one device").arg(rateText(network.bandwidth));
    const QString step = network.latency ? SplitsView::tr("%1 a step").arg(qs(format(*network.latency, Unit::Seconds)))
                                         : SplitsView::tr("nobody measured its steps");
    return SplitsView::tr("%1; %2.").arg(rate, step) + u'\n' + qs(network.topology) + u'\n' + qs(network.source);
}

/// Rate and latency of what is set now; of links that the device does not have no rate.
struct SetNetwork {
    std::optional<double> bandwidth;
    double latency = 0;
};

SetNetwork setNow(const Scenario& scenario, bool joinsNodes)
{
    const NodeNetwork& network = scenario.deployment.network;
    if (joinsNodes) {
        return {network.bandwidth, network.latency};
    }
    const Interconnect* link = scenario.device.deviceLink();
    return {link ? std::optional(link->bandwidth) : std::nullopt, network.linkLatency};
}

NetworkChoices choicesFor(const Scenario& scenario, bool joinsNodes)
{
    const SetNetwork now = setNow(scenario, joinsNodes);
    NetworkChoices choices;
    choices.current = -1;
    for (const NetworkPreset& network : networks()) {
        if (network.joinsNodes != joinsNodes) {
            continue;
        }
        const bool isSet = now.bandwidth == network.bandwidth && network.latency.value_or(now.latency) == now.latency;
        choices.current = isSet && choices.current < 0 ? int(choices.all.size()) : choices.current;
        choices.all.push_back(
            {qs(network.id), qs(network.name) + QStringLiteral(" · ") + rateText(network.bandwidth), helpOf(network)});
    }
    if (choices.current < 0) {
        const QString name =
            now.bandwidth ? SplitsView::tr("as set · %1").arg(rateText(*now.bandwidth)) : SplitsView::tr("no link");
        choices.all.prepend({{}, name, SplitsView::tr("As the device and the deployment have it")});
        choices.current = 0;
    }
    return choices;
}

class SplitsPage : public PageOf<SplitsView> {
public:
    explicit SplitsPage(MainWindow& window)
        : m_window(window), m_table(
                                [](const std::shared_ptr<const SplitQuestion>& asked, const StudyRun& run) {
                                    return SplitTable{asked->scenario, asked->devices,
                                                      rankSplits(*asked->scenario, asked->devices, asked->metric, run)};
                                },
                                [this](const SplitTable& table) { view().setTable(table); }),
          m_curve(
              [](const std::shared_ptr<const ScalingPlan>& plan, const StudyRun& run) {
                  return ScalingCurve{plan, scalingOf(*plan, run)};
              },
              [this](const ScalingCurve& curve) { view().setCurve(curve); })
    {
        window.explanations().follow(&view().ranked());
        window.explanations().follow(&view().chart());
        connect(&view(), &SplitsView::wanted, this, &SplitsPage::ask);
        connect(&view(), &SplitsView::splitChosen, this, &SplitsPage::takeSplit);
        connect(&view(), &SplitsView::pointChosen, this,
                [this](double devices) { takeScalingPoint(m_window, view().curve(), devices); });
        connect(&view(), &SplitsView::networkChosen, this, &SplitsPage::joinBy);
        connect(&view(), &SplitsView::stopWanted, this, &SplitsPage::stop);
        for (Reading* reading : {&m_table.reading(), &m_curve.reading()}) {
            connect(reading, &Reading::progressed, this, [this](const QString&, double share) {
                view().setProgress(tr("Trying splits: %1").arg(qs(format(share, Unit::Percent))));
            });
            connect(reading, &Reading::ended, this, [this] {
                if (!isBusy() && !m_isStopped) {
                    view().setProgress({});
                }
            });
        }
    }

    void setEvaluations(const Evaluations& all) override
    {
        view().setEvaluation(all.now);
        if (view().isVisible()) {
            ask();
        }
    }
    void resetLayout(const QSize& room) override
    {
        const int curve = std::max(room.height() * 45 / 100, std::min(290, room.height() / 2)); // titles take a third
        view().parts().setSizes({room.height() - curve, curve});
    }
    bool isBusy() const override { return m_table.isBusy() || m_curve.isBusy(); }
    FigurePart figurePart() const override { return scalingPart(m_plan.get(), view().scalingFigure()); }

private:
    static constexpr double fewDevices = 64, fewSplits = 100;

    void ask()
    {
        const std::shared_ptr<const Evaluation>& now = m_window.evaluation();
        if (!now) {
            return;
        }
        m_isStopped = false;
        for (const bool joinsNodes : {false, true}) {
            view().setNetworks(joinsNodes ? SplitsView::BetweenNodes : SplitsView::WithinNode,
                               choicesFor(*now->chosen, joinsNodes));
        }
        const std::string_view by = metricCalled(view().rankedMetric()).id;
        const double devices = view().devices();
        const bool isQuick =
            devices <= fewDevices && areQuick(m_window.evaluator().lastMicroseconds(), std::size_t(fewSplits));
        m_table.ask(std::make_shared<const SplitQuestion>(SplitQuestion{now->chosen, devices, by}), isQuick);
        askCurve(*now->chosen, metricCalled(by).unit == Unit::Seconds ? std::string(by) : "latency");
    }

    void askCurve(const Scenario& scenario, const std::string& metric)
    {
        ScalingPlan plan = scalingPlan(scenario, view().scalingKind(), metric);
        if (const std::string refusal = refusalOf(plan); !refusal.empty()) {
            m_curve.stop();
            m_plan.reset();
            view().setNoCurve(qs(refusal));
            return;
        }
        if (!m_plan || *m_plan != plan) {
            m_plan = std::make_shared<const ScalingPlan>(std::move(plan));
            m_curve.ask(m_plan, false);
        }
    }

    void stop()
    {
        m_isStopped = true;
        m_table.stop();
        m_curve.stop();
        m_plan.reset();
        view().setProgress(tr("Stopped."), true);
    }

    void takeSplit(const Split& split)
    {
        Scenario next = *m_window.document().current();
        const QString change = tr("Split %1 → %2").arg(words(next.deployment.split), words(split));
        next.deployment.split = split;
        m_window.applyEdit(std::move(next), {QStringLiteral("deployment.split"), 0, change});
    }

    void joinBy(const QString& id)
    {
        const NetworkPreset& network = networkCalled(id.toStdString());
        Scenario next = *m_window.document().current();
        takeNetwork(network, next);
        m_window.applyEdit(std::move(next),
                           {QStringLiteral("deployment.network"), 0,
                            (network.joinsNodes ? tr("Network between nodes: %1") : tr("Network within a node: %1"))
                                .arg(qs(network.name))});
    }

    MainWindow& m_window;
    std::shared_ptr<const ScalingPlan> m_plan; // that was asked last
    bool m_isStopped = false;
    LiveStudy<SplitTable, SplitQuestion> m_table;
    LiveStudy<ScalingCurve, ScalingPlan> m_curve;
};

} // namespace

extern const PageKind splitsPage{"splits", QT_TRANSLATE_NOOP("Page", "Splits"), PageKind::Place::Middle, 33,
                                 makePage<SplitsPage>};

} // namespace ridge

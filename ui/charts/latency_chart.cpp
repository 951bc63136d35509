#include "ui/charts/latency_chart.h"

#include "ui/shown.h"

namespace ridge {

LatencyChart::LatencyChart(QWidget* parent)
    : GroupChart(
          {{tr("Compute-bound"), tr("Compute"), &Theme::compute, [](const OperatorGroup& g) { return g.by.compute; }},
           {tr("Memory-bound"), tr("Memory"), &Theme::memory, [](const OperatorGroup& g) { return g.by.memory; }},
           {tr("Overhead-bound"), tr("Overhead"), &Theme::overhead,
            [](const OperatorGroup& g) { return g.by.overhead; }},
           {tr("Network-bound"), tr("Network"), &Theme::network, [](const OperatorGroup& g) { return g.by.network; },
            true}},
          parent)
{
}

QString LatencyChart::title() const { return tr("Latency"); }

QString LatencyChart::summary() const
{
    if (!evaluation()) {
        return {};
    }
    const Evaluation& e = *evaluation();
    const auto time = [](Seconds<> seconds) {
        return QString::fromStdString(format(seconds.inBaseUnits(), Unit::Seconds));
    };
    QStringList parts{time(e.latency())};
    for (std::size_t s = 0; e.stages.size() > 1 && s < e.stages.size(); ++s) {
        const Stage& stage = e.program.stages[s];
        parts += shownName(stage.name) + " " + time(stage.repeat * e.stages[s].totals.time);
    }
    return parts.join(QStringLiteral(" · "));
}

std::vector<OperatorGroup> LatencyChart::groupsOf(const Evaluation& evaluation, std::size_t limit) const
{
    return timeByGroup(evaluation, limit);
}

} // namespace ridge

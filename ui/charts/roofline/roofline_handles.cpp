// What can be taken in the roofline: roofs, ridge, and where the stages stand.

#include "core/studies/reach.h"
#include "ui/charts/drag/drag_handle.h"
#include "ui/charts/roofline/roofline_chart.h"
#include "ui/shown.h"

#include <qcustomplot.h>

namespace ridge {

namespace {

// How ends of roofs follow their figures: a peak lifts its roof and moves its beginning along the slanted one, a
// bandwidth lifts the slanted roof and draws its end along the flat one.
constexpr QPointF alongBoth(1, 1), up(0, 1), leftwards(-1, 0), along(1, 0);

HandleDrive peakDrive(const Roof& roof) { return {roof.parameter, 0, 1, alongBoth, up}; }
HandleDrive bandwidthDrive(const Roof& roof) { return {roof.parameter, -1, 1, up, leftwards}; }

/// Where a stage stands, on the axis of intensity; none where it does no arithmetic.
std::optional<DragHandle> footOf(const Evaluation& e, std::size_t stage, double bottom, bool integerOps)
{
    const std::optional<double> intensity = intensityOf(e, stage);
    const StageTotals& totals = e.stages[stage].totals;
    if (!intensity || totals.time.inBaseUnits() <= 0) {
        return std::nullopt;
    }
    const QString name = shownName(e.program.stages[stage].name);
    DragHandle foot{QStringLiteral("stage %1").arg(stage), name, {HandleDrive{{}, 1, 0, along, along}}, stage, {}};
    foot.mark = DragHandle::Mark::Foot;
    foot.reading = intensityText(*intensity, integerOps);
    foot.first = foot.last = {*intensity, bottom};
    foot.height = totals.ops.inBaseUnits() / totals.time.inBaseUnits();
    return foot;
}

} // namespace

std::vector<DragHandle> RooflineChart::handles() const
{
    std::vector<DragHandle> handles;
    if (!evaluation() || !m_machine.hasRidge()) {
        return handles;
    }
    const QCPRange x = plot().xAxis->range();
    const double peak = m_machine.peak(), bottom = plot().yAxis->range().lower;
    const auto add = [&](const Roof& roof, HandleDrive drive, const QPointF& first,
                         const QPointF& last) -> DragHandle& {
        handles.push_back({QString::fromStdString(roof.parameter), {}, {std::move(drive)}, {}, {}});
        handles.back().first = first;
        handles.back().last = last;
        return handles.back();
    };
    for (const Roof& roof : m_machine.memory) {
        if (!roof.parameter.empty()) {
            DragHandle& handle =
                add(roof, bandwidthDrive(roof), {x.lower, x.lower * roof.rate}, {peak / roof.rate, peak});
            handle.gripAt = 0.05 + 0.07 * static_cast<double>(handles.size() - 1); // close roofs are told apart
            handle.ticksAtFirst = true;
        }
    }
    const Roof& flat = m_machine.compute.front();
    const Roof& slanted = m_machine.memory.front();
    const QPointF ridge(m_machine.ridge(), peak);
    add(flat, peakDrive(flat), ridge, {std::max(x.upper, ridge.x()), peak}).gripAt = 0.9;
    if (!slanted.parameter.empty()) {
        DragHandle both{QStringLiteral("ridge"), tr("Ridge"), {peakDrive(flat), bandwidthDrive(slanted)}, {}, {}};
        both.drives[0].last = alongBoth;
        both.drives[1].first = leftwards;
        both.mark = DragHandle::Mark::Point;
        both.reading = intensityText(ridge.x(), m_machine.integerOps);
        both.first = both.last = ridge;
        handles.push_back(std::move(both));
    }
    const bool hasFeet = level() == LevelKind::Memory; // the intensity of a stage is of that
    for (std::size_t i = 0; i < evaluation()->stages.size() && hasFeet; ++i) {
        if (std::optional<DragHandle> foot = footOf(*evaluation(), i, bottom, m_machine.integerOps)) {
            handles.push_back(*std::move(foot));
        }
    }
    return handles;
}

} // namespace ridge

// The memory chart's outline of a pinned scenario: its total over the stages that both have.

#include "ui/charts/memory/memory_chart.h"
#include "ui/charts/paint_layer.h"
#include "ui/shown.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <qcustomplot.h>

namespace ridge {
namespace {

double totalIn(const Evaluation& e, const MemoryStep& step) { return step.held() + e.heldAlways(); }

/// The steps of the stage of that name; nothing where there is none.
std::pair<std::size_t, std::size_t> stepsOf(const Evaluation& e, const std::string& stage)
{
    const std::vector<MemoryStep>& timeline = e.memory.timeline;
    const auto isOf = [&](const MemoryStep& step) { return e.program.stages[step.stage].name == stage; };
    const auto first = std::ranges::find_if(timeline, isOf);
    const auto last = std::find_if_not(first, timeline.end(), isOf);
    return {static_cast<std::size_t>(first - timeline.begin()), static_cast<std::size_t>(last - timeline.begin())};
}

} // namespace

double MemoryChart::pinnedPeak() const
{
    if (!pinned()) {
        return 0;
    }
    const Evaluation& e = *pinned().evaluation;
    double peak = e.memory.timeline.empty() ? e.heldAlways() : 0;
    for (const MemoryStep& step : e.memory.timeline) {
        peak = std::max(peak, totalIn(e, step));
    }
    return peak;
}

/// Within each stage on screen, the largest of the pinned steps that fall into each of its columns.
void MemoryChart::fillOutline()
{
    QVector<double> x, y;
    for (const Span& span : m_spans) {
        if (!pinned()) {
            break;
        }
        const Evaluation& e = *pinned().evaluation;
        const auto [begin, end] = stepsOf(e, evaluation()->program.stages[span.stage].name);
        const std::size_t count = end - begin;
        const auto room = static_cast<std::size_t>(std::max(100.0, m_columnsFor * (span.to - span.from)));
        const std::size_t columns = std::min(count, room);
        for (std::size_t c = 0; c < columns; ++c) {
            double most = 0;
            for (std::size_t step = begin + c * count / columns; step < begin + (c + 1) * count / columns; ++step) {
                most = std::max(most, totalIn(e, e.memory.timeline[step]));
            }
            const auto at = [&](std::size_t column) {
                return span.from + (span.to - span.from) * static_cast<double>(column) / static_cast<double>(columns);
            };
            if (!span.isRamp || c == 0) {
                x.append(at(c));
                y.append(most);
            }
            x.append(at(c + 1));
            y.append(most);
        }
        if (columns == 0) { // the pinned scenario has no such stage: a gap
            x.append(span.from);
            y.append(std::numeric_limits<double>::quiet_NaN());
        }
    }
    m_outline->setData(x, y, true);
}

/// As straight pieces, to which labels give way.
void MemoryChart::addOutlineTo(LabelPlacer& placer) const
{
    constexpr int pieces = 64;
    const auto points = m_outline->data();
    const int count = points->size(), step = std::max(1, count / pieces);
    const auto pixel = [&](int i) { return m_outline->coordsToPixels(points->at(i)->key, points->at(i)->value); };
    for (int i = 0; i + step < count; i += step) {
        const QLineF piece(pixel(i), pixel(i + step));
        if (std::isfinite(piece.y1()) && std::isfinite(piece.y2())) { // where the pinned one has no such stage
            placer.addLine(piece);
        }
    }
}

void MemoryChart::styleOutline()
{
    QPen pen(blend(theme().window, theme().text, 0.75), theme().px(1.5), Qt::CustomDashLine, Qt::FlatCap);
    pen.setDashPattern({4, 2});
    m_outline->setPen(pen);
}

/// "A 15.2 GB at most", beside the swatches of what is on screen.
std::optional<LegendEntry> MemoryChart::outlineEntry() const
{
    if (!pinned() || !evaluation()) {
        return std::nullopt;
    }
    return LegendEntry{blend(theme().window, theme().text, 0.75), tr("A: peak %1").arg(bytesText(pinnedPeak()))};
}

} // namespace ridge

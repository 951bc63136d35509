// What lies under the pointer in the arena, what the selected operator touches, and both in words.

#include "ui/charts/arena/arena_chart.h"
#include "ui/shown.h"

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {

QRectF ArenaChart::areaOf(const Box& box) const
{
    const double left = plot().xAxis->coordToPixel(box.part.first);
    const double right = plot().xAxis->coordToPixel(box.part.last + 1);
    const double top = plot().yAxis->coordToPixel(box.end()), bottom = plot().yAxis->coordToPixel(box.offset);
    return {left, top, right - left, bottom - top};
}

std::optional<std::size_t> ArenaChart::stepAt(double x) const
{
    const double step = std::floor(plot().xAxis->pixelToCoord(x));
    const bool isThere = !m_boxes.empty() && step >= 0 && step < double(shownStage().operators.size());
    return isThere ? std::optional(static_cast<std::size_t>(step)) : std::nullopt;
}

/// "conv1", or "conv1 to add2, 5 operators".
QString ArenaChart::stepsText(const ArenaPart& part) const
{
    const auto name = [this](std::int32_t step) { return shownName(shownStage().operators[std::size_t(step)].name); };
    return part.first == part.last
               ? name(part.first)
               : tr("%1 to %2, %3 operators").arg(name(part.first), name(part.last)).arg(part.last - part.first + 1);
}

CardText ArenaChart::cardOf(const Box& box) const
{
    CardText card{box.name, box.group, {}};
    card.rows.emplace_back(tr("Size"), bytesText(box.part.size));
    card.rows.emplace_back(tr("Begins at"), bytesText(box.offset));
    card.rows.emplace_back(tr("Alive"), stepsText(box.part));
    return card;
}

CardText ArenaChart::cardOfFree(std::size_t step) const
{
    const OperatorRef ref{static_cast<int>(m_stage), static_cast<int>(step)};
    CardText card{shownName(shownStage().operators[step].name), operatorNote(ref), {}};
    card.rows.emplace_back(tr("Alive"), bytesText(m_alive[step]));
    card.rows.emplace_back(tr("Free in the arena"), bytesText(m_size - m_alive[step]));
    return card;
}

ChartHit ArenaChart::hitOfBox(const Box& box) const
{
    const QRectF area = areaOf(box) & QRectF(plot().axisRect()->rect());
    return {box.maker, {area.center().x(), area.top()}, cardOf(box), {}};
}

std::optional<ChartHit> ArenaChart::hitAt(const QPointF& position) const
{
    const std::optional<std::size_t> step = stepAt(position.x());
    const double at = plot().yAxis->pixelToCoord(position.y());
    if (!step || at < 0 || at > m_size || !plot().axisRect()->rect().contains(position.toPoint())) {
        return std::nullopt;
    }
    for (const Box& box : m_boxes) {
        if (box.part.covers(*step) && at >= box.offset && at < box.end()) {
            return hitOfBox(box);
        }
    }
    const OperatorRef ref{static_cast<int>(m_stage), static_cast<int>(*step)};
    return ChartHit{ref, position, cardOfFree(*step), {"live_bytes", ref.stage, ref.op}};
}

bool ArenaChart::touches(const Operator& op, std::size_t tensor) const
{
    const auto id = static_cast<TensorId>(tensor);
    const auto first = shownStage().uses.begin() + op.firstInput;
    return op.output == id || op.workspace == id ||
           std::find(first, first + op.inputCount, id) != first + op.inputCount;
}

std::vector<std::size_t> ArenaChart::selectedBoxes() const
{
    std::vector<std::size_t> found;
    const OperatorRef ref = selectedOperator();
    if (!evaluation() || !isIn(*evaluation(), ref) || ref.stage != static_cast<int>(m_stage)) {
        return found;
    }
    const Operator& op = shownStage().operators[static_cast<std::size_t>(ref.op)];
    for (std::size_t i = 0; i < m_boxes.size(); ++i) {
        if (touches(op, m_boxes[i].part.tensor)) {
            found.push_back(i);
        }
    }
    return found;
}

/// What it made; else what it reads; else where it runs.
std::optional<ChartHit> ArenaChart::hitOf(OperatorRef ref) const
{
    if (!isIn(*evaluation(), ref) || ref.stage != static_cast<int>(m_stage) || m_boxes.empty()) {
        return std::nullopt;
    }
    const auto made = std::ranges::find(m_boxes, ref, &Box::maker);
    if (made != m_boxes.end()) {
        return hitOfBox(*made);
    }
    const QPointF at(plot().xAxis->coordToPixel(ref.op + 0.5), plot().yAxis->coordToPixel(m_size));
    return ChartHit{ref, at, cardOfFree(static_cast<std::size_t>(ref.op)), {"live_bytes", ref.stage, ref.op}};
}

/// As they run.
std::vector<OperatorRef> ArenaChart::steppingOrder() const
{
    std::vector<OperatorRef> order;
    for (std::size_t i = 0; evaluation() && !m_boxes.empty() && i < shownStage().operators.size(); ++i) {
        order.push_back({static_cast<int>(m_stage), static_cast<int>(i)});
    }
    return order;
}

std::vector<ChartItem> ArenaChart::items() const
{
    constexpr std::size_t most = 200;
    std::vector<ChartItem> items;
    if (!evaluation() || m_boxes.empty()) {
        return items;
    }
    items.push_back({tr("Arena: %1").arg(bytesText(m_size)), tr(arenaPlanners()[m_planner].label)});
    items.push_back({tr("Most alive at once: %1").arg(bytesText(m_bound)), tr("no plan needs less")});
    for (const Box& box : m_boxes) {
        if (items.size() == most) {
            break;
        }
        const QString rows = plainText(cardOf(box)).section('\n', 1).replace('\n', QStringLiteral("; "));
        items.push_back({box.name, rows, box.maker, areaOf(box)});
    }
    return items;
}

} // namespace ridge

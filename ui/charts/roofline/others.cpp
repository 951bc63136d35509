#include "ui/charts/roofline/others.h"

#include "ui/charts/paint_layer.h"
#include "ui/charts/roofline/ghost.h"
#include "ui/charts/roofline/roofline_dot.h"
#include "ui/shown.h"

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {
namespace {

constexpr double reach = 10; // pixels from a mark that still count as on it
constexpr double markRadius = 4.5;

std::vector<Roof> roofInUse(const std::vector<Roof>& roofs, const QString& label)
{
    const auto used = std::ranges::find_if(roofs, [](const Roof& roof) { return roof.inUse; });
    return used == roofs.end() ? std::vector<Roof>() : std::vector<Roof>{{used->rate, false, false, label}};
}

/// Dashes, so that machines differ by more than colour.
QPen penOfOther(const QColor& colour, double width, std::size_t index)
{
    static const std::vector<QVector<qreal>> dashes{{}, {6, 2}, {2, 2}, {8, 2, 2, 2}, {12, 3}, {4, 4}};
    const QVector<qreal>& dash = dashes[index % dashes.size()];
    QPen pen(colour, width, dash.isEmpty() ? Qt::SolidLine : Qt::CustomDashLine, Qt::FlatCap);
    if (!dash.isEmpty()) {
        pen.setDashPattern(dash);
    }
    return pen;
}

} // namespace

RooflineOther otherOf(const QString& name, const Evaluation& evaluation, LevelKind level)
{
    RooflineOther other;
    other.name = name;
    const Levels levels(evaluation);
    const RooflineMachine machine = machineOf(evaluation, levels, level);
    other.frame = frameOf(machine, evaluation.scenario->device);
    other.machine.integerOps = machine.integerOps;
    other.machine.memory = roofInUse(machine.memory, {});
    other.machine.compute =
        roofInUse(machine.compute, name + QStringLiteral(" ") + rateText(machine.peak(), machine.integerOps));
    for (std::size_t s = 0; s < evaluation.stages.size(); ++s) {
        const StageTotals& totals = evaluation.stages[s].totals;
        const double ops = totals.ops.inBaseUnits(), bytes = levels.use(level, s).bytes.inBaseUnits();
        const double time = totals.time.inBaseUnits();
        other.stages.push_back(ops > 0 && bytes > 0 && time > 0 ? std::optional(RooflineOther::StageMark{
                                                                      shownName(evaluation.program.stages[s].name),
                                                                      ops / bytes, ops / time, totals.bound})
                                                                : std::nullopt);
    }
    return other;
}

// ---- of the chart ---------------------------------------------------------------------------------------------------

void RooflineChart::setOthers(std::vector<OtherMachine> others)
{
    m_otherMachines = std::move(others);
    refresh();
}

/// None of those that stand for a bound on the chart, as far as the theme has others.
QColor RooflineChart::colourOfOther(const Theme& theme, std::size_t index)
{
    const QColor colours[] = {theme.network, theme.overhead, theme.activations,
                              theme.weights, theme.error,    theme.accent};
    return colours[index % std::size(colours)];
}

void RooflineChart::updateOthers()
{
    m_others.clear();
    for (const OtherMachine& each : m_otherMachines) {
        m_others.push_back(otherOf(each.name, *each.evaluation, level()));
    }
}

void RooflineChart::uniteWithOthers(RooflineFrame& frame) const
{
    for (const RooflineOther& other : m_others) {
        frame = other.machine.hasRidge() ? united(frame, other.frame) : frame;
    }
}

std::optional<QPointF> RooflineChart::positionOf(std::size_t other, std::size_t stage) const
{
    const auto& mark = m_others[other].stages[stage];
    return mark ? std::optional(toPixel(mark->intensity, mark->rate)) : std::nullopt;
}

/// Beside other machines, what is not in use here would be one line among too many.
std::vector<RooflineChart::RoofLine> RooflineChart::roofLines() const
{
    std::vector<RoofLine> lines = roofLinesOf(m_machine);
    std::erase_if(
        lines, [this](const RoofLine& line) { return !m_others.empty() && !line.roof->inUse && !line.roof->isLimit; });
    return lines;
}

void RooflineChart::paintOtherRoofs(QPainter& painter) const
{
    for (std::size_t i = 0; i < m_others.size(); ++i) {
        if (!m_others[i].machine.hasRidge()) {
            continue;
        }
        painter.setPen(penOfOther(colourOfOther(theme(), i), theme().px(1.3), i));
        for (const RoofLine& line : roofLinesOf(m_others[i].machine)) {
            painter.drawLine(line.line);
        }
    }
}

/// Rings in the shape of their stage.
void RooflineChart::paintOtherStages(QPainter& painter) const
{
    const QRectF area = axes().adjusted(-1, -1, 1, 1);
    for (std::size_t i = 0; i < m_others.size(); ++i) {
        painter.setPen(QPen(colourOfOther(theme(), i), theme().px(1.8)));
        painter.setBrush(theme().dark ? theme().window : QColor(Qt::white));
        for (std::size_t s = 0; s < m_others[i].stages.size(); ++s) {
            const std::optional<QPointF> at = positionOf(i, s);
            if (at && area.contains(*at)) {
                paintMark(painter, Placed{*at, theme().px(markRadius), 0, 0, static_cast<int>(s), Bound::Memory});
            }
        }
    }
}

/// What their lines mean.
std::vector<RooflineChart::Key> RooflineChart::otherKeys() const
{
    std::vector<Key> keys;
    for (std::size_t i = 0; i < m_others.size(); ++i) {
        Key key{m_others[i].name, colourOfOther(theme(), i)};
        key.look = static_cast<int>(i);
        key.isMachine = true;
        keys.push_back(std::move(key));
    }
    return keys;
}

void RooflineChart::paintOtherKey(QPainter& painter, const QPointF& at, const Key& key) const
{
    painter.setPen(penOfOther(key.colour, theme().px(1.8), static_cast<std::size_t>(key.look)));
    painter.drawLine(at - QPointF(theme().px(5), 0), at + QPointF(theme().px(6), 0));
}

std::optional<ChartHit> RooflineChart::otherAt(const QPointF& position) const
{
    for (std::size_t i = 0; i < m_others.size(); ++i) {
        for (std::size_t s = 0; s < m_others[i].stages.size(); ++s) {
            const std::optional<QPointF> at = positionOf(i, s);
            if (at && std::hypot(at->x() - position.x(), at->y() - position.y()) <= reach) {
                const RooflineOther::StageMark& mark = *m_others[i].stages[s];
                const bool integer = m_others[i].machine.integerOps;
                const double ratio = mark.rate / m_others[i].machine.attainable(mark.intensity);
                const std::string_view bound = labelOf(mark.bound);
                return ChartHit{{},
                                *at,
                                {m_others[i].name,
                                 mark.name,
                                 {{tr("Intensity"), intensityText(mark.intensity, integer)},
                                  {tr("Achieved"), rateText(mark.rate, integer)},
                                  {tr("Of the roof"),
                                   percent(ratio) + ", " + QString::fromUtf8(bound.data(), qsizetype(bound.size()))}}}};
            }
        }
    }
    return std::nullopt;
}

std::vector<ChartItem> RooflineChart::otherItems() const
{
    std::vector<ChartItem> items;
    for (const RooflineOther& other : m_others) {
        if (!other.machine.hasRidge()) {
            continue;
        }
        items.push_back({tr("Beside it: %1").arg(other.name),
                         tr("%1; ridge %2")
                             .arg(rateText(other.machine.peak(), other.machine.integerOps),
                                  intensityText(other.machine.ridge(), other.machine.integerOps))});
        for (const auto& stage : other.stages) {
            if (stage) {
                items.push_back({tr("%1 on %2").arg(stage->name, other.name),
                                 intensityText(stage->intensity, other.machine.integerOps) + ", " +
                                     rateText(stage->rate, other.machine.integerOps)});
            }
        }
    }
    return items;
}

} // namespace ridge

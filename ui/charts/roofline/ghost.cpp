#include "ui/charts/roofline/ghost.h"

#include "ui/charts/paint_layer.h"
#include "ui/charts/roofline/roofline_dot.h"
#include "ui/shown.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include <qcustomplot.h>

namespace ridge {
namespace {

constexpr double ghostShare = 0.5; // of a dot's hue over the ground
constexpr double moveHead = 8;     // of an arrow, as long as it is

/// The roofs that limit the pinned scenario; one that lies on a roof on screen says nothing.
std::vector<Roof> pinnedRoofs(const std::vector<Roof>& pinned, const std::vector<Roof>& shown)
{
    std::vector<Roof> roofs;
    for (const Roof& roof : pinned) {
        if (roof.inUse) {
            const bool isThere = std::ranges::any_of(shown, [&roof](const Roof& other) {
                return other.inUse && std::fabs(other.rate / roof.rate - 1) < 1e-3;
            });
            roofs.push_back({roof.rate, false, false, isThere ? QString() : QStringLiteral("A: ") + roof.label});
        }
    }
    return roofs;
}

void noteUnmatched(RooflineGhost& ghost, const Evaluation& pinned)
{
    for (const Stage& stage : pinned.program.stages) {
        ghost.gone.emplace_back(stage.operators.size());
    }
    for (const OperatorPair& pair : ghost.pairs) {
        if (!pair.after) {
            ghost.gone[pair.before->stage][pair.before->op] = true;
        }
        ghost.hasGone = ghost.hasGone || !pair.after;
        ghost.hasNew = ghost.hasNew || !pair.before;
    }
}

} // namespace

std::optional<OperatorPlace> RooflineGhost::before(OperatorRef ref) const
{
    const auto stage = static_cast<std::size_t>(ref.stage);
    const std::size_t at =
        stage < firstPair.size() ? firstPair[stage] + static_cast<std::size_t>(ref.op) : pairs.size();
    return at < pairs.size() ? pairs[at].before : std::nullopt;
}

bool RooflineGhost::isGone(OperatorRef pinned) const
{
    return gone[static_cast<std::size_t>(pinned.stage)][static_cast<std::size_t>(pinned.op)];
}

RooflineGhost ghostOf(const Evaluation& pinned, const Evaluation& now, const RooflineMachine& shown, LevelKind level,
                      DotSize size, double heaviest)
{
    RooflineGhost ghost;
    const Levels levels(pinned);
    const RooflineMachine machine = machineOf(pinned, levels, level);
    ghost.frame = frameOf(machine, pinned.scenario->device);
    ghost.machine.integerOps = machine.integerOps;
    ghost.machine.memory = pinnedRoofs(machine.memory, shown.memory);
    ghost.machine.compute = pinnedRoofs(machine.compute, shown.compute);
    const auto isSilent = [](const Roof& roof) { return roof.label.isEmpty(); };
    ghost.isSameMachine =
        std::ranges::all_of(ghost.machine.memory, isSilent) && std::ranges::all_of(ghost.machine.compute, isSilent);
    ghost.dots = dotsOf(pinned, levels, level, size, heaviest);
    ghost.pairs = pairsOf(pinned, now);
    std::size_t first = 0;
    for (const Stage& stage : now.program.stages) {
        ghost.firstPair.push_back(first);
        first += stage.operators.size();
    }
    if (level == LevelKind::Memory) { // a move is between places by all bytes
        ghost.moves = largestMoves(pinned, now, ghost.pairs);
    }
    noteUnmatched(ghost, pinned);
    return ghost;
}

RooflineFrame united(const RooflineFrame& a, const RooflineFrame& b)
{
    return {std::min(a.xLower, b.xLower), std::max(a.xUpper, b.xUpper), std::min(a.yLower, b.yLower),
            std::max(a.yUpper, b.yUpper)};
}

// ---- painting -----------------------------------------------------------------------------------------------------

void RooflineChart::updateGhost()
{
    m_ghost.reset();
    if (pinned()) {
        m_ghost = std::make_unique<RooflineGhost>(
            ghostOf(*pinned().evaluation, *evaluation(), m_machine, level(), m_size, m_heaviest));
    }
}

void RooflineChart::paintPinnedRoofs(QPainter& painter) const
{
    if (!m_ghost || m_ghost->isSameMachine || !m_ghost->machine.hasRidge()) {
        return;
    }
    QPen dashed(blend(theme().window, theme().text, 0.6), theme().px(1.5), Qt::CustomDashLine, Qt::FlatCap);
    dashed.setDashPattern({7, 4});
    painter.setPen(dashed);
    for (const RoofLine& line : roofLinesOf(m_ghost->machine)) {
        painter.drawLine(line.line);
    }
}

/// Hollow, in the hue of what limited it; one that has gone is crossed out.
void RooflineChart::paintGhosts(QPainter& painter) const
{
    if (!m_ghost) {
        return;
    }
    std::unordered_set<std::uint64_t> drawn; // as dots: what a heavier one of the same look covers
    for (const RooflineDot& dot : m_ghost->dots) {
        Placed placed = place(dot);
        if (placed.isOut() && isZoomed()) {
            continue;
        }
        placed.look = m_ghost->isGone(dot.ref) ? Placed::Look::Gone : Placed::Look::Ghost;
        const auto cell = [](double v) { return static_cast<std::uint64_t>(qRound(v) + 32768) & 0xffff; };
        const std::uint64_t key = cell(placed.at.x()) | cell(placed.at.y()) << 16 |
                                  static_cast<std::uint64_t>(placed.bound) << 32 |
                                  static_cast<std::uint64_t>(placed.look) << 36;
        if (drawn.insert(key).second) {
            paintPlaced(painter, placed);
        }
    }
}

/// Where a quadratic curve from one place to another bends to: halfway, but below what runs along a roof, which would
/// vanish in it.
QPointF RooflineChart::bendOf(const QLineF& move, const std::vector<RoofLine>& roofs) const
{
    const QPointF middle = move.center();
    const bool isAlongRoof = std::ranges::any_of(roofs, [&](const RoofLine& roof) {
        const QPointF direction = (roof.line.p2() - roof.line.p1()) / std::max(roof.line.length(), 1e-9);
        const QPointF from = middle - roof.line.p1();
        const double across = direction.x() * from.y() - direction.y() * from.x();
        const double along = QPointF::dotProduct(direction, from);
        return std::fabs(across) < theme().px(3) && along >= 0 && along <= roof.line.length();
    });
    if (!isAlongRoof) {
        return middle;
    }
    const QPointF along = (move.p2() - move.p1()) / move.length();
    const QPointF below = along.x() >= 0 ? QPointF(-along.y(), along.x()) : QPointF(along.y(), -along.x());
    return middle + below * std::clamp(0.5 * move.length(), theme().px(14), theme().px(36));
}

/// From where it was to where it is; off the frame its value stands at the edge.
std::vector<RooflineChart::MoveCurve> RooflineChart::moveCurves() const
{
    std::vector<MoveCurve> curves;
    if (!m_ghost) {
        return curves;
    }
    const std::vector<RoofLine> roofs = roofLines();
    const QRectF area = axes().adjusted(-1, -1, 1, 1);
    for (const RooflineMove& move : m_ghost->moves) {
        const QLineF line(toPixel(move.from.intensity, move.from.rate), toPixel(move.to.intensity, move.to.rate));
        if (area.contains(line.p1()) && area.contains(line.p2()) && line.length() > 2 * theme().px(moveHead)) {
            curves.push_back({line, bendOf(line, roofs)});
        }
    }
    return curves;
}

/// One path for all shafts, one for all heads.
void RooflineChart::paintMoves(QPainter& painter) const
{
    const double head = theme().px(moveHead), gap = theme().px(1);
    QPainterPath shafts;
    std::vector<QPolygonF> heads;
    for (const MoveCurve& curve : moveCurves()) {
        const QLineF end(curve.bend, curve.ends.p2());
        const QPointF along = (end.p2() - end.p1()) / end.length(), across(-along.y(), along.x());
        const QPointF tip = end.p2() - along * gap, foot = tip - along * head;
        shafts.moveTo(QLineF(curve.ends.p1(), curve.bend).pointAt(gap / end.length()));
        shafts.quadTo(curve.bend, foot);
        heads.push_back(QPolygonF({tip, foot + across * head / 2.2, foot - across * head / 2.2}));
    }
    QPen shaft(blend(theme().window, theme().text, 0.7), theme().px(1.2), Qt::CustomDashLine, Qt::FlatCap);
    shaft.setDashPattern({3, 2});
    painter.setPen(shaft);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(shafts);
    painter.setPen(Qt::NoPen);
    painter.setBrush(blend(theme().window, theme().text, 0.85));
    for (const QPolygonF& each : heads) {
        painter.drawPolygon(each);
    }
}

/// A cross of two strokes beside the upper right of what the pinned scenario has not.
void RooflineChart::paintNew(QPainter& painter) const
{
    if (!m_ghost || !m_ghost->hasNew) {
        return;
    }
    for (const RooflineDot& dot : m_dots) {
        const Placed placed = place(dot);
        if (!m_ghost->before(dot.ref) && !(placed.isOut() && isZoomed())) {
            paintPlus(painter, placed.at + QPointF(0.7, -0.7) * (placed.radius + theme().px(3.5)));
        }
    }
}

void RooflineChart::paintPlus(QPainter& painter, const QPointF& at) const
{
    const double arm = theme().px(3);
    const QLineF strokes[] = {{at - QPointF(arm, 0), at + QPointF(arm, 0)},
                              {at - QPointF(0, arm), at + QPointF(0, arm)}};
    for (const auto& [colour, width] : {std::pair(theme().window, 3.4), std::pair(theme().text, 1.6)}) {
        painter.setPen(QPen(colour, theme().px(width)));
        painter.drawLines(strokes, 2);
    }
}

void RooflineChart::styleGhost(QPainter& painter, const Placed& dot) const
{
    painter.setPen(QPen(blend(theme().window, theme().of(dot.bound), ghostShare), theme().px(1.4)));
    painter.setBrush(Qt::NoBrush);
}

void RooflineChart::paintCross(QPainter& painter, const Placed& dot) const
{
    const double arm = 0.7 * dot.radius;
    painter.drawLine(dot.at + QPointF(-arm, -arm), dot.at + QPointF(arm, arm));
    painter.drawLine(dot.at + QPointF(-arm, arm), dot.at + QPointF(arm, -arm));
}

/// What hollow dots, crossed ones and pluses mean.
std::vector<RooflineChart::Key> RooflineChart::ghostKeys() const
{
    std::vector<Key> keys;
    if (m_ghost) {
        using Look = Placed::Look;
        keys.push_back({tr("A, pinned"), theme().muted, 0, static_cast<int>(Look::Ghost)});
        if (m_ghost->hasGone) {
            keys.push_back({tr("gone"), theme().muted, 0, static_cast<int>(Look::Gone)});
        }
        if (m_ghost->hasNew) {
            keys.push_back({tr("new"), theme().muted, 0, static_cast<int>(Look::New)});
        }
    }
    return keys;
}

void RooflineChart::paintGhostKey(QPainter& painter, Placed mark, const Key& key) const
{
    mark.look = static_cast<Placed::Look>(key.look);
    if (mark.look == Placed::Look::New) {
        paintPlus(painter, mark.at);
        return;
    }
    painter.setPen(QPen(key.colour, theme().px(1.4)));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(mark.at, mark.radius, mark.radius);
    if (mark.look == Placed::Look::Gone) {
        paintCross(painter, mark);
    }
}

/// For the card of an operator: what it took in A.
std::vector<std::pair<QString, QString>> RooflineChart::pinnedRows(OperatorRef ref) const
{
    if (!m_ghost) {
        return {};
    }
    const std::optional<OperatorPlace> was = m_ghost->before(ref);
    if (!was) {
        return {{tr("In A"), tr("not there")}};
    }
    const double before = secondsOf(*pinned().evaluation, *was), now = totalTime(*evaluation(), ref);
    const QString factor = QString::fromStdString(factorText(before, now));
    return {{tr("Time in A"), QString::fromStdString(format(before, Unit::Seconds)) +
                                  (factor.isEmpty() ? "" : tr(", now %1").arg(factor))}};
}

/// The pin, how far what is pointed at went, and what has gone.
std::vector<ChartItem> RooflineChart::pinnedItems() const
{
    std::vector<ChartItem> items;
    if (!m_ghost) {
        return items;
    }
    items.push_back({tr("Pinned as A: %1").arg(shownName(pinned().name)), {}});
    for (const RooflineMove& move : m_ghost->moves) {
        const QString more = QString::fromStdString(differenceText(0, move.seconds, Unit::Seconds));
        items.push_back({tr("Moved: %1").arg(shownName(move.name)),
                         tr("%1; from %2 to %3")
                             .arg(more, intensityText(move.from.intensity, m_machine.integerOps),
                                  intensityText(move.to.intensity, m_machine.integerOps))});
    }
    for (const OperatorPair& pair : m_ghost->pairs) {
        if (!pair.after) {
            items.push_back({tr("Gone: %1").arg(shownName(operatorAt(*pinned().evaluation, *pair.before).name)), {}});
        }
    }
    return items;
}

} // namespace ridge

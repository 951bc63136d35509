// Names of dots, the heaviest first, and what callouts can point at: operators and roofs.

#include "ui/charts/callouts/target.h"
#include "ui/charts/roofline/roofline_dot.h"
#include "ui/shown.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {
namespace {

constexpr double leastShareToName = 0.005; // of the whole

/// Where there is no room beside a dot: apart from it, the nearest first.
std::vector<LabelPlace> placesApart(const QPointF& at, double radius, const QSizeF& size)
{
    std::vector<LabelPlace> places;
    for (const double distance : {2.0, 3.2, 4.6, 6.2, 8.2}) {
        for (const QPointF& way : waysAround(-M_PI / 3)) {
            const QPointF centre =
                at + way * (radius + distance * size.height()) + QPointF(way.x() * size.width() / 2, 0);
            places.push_back({centre + QPointF(-size.width() / 2, size.height() / 2)});
        }
    }
    return places;
}

/// From the nearer end of a name to the rim of its dot.
QLineF leaderTo(const QRectF& box, const QPointF& at, double radius)
{
    QLineF line(
        QPointF(std::clamp(at.x(), box.left(), box.right()), at.y() < box.center().y() ? box.top() : box.bottom()), at);
    line.setLength(std::max(0.0, line.length() - radius));
    return line;
}

} // namespace

void RooflineChart::setNames(int most, std::vector<std::string> paths)
{
    m_names = most;
    m_named = std::move(paths);
    queueReplot();
}

/// Repeated blocks say how many they are.
QString RooflineChart::nameOf(const RooflineDot& dot) const
{
    const Stage& stage = evaluation()->program.stages[static_cast<std::size_t>(dot.ref.stage)];
    const Operator& op = stage.operators[static_cast<std::size_t>(dot.ref.op)];
    const QString name = shownName(op.name);
    return op.count > 1 ? name + QStringLiteral(" ×") + QString::number(op.count) : name;
}

bool RooflineChart::addDotName(LabelPlacer& placer, std::vector<PlacedLabel>& labels, const RooflineDot& dot) const
{
    const Placed placed = place(dot);
    if (placed.isOut()) {
        return false;
    }
    const QFontMetricsF metrics(theme().font(11.5));
    const QString text = nameOf(dot);
    const QSizeF size(metrics.horizontalAdvance(text) + theme().px(6), metrics.ascent() + 1); // apart from other texts
    if (const auto beside = placer.place(size, placesAroundDot(placed, size), 0)) {
        labels.push_back({text, *beside, size});
        return true;
    }
    const auto leaderOf = [&placed](const QRectF& box) { return leaderTo(box, placed.at, placed.radius); };
    if (const auto apart = placer.place(size, placesApart(placed.at, placed.radius, size), 0, leaderOf)) {
        PlacedLabel label{text, *apart, size};
        label.leader = leaderOf(label.box().boundingRect());
        labels.push_back(std::move(label));
        return true;
    }
    return false;
}

/// Only where a name covers nothing at all.
void RooflineChart::addDotNames(LabelPlacer& placer, std::vector<PlacedLabel>& labels) const
{
    std::vector<OperatorRef> chosen;
    for (const std::string& path : m_named) {
        const OperatorRef ref = operatorOfPath(*evaluation(), path);
        const RooflineDot* dot = ref.isValid() ? dotOf(ref) : nullptr;
        if (dot && addDotName(placer, labels, *dot)) {
            chosen.push_back(ref);
        }
    }
    int named = 0;
    for (const RooflineDot& dot : m_dots) {
        if (named >= m_names || dot.share < leastShareToName) {
            break;
        }
        if (std::ranges::find(chosen, dot.ref) == chosen.end() && addDotName(placer, labels, dot)) {
            ++named;
        }
    }
}

std::vector<ChartTarget> RooflineChart::targets() const
{
    std::vector<ChartTarget> targets = Chart::targets();
    if (!evaluation() || !m_machine.hasRidge()) {
        return targets;
    }
    const QRectF area = axes();
    for (const RoofLine& line : roofLines()) {
        const double share = line.slanted ? 0.45 : 0.6;
        const QPointF at = line.line.pointAt(share);
        const QString name = line.roof->label;
        if (name.isEmpty() || !area.contains(at)) {
            continue;
        }
        if (!line.roof->parameter.empty()) {
            targets.push_back({std::string(roofTarget) + line.roof->parameter, name, at});
        }
        if (line.roof->level) {
            const LevelText& level = levelTexts()[static_cast<std::size_t>(*line.roof->level)];
            targets.push_back({std::string(levelTarget) + std::string(level.id), name, at});
        }
    }
    return targets;
}

void RooflineChart::addObstacles(LabelPlacer& placer) const
{
    Chart::addObstacles(placer);
    for (const PlacedLabel& label : labels()) {
        placer.addBox(label.box().boundingRect());
    }
    for (const QRectF& box : namesBelow().boxes) {
        placer.addBox(box);
    }
    for (const RoofLine& line : roofLines()) {
        placer.addLine(line.line);
    }
}

} // namespace ridge

// The levels of a roofline: which one's bytes its axis counts, and an operator's dots at each of them, linked.

#include "ui/charts/paint_layer.h"
#include "ui/charts/roofline/roofline_dot.h"
#include "ui/shown.h"

#include <QActionGroup>
#include <QFontMetricsF>
#include <QMenu>
#include <QToolButton>

#include <algorithm>

#include <qcustomplot.h>

namespace ridge {

namespace {

constexpr double linkedRadius = 4;                // of an operator's dot at another level
constexpr std::size_t dotsToAvoid = 50;           // by names, of the heaviest
constexpr double gapsOfNames[] = {0, 16, 32, 48}; // pixels from a dot to its name, until one is free

/// What of the lines from dot to dot is seen beside them.
template <class Places> std::vector<QLineF> linksBetween(const Places& places)
{
    std::vector<QLineF> links;
    for (std::size_t i = 1; i < places.size(); ++i) {
        const auto &from = places[i - 1], &to = places[i];
        const QLineF whole(from.at, to.at);
        if (const double length = whole.length(); length > from.radius + to.radius) {
            links.emplace_back(whole.pointAt(from.radius / length), whole.pointAt(1 - to.radius / length));
        }
    }
    return links;
}

void paintLinks(QPainter& painter, const Theme& theme, const std::vector<QLineF>& links)
{
    for (const auto& [colour, width] : {std::pair(theme.window, 3.0), std::pair(theme.accent, 1.2)}) {
        painter.setPen(QPen(colour, theme.px(width)));
        for (const QLineF& link : links) {
            painter.drawLine(link);
        }
    }
}

} // namespace

void RooflineChart::setLevel(LevelKind level)
{
    m_wantedLevel = level;
    refresh();
    updateControls();
}

/// The one that was asked for, where bytes cross it.
LevelKind RooflineChart::level() const { return m_levels.find(m_wantedLevel) ? m_wantedLevel : LevelKind::Memory; }

QString RooflineChart::nameOfLevel(const Level& level) const
{
    const QString name = shownName(level.name);
    switch (level.kind) {
    case LevelKind::Memory:
        return m_levels.find(LevelKind::Weights) ? tr("all memory") : name;
    case LevelKind::Working:
        return tr("%1 (activations)").arg(name);
    case LevelKind::Weights:
        return tr("%1 (weights)").arg(name);
    default:
        return name;
    }
}

QString RooflineChart::nameOfLevel() const
{
    const Level* shown = m_levels.find(level());
    return shown ? nameOfLevel(*shown) : QString();
}

/// What limits below the slanted roof in use.
Bound RooflineChart::slantedBound() const { return level() >= LevelKind::HostLink ? Bound::Network : Bound::Memory; }

QString RooflineChart::slantedZone() const
{
    return slantedBound() == Bound::Network ? tr("NETWORK-BOUND") : tr("MEMORY-BOUND");
}

void RooflineChart::updateLevels()
{
    m_levels = Levels(*evaluation());
    QMenu* menu = m_levelButton->menu();
    menu->clear();
    auto* group = new QActionGroup(menu);
    for (const Level& each : m_levels.all()) {
        QAction* action =
            menu->addAction(asMenuText(nameOfLevel(each)), this, [this, kind = each.kind] { setLevel(kind); });
        action->setToolTip(asToolTip(nameOfLevel(each))); // that of its own accord would be its text, taken as rich
        action->setActionGroup(group);
        action->setCheckable(true);
        action->setChecked(each.kind == level());
    }
}

std::vector<LevelDot> RooflineChart::levelDotsOf(OperatorRef ref) const
{
    std::vector<LevelDot> dots;
    if (!evaluation() || !ref.isValid()) {
        return dots;
    }
    const auto stage = static_cast<std::size_t>(ref.stage), op = static_cast<std::size_t>(ref.op);
    if (stage >= evaluation()->stages.size() || op >= evaluation()->stages[stage].operators.size()) {
        return dots;
    }
    for (const Level& each : m_levels.all()) {
        if (std::optional<RooflineDot> dot = dotAt(*evaluation(), m_levels, each.kind, ref)) {
            dots.push_back({each.kind, nameOfLevel(each), *dot});
        }
    }
    std::ranges::stable_sort(dots, {}, [](const LevelDot& each) { return each.dot.intensity; });
    return dots;
}

/// A thin line from level to level, with a ring and a name where the dot itself does not stand.
void RooflineChart::paintLevelDots(QPainter& painter, OperatorRef ref) const
{
    const std::vector<LevelDot> dots = levelDotsOf(ref);
    if (dots.size() < 2) {
        return;
    }
    const QRectF area = axes();
    LabelPlacer placer(area.adjusted(2, 2, -2, -2), theme().fontScale);
    for (std::size_t i = 0; i < std::min(m_dots.size(), dotsToAvoid); ++i) {
        const Placed dot = place(m_dots[i]);
        placer.addDot(dot.at, dot.radius);
    }
    std::vector<Placed> places;
    for (const LevelDot& each : dots) {
        Placed placed = place(each.dot);
        placed.radius = each.kind == level() ? placed.radius + theme().px(5) : theme().px(linkedRadius);
        placer.addDot(placed.at, placed.radius);
        places.push_back(placed);
    }
    const std::vector<QLineF> links = linksBetween(places);
    for (const QLineF& link : links) {
        placer.addLine(link);
    }
    for (const RoofLine& roof : roofLines()) {
        placer.addLine(roof.line);
    }
    for (const PlacedLabel& label : labels()) {
        placer.addBox(label.box().boundingRect());
    }
    for (const QRectF& box : m_machine.hasRidge() ? namesBelow().boxes : std::vector<QRectF>()) {
        placer.addBox(box);
    }
    paintLinks(painter, theme(), links);
    for (std::size_t i = 0; i < dots.size(); ++i) {
        if (dots[i].kind != level()) {
            painter.setPen(QPen(theme().accent, theme().px(1.4)));
            painter.setBrush(theme().window);
            paintMark(painter, places[i]);
        }
        paintLevelName(painter, placer, places[i], dots[i].name);
    }
}

void RooflineChart::paintLevelName(QPainter& painter, LabelPlacer& placer, const Placed& dot, const QString& name) const
{
    const QFont font = theme().font(10.5, true);
    const QFontMetricsF metrics(font);
    const QSizeF size(metrics.horizontalAdvance(name) + theme().px(4), metrics.height());
    std::optional<LabelPlace> spot;
    for (const double most : {0.0, 1e9}) {
        for (const double gap : gapsOfNames) {
            Placed wider = dot;
            wider.radius += theme().px(gap);
            spot = spot ? spot : placer.place(size, placesAroundDot(wider, size), most);
        }
    }
    if (!spot) {
        return;
    }
    const QRectF box(spot->origin - QPointF(0, size.height()), size);
    const QPointF near(std::clamp(dot.at.x(), box.left(), box.right()),
                       std::clamp(dot.at.y(), box.top(), box.bottom()));
    if (const QLineF leader(dot.at, near); leader.length() > dot.radius + theme().px(10)) {
        painter.setPen(QPen(blend(theme().window, theme().accent, 0.5), theme().px(0.8)));
        painter.drawLine(QLineF(leader.pointAt(dot.radius / leader.length()), near));
    }
    QColor ground = theme().window; // over zones and dots
    ground.setAlphaF(0.85F);
    painter.fillRect(box, ground);
    painter.setFont(font);
    painter.setPen(theme().accent);
    painter.drawText(box, Qt::AlignCenter | Qt::TextDontClip, name);
}

/// For the card of an operator: what crosses the levels that are not on the axis.
std::vector<std::pair<QString, QString>> RooflineChart::levelRows(OperatorRef ref) const
{
    std::vector<std::pair<QString, QString>> rows;
    for (const LevelDot& each : levelDotsOf(ref)) {
        if (each.kind != level()) {
            const Bytes<> bytes =
                m_levels.use(each.kind, static_cast<std::size_t>(ref.stage), static_cast<std::size_t>(ref.op)).bytes;
            rows.emplace_back(each.name, QString::fromStdString(
                                             format(bytes.inBaseUnits(), Unit::Bytes, evaluation()->numberStyle())) +
                                             ", " + intensityText(each.dot.intensity, m_machine.integerOps));
        }
    }
    return rows;
}

} // namespace ridge

// How the arena is painted: the boxes with their names, the size, the bound and the capacity, and the legend.

#include "ui/charts/arena/arena_chart.h"
#include "ui/charts/paint_layer.h"
#include "ui/shown.h"

#include <QFontMetricsF>
#include <QToolButton>

#include <algorithm>

#include <qcustomplot.h>

namespace ridge {
namespace {

constexpr double fillShare = 0.5; // of the colour over the ground: names on it stay readable

} // namespace

void ArenaChart::applyTheme()
{
    for (QToolButton* button : {m_plannerButton, m_stageButton, m_alignmentButton}) {
        button->setFont(theme().font(11.5));
    }
    plot().yAxis->grid()->setPen(QPen(blend(theme().window, theme().line, 0.6), theme().px(1)));
}

QColor ArenaChart::fillOf(std::size_t shade) const
{
    const QColor colours[] = {theme().activations, theme().compute, theme().network, theme().overhead, theme().memory};
    return blend(theme().window, shade < std::size(colours) ? colours[shade] : theme().rest, fillShare);
}

/// Room below for what runs along x and for the legend, and above for what the lines say.
void ArenaChart::layoutChanged()
{
    const double line = QFontMetricsF(theme().font(11.5)).height();
    const double width = plot().viewport().width() - theme().px(16);
    const double below = line + theme().px(14) + legendHeight(theme(), groups(), width);
    QCPAxisRect& rect = *plot().axisRect();
    const QString whole = QStringLiteral("%1 (%2)").arg(axisText(), m_unit);
    const bool fits = QFontMetricsF(theme().font(11.5)).horizontalAdvance(whole) <= rect.height();
    if (const QString& label = fits ? whole : m_unit; plot().yAxis->label() != label) {
        plot().yAxis->setLabel(label);
        rect.update(QCPLayoutElement::upMargins);
        rect.update(QCPLayoutElement::upLayout);
    }
    const QMargins margins(rect.margins().left(), qRound(theme().px(4)), qRound(theme().px(14)), qRound(below));
    if (rect.margins() != margins) {
        rect.setMargins(margins);
        rect.update(QCPLayoutElement::upMargins);
        rect.update(QCPLayoutElement::upLayout);
    }
}

void ArenaChart::paintBoxes(QPainter& painter) const
{
    const QRectF plotArea = plot().axisRect()->rect();
    const double gap = theme().px(1);
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const Box& box : m_boxes) {
        const QRectF area = areaOf(box);
        if (!area.intersects(plotArea)) {
            continue;
        }
        const QRectF drawn(area.left(), area.top(), std::max(area.width() - gap, 1.0),
                           std::max(area.height() - gap, 1.0));
        painter.fillRect(drawn & plotArea, fillOf(box.shade));
        paintName(painter, box, drawn & plotArea);
    }
}

/// With its size where there is room for that as well; upright where only that fits; else not at all.
void ArenaChart::paintName(QPainter& painter, const Box& box, const QRectF& area) const
{
    const QFont font = theme().font(10.5);
    const QFontMetricsF metrics(font);
    const double side = theme().px(4), line = metrics.height();
    const QString size = bytesText(box.part.size), whole = box.name + QStringLiteral("  ") + size;
    const bool isUpright =
        area.width() < metrics.horizontalAdvance(box.name) + 2 * side && area.height() > area.width();
    const double length = (isUpright ? area.height() : area.width()) - 2 * side;
    const double depth = isUpright ? area.width() : area.height();
    if (depth < line || length < metrics.horizontalAdvance(box.name)) {
        return;
    }
    const bool inTwoLines = !isUpright && depth >= 2 * line + side && length >= metrics.horizontalAdvance(size);
    const QString text = inTwoLines                                   ? box.name + QStringLiteral("\n") + size
                         : length >= metrics.horizontalAdvance(whole) ? whole
                                                                      : box.name;
    painter.save();
    painter.setFont(font);
    painter.setPen(theme().text);
    painter.translate(area.center());
    painter.rotate(isUpright ? -90 : 0);
    painter.drawText(QRectF(-length / 2, -depth / 2, length, depth), int(Qt::AlignCenter), text);
    painter.restore();
}

/// Where the arena ends, the bound below which no plan gets and when it is reached, and the capacity where it is near.
void ArenaChart::paintLimits(QPainter& painter) const
{
    if (m_boxes.empty()) {
        return;
    }
    paintLevel(painter, m_size, theme().text, Qt::SolidLine);
    if (m_bound < m_size) {
        paintLevel(painter, m_bound, theme().text, Qt::CustomDashLine);
    }
    const bool isExceeded = showsCapacity() && m_size > *capacity();
    if (showsCapacity()) {
        paintLevel(painter, *capacity(), isExceeded ? theme().warning : theme().memory, Qt::CustomDashLine);
    }
    const double ring = theme().px(5);
    std::vector<QRectF> taken{QRectF(fullestAt() - QPointF(ring, ring), QSizeF(2 * ring, 2 * ring))};
    say(painter, {m_size, tr("arena %1").arg(bytesText(m_size)), true}, Qt::AlignLeft, taken);
    if (showsCapacity()) {
        const QString name = shownName(evaluation()->workingLevel()->name);
        say(painter, {*capacity(), tr("%1 %2").arg(name, bytesText(*capacity())), isExceeded}, Qt::AlignRight, taken);
    }
    say(painter, {std::min(m_bound, m_size), boundText()}, Qt::AlignRight, taken);
    paintFullest(painter);
}

/// What stands at the bound: as much as has room beside the size.
QString ArenaChart::boundText() const
{
    const double taken =
        QFontMetricsF(theme().font(11.5, true)).horizontalAdvance(tr("arena %1").arg(bytesText(m_size)));
    const double room = plot().axisRect()->width() - taken - theme().px(24);
    const QFontMetricsF metrics(theme().font(11.5));
    for (const QString& text :
         {m_bound < m_size ? tr("no plan needs less than the %1 alive at once").arg(bytesText(m_bound))
                           : tr("no plan needs less: all of it is alive at once"),
          m_bound < m_size ? tr("at least %1").arg(bytesText(m_bound)) : tr("the least")}) {
        if (metrics.horizontalAdvance(text) <= room) {
            return text;
        }
    }
    return {};
}

void ArenaChart::paintLevel(QPainter& painter, double bytes, const QColor& colour, Qt::PenStyle style) const
{
    const QRectF area = plot().axisRect()->rect();
    const double y = plot().yAxis->coordToPixel(bytes);
    QPen pen(colour, theme().px(1.5), style, Qt::FlatCap);
    if (style == Qt::CustomDashLine) {
        pen.setDashPattern({4, 2.5});
    }
    painter.setPen(pen);
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
}

/// Where words may stand: above their level, beside what stands there, at the other side, or one line higher.
std::vector<QRectF> ArenaChart::placesOf(const QRectF& above, const std::vector<QRectF>& taken) const
{
    const QRectF area = plot().axisRect()->rect();
    const double gap = theme().px(6);
    std::vector<QRectF> places{above};
    for (const QRectF& other : taken) {
        places.push_back(above.translated(other.left() - gap - above.right(), 0));
        places.push_back(above.translated(other.right() + gap - above.left(), 0));
    }
    std::erase_if(places, [&area](const QRectF& place) {
        return place.left() < area.left() - 1 || place.right() > area.right() + 1;
    });
    places.push_back(above.translated(0, -above.height()));
    return places;
}

/// Above a level, on a ground of its own, where nothing else is said.
void ArenaChart::say(QPainter& painter, const Words& words, Qt::Alignment side, std::vector<QRectF>& taken) const
{
    if (words.text.isEmpty()) {
        return;
    }
    const QFont font = theme().font(11.5, words.isStrong);
    const QFontMetricsF metrics(font);
    const QRectF area = plot().axisRect()->rect();
    const double width = metrics.horizontalAdvance(words.text) + theme().px(8), height = metrics.height();
    const double left = side == Qt::AlignLeft ? area.left() : area.right() - width;
    const QRectF above(left, plot().yAxis->coordToPixel(words.bytes) - height - theme().px(2), width, height);
    const std::vector<QRectF> places = placesOf(above, taken);
    const auto isFree = [&taken](const QRectF& place) {
        return std::ranges::none_of(taken, [&place](const QRectF& other) { return other.intersects(place); });
    };
    const auto found = std::ranges::find_if(places, isFree);
    const QRectF box = found != places.end() ? *found : places.back();
    taken.push_back(box);
    painter.fillRect(box, theme().window);
    painter.setFont(font);
    painter.setPen(words.isStrong ? theme().text : theme().muted);
    painter.drawText(box, int(Qt::AlignCenter) | Qt::TextSingleLine, words.text);
}

QPointF ArenaChart::fullestAt() const
{
    return {plot().xAxis->coordToPixel(double(m_fullest) + 0.5), plot().yAxis->coordToPixel(m_bound)};
}

/// A ring where most is alive at once.
void ArenaChart::paintFullest(QPainter& painter) const
{
    const QPointF at = fullestAt();
    if (QRectF(plot().axisRect()->rect()).contains(at)) {
        painter.setPen(QPen(theme().text, theme().px(1.5)));
        painter.setBrush(theme().dark ? theme().window : QColor(Qt::white));
        painter.drawEllipse(at, theme().px(3.8), theme().px(3.8));
    }
}

void ArenaChart::paintBelow(QPainter& painter) const
{
    const QRectF area = plot().axisRect()->rect();
    const QRectF viewport = plot().viewport();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(theme().line, theme().px(1)));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    painter.setRenderHint(QPainter::Antialiasing, true);
    const double line = QFontMetricsF(theme().font(11.5)).height();
    painter.setFont(theme().font(11.5));
    painter.setPen(theme().muted);
    const std::size_t steps = m_boxes.empty() ? 0 : shownStage().operators.size();
    const QString whole = steps > 0 ? tr("%1 operators, in the order in which they run").arg(steps)
                                    : tr("No activation has memory of its own here.");
    const bool fits = painter.fontMetrics().horizontalAdvance(whole) <= area.width();
    const QString text = fits || steps == 0 ? whole : tr("%1 operators").arg(steps);
    painter.drawText(QRectF(area.left(), area.bottom() + theme().px(3), area.width(), line), int(Qt::AlignCenter),
                     text);
    const double side = theme().px(8), width = viewport.width() - 2 * side;
    const double height = legendHeight(theme(), groups(), width);
    const double left = legendWidth(theme(), groups()) <= viewport.right() - side - area.left() ? area.left() : side;
    paintLegend(painter, theme(), groups(),
                QRectF(left, viewport.bottom() - theme().px(5) - height, viewport.right() - side - left, height));
}

/// A band where the selected operator runs, and frames around what it touches.
void ArenaChart::paintOverlay(QPainter& painter)
{
    const QRectF area = plot().axisRect()->rect();
    const OperatorRef ref = selectedOperator();
    painter.save();
    painter.setClipRect(area);
    if (isIn(*evaluation(), ref) && ref.stage == static_cast<int>(m_stage)) {
        const double left = plot().xAxis->coordToPixel(ref.op), right = plot().xAxis->coordToPixel(ref.op + 1);
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(QPen(theme().accent, theme().px(1)));
        painter.drawLine(QPointF(left, area.top()), QPointF(left, area.bottom()));
        painter.drawLine(QPointF(right, area.top()), QPointF(right, area.bottom()));
        painter.setRenderHint(QPainter::Antialiasing, true);
        painter.setPen(QPen(theme().accent, theme().px(2)));
        painter.setBrush(Qt::NoBrush);
        for (const std::size_t i : selectedBoxes()) {
            painter.drawRect(areaOf(m_boxes[i]).adjusted(0, 0, -theme().px(1), -theme().px(1)));
        }
    }
    if (hover() && !isRendering()) {
        for (const Box& box : m_boxes) {
            if (box.maker == hover()->ref && cardOf(box).rows == hover()->card.rows) {
                painter.setPen(QPen(theme().text, theme().px(1)));
                painter.setBrush(Qt::NoBrush);
                painter.drawRect(areaOf(box).adjusted(0, 0, -theme().px(1), -theme().px(1)));
            }
        }
    }
    painter.restore();
}

} // namespace ridge

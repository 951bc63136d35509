// How the arena is painted: the boxes with their names, the size, the bound and the capacity, and the legend.

#include "ui/charts/arena/arena_chart.h"
#include "ui/charts/paint_layer.h"
#include "ui/shown.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

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

/// Where the arena ends, the bound below which no plan gets, and the capacity where it is near.
void ArenaChart::paintLimits(QPainter& painter) const
{
    if (m_boxes.empty()) {
        return;
    }
    const QRectF area = plot().axisRect()->rect();
    const auto level = [&](double bytes) { return plot().yAxis->coordToPixel(bytes); };
    const auto across = [&](double y, const QColor& colour, bool isDashed) {
        QPen pen(colour, theme().px(1.5), isDashed ? Qt::CustomDashLine : Qt::SolidLine, Qt::FlatCap);
        if (isDashed) {
            pen.setDashPattern({4, 2.5});
        }
        painter.setPen(pen);
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    };
    const double line = QFontMetricsF(theme().font(11.5)).height();
    const auto say = [&](double y, Qt::Alignment side, const QString& text, bool isStrong) {
        painter.setFont(theme().font(11.5, isStrong));
        painter.setPen(isStrong ? theme().text : theme().muted);
        painter.drawText(QRectF(area.left() + theme().px(4), y - line - 1, area.width() - theme().px(8), line),
                         int(side | Qt::AlignVCenter) | Qt::TextSingleLine, text);
    };
    across(level(m_size), theme().text, false);
    if (m_bound < m_size) {
        across(level(m_bound), theme().text, true);
    }
    say(level(m_size), Qt::AlignLeft, tr("arena %1").arg(bytesText(m_size)), true);
    const QString bound =
        m_bound < m_size ? tr("╌ at most %1 alive at once: no plan needs less") : tr("all alive at once");
    say(level(m_size), Qt::AlignRight, m_bound < m_size ? bound.arg(bytesText(m_bound)) : bound, false);
    if (showsCapacity()) {
        const bool isExceeded = m_size > *capacity();
        across(level(*capacity()), isExceeded ? theme().warning : theme().memory, true);
        const QString name = shownName(evaluation()->workingLevel()->name);
        if (std::fabs(level(*capacity()) - level(m_size)) > line) {
            say(level(*capacity()), Qt::AlignLeft, tr("%1 %2").arg(name, bytesText(*capacity())), isExceeded);
        }
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
    const QString text = steps > 0 ? tr("%1 operators, in the order in which they run").arg(steps)
                                   : tr("No activation has memory of its own here.");
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

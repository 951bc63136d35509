// How a diagram is painted: boxes with their names and figures, arrows, and the shapes of what flows.

#include "ui/charts/diagram/diagram_chart.h"
#include "ui/charts/label_placer.h"
#include "ui/charts/paint_layer.h"
#include "ui/shown.h"

#include <QFontMetricsF>
#include <QTransform>

#include <algorithm>

#include <qcustomplot.h>

namespace ridge {
namespace {

constexpr double nameSize = 12.5, figureSize = 11, shapeSize = 10; // points, as the boxes are measured
constexpr double least = 6;                                        // pixels: smaller type is not drawn
constexpr double fillShare = 0.24, openShare = 0.05;

} // namespace

double DiagramChart::scale() const { return std::abs(plot().xAxis->coordToPixel(1) - plot().xAxis->coordToPixel(0)); }

QPointF DiagramChart::toPixel(const QPointF& point) const
{
    return {plot().xAxis->coordToPixel(point.x()), plot().yAxis->coordToPixel(point.y())};
}

QRectF DiagramChart::areaOf(std::size_t box) const
{
    const QRectF& place = m_layout.boxes[box];
    return QRectF(toPixel(place.topLeft()), toPixel(place.bottomRight())).normalized();
}

QFont DiagramChart::font(double nominal, bool bold) const
{
    QFont font = theme().font(nominal, bold);
    font.setPixelSize(std::max(1, qRound(nominal * scale())));
    return font;
}

void DiagramChart::paintBoxes(QPainter& painter) const
{
    painter.setRenderHint(QPainter::Antialiasing, true);
    for (std::size_t i = 0; i < m_layout.boxes.size(); ++i) {
        m_diagram.boxes[i].isOpen ? paintOpen(painter, i) : paintFolded(painter, i);
    }
}

/// A frame around what it holds, with its name above.
void DiagramChart::paintOpen(QPainter& painter, std::size_t box) const
{
    const QRectF area = areaOf(box);
    const double s = scale();
    painter.setPen(QPen(theme().line, std::max(1.0, s)));
    painter.setBrush(blend(theme().window, theme().muted, openShare));
    painter.drawRoundedRect(area, 5 * s, 5 * s);
    if (nameSize * s < least) {
        return;
    }
    painter.setFont(font(nameSize, true));
    painter.setPen(theme().muted);
    const QString name = QStringLiteral("▾ ") + nameOf(box);
    const QRectF line(area.left() + 7 * s, area.top() + 3 * s, area.width() - 14 * s, 18 * s);
    painter.drawText(line, int(Qt::AlignLeft | Qt::AlignVCenter),
                     painter.fontMetrics().elidedText(name, Qt::ElideRight, qRound(line.width())));
    const double taken = painter.fontMetrics().horizontalAdvance(name) + 12 * s;
    painter.setFont(font(figureSize));
    if (const QString figures = figuresOf(box);
        painter.fontMetrics().horizontalAdvance(figures) + taken <= line.width()) {
        painter.drawText(line, int(Qt::AlignRight | Qt::AlignVCenter), figures);
    }
}

/// In the colour of what limits it, with a bar as long as its share of the stage.
void DiagramChart::paintFolded(QPainter& painter, std::size_t box) const
{
    const QRectF area = areaOf(box);
    const double s = scale();
    painter.setFont(font(nameSize, true));
    if (m_diagram.boxes[box].isInput) {
        painter.setPen(theme().muted);
        painter.drawText(area, int(Qt::AlignCenter), nameSize * s < least ? QString() : nameOf(box));
        return;
    }
    const QColor colour = theme().of(totalsOf(box).bound());
    painter.setPen(QPen(colour, std::max(1.0, 1.2 * s)));
    painter.setBrush(blend(theme().window, colour, fillShare));
    if (canToggle(box)) { // another card behind it: there is more inside
        painter.drawRoundedRect(area.translated(3 * s, 3 * s), 4 * s, 4 * s);
    }
    painter.drawRoundedRect(area, 4 * s, 4 * s);
    const double share = std::clamp(shareOf(box), 0.0, 1.0);
    painter.fillRect(QRectF(area.left() + 3 * s, area.bottom() - 4.5 * s, (area.width() - 6 * s) * share, 3 * s),
                     colour);
    if (nameSize * s < least) {
        return;
    }
    const QRectF inside = area.adjusted(6 * s, 2 * s, -6 * s, -5 * s);
    painter.setPen(theme().text);
    const QString name = nameOf(box) + (canToggle(box) ? QStringLiteral(" ▸") : QString());
    painter.drawText(inside, int(Qt::AlignHCenter | Qt::AlignTop), name);
    painter.setFont(font(figureSize));
    painter.setPen(blend(theme().muted, theme().text, 0.4));
    painter.drawText(inside, int(Qt::AlignHCenter | Qt::AlignBottom), figuresOf(box));
}

void DiagramChart::paintArrows(QPainter& painter) const
{
    painter.setRenderHint(QPainter::Antialiasing, true);
    const double s = scale();
    const QPointF origin = toPixel({0, 0});
    const QTransform toPixels(s, 0, 0, s, origin.x(), origin.y());
    for (std::size_t i = 0; i < m_layout.arrows.size(); ++i) {
        const QPainterPath path = toPixels.map(m_layout.arrows[i]);
        if (path.isEmpty()) {
            continue;
        }
        const bool isCache = m_diagram.arrows[i].throughCache;
        const QColor colour = isCache ? theme().network : blend(theme().window, theme().muted, 0.75);
        QPen pen(colour, std::max(0.8, 1.1 * s), isCache ? Qt::DashLine : Qt::SolidLine);
        painter.strokePath(path, pen);
        const QPointF head = toPixel(m_layout.heads[i]);
        if (QLineF shaft(head, path.currentPosition()); shaft.length() > 0) {
            shaft.setLength(7 * s);
            const QLineF side = QLineF(shaft.p2(), shaft.p1()).normalVector();
            const QPointF half = (side.p2() - side.p1()) * 0.36;
            painter.setPen(Qt::NoPen);
            painter.setBrush(colour);
            painter.drawPolygon(QPolygonF({head, shaft.p2() + half, shaft.p2() - half}));
        }
    }
}

/// Beside the arrows, where nothing is covered.
void DiagramChart::paintShapes(QPainter& painter) const
{
    const double s = scale();
    if (shapeSize * s < least) {
        return;
    }
    painter.setFont(font(shapeSize));
    painter.setPen(theme().muted);
    LabelPlacer placer(plot().axisRect()->rect());
    for (std::size_t i = 0; i < m_layout.boxes.size(); ++i) {
        const QRectF area = areaOf(i);
        placer.addBox(m_diagram.boxes[i].isOpen ? QRectF(area.topLeft(), QSizeF(area.width(), 20 * s)) : area);
    }
    const QFontMetricsF metrics(painter.font());
    for (std::size_t i = 0; i < m_layout.arrows.size(); ++i) {
        const DiagramArrow& arrow = m_diagram.arrows[i];
        const QString text = arrow.throughCache ? tr("cache")
                             : arrow.tensor < 0 ? QString()
                                                : shown(shapeText(shownStage().tensors[std::size_t(arrow.tensor)]));
        if (text.isEmpty() || m_layout.arrows[i].isEmpty()) {
            continue;
        }
        const QSizeF size(metrics.horizontalAdvance(text), metrics.height());
        const QPointF middle = toPixel(m_layout.arrows[i].pointAtPercent(0.5));
        const double gap = 4 * s;
        const std::vector<LabelPlace> places{{middle + QPointF(gap, size.height() / 2)},
                                             {middle + QPointF(-gap - size.width(), size.height() / 2)}};
        if (const std::optional<LabelPlace> spot = placer.place(size, places, 1e9)) {
            painter.drawText(QRectF(spot->origin - QPointF(0, size.height()), size), int(Qt::AlignCenter), text);
        }
    }
}

void DiagramChart::paintOverlay(QPainter& painter)
{
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setBrush(Qt::NoBrush);
    const double s = scale();
    if (const std::optional<std::size_t> box = selectedBox()) {
        painter.setPen(QPen(theme().accent, theme().px(2.2)));
        painter.drawRoundedRect(areaOf(*box).adjusted(-2, -2, 2, 2), 5 * s, 5 * s);
    }
}

} // namespace ridge

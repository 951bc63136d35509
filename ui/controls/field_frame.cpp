#include "ui/controls/field_frame.h"

#include <QPainterPath>

namespace ridge {

void paintFieldFrame(QPainter& painter, const QRectF& area, const Theme& theme, FieldState state)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = area.adjusted(0.5, 0.5, -0.5, -0.5);
    const QColor edge = state.invalid   ? theme.warning
                        : state.focused ? theme.accent
                        : state.hovered ? theme.muted
                                        : theme.line;
    QPainterPath outline;
    outline.addRoundedRect(box, 4, 4);
    painter.fillPath(outline, theme.panel);
    if (state.changed) {
        painter.setClipPath(outline);
        painter.fillRect(QRectF(area.left(), area.top(), 3.5, area.height()), theme.activations);
        painter.setClipping(false);
    }
    painter.setPen(QPen(edge, 1));
    painter.drawPath(outline);
    painter.restore();
}

void paintChevron(QPainter& painter, const QRectF& area, const QColor& colour, bool down)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    const QPointF c = area.center();
    const double r = std::min(area.width(), area.height()) / 2;
    QPolygonF triangle;
    if (down) {
        triangle << c + QPointF(-r, -r * 0.5) << c + QPointF(r, -r * 0.5) << c + QPointF(0, r * 0.6);
    } else {
        triangle << c + QPointF(-r * 0.5, -r) << c + QPointF(r * 0.6, 0) << c + QPointF(-r * 0.5, r);
    }
    painter.drawPolygon(triangle);
    painter.restore();
}

void paintFocusRing(QPainter& painter, const QRectF& area, const Theme& theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.accent, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.restore();
}

} // namespace ridge

// Ways of stages over the roofline, as thin lines with a dot at every step.

#include "ui/charts/roofline/trail.h"
#include "ui/charts/roofline/roofline_chart.h"

#include <QFontMetricsF>
#include <QPolygonF>

#include <qcustomplot.h>

namespace ridge {

void RooflineChart::setTrails(std::vector<RooflineTrail> trails)
{
    if (trails != m_trails) {
        m_trails = std::move(trails);
        queueReplot();
    }
}

QPolygonF RooflineChart::lineOf(const RooflineTrail& trail) const
{
    QPolygonF line;
    for (const QPointF& place : trail.places) {
        line << toPixel(place.x(), place.y());
    }
    return line;
}

void RooflineChart::paintTrails(QPainter& painter) const
{
    if (level() != LevelKind::Memory) {
        return; // its places are of that
    }
    for (const RooflineTrail& trail : m_trails) {
        const QPolygonF line = lineOf(trail);
        painter.setPen(QPen(theme().accent, theme().px(1.2), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(line);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().accent);
        for (const QPointF& step : line) {
            painter.drawEllipse(step, theme().px(2), theme().px(2));
        }
        paintEnd(painter, line.front(), trail.first);
        if (line.size() > 1) {
            paintEnd(painter, line.back(), trail.last);
        }
    }
}

/// A ring, and below it what it stands for, where no roof goes on; on the left where the frame ends.
void RooflineChart::paintEnd(QPainter& painter, const QPointF& at, const QString& text) const
{
    painter.setPen(QPen(theme().accent, theme().px(1.2)));
    painter.setBrush(theme().window);
    painter.drawEllipse(at, theme().px(3.5), theme().px(3.5));
    const QFont font = theme().font(10.5, true);
    const QSizeF size = QFontMetricsF(font).size(Qt::TextSingleLine, text);
    const double gap = theme().px(6);
    const bool isLeft = at.x() + gap + size.width() > axes().right();
    const QRectF box(QPointF(isLeft ? at.x() - gap - size.width() : at.x() + gap, at.y() + gap / 2), size);
    QColor ground = theme().window; // the text stands over roofs and dots
    ground.setAlphaF(0.8F);
    painter.fillRect(box, ground);
    painter.setFont(font);
    painter.setPen(theme().accent);
    painter.drawText(box, Qt::AlignCenter | Qt::TextDontClip, text);
}

} // namespace ridge

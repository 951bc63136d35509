#include "ui/why/page.h"

#include <QPen>

namespace ridge {

void Page::append(Page&& other, const QPointF& offset)
{
    for (Fill& fill : other.fills) {
        fill.area.translate(offset);
        fills.push_back(fill);
    }
    for (Run& run : other.runs) {
        run.baseline += offset;
        runs.push_back(std::move(run));
    }
    for (Link& link : other.links) {
        link.area.translate(offset);
        links.push_back(std::move(link));
    }
}

Page Page::slice(double from, double to) const
{
    const auto within = [&](double y) { return y >= from && y < to; };
    Page part;
    for (const Fill& fill : fills) {
        if (within(fill.area.center().y())) {
            part.fills.push_back(fill);
        }
    }
    for (const Run& run : runs) {
        if (within(run.baseline.y())) {
            part.runs.push_back(run);
        }
    }
    for (const Link& link : links) {
        if (within(link.area.center().y())) {
            part.links.push_back(link);
        }
    }
    return part;
}

void Page::paint(QPainter& painter, const QColor& underline) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (const Fill& fill : fills) {
        painter.setBrush(fill.colour);
        if (fill.radius > 0) {
            painter.drawRoundedRect(fill.area, fill.radius, fill.radius);
        } else {
            painter.fillRect(fill.area, fill.colour);
        }
    }
    for (const Run& run : runs) {
        painter.setFont(run.font);
        painter.setPen(run.colour);
        painter.drawText(run.baseline, run.text);
    }
    painter.setPen(QPen(underline, 1, Qt::DotLine));
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const Link& link : links) {
        if (link.underlined) {
            painter.drawLine(link.area.bottomLeft(), link.area.bottomRight());
        }
    }
    painter.restore();
}

} // namespace ridge

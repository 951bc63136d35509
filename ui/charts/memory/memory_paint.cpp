#include "ui/charts/memory/memory_chart.h"
#include "ui/charts/paint_layer.h"
#include "ui/shown.h"

#include <QFontMetricsF>

#include <cmath>

#include <algorithm>
#include <qcustomplot.h>

namespace ridge {

void MemoryChart::paintMarks(QPainter& painter) const
{
    paintStages(painter);
    paintCapacity(painter);
    paintPeak(painter);
}

void MemoryChart::paintStages(QPainter& painter) const
{
    const Evaluation& e = *evaluation();
    const QRectF area = plot().axisRect()->rect();
    const QFont font = theme().font(11.5);
    const QFontMetricsF metrics(font);
    const auto pixel = [this](double x) { return plot().xAxis->coordToPixel(x); };
    QPen dotted(theme().muted, theme().px(1.3), Qt::CustomDashLine, Qt::RoundCap);
    dotted.setDashPattern({0.1, 3});
    painter.setFont(font);
    for (const Span& span : m_spans) {
        const Stage& stage = e.program.stages[span.stage];
        const double seconds = e.stages[span.stage].totals.time.inBaseUnits() * stage.repeat;
        const QString time = QString::fromStdString(format(seconds, Unit::Seconds));
        const QString name = shownName(stage.name);
        QString text = name;
        if (m_spans.size() == 1) {
            text = tr("%1 steps, %2").arg(span.count).arg(time);
        } else if (stage.repeat > 1) {
            text += QStringLiteral(" × %1, %2").arg(QString::fromStdString(format(stage.repeat, Unit::Count)), time);
        } else {
            text += " " + time;
        }
        const double left = pixel(span.from), right = pixel(span.to);
        if (span.from > 0) {
            painter.setPen(dotted);
            painter.drawLine(QPointF(left, area.top()), QPointF(left, area.bottom() + 3));
        }
        painter.setPen(theme().muted);
        const QRectF below(left + 2, area.bottom() + 5, right - left - 4, metrics.height() + 2);
        const bool fits = metrics.horizontalAdvance(text) <= below.width(); // half a number would be a wrong one
        painter.drawText(below, Qt::AlignCenter, fits ? text : metrics.elidedText(name, Qt::ElideRight, below.width()));
    }
    if (m_legendBelow) {
        const double top = area.bottom() + metrics.height() + 9;
        const QRectF row(area.left(), top, area.width(), metrics.height() + 2);
        const double shift = std::max(0.0, paintLegend(nullptr, theme(), legend(), row) - row.width());
        paintLegend(&painter, theme(), legend(), row.translated(-std::min(shift, area.left() - 8), 0));
    }
    painter.setPen(QPen(theme().line, 1));
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    painter.setRenderHint(QPainter::Antialiasing, true);
}

void MemoryChart::paintCapacity(QPainter& painter) const
{
    const std::optional<double> limit = capacity();
    const MemoryLevel* level = evaluation()->workingLevel();
    if (!limit || !level) {
        return;
    }
    const QRectF area = plot().axisRect()->rect();
    const QFont font = theme().font(11.5, showsCapacity());
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    const QString name = shownName(level->name);
    if (!showsCapacity()) {
        painter.setPen(theme().muted);
        painter.drawText(area.adjusted(0, -metrics.height() / 2, -2, 0),
                         static_cast<int>(Qt::AlignRight | Qt::AlignTop),
                         tr("%1 capacity %2 ↑").arg(name, bytesText(*limit)));
        return;
    }
    const double y = plot().yAxis->coordToPixel(*limit / unitSize());
    const bool exceeded = peakTotal() > *limit;
    QPen dashed(exceeded ? theme().warning : theme().memory, theme().px(1.5), Qt::CustomDashLine, Qt::FlatCap);
    dashed.setDashPattern({4, 2.5});
    painter.setPen(dashed);
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    painter.setPen(theme().text);
    // Above its line, on the side where the stack stays below it.
    const auto& steps = evaluation()->memory.timeline;
    const bool clear = std::all_of(steps.begin() + static_cast<std::ptrdiff_t>(steps.size() * 3 / 4), steps.end(),
                                   [&](const MemoryStep& step) { return totalOf(step) <= *limit; });
    const Qt::Alignment side = clear ? Qt::AlignRight : Qt::AlignLeft;
    painter.drawText(QRectF(area.left() + 4, y - metrics.height() - 1, area.width() - 8, metrics.height()),
                     static_cast<int>(side | Qt::AlignVCenter), name + " " + bytesText(*limit));
}

void MemoryChart::paintPeak(QPainter& painter) const
{
    const MemoryPlan& plan = evaluation()->memory;
    if (plan.peakStep >= plan.timeline.size()) {
        return;
    }
    const QRectF area = plot().axisRect()->rect();
    const QPointF at = positionOf(plan.peakStep);
    const QFont font = theme().font(11.5, true);
    const QFontMetricsF metrics(font);
    const QString text = tr("peak %1").arg(bytesText(peakTotal()));
    const double width = metrics.horizontalAdvance(text), gap = theme().px(8);
    // Left of the mark where there is room, otherwise right of it; above the stack either way.
    double left = at.x() - width - gap;
    if (left < area.left() + 2) {
        left = std::min(at.x() + gap, area.right() - width);
    }
    double top = std::max(at.y() - metrics.height() - theme().px(3), area.top() - metrics.height() / 2);
    if (showsCapacity() && peakTotal() <= *capacity()) { // the dashed line and its label stay readable
        const double line = plot().yAxis->coordToPixel(*capacity() / unitSize());
        top = at.y() - line < metrics.height() + 6 ? line + 3 : top;
    }
    const QRectF box(left, top, width + 2, metrics.height());
    painter.setBrush(theme().dark ? theme().window : QColor(Qt::white));
    if (box.bottom() > at.y()) { // letters on the stack need a ground of their own
        painter.setPen(Qt::NoPen);
        painter.drawRoundedRect(box.adjusted(-4, 1, 2, 0), 3, 3);
    }
    painter.setFont(font);
    painter.setPen(theme().text);
    painter.drawText(box, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), text);
    painter.setPen(QPen(theme().text, theme().px(1.5)));
    painter.drawEllipse(at, theme().px(3.8), theme().px(3.8));
}

void MemoryChart::paintOverlay(QPainter& painter)
{
    const QRectF area = plot().axisRect()->rect();
    painter.setRenderHint(QPainter::Antialiasing);
    if (isIn(*evaluation(), selectedOperator())) {
        const std::size_t step = largestStepOf(selectedOperator());
        if (step < evaluation()->memory.timeline.size()) {
            const QPointF at = positionOf(step);
            painter.setPen(QPen(theme().accent, theme().px(1.6)));
            painter.setBrush(Qt::NoBrush);
            painter.drawLine(QPointF(at.x(), at.y() + theme().px(5)), QPointF(at.x(), area.bottom()));
            painter.drawEllipse(at, theme().px(5), theme().px(5));
        }
    }
    if (hover()) {
        painter.setPen(QPen(theme().muted, 1));
        painter.drawLine(QPointF(hover()->anchor.x(), area.top()), QPointF(hover()->anchor.x(), area.bottom()));
    }
}

} // namespace ridge

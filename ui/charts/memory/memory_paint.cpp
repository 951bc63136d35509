// The memory chart's layout, stages and overlay.

#include "ui/charts/axis_ticks.h"
#include "ui/charts/memory/memory_chart.h"
#include "ui/charts/paint_layer.h"
#include "ui/shown.h"

#include <QFontMetricsF>

#include <cmath>

#include <algorithm>
#include <qcustomplot.h>

namespace ridge {

void MemoryChart::layoutChanged()
{
    setMargins();
    setTicks();
    if (m_columnsFor != plot().axisRect()->width() && m_columnsFor > 0) {
        makeColumns();
        fillGraphs();
    }
}

/// Room for the stages and, where the header has none, for the legend below the plot; in a low plot for that alone.
void MemoryChart::setMargins()
{
    const double line = QFontMetricsF(theme().font(11.5)).height(), height = plot().viewport().height();
    const QRectF viewport = plot().viewport();
    m_below = evaluation() ? legendBelow() : std::vector<LegendEntry>();
    const auto keysHeight = [&] { return legendHeight(theme(), m_below, viewport.width() - theme().px(16)); };
    while (keysHeight() > height / 2) { // the picture has its half: a pointer says what the others are
        m_below.pop_back();
    }
    const double keys = m_below.empty() ? 0 : keysHeight() + theme().px(2);
    const double top = line / 2 + theme().px(2), stages = line + theme().px(6);
    m_stagesBelow = height - top - stages - keys > 2.5 * line;
    const QMargins margins(plot().axisRect()->margins().left(), qRound(top), qRound(theme().px(14)),
                           qRound((m_stagesBelow ? stages : 0) + keys + theme().px(6)));
    if (plot().axisRect()->margins() != margins) {
        plot().axisRect()->setMinimumMargins({qRound(theme().px(34)), 0, 0, 0});
        plot().axisRect()->setMargins(margins);
        plot().axisRect()->update(QCPLayoutElement::upMargins);
        plot().axisRect()->update(QCPLayoutElement::upLayout);
    }
}

/// As many ticks as the height has room for, in the unit of the visible range.
void MemoryChart::setTicks()
{
    const double line = QFontMetricsF(theme().font(11.5)).height();
    const int count = std::clamp(qRound(plot().axisRect()->height() / (1.6 * line)), 1, 4);
    if (count != m_tickCount || unitSize() != m_tickUnit) {
        m_tickCount = count;
        m_tickUnit = unitSize();
        useRoundTicks(*plot().yAxis, m_tickCount, m_tickUnit);
        scaleTicks();
        plot().axisRect()->update(QCPLayoutElement::upPreparation);
        plot().axisRect()->update(QCPLayoutElement::upMargins);
        plot().axisRect()->update(QCPLayoutElement::upLayout);
    }
}

void MemoryChart::frameChanged()
{
    if (evaluation() && unitSize() != m_tickUnit) {
        m_tickUnit = unitSize();
        useRoundTicks(*plot().yAxis, std::max(m_tickCount, 1), m_tickUnit);
        scaleTicks();
        updateTexts(); // the header names the unit
    }
}

void MemoryChart::paintMarks(QPainter& painter) const
{
    paintStages(painter);
    if (!m_below.empty()) {
        paintLegendBelow(painter);
    }
    paintCapacity(painter);
    paintPeak(painter);
    paintLabels(painter);
}

/// From the axis on where it has room there, otherwise from the left end of the chart.
void MemoryChart::paintLegendBelow(QPainter& painter) const
{
    const QRectF area = plot().axisRect()->rect();
    const double side = theme().px(8), right = plot().viewport().right() - side;
    const double from = legendWidth(theme(), m_below) <= right - area.left() ? area.left() : side;
    const double height = legendHeight(theme(), m_below, right - from), bottom = plot().viewport().bottom();
    paintLegend(painter, theme(), m_below, QRectF(from, bottom - theme().px(4) - height, right - from, height));
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
    double whole = 0; // seconds
    for (const Span& span : m_spans) {
        whole += e.stages[span.stage].totals.time.inBaseUnits() * e.program.stages[span.stage].repeat;
    }
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
        const QString share =
            m_spans.size() > 1 && whole > 0 ? QStringLiteral(" · ") + percent(seconds / whole) : QString();
        const double left = pixel(span.from), right = pixel(span.to);
        if (span.from > 0) {
            painter.setPen(dotted);
            painter.drawLine(QPointF(left, area.top()), QPointF(left, area.bottom() + 3));
        }
        if (!m_stagesBelow) {
            continue;
        }
        painter.setPen(theme().muted);
        const QRectF below(left + 2, area.bottom() + theme().px(5), right - left - 4, metrics.height() + 2);
        text += metrics.horizontalAdvance(text + share) <= below.width() ? share : QString();
        const bool fits = metrics.horizontalAdvance(text) <= below.width(); // half a number would be a wrong one
        painter.drawText(below, Qt::AlignCenter, fits ? text : metrics.elidedText(name, Qt::ElideRight, below.width()));
    }
    painter.setPen(QPen(theme().line, theme().px(1)));
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    painter.setRenderHint(QPainter::Antialiasing, true);
}

void MemoryChart::paintOverlay(QPainter& painter)
{
    const QRectF area = plot().axisRect()->rect();
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_cursor) {
        paintCursor(painter);
    } else if (isIn(*evaluation(), selectedOperator())) {
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
        painter.setPen(QPen(theme().muted, theme().px(1)));
        painter.drawLine(QPointF(hover()->anchor.x(), area.top()), QPointF(hover()->anchor.x(), area.bottom()));
    }
}

} // namespace ridge

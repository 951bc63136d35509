// The memory chart's cursor: a step of the timeline, moved by mouse and keys, that selects the operator running then.

#include "core/analysis/memory/memory_plan.h"
#include "ui/charts/memory/memory_chart.h"
#include "ui/shown.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>

#include <qcustomplot.h>

namespace ridge {
namespace {

constexpr double clickTolerance = 4;  // pixels that a click may move
constexpr std::ptrdiff_t stride = 10; // steps, with Ctrl

} // namespace

/// Behind the chart's own, which take away what is shown under the pointer.
void MemoryChart::connectCursor()
{
    connect(&plot(), &QCustomPlot::mousePress, this, [this](QMouseEvent* event) {
        const bool isInside = plot().axisRect()->rect().contains(event->position().toPoint());
        m_grabbed = event->button() == Qt::LeftButton && isInside ? std::optional(event->position()) : std::nullopt;
    });
    connect(&plot(), &QCustomPlot::mouseMove, this, [this](QMouseEvent* event) {
        if (!m_grabbed || !event->buttons().testFlag(Qt::LeftButton) || !evaluation() || m_columns.empty()) {
            return;
        }
        m_isScrubbing = m_isScrubbing || (event->position() - *m_grabbed).manhattanLength() > clickTolerance;
        if (m_isScrubbing) {
            const QRectF area = plot().axisRect()->rect();
            setCursorStep(stepAt(std::clamp(event->position().x(), area.left(), area.right())));
        }
    });
    connect(&plot(), &QCustomPlot::mouseRelease, this, [this] {
        m_grabbed.reset();
        m_isScrubbing = false;
    });
}

OperatorRef MemoryChart::operatorAt(std::size_t step) const
{
    const MemoryStep& at = evaluation()->memory.timeline[step];
    return {static_cast<int>(at.stage), static_cast<int>(at.op)};
}

void MemoryChart::setCursorStep(std::size_t step)
{
    if (!evaluation() || step >= evaluation()->memory.timeline.size() || m_cursor == step) {
        return;
    }
    m_cursor = step;
    setHover(std::nullopt);
    choose(operatorAt(step));
    setAccessibleDescription(cursorText());
    replotOverlay(); // also where the same operator runs again
}

/// By so many steps, from where the cursor or the selected operator stands.
void MemoryChart::moveCursor(std::ptrdiff_t steps)
{
    const auto count = evaluation() ? static_cast<std::ptrdiff_t>(evaluation()->memory.timeline.size()) : 0;
    if (count == 0) {
        return;
    }
    std::ptrdiff_t next = steps > 0 ? 0 : count - 1;
    if (m_cursor) {
        next = static_cast<std::ptrdiff_t>(*m_cursor) + steps;
    } else if (isIn(*evaluation(), selectedOperator())) {
        next = std::min(static_cast<std::ptrdiff_t>(largestStepOf(selectedOperator())), count - 1) + steps;
    }
    const auto step = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(next, 0, count - 1));
    setCursorStep(step);
    setHover(ChartHit{operatorAt(step), positionOf(step), cursorCard(), numberOf(step)});
}

/// Another operator was selected elsewhere, or there is another timeline.
void MemoryChart::checkCursor()
{
    const bool stands =
        m_cursor && *m_cursor < evaluation()->memory.timeline.size() && operatorAt(*m_cursor) == selectedOperator();
    if (!stands) {
        m_cursor.reset();
    }
}

void MemoryChart::selectionChanged()
{
    if (evaluation()) {
        checkCursor();
    }
    replotOverlay();
}

void MemoryChart::keyPressEvent(QKeyEvent* event)
{
    const bool isLeft = event->key() == Qt::Key_Left;
    if (!isLeft && event->key() != Qt::Key_Right) {
        Chart::keyPressEvent(event);
        return;
    }
    const std::ptrdiff_t steps = event->modifiers().testFlag(Qt::ControlModifier) ? stride : 1;
    moveCursor(isLeft ? -steps : steps);
}

QString MemoryChart::cursorText() const { return m_cursor ? plainText(cursorCard()) : QString(); }

CardText MemoryChart::cursorCard() const
{
    CardText card = cardOf(*m_cursor);
    const std::size_t count = evaluation()->memory.timeline.size();
    card.note += tr(" · step %1 of %2").arg(*m_cursor + 1).arg(count);
    return card;
}

void MemoryChart::addAlive(std::size_t index, CardText& card) const
{
    constexpr std::size_t most = 4;
    const MemoryPlan& memory = evaluation()->memory;
    const MemoryStep& step = memory.timeline[index];
    const bool isPeak = index == memory.peakStep; // with what backward waits for, which the plan has worked out
    const std::vector<MemoryPlan::Alive> alive =
        isPeak ? memory.aliveAtPeak : aliveWith(*evaluation(), step.stage, step.op);
    if (alive.empty()) {
        return;
    }
    card.rows.emplace_back(isPeak ? tr("Alive at the peak:") : tr("Alive:"), QString());
    for (std::size_t i = 0; i < std::min(alive.size(), most); ++i) {
        card.rows.emplace_back(shownName(alive[i].name), bytesText(alive[i].size.inBaseUnits()));
    }
    if (alive.size() > most) {
        card.rows.emplace_back(tr("and %1 more").arg(alive.size() - most), QString());
    }
}

void MemoryChart::paintCursor(QPainter& painter) const
{
    const QRectF area = plot().axisRect()->rect();
    const QPointF at = positionOf(*m_cursor);
    painter.setPen(QPen(theme().accent, theme().px(1.6)));
    painter.setBrush(Qt::NoBrush);
    painter.drawLine(QPointF(at.x(), area.top()), QPointF(at.x(), area.bottom()));
    painter.setBrush(theme().window);
    painter.drawEllipse(at, theme().px(4.5), theme().px(4.5));
    const double grip = theme().px(5);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().accent);
    painter.drawPolygon(QPolygonF(
        {QPointF(at.x() - grip, area.top()), QPointF(at.x() + grip, area.top()), QPointF(at.x(), area.top() + grip)}));
    if (!hover() && !isRendering()) {
        paintCard(painter, theme(), cursorCard(), at, plot().viewport());
    }
}

} // namespace ridge

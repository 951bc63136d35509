// What charts do on keys, focus and context menus, and what they tell those who do not see them.

#include "ui/charts/chart.h"

#include <QContextMenuEvent>
#include <QKeyEvent>

#include <qcustomplot.h>

namespace ridge {

void Chart::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_next) {
        refresh();
    }
}

void Chart::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    m_focusShown = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    replotOverlay();
}

void Chart::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    m_focusShown = false;
    setHover(std::nullopt);
    replotOverlay();
}

bool Chart::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_plot && event->type() == QEvent::Leave) {
        setHover(std::nullopt);
    }
    return QWidget::eventFilter(watched, event);
}

void Chart::contextMenuEvent(QContextMenuEvent* event)
{
    if (m_evaluation) {
        const bool keyboard = event->reason() == QContextMenuEvent::Keyboard;
        const QPointF inPlot = m_plot->mapFrom(this, event->pos());
        emit numberMenuRequested(keyboard ? chosenNumber() : numberAt(inPlot), event->globalPos());
    }
}

void Chart::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Down:
        stepSelection(1);
        return;
    case Qt::Key_Left:
    case Qt::Key_Up:
        stepSelection(-1);
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(0.8);
        return;
    case Qt::Key_Minus:
        zoom(1.25);
        return;
    case Qt::Key_0:
    case Qt::Key_Home:
        resetView();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_evaluation) {
            emit numberActivated(chosenNumber());
        }
        return;
    case Qt::Key_Escape:
        setHover(std::nullopt);
        setSelected({});
        emit selected({});
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

// ---- in words -------------------------------------------------------------------------------------------------

std::vector<ChartItem> Chart::items() const
{
    constexpr std::size_t most = 200; // the operator table has all of them
    std::vector<ChartItem> items;
    for (const OperatorRef ref : steppingOrder()) {
        if (items.size() == most) {
            break;
        }
        if (const std::optional<ChartHit> hit = hitOf(ref)) {
            const QString text = plainText(hit->card), rows = text.section('\n', 1);
            const double reach = m_theme.px(5);
            const QRectF box(hit->anchor - QPointF(reach, reach), QSizeF(2 * reach, 2 * reach));
            items.push_back({text.section('\n', 0, 0), QString(rows).replace('\n', "; "), ref, box});
        }
    }
    return items;
}

void Chart::choose(OperatorRef ref)
{
    setSelected(ref);
    emit selected(m_selected);
}

QRect Chart::onScreen(const QRectF& box) const
{
    return {m_plot->mapToGlobal(box.topLeft()).toPoint(), box.size().toSize()};
}

} // namespace ridge

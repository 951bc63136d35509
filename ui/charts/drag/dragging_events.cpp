// The mouse, the keys and the menu of the hand.

#include "core/studies/reach.h"
#include "ui/charts/chart.h"
#include "ui/charts/drag/dragging.h"
#include "ui/shown.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>
#include <utility>

#include <qcustomplot.h>

namespace ridge {

namespace {

constexpr double gripReach = 9; // pixels around a grip
constexpr double lineReach = 5; // and beside a line
constexpr double stillness = 2; // pixels that a click may move

double distanceTo(const QLineF& line, const QPointF& at)
{
    const QPointF along = line.p2() - line.p1(), from = at - line.p1();
    const double length = QPointF::dotProduct(along, along);
    const double share = length > 0 ? std::clamp(QPointF::dotProduct(from, along) / length, 0.0, 1.0) : 0;
    return QLineF(line.pointAt(share), at).length();
}

Qt::CursorShape cursorOf(const DragHandle& handle)
{
    const HandleDrive& drive = handle.drives.front();
    return handle.drives.size() > 1 ? Qt::SizeAllCursor
           : drive.byX == 0         ? Qt::SizeVerCursor
           : drive.byY == 0         ? Qt::SizeHorCursor
                                    : Qt::SizeFDiagCursor;
}

bool isMouse(QEvent::Type type)
{
    return type == QEvent::MouseButtonPress || type == QEvent::MouseButtonRelease || type == QEvent::MouseMove ||
           type == QEvent::MouseButtonDblClick;
}

} // namespace

/// Grips first; then lines, where no mark of the chart lies under the pointer.
std::optional<DragHandle> Dragging::handleAt(const QPointF& position) const
{
    const Theme& theme = m_chart.theme();
    const DragHandle* nearest = nullptr;
    const std::vector<DragHandle> all = m_chart.handles();
    double best = theme.px(gripReach);
    const auto consider = [&](const DragHandle& handle, double distance) {
        if (distance <= best) {
            best = distance;
            nearest = &handle;
        }
    };
    for (const DragHandle& handle : all) {
        if (isOnOffer(handle)) {
            const double lift = handle.mark == DragHandle::Mark::Foot ? theme.px(4) : 0;
            consider(handle, QLineF(m_plane.grip(handle) - QPointF(0, lift), position).length());
        }
    }
    if (!nearest) {
        best = theme.px(lineReach);
        const bool isOnMark = m_chart.hitAt(position).has_value();
        for (const DragHandle& handle : all) {
            const auto seen = handle.isPoint() ? std::nullopt : m_plane.seen(m_plane.line(handle));
            if (seen && (handle.overMarks || !isOnMark)) {
                consider(handle, distanceTo(*seen, position));
            }
        }
    }
    return nearest ? std::optional(*nearest) : std::nullopt;
}

/// Where the user has zoomed away from it, it is not dragged from the edge.
bool Dragging::isOnOffer(const DragHandle& handle) const { return !m_chart.isZoomed() || !m_plane.isOutside(handle); }

bool Dragging::eventFilter(QObject* watched, QEvent* event)
{
    if (!m_current || !m_chart.evaluation() || m_passes) {
        return false;
    }
    const bool isPlot = watched == &m_chart.plot();
    if (event->type() == QEvent::ContextMenu) {
        return onMenu(static_cast<QContextMenuEvent*>(event), isPlot);
    }
    if (isPlot) {
        if (event->type() == QEvent::Leave && !m_grab) {
            point({});
        }
        const bool isWheel = event->type() == QEvent::Wheel && m_grab; // the frame stays
        return isWheel || (isMouse(event->type()) && onMouse(static_cast<QMouseEvent*>(event)));
    }
    switch (event->type()) {
    case QEvent::KeyPress:
        return onKey(*static_cast<QKeyEvent*>(event));
    case QEvent::FocusIn: {
        const Qt::FocusReason reason = static_cast<QFocusEvent*>(event)->reason();
        if (reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason) {
            emit hinted(tr("%1 chart: H takes a handle, arrow keys walk through the operators.").arg(m_chart.title()));
        }
        return false;
    }
    case QEvent::FocusOut:
        if (static_cast<QFocusEvent*>(event)->reason() != Qt::PopupFocusReason) {
            leave();
        }
        return false;
    case QEvent::Hide:
        finish();
        return false;
    default:
        return false;
    }
}

// ---- mouse ----------------------------------------------------------------------------------------------------------

bool Dragging::onMouse(QMouseEvent* event)
{
    const bool isHeld = m_grab && m_grab->byMouse;
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        m_swallows = false;
        return event->button() == Qt::LeftButton ? onPress(event) : isHeld;
    case QEvent::MouseButtonDblClick:
        if (const auto handle = handleAt(event->position()); handle && event->button() == Qt::LeftButton) {
            m_swallows = true;
            reset(*handle);
            return true;
        }
        return false;
    case QEvent::MouseMove:
        return onMove(event);
    default:
        if (isHeld && event->button() == Qt::LeftButton) {
            letGo(event);
            return true;
        }
        return std::exchange(m_swallows, false);
    }
}

bool Dragging::onPress(QMouseEvent* event)
{
    const std::optional<DragHandle> handle = handleAt(event->position());
    if (!handle) {
        leave();
        return false;
    }
    m_chart.setFocus(Qt::MouseFocusReason);
    m_taken.clear();
    if (!grab(*handle, true)) {
        return false;
    }
    m_grab->mouse = event->position();
    point(handle->id);
    return true;
}

bool Dragging::onMove(QMouseEvent* event)
{
    if (m_grab && m_grab->byMouse) {
        const QPointF moved = event->position() - m_grab->mouse;
        if (!m_grab->hasMoved && moved.manhattanLength() <= stillness) {
            return true;
        }
        const bool isFine = event->modifiers().testFlag(Qt::ShiftModifier);
        const bool snaps = !isFine && !event->modifiers().testFlag(Qt::ControlModifier);
        m_grab->hasMoved = true;
        m_grab->mouse = event->position();
        m_grab->hand += isFine ? moved / 10 : moved;
        follow(factorsOfHand(), snaps);
        return true;
    }
    if (event->buttons() != Qt::NoButton) {
        return m_swallows;
    }
    const std::optional<DragHandle> handle = handleAt(event->position());
    point(handle ? handle->id : QString());
    if (handle) {
        m_chart.setHover(std::nullopt);
    }
    return handle.has_value();
}

/// A click that moved nothing is one on what lies below the handle, if something does.
void Dragging::letGo(const QMouseEvent* event)
{
    const bool isClick = !m_grab->hasMoved;
    finish();
    if (isClick && m_chart.hitAt(event->position())) {
        m_passes = true;
        for (const QEvent::Type type : {QEvent::MouseButtonPress, QEvent::MouseButtonRelease}) {
            QMouseEvent passed(type, event->position(), event->globalPosition(), Qt::LeftButton,
                               type == QEvent::MouseButtonPress ? Qt::LeftButton : Qt::NoButton, event->modifiers());
            QCoreApplication::sendEvent(&m_chart.plot(), &passed);
        }
        m_passes = false;
    }
    const std::optional<DragHandle> handle = handleAt(event->position());
    point(handle ? handle->id : QString());
}

void Dragging::point(const QString& id)
{
    if (id == m_pointed) {
        return;
    }
    m_pointed = id;
    if (const auto handle = handleNamed(id)) {
        m_chart.plot().setCursor(cursorOf(*handle));
    } else {
        m_chart.plot().unsetCursor();
    }
    m_chart.replotOverlay();
}

// ---- keys -----------------------------------------------------------------------------------------------------------

bool Dragging::onKey(const QKeyEvent& event)
{
    if (m_grab && m_grab->byMouse) {
        if (event.key() == Qt::Key_Escape) {
            m_swallows = true;
            cancel();
        }
        return true;
    }
    const bool isPlain = !(event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if (event.key() == Qt::Key_H && isPlain) {
        take(neighbour(event.modifiers().testFlag(Qt::ShiftModifier), true));
        return true;
    }
    const std::optional<DragHandle> taken = handleNamed(m_taken);
    if (!taken) {
        return false;
    }
    switch (event.key()) {
    case Qt::Key_Tab:
    case Qt::Key_Backtab: {
        const QString next = neighbour(event.key() == Qt::Key_Backtab, false);
        next.isEmpty() ? leave() : take(next);
        return !next.isEmpty(); // after the last one it goes on to the next control
    }
    case Qt::Key_Escape:
        m_grab ? cancel() : leave();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        leave();
        return true;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        reset(*taken);
        return true;
    default:
        return moveByKey(*taken, event);
    }
}

bool Dragging::moveByKey(const DragHandle& handle, const QKeyEvent& event)
{
    const int key = event.key();
    const bool isPage = key == Qt::Key_PageUp || key == Qt::Key_PageDown;
    const bool isSideways = key == Qt::Key_Left || key == Qt::Key_Right;
    const bool isUpright = key == Qt::Key_Up || key == Qt::Key_Down;
    if (!isPage && !isSideways && !isUpright) {
        return false;
    }
    if (!m_grab && !grab(handle, false)) {
        return true;
    }
    const bool isTenfold = isPage || event.modifiers().testFlag(Qt::ControlModifier);
    const bool isFine = event.modifiers().testFlag(Qt::ShiftModifier);
    const double share = 0.01 * (isTenfold ? 10 : 1) / (isFine ? 10 : 1);
    step(isSideways, key == Qt::Key_Up || key == Qt::Key_Right || key == Qt::Key_PageUp, share);
    return true;
}

/// The id of the next handle, or of the first one; empty behind the last, unless they go round.
QString Dragging::neighbour(bool back, bool round) const
{
    QStringList ids;
    for (const DragHandle& handle : m_chart.handles()) {
        ids << handle.id;
    }
    const qsizetype at = ids.indexOf(m_taken);
    if (ids.isEmpty() || at < 0) {
        return ids.isEmpty() ? QString() : back ? ids.back() : ids.front();
    }
    const qsizetype next = at + (back ? -1 : 1);
    return round ? ids[(next + ids.size()) % ids.size()] : ids.value(next);
}

void Dragging::take(const QString& id)
{
    finish();
    m_taken = id;
    const std::optional<DragHandle> handle = handleNamed(id);
    if (!handle) {
        return;
    }
    m_chart.setHover(std::nullopt);
    m_chart.updateTexts();
    m_chart.replotOverlay();
    emit hinted(tr("%1, %2: arrow keys move it by 1 %, with Shift 0.1 %, with Ctrl 10 %; Delete takes the preset's "
                   "figure, Esc goes back, Enter keeps it, H takes the next.")
                    .arg(nameOf(*handle), figuresText(*handle)));
}

void Dragging::leave()
{
    if (m_grab && !m_grab->byMouse) {
        finish();
    }
    if (!m_taken.isEmpty()) {
        m_taken.clear();
        m_chart.updateTexts();
        m_chart.replotOverlay();
    }
}

// ---- menu -----------------------------------------------------------------------------------------------------------

/// Of a stage: by which parameter it is moved.
bool Dragging::onMenu(QContextMenuEvent* event, bool isPlot)
{
    const bool isByKey = event->reason() == QContextMenuEvent::Keyboard;
    const std::optional<DragHandle> handle = isByKey  ? handleNamed(m_taken)
                                             : isPlot ? handleAt(event->pos())
                                                      : std::nullopt;
    if (!handle || !handle->stage || m_grab) {
        return false;
    }
    auto* menu = new QMenu(&m_chart);
    menu->setObjectName(QStringLiteral("stageMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const int stage = static_cast<int>(*handle->stage);
    const auto present = rowOfStage(*handle->stage, *m_current);
    menu->addSection(asMenuText(tr("Move %1 by").arg(handle->name)));
    for (const Parameter& row : intensityParameters(*m_current, *handle->stage)) {
        const QString id = QString::fromStdString(row.id), label = QString::fromStdString(row.label);
        const QString value = QString::fromStdString(valueText(row, *m_current, row.get(*m_current).value_or(0)));
        QAction* action = menu->addAction(asMenuText(label + " (" + value + ")"));
        action->setCheckable(true);
        action->setChecked(present && present->id == row.id);
        action->setData(id);
        connect(action, &QAction::triggered, this, [this, stage, id, label, name = handle->name] {
            m_chosen[stage] = id;
            m_chart.replotOverlay();
            emit hinted(tr("%1 is now moved by %2.").arg(name, label));
        });
    }
    menu->popup(isByKey ? m_chart.plot().mapToGlobal(m_plane.grip(*handle)).toPoint() : event->globalPos());
    return true;
}

} // namespace ridge

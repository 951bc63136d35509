#include "ui/controls/value_slider.h"

#include <QPainter>
#include <QSignalBlocker>
#include <cmath>

namespace ridge {

ValueSlider::ValueSlider(QWidget* parent) : QSlider(Qt::Horizontal, parent)
{
    setRange(0, steps);
    setFocusPolicy(Qt::StrongFocus); // not WheelFocus: scrolling the column must not change values
}

void ValueSlider::setTheme(const Theme& theme)
{
    m_theme = theme;
    update();
}

void ValueSlider::setFraction(double fraction)
{
    const int position = int(std::lround(std::clamp(fraction, 0.0, 1.0) * steps));
    if (position == value()) {
        return;
    }
    const QSignalBlocker blocker(this);
    setValue(position);
}

void ValueSlider::endDrag()
{
    if (!m_dragging) {
        return;
    }
    m_dragging = false;
    setSliderDown(false);
    update();
    emit dragEnded();
}

void ValueSlider::setShowsCurve(bool shows)
{
    m_showsCurve = shows;
    m_curve = {};
    update();
}

void ValueSlider::setCurve(SliderCurve curve)
{
    if (!(curve == m_curve)) {
        m_curve = std::move(curve);
        update();
    }
}

QSize ValueSlider::sizeHint() const { return {int(m_theme.px(66)), int(m_theme.px(21))}; }

QSize ValueSlider::minimumSizeHint() const { return {int(m_theme.px(36)), int(m_theme.px(21))}; }

double ValueSlider::handleX() const
{
    const double margin = radius() + 1.5;
    return margin + fraction() * (width() - 2 * margin);
}

void ValueSlider::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_showsCurve) {
        paintWithCurve(painter);
        return;
    }
    const double middle = height() / 2.0;
    const double x = handleX();
    const QRectF track(1, middle - 1.5, width() - 2.0, 3);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.line);
    painter.drawRoundedRect(track, 1.5, 1.5);
    painter.setBrush(isEnabled() ? m_theme.accent : m_theme.muted);
    painter.drawRoundedRect(QRectF(track.left(), track.top(), x - track.left(), track.height()), 1.5, 1.5);
    const double r = radius();
    if (hasFocus() || m_dragging) {
        QColor halo = m_theme.accent;
        halo.setAlpha(60);
        painter.setBrush(halo);
        painter.drawEllipse(QPointF(x, middle), r + 3.5, r + 3.5);
    }
    painter.setBrush(underMouse() && !m_dragging ? m_theme.selection : m_theme.panel);
    painter.setPen(QPen(m_theme.accent, 1.8));
    painter.drawEllipse(QPointF(x, middle), r, r);
}

/// The curve, with the handle where the present value stands on it.
void ValueSlider::paintWithCurve(QPainter& painter) const
{
    const double r = m_theme.px(4);
    const double margin = radius() + 1.5;
    painter.setPen(QPen(hasFocus() || m_dragging ? m_theme.accent : m_theme.line, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    const QRectF area = QRectF(rect()).adjusted(margin, r + 1.5, -margin, -r - 1.5);
    paintSliderCurve(painter, area, m_curve, fraction(), m_theme);
    const double y = area.bottom() - m_curve.heightAt(fraction()).value_or(0.5) * area.height();
    painter.setBrush(underMouse() && !m_dragging ? m_theme.selection : m_theme.panel);
    painter.setPen(QPen(m_theme.accent, 1.8));
    painter.drawEllipse(QPointF(handleX(), y), r, r);
}

void ValueSlider::followMouse(double x)
{
    const double margin = radius() + 1.5;
    const double span = std::max(1.0, width() - 2 * margin);
    setValue(int(std::lround(std::clamp((x - margin) / span, 0.0, 1.0) * steps)));
}

void ValueSlider::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) {
        event->ignore();
        return;
    }
    const double x = event->position().x();
    const bool onHandle = std::abs(x - handleX()) <= radius() + 2;
    m_grabOffset = onHandle ? x - handleX() : 0;
    m_dragging = true;
    setSliderDown(true);
    emit dragStarted();
    if (!onHandle) {
        followMouse(x);
    }
    update();
}

void ValueSlider::mouseMoveEvent(QMouseEvent* event)
{
    if (m_dragging) {
        followMouse(event->position().x() - m_grabOffset);
    }
}

void ValueSlider::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton) {
        endDrag();
    }
}

void ValueSlider::wheelEvent(QWheelEvent* event)
{
    if (!hasFocus()) {
        event->ignore(); // the column scrolls
        return;
    }
    if (const int notches = m_wheel.add(*event)) {
        emit stepped(notches, false);
    }
    event->accept();
}

void ValueSlider::keyPressEvent(QKeyEvent* event)
{
    if (const auto step = stepOf(*event)) {
        emit stepped(step->notches, step->tenfold);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Left:
        emit stepped(-1, false);
        return;
    case Qt::Key_Right:
        emit stepped(1, false);
        return;
    case Qt::Key_Home:
        setValue(0);
        return;
    case Qt::Key_End:
        setValue(steps);
        return;
    case Qt::Key_Escape:
        if (m_dragging) {
            emit dragCancelled();
            endDrag();
            return;
        }
        break;
    default:
        break;
    }
    event->ignore();
}

void ValueSlider::enterEvent(QEnterEvent* event)
{
    QSlider::enterEvent(event);
    update();
}

void ValueSlider::leaveEvent(QEvent* event)
{
    QSlider::leaveEvent(event);
    update();
}

void ValueSlider::hideEvent(QHideEvent* event)
{
    endDrag(); // a hidden slider gets no release
    QSlider::hideEvent(event);
}

} // namespace ridge

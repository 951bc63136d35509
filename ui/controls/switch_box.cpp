#include "ui/controls/switch_box.h"

#include "ui/controls/field_frame.h"

#include <QKeyEvent>
#include <QMouseEvent>

namespace ridge {
namespace {

constexpr double trackWidth = 26, trackHeight = 14, knobMargin = 2.5;

} // namespace

SwitchBox::SwitchBox(QWidget* parent) : ChoiceBox(parent) {}

int SwitchBox::neededWidth() const { return int(theme().px(trackWidth + 4)); }

QSize SwitchBox::sizeHint() const { return {neededWidth(), int(theme().px(22))}; }

void SwitchBox::showPopup()
{
    if (count() == 2) {
        setCurrentIndex(currentIndex() == 0 ? 1 : 0);
        update();
        emit activated(currentIndex());
    }
}

void SwitchBox::mousePressEvent(QMouseEvent* event)
{
    event->setAccepted(event->button() == Qt::LeftButton);
    if (event->isAccepted()) {
        showPopup();
    }
}

void SwitchBox::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        showPopup();
    } else {
        ChoiceBox::keyPressEvent(event);
    }
}

/// Filled and to the right where it is on.
void SwitchBox::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& t = theme();
    const double w = t.px(trackWidth), h = t.px(trackHeight);
    const QRectF track(width() - w - t.px(2), (height() - h) / 2, w, h);
    const bool isOn = currentIndex() == 1;
    const QColor edge = isOn ? t.accent : t.muted;
    painter.setPen(QPen(edge, t.px(1.2)));
    painter.setBrush(isOn ? t.accent : t.panel);
    painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), h / 2, h / 2);
    const double side = h - 2 * t.px(knobMargin);
    const double left = isOn ? track.right() - t.px(knobMargin) - side : track.left() + t.px(knobMargin);
    painter.setPen(Qt::NoPen);
    painter.setBrush(isOn ? t.panel : edge);
    painter.drawEllipse(QRectF(left, track.top() + t.px(knobMargin), side, side));
    if (hasFocus()) {
        paintFocusRing(painter, track.adjusted(-2, -2, 2, 2), t);
    }
}

} // namespace ridge

// A thin slider in the program's look: jumps to the click, follows the mouse, leaves the wheel alone unless focused.
// Not a parameter: positions only, from 0 to `steps`.
#pragma once

#include "ui/controls/value_steps.h"
#include "ui/theme/theme.h"

#include <QSlider>

namespace ridge {

class ValueSlider : public QSlider {
    Q_OBJECT
public:
    static constexpr int steps = 10000;

    explicit ValueSlider(QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    void setFraction(double fraction); // never emits
    double fraction() const { return value() / double(steps); }
    void endDrag();
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void dragStarted();
    void dragEnded();
    void dragCancelled(); // Esc; dragEnded follows
    void stepped(int notches, bool tenfold);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    double radius() const { return m_theme.px(5); }
    double handleX() const;
    void followMouse(double x);

    Theme m_theme;
    double m_grabOffset = 0;
    WheelNotches m_wheel;
    bool m_dragging = false;
};

} // namespace ridge

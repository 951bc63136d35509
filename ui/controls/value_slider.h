// A thin slider in the program's look: jumps to the click, follows the mouse, leaves the wheel alone unless focused.
// Not a parameter: positions only, from 0 to `steps`, and where there is one a curve along them in place of the track.
#pragma once

#include "ui/controls/slider_curve.h"
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
    /// As high as a curve needs to be read; until there is one, the place for it.
    void setShowsCurve(bool shows);
    bool showsCurve() const { return m_showsCurve; }
    void setCurve(SliderCurve curve);
    const SliderCurve& curve() const { return m_curve; }
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
    void paintWithCurve(QPainter& painter) const;
    void followMouse(double x);

    Theme m_theme;
    double m_grabOffset = 0;
    WheelNotches m_wheel;
    SliderCurve m_curve;
    bool m_showsCurve = false;
    bool m_dragging = false;
};

} // namespace ridge

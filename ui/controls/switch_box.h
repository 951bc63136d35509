// A choice of off and on as a switch: one press takes the other.
// Not for other choices: those open a list.
#pragma once

#include "ui/controls/controls.h"

namespace ridge {

class SwitchBox : public ChoiceBox {
    Q_OBJECT
public:
    explicit SwitchBox(QWidget* parent = nullptr);
    int neededWidth() const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    /// Instead of a list: the other of both.
    void showPopup() override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace ridge

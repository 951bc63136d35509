// Keys and the wheel as steps of a value: what fields and sliders of parameters share.
// Not how far a step goes: see value_scale.h.
#pragma once

#include <QKeyEvent>
#include <QWheelEvent>
#include <optional>

namespace ridge {

struct ValueStep {
    int notches;
    bool tenfold;
};

/// Up and Down by one notch, Page Up and Page Down by one that is ten times as far. Empty for other keys.
inline std::optional<ValueStep> stepOf(const QKeyEvent& event)
{
    switch (event.key()) {
    case Qt::Key_Up:
        return ValueStep{1, false};
    case Qt::Key_Down:
        return ValueStep{-1, false};
    case Qt::Key_PageUp:
        return ValueStep{1, true};
    case Qt::Key_PageDown:
        return ValueStep{-1, true};
    default:
        return std::nullopt;
    }
}

/// Touch pads turn the wheel by less than a notch at a time.
class WheelNotches {
public:
    /// The whole notches that this turn completes.
    int add(const QWheelEvent& event)
    {
        m_unspent += event.angleDelta().y();
        const int notches = m_unspent / QWheelEvent::DefaultDeltasPerStep;
        m_unspent -= notches * QWheelEvent::DefaultDeltasPerStep;
        return notches;
    }

private:
    int m_unspent = 0; // eighths of a degree
};

} // namespace ridge

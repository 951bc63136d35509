// The frame that fields, choices and pickers share, so that they look alike on every platform style.
// Not a style: it paints, it does not lay out.
#pragma once

#include "ui/theme/theme.h"

#include <QPainter>

namespace ridge {

struct FieldState {
    bool focused = false;
    bool hovered = false;
    bool changed = false; // differs from the preset: amber left edge
    bool invalid = false;
};

void paintFieldFrame(QPainter& painter, const QRectF& area, const Theme& theme, FieldState state);

/// A small triangle pointing down, or right when closed.
void paintChevron(QPainter& painter, const QRectF& area, const QColor& colour, bool down);

/// A focus ring for controls that have no frame of their own.
void paintFocusRing(QPainter& painter, const QRectF& area, const Theme& theme);

} // namespace ridge

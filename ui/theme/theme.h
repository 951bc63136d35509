// Colours and sizes of the whole program, one value per theme.
// Not a style: widgets take colours from the palette, charts from here.
#pragma once

#include "core/formulas/per_bound.h"

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>

#include <array>
#include <span>

namespace ridge {

struct Theme {
    bool dark = false;
    double fontScale = 1;
    QColor window, panel, line, grid;
    QColor text, muted, accent, selection;
    QColor compute, memory, overhead, network; // network also stands for the KV cache
    QColor rest;                               // of chip and board
    QColor weights, activations, warning, error;
    std::array<QColor, 8> series; // of what is told apart by colour alone: no order

    static Theme light();
    static Theme darkTheme();
    static Theme print(); // white paper, black text
    static Theme grey();  // the same without any colour
    friend bool operator==(const Theme&, const Theme&) = default;

    const QColor& of(Bound bound) const; // what it limits is drawn in
    /// Pixels of a nominal size (13 base, 12.5 rows, 11.5 charts, 19 headline) at the font scale.
    double px(double nominal) const { return nominal * fontScale; }
    QPalette palette() const;
    QString styleSheet() const;
    QFont font(double nominalPx, bool bold = false) const; // Inter where installed, tabular numerals
    QFont mathFont(double nominalPx, bool italic) const;   // of formulas: STIX where installed, else a serif
};

/// The themes there are, by the names they have on the command line and in dialogs.
struct ThemeKind {
    const char* id;    // "light"
    const char* label; // "Light", in the context "Theme"
    Theme (*make)();
};
std::span<const ThemeKind> themeKinds();

} // namespace ridge

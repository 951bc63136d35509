// Sets of colours that things are told apart by, whatever the theme beneath.
// Not the theme: ground, text and lines are its own.
#pragma once

#include "ui/theme/theme.h"

#include <string_view>

namespace ridge {

struct PaletteKind {
    const char* id;    // "okabe-ito"
    const char* label; // in the context "Palette"
    std::array<QColor, 8> (*series)(bool dark);
    bool isGrey = false; // then so is all else
};
std::span<const PaletteKind> paletteKinds();

/// Of the palette of that id; the first where there is none.
std::array<QColor, 8> seriesOf(std::string_view id, bool dark);
/// The theme in another palette; as it is where there is none of that id.
Theme withPalette(Theme theme, std::string_view id);

} // namespace ridge

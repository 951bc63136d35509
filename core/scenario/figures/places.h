// Where figures go: the size that each place gives them on paper or screen, and the type that is read there.
// Not pixels on a display, and not the drawing: ui/figure.
#pragma once

#include <span>
#include <string_view>

namespace ridge {

/// Smaller type is not read, on paper as on a slide, in points at the final size.
inline constexpr double leastType = 8;
/// Of what is drawn, the smallest type over the usual one.
inline constexpr double smallestOverUsual = 10.5 / 11.5;

struct FigurePlace {
    std::string_view id;    // "slide"
    std::string_view label; // "Slide 16:9"
    double width, height;   // millimetres
    double type;            // points, of the usual type
    double title, takeaway; // points, of those
    double resolution;      // dots per inch of a pixel image
};

std::span<const FigurePlace> figurePlaces();
/// nullptr where there is no such place.
const FigurePlace* figurePlace(std::string_view id);

} // namespace ridge

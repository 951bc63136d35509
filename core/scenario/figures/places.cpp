#include "core/scenario/figures/places.h"

#include <algorithm>
#include <iterator>

namespace ridge {
namespace {

// Slides as PowerPoint, Keynote and Google Slides have them: 13.333 × 7.5 and 10 × 7.5 inches; parts of a slide leave
// its margins and a title free. Columns as IEEE and ACM have them: 88 and 181 mm wide at most. A poster of A0 has room
// for two figures of A2 beside each other.
constexpr FigurePlace places[] = {
    {"slide", "Slide 16:9", 338.667, 190.5, 14, 24, 16, 144},
    {"slide-half", "Half a slide", 152.4, 139.7, 12, 18, 13, 192},
    {"slide-third", "A third of a slide", 101.6, 139.7, 11, 16, 12, 192},
    {"slide-4-3", "Slide 4:3", 254, 190.5, 14, 24, 16, 144},
    {"column", "One column of a paper", 86, 90, 9, 11, 9, 600},
    {"columns", "Two columns of a paper", 178, 100, 9, 12, 9.5, 600},
    {"poster", "Poster", 594, 420, 24, 44, 28, 150},
    {"square", "Square", 190.5, 190.5, 14, 24, 16, 144},
};

static_assert(std::ranges::all_of(places, [](const FigurePlace& place) {
    return place.type * smallestOverUsual >= leastType && place.width > 0 && place.height > 0;
}));

} // namespace

std::span<const FigurePlace> figurePlaces() { return places; }

const FigurePlace* figurePlace(std::string_view id)
{
    const auto* found = std::ranges::find(places, id, &FigurePlace::id);
    return found == std::end(places) ? nullptr : found;
}

} // namespace ridge

#include "ui/theme/palettes.h"

#include <QCoreApplication>

#include <algorithm>

namespace ridge {
namespace {

/// Told apart with every kind of colour vision. Source: Okabe & Ito 2008, "Color Universal Design"; black gives way to
/// a grey, which a dark ground shows as well.
std::array<QColor, 8> okabeIto(bool dark)
{
    if (dark) {
        return {"#56B4E9", "#E69F00", "#3CC79B", "#F0E442", "#E08AB8", "#F08A45", "#7FA7D9", "#B9C0C9"};
    }
    return {"#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#A89A12", "#66707C"};
}

/// From dark to light, in the order of what it tells. Source: viridis of matplotlib (van der Walt & Smith 2015), eight
/// steps of its inner nine tenths.
std::array<QColor, 8> sequential(bool dark)
{
    std::array<QColor, 8> colours{"#482475", "#414487", "#355F8D", "#2A788E",
                                  "#21918C", "#22A884", "#44BF70", "#7AD151"};
    if (dark) {
        std::ranges::reverse(colours);
    }
    return colours;
}

std::array<QColor, 8> greys(bool dark)
{
    std::array<QColor, 8> colours;
    for (int i = 0; i < 8; ++i) {
        const int step = 25 + i * 24; // far enough apart for paper
        colours[std::size_t(i)] = QColor::fromHsv(0, 0, dark ? 245 - i * 22 : step);
    }
    return colours;
}

constexpr PaletteKind kinds[] = {{"okabe-ito", QT_TRANSLATE_NOOP("Palette", "Okabe–Ito"), okabeIto},
                                 {"sequential", QT_TRANSLATE_NOOP("Palette", "Dark to light"), sequential},
                                 {"grey", QT_TRANSLATE_NOOP("Palette", "Greys"), greys, true}};

QColor greyOf(const QColor& colour)
{
    const int grey = qRound(0.299 * colour.red() + 0.587 * colour.green() + 0.114 * colour.blue());
    return QColor::fromRgb(grey, grey, grey);
}

} // namespace

std::span<const PaletteKind> paletteKinds() { return kinds; }

std::array<QColor, 8> seriesOf(std::string_view id, bool dark)
{
    const auto* found = std::ranges::find(kinds, id, [](const PaletteKind& kind) { return std::string_view(kind.id); });
    return (found == std::end(kinds) ? kinds[0] : *found).series(dark);
}

Theme withPalette(Theme theme, std::string_view id)
{
    const auto* found = std::ranges::find(kinds, id, [](const PaletteKind& kind) { return std::string_view(kind.id); });
    if (found == std::end(kinds)) {
        return theme;
    }
    theme.series = found->series(theme.dark);
    if (found->isGrey) {
        const auto& grey = theme.series;
        theme.compute = grey[1];
        theme.memory = grey[4];
        theme.network = grey[6];
        theme.overhead = grey[3];
        theme.rest = grey[7];
        theme.weights = grey[2];
        theme.activations = grey[5];
        for (QColor Theme::*colour :
             {&Theme::window, &Theme::panel, &Theme::line, &Theme::grid, &Theme::text, &Theme::muted, &Theme::accent,
              &Theme::selection, &Theme::warning, &Theme::error}) {
            theme.*colour = greyOf(theme.*colour);
        }
    }
    return theme;
}

} // namespace ridge

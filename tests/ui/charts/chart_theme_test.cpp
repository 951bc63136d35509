#include "tests/support/catch.h"
#include "ui/theme/theme.h"

#include <cmath>

using namespace ridge;

namespace {

/// WCAG 2.1: relative luminance of linear sRGB, and (lighter + 0.05) / (darker + 0.05).
double luminance(const QColor& colour)
{
    const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrast(const QColor& a, const QColor& b)
{
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

} // namespace

TEST_CASE("text keeps a contrast of 4.5 to 1 on every ground, in every theme")
{
    for (const Theme& theme : {Theme::light(), Theme::darkTheme(), Theme::print()}) {
        for (const QColor& ground : {theme.window, theme.panel}) {
            CHECK(contrast(theme.text, ground) >= 4.5);
            CHECK(contrast(theme.muted, ground) >= 4.5);
            CHECK(contrast(theme.accent, ground) >= 4.5);
        }
        CHECK(contrast(theme.warning, theme.panel) >= 4.5); // warnings are written on panels
        CHECK(contrast(theme.text, theme.selection) >= 4.5);
    }
}

TEST_CASE("the style sheet has a value for every token and follows the font scale")
{
    Theme theme = Theme::light();
    CHECK_FALSE(theme.styleSheet().contains('@'));
    CHECK_FALSE(theme.styleSheet().contains(": ;"));
    CHECK(theme.styleSheet().contains("font-size: 13px"));
    theme.fontScale = 2;
    CHECK(theme.styleSheet().contains("font-size: 26px"));
    CHECK(theme.font(13).pixelSize() == 26);
}

// Words and formulas as HTML that browsers show well and Qt's rich text reads too.
// Not the page around them: core/reports/html_page.h.
#pragma once

#include "core/quantity/notation.h"
#include "core/quantity/shown_text.h"

#include <string>
#include <string_view>

namespace ridge {

/// Words in which nothing is markup.
std::string forHtml(std::string_view text, std::size_t most = longestShown);

/// Fractions stand above each other where a style sheet says so (class "frac"), and else beside a stroke.
std::string html(const Notation& notation);

} // namespace ridge

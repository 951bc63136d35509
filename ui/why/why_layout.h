// Lays an explanation out as a page: equations, terms, inputs, conventions, notes.
// Not the explaining (explain/explain.h) and not a widget (why_view.h).
#pragma once

#include "core/explain/explain.h"
#include "ui/why/formula_layout.h"

namespace ridge {

struct WhyPage {
    Page page;
    double height = 0;
    std::vector<double> breaks; // heights at which nothing is cut: where a column may end
};

/// `width` in pixels, margins included; `nominal` is the size of formulas.
WhyPage layoutExplanation(const Explanation& explanation, const Theme& theme, double width, double nominal);

/// One sentence, as when nothing is explained.
WhyPage layoutSentence(const QString& sentence, const Theme& theme, double width);

} // namespace ridge

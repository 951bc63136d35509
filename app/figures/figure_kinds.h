// What a figure can show: one row each, with what it computes of a scenario and the widget that then draws it.
// Not the figure around it: studio.h.
#pragma once

#include "core/scenario/figures/recipe.h"
#include "core/studies/pin_difference.h"
#include "core/studies/runner.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <functional>
#include <memory>
#include <span>

namespace ridge {

/// One part of a figure, of an evaluation and what is pinned beside it.
struct PartQuestion {
    const Recipe& recipe;
    const FigurePart& part;
    std::shared_ptr<const Evaluation> now;
    std::vector<PinnedEvaluation> pins; // the reference first
};

/// Makes the widget, where widgets are made; what it took to compute is done.
using PartMaker = std::function<std::unique_ptr<QWidget>(const Theme& theme)>;

struct FigureKind {
    const char* id;    // "roofline"
    const char* label; // in the context "Chart"
    /// On any thread. Throws FormatError: why there is nothing to show.
    PartMaker (*prepare)(const PartQuestion& question, const StudyRun& run);
    bool asksMetric = false; // one that it is about
    bool asksVary = false;   // and what is varied
    bool isStudy = false;    // takes more than one evaluation
};

std::span<const FigureKind> figureKinds();
/// nullptr where there is none.
const FigureKind* figureKind(std::string_view id);

} // namespace ridge

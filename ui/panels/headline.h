// Which figures are headlines, in the order they are shown: a text per card, from the evaluation.
// Not widgets, and no arithmetic: every number is a metric.
#pragma once

#include "core/metrics/catalogue.h"
#include "ui/panels/number_card.h"

namespace ridge {

/// Beside a pinned one with what changed from it.
std::vector<CardFigure> headlineFigures(const Evaluation& evaluation, const Evaluation* pinned = nullptr);

} // namespace ridge

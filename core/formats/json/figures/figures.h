// Recipes of figures inside project JSON: shared by scenario files and unsaved work.
// Not what a recipe means: core/scenario/figures.
#pragma once

#include "core/formats/json/reader.h"
#include "core/scenario/figures/recipe.h"

namespace ridge {

inline constexpr const char* figuresKey = "figures";

/// Of a scenario's object; none where it has none. Throws FormatError.
Figures readFigures(const Json& scenario);
void addFigures(OrderedJson& scenario, const Figures& figures);

} // namespace ridge

// How large a model is, for lists of models.
// Not a metric: those belong to a scenario.
#pragma once

#include "core/scenario/model.h"

namespace ridge {

/// Parameters of the model as it is usually run, everything counted; 0 for a description without any.
double parameterCount(const Model& model);

} // namespace ridge

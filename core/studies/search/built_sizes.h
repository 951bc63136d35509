// Which sizes of a model are worth proposing: those that models are built with.
// Not which are allowed: a row's range and validation say that.
#pragma once

#include "core/studies/variation.h"

namespace ridge {

/// Whether the row is a size of the model: of its own shape, or a whole number of a lever that changes the shape.
bool isModelSize(const Parameter& row);

/// The present size and others, up to so many doublings away, that have at most three binary digits before their
/// zeros: 4096, 5120, 14336, 28, 224, a width multiplier of 0.75. Models are built with such sizes because kernels work
/// in tiles of powers of two. Ascending; without those that go together with the rest of the model less well than the
/// present one does. Of a size that is 0 that alone: a part that the model does not have is not built in.
Variation builtSizes(const Parameter& row, const Scenario& scenario);

} // namespace ridge

// Says in one sentence what limits a scenario, by how much, and whether it fits.
// Not advice on what to change.
#pragma once

#include "core/analysis/evaluation.h"

namespace ridge {

Verdict judge(const Evaluation& evaluation);

} // namespace ridge

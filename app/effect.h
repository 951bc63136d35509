// Says what the last edit did, in one line for the status bar.
// Not the verdict: that is about the present state.
#pragma once

#include "core/analysis/evaluation.h"

#include <QString>

namespace ridge {

/// "Batch 1 → 16: latency ×3.1, energy per request −71 %." Empty edit text: empty.
QString effectOf(const QString& edit, const Evaluation& before, const Evaluation& after);

} // namespace ridge

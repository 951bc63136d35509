// Expands CLIP and SigLIP: images and texts are embedded apart, then every image meets every text.
// Not the towers themselves: see vision_stages.h and text_stage.h.
#pragma once

#include "core/program/program.h"
#include "core/scenario/scenario.h"

namespace ridge {

/// One batch of images against `workload.texts` texts, which are encoded once for all of them.
void expandDualEncoder(const Scenario& scenario, const DualEncoder& model, Program& program);

} // namespace ridge

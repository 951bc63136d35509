// Expands CLIP and SigLIP: images and texts are embedded apart, then every image meets every text.
// Not the towers themselves: see vision_stages.h and text_stage.h.
#pragma once

#include "core/models/inputs.h"
#include "core/program/program.h"
#include "core/scenario/families/dual_encoder.h"
#include "core/scenario/scenario.h"

namespace ridge {

/// One batch of images against `workload.texts` texts, which are encoded once for all of them.
template <class N>
void expandDualEncoder(const Inputs<N>& inputs, const DualEncoderOf<N>& model, ProgramOf<N>& program);

} // namespace ridge

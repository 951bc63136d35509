// Expands vision transformers: patches, class token, layers and head; and Swin's windows and merging.
// Not language models that look at images: see vision_language_stages.h.
#pragma once

#include "core/models/inputs.h"
#include "core/program/stage_builder.h"
#include "core/scenario/families/vision.h"

namespace ridge {

template <class N>
void expandVision(const Inputs<N>& inputs, const VisionTransformerOf<N>& vision, ProgramOf<N>& program);
template <class N> void expandVision(const Inputs<N>& inputs, const SwinOf<N>& swin, ProgramOf<N>& program);

/// The encoder alone on so many images at once. Its output is the patch tokens: class tokens and head stay behind.
template <class N> StageOf<N> encodeImages(const VisionTransformerOf<N>& vision, N images);

/// Weights that are stored and never read, as one operator that takes no time.
template <class N> void addUnused(StageBuilder<N>& b, std::string_view name, N elements);

} // namespace ridge

// Expands vision transformers: patches, class token, layers and head; and Swin's windows and merging.
// Not language models that look at images: see vision_language_stages.h.
#pragma once

#include "core/program/stage_builder.h"
#include "core/scenario/families/vision.h"

namespace ridge {

void expandVision(const Scenario& scenario, const VisionTransformer& vision, Program& program);
void expandVision(const Scenario& scenario, const Swin& swin, Program& program);

/// The encoder alone on so many images at once. Its output is the patch tokens: class tokens and head stay behind.
Stage encodeImages(const VisionTransformer& vision, double images);

/// Weights that are stored and never read, as one operator that takes no time.
void addUnused(StageBuilder& b, std::string_view name, double elements);

} // namespace ridge

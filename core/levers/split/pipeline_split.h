// One rank's layers of a stage, and what a pipeline sends and waits for.
// Not its share of a layer: see tensor_split.h.
#pragma once

#include "core/levers/split/ranks.h"

namespace ridge::split {

/// The fullest rank has ⌈L / PP⌉ of the L layers, of every kind as many as its part of all, and what stands at the
/// heavier end of the stage: of a language model the head. Returns the share of layers. What has no layers is cut
/// between operators, and the cut says whose run is shown: see operator_cut.h.
template <class N>
Share<N> splitLayers(StageOf<N>& stage, const Device& device, const Degrees<N>& degrees, const N& replicas,
                     PipelineCut& cut, std::vector<PartOf<N>>& parts);

} // namespace ridge::split

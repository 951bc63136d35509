// Models inside project JSON: shared by model files and scenario files.
// Not the file readers themselves; those are in project.h.
#pragma once

#include "core/formats/json/reader.h"
#include "core/scenario/model.h"

namespace ridge {

template <class N> struct DiffusionOf;
using Diffusion = DiffusionOf<double>;

/// Ranges that every reader of hyper-parameters shares.
inline constexpr NumberRange countRange{1, 1e8};
inline constexpr NumberRange countOrNoneRange{0, 1e8};

Model readModelFields(const Json& json, const std::string& place);
OrderedJson modelJson(const Model& model);
/// Refuses hyper-parameters from a foreign file that could be written to this program's own but not be read back.
void checkReadable(const Model& model);

LayerList readLayerList(const Json& json, const std::string& place);
OrderedJson layerListJson(const LayerList& list);

Diffusion readDiffusion(const Json& json, const std::string& place);
OrderedJson diffusionJson(const Diffusion& model);

} // namespace ridge

// What readers of weight files share: how a checkpoint becomes part of a model, and its place in project JSON.
// Not a reader: safetensors.cpp and gguf_file.cpp fill the checkpoint.
#pragma once

#include "core/formats/json/reader.h"
#include "core/quantity/shown_text.h"
#include "core/scenario/model.h"
#include "core/scenario/precision.h"

namespace ridge {

/// More tensors than any checkpoint has; a file that claims more is damaged or hostile.
inline constexpr std::size_t mostTensors = 1'000'000;

/// "model.Q4_K_M.gguf" → "model.Q4_K_M"; names without an ending stay.
std::string stemOf(const std::string& fileName);
/// Lower-case words joined by hyphens, as all ids are.
std::string idFrom(const std::string& name);

/// The number format that a file's name of a type stands for, where one value is one number.
std::optional<Precision> plainFormat(std::string_view name);

/// Gives the model its stored weights, and the format they usually run in: a plain one that all share, else as stored.
/// `complete`: no part of the checkpoint is missing, so that its bytes are those of the whole model.
void attachCheckpoint(Model& model, Checkpoint checkpoint, bool complete);

/// A model of nothing but weights, for files whose architecture nobody says. Their bytes count, arithmetic does not.
Model weightsAlone(const std::string& name, Checkpoint checkpoint, std::string remark);

/// One node of no known kind for each tensor, as `weightsAlone` has them.
ImportedGraph graphOfWeights(const Checkpoint& checkpoint);

Checkpoint readCheckpoint(const Json& json, const std::string& place);
OrderedJson checkpointJson(const Checkpoint& checkpoint);

} // namespace ridge

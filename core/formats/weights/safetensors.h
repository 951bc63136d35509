// safetensors files and their sharded index: the header, which is all that is ever read.
// Not the architecture: that is in the config.json beside them.
#pragma once

#include "core/formats/weights/checkpoint_model.h"

namespace ridge {

/// Whether a file that starts like this is safetensors: the length of a JSON header, and the header's brace.
bool looksLikeSafetensors(std::string_view head);

/// Only the header is touched. Named by its config.json, or else by the folder.
Model readSafetensors(const FileBytes& bytes, const std::string& name, const Companions& companions,
                      const std::string& folder);

/// An index that says which file holds which tensor: model.safetensors.index.json.
Model readSafetensorsIndex(const Json& index, const std::string& name, const Companions& companions,
                           const std::string& folder);

/// The files an index names, each once. Throws FormatError for one that is not a plain name in the same folder.
std::vector<std::string> shardsOf(const Json& index);

} // namespace ridge

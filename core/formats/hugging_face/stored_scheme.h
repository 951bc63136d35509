// How the weights of a quantised checkpoint are stored, by what its quantization_config says.
// Not what that means for a model: see quantization.h.
#pragma once

#include "core/formats/json/reader.h"
#include "core/scenario/precision.h"

#include <optional>
#include <string>
#include <vector>

namespace ridge {

/// How some of a checkpoint's weights are stored.
struct StoredWeights {
    std::optional<Precision> weights; // none: no format of the catalogue, `bits` says what they take
    double bits = 16;                 // of one weight, scales and zero points included
    double group = 0;                 // weights that share a scale, where the format lets choose
    std::vector<std::string> modules; // that are stored so, as the config calls them; none: all but the others
};

/// How a checkpoint stores the weights that it quantises.
struct StoredScheme : StoredWeights {
    bool tables = false;               // embeddings and the head as well
    std::vector<StoredWeights> others; // that are stored otherwise
    std::optional<Precision> activations, kvCache;
    std::vector<std::string> kept; // modules that keep their format
};

/// Of a quantization_config; nothing where its method is not known or quantises nothing.
std::optional<StoredScheme> schemeOf(const Json& stated, const std::string& method);

} // namespace ridge

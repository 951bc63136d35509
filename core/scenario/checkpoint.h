// What a weight file says of its tensors: name, number format, elements and exact bytes, none of the values.
// Not the file: core/formats reads its header, and nothing here points into it.
#pragma once

#include <string>
#include <vector>

namespace ridge {

/// One tensor as the file stores it. Bytes include what its blocks share, such as scales.
struct StoredTensor {
    std::string name;
    std::string format;  // as the file calls it: "BF16", "Q4_K"
    double elements = 0; // for packed formats the values that the file declares, which may hold several weights each
    double bytes = 0;
    friend bool operator==(const StoredTensor&, const StoredTensor&) = default;
};

struct Checkpoint {
    std::string format; // "safetensors", "gguf", "tflite"; empty: the model came without weights
    std::vector<StoredTensor> tensors;
    std::vector<std::string> remarks; // what the reader wants the user to know
    std::vector<std::string> unread;  // parts of the model that no number counts: "vision_config"
    std::vector<std::string> guessed; // what the file does not say: "the format of tensors of type 57"
    friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

/// All tensors of one number format together.
struct FormatTotal {
    std::string format;
    double tensors = 0;
    double elements = 0;
    double bytes = 0;
};

/// Every format the checkpoint uses, most bytes first.
std::vector<FormatTotal> totalsByFormat(const Checkpoint& checkpoint);
/// The sum over all tensors; its format is the only one, or empty when there are several.
FormatTotal totalOf(const Checkpoint& checkpoint);

} // namespace ridge

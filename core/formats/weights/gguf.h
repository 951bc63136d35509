// GGUF files: metadata and tensor table, which is all that is ever read.
// Not the values, and not the blocks they lie in: only how large those are.
#pragma once

#include "core/formats/weights/checkpoint_model.h"
#include "core/scenario/families/transformer.h"

#include <map>

namespace ridge {

bool looksLikeGguf(std::string_view head);

/// "x-00002-of-00003.gguf" → the names of all three; empty for a file that is no part.
std::vector<std::string> ggufPartsBeside(const std::string& name);

/// Of the file only the header is touched.
Model readGguf(const FileBytes& bytes, const std::string& name, const Companions& companions);

namespace gguf {

/// One entry of the metadata. Of arrays the length is kept, and the elements of short ones that hold numbers.
struct Value {
    double number = 0; // of a number or a bool
    std::string text;
    std::vector<double> list;
    double length = 0; // of an array
};

struct TensorType {
    std::uint32_t id;
    const char* name;
    double blockElements;
    double blockBytes;
};
/// Empty for a type that no GGUF file has.
const TensorType* tensorType(std::uint32_t id);

struct Tensor {
    StoredTensor stored;
    std::vector<double> sizes; // the fastest-varying dimension first, as the file has them
};

struct Header {
    std::map<std::string, Value> metadata;
    std::vector<Tensor> tensors;
    double missing = 0; // bytes by which the file ends before its tensors do
};

/// Throws FormatError that names the byte where the header breaks.
Header readHeader(const FileBytes& bytes, const std::string& name);

/// What the metadata and the tensors say of a decoder; a sentence instead when it is none that this program describes.
struct Described {
    std::optional<Decoder> decoder;
    std::string reason;
};
Described describe(const Header& header);

} // namespace gguf
} // namespace ridge

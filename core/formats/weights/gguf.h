// GGUF files: metadata and tensor table, which is all that is ever read.
// Not the values, and not the blocks they lie in: only how large those are.
#pragma once

#include "core/formats/weights/checkpoint_model.h"
#include "core/scenario/families/transformer.h"

#include <map>
#include <span>

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
    double tensorBytes = 0; // beside the blocks, once

    double bytes(double elements) const { return elements / blockElements * blockBytes + tensorBytes; }
};
/// What the number stands for, several where branches of llama.cpp differ; nothing for one that nobody knows.
std::span<const TensorType> tensorTypes(std::uint32_t id);

struct Tensor {
    StoredTensor stored;
    std::vector<double> sizes; // the fastest-varying dimension first, as the file has them
};

struct Header {
    std::map<std::string, Value> metadata;
    std::vector<Tensor> tensors;
    double missing = 0; // bytes by which the file ends before its tensors do
    std::vector<std::string> remarks;
    std::vector<std::string> guessed; // what it does not say, and the sizes stand on
};

/// Throws FormatError that names the byte where the header breaks.
Header readHeader(const FileBytes& bytes, const std::string& name);

/// A header by its keys and names.
class Facts {
public:
    explicit Facts(const Header& header);

    const std::string& architecture() const { return m_architecture; }
    const Header& header() const { return m_header; }
    /// An entry of the metadata; `own`: one of the architecture's.
    const Value* find(const std::string& key) const;
    const Value* own(const std::string& key) const { return find(m_architecture + "." + key); }
    std::string textOf(const std::string& key) const { return find(key) ? find(key)->text : std::string(); }
    const Tensor* tensor(const std::string& name) const;
    const Tensor* inLayer(double layer, const std::string& name) const;
    /// The own entry for each layer, where the file states one number or one for each; otherwise `fallback` for all.
    std::vector<double> perLayer(const std::string& key, double layers, double fallback) const;

private:
    const Header& m_header;
    std::map<std::string_view, const Tensor*> m_byName;
    std::string m_architecture;
};

/// What remains to be said of layers, and what of them is not read or guessed.
struct LayerRemarks {
    std::string text;
    std::vector<std::string> unread, guessed;
};
/// Fills the list of layers where they differ by no rule: in what they attend to, heads, widths and whose cache they
/// read.
LayerRemarks listLayers(const Facts& facts, Decoder& decoder);

/// What the metadata and the tensors say of a decoder; a sentence instead when it is none that this program describes.
struct Described {
    std::optional<Decoder> decoder;
    std::string reason;                       // with a decoder: what remains to be said of it
    std::vector<std::string> unread, guessed; // of that decoder
};
Described describe(const Header& header);

} // namespace gguf
} // namespace ridge

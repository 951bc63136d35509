#include "core/formats/weights/packed_weights.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

namespace ridge {
namespace {

constexpr double wordBits = 32;

/// A packed tensor and what stands beside it, all of one module: "model.layers.0.mlp.up_proj".
struct Module {
    const ShapedTensor& packed;
    const ShapedTensor* scales;
    const ShapedTensor* zeros;
    const ShapedTensor* order;
};

bool isMatrix(const ShapedTensor* tensor) { return tensor && tensor->shape.size() == 2; }

/// Bits of one weight where they are possible; 0 for others.
double possible(double bits)
{
    constexpr double known[] = {1, 2, 3, 4, 5, 6, 8};
    return std::find(std::begin(known), std::end(known), bits) == std::end(known) ? 0 : bits;
}

/// Words run along the inputs: qweight is in·b/32 × out, zero points are groups × out·b/32.
double gptqBits(const Module& m)
{
    const bool fits = isMatrix(&m.packed) && isMatrix(m.scales) && m.packed.shape[1] == m.scales->shape[1];
    if (!fits || m.packed.shape[1] <= 0) {
        return 0;
    }
    const double inputs = m.order && m.order->shape.size() == 1 ? m.order->shape[0] : 0;
    return possible(inputs > 0          ? wordBits * m.packed.shape[0] / inputs
                    : isMatrix(m.zeros) ? wordBits * m.zeros->shape[1] / m.packed.shape[1]
                                        : 0);
}

/// Words run along the outputs: qweight is in × out·b/32, scales are groups × out.
double awqBits(const Module& m)
{
    const bool fits = isMatrix(&m.packed) && isMatrix(m.scales) && m.scales->shape[1] > m.packed.shape[1];
    return fits ? possible(wordBits * m.packed.shape[1] / m.scales->shape[1]) : 0;
}

/// Words run along the inputs of a row; scales say how many groups a row has, whose size is one of the usual ones.
double bitsOfGroups(const Module& m, std::initializer_list<double> groupSizes)
{
    const std::size_t rank = m.packed.shape.size();
    if (rank < 2 || !m.scales || m.scales->shape.size() != rank || m.scales->shape.back() <= 0) {
        return 0;
    }
    for (const double size : groupSizes) {
        const double bits = possible(wordBits * m.packed.shape.back() / (m.scales->shape.back() * size));
        if (bits > 0) {
            return bits;
        }
    }
    return 0;
}

/// Groups of 64 are usual; scales of 8 bits are those of MXFP4, MXFP8 and NVFP4, whose groups are fixed.
double mlxBits(const Module& m)
{
    if (m.scales->stored.format != "U8") {
        return bitsOfGroups(m, {64, 32, 128});
    }
    const double bits = bitsOfGroups(m, {32});
    return bits >= 4 ? bits : bitsOfGroups(m, {16});
}

/// One scale a row is possible too.
double rowBits(const Module& m)
{
    const double bits = bitsOfGroups(m, {128, 64, 32});
    return bits > 0 ? bits : 4;
}
double four(const Module&) { return 4; }
double eight(const Module&) { return 8; }

/// How one kind of file packs. Endings follow the module's name.
struct Packing {
    const char* name;
    std::string_view type;   // of the packed tensor
    std::string_view packed; // its ending
    std::string_view scales; // must be there
    std::string_view zeros, order;
    std::vector<std::string_view> further; // count no weights either
    double (*bits)(const Module&);
};

/// The first that fits is taken. Names as the tools that write them have them: AutoGPTQ and GPTQModel, AutoAWQ,
/// compressed-tensors, NVIDIA Model Optimizer, gpt-oss, MLX, bitsandbytes, DeepSeek-V3.
const std::vector<Packing>& packings()
{
    static const std::vector<Packing> all{
        {"GPTQ", "I32", ".qweight", ".scales", ".qzeros", ".g_idx", {".qzeros", ".g_idx"}, gptqBits},
        {"AWQ", "I32", ".qweight", ".scales", ".qzeros", "", {".qzeros"}, awqBits},
        {"compressed-tensors",
         "I32",
         ".weight_packed",
         ".weight_scale",
         "",
         "",
         {".weight_zero_point", ".weight_shape", ".weight_g_idx"},
         rowBits},
        {"NVFP4",
         "U8",
         ".weight_packed",
         ".weight_scale",
         "",
         "",
         {".weight_global_scale", ".input_global_scale"},
         four},
        {"NVFP4", "U8", ".weight", ".weight_scale", "", "", {".weight_scale_2", ".input_scale"}, four},
        {"MXFP4", "U8", "_blocks", "_scales", "", "", {}, four},
        {"MLX", "U32", ".weight", ".scales", "", "", {".biases"}, mlxBits},
        {"bitsandbytes NF4",
         "U8",
         ".weight",
         ".weight.absmax",
         "",
         "",
         {".weight.quant_map", ".weight.nested_absmax", ".weight.nested_quant_map",
          ".weight.quant_state.bitsandbytes__nf4", ".weight.quant_state.bitsandbytes__fp4"},
         four},
        {"bitsandbytes INT8", "I8", ".weight", ".SCB", "", "", {".weight_format"}, eight},
        {"FP8", "F8_E4M3", ".weight", ".weight_scale_inv", "", "", {".input_scale", ".activation_scale"}, eight},
        {"FP8", "F8_E4M3", ".weight", ".weight_scale", "", "", {".input_scale", ".activation_scale"}, eight},
        {"INT8", "I8", ".weight", ".weight_scale", "", "", {".input_scale", ".input_zero_point"}, eight},
    };
    return all;
}

class Counter {
public:
    explicit Counter(std::vector<ShapedTensor>& tensors) : m_tensors(tensors)
    {
        for (ShapedTensor& tensor : tensors) {
            m_byName.emplace(tensor.stored.name, &tensor);
        }
    }

    std::vector<std::string> run()
    {
        for (ShapedTensor& tensor : m_tensors) {
            count(tensor);
        }
        for (ShapedTensor* tensor : m_beside) { // last: they say how much is packed
            tensor->stored.elements = 0;
        }
        std::vector<std::string> sentences;
        for (const auto& [packing, found] : m_found) {
            sentences.push_back(std::to_string(found) + (found == 1 ? " tensor is" : " tensors are") + " packed as " +
                                packing +
                                " packs: they count the weights that they hold, and what is stored for them "
                                "(scales, zero points) counts in bytes alone.");
        }
        return sentences;
    }

private:
    ShapedTensor* beside(const std::string& module, std::string_view ending) const
    {
        const auto found = ending.empty() ? m_byName.end() : m_byName.find(module + std::string(ending));
        return found == m_byName.end() ? nullptr : found->second;
    }

    void count(ShapedTensor& tensor)
    {
        const std::string name = tensor.stored.name;
        for (const Packing& packing : packings()) {
            if (tensor.stored.format != packing.type || !name.ends_with(packing.packed)) {
                continue;
            }
            const std::string module = name.substr(0, name.size() - packing.packed.size());
            ShapedTensor* scales = beside(module, packing.scales);
            if (!scales) {
                continue;
            }
            const double bits =
                packing.bits({tensor, scales, beside(module, packing.zeros), beside(module, packing.order)});
            if (bits <= 0) {
                continue;
            }
            tensor.stored.elements = std::floor(8 * tensor.stored.bytes / bits);
            m_beside.push_back(scales);
            for (const std::string_view ending : packing.further) {
                if (ShapedTensor* more = beside(module, ending)) {
                    m_beside.push_back(more);
                }
            }
            ++m_found[std::string(packing.name) + " (" + std::to_string(static_cast<int>(bits)) + " bits)"];
            return;
        }
    }

    std::vector<ShapedTensor>& m_tensors;
    std::unordered_map<std::string_view, ShapedTensor*> m_byName;
    std::vector<ShapedTensor*> m_beside;
    std::map<std::string, int> m_found;
};

} // namespace

std::vector<std::string> countPacked(std::vector<ShapedTensor>& tensors) { return Counter(tensors).run(); }

} // namespace ridge

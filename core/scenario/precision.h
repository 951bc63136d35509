// The catalogue of number formats: one row says how a format is stored, what it is for, and what multiplies it.
// Not the rates at which a device computes them: see device.h. A new format is an enumerator and its row, both here.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <string_view>
#include <vector>

namespace ridge {

enum class Precision : std::uint8_t {
    FP32,
    TF32,
    BF16,
    FP16,
    FP8,
    FP8Block,
    FP4,
    NVFP4,
    MXFP4,
    NF4,
    NF4Double,
    INT32,
    INT16,
    INT8,
    INT6,
    INT4,
    INT4Group,
    INT4GroupZero,
    INT3GroupZero,
    INT2GroupZero,
    Stored
};

/// What tensors a format may store.
enum class FormatUse { Weights, Activations, KvCache, Biases, Accumulators };

/// What weights belong to: matrices are those of linear layers and convolutions, those of routed experts apart.
enum class WeightKind : std::uint8_t { Matrix, Expert, Embedding, Head, Norm, Bias };

template <class Enum> class SetOf {
public:
    constexpr SetOf(std::initializer_list<Enum> members)
    {
        for (const Enum member : members) {
            m_bits |= 1U << static_cast<unsigned>(member);
        }
    }
    constexpr bool has(Enum member) const { return (m_bits >> static_cast<unsigned>(member) & 1U) != 0; }

private:
    unsigned m_bits = 0;
};

/// Formats in an order that matters.
class PrecisionOrder {
public:
    constexpr PrecisionOrder(std::initializer_list<Precision> formats)
    {
        for (const Precision format : formats) {
            m_formats.at(m_count++) = format;
        }
    }
    constexpr const Precision* begin() const { return m_formats.data(); }
    constexpr const Precision* end() const { return m_formats.data() + m_count; }

private:
    std::array<Precision, 6> m_formats{};
    std::size_t m_count = 0;
};

/// One scale of scales for all of a tensor: nothing that an element would notice.
inline constexpr double wholeTensor = std::numeric_limits<double>::infinity();

struct PrecisionInfo {
    Precision format;
    std::string_view id;    // in files and on the command line
    std::string_view label; // on screen
    double bits;            // of one element, without what its group shares; 0: Deployment::storedBits
    bool isInteger = false; // equal steps: rounding and clipping are those of core/formulas/quantization.h
    SetOf<FormatUse> uses;
    /// What a model's weights are quantised of unless the user says otherwise (Deployment::quantised); the others keep
    /// a wider format.
    SetOf<WeightKind> quantises = {WeightKind::Matrix, WeightKind::Expert, WeightKind::Embedding,
                                   WeightKind::Head,   WeightKind::Norm,   WeightKind::Bias};
    double group = 0;           // elements that share a scale; 0: all of a tensor do
    bool groupIsChosen = false; // by Deployment::groupSize, and `group` is its usual value
    double scaleBits = 0;       // stored once a group
    double zeroBits = 0;        // of the zero point, once a group
    double outerBits = 0;       // of the scale that scales are multiplied with, shared by so many of them:
    double outerGroup = wholeTensor;
    /// The unit that multiplies it, itself where it has one. Weights that only expand are multiplied in the format of
    /// the activations; what stands here is for where nobody else decides.
    Precision arithmetic = format;
    /// What a framework falls back to when the machine has no such unit, nearest first.
    PrecisionOrder fallback = {};
    /// The next format whose unit is at least as large: its energy stands in where no figure is known. Itself: none.
    Precision wider = format;
    std::string_view accuracy = {}; // typical impact, the sheet's rule of thumb; empty where the sheet names none
    std::string_view source = {};   // of the sizes of groups and scales

    constexpr bool isGrouped() const { return group > 0; }
};

namespace precision_rows {

using enum Precision;
using enum FormatUse;
inline constexpr SetOf<WeightKind> linearLayers = {WeightKind::Matrix, WeightKind::Expert};

inline constexpr PrecisionInfo rows[] = {
    {.format = FP32,
     .id = "fp32",
     .label = "FP32",
     .bits = 32,
     .uses = {Weights, Activations, KvCache, Biases, Accumulators},
     .fallback = {TF32}},
    // Stored as FP32, multiplied with 10 bits of mantissa.
    {.format = TF32,
     .id = "tf32",
     .label = "TF32",
     .bits = 32,
     .uses = {Weights, Activations, KvCache},
     .fallback = {FP32},
     .wider = FP32},
    {.format = BF16,
     .id = "bf16",
     .label = "BF16",
     .bits = 16,
     .uses = {Weights, Activations, KvCache, Biases},
     .fallback = {FP16, TF32, FP32},
     .wider = FP16,
     .accuracy = "minimal"},
    {.format = FP16,
     .id = "fp16",
     .label = "FP16",
     .bits = 16,
     .uses = {Weights, Activations, KvCache, Biases, Accumulators},
     .fallback = {BF16, TF32, FP32},
     .wider = FP32,
     .accuracy = "minimal"},
    {.format = FP8,
     .id = "fp8",
     .label = "FP8",
     .bits = 8,
     .uses = {Weights, Activations, KvCache},
     .fallback = {FP16, BF16, TF32, FP32},
     .wider = BF16},
    {.format = FP8Block,
     .id = "fp8-block",
     .label = "FP8 blocks",
     .bits = 8,
     .uses = {Weights},
     .quantises = linearLayers,
     .group = 128 * 128,
     .scaleBits = 32,
     .arithmetic = FP8,
     .source = "DeepSeek-V3 (arXiv:2412.19437), section 3.3.2: blocks of 128 x 128 weights share an FP32 scale"},
    // E2M1: what units multiply, of elements whose groups share a scale; no tensor is stored in it without scales.
    {.format = FP4,
     .id = "fp4",
     .label = "FP4",
     .bits = 4,
     .uses = {},
     .fallback = {FP8, FP16, BF16, TF32, FP32},
     .wider = FP8},
    {.format = NVFP4,
     .id = "nvfp4",
     .label = "NVFP4",
     .bits = 4,
     .uses = {Weights, Activations, KvCache},
     .quantises = linearLayers,
     .group = 16,
     .scaleBits = 8,
     .outerBits = 32,
     .arithmetic = FP4,
     .source = "NVFP4 (NVIDIA, Blackwell): groups of 16 E2M1 elements share an E4M3 scale, a tensor one FP32 scale"},
    {.format = MXFP4,
     .id = "mxfp4",
     .label = "MXFP4",
     .bits = 4,
     .uses = {Weights, Activations},
     .quantises = linearLayers,
     .group = 32,
     .scaleBits = 8,
     .arithmetic = FP4,
     .source = "OCP Microscaling Formats (MX) v1.0: blocks of 32 E2M1 elements share an E8M0 scale"},
    // Quantiles of a normal distribution: looked up, never multiplied.
    {.format = NF4,
     .id = "nf4",
     .label = "NF4",
     .bits = 4,
     .uses = {Weights},
     .quantises = linearLayers,
     .group = 64,
     .scaleBits = 32,
     .arithmetic = BF16,
     .source = "QLoRA (arXiv:2305.14314): blocks of 64 share an FP32 constant, 32/64 = 0.5 bits"},
    {.format = NF4Double,
     .id = "nf4-double",
     .label = "NF4 double",
     .bits = 4,
     .uses = {Weights},
     .quantises = linearLayers,
     .group = 64,
     .scaleBits = 8,
     .outerBits = 32,
     .outerGroup = 256,
     .arithmetic = BF16,
     .source = "QLoRA (arXiv:2305.14314), double quantization: 8/64 + 32/(64·256) = 0.127 bits"},
    // Biases and accumulators of integer networks: added, never multiplied with weights. TensorFlow Lite's 8-bit
    // quantization specification; its 16x8 mode keeps biases in 64 bits.
    {.format = INT32,
     .id = "int32",
     .label = "INT32",
     .bits = 32,
     .isInteger = true,
     .uses = {Biases, Accumulators},
     .arithmetic = FP32},
    // Activations over INT8 weights: the "16x8" mode of TensorFlow Lite's quantization. FP32 alone holds its values.
    {.format = INT16,
     .id = "int16",
     .label = "INT16",
     .bits = 16,
     .isInteger = true,
     .uses = {Activations},
     .fallback = {FP32},
     .wider = FP32},
    {.format = INT8,
     .id = "int8",
     .label = "INT8",
     .bits = 8,
     .isInteger = true,
     .uses = {Weights, Activations, KvCache},
     .fallback = {FP16, BF16, FP32},
     .wider = FP16,
     .accuracy = "small (< 1 %)"},
    // What a cache takes on average where some of its elements keep more bits than others.
    {.format = INT6,
     .id = "int6",
     .label = "INT6",
     .bits = 6,
     .isInteger = true,
     .uses = {KvCache},
     .arithmetic = INT8,
     .source = "DeepSeek-V2 (arXiv:2405.04434), section 3.2.3: elements of the cache take 6 bits on average"},
    {.format = INT4,
     .id = "int4",
     .label = "INT4",
     .bits = 4,
     .isInteger = true,
     .uses = {Weights, Activations, KvCache},
     .quantises = linearLayers,
     .fallback = {INT8, FP16, BF16, FP32},
     .wider = INT8,
     .accuracy = "moderate"},
    {.format = INT4Group,
     .id = "int4-group",
     .label = "INT4 group",
     .bits = 4,
     .isInteger = true,
     .uses = {Weights, Activations, KvCache},
     .quantises = linearLayers,
     .group = 128,
     .groupIsChosen = true,
     .scaleBits = 16,
     .arithmetic = INT4,
     .accuracy = "moderate",
     .source = "one FP16 scale a group, as GGUF's Q4_0: 18 bytes for 32 elements"},
    {.format = INT4GroupZero,
     .id = "int4-group-zero",
     .label = "INT4 group + zero",
     .bits = 4,
     .isInteger = true,
     .uses = {Weights},
     .quantises = linearLayers,
     .group = 128,
     .groupIsChosen = true,
     .scaleBits = 16,
     .zeroBits = 4,
     .arithmetic = INT4,
     .accuracy = "moderate",
     .source = "an FP16 scale and a zero point of the elements' width, as AWQ and GPTQ: 4 + (4 + 16)/G bits "
               "(EfficientQAT, arXiv:2407.11062)"},
    {.format = INT3GroupZero,
     .id = "int3-group-zero",
     .label = "INT3 group + zero",
     .bits = 3,
     .isInteger = true,
     .uses = {Weights},
     .quantises = linearLayers,
     .group = 128,
     .groupIsChosen = true,
     .scaleBits = 16,
     .zeroBits = 3,
     .arithmetic = INT4,
     .source = "an FP16 scale and a zero point of the elements' width, as GPTQ (arXiv:2210.17323): 3 + (3 + 16)/G bits "
               "(EfficientQAT, arXiv:2407.11062)"},
    {.format = INT2GroupZero,
     .id = "int2-group-zero",
     .label = "INT2 group + zero",
     .bits = 2,
     .isInteger = true,
     .uses = {KvCache},
     .group = 32,
     .scaleBits = 16,
     .zeroBits = 16,
     .arithmetic = INT4,
     .source = "KIVI-2 (arXiv:2402.02750): groups of 32 share an FP16 scale and an FP16 zero point, 2 + 32/32 bits"},
    // What a file holds, at its average; expanded to the activations' format, half precision where nobody decides.
    {.format = Stored, .id = "stored", .label = "As stored", .bits = 0, .uses = {Weights}, .arithmetic = FP16},
};

} // namespace precision_rows

inline constexpr std::size_t precisionCount = std::size(precision_rows::rows);

/// Every format, in the order of lists and tables.
inline constexpr auto allPrecisions = [] {
    std::array<Precision, precisionCount> all{};
    for (std::size_t i = 0; i < precisionCount; ++i) {
        all[i] = precision_rows::rows[i].format;
    }
    return all;
}();

constexpr const PrecisionInfo& infoOf(Precision precision)
{
    return precision_rows::rows[static_cast<std::size_t>(precision)];
}

static_assert(
    [] {
        for (std::size_t i = 0; i < precisionCount; ++i) {
            if (allPrecisions[i] != static_cast<Precision>(i)) {
                return false;
            }
        }
        return precisionCount == static_cast<std::size_t>(Precision::Stored) + 1;
    }(),
    "the rows stand in the order of the enumerators, one for each");

/// What arithmetic on values of that format is called: groups share a scale, their elements are plain numbers.
constexpr Precision arithmeticOf(Precision precision) { return infoOf(precision).arithmetic; }

/// Whether devices state a rate and an energy for it: those of a grouped format are its elements'.
constexpr bool hasArithmetic(Precision precision) { return arithmeticOf(precision) == precision; }

/// Whether such tensors may be stored in that format.
constexpr bool allows(Precision precision, FormatUse use) { return infoOf(precision).uses.has(use); }

/// Whether choosing the format for a model's weights quantises these: 4 bits are for linear layers alone.
constexpr bool quantises(Precision precision, WeightKind kind) { return infoOf(precision).quantises.has(kind); }

/// The formats to choose from for such tensors.
inline std::vector<Precision> formatsFor(FormatUse use)
{
    std::vector<Precision> formats;
    for (const Precision precision : allPrecisions) {
        if (allows(precision, use)) {
            formats.push_back(precision);
        }
    }
    return formats;
}

} // namespace ridge

// Tensor types of GGUF, with how many elements a block has and how many bytes it takes. In the order of their numbers;
// of those that several branches of llama.cpp took for something of their own, the likelier first.

#include "core/formats/weights/gguf.h"

#include <algorithm>

namespace ridge::gguf {
namespace {

// Numbers and names: docs/gguf.md of ggml-org/ggml; sizes: the block structures of ggml-common.h there. Bits per weight
// are 8 · bytes / elements. Halves (d, m) take 2 bytes; what follows them is packed quants and sub-block scales.
constexpr TensorType types[] = {
    {0, "F32", 1, 4},
    {1, "F16", 1, 2},
    {2, "Q4_0", 32, 2 + 16},
    {3, "Q4_1", 32, 2 + 2 + 16},
    {6, "Q5_0", 32, 2 + 4 + 16},
    {7, "Q5_1", 32, 2 + 2 + 4 + 16},
    {8, "Q8_0", 32, 2 + 32},
    {9, "Q8_1", 32, 2 + 2 + 32},
    {10, "Q2_K", 256, 16 + 64 + 2 + 2},
    {11, "Q3_K", 256, 32 + 64 + 12 + 2},
    {12, "Q4_K", 256, 2 + 2 + 12 + 128},
    {13, "Q5_K", 256, 2 + 2 + 12 + 32 + 128},
    {14, "Q6_K", 256, 128 + 64 + 16 + 2},
    {15, "Q8_K", 256, 4 + 256 + 32},
    {16, "IQ2_XXS", 256, 2 + 64},
    {17, "IQ2_XS", 256, 2 + 64 + 8},
    {18, "IQ3_XXS", 256, 2 + 96},
    {19, "IQ1_S", 256, 2 + 32 + 16},
    {20, "IQ4_NL", 32, 2 + 16},
    {21, "IQ3_S", 256, 2 + 64 + 8 + 32 + 4},
    {22, "IQ2_S", 256, 2 + 64 + 8 + 8},
    {23, "IQ4_XS", 256, 2 + 2 + 4 + 128},
    {24, "I8", 1, 1},
    {25, "I16", 1, 2},
    {26, "I32", 1, 4},
    {27, "I64", 1, 8},
    {28, "F64", 1, 8},
    {29, "IQ1_M", 256, 32 + 16 + 8},
    {30, "BF16", 1, 2},
    // Types 31 to 33 and 36 to 38 were rearrangements of Q4_0 and IQ4_NL, since removed. BitNet's branch took 36 to 39
    // for weights of three values with one scale for a whole tensor (ggml.h and ggml-bitnet.h of microsoft/BitNet).
    {31, "Q4_0_4_4", 32, 2 + 16},
    {32, "Q4_0_4_8", 32, 2 + 16},
    {33, "Q4_0_8_8", 32, 2 + 16},
    {34, "TQ1_0", 256, 48 + 4 + 2},
    {35, "TQ2_0", 256, 64 + 2},
    {36, "I2_S", 4, 1, 32},
    {36, "IQ4_NL_4_4", 32, 2 + 16},
    {37, "IQ4_NL_4_8", 32, 2 + 16},
    {37, "I8_S", 1, 1, 32},
    {38, "IQ4_NL_8_8", 32, 2 + 16},
    {38, "TL1", 4, 1, 32},
    {39, "MXFP4", 32, 1 + 16},
    {40, "NVFP4", 64, 4 + 32},
    {41, "Q1_0", 128, 2 + 16},
    {42, "Q2_0", 64, 2 + 16},
    {42, "Q2_0_G128", 128, 2 + 32}, // as a branch had it before: PrismML-Eng/llama.cpp
};

} // namespace

std::span<const TensorType> tensorTypes(std::uint32_t id)
{
    const auto found = std::ranges::equal_range(types, id, {}, &TensorType::id);
    return {found.begin(), found.end()};
}

} // namespace ridge::gguf

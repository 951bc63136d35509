// Tensor types of GGUF, with how many elements a block has and how many bytes it takes.

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
    // Types 31 to 33 and 36 to 38 were rearrangements of Q4_0 and IQ4_NL, since removed.
    {31, "Q4_0_4_4", 32, 2 + 16},
    {32, "Q4_0_4_8", 32, 2 + 16},
    {33, "Q4_0_8_8", 32, 2 + 16},
    {34, "TQ1_0", 256, 48 + 4 + 2},
    {35, "TQ2_0", 256, 64 + 2},
    {36, "IQ4_NL_4_4", 32, 2 + 16},
    {37, "IQ4_NL_4_8", 32, 2 + 16},
    {38, "IQ4_NL_8_8", 32, 2 + 16},
    {39, "MXFP4", 32, 1 + 16},
    {40, "NVFP4", 64, 4 + 32},
};

} // namespace

const TensorType* tensorType(std::uint32_t id)
{
    const auto* found =
        std::find_if(std::begin(types), std::end(types), [id](const TensorType& type) { return type.id == id; });
    return found == std::end(types) ? nullptr : found;
}

} // namespace ridge::gguf

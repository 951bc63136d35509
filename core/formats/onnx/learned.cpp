#include "core/formats/onnx/learned.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <iterator>
#include <set>

namespace ridge::onnx_import {
namespace {

using onnx::TensorProto;

constexpr LearnedInputs rows[]{{"Conv", {1, 2}},
                               {"FusedConv", {1, 2, 3}},
                               {"ConvTranspose", {1, 2}},
                               {"DeformConv", {1, 3}},
                               {"Gemm", {0, 1, 2}},
                               {"FusedGemm", {0, 1, 2}},
                               {"GemmFastGelu", {0, 1, 2}},
                               {"MatMul", {0, 1}},
                               {"FusedMatMul", {0, 1}},
                               {"Einsum", {0, 1, 2, 3}},
                               {"Gather", {0}},
                               {"PRelu", {1}},
                               {"BatchNormalization", {1, 2}},
                               {"InstanceNormalization", {1, 2}},
                               {"GroupNormalization", {1, 2}},
                               {"LayerNormalization", {1, 2}},
                               {"RMSNormalization", {1}},
                               {"SimplifiedLayerNormalization", {1}},
                               {"SkipLayerNormalization", {2, 3, 4}},
                               {"SkipSimplifiedLayerNormalization", {2, 3}},
                               {"LSTM", {1, 2, 3, 7}}, // not the states it begins with
                               {"GRU", {1, 2, 3}},
                               {"RNN", {1, 2, 3}},
                               {"QLinearConv", {3, 8}, {4, 5}},
                               {"QLinearMatMul", {0, 3}, {4, 5}},
                               {"QGemm", {0, 3, 6}, {4, 5}},
                               {"ConvInteger", {1}, {3}},
                               {"MatMulInteger", {0, 1}, {3}},
                               {"MatMulIntegerToFloat", {0, 1, 6}, {3, 5}},
                               {"DynamicQuantizeMatMul", {1, 4}, {2, 3}},
                               {"MatMulNBits", {1, 5}, {2, 3, 4}},
                               {"MatMulBnb4", {1}, {2}},
                               {"GatherBlockQuantized", {0}, {2, 3}},
                               {"DynamicQuantizeLSTM", {1, 2, 3}, {8, 9, 10, 11}},
                               {"QAttention", {1, 2}, {4, 7}},
                               {"Attention", {1, 2}},
                               {"PackedAttention", {1, 2}},
                               {"MultiHeadAttention", {1, 2, 3}},
                               {"PackedMultiHeadAttention", {1, 2, 3}},
                               {"GroupQueryAttention", {1, 2, 11, 14, 15}}, // with sinks and norms of the heads
                               {"EmbedLayerNormalization", {2, 3, 4, 5, 6}},
                               {"QMoE", {2, 4, 5, 7, 8, 10}, {3, 6, 9}},
                               {"SoftmaxCrossEntropyLoss", {}},
                               {"NegativeLogLikelihoodLoss", {}}};

bool has(const std::initializer_list<std::size_t>& positions, std::size_t position)
{
    return std::ranges::find(positions, position) != positions.end();
}

/// Whether all inputs behind the first are settings.
bool learnsNothing(const std::string& type)
{
    static const std::set<std::string, std::less<>> types{"Clip",
                                                          "Pad",
                                                          "Resize",
                                                          "Upsample",
                                                          "Dropout",
                                                          "QuantizeLinear",
                                                          "DequantizeLinear",
                                                          "OneHot",
                                                          "Range",
                                                          "TopK",
                                                          "NonMaxSuppression",
                                                          "ConstantOfShape",
                                                          "Slice",
                                                          "Tile",
                                                          "CumSum",
                                                          "Trilu",
                                                          "DFT",
                                                          "STFT",
                                                          "RotaryEmbedding",
                                                          "MRotaryEmbedding",
                                                          "MelWeightMatrix",
                                                          "GridSample",
                                                          "QLinearSigmoid",
                                                          "QLinearLeakyRelu",
                                                          "QLinearSoftmax",
                                                          "QLinearAveragePool",
                                                          "RoiAlign",
                                                          "QLinearGlobalAveragePool"};
    return types.contains(type);
}

} // namespace

const LearnedInputs* learnedInputs(std::string_view type)
{
    const LearnedInputs* row = std::ranges::find(rows, type, &LearnedInputs::type);
    return row == std::end(rows) ? nullptr : row;
}

bool isSetting(const std::string& type, std::size_t position)
{
    if (position == 0) {
        return false;
    }
    const LearnedInputs* row = learnedInputs(type);
    return row ? !has(row->learned, position) : learnsNothing(type);
}

bool expectsWeight(const std::string& type, std::size_t position)
{
    const LearnedInputs* row = learnedInputs(type);
    return row && has(row->learned, position);
}

bool isElementwise(const std::string& type)
{
    static const std::set<std::string, std::less<>> types{"Add",   "Sub",   "Mul",   "Div",  "Pow",
                                                          "Max",   "Min",   "Sum",   "Mean", "Mod",
                                                          "Where", "PRelu", "Equal", "Less", "Greater"};
    return types.contains(type);
}

bool readsIntegers(const std::string& type, std::size_t position, int elementType)
{
    if (type == "QLinearConv" && position == 8) {
        return elementType == TensorProto::INT32;
    }
    constexpr int unsigned4 = 21, signed4 = 22; // TensorProto.DataType of newer files
    const bool isNarrow = elementType == TensorProto::INT8 || elementType == TensorProto::UINT8 ||
                          elementType == unsigned4 || elementType == signed4;
    static const std::set<std::string, std::less<>> types{
        "ConvInteger", "MatMulInteger", "Gather",     "QGemm",      "MatMulIntegerToFloat", "DynamicQuantizeMatMul",
        "MatMulNBits", "QMoE",          "QAttention", "MatMulBnb4", "DynamicQuantizeLSTM",  "GatherBlockQuantized"};
    return isNarrow && (type.starts_with("QLinear") || types.contains(type));
}

} // namespace ridge::onnx_import

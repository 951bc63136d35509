// TFLite operators, and the ONNX operators that cost the same. Numbers of operators, types and option fields:
// tensorflow/lite/schema/schema.fbs, version 3c.

#include "core/formats/tflite/tflite.h"

#include <algorithm>

namespace ridge::tflite {
namespace {

// Slots number a table's fields from 0, in the order of the schema.
const std::vector<Option> conv{{"padding", 0, true, 0},    {"stride_w", 1, false, 1},   {"stride_h", 2, false, 1},
                               {"activation", 3, true, 0}, {"dilation_w", 4, false, 1}, {"dilation_h", 5, false, 1}};
const std::vector<Option> depthwise{
    {"padding", 0, true, 0},    {"stride_w", 1, false, 1},   {"stride_h", 2, false, 1},  {"multiplier", 3, false, 0},
    {"activation", 4, true, 0}, {"dilation_w", 5, false, 1}, {"dilation_h", 6, false, 1}};
const std::vector<Option> pool{{"padding", 0, true, 0},        {"stride_w", 1, false, 1},
                               {"stride_h", 2, false, 1},      {"filter_width", 3, false, 1},
                               {"filter_height", 4, false, 1}, {"activation", 5, true, 0}};
const std::vector<Option> transposeConv{
    {"padding", 0, true, 0}, {"stride_w", 1, false, 1}, {"stride_h", 2, false, 1}, {"activation", 3, true, 0}};
const std::vector<Option> activation{{"activation", 0, true, 0}};
const std::vector<Option> concatenation{{"axis", 0, false, 0}, {"activation", 1, true, 0}};
const std::vector<Option> axis{{"axis", 0, false, 0}};
const std::vector<Option> sequenceLstm{{"activation", 0, true, 0}, {"time_major", 3, true, 0}};
const std::vector<Option> bothWaysLstm{{"activation", 0, true, 0}, {"time_major", 4, true, 1}};
const std::vector<Option> sequenceRnn{{"time_major", 0, true, 0}, {"activation", 1, true, 0}};
const std::vector<Option> filterOverTime{{"rank", 0, false, 0}, {"activation", 1, true, 0}};
const std::vector<Option> branches{{"then", 0, false, 0}, {"else", 1, false, 0}};
const std::vector<Option> conditionAndBody{{"condition", 0, false, 0}, {"body", 1, false, 0}};
const std::vector<Option> adjoints{{"adj_x", 0, true, 0}, {"adj_y", 1, true, 0}};

const OperatorRow rows[] = {
    {0, "Add", Form::Same, true, &activation},
    {1, "AveragePool", Form::Same, false, &pool},
    {2, "Concat", Form::Same, true, &concatenation},
    {3, "Conv", Form::Conv, false, &conv},
    {4, "Conv", Form::Depthwise, false, &depthwise},
    {5, "DepthToSpace"},
    {6, "DequantizeLinear", Form::Same, true},
    {7, "Gather", Form::Lookup},
    {8, "Floor", Form::Same, true},
    {9, "Gemm", Form::FullyConnected, false, &activation},
    {10, "HASHTABLE_LOOKUP"},
    {11, "LpNormalization", Form::Same, true, &activation},
    {12, "LpPool", Form::Same, false, &pool},
    {13, "LRN", Form::Same, true},
    {14, "Sigmoid", Form::Same, true},
    {15, "LSH_PROJECTION"},
    {16, "LSTM (TFLite)", Form::Same, false, &activation}, // its operands are not those of the ONNX operator
    {17, "MaxPool", Form::Same, false, &pool},
    {18, "Mul", Form::Same, true, &activation},
    {19, "Relu", Form::Same, true},
    {20, "Clip", Form::Same, true},
    {21, "Clip", Form::Same, true},
    {22, "Reshape"},
    {23, "Resize"},
    {24, "RNN (TFLite)", Form::Same, false, &activation},
    {25, "Softmax", Form::Same, true},
    {26, "SpaceToDepth"},
    {27, "SVDF", Form::Same, false, &filterOverTime},
    {28, "Tanh", Form::Same, true},
    {34, "Pad"},
    {35, "UNIDIRECTIONAL_SEQUENCE_RNN", Form::Same, false, &sequenceRnn},
    {36, "Gather", Form::Table, false, &axis},
    {37, "DepthToSpace"}, // BATCH_TO_SPACE_ND: the same traffic
    {38, "SpaceToDepth"}, // SPACE_TO_BATCH_ND
    {39, "Transpose"},
    {40, "ReduceMean"},
    {41, "Sub", Form::Same, true, &activation},
    {42, "Div", Form::Same, true, &activation},
    {43, "Squeeze"},
    {44, "UNIDIRECTIONAL_SEQUENCE_LSTM", Form::Same, false, &sequenceLstm},
    {45, "Slice"},
    {46, "BIDIRECTIONAL_SEQUENCE_RNN", Form::Same, false, &sequenceRnn},
    {47, "Exp", Form::Same, true},
    {48, "TopK"},
    {49, "Split", Form::ValueLast},
    {50, "LogSoftmax", Form::Same, true},
    {52, "BIDIRECTIONAL_SEQUENCE_LSTM", Form::Same, false, &bothWaysLstm},
    {53, "Cast", Form::Same, true},
    {54, "PRelu", Form::Same, true},
    {55, "Max", Form::Same, true},
    {56, "ArgMax"},
    {57, "Min", Form::Same, true},
    {58, "Less", Form::Same, true},
    {59, "Neg", Form::Same, true},
    {60, "Pad"},
    {61, "Greater", Form::Same, true},
    {62, "GreaterOrEqual", Form::Same, true},
    {63, "LessOrEqual", Form::Same, true},
    {64, "Where", Form::Same, true},
    {65, "Slice"},
    {66, "Sin", Form::Same, true},
    {67, "ConvTranspose", Form::TransposeConv, false, &transposeConv},
    {69, "Tile"},
    {70, "Unsqueeze"},
    {71, "Equal", Form::Same, true},
    {72, "Equal", Form::Same, true}, // NOT_EQUAL
    {73, "Log", Form::Same, true},
    {74, "ReduceSum"},
    {75, "Sqrt", Form::Same, true},
    {76, "Reciprocal", Form::Same, true}, // RSQRT
    {77, "Shape"},
    {78, "Pow", Form::Same, true},
    {79, "ArgMin"},
    {80, "QuantizeLinear", Form::Same, true}, // FAKE_QUANT
    {81, "ReduceProd"},
    {82, "ReduceMax"},
    {83, "Concat"}, // PACK
    {84, "Or", Form::Same, true},
    {85, "OneHot"},
    {86, "And", Form::Same, true},
    {87, "Not", Form::Same, true},
    {88, "Split"}, // UNPACK
    {89, "ReduceMin"},
    {90, "Div", Form::Same, true},
    {92, "Mul", Form::Same, true}, // SQUARE
    {94, "Expand"},                // FILL
    {95, "Mod", Form::Same, true},
    {96, "Range"},
    {97, "Resize"},
    {98, "LeakyRelu", Form::Same, true},
    {99, "Pow", Form::Same, true}, // SQUARED_DIFFERENCE, taken as one operation
    {100, "Pad"},
    {101, "Abs", Form::Same, true},
    {102, "Split"},
    {104, "Ceil", Form::Same, true},
    {105, "ReverseSequence"},
    {106, "Sum", Form::Same, true},
    {107, "GatherND"},
    {108, "Cos", Form::Same, true},
    {111, "Elu", Form::Same, true},
    {112, "ReverseSequence"},
    {114, "QuantizeLinear", Form::Same, true},
    {116, "Round", Form::Same, true},
    {117, "HardSwish", Form::Same, true},
    {118, "IF", Form::Same, false, &branches},
    {119, "WHILE", Form::Same, false, &conditionAndBody},
    {120, "NON_MAX_SUPPRESSION_V4"},
    {121, "NON_MAX_SUPPRESSION_V5"},
    {122, "ScatterND"},
    {123, "Where", Form::Same, true},
    {126, "MatMul", Form::BatchMatmul, false, &adjoints},
    {128, "CumSum", Form::Same, true},
    {129, "CALL_ONCE"},
    {130, "Expand"},
    {142, "VAR_HANDLE"},
    {143, "READ_VARIABLE"},
    {144, "ASSIGN_VARIABLE"},
    {150, "Gelu", Form::Same, true},
    {151, "ScatterND"},
    {152, "Clip", Form::Same, true},
    {158, "Sign", Form::Same, true},
};

constexpr Type types[] = {
    {"FLOAT32", 32},  {"FLOAT16", 16}, {"INT32", 32},     {"UINT8", 8},         {"INT64", 64},      {"STRING", 8},
    {"BOOL", 8},      {"INT16", 16},   {"COMPLEX64", 64}, {"INT8", 8},          {"FLOAT64", 64},    {"COMPLEX128", 128},
    {"UINT64", 64},   {"RESOURCE", 0}, {"VARIANT", 0},    {"UINT32", 32},       {"UINT16", 16},     {"INT4", 4},
    {"BFLOAT16", 16}, {"INT2", 2},     {"UINT4", 4},      {"FLOAT8_E4M3FN", 8}, {"FLOAT8_E5M2", 8},
};

} // namespace

Type typeOf(int type) { return type >= 0 && type < static_cast<int>(std::size(types)) ? types[type] : Type{"", 0}; }

const OperatorRow* operatorRow(int code)
{
    const auto* found = std::lower_bound(std::begin(rows), std::end(rows), code,
                                         [](const OperatorRow& row, int wanted) { return row.code < wanted; });
    return found == std::end(rows) || found->code != code ? nullptr : found;
}

double optionOf(const FileOperator& op, std::string_view name, double fallback)
{
    const OperatorRow* row = operatorRow(op.code);
    for (std::size_t i = 0; row && row->options && i < op.options.size(); ++i) {
        if ((*row->options)[i].name == name) {
            return op.options[i];
        }
    }
    return fallback;
}

} // namespace ridge::tflite

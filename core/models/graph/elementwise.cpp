// Rules of operators that do a few operations to every element: functions, sums, norms, losses, optimiser steps.

#include "core/program/elementwise.h"
#include "core/models/graph/rows.h"

#include <algorithm>

namespace ridge {
namespace {

NodeRule elementwise(const NodeView& node, double ops)
{
    NodeRule rule = plainRule(node, OperatorKind::Elementwise);
    rule.sizes.perElement = ops;
    return rule;
}

/// A function behind the addition of the second input, where there is one.
NodeRule biased(const NodeView& node, double ops)
{
    return elementwise(node, ops + (node.input(1) ? opsPerElement("add") : 0));
}

/// Every input beyond the first is one more operation.
NodeRule addition(const NodeView& node, double)
{
    NodeRule rule = plainRule(node, OperatorKind::Add);
    rule.sizes.perElement = std::max(1.0, static_cast<double>(node.inputCount()) - 1);
    return rule;
}

/// Of each head only the first elements are rotated where the node says how many.
NodeRule rotation(const NodeView& node, double ops)
{
    const GraphTensor* input = node.input(0);
    const double heads = node.attribute("num_heads", 0);
    const double rotated = node.attribute("rotary_embedding_dim", 0);
    const std::size_t rank = input ? input->shape.size() : 0;
    const double headSize = rank == 4 ? input->shape[3] : rank == 3 && heads > 0 ? input->shape[2] / heads : 0;
    const bool isPartial = rotated > 0 && headSize > rotated;
    return elementwise(node, ops * (isPartial ? rotated / headSize : 1));
}

NodeRule quantisedAddition(const NodeView& node, double ops)
{
    NodeRule rule = plainRule(node, OperatorKind::Add); // its inputs are two tensors and six settings
    rule.sizes.perElement = ops;
    return rule;
}

NodeRule softmax(const NodeView& node, double ops)
{
    NodeRule rule = plainRule(node, OperatorKind::Softmax);
    rule.sizes.perElement = ops;
    return rule;
}

/// Norms over channels, as maps have them.
NodeRule channelNorm(const NodeView& node, double ops)
{
    NodeRule rule = plainRule(node, OperatorKind::Normalisation);
    rule.sizes.perElement = ops;
    return rule;
}

/// Norms over the last dimension, as sequences have them: that one is the channels.
NodeRule lastNorm(const NodeView& node, double ops)
{
    NodeRule rule = channelNorm(node, ops);
    const GraphTensor* output = node.output();
    if (output && output->shape.size() > 1) {
        const double channels = output->shape.back();
        rule.sizes.n = output->shape.front();
        rule.sizes.ci = rule.sizes.co = channels;
        rule.sizes.hi = rule.sizes.ho = 1;
        const double rest = rule.sizes.n * channels;
        rule.sizes.wi = rule.sizes.wo = rest > 0 ? elementsOf(*output) / rest : 0;
    }
    return rule;
}

/// A norm of a sum: the skipped input is one addition, the bias (the fifth input, or the fourth without a shift)
/// another.
NodeRule skipNorm(const NodeView& node, double ops)
{
    const std::size_t bias = node.type() == "SkipSimplifiedLayerNormalization" ? 3 : 4;
    return lastNorm(node, ops + opsPerElement("add") * (node.input(bias) ? 2 : 1));
}

/// Whatever the shape of the result (a loss is one number), every element of the first input is worked on.
NodeRule perInput(const NodeView& node, double ops)
{
    NodeRule rule = plainRule(node, OperatorKind::Elementwise);
    rule.sizes.perElement = ops;
    if (const GraphTensor* input = node.input(0)) {
        const Tensor map = foldedShape(input->shape);
        rule.sizes.n = map.n;
        rule.sizes.co = map.c, rule.sizes.ho = map.h, rule.sizes.wo = map.w;
    }
    return rule;
}

/// A step of an optimiser: inputs are the rate, the step count, the weights, their gradients and moments.
NodeRule optimiserStep(const NodeView& node, double ops)
{
    NodeRule rule = plainRule(node, OperatorKind::Elementwise);
    double weights = 0;
    const double kinds = node.type().ends_with("Adam") ? 4 : 3; // weights, gradients, and one or two moments
    for (std::size_t i = 2; i < node.inputCount(); ++i) {
        weights += node.input(i) ? elementsOf(*node.input(i)) / kinds : 0;
    }
    rule.sizes.n = rule.sizes.ho = rule.sizes.wo = 1;
    rule.sizes.co = weights;
    rule.sizes.perElement = ops;
    return rule;
}

void addFunctions(std::vector<RuleRow>& rows)
{
    constexpr std::pair<std::string_view, std::string_view> functions[]{{"Relu", "relu"},
                                                                        {"ThresholdedRelu", "relu"},
                                                                        {"Clip", "relu6"},
                                                                        {"LeakyRelu", "leaky_relu"},
                                                                        {"PRelu", "prelu"},
                                                                        {"Elu", "elu"},
                                                                        {"Selu", "elu"},
                                                                        {"Celu", "elu"},
                                                                        {"Tanh", "tanh"},
                                                                        {"Exp", "exp"},
                                                                        {"Sigmoid", "sigmoid"},
                                                                        {"HardSigmoid", "hsigmoid"},
                                                                        {"HardSwish", "hswish"},
                                                                        {"Swish", "silu"},
                                                                        {"QuickGelu", "silu"},
                                                                        {"Gelu", "gelu"},
                                                                        {"Softplus", "softplus"},
                                                                        {"Mish", "mish"},
                                                                        {"Softsign", "softsign"},
                                                                        {"QuantizeLinear", "quantize"},
                                                                        {"DequantizeLinear", "dequantize"},
                                                                        {"QLinearSigmoid", "sigmoid"},
                                                                        {"QLinearLeakyRelu", "leaky_relu"}};
    for (const auto& [type, function] : functions) {
        rows.push_back({type, elementwise, opsPerElement(function)});
    }
    for (std::string_view type : {"RotaryEmbedding", "MRotaryEmbedding"}) {
        rows.push_back({type, rotation, opsPerElement("rope")});
    }
    for (std::string_view type : {"BiasGelu", "FastGelu"}) {
        rows.push_back({type, biased, opsPerElement("gelu")});
    }
    rows.push_back({"BiasSplitGelu", elementwise, opsPerElement("gelu") + 3}); // two biases, and the gate's multiply
    rows.push_back({"BiasAdd", elementwise, 2});                               // a bias and a skipped input
    rows.push_back({"DynamicQuantizeLinear", elementwise, opsPerElement("quantize") + 2}); // and largest and smallest
    rows.push_back({"HannWindow", elementwise, 3});                                        // cosine, multiply, subtract
    rows.push_back({"HammingWindow", elementwise, 3});
    rows.push_back({"BlackmanWindow", elementwise, 6});  // two cosines
    rows.push_back({"MelWeightMatrix", elementwise, 4}); // two slopes and the smaller of them, not below zero
    rows.push_back({"AffineGrid", elementwise, 4});      // two products and two sums for each coordinate
}

/// One operation per element.
void addSingle(std::vector<RuleRow>& rows, std::initializer_list<std::string_view> types)
{
    for (std::string_view type : types) {
        rows.push_back({type, elementwise, opsPerElement("multiply")});
    }
}

void addArithmetic(std::vector<RuleRow>& rows)
{
    addSingle(rows,
              {"Mul",  "Div",   "Pow",   "Erf",   "Sqrt", "Reciprocal", "Log",  "Abs",    "Neg",        "Floor",
               "Ceil", "Round", "Sign",  "Sin",   "Cos",  "Tan",        "Asin", "Acos",   "Atan",       "Sinh",
               "Cosh", "Asinh", "Acosh", "Atanh", "Mod",  "Min",        "Max",  "CumSum", "QLinearMul", "Shrink"});
}

void addLogic(std::vector<RuleRow>& rows)
{
    addSingle(rows,
              {"Not", "And", "Or", "Xor", "Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual", "Where",
               "QLinearWhere", "IsNaN", "IsInf", "BitShift", "BitwiseAnd", "BitwiseOr", "BitwiseXor", "BitwiseNot"});
}

void addRandom(std::vector<RuleRow>& rows)
{
    addSingle(rows, {"Bernoulli", "RandomUniform", "RandomNormal", "RandomUniformLike", "RandomNormalLike"});
}

void addNorms(std::vector<RuleRow>& rows)
{
    rows.push_back({"BatchNormalization", channelNorm, opsPerElement("batch_norm")});
    for (std::string_view type : {"InstanceNormalization", "GroupNormalization", "GroupNorm", "SkipGroupNorm", "LRN",
                                  "MeanVarianceNormalization"}) {
        rows.push_back({type, channelNorm, opsPerElement("layer_norm")});
    }
    rows.push_back({"LayerNormalization", lastNorm, opsPerElement("layer_norm")});
    rows.push_back({"SkipLayerNormalization", skipNorm, opsPerElement("layer_norm")});
    rows.push_back({"SkipSimplifiedLayerNormalization", skipNorm, opsPerElement("rms_norm")});
    for (std::string_view type : {"RMSNormalization", "SimplifiedLayerNormalization", "LpNormalization"}) {
        rows.push_back({type, lastNorm, opsPerElement("rms_norm")});
    }
    for (std::string_view type : {"Softmax", "LogSoftmax", "Hardmax", "QLinearSoftmax"}) {
        rows.push_back({type, softmax, opsPerElement("softmax")});
    }
    rows.push_back({"BiasSoftmax", softmax, opsPerElement("softmax") + 1});
}

/// What training adds to a graph.
void addTraining(std::vector<RuleRow>& rows)
{
    rows.push_back({"NegativeLogLikelihoodLoss", perInput, 1}); // at most one weighted sum
    rows.push_back({"SoftmaxCrossEntropyLoss", perInput, opsPerElement("softmax") + 1});
    // Momentum: decay, two products and a sum, the step. Adagrad: square, sum, root, guard, divide, scale, subtract.
    rows.push_back({"ai.onnx.preview.training.Momentum", optimiserStep, 5});
    rows.push_back({"ai.onnx.preview.training.Adagrad", optimiserStep, 7});
    // Adam: three operations for each moment and one square, root, guard, divide, scale, subtract.
    rows.push_back({"ai.onnx.preview.training.Adam", optimiserStep, 12});
}

} // namespace

std::vector<RuleRow> elementwiseRows()
{
    std::vector<RuleRow> rows;
    addFunctions(rows);
    addArithmetic(rows);
    addLogic(rows);
    addRandom(rows);
    for (std::string_view type : {"Add", "Sub", "Sum", "Mean"}) {
        rows.push_back({type, addition});
    }
    rows.push_back({"QLinearAdd", quantisedAddition, opsPerElement("add")});
    addNorms(rows);
    addTraining(rows);
    return rows;
}

} // namespace ridge

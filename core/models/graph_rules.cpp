#include "core/models/graph_rules.h"

#include "core/models/elementwise.h"
#include "core/models/graph_matrices.h"

#include <algorithm>
#include <map>

namespace ridge {
namespace {

using Rule = NodeRule (*)(const NodeView&, std::string_view function);

void setOutputMap(NodeRule& rule, const NodeView& node)
{
    if (const GraphTensor* output = node.output()) {
        const Tensor map = foldedShape(output->shape);
        rule.sizes.n = map.n;
        rule.sizes.co = map.c, rule.sizes.ho = map.h, rule.sizes.wo = map.w;
    }
    if (const GraphTensor* input = node.input(0)) {
        const Tensor map = foldedShape(input->shape);
        rule.sizes.ci = map.c, rule.sizes.hi = map.h, rule.sizes.wi = map.w;
    }
}

NodeRule plain(const NodeView& node, OperatorKind kind)
{
    NodeRule rule;
    rule.kind = kind;
    setOutputMap(rule, node);
    return rule;
}

NodeRule elementwise(const NodeView& node, std::string_view function)
{
    NodeRule rule = plain(node, OperatorKind::Elementwise);
    rule.sizes.perElement = opsPerElement(function);
    return rule;
}

/// Every input beyond the first is one more operation.
NodeRule addition(const NodeView& node, std::string_view)
{
    NodeRule rule = plain(node, OperatorKind::Add);
    rule.sizes.perElement = std::max(1.0, static_cast<double>(node.inputCount()) - 1);
    return rule;
}

NodeRule quantisedAddition(const NodeView& node, std::string_view function)
{
    NodeRule rule = plain(node, OperatorKind::Add); // its inputs are two tensors and six settings
    rule.sizes.perElement = opsPerElement(function);
    return rule;
}

NodeRule softmax(const NodeView& node, std::string_view function)
{
    NodeRule rule = plain(node, OperatorKind::Softmax);
    rule.sizes.perElement = opsPerElement(function);
    return rule;
}

/// Norms over channels, as maps have them.
NodeRule channelNorm(const NodeView& node, std::string_view function)
{
    NodeRule rule = plain(node, OperatorKind::Normalisation);
    rule.sizes.perElement = opsPerElement(function);
    return rule;
}

/// Norms over the last dimension, as sequences have them: that one is the channels.
NodeRule lastNorm(const NodeView& node, std::string_view function)
{
    NodeRule rule = channelNorm(node, function);
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

NodeRule view(const NodeView& node, std::string_view)
{
    NodeRule rule = plain(node, OperatorKind::Reshape);
    rule.isView = node.input(0) && !node.isConstant(0);
    return rule;
}

NodeRule copy(const NodeView& node, std::string_view) { return plain(node, OperatorKind::Reshape); }

NodeRule concat(const NodeView& node, std::string_view)
{
    NodeRule rule = plain(node, OperatorKind::Concat);
    rule.sizes.ci = rule.sizes.co;
    return rule;
}

NodeRule upsample(const NodeView& node, std::string_view) { return plain(node, OperatorKind::Upsample); }

NodeRule pool(const NodeView& node, std::string_view)
{
    NodeRule rule = plain(node, OperatorKind::Pool);
    const std::vector<double>* kernel = node.list("kernel_shape");
    if (kernel && !kernel->empty()) { // depth folds into height
        rule.sizes.kw = kernel->back();
        for (std::size_t i = 0; i + 1 < kernel->size(); ++i) {
            rule.sizes.kh *= (*kernel)[i];
        }
    }
    rule.sizes.perElement = rule.sizes.kh * rule.sizes.kw;
    return rule;
}

/// Global pools and reductions: every input element is touched once.
NodeRule reduction(const NodeView& node, std::string_view)
{
    NodeRule rule = plain(node, OperatorKind::Pool);
    const GraphTensor* input = node.input(0);
    const GraphTensor* output = node.output();
    const double results = output ? elementsOf(*output) : 0;
    rule.sizes.kh = input && results > 0 ? elementsOf(*input) / results : 1;
    rule.sizes.perElement = rule.sizes.kh;
    return rule;
}

NodeRule gather(const NodeView& node, std::string_view)
{
    const GraphTensor* table = node.input(0);
    const GraphTensor* indices = node.input(1);
    const bool isTable =
        table && indices && node.isConstant(0) && table->shape.size() == 2 && node.attribute("axis", 0) == 0;
    if (!isTable) {
        return copy(node, {});
    }
    NodeRule rule;
    rule.kind = OperatorKind::Embedding;
    rule.isEmbedding = true;
    rule.weight = 0;
    rule.sizes.n = indices->shape.empty() ? 1 : indices->shape.front();
    rule.sizes.wi = rule.sizes.wo = rule.sizes.n > 0 ? elementsOf(*indices) / rule.sizes.n : 0;
    rule.sizes.ci = table->shape[0];
    rule.sizes.co = table->shape[1];
    return rule;
}

struct Row {
    Rule rule;
    std::string_view function = "none"; // row of elementwiseFunctions
};

void addActivations(std::map<std::string_view, Row>& rows)
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
                                                                        {"Gelu", "gelu"},
                                                                        {"FastGelu", "gelu"},
                                                                        {"QuickGelu", "silu"},
                                                                        {"BiasGelu", "gelu"},
                                                                        {"Softplus", "softplus"},
                                                                        {"Mish", "mish"},
                                                                        {"Softsign", "softsign"},
                                                                        {"QuantizeLinear", "quantize"},
                                                                        {"DequantizeLinear", "dequantize"},
                                                                        {"QLinearSigmoid", "sigmoid"},
                                                                        {"QLinearLeakyRelu", "leaky_relu"}};
    for (const auto& [type, function] : functions) {
        rows[type] = {elementwise, function};
    }
    for (std::string_view type : {"Mul",
                                  "Div",
                                  "Pow",
                                  "Erf",
                                  "Sqrt",
                                  "Reciprocal",
                                  "Log",
                                  "Abs",
                                  "Neg",
                                  "Floor",
                                  "Ceil",
                                  "Round",
                                  "Sign",
                                  "Sin",
                                  "Cos",
                                  "Tan",
                                  "Asin",
                                  "Acos",
                                  "Atan",
                                  "Sinh",
                                  "Cosh",
                                  "Not",
                                  "And",
                                  "Or",
                                  "Xor",
                                  "Equal",
                                  "Less",
                                  "Greater",
                                  "LessOrEqual",
                                  "GreaterOrEqual",
                                  "Where",
                                  "Mod",
                                  "Min",
                                  "Max",
                                  "IsNaN",
                                  "IsInf",
                                  "CumSum",
                                  "BitShift",
                                  "QLinearMul",
                                  "Shrink",
                                  "DynamicQuantizeLinear"}) {
        rows[type] = {elementwise, "multiply"}; // one operation per element
    }
}

void addMovements(std::map<std::string_view, Row>& rows)
{
    for (std::string_view type : {"Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Dropout"}) {
        rows[type] = {view};
    }
    for (std::string_view type : {"Transpose",
                                  "Slice",
                                  "Split",
                                  "Pad",
                                  "Expand",
                                  "Tile",
                                  "Cast",
                                  "CastLike",
                                  "DepthToSpace",
                                  "SpaceToDepth",
                                  "GatherElements",
                                  "GatherND",
                                  "ScatterND",
                                  "ScatterElements",
                                  "Scatter",
                                  "ReverseSequence",
                                  "Trilu",
                                  "OneHot",
                                  "EyeLike",
                                  "Compress",
                                  "ConstantOfShape",
                                  "Range",
                                  "Shape",
                                  "Size"}) {
        rows[type] = {copy};
    }
    rows["Gather"] = {gather};
    rows["Concat"] = {concat};
    rows["QLinearConcat"] = {concat};
    rows["Resize"] = {upsample};
    rows["Upsample"] = {upsample};
}

void addSums(std::map<std::string_view, Row>& rows)
{
    for (std::string_view type : {"Add", "Sub", "Sum", "Mean"}) {
        rows[type] = {addition};
    }
    rows["QLinearAdd"] = {quantisedAddition, "add"};
    for (std::string_view type : {"MaxPool", "AveragePool", "LpPool", "QLinearAveragePool"}) {
        rows[type] = {pool};
    }
    for (std::string_view type :
         {"GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool", "QLinearGlobalAveragePool", "ArgMax", "ArgMin", "TopK",
          "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceLogSum",
          "ReduceLogSumExp", "ReduceSumSquare"}) {
        rows[type] = {reduction};
    }
}

void addNorms(std::map<std::string_view, Row>& rows)
{
    rows["BatchNormalization"] = {channelNorm, "batch_norm"};
    for (std::string_view type :
         {"InstanceNormalization", "GroupNormalization", "GroupNorm", "LRN", "MeanVarianceNormalization"}) {
        rows[type] = {channelNorm, "layer_norm"};
    }
    rows["LayerNormalization"] = {lastNorm, "layer_norm"};
    rows["SkipLayerNormalization"] = {lastNorm, "layer_norm"};
    for (std::string_view type :
         {"RMSNormalization", "SimplifiedLayerNormalization", "SkipSimplifiedLayerNormalization", "LpNormalization"}) {
        rows[type] = {lastNorm, "rms_norm"};
    }
    for (std::string_view type : {"Softmax", "LogSoftmax", "Hardmax", "QLinearSoftmax"}) {
        rows[type] = {softmax, "softmax"};
    }
}

void addMatrices(std::map<std::string_view, Row>& rows)
{
    for (std::string_view type : {"Conv", "FusedConv", "ConvInteger", "QLinearConv", "ConvTranspose"}) {
        rows[type] = {[](const NodeView& node, std::string_view) { return convolutionRule(node); }};
    }
    for (std::string_view type : {"MatMul", "MatMulInteger", "QLinearMatMul"}) {
        rows[type] = {[](const NodeView& node, std::string_view) { return matmulRule(node); }};
    }
    for (std::string_view type : {"Gemm", "FusedGemm"}) {
        rows[type] = {[](const NodeView& node, std::string_view) { return gemmRule(node); }};
    }
    for (std::string_view type : {"LSTM", "GRU", "RNN"}) {
        rows[type] = {[](const NodeView& node, std::string_view) { return recurrentRule(node); }};
    }
    rows["Einsum"] = {[](const NodeView& node, std::string_view) { return einsumRule(node); }};
}

const std::map<std::string_view, Row>& ruleTable()
{
    static const auto table = [] {
        std::map<std::string_view, Row> rows;
        addActivations(rows);
        addMovements(rows);
        addSums(rows);
        addNorms(rows);
        addMatrices(rows);
        return rows;
    }();
    return table;
}

} // namespace

const GraphTensor* NodeView::input(std::size_t index) const
{
    const int tensor = index < m_node.inputs.size() ? m_node.inputs[index] : -1;
    return tensor < 0 ? nullptr : &m_graph.tensors[static_cast<std::size_t>(tensor)];
}

const GraphTensor* NodeView::output(std::size_t index) const
{
    const int tensor = index < m_node.outputs.size() ? m_node.outputs[index] : -1;
    return tensor < 0 ? nullptr : &m_graph.tensors[static_cast<std::size_t>(tensor)];
}

bool NodeView::isConstant(std::size_t index) const { return input(index) && input(index)->isConstant; }

double NodeView::attribute(const char* name, double fallback) const
{
    const std::vector<double>* values = list(name);
    return values && values->size() == 1 ? values->front() : fallback;
}

const std::vector<double>* NodeView::list(const char* name) const
{
    const auto found = m_node.attributes.find(name);
    return found == m_node.attributes.end() ? nullptr : &found->second;
}

NodeRule ruleFor(const NodeView& node)
{
    const auto row = ruleTable().find(node.type());
    return row == ruleTable().end() ? NodeRule{} : row->second.rule(node, row->second.function);
}

double elementsOf(const GraphTensor& tensor)
{
    double product = 1;
    for (double size : tensor.shape) {
        product *= size;
    }
    return product;
}

Tensor foldedShape(const std::vector<double>& shape)
{
    Tensor map;
    double* const sizes[] = {&map.n, &map.c, &map.h, &map.w};
    for (std::size_t i = 0; i < shape.size(); ++i) {
        *sizes[std::min<std::size_t>(i, 3)] *= shape[i];
    }
    return map;
}

} // namespace ridge

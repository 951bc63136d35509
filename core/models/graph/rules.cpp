#include "core/models/graph/rules.h"

#include "core/models/graph/fused.h"
#include "core/models/graph/matrices.h"
#include "core/models/graph/rows.h"
#include "core/program/elementwise.h"
#include "core/quantity/digits.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace ridge {
namespace {

const std::unordered_map<std::string_view, RuleRow>& ruleTable()
{
    static const auto table = [] {
        std::unordered_map<std::string_view, RuleRow> rows;
        for (const auto& part : {elementwiseRows(), movementRows(), matrixRows()}) {
            for (const RuleRow& row : part) {
                rows.emplace(row.type, row);
            }
        }
        return rows;
    }();
    return table;
}

/// Attributes are whatever a file says: a kernel of negative height, eight bits in no byte.
bool isPossible(const Sizes<>& s)
{
    const double all[] = {s.n,        s.ci,      s.ti,      s.hi,     s.wi,         s.co,     s.to,     s.ho,
                          s.wo,       s.kt,      s.kh,      s.kw,     s.g,          s.bias,   s.heads,  s.kvHeads,
                          s.headSize, s.queries, s.context, s.cached, s.perElement, s.copies, s.picked, s.touched};
    return std::ranges::all_of(all, [](double size) { return size >= 0 && std::isfinite(size); });
}

std::vector<NodePart> describedParts(const NodeView& node, CausalCount causal)
{
    const std::string& type = node.type();
    if (type == "Einsum") {
        return einsumParts(node);
    }
    if (type == "EmbedLayerNormalization") {
        return embeddingParts(node);
    }
    if (type == "MoE" || type == "QMoE") {
        return expertParts(node);
    }
    if (type == "LSTM" || type == "DynamicQuantizeLSTM" || type == "GRU" || type == "RNN") {
        return recurrentParts(node);
    }
    if (std::vector<NodePart> parts = separateGateParts(node); !parts.empty()) {
        return parts;
    }
    return type.ends_with("Attention") ? attentionParts(node, causal) : std::vector<NodePart>{};
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

bool NodeView::isState(std::size_t index) const
{
    const auto& states = m_graph.states;
    return input(index) && std::ranges::find(states, m_node.inputs[index]) != states.end();
}

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

std::string NodeView::text(const char* name) const
{
    std::string text;
    if (const std::vector<double>* codes = list(name)) {
        for (double code : *codes) {
            text += code >= 0x20 && code < 0x7f ? static_cast<char>(code) : '?';
        }
    }
    return text;
}

NodeRule ruleFor(const NodeView& node)
{
    const auto row = ruleTable().find(node.type());
    const NodeRule rule = row == ruleTable().end() ? NodeRule{} : row->second.rule(node, row->second.ops);
    return isPossible(rule.sizes) ? rule : NodeRule{};
}

std::vector<NodePart> partsOf(const NodeView& node, CausalCount causal)
{
    std::vector<NodePart> parts = describedParts(node, causal);
    const bool isWhole = std::ranges::all_of(parts, [](const NodePart& p) { return isPossible(p.rule.sizes); });
    return isWhole ? parts : std::vector<NodePart>{};
}

bool lacksShape(const Graph& graph, const GraphNode& node)
{
    const auto isOpen = [&graph](int tensor) {
        return tensor >= 0 && graph.tensors[static_cast<std::size_t>(tensor)].isOpen;
    };
    return std::ranges::any_of(node.inputs, isOpen) ||
           (std::ranges::any_of(node.outputs, isOpen) && ruleTable().contains(node.type));
}

bool isControlFlow(std::string_view type)
{
    return type == "If" || type == "Loop" || type == "Scan" || type == "SequenceMap";
}

std::string withoutRule(const std::map<std::string, int>& nodesOfType)
{
    int count = 0;
    std::string types;
    for (const auto& [type, uses] : nodesOfType) {
        count += uses;
        types += (types.empty() ? "" : ", ") + type + (uses > 1 ? " ×" + std::to_string(uses) : std::string());
    }
    return (count == 1
                ? "1 operator has no cost rule (" + types + "): its bytes count, its"
                : std::to_string(count) + " operators have no cost rule (" + types + "): their bytes count, their") +
           " arithmetic does not.";
}

double elementsOf(const GraphTensor& tensor)
{
    double product = 1;
    for (double size : tensor.shape) {
        product *= size;
    }
    return product;
}

double functionOps(std::string_view name)
{
    std::string small = lowerCase(name);
    struct Row {
        std::string_view name, function;
    };
    constexpr Row rows[] = {{"leakyrelu", "leaky_relu"},
                            {"thresholdedrelu", "relu"},
                            {"hardsigmoid", "hsigmoid"},
                            {"hardswish", "hswish"},
                            {"clip", "relu6"}};
    for (const Row& row : rows) {
        small = row.name == small ? row.function : small;
    }
    const double multiply = opsPerElement("multiply");
    return small == "affine"       ? multiply + opsPerElement("add")
           : small == "scaledtanh" ? multiply + opsPerElement("tanh") + multiply
                                   : opsPerElement(small);
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

NodeRule plainRule(const NodeView& node, OperatorKind kind)
{
    NodeRule rule;
    rule.kind = kind;
    if (const GraphTensor* output = node.output()) {
        const Tensor map = foldedShape(output->shape);
        rule.sizes.n = map.n;
        rule.sizes.co = map.c, rule.sizes.ho = map.h, rule.sizes.wo = map.w;
    }
    if (const GraphTensor* input = node.input(0)) {
        const Tensor map = foldedShape(input->shape);
        rule.sizes.ci = map.c, rule.sizes.hi = map.h, rule.sizes.wi = map.w;
    }
    return rule;
}

} // namespace ridge

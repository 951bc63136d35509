#include "core/models/graph/fused.h"

#include "core/formulas/formulas.h"
#include "core/models/graph/matrices.h"
#include "core/program/elementwise.h"

#include <algorithm>

namespace ridge {

Tensor sequenceOf(double batch, double positions, double channels)
{
    Tensor tensor;
    tensor.n = batch;
    tensor.c = channels;
    tensor.w = positions;
    return tensor;
}

void addRead(std::vector<int>& reads, const NodeView& node, int input)
{
    if (input >= 0 && node.input(static_cast<std::size_t>(input))) {
        reads.push_back(input);
    }
}

namespace {

NodePart lookup(const NodeView& node, const char* suffix, int table, double batch, double positions, int indices)
{
    NodePart part{suffix, {}, {table}, {}, -1};
    part.rule.kind = OperatorKind::Embedding;
    part.rule.role = Role::Embedding;
    part.rule.weight = table;
    const GraphTensor* rows = node.input(static_cast<std::size_t>(table));
    part.rule.sizes.n = batch;
    part.rule.sizes.wi = part.rule.sizes.wo = positions;
    part.rule.sizes.ci = rows->shape[0];
    part.rule.sizes.co = rows->shape[1];
    addRead(part.reads, node, indices);
    part.result = sequenceOf(batch, positions, rows->shape[1]);
    return part;
}

} // namespace

std::vector<NodePart> embeddingParts(const NodeView& node)
{
    const GraphTensor* ids = node.input(0);
    const auto isTable = [&](std::size_t i) { return node.isConstant(i) && node.input(i)->shape.size() == 2; };
    if (!ids || ids->shape.size() != 2 || !isTable(2) || !isTable(3)) {
        return {};
    }
    const double batch = ids->shape[0];
    const double positions = ids->shape[1];
    std::vector<NodePart> parts{lookup(node, ".words", 2, batch, positions, 0),
                                lookup(node, ".positions", 3, batch, positions, 8)};
    if (isTable(4)) {
        parts.push_back(lookup(node, ".segments", 4, batch, positions, 1));
    }
    NodePart norm{".norm", {}, {}, {}, 0};
    norm.rule.kind = OperatorKind::Normalisation;
    norm.rule.sizes.n = batch;
    norm.rule.sizes.ci = norm.rule.sizes.co = node.input(2)->shape[1];
    norm.rule.sizes.wi = norm.rule.sizes.wo = positions;
    for (std::size_t k = 0; k < parts.size(); ++k) {
        norm.reads.push_back(-1 - static_cast<int>(k));
    }
    norm.rule.sizes.perElement = opsPerElement("layer_norm") + static_cast<double>(parts.size()) - 1; // and the sums
    addRead(norm.reads, node, 5);
    addRead(norm.reads, node, 6);
    parts.push_back(std::move(norm));
    return parts;
}

std::vector<NodePart> expertParts(const NodeView& node)
{
    const bool isQuantised = node.type() == "QMoE";
    const int stride = isQuantised ? 3 : 2; // weights, scales where quantised, biases
    const double perByte = isQuantised ? 8 / node.attribute("expert_weight_bits", 4) : 1;
    const GraphTensor* x = node.input(0);
    const GraphTensor* up = node.input(2);
    const GraphTensor* down = node.input(static_cast<std::size_t>(stride) + 2);
    if (!x || !up || !down || x->shape.empty() || up->shape.size() != 3 || down->shape.size() != 3) {
        return {};
    }
    const double width = x->shape.back();
    const double experts = up->shape[0];
    const double tokens = width > 0 ? elementsOf(*x) / width : 0;
    const double active = std::min(node.attribute("k", 1), experts);
    if (!(width > 0 && experts > 0 && perByte > 0)) {
        return {};
    }
    const auto matrix = [&](const char* suffix, int input, bool isUp) {
        const double inner = elementsOf(*node.input(static_cast<std::size_t>(input))) * perByte / (experts * width);
        NodePart part{
            suffix, linearRule(1, tokens * active, isUp ? width : inner, isUp ? inner : width, input), {}, {}, -1};
        part.rule.sizes.copies = experts;
        part.rule.sizes.touched = formula::touchedExperts(experts, active, tokens);
        part.rule.isPacked = isQuantised;
        part.rule.bias = input + stride - 1;
        part.result = sequenceOf(1, tokens * active, isUp ? inner : width);
        return part;
    };
    std::vector<NodePart> parts{matrix(".up", 2, true)};
    parts[0].reads = {0, 1, 2};
    addRead(parts[0].reads, node, parts[0].rule.bias);
    const int gate = 2 + 2 * stride;
    if (node.input(static_cast<std::size_t>(gate))) {
        parts.push_back(matrix(".gate", gate, true));
        parts[1].reads = {0, gate};
        addRead(parts[1].reads, node, parts[1].rule.bias);
    }
    NodePart last = matrix(".down", 2 + stride, false);
    for (std::size_t k = 0; k < parts.size(); ++k) {
        last.reads.push_back(-1 - static_cast<int>(k));
    }
    last.reads.push_back(2 + stride);
    addRead(last.reads, node, last.rule.bias);
    last.output = 0;
    parts.push_back(std::move(last));
    return parts;
}

} // namespace ridge

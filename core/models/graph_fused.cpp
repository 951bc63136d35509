#include "core/models/graph_fused.h"

#include "core/metrics/formulas.h"
#include "core/models/elementwise.h"
#include "core/models/graph_matrices.h"

#include <algorithm>

namespace ridge {
namespace {

/// Sequences of `positions` vectors.
Tensor sequence(double batch, double positions, double channels)
{
    Tensor tensor;
    tensor.n = batch;
    tensor.c = channels;
    tensor.w = positions;
    return tensor;
}

/// Where the inputs of one kind of attention node stand; −1: it has none.
struct Inputs {
    int bias = -1, mask = -1, extraMask = -1, pastKey = -1, pastValue = -1;
};

struct Attention {
    double batch = 1, heads = 1, kvHeads = 1, queries = 1, keys = 1, past = 0, headSize = 1, valueSize = 1;
    bool isCausal = false;
    int packed = 0;   // how many of query, key and value the first input (or the first part) holds
    int packedKv = 0; // 2: the second input holds keys and values
};

bool isSound(const Attention& a)
{
    for (double size : {a.batch, a.heads, a.kvHeads, a.queries, a.keys, a.past, a.headSize, a.valueSize}) {
        if (!(size >= 0 && size < 1e15)) {
            return false;
        }
    }
    return true;
}

/// Positions that each query meets on average.
double contextOf(const Attention& a, CausalCount causal)
{
    const bool isHalf = a.isCausal && causal == CausalCount::LowerHalf && a.queries == a.keys;
    return a.past + (isHalf ? (a.keys + 1) / 2 : a.keys);
}

NodeRule attentionRule(const Attention& a, OperatorKind kind, double size, double context)
{
    NodeRule rule;
    rule.kind = kind;
    Sizes<>& s = rule.sizes;
    s.n = a.batch;
    s.heads = a.heads;
    s.kvHeads = a.kvHeads;
    s.headSize = s.ci = size;
    s.queries = s.wi = s.wo = a.queries;
    s.context = context;
    s.cached = 0; // keys and values are inputs of the graph
    return rule;
}

void addInput(std::vector<int>& reads, const NodeView& node, int input)
{
    if (input >= 0 && node.input(static_cast<std::size_t>(input))) {
        reads.push_back(input);
    }
}

/// Scores, softmax and values. `source` is what holds the queries: an input, or the result of an earlier part.
void addProducts(std::vector<NodePart>& parts, const NodeView& node, const Attention& a, const Inputs& inputs,
                 int source, CausalCount causal)
{
    const double context = contextOf(a, causal);
    Tensor square;
    square.n = a.batch, square.c = a.heads, square.h = a.queries, square.w = context;
    const double perHead = a.batch * a.headSize;
    const double valueElements = a.batch * a.kvHeads * a.keys * a.valueSize;
    NodePart scores{
        ".scores", attentionRule(a, OperatorKind::AttentionScores, a.headSize, context), {source}, square, -1};
    if (a.packed == 3) {
        scores.rule.readOfFirst = perHead * (a.heads * a.queries + a.kvHeads * a.keys);
    } else {
        addInput(scores.reads, node, 1);
    }
    for (int input : {inputs.bias, inputs.pastKey}) {
        addInput(scores.reads, node, input);
    }
    const int first = -1 - static_cast<int>(parts.size());
    parts.push_back(std::move(scores));

    NodePart softmax{".softmax", {}, {first}, square, -1};
    softmax.rule.kind = OperatorKind::Softmax;
    softmax.rule.sizes.n = a.batch;
    softmax.rule.sizes.co = a.heads, softmax.rule.sizes.ho = a.queries, softmax.rule.sizes.wo = context;
    for (int input : {inputs.mask, inputs.extraMask}) {
        addInput(softmax.reads, node, input);
    }
    softmax.rule.sizes.perElement = opsPerElement("softmax") + static_cast<double>(softmax.reads.size()) - 1;
    parts.push_back(std::move(softmax));

    NodePart values{".values", attentionRule(a, OperatorKind::AttentionValues, a.valueSize, context), {}, {}, 0};
    const bool isApart = a.packed != 3 && a.packedKv != 2;
    if (isApart) {
        addInput(values.reads, node, 2);
    } else {
        values.reads.push_back(a.packed == 3 ? source : 1);
        values.rule.readOfFirst = valueElements;
    }
    values.reads.push_back(first - 1);
    addInput(values.reads, node, inputs.pastValue);
    parts.push_back(std::move(values));
}

/// com.microsoft Attention: projects its input to queries, keys and values itself.
std::vector<NodePart> projectedAttention(const NodeView& node, CausalCount causal)
{
    const bool isQuantised = node.type() == "QAttention";
    const GraphTensor* x = node.input(0);
    const GraphTensor* weights = node.input(1);
    const GraphTensor* past = node.input(isQuantised ? 8 : 4);
    if (!x || !weights || x->shape.size() != 3 || weights->shape.size() != 2) {
        return {};
    }
    const double columns = weights->shape[1];
    const auto* hidden = node.list("qkv_hidden_sizes");
    const bool isUneven = hidden && hidden->size() == 3;
    Attention a;
    a.batch = x->shape[0];
    a.heads = a.kvHeads = node.attribute("num_heads", 1);
    a.queries = a.keys = x->shape[1];
    a.past = past && past->shape.size() == 5 ? past->shape[3] : 0;
    a.headSize = (isUneven ? (*hidden)[0] : columns / 3) / a.heads;
    a.valueSize = (isUneven ? (*hidden)[2] : columns / 3) / a.heads;
    a.isCausal = node.attribute("unidirectional", 0) != 0;
    a.packed = 3;
    if (!isSound(a)) {
        return {};
    }
    NodePart projection{".qkv", linearRule(a.batch, a.queries, x->shape[2], columns, 1), {0, 1}, {}, -1};
    projection.rule.weight = weights->isConstant ? 1 : -1;
    projection.rule.bias = 2;
    addInput(projection.reads, node, 2);
    projection.result = sequence(a.batch, a.queries, columns);
    std::vector<NodePart> parts{std::move(projection)};
    // The past holds keys and values: read once, with the keys.
    const Inputs inputs = isQuantised ? Inputs{-1, 5, -1, 8, -1} : Inputs{-1, 3, 5, 4, -1};
    addProducts(parts, node, a, inputs, -1, causal);
    return parts;
}

struct Operand {
    double heads = 0, positions = 0, size = 0;
};

/// (batch, positions, heads·size), (batch, heads, positions, size), or packed: (batch, positions, heads, parts, size).
Operand operandOf(const GraphTensor& tensor, double heads)
{
    const std::vector<double>& shape = tensor.shape;
    return shape.size() == 5   ? Operand{shape[2], shape[1], shape[4]}
           : shape.size() == 4 ? Operand{shape[1], shape[2], shape[3]}
           : shape.size() == 3 ? Operand{heads, shape[1], shape[2] / heads}
                               : Operand{};
}

Inputs inputsOf(const std::string& type)
{
    return type == "GroupQueryAttention"               ? Inputs{-1, 10, -1, 3, 4}
           : type == "MultiHeadAttention"              ? Inputs{3, 4, 5, 6, 7}
           : type == "DecoderMaskedMultiHeadAttention" ? Inputs{10, 3, 4, 5, 6}
                                                       : Inputs{-1, 3, -1, 4, 5}; // of the standard operators
}

std::vector<NodePart> separateAttention(const NodeView& node, CausalCount causal)
{
    const GraphTensor* query = node.input(0);
    const GraphTensor* key = node.input(1);
    const GraphTensor* value = node.input(2);
    const Inputs inputs = inputsOf(node.type());
    const double heads = node.attribute("num_heads", node.attribute("q_num_heads", 1));
    const double kvHeads = node.attribute("kv_num_heads", heads);
    if (!query || query->shape.size() < 3) {
        return {};
    }
    Attention a;
    a.batch = query->shape[0];
    const bool isRow = query->shape.size() == 3;
    a.packed = key ? 1 : 3;
    const Operand q = operandOf(*query, !key && isRow ? heads + 2 * kvHeads : heads);
    const Operand k = key ? operandOf(*key, kvHeads) : q;
    a.packedKv = key && key->shape.size() == 5 ? 2 : 0;
    const Operand v = value ? operandOf(*value, kvHeads) : k;
    a.heads = isRow ? heads : q.heads;
    a.kvHeads = !key && isRow ? kvHeads : k.heads;
    a.queries = q.positions;
    a.keys = k.positions;
    a.headSize = q.size;
    a.valueSize = v.size;
    const GraphTensor* past = inputs.pastKey >= 0 ? node.input(static_cast<std::size_t>(inputs.pastKey)) : nullptr;
    a.past = past && past->shape.size() == 4 ? past->shape[2] : 0;
    const bool isGrouped = node.type() == "GroupQueryAttention";
    a.isCausal = isGrouped || node.attribute("is_causal", node.attribute("unidirectional", 0)) != 0;
    if (!isSound(a) || k.size != q.size) {
        return {};
    }
    std::vector<NodePart> parts;
    addProducts(parts, node, a, inputs, 0, causal);
    return parts;
}

NodePart lookup(const NodeView& node, const char* suffix, int table, double batch, double positions, int indices)
{
    NodePart part{suffix, {}, {table}, {}, -1};
    part.rule.kind = OperatorKind::Embedding;
    part.rule.isEmbedding = true;
    part.rule.weight = table;
    const GraphTensor* rows = node.input(static_cast<std::size_t>(table));
    part.rule.sizes.n = batch;
    part.rule.sizes.wi = part.rule.sizes.wo = positions;
    part.rule.sizes.ci = rows->shape[0];
    part.rule.sizes.co = rows->shape[1];
    addInput(part.reads, node, indices);
    part.result = sequence(batch, positions, rows->shape[1]);
    return part;
}

} // namespace

std::vector<NodePart> attentionParts(const NodeView& node, CausalCount causal)
{
    const std::string& type = node.type();
    if (type == "QAttention" || (type == "Attention" && node.list("num_heads"))) {
        return projectedAttention(node, causal);
    }
    const bool isKnown = type == "Attention" || type == "MultiHeadAttention" || type == "GroupQueryAttention" ||
                         type == "DecoderMaskedMultiHeadAttention";
    return isKnown ? separateAttention(node, causal) : std::vector<NodePart>{};
}

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
    addInput(norm.reads, node, 5);
    addInput(norm.reads, node, 6);
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
    const GraphTensor* down = node.input(static_cast<std::size_t>(2 + stride));
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
        part.result = sequence(1, tokens * active, isUp ? inner : width);
        return part;
    };
    std::vector<NodePart> parts{matrix(".up", 2, true)};
    parts[0].reads = {0, 1, 2};
    addInput(parts[0].reads, node, parts[0].rule.bias);
    const int gate = 2 + 2 * stride;
    if (node.input(static_cast<std::size_t>(gate))) {
        parts.push_back(matrix(".gate", gate, true));
        parts[1].reads = {0, gate};
        addInput(parts[1].reads, node, parts[1].rule.bias);
    }
    NodePart last = matrix(".down", 2 + stride, false);
    for (std::size_t k = 0; k < parts.size(); ++k) {
        last.reads.push_back(-1 - static_cast<int>(k));
    }
    last.reads.push_back(2 + stride);
    addInput(last.reads, node, last.rule.bias);
    last.output = 0;
    parts.push_back(std::move(last));
    return parts;
}

} // namespace ridge

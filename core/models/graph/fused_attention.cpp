// Attention in one node: of ONNX Runtime (com.microsoft) and of the standard operators. Where the inputs stand follows
// onnxruntime/docs/ContribOperators.md and onnx/docs/Operators.md.

#include "core/models/graph/fused.h"
#include "core/models/graph/matrices.h"
#include "core/program/elementwise.h"

#include <algorithm>
#include <iterator>

namespace ridge {
namespace {

/// Where the inputs of one kind of attention node stand; −1: it has none.
struct Inputs {
    int bias = -1, mask = -1, extraMask = -1, pastKey = -1, pastValue = -1;
    int cosines = -1, queryNorm = -1, keyNorm = -1;
};

struct Attention {
    double batch = 1, heads = 1, kvHeads = 1, queries = 1, keys = 1, past = 0, headSize = 1, valueSize = 1;
    double window = 0;  // positions that a query meets at most; 0: all
    double rotated = 0; // of each head's elements, the share whose positions are rotated in
    bool isCausal = false;
    bool keepsKeys = false; // keys and values come as they are kept, with their biases
    int packed = 0;         // how many of query, key and value the first input (or the first part) holds
    int packedKv = 0;       // 2: the second input holds keys and values

    double queryElements() const { return heads * queries * headSize; } // of one sequence
    double keyElements() const { return kvHeads * keys * headSize; }
    double valueElements() const { return kvHeads * keys * valueSize; }
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

/// Positions that each query meets on average: all, or what a causal mask leaves, a triangle up to the window and then
/// a band.
double contextOf(const Attention& a, CausalCount causal)
{
    const double all = a.past + a.keys;
    const double widest = a.window > 0 ? std::min(a.window, all) : all;
    const bool isHalf = a.isCausal && causal == CausalCount::LowerHalf && a.queries == a.keys && a.queries > 0;
    if (!isHalf) {
        return widest;
    }
    const double ramp = std::min(a.keys, std::max(0.0, widest - a.past)); // queries that meet fewer than the window
    return (ramp * a.past + ramp * (ramp + 1) / 2 + (a.keys - ramp) * widest) / a.keys;
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

/// What the kernel does to queries and keys before it multiplies them. It works on what the products read, so that it
/// moves nothing but its own weights: in place, with a result on chip.
NodePart passOver(const Attention& a, const char* suffix, OperatorKind kind, double elements, double ops, int source)
{
    NodePart pass{suffix, {}, {source}, sequenceOf(a.batch, elements, 1), -1};
    pass.rule.kind = kind;
    pass.rule.isView = true;
    pass.rule.sizes.n = a.batch;
    pass.rule.sizes.co = a.headSize;
    pass.rule.sizes.wo = a.headSize > 0 ? elements / a.headSize : 0;
    pass.rule.sizes.perElement = ops;
    pass.result.onChip = true;
    return pass;
}

/// Biases, norms of the heads and rotations, in this order; each reads what the one before left.
std::vector<NodePart> passesOver(const NodeView& node, const Attention& a, const Inputs& inputs, int source,
                                 std::size_t partsBefore)
{
    const auto has = [&](int input) { return input >= 0 && node.input(static_cast<std::size_t>(input)); };
    std::vector<NodePart> passes;
    const auto last = [&] { return passes.empty() ? source : -1 - static_cast<int>(partsBefore + passes.size() - 1); };
    const double pairs = a.queryElements() + a.keyElements();
    if (has(inputs.bias)) {
        const double biased = a.keepsKeys ? a.queryElements() : pairs + a.valueElements();
        NodePart pass = passOver(a, ".bias", OperatorKind::Elementwise, biased, opsPerElement("add"), last());
        pass.reads.push_back(inputs.bias);
        passes.push_back(std::move(pass));
    }
    if (has(inputs.queryNorm) && has(inputs.keyNorm)) {
        NodePart pass = passOver(a, ".norm", OperatorKind::Normalisation, pairs, opsPerElement("rms_norm"), last());
        pass.reads.insert(pass.reads.end(), {inputs.queryNorm, inputs.keyNorm});
        passes.push_back(std::move(pass));
    }
    if (a.rotated > 0) {
        const double ops =
            opsPerElement("rope") * a.rotated; // the few rows of the tables that it needs are not traffic
        passes.push_back(passOver(a, ".rotary", OperatorKind::Elementwise, pairs, ops, last()));
    }
    return passes;
}

/// Scores, softmax and values. `source` is what holds the queries: an input, or the result of an earlier part.
void addProducts(std::vector<NodePart>& parts, const NodeView& node, const Attention& a, const Inputs& inputs,
                 int source, CausalCount causal)
{
    const double context = contextOf(a, causal);
    Tensor square;
    square.n = a.batch, square.c = a.heads, square.h = a.queries, square.w = context;
    std::vector<NodePart> passes = passesOver(node, a, inputs, source, parts.size());
    std::ranges::move(passes, std::back_inserter(parts));
    NodePart scores{
        ".scores", attentionRule(a, OperatorKind::AttentionScores, a.headSize, context), {source}, square, -1};
    if (a.packed == 3) {
        scores.rule.readOfFirst = a.batch * (a.queryElements() + a.keyElements());
    } else {
        addRead(scores.reads, node, 1);
    }
    addRead(scores.reads, node, inputs.pastKey);
    const int first = -1 - static_cast<int>(parts.size());
    if (!passes.empty()) {
        scores.reads.push_back(first + 1);
    }
    parts.push_back(std::move(scores));

    NodePart softmax{".softmax", {}, {first}, square, -1};
    softmax.rule.kind = OperatorKind::Softmax;
    softmax.rule.sizes.n = a.batch;
    softmax.rule.sizes.co = a.heads, softmax.rule.sizes.ho = a.queries, softmax.rule.sizes.wo = context;
    for (int input : {inputs.mask, inputs.extraMask}) {
        addRead(softmax.reads, node, input);
    }
    softmax.rule.sizes.perElement = opsPerElement("softmax") + static_cast<double>(softmax.reads.size()) - 1;
    parts.push_back(std::move(softmax));

    NodePart values{".values", attentionRule(a, OperatorKind::AttentionValues, a.valueSize, context), {}, {}, 0};
    const bool isApart = a.packed != 3 && a.packedKv != 2;
    if (isApart) {
        addRead(values.reads, node, 2);
    } else {
        values.reads.push_back(a.packed == 3 ? source : 1);
        values.rule.readOfFirst = a.batch * a.valueElements();
    }
    values.reads.push_back(first - 1);
    addRead(values.reads, node, inputs.pastValue);
    parts.push_back(std::move(values));
}

/// Sequences that stand one behind the other without padding: how long each is the graph does not know, so that all
/// count as equally long. `offsets` has their number and, behind it, the longest length.
bool setPacked(Attention& a, const NodeView& node, double tokens, int offsets)
{
    const GraphTensor* places = node.input(static_cast<std::size_t>(offsets));
    if (!places || places->shape.size() != 2 || !(places->shape[0] > 0)) {
        return false;
    }
    a.batch = places->shape[0];
    a.queries = a.keys = tokens / a.batch;
    return true;
}

/// Attention and QAttention of com.microsoft: they project their input to queries, keys and values themselves.
std::vector<NodePart> projectedAttention(const NodeView& node, CausalCount causal)
{
    const bool isQuantised = node.type() == "QAttention";
    const bool isPacked = node.type() == "PackedAttention";
    const GraphTensor* x = node.input(0);
    const GraphTensor* weights = node.input(1);
    const GraphTensor* past = isPacked ? nullptr : node.input(isQuantised ? 8 : 4);
    if (!x || !weights || x->shape.size() != (isPacked ? 2 : 3) || weights->shape.size() != 2) {
        return {};
    }
    const double columns = weights->shape[1];
    const auto* hidden = node.list("qkv_hidden_sizes");
    const bool isUneven = hidden && hidden->size() == 3;
    Attention a;
    a.batch = x->shape[0];
    a.heads = a.kvHeads = node.attribute("num_heads", 1);
    a.queries = a.keys = x->shape[1];
    if (isPacked && !setPacked(a, node, x->shape[0], 3)) {
        return {};
    }
    a.past = past && past->shape.size() == 5 ? past->shape[3] : 0;
    a.headSize = (isUneven ? (*hidden)[0] : columns / 3) / a.heads;
    a.valueSize = (isUneven ? (*hidden)[2] : columns / 3) / a.heads;
    a.isCausal = node.attribute("unidirectional", 0) != 0;
    a.packed = 3;
    if (!isSound(a)) {
        return {};
    }
    if (const double rotated = node.attribute("rotary_embedding_dim", 0); node.attribute("do_rotary", 0) != 0) {
        a.rotated = rotated > 0 && a.headSize > 0 ? std::min(1.0, rotated / a.headSize) : 1;
    }
    NodePart projection{".qkv", linearRule(a.batch, a.queries, x->shape.back(), columns, 1), {0, 1}, {}, -1};
    projection.rule.weight = weights->isConstant ? 1 : -1;
    projection.rule.bias = 2;
    addRead(projection.reads, node, 2);
    projection.result = sequenceOf(a.batch, a.queries, columns);
    std::vector<NodePart> parts{std::move(projection)};
    // The past holds keys and values: read once, with the keys. The bias is the projection's.
    Inputs inputs;
    inputs.mask = isPacked ? -1 : isQuantised ? 5 : 3;
    inputs.extraMask = isQuantised ? -1 : 5;
    inputs.pastKey = isPacked ? -1 : isQuantised ? 8 : 4;
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
    return type == "GroupQueryAttention"               ? Inputs{-1, 10, -1, 3, 4, 7, 14, 15}
           : type == "MultiHeadAttention"              ? Inputs{3, 4, 5, 6, 7}
           : type == "DecoderMaskedMultiHeadAttention" ? Inputs{10, 3, 4, 5, 6}
                                                       : Inputs{-1, 3, -1, 4, 5}; // of the standard operators
}

/// Of each head's elements, the share that is rotated: the table of cosines has one for every two of them.
double rotatedShare(const NodeView& node, const Attention& a, const Inputs& inputs)
{
    if (inputs.cosines < 0 || node.attribute("do_rotary", 0) == 0) {
        return 0;
    }
    const GraphTensor* cosines = node.input(static_cast<std::size_t>(inputs.cosines));
    const bool isTable = cosines && cosines->shape.size() == 2 && a.headSize > 0;
    return isTable ? std::min(1.0, 2 * cosines->shape[1] / a.headSize) : 1;
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
    a.keepsKeys = isRow && key && key->shape.size() == 4;
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
    a.isCausal = isGrouped ? node.attribute("causal", 1) != 0
                           : node.attribute("is_causal", node.attribute("unidirectional", 0)) != 0;
    a.window = isGrouped ? std::max(0.0, node.attribute("local_window_size", 0)) : 0;
    if (!isSound(a) || k.size != q.size) {
        return {};
    }
    a.rotated = rotatedShare(node, a, inputs);
    std::vector<NodePart> parts;
    addProducts(parts, node, a, inputs, 0, causal);
    return parts;
}

/// PackedMultiHeadAttention: (tokens, width) thrice, or (tokens, heads, 3, size).
std::vector<NodePart> packedAttention(const NodeView& node, CausalCount causal)
{
    const GraphTensor* query = node.input(0);
    const GraphTensor* key = node.input(1);
    const GraphTensor* value = node.input(2);
    Attention a;
    a.heads = a.kvHeads = node.attribute("num_heads", 1);
    const bool isTogether = query && !key && query->shape.size() == 4;
    const bool isApart = query && key && query->shape.size() == 2 && key->shape.size() == 2;
    if ((!isTogether && !isApart) || !setPacked(a, node, query->shape[0], 4)) {
        return {};
    }
    a.headSize = isTogether ? query->shape[3] : query->shape[1] / a.heads;
    a.valueSize = isApart && value && value->shape.size() == 2 ? value->shape[1] / a.heads : a.headSize;
    a.packed = isTogether ? 3 : 1;
    Inputs inputs;
    inputs.bias = 3;
    inputs.mask = 6;
    if (!isSound(a)) {
        return {};
    }
    std::vector<NodePart> parts;
    addProducts(parts, node, a, inputs, 0, causal);
    return parts;
}

} // namespace

std::vector<NodePart> attentionParts(const NodeView& node, CausalCount causal)
{
    const std::string& type = node.type();
    if (type == "QAttention" || type == "PackedAttention" || (type == "Attention" && node.list("num_heads"))) {
        return projectedAttention(node, causal);
    }
    if (type == "PackedMultiHeadAttention") {
        return packedAttention(node, causal);
    }
    const bool isKnown = type == "Attention" || type == "MultiHeadAttention" || type == "GroupQueryAttention" ||
                         type == "DecoderMaskedMultiHeadAttention";
    return isKnown ? separateAttention(node, causal) : std::vector<NodePart>{};
}

} // namespace ridge

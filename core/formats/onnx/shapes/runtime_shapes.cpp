#include "core/formats/onnx/shapes/runtime_shapes.h"

#include "core/formats/onnx/shapes/known_node.h"

#include <algorithm>
#include <map>

namespace ridge::onnx_import {
namespace {

using onnx::TensorProto;
using onnx::TypeProto;
using Node = KnownNode;

Shape broadcast(const Shape& a, const Shape& b)
{
    Shape result(std::max(a.size(), b.size()), 1);
    for (const Shape* shape : {&a, &b}) {
        const std::size_t offset = result.size() - shape->size();
        for (std::size_t i = 0; i < shape->size(); ++i) {
            std::int64_t& size = result[offset + i];
            if (size != 1 && (*shape)[i] != 1 && size != (*shape)[i]) {
                misfit("its inputs differ in a size");
            }
            size = size == 1 ? (*shape)[i] : size;
        }
    }
    return result;
}

/// The output looks like the first input; so do further ones of norms that pass their sum on.
void keep(const Node& node)
{
    if (const auto shape = node.shape(0)) {
        node.set(0, node.type(0), *shape);
        node.set(3, node.type(0), *shape); // of the norms with a skipped input: the sum
    }
}

void keepOne(const Node& node)
{
    if (const auto shape = node.shape(0)) {
        node.set(0, node.type(0), *shape);
    }
}

/// An element-wise function of inputs `First` and `Second`.
template <std::size_t First, std::size_t Second> void pair(const Node& node)
{
    const auto a = node.shape(First);
    const auto b = node.shape(Second);
    if (a && b) {
        node.set(0, node.type(First), broadcast(*a, *b));
    }
}

/// A matrix product of inputs 0 and `Second`; `type` 0 keeps the first one's.
void multiply(const Node& node, std::size_t second, int type)
{
    auto a = node.shape(0);
    auto b = node.shape(second);
    if (!a || !b || a->size() < 2 || b->size() < 2) {
        return;
    }
    if (node.attribute("transA", 0) != 0) {
        std::swap((*a)[a->size() - 1], (*a)[a->size() - 2]);
    }
    if (node.attribute("transB", 0) != 0) {
        std::swap((*b)[b->size() - 1], (*b)[b->size() - 2]);
    }
    if (a->back() != (*b)[b->size() - 2]) {
        misfit("its matrices do not fit each other");
    }
    const std::int64_t columns = b->back();
    const std::int64_t rows = (*a)[a->size() - 2];
    a->resize(a->size() - 2);
    b->resize(b->size() - 2);
    Shape result = broadcast(*a, *b);
    result.push_back(rows);
    result.push_back(columns);
    node.set(0, type == 0 ? node.type(0) : type, result);
}

template <int Type> void product(const Node& node) { multiply(node, 1, Type); }

void quantisedGemm(const Node& node) { multiply(node, 3, node.has(8) ? node.type(8) : int{TensorProto::FLOAT}); }

void packedProduct(const Node& node)
{
    auto shape = node.shape(0);
    if (shape && !shape->empty()) {
        shape->back() = node.attribute("N", 0);
        node.set(0, node.type(0), *shape);
    }
}

/// Rows of a table that is kept in blocks of a few bits; of plain bytes, several numbers in each.
void packedLookup(const Node& node)
{
    auto table = node.shape(0);
    const auto indices = node.shape(1);
    const std::int64_t bits = node.attribute("bits", 4);
    if (!table || table->empty() || !indices) {
        return;
    }
    if (bits < 1 || bits > 8) {
        misfit("its numbers have an impossible width");
    }
    table->back() *= node.type(0) == TensorProto::UINT8 ? 8 / bits : 1;
    const auto axis = static_cast<std::ptrdiff_t>(axisOf(node, node.attribute("gather_axis", 0), *table));
    table->erase(table->begin() + axis);
    table->insert(table->begin() + axis, indices->begin(), indices->end());
    node.set(0, node.type(2), *table);
}

/// com.microsoft Attention: (batch, positions, width) in and out; the present holds keys and values of all heads.
void projectedAttention(const Node& node)
{
    const auto x = node.shape(0, 3);
    const auto weights = node.shape(1, 2);
    if (!x || !weights) {
        return;
    }
    const auto sizes = node.list("qkv_hidden_sizes");
    const bool isUneven = sizes && sizes->size() == 3;
    node.set(0, node.type(0), {(*x)[0], (*x)[1], isUneven ? (*sizes)[2] : (*weights)[1] / 3});
    const auto past = node.shape(4, 5);
    const std::int64_t heads = node.attribute("num_heads", 1);
    const std::int64_t size = (isUneven ? (*sizes)[0] : (*weights)[1] / 3) / std::max<std::int64_t>(heads, 1);
    node.set(1, node.type(0), {2, (*x)[0], heads, (past ? (*past)[3] : 0) + (*x)[1], size});
}

/// Sequences without padding: (tokens, width) thrice, or (tokens, heads, 3, size).
void packedAttention(const Node& node)
{
    const auto query = node.shape(0);
    const auto value = node.shape(2, 2);
    if (query && query->size() == 4) {
        node.set(0, node.type(0), {(*query)[0], (*query)[1] * (*query)[3]});
    } else if (query && query->size() == 2 && value) {
        node.set(0, node.type(0), {(*query)[0], (*value)[1]});
    }
}

void packedProjection(const Node& node)
{
    const auto x = node.shape(0, 2);
    const auto weights = node.shape(1, 2);
    const auto sizes = node.list("qkv_hidden_sizes");
    if (x && weights) {
        node.set(0, node.type(0), {(*x)[0], sizes && sizes->size() == 3 ? (*sizes)[2] : (*weights)[1] / 3});
    }
}

struct Operand {
    std::int64_t heads = 0, positions = 0, size = 0;
};

std::optional<Operand> operandOf(const std::optional<Shape>& shape, std::int64_t heads)
{
    if (!shape || heads < 1) {
        return std::nullopt;
    }
    const Shape& s = *shape;
    return s.size() == 3   ? std::optional(Operand{heads, s[1], s[2] / heads})
           : s.size() == 4 ? std::optional(Operand{s[1], s[2], s[3]})
           : s.size() == 5 ? std::optional(Operand{s[2], s[1], s[4]})
                           : std::nullopt;
}

/// Attention of given queries, keys and values. `pastKey` is the input that holds the keys of the past.
void attention(const Node& node, std::size_t pastKey)
{
    const auto query = node.shape(0);
    const std::int64_t heads = node.attribute("num_heads", node.attribute("q_num_heads", 1));
    const std::int64_t kvHeads = node.attribute("kv_num_heads", heads);
    const bool isPacked = !node.has(1);
    const bool isRow = query && query->size() == 3;
    const auto q = operandOf(query, isPacked && isRow ? heads + 2 * kvHeads : heads);
    const auto k = isPacked ? q : operandOf(node.shape(1), kvHeads);
    const auto v = node.has(2) ? operandOf(node.shape(2), kvHeads) : k;
    if (!q || !k || !v) {
        return;
    }
    const std::int64_t total = isRow ? heads : q->heads;
    const bool isMap = query->size() == 4; // the standard operator's other layout
    node.set(0, node.type(0),
             isMap ? Shape{(*query)[0], total, q->positions, v->size}
                   : Shape{(*query)[0], q->positions, total * v->size});
    const auto past = node.shape(pastKey, 4);
    const std::int64_t positions = (past ? (*past)[2] : 0) + k->positions;
    const std::int64_t stored = isPacked && isRow ? kvHeads : k->heads;
    node.set(1, node.type(0), {(*query)[0], stored, positions, k->size});
    node.set(2, node.type(0), {(*query)[0], stored, positions, v->size});
}

template <std::size_t PastKey> void attention(const Node& node) { attention(node, PastKey); }

void embeddings(const Node& node)
{
    const auto ids = node.shape(0, 2);
    const auto words = node.shape(2, 2);
    if (ids && words) {
        node.set(0, node.type(2), {(*ids)[0], (*ids)[1], (*words)[1]});
        node.set(1, TensorProto::INT32, {(*ids)[0]});
        node.set(2, node.type(2), {(*ids)[0], (*ids)[1], (*words)[1]});
    }
}

/// Scale and zero point, then each tensor with its own.
void quantisedConcat(const Node& node)
{
    auto result = node.shape(2);
    if (!result) {
        return;
    }
    const std::size_t axis = axisOf(node, node.attribute("axis", 0), *result);
    for (std::size_t i = 5; i < node.inputCount(); i += 3) {
        const auto next = node.shape(i, result->size());
        if (!next) {
            return;
        }
        (*result)[axis] += (*next)[axis];
    }
    node.set(0, node.type(2), *result);
}

void halveLast(const Node& node)
{
    auto shape = node.shape(0);
    if (shape && !shape->empty()) {
        shape->back() /= 2;
        node.set(0, node.type(0), *shape);
    }
}

using Rule = void (*)(const Node&);
using Rules = std::map<std::string, Rule, std::less<>>;

/// The output looks like what goes in.
void addAlike(Rules& rules)
{
    for (const char* type : {"Gelu",
                             "FastGelu",
                             "QuickGelu",
                             "BiasGelu",
                             "Mish",
                             "Swish",
                             "HardSwish",
                             "GroupNormalization",
                             "GroupNorm",
                             "RMSNormalization",
                             "SimplifiedLayerNormalization",
                             "LayerNormalization",
                             "RotaryEmbedding",
                             "MRotaryEmbedding",
                             "BiasSoftmax",
                             "BiasAdd",
                             "QLinearSigmoid",
                             "QLinearLeakyRelu",
                             "QLinearSoftmax",
                             "BitwiseNot",
                             "TensorScatter",
                             "MoE",
                             "QMoE"}) {
        rules[type] = keepOne;
    }
    for (const char* type : {"SkipLayerNormalization", "SkipSimplifiedLayerNormalization", "SkipGroupNorm"}) {
        rules[type] = keep;
    }
    for (const char* type : {"BitwiseAnd", "BitwiseOr", "BitwiseXor"}) {
        rules[type] = pair<0, 1>;
    }
    rules["QLinearAdd"] = rules["QLinearMul"] = pair<0, 3>;
}

void addProducts(Rules& rules)
{
    rules["FusedMatMul"] = rules["GemmFastGelu"] = product<0>;
    rules["MatMulIntegerToFloat"] = rules["DynamicQuantizeMatMul"] = product<TensorProto::FLOAT>;
    rules["QGemm"] = quantisedGemm;
    rules["MatMulNBits"] = rules["MatMulBnb4"] = packedProduct;
    rules["GatherBlockQuantized"] = packedLookup;
}

void addAttention(Rules& rules)
{
    rules["MultiHeadAttention"] = attention<6>;
    rules["DecoderMaskedMultiHeadAttention"] = attention<5>;
    rules["GroupQueryAttention"] = attention<3>;
    rules["PackedAttention"] = packedProjection;
    rules["PackedMultiHeadAttention"] = packedAttention;
    rules["Attention"] = [](const Node& node) {
        node.list("qkv_hidden_sizes") || node.attribute("num_heads", 0) > 0 ? projectedAttention(node)
                                                                            : attention(node, 4);
    };
    rules["QAttention"] = [](const Node& node) { projectedAttention(node); };
}

const Rules& ruleTable()
{
    static const Rules table = [] {
        Rules rules;
        addAlike(rules);
        addProducts(rules);
        addAttention(rules);
        rules["EmbedLayerNormalization"] = embeddings;
        rules["QLinearConcat"] = quantisedConcat;
        rules["BiasSplitGelu"] = halveLast;
        return rules;
    }();
    return table;
}

} // namespace

bool inferWithOwnRule(const FileNode& node, const Inference& state, std::vector<TypeProto>& outputs)
{
    const Node known(node, state, outputs);
    if (inferNewerForm(known)) {
        return true;
    }
    const auto rule = node.schema ? ruleTable().end() : ruleTable().find(node.proto->op_type());
    if (rule == ruleTable().end()) {
        return false;
    }
    rule->second(known);
    return true;
}

std::string_view standardTwin(const std::string& type)
{
    static const std::map<std::string, std::string_view, std::less<>> twins{
        {"FusedConv", "Conv"},
        {"FusedGemm", "Gemm"},
        {"QLinearAveragePool", "AveragePool"},
        {"QLinearGlobalAveragePool", "GlobalAveragePool"},
        {"QuantizeLinear", "QuantizeLinear"},
        {"DequantizeLinear", "DequantizeLinear"},
        {"DynamicQuantizeLSTM", "LSTM"},
        {"DeformConv", "Conv"}};
    const auto twin = twins.find(type);
    return twin == twins.end() ? std::string_view() : twin->second;
}

} // namespace ridge::onnx_import

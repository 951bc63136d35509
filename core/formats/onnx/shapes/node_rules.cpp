#include "core/formats/onnx/shapes/node_rules.h"

#include "core/formats/onnx/bodies.h"
#include "core/formats/onnx/shapes/runtime_shapes.h"

#include <onnx/defs/function.h>
#include <onnx/shape_inference/implementation.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace ridge::onnx_import {
namespace {

using onnx::AttributeProto;
using onnx::TypeProto;

/// Hands one node's facts to the library without copying them.
class NodeContext final : public onnx::InferenceContext {
public:
    NodeContext(const FileNode& node, const Inference& state, std::vector<TypeProto>& outputs)
        : m_node(node), m_state(state), m_outputs(outputs), m_inputCount(node.proto->input_size())
    {
        moveAxesToAttribute();
    }

    const AttributeProto* getAttribute(const std::string& name) const override
    {
        if (m_axes && name == "axes") {
            return &*m_axes;
        }
        for (const AttributeProto& attribute : m_node.proto->attribute()) {
            if (attribute.name() == name) {
                return &attribute;
            }
        }
        return nullptr;
    }
    std::size_t getNumInputs() const override { return m_inputCount; }
    const TypeProto* getInputType(std::size_t index) const override { return at(m_state.types, index); }
    const onnx::TensorProto* getInputData(std::size_t index) const override { return at(m_state.data, index); }
    const onnx::SparseTensorProto* getInputSparseData(std::size_t) const override { return nullptr; }
    const onnx::TensorShapeProto* getSymbolicInput(std::size_t) const override { return nullptr; }
    std::size_t getNumOutputs() const override { return m_outputs.size(); }
    TypeProto* getOutputType(std::size_t index) override { return &m_outputs.at(index); }
    onnx::GraphInferencer* getGraphAttributeInferencer(const std::string&) override
    {
        throw std::runtime_error("sub-graphs are not followed");
    }

private:
    template <class T> T at(const std::vector<T>& facts, std::size_t index) const
    {
        if (index >= m_inputCount) {
            throw std::runtime_error("an input is missing");
        }
        const int tensor = m_node.inputs[index];
        return tensor < 0 ? nullptr : facts[tensor];
    }

    /// From operator set 18 on, reductions read their axes from an input; the library knows the older attribute.
    void moveAxesToAttribute()
    {
        const bool isReduction = m_node.proto->op_type().starts_with("Reduce");
        if (!isReduction || m_inputCount != 2 || m_node.schema->max_input() != 1) {
            return;
        }
        const int axes = m_node.inputs[1];
        if (axes >= 0 && !m_state.values[axes]) {
            throw std::runtime_error("the axes are not known");
        }
        m_inputCount = 1;
        if (axes >= 0 && !m_state.values[axes]->numbers.empty()) {
            m_axes.emplace();
            m_axes->set_type(AttributeProto::INTS);
            for (double axis : m_state.values[axes]->numbers) {
                m_axes->add_ints(static_cast<std::int64_t>(std::clamp(axis, -64.0, 64.0)));
            }
        }
    }

    const FileNode& m_node;
    const Inference& m_state;
    std::vector<TypeProto>& m_outputs;
    std::size_t m_inputCount;
    std::optional<AttributeProto> m_axes;
};

/// The library makes an output of as many dimensions as a shape input has elements, without a limit of its own.
void checkShapeInputs(const FileNode& node, const Inference& state)
{
    static const std::map<std::string, std::size_t, std::less<>> firstShapeInput{
        {"ConstantOfShape", 0}, {"Expand", 1},   {"Reshape", 1}, {"Tile", 1},      {"Pad", 1},
        {"Resize", 1},          {"Upsample", 1}, {"Slice", 1},   {"Unsqueeze", 1}, {"Squeeze", 1}};
    const auto first = firstShapeInput.find(node.proto->op_type());
    for (std::size_t i = first == firstShapeInput.end() ? node.inputs.size() : first->second; i < node.inputs.size();
         ++i) {
        const auto shape = node.inputs[i] < 0 ? std::nullopt : state.shapeOf(node.inputs[i]);
        if (shape && elementsOf(*shape) > 256) {
            throw std::runtime_error("its shape input has too many elements");
        }
    }
}

int rankOf(const FileNode& node, const Inference& state, std::size_t input)
{
    const bool isGiven = input < node.inputs.size() && node.inputs[input] >= 0;
    const TypeProto* type = isGiven ? state.types[node.inputs[input]] : nullptr;
    return type && type->has_tensor_type() && type->tensor_type().has_shape() ? type->tensor_type().shape().dim_size()
                                                                              : -1;
}

/// The library reads sizes of these operators without looking whether their inputs have so many dimensions.
void checkRanks(const FileNode& node, const Inference& state)
{
    struct Ranks {
        std::size_t input;
        int least, most;
    };
    static const std::multimap<std::string, Ranks, std::less<>> table{
        {"Conv", {0, 3, 64}},          {"Conv", {1, 3, 64}},        {"ConvTranspose", {0, 3, 64}},
        {"ConvTranspose", {1, 3, 64}}, {"DeformConv", {0, 3, 64}},  {"DeformConv", {1, 3, 64}},
        {"ConvInteger", {0, 3, 64}},   {"ConvInteger", {1, 3, 64}}, {"QLinearConv", {0, 3, 64}},
        {"QLinearConv", {3, 3, 64}},   {"Gemm", {0, 2, 2}},         {"Gemm", {1, 2, 2}},
        {"LSTM", {0, 3, 3}},           {"GRU", {0, 3, 3}},          {"RNN", {0, 3, 3}},
        {"GatherND", {0, 1, 64}},      {"GatherND", {1, 1, 64}},    {"LayerNormalization", {0, 1, 64}}};
    const auto [first, last] = table.equal_range(node.schema->Name());
    int smallest = 64;
    int largest = 0;
    for (auto row = first; row != last; ++row) {
        const int rank = rankOf(node, state, row->second.input);
        if (rank < row->second.least || rank > row->second.most) {
            throw std::runtime_error("input " + std::to_string(row->second.input) +
                                     " has the wrong number of dimensions");
        }
        smallest = std::min(smallest, rank);
        largest = std::max(largest, rank);
    }
    if (first != last && first->second.least == 3 && smallest != largest) {
        throw std::runtime_error("its input and weights differ in their number of dimensions");
    }
    const std::int64_t axis = attributeOf(*node.proto, "axis", 0);
    const std::int64_t shared = attributeOf(*node.proto, "batch_dims", 0);
    if (first != last && (axis < -smallest || axis >= smallest || shared < 0 || shared >= smallest)) {
        throw std::runtime_error("its axis is beyond its dimensions");
    }
}

/// Operators whose rules in the library trust their inputs in too many ways; none of them has a cost rule.
bool hasUnsafeRule(const std::string& type)
{
    return type == "MaxUnpool" || type == "MaxRoiPool" || type == "STFT" || type == "SplitToSequence";
}

void checkSizes(const TypeProto& type)
{
    if (!type.has_tensor_type()) {
        return;
    }
    double count = 1;
    for (const auto& dim : type.tensor_type().shape().dim()) {
        count *= dim.has_dim_value() ? static_cast<double>(dim.dim_value()) : 1.0;
        if (dim.dim_value() < 0 || count > 1e15) {
            throw std::runtime_error("its output would have an impossible size");
        }
    }
}

void runLibraryRule(const FileNode& node, const Inference& state, std::vector<TypeProto>& outputs)
{
    checkShapeInputs(node, state);
    checkRanks(node, state);
    NodeContext context(node, state, outputs);
    if (node.schema->has_type_and_shape_inference_function()) {
        node.schema->GetTypeAndShapeInferenceFunction()(context);
    } else if (node.schema->HasFunction()) {
        onnx::shape_inference::InferShapeForFunctionNode(*node.schema->GetFunction(),
                                                         onnx::OpSchemaRegistry::Instance(), context);
    }
}

std::string countText(double count) { return std::to_string(static_cast<long long>(count)); }

} // namespace

std::string attributeProblem(const onnx::NodeProto& node)
{
    constexpr std::int64_t limit = std::int64_t{1} << 40;
    for (const AttributeProto& attribute : node.attribute()) {
        const std::string& name = attribute.name();
        const bool isPositive = name == "strides" || name == "dilations" || name == "kernel_shape";
        const auto isBad = [&](std::int64_t x) { return x < (isPositive ? 1 : -limit) || x > limit; };
        if ((isPositive || name == "pads" || name == "output_padding") &&
            std::ranges::any_of(attribute.ints(), isBad)) {
            return "has a value in '" + name + "' that is out of range";
        }
        const bool isCount =
            name == "group" || name == "blocksize" || name == "hidden_size" || name.ends_with("num_heads");
        if (isCount && (attribute.i() < 1 || attribute.i() > limit)) {
            return "has the " + name + " " + std::to_string(attribute.i());
        }
        if (name == "axis" && (attribute.i() < -64 || attribute.i() > 64)) {
            return "has the axis " + std::to_string(attribute.i());
        }
    }
    return {};
}

void inferWithLibrary(const FileNode& node, const Inference& state, std::vector<TypeProto>& outputs)
{
    const bool isOfBody = node.bodyInput != BodyInput::None || node.key >= 0;
    if (!isOfBody && (node.hasSubgraph || hasUnsafeRule(node.proto->op_type()))) {
        return;
    }
    if (isOfBody) {
        node.key >= 0 ? inferOwner(node, state, outputs) : inferBodyInput(node, state, outputs);
    } else if (!inferWithOwnRule(node, state, outputs)) {
        if (!node.schema) {
            return;
        }
        runLibraryRule(node, state, outputs);
    }
    for (const TypeProto& type : outputs) {
        checkSizes(type);
    }
}

std::string shapeProblem(const FileNode& node, const Inference& state)
{
    const std::string& type = node.proto->op_type();
    const auto shapeAt = [&](const std::vector<int>& list, std::size_t i) {
        return i < list.size() && list[i] >= 0 ? state.shapeOf(list[i]) : std::nullopt;
    };
    const bool moves = type == "Reshape" || type == "Flatten" || type == "Squeeze" || type == "Unsqueeze";
    if (!moves && type != "Gemm" && type != "Conv") {
        return {};
    }
    const auto input = shapeAt(node.inputs, 0);
    const auto other = shapeAt(node.inputs, 1);
    const auto output = shapeAt(node.outputs, 0);
    if (moves && input && output && elementsOf(*input) != elementsOf(*output)) {
        return "it would turn " + countText(elementsOf(*input)) + " elements into " + countText(elementsOf(*output));
    }
    if (type == "Gemm" && input && other && input->size() == 2 && other->size() == 2) {
        const std::int64_t a = (*input)[attributeOf(*node.proto, "transA", 0) != 0 ? 0 : 1];
        const std::int64_t b = (*other)[attributeOf(*node.proto, "transB", 0) != 0 ? 1 : 0];
        return a == b ? std::string()
                      : "it multiplies " + std::to_string(a) + " columns by " + std::to_string(b) + " rows";
    }
    if (type == "Conv" && input && other && input->size() > 2 && other->size() == input->size()) {
        const double channels =
            static_cast<double>((*other)[1]) * static_cast<double>(attributeOf(*node.proto, "group", 1));
        return channels == static_cast<double>((*input)[1])
                   ? std::string()
                   : "its weights are for " + countText(channels) + " channels and it gets " +
                         std::to_string((*input)[1]);
    }
    return {};
}

bool isRandom(const onnx::NodeProto& node)
{
    const std::string& type = node.op_type();
    return type.starts_with("Random") || type == "Bernoulli" || type == "Multinomial";
}

bool isRearrangement(const std::string& type)
{
    static const std::set<std::string, std::less<>> types{"Identity",      "Cast",    "Transpose", "Reshape",
                                                          "Flatten",       "Squeeze", "Unsqueeze", "DequantizeLinear",
                                                          "QuantizeLinear"};
    return types.contains(type);
}

} // namespace ridge::onnx_import

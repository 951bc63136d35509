#include "core/formats/onnx/shapes/inference.h"

#include "core/formats/format_error.h"
#include "core/formats/onnx/assembly.h"
#include "core/formats/onnx/shapes/element_types.h"
#include "core/formats/onnx/shapes/node_rules.h"
#include "core/quantity/digits.h"

#include <algorithm>
#include <cmath>

namespace ridge::onnx_import {
namespace {

using onnx::TensorProto;
using onnx::TypeProto;

void setShape(TypeProto& type, const Shape& shape)
{
    auto* tensor = type.mutable_tensor_type();
    tensor->clear_shape();
    auto* dims = tensor->mutable_shape();
    for (std::int64_t size : shape) {
        dims->add_dim()->set_dim_value(size);
    }
}

std::optional<Shape> knownShape(const TypeProto* type)
{
    if (!type || !type->has_tensor_type() || !type->tensor_type().has_shape()) {
        return std::nullopt;
    }
    Shape shape;
    for (const auto& dim : type->tensor_type().shape().dim()) {
        if (!dim.has_dim_value()) {
            return std::nullopt;
        }
        shape.push_back(dim.dim_value());
    }
    return shape;
}

/// Single numbers and wide integers are what is computed with; several fractions or narrow integers may be weights.
bool mayBeLearned(int type, const Shape& shape)
{
    const bool isWide = type == TensorProto::INT64 || type == TensorProto::INT32 || type == TensorProto::BOOL;
    return !isWide && elementsOf(shape) > 1;
}

/// Published graphs whose weights were taken out fill them with a number of its own. Of masks, canvases and states the
/// filling is 0, 1 or beyond all weights.
bool standsForWeights(const onnx::NodeProto& node)
{
    constexpr double mostOfWeights = 1e3;
    if (node.op_type() != "ConstantOfShape") {
        return false;
    }
    for (const onnx::AttributeProto& attribute : node.attribute()) {
        const auto value = attribute.name() == "value" && attribute.has_t() ? readValue(attribute.t()) : std::nullopt;
        if (value && value->numbers.size() == 1) {
            const double number = value->numbers.front();
            return number != 0 && number != 1 && std::abs(number) < mostOfWeights;
        }
    }
    return false;
}

std::string firstLine(const std::string& text) { return cleanText(text.substr(0, text.find('\n'))); }

} // namespace

std::optional<Shape> Inference::shapeOf(int tensor) const { return knownShape(types[tensor]); }

int Inference::elementType(int tensor) const
{
    return types[tensor] && types[tensor]->has_tensor_type() ? types[tensor]->tensor_type().elem_type() : 0;
}

ShapeInference::ShapeInference(const FileGraph& graph, const Symbols& symbols, const std::string& fileName,
                               const std::stop_token& stop)
    : m_graph(graph), m_symbols(symbols), m_fileName(fileName)
{
    const std::size_t count = graph.tensors.size();
    m_constants.types.resize(count);
    m_constants.data.resize(count);
    m_constants.values.resize(count);
    m_constants.isConstant.resize(count);
    m_constants.followsShapes.resize(count);
    m_constants.isMade.resize(count);
    m_constants.isFolded.resize(graph.nodes.size());
    for (std::size_t i = 0; i < count; ++i) {
        m_constants.origin.push_back(static_cast<int>(i));
    }
    addStored();
    m_isConstantNode.resize(graph.nodes.size());
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        giveUpIf(stop);
        const FileNode& node = graph.nodes[i];
        if (const std::string problem = attributeProblem(*node.proto); !problem.empty()) {
            throw FormatError(fileName + ": " + describe(*node.proto) + " " + problem + "; export it again.");
        }
        const auto isKnown = [&](int input) { return input < 0 || m_constants.isConstant[input]; };
        const bool isSource = node.inputs.empty() && node.proto->op_type() != "Constant";
        if (!isSource && std::ranges::all_of(node.inputs, isKnown)) {
            runNode(static_cast<int>(i), m_constants, symbols.defaults());
            m_isConstantNode[i] = 1;
        }
    }
}

void ShapeInference::addStored()
{
    for (std::size_t i = 0; i < m_graph.tensors.size(); ++i) {
        const TensorProto* stored = m_graph.tensors[i].stored;
        if (!stored) {
            continue;
        }
        TypeProto& type = m_constants.ownTypes.emplace_back();
        setShape(type, {stored->dims().begin(), stored->dims().end()});
        type.mutable_tensor_type()->set_elem_type(stored->data_type());
        m_constants.types[i] = &type;
        m_constants.isConstant[i] = 1;
        m_constants.isMade[i] = !mayBeLearned(stored->data_type(), {stored->dims().begin(), stored->dims().end()});
        if (auto value = readValue(*stored)) {
            m_constants.values[i] = &m_constants.ownValues.emplace_back(std::move(*value));
            m_constants.data[i] = stored;
        }
    }
}

Inference ShapeInference::run(const SymbolValues& values, const std::stop_token& stop) const
{
    Inference state;
    static_cast<Facts&>(state) = m_constants;
    state.failures = m_constants.failures;
    for (int input : m_graph.inputs) {
        const FileTensor& tensor = m_graph.tensors[input];
        TypeProto& type = state.ownTypes.emplace_back(*tensor.declared);
        if (const auto shape = m_symbols.shapeOf(tensor, values)) {
            setShape(type, *shape);
        }
        state.types[input] = &type;
    }
    for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
        giveUpIf(stop);
        if (!m_isConstantNode[i]) {
            runNode(static_cast<int>(i), state, values);
        }
    }
    return state;
}

void ShapeInference::runNode(int index, Inference& state, const SymbolValues& values) const
{
    const FileNode& node = m_graph.nodes[index];
    std::vector<TypeProto> types(node.outputs.size());
    inferTypes(index, state, values, types);
    for (std::size_t k = 0; k < node.outputs.size(); ++k) {
        if (node.outputs[k] >= 0 && types[k].value_case() != TypeProto::VALUE_NOT_SET) {
            count(index, static_cast<std::size_t>(types[k].tensor_type().shape().dim_size()), state);
            state.types[node.outputs[k]] = &state.ownTypes.emplace_back(std::move(types[k]));
        }
    }
    if (const std::string problem = shapeProblem(node, state); !problem.empty()) {
        state.failures.push_back({index, problem});
    }
    foldValues(index, state);
    markConstants(index, state);
}

/// The library's rule first; what it leaves open is taken from what the file declares.
void ShapeInference::inferTypes(int index, Inference& state, const SymbolValues& values,
                                std::vector<TypeProto>& types) const
{
    const FileNode& node = m_graph.nodes[index];
    try {
        inferWithLibrary(node, state, types);
    } catch (const std::exception& error) {
        const auto isOpen = [&](int input) { return input >= 0 && !state.types[input]; };
        if (std::ranges::none_of(node.inputs, isOpen)) { // else the reason lies further up
            state.failures.push_back({index, firstLine(error.what())});
        }
        types.assign(node.outputs.size(), {});
    }
    if (node.proto->op_type() == "Reshape" && types.size() == 1) {
        followBatch(node, state, values, types.front());
    }
    for (std::size_t k = 0; k < types.size(); ++k) {
        const int output = node.outputs[k];
        if (output < 0 || knownShape(&types[k])) {
            continue;
        }
        const FileTensor& tensor = m_graph.tensors[output];
        if (const auto declared = m_symbols.shapeOf(tensor, values)) {
            types[k] = *tensor.declared;
            setShape(types[k], *declared);
        }
    }
}

/// An export at a fixed batch writes that number into the targets of its reshapes. Where the input brings another batch
/// and the target begins with the file's, it follows.
void ShapeInference::followBatch(const FileNode& node, const Inference& state, const SymbolValues& values,
                                 TypeProto& type) const
{
    const auto batch = values.find("batch");
    const std::optional<double> fixed = m_symbols.fixedBatch();
    if (!fixed || batch == values.end() || batch->second == *fixed || node.inputs.size() < 2 || node.inputs[0] < 0 ||
        node.inputs[1] < 0 || !state.values[node.inputs[1]]) {
        return;
    }
    const auto in = state.shapeOf(node.inputs[0]);
    const auto& target = state.values[node.inputs[1]]->numbers;
    auto out = knownShape(&type);
    const bool comes = in && !in->empty() && static_cast<double>(in->front()) == batch->second;
    if (!comes || !out || out->empty() || target.size() != out->size() ||
        static_cast<double>(target.front()) != *fixed) {
        return;
    }
    out->front() = static_cast<std::int64_t>(batch->second);
    for (std::size_t k = 1; k < target.size(); ++k) {
        if (target[k] == -1) { // the library gave the batch to the open size
            const double rest = elementsOf(*in) * static_cast<double>((*out)[k]) / elementsOf(*out);
            (*out)[k] = static_cast<std::int64_t>(rest);
        }
    }
    if (elementsOf(*out) == elementsOf(*in)) {
        setShape(type, *out);
    }
}

/// A node may say little and yet stand for a thousand dimensions: it is the product over all nodes that is bounded.
void ShapeInference::count(int node, std::size_t sizes, Inference& state) const
{
    constexpr std::size_t most = std::size_t{1} << 23;
    state.sizes += sizes;
    if (state.sizes > most) {
        throw FormatError(m_fileName + ": the dimensions and shape constants of all tensors together are more than " +
                          groupedDigits(static_cast<double>(most)) + ", reached at " +
                          describe(*m_graph.nodes[node].proto) + "; simplify the graph and export it again.");
    }
}

void ShapeInference::setValue(int node, int tensor, Value value, Inference& state) const
{
    const auto shape = state.shapeOf(tensor);
    if (shape && elementsOf(*shape) == static_cast<double>(value.numbers.size())) {
        value.dims = *shape;
    } else if (elementsOf(value.dims) != static_cast<double>(value.numbers.size())) {
        return;
    }
    count(node, value.numbers.size(), state);
    if (!shape) { // the rule above knew less than the numbers say
        TypeProto& type = state.ownTypes.emplace_back();
        type.mutable_tensor_type()->set_elem_type(value.type);
        setShape(type, value.dims);
        state.types[tensor] = &type;
    }
    state.data[tensor] = &state.ownData.emplace_back(toTensor(value));
    state.values[tensor] = &state.ownValues.emplace_back(std::move(value));
}

void ShapeInference::foldValues(int index, Inference& state) const
{
    const FileNode& node = m_graph.nodes[index];
    if (node.outputs.empty() || node.hasSubgraph || node.bodyInput != BodyInput::None) {
        return;
    }
    const std::string& type = node.proto->op_type();
    const bool readsShape = type == "Shape" || type == "Size";
    if (!readsShape && !node.inputs.empty() && (node.inputs[0] < 0 || !state.values[node.inputs[0]])) {
        return;
    }
    std::vector<Fact> inputs(node.inputs.size());
    for (std::size_t k = 0; k < node.inputs.size(); ++k) {
        const int input = node.inputs[k];
        inputs[k].given = input >= 0;
        inputs[k].value = input >= 0 ? state.values[input] : nullptr;
        if (input >= 0 && readsShape) {
            inputs[k].shape = state.shapeOf(input);
        }
    }
    std::vector<Value> values = foldNode(*node.proto, inputs);
    for (std::size_t k = 0; k < std::min(values.size(), node.outputs.size()); ++k) {
        if (node.outputs[k] >= 0) {
            setValue(index, node.outputs[k], std::move(values[k]), state);
        }
    }
}

bool ShapeInference::isWeight(int tensor, const Inference& state) const
{
    if (!state.isConstant[tensor] || state.followsShapes[tensor] ||
        !elementTypeOf(state.elementType(tensor)).isFloating) {
        return false;
    }
    const auto shape = state.shapeOf(tensor);
    return shape && elementsOf(*shape) > 1;
}

/// Folding away a node that picks from a table, or repeats a weight, would change how many parameters there are.
bool ShapeInference::staysInGraph(int index, const Inference& state) const
{
    const FileNode& node = m_graph.nodes[index];
    if (node.hasSubgraph || isRandom(*node.proto) || !node.schema) {
        return true;
    }
    bool readsWeight = false;
    bool readsShape = false;
    for (int input : node.inputs) {
        readsWeight = readsWeight || (input >= 0 && isWeight(input, state));
        readsShape = readsShape || (input >= 0 && state.followsShapes[input]);
    }
    const bool isLookup = node.proto->op_type() == "Gather" && node.inputs.size() == 2 && node.outputs.size() == 1;
    if (isLookup && readsWeight && node.outputs[0] >= 0) {
        const auto table = node.inputs[0] >= 0 ? state.shapeOf(node.inputs[0]) : std::nullopt;
        const auto rows = state.shapeOf(node.outputs[0]);
        return table && rows && table->size() == 2 && rows->size() >= 2;
    }
    return readsWeight && readsShape;
}

void ShapeInference::markConstants(int index, Inference& state) const
{
    const FileNode& node = m_graph.nodes[index];
    const auto isKnown = [&](int input) { return input < 0 || state.isConstant[input]; };
    const bool isSource = node.inputs.empty() && node.proto->op_type() != "Constant";
    const bool readsConstants = !isSource && std::ranges::all_of(node.inputs, isKnown);
    const auto isGiven = [](int output) { return output >= 0; };
    const auto isOpen = [&](int output) { return output >= 0 && !state.values[output]; };
    const bool isWorkedOut = std::ranges::any_of(node.outputs, isGiven) && std::ranges::none_of(node.outputs, isOpen);
    if ((!readsConstants && !isWorkedOut) || staysInGraph(index, state)) {
        return;
    }
    state.isFolded[index] = 1;
    const auto follows = [&](int input) { return input >= 0 && state.followsShapes[input]; };
    const bool followsShapes = !readsConstants || std::ranges::any_of(node.inputs, follows);
    const bool isStandIn = standsForWeights(*node.proto);
    const auto comesFromMade = [&](int input) { return input < 0 || !state.isConstant[input] || state.isMade[input]; };
    const auto isMade = [&](int output) {
        if (node.proto->op_type() != "Constant") {
            return !isStandIn && std::ranges::all_of(node.inputs, comesFromMade);
        }
        const auto shape = state.shapeOf(output);
        return shape && !mayBeLearned(state.elementType(output), *shape);
    };
    for (int output : node.outputs) {
        if (output < 0) {
            continue;
        }
        state.isConstant[output] = 1;
        state.followsShapes[output] = followsShapes;
        state.isMade[output] = isMade(output);
        if (!node.inputs.empty() && node.inputs[0] >= 0 && isRearrangement(node.proto->op_type())) {
            state.origin[output] = state.origin[node.inputs[0]];
        }
    }
}

} // namespace ridge::onnx_import

#include "core/formats/onnx/bodies.h"

#include "core/formats/onnx/shapes/node_rules.h"

#include <algorithm>

namespace ridge::onnx_import {
namespace {

using onnx::NodeProto;
using onnx::TensorProto;
using onnx::TypeProto;

const onnx::GraphProto* bodyOf(const NodeProto& node, std::string_view name)
{
    for (const onnx::AttributeProto& attribute : node.attribute()) {
        if (attribute.name() == name && attribute.has_g()) {
            return &attribute.g();
        }
    }
    return nullptr;
}

/// Inputs of a Scan that are lists; the others are states.
int listsOf(const NodeProto& node)
{
    const std::int64_t lists = attributeOf(node, "num_scan_inputs", 0);
    return lists < 1 || lists > node.input_size() ? 0 : static_cast<int>(lists);
}

/// Outputs that hand a value on.
int statesOf(const NodeProto& node)
{
    return node.op_type() == "Loop" ? node.input_size() - 2 : node.input_size() - listsOf(node);
}

std::int64_t axisAt(const NodeProto& node, const char* name, int list)
{
    const auto axes = listOf(node, name);
    return axes && list < static_cast<int>(axes->size()) ? (*axes)[static_cast<std::size_t>(list)] : 0;
}

std::optional<double> numberIn(const FileNode& node, std::size_t input, const Inference& state)
{
    const int tensor = input < node.inputs.size() ? node.inputs[input] : -1;
    const Value* value = tensor < 0 ? nullptr : state.values[tensor];
    return value && value->numbers.size() == 1 ? std::optional(value->numbers.front()) : std::nullopt;
}

void setType(TypeProto& type, int elementType, const Shape& shape)
{
    auto& tensor = *type.mutable_tensor_type();
    tensor.set_elem_type(elementType);
    auto& dims = *tensor.mutable_shape();
    dims.clear_dim();
    for (std::int64_t size : shape) {
        dims.add_dim()->set_dim_value(size);
    }
}

std::optional<std::size_t> placeOf(std::int64_t axis, std::size_t rank)
{
    const auto sizes = static_cast<std::int64_t>(rank);
    const std::int64_t place = axis < 0 ? axis + sizes : axis;
    return place >= 0 && place < sizes ? std::optional(static_cast<std::size_t>(place)) : std::nullopt;
}

/// How often a Loop or Scan runs; empty where that is not constant.
std::optional<double> tripsOf(const FileNode& node, const Inference& state)
{
    constexpr double most = 1e9; // "for ever" is written as a larger number
    if (node.proto->op_type() == "Loop") {
        const auto trips = numberIn(node, 0, state);
        return trips && *trips >= 0 && *trips <= most ? trips : std::nullopt;
    }
    const int list = statesOf(*node.proto);
    const auto shape = node.inputs[static_cast<std::size_t>(list)] < 0
                           ? std::nullopt
                           : state.shapeOf(node.inputs[static_cast<std::size_t>(list)]);
    const auto place = shape ? placeOf(axisAt(*node.proto, "scan_input_axes", 0), shape->size()) : std::nullopt;
    return place ? std::optional(static_cast<double>((*shape)[*place])) : std::nullopt;
}

/// Whether a loop's body always says yes, or what it was told.
bool goesOn(const FileGraph& file, int condition, const Inference& state)
{
    for (int steps = 4; steps > 0 && !state.isConstant[condition]; --steps) {
        const int producer = file.tensors[condition].producer;
        if (producer < 0) {
            return false;
        }
        const FileNode& node = file.nodes[producer];
        if (node.bodyInput == BodyInput::Condition) {
            return true;
        }
        if (!isRearrangement(node.proto->op_type()) || node.inputs.empty() || node.inputs[0] < 0) {
            return false;
        }
        condition = node.inputs[0];
    }
    const Value* value = state.values[condition];
    return value && value->numbers.size() == 1 && value->numbers.front() != 0;
}

/// The result of more elements, where both branches have known shapes.
int largerOf(int first, int second, const Inference& state)
{
    const auto a = state.shapeOf(first);
    const auto b = state.shapeOf(second);
    return !a || (b && elementsOf(*b) > elementsOf(*a)) ? second : first;
}

} // namespace

std::vector<const onnx::GraphProto*> followedBodies(const NodeProto& node, int opset)
{
    const bool isStandard = node.domain().empty() || node.domain() == "ai.onnx";
    const std::string& type = node.op_type();
    if (isStandard && type == "If") {
        const onnx::GraphProto* yes = bodyOf(node, "then_branch");
        const onnx::GraphProto* no = bodyOf(node, "else_branch");
        const bool fits = yes && no && node.input_size() == 1 && yes->output_size() == node.output_size() &&
                          no->output_size() == node.output_size();
        return fits ? std::vector{yes, no} : std::vector<const onnx::GraphProto*>{};
    }
    const onnx::GraphProto* body = isStandard ? bodyOf(node, "body") : nullptr;
    constexpr int scanWithoutBatch = 9; // before that operator set a Scan had a batch and lengths of its own
    const bool isLoop = type == "Loop" && node.input_size() >= 2;
    const bool isScan = type == "Scan" && opset >= scanWithoutBatch && listsOf(node) > 0;
    const bool fits = body && (isLoop || isScan) && body->input_size() == node.input_size() &&
                      body->output_size() == node.output_size() + (isLoop ? 1 : 0) &&
                      node.output_size() >= statesOf(node);
    return fits ? std::vector{body} : std::vector<const onnx::GraphProto*>{};
}

std::vector<BodyOperand> bodyOperands(const NodeProto& node)
{
    std::vector<BodyOperand> operands;
    const bool isLoop = node.op_type() == "Loop";
    if (node.op_type() == "If") {
        return operands;
    }
    if (isLoop) {
        operands = {{BodyInput::Counter}, {BodyInput::Condition}};
    }
    const int states = statesOf(node);
    for (int i = static_cast<int>(operands.size()); i < node.input_size(); ++i) {
        const int list = isLoop ? -1 : i - states;
        operands.push_back(list < 0 ? BodyOperand{BodyInput::State, i}
                                    : BodyOperand{BodyInput::Slice, i, axisAt(node, "scan_input_axes", list)});
    }
    return operands;
}

void inferBodyInput(const FileNode& node, const Inference& state, std::vector<TypeProto>& outputs)
{
    if (node.bodyInput == BodyInput::Counter || node.bodyInput == BodyInput::Condition) {
        setType(outputs[0], node.bodyInput == BodyInput::Counter ? TensorProto::INT64 : TensorProto::BOOL, {});
        return;
    }
    const int input = node.inputs.empty() ? -1 : node.inputs[0];
    if (input < 0 || !state.types[input]) {
        return;
    }
    if (node.bodyInput == BodyInput::State) {
        outputs[0] = *state.types[input];
    } else if (auto shape = state.shapeOf(input)) {
        if (const auto place = placeOf(node.axis, shape->size())) {
            shape->erase(shape->begin() + static_cast<std::ptrdiff_t>(*place));
            setType(outputs[0], state.elementType(input), *shape);
        }
    }
}

void inferOwner(const FileNode& node, const Inference& state, std::vector<TypeProto>& outputs)
{
    const bool isCondition = node.proto->op_type() == "If";
    const std::optional<double> trips = isCondition ? std::nullopt : tripsOf(node, state);
    const auto states = static_cast<std::size_t>(isCondition ? 0 : statesOf(*node.proto));
    for (std::size_t k = 0; k < outputs.size(); ++k) {
        int result = node.results[0][k];
        if (isCondition) {
            const auto decided = numberIn(node, 0, state);
            result = decided ? node.results[*decided != 0 ? 0 : 1][k] : largerOf(result, node.results[1][k], state);
        }
        if (!state.types[result]) {
            continue;
        }
        if (isCondition || k < states) {
            outputs[k] = *state.types[result];
        } else if (auto shape = state.shapeOf(result)) {
            const std::int64_t axis = axisAt(*node.proto, "scan_output_axes", static_cast<int>(k - states));
            if (const auto place = placeOf(axis, shape->size() + 1)) {
                shape->insert(shape->begin() + static_cast<std::ptrdiff_t>(*place),
                              static_cast<std::int64_t>(trips.value_or(1)));
                setType(outputs[k], state.elementType(result), *shape);
            }
        }
    }
}

BodyOwner describeOwner(const FileGraph& file, const FileNode& node, const Inference& state)
{
    BodyOwner owner;
    owner.key = node.key;
    owner.ownInputs = static_cast<std::size_t>(node.proto->input_size());
    if (node.proto->op_type() == "If") {
        const auto decided = numberIn(node, 0, state);
        owner.branch = !decided ? -1 : *decided != 0 ? 0 : 1;
        return owner;
    }
    owner.states = static_cast<std::size_t>(statesOf(*node.proto));
    owner.trips = tripsOf(node, state).value_or(-1);
    if (node.proto->op_type() == "Loop") {
        const auto begins = numberIn(node, 1, state);
        owner.trips = begins && *begins == 0 ? 0 : owner.trips;
        owner.endsEarly = !goesOn(file, node.condition, state);
    }
    return owner;
}

} // namespace ridge::onnx_import

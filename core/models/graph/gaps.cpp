#include "core/models/graph/gaps.h"

#include "core/formulas/formulas.h"
#include "core/models/graph/bodies.h"
#include "core/models/graph/rules.h"

#include <algorithm>

namespace ridge {
namespace {

/// Per tensor: its shape is open, and somebody reads it. Empty where all are known.
std::vector<char> openTensors(const Graph& graph)
{
    if (std::ranges::none_of(graph.tensors, &GraphTensor::isOpen)) {
        return {};
    }
    std::vector<char> isOpen(graph.tensors.size(), 0);
    const auto mark = [&](int tensor) {
        if (tensor >= 0 && graph.tensors[static_cast<std::size_t>(tensor)].isOpen) {
            isOpen[static_cast<std::size_t>(tensor)] = 1;
        }
    };
    for (const GraphNode& node : graph.nodes) {
        std::ranges::for_each(node.inputs, mark);
    }
    std::ranges::for_each(graph.outputs, mark);
    return isOpen;
}

bool touches(const GraphNode& node, const std::vector<char>& isOpen)
{
    const auto open = [&](int tensor) { return tensor >= 0 && isOpen[static_cast<std::size_t>(tensor)]; };
    return !isOpen.empty() && (std::ranges::any_of(node.inputs, open) || std::ranges::any_of(node.outputs, open));
}

/// Conditions and loops whose bodies are no nodes of the graph have no rule either: nothing counts what they run.
bool isOpened(const GraphNode& node) { return isControlFlow(node.type) && bodyOwner(node); }

/// Weights that are looked up, added or scaled by are used without products.
bool multiplies(OperatorKind kind)
{
    return kind == OperatorKind::Unknown || kind == OperatorKind::Matmul || backwardOf(kind).weightGradient > 0;
}

void countWeights(const Stage& stage, Gaps& gaps)
{
    for (const Operator& op : stage.operators) {
        if (op.sharesWeights || !multiplies(op.kind)) {
            continue;
        }
        const double own = formula::weights(op.kind, op.sizes, op.weightParameters);
        gaps.weights += own;
        gaps.multiplied += formula::macs(op.kind, op.sizes).inBaseUnits() > 0 ? own : 0;
    }
}

void countGuesses(const Graph& graph, Gaps& gaps)
{
    const auto runsOpen = [](const GraphNode& node) {
        const auto owner = isControlFlow(node.type) && node.type != "If" ? bodyOwner(node) : std::nullopt;
        return owner && owner->trips < 0;
    };
    if (std::ranges::any_of(graph.nodes, runsOpen)) {
        gaps.guessed.emplace_back("how often loops run");
    }
}

} // namespace

Gaps gapsOf(const Graph& graph, const Stage& stage)
{
    Gaps gaps;
    const std::vector<char> isOpen = openTensors(graph);
    std::int32_t last = -1; // operators of one node stand beside each other
    for (const Operator& op : stage.operators) {
        if (op.node < 0 || op.node == last) {
            continue;
        }
        last = op.node;
        const GraphNode& node = graph.nodes[static_cast<std::size_t>(op.node)];
        ++gaps.operators;
        if (op.kind == OperatorKind::Unknown && !isOpened(node) && !lacksShape(graph, node)) {
            ++gaps.withoutRule; // shapes behind it are open for that reason
        } else if (touches(node, isOpen)) {
            ++gaps.withoutShape;
        }
    }
    countGuesses(graph, gaps);
    if (gaps.any()) {
        countWeights(stage, gaps);
    }
    return gaps;
}

} // namespace ridge

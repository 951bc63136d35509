// Cost rules: what kind of operator a node of an imported graph is, and its sizes.
// Not tensors and not weights that are shared: graph.cpp keeps track of those.
#pragma once

#include "core/program/program.h"
#include "core/scenario/families/imported_graph.h"
#include "core/scenario/scenario.h"

namespace ridge {

/// A node with its shapes at hand.
class NodeView {
public:
    NodeView(const Graph& graph, const GraphNode& node) : m_graph(graph), m_node(node) {}

    const std::string& type() const { return m_node.type; }
    std::size_t inputCount() const { return m_node.inputs.size(); }
    std::size_t outputCount() const { return m_node.outputs.size(); }
    /// nullptr when the optional input or output is not there.
    const GraphTensor* input(std::size_t index) const;
    const GraphTensor* output(std::size_t index = 0) const;
    bool isConstant(std::size_t index) const;
    /// Kept from one run to the next.
    bool isState(std::size_t index) const;
    double attribute(const char* name, double fallback) const;
    const std::vector<double>* list(const char* name) const;
    /// A text attribute; empty where there is none.
    std::string text(const char* name) const;

private:
    const Graph& m_graph;
    const GraphNode& m_node;
};

struct NodeRule {
    OperatorKind kind = OperatorKind::Unknown;
    Sizes<> sizes;
    bool isView = false;
    Role role = Role::Other;
    bool isPacked = false; // the weights are stored in another shape than their sizes say
    int weight = -1;       // input that holds the main weights, where they are constant
    int bias = -1;
    double readOfFirst = -1; // elements read of the first input, where not all of them
};

/// One of several operators that a fused node stands for.
struct NodePart {
    std::string suffix; // behind the node's name
    NodeRule rule;
    std::vector<int> reads;  // an input of the node; −1 − k: the result of part k
    Tensor result;           // of parts that do not write an output of the node
    int output = -1;         // the output it writes
    bool inEpilogue = false; // of the part before it, on whose result it works where that lies
};

/// The rule for a node; kind Unknown when there is none or the shapes are not those the operator must have.
NodeRule ruleFor(const NodeView& node);

/// Whether open shapes are why no rule can say what it costs: those it reads, or those a known type writes.
bool lacksShape(const Graph& graph, const GraphNode& node);

/// What a fused node (attention, embeddings, a product of many operands) consists of; empty for one operator.
/// `causal` says whether positions that a causal mask hides count.
std::vector<NodePart> partsOf(const NodeView& node, CausalCount causal);

/// If, Loop and the like run graphs of their own: bodies.h says what becomes of them.
bool isControlFlow(std::string_view type);

/// One sentence about types that have no rule, given how many nodes there are of each.
std::string withoutRule(const std::map<std::string, int>& nodesOfType);

double elementsOf(const GraphTensor& tensor);

/// Operations of a function by the name it has in a file: "Relu", "ScaledTanh", "relu6".
double functionOps(std::string_view name);

/// Any shape as a map: first dimension, second, third, and the product of the rest.
Tensor foldedShape(const std::vector<double>& shape);

/// An operator whose map is that of the first input, and of the first output.
NodeRule plainRule(const NodeView& node, OperatorKind kind);

} // namespace ridge

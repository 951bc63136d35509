// Cost rules: what kind of operator a node of an imported graph is, and its sizes.
// Not tensors and not weights that are shared: graph.cpp keeps track of those.
#pragma once

#include "core/models/program.h"

namespace ridge {

/// A node with its shapes at hand.
class NodeView {
public:
    NodeView(const Graph& graph, const GraphNode& node) : m_graph(graph), m_node(node) {}

    const std::string& type() const { return m_node.type; }
    std::size_t inputCount() const { return m_node.inputs.size(); }
    /// nullptr when the optional input or output is not there.
    const GraphTensor* input(std::size_t index) const;
    const GraphTensor* output(std::size_t index = 0) const;
    bool isConstant(std::size_t index) const;
    double attribute(const char* name, double fallback) const;
    const std::vector<double>* list(const char* name) const;

private:
    const Graph& m_graph;
    const GraphNode& m_node;
};

struct NodeRule {
    OperatorKind kind = OperatorKind::Unknown;
    Sizes<> sizes;
    bool isView = false;
    bool isEmbedding = false;
    int weight = -1; // input that holds the main weights, where they are constant
    int bias = -1;
};

/// The rule for a node; kind Unknown when there is none or the shapes are not those the operator must have.
NodeRule ruleFor(const NodeView& node);

double elementsOf(const GraphTensor& tensor);

/// Any shape as a map: first dimension, second, third, and the product of the rest.
Tensor foldedShape(const std::vector<double>& shape);

} // namespace ridge

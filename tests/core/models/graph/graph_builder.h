// Graphs written down node by node, for the tests of their expansion.
// Not files: tests/core/formats/onnx/onnx_builder.h makes those.
#pragma once

#include "core/models/graph/graph.h"
#include "core/scenario/scenario.h"

namespace ridge::test {

/// A graph written down node by node; tensors are known by name.
class GraphBuilder {
public:
    int tensor(const std::string& name, const std::vector<double>& shape, bool isConstant = false,
               bool isTrainable = false)
    {
        graph.tensors.push_back({name, shape, 32, isConstant, isTrainable});
        return static_cast<int>(graph.tensors.size()) - 1;
    }
    int input(const std::string& name, const std::vector<double>& shape)
    {
        graph.inputs.push_back(tensor(name, shape));
        return graph.inputs.back();
    }
    int weight(const std::string& name, const std::vector<double>& shape) { return tensor(name, shape, true, true); }
    int constant(const std::string& name, const std::vector<double>& shape) { return tensor(name, shape, true); }
    /// Adds a node with any outputs.
    void nodeTo(const std::string& type, const std::vector<int>& inputs, const std::vector<int>& outputs,
                const std::map<std::string, std::vector<double>>& attributes = {})
    {
        graph.nodes.push_back({type, type, inputs, outputs, attributes});
    }
    /// Adds a node with one output and returns it.
    int node(const std::string& type, const std::vector<int>& inputs, const std::vector<double>& shape,
             const std::map<std::string, std::vector<double>>& attributes = {}, const std::string& name = {})
    {
        const int output = tensor("t" + std::to_string(graph.tensors.size()), shape);
        graph.nodes.push_back({name, type, inputs, {output}, attributes});
        return output;
    }

    Stage expand()
    {
        ImportedGraph imported;
        imported.symbols = symbols;
        imported.graph = graph;
        issues.clear();
        return expandGraph(scenario, imported, issues);
    }

    Graph graph;
    Scenario scenario;
    std::map<std::string, double> symbols;
    std::vector<Issue> issues;
};

inline const Tensor& outputOf(const Stage& stage, std::size_t op)
{
    return stage.tensors.at(static_cast<std::size_t>(stage.operators.at(op).output));
}
inline const Tensor& inputOf(const Stage& stage, std::size_t op, std::uint32_t use = 0)
{
    const Operator& o = stage.operators.at(op);
    return stage.tensors.at(static_cast<std::size_t>(use < o.inputCount ? stage.uses.at(o.firstInput + use) : -1));
}

} // namespace ridge::test

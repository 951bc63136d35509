// Recurrent layers: the products of all steps, and the functions of the gates behind them. Equations and default
// functions: onnx/docs/Operators.md, LSTM, GRU and RNN.

#include "core/models/graph/fused.h"
#include "core/models/graph/matrices.h"
#include "core/program/elementwise.h"

#include <algorithm>

namespace ridge {
namespace {

struct Cell {
    double gates;        // matrices of one direction
    std::size_t perCell; // functions it is given
    std::string_view functions;
};

Cell cellOf(const std::string& type)
{
    return type == "GRU"   ? Cell{3, 2, "sigmoid tanh"}
           : type == "RNN" ? Cell{1, 1, "tanh"}
                           : Cell{4, 3, "sigmoid tanh tanh"};
}

/// Operations of each of the cell's functions, on average over the directions.
std::vector<double> functionsOf(const NodeView& node, const Cell& cell)
{
    const std::string text = node.text("activations");
    std::vector<double> all;
    const std::string_view given = text.empty() ? cell.functions : std::string_view(text);
    for (std::size_t start = 0; start < given.size();) {
        const std::size_t end = std::min(given.find(' ', start), given.size());
        all.push_back(functionOps(given.substr(start, end - start)));
        start = end + 1;
    }
    const auto cells = static_cast<double>(std::max<std::size_t>(1, all.size() / cell.perCell));
    std::vector<double> mean(cell.perCell, 0);
    for (std::size_t i = 0; i < all.size(); ++i) {
        mean[i % cell.perCell] += all[i] / cells;
    }
    return mean;
}

/// Operations for one element of the state in one step; the sums of the products are those of the multiply-accumulates.
double cellOps(const NodeView& node, const Cell& cell)
{
    const std::vector<double> f = functionsOf(node, cell);
    const double add = opsPerElement("add"), multiply = opsPerElement("multiply");
    if (node.type() == "RNN") {
        return f[0];
    }
    if (node.type() == "GRU") {
        // Update and reset gate, the reset state (a sum of its own where the gate comes behind the product), the new
        // state, and the mean of both: (1 − z)·h' + z·h.
        const double reset = multiply + (node.attribute("linear_before_reset", 0) != 0 ? add : 0);
        return 2 * f[0] + reset + f[1] + (add + 2 * multiply + add);
    }
    return lstmOps(f[0], f[1], f[2], node.attribute("input_forget", 0) != 0, node.input(7) != nullptr);
}

} // namespace

double lstmOps(double gate, double candidate, double output, bool isCoupled, bool hasPeepholes)
{
    const double add = opsPerElement("add"), multiply = opsPerElement("multiply");
    const double gates = isCoupled ? 2 * gate + add : 3 * gate;
    const double peepholes = hasPeepholes ? (isCoupled ? 2 : 3) * (multiply + add) : 0;
    return gates + peepholes + candidate + (2 * multiply + add) + (output + multiply);
}

std::vector<NodePart> recurrentParts(const NodeView& node)
{
    const GraphTensor* sequence = node.input(0);
    const GraphTensor* weights = node.input(1);
    const GraphTensor* recurrence = node.input(2);
    const bool fits = sequence && weights && recurrence && sequence->shape.size() == 3 && weights->shape.size() == 3 &&
                      recurrence->shape.size() == 3;
    if (!fits) {
        return {};
    }
    const bool batchFirst = node.attribute("layout", 0) != 0;
    const double steps = sequence->shape[batchFirst ? 1 : 0];
    const double samples = sequence->shape[batchFirst ? 0 : 1];
    const double features = sequence->shape[2];
    const double gates = features > 0 ? elementsOf(*weights) / features : 0; // of all directions
    const double state = gates > 0 ? elementsOf(*recurrence) / gates : 0;
    const Cell cell = cellOf(node.type());
    NodePart products{"", linearRule(samples, steps, features + state, gates, weights->isConstant ? 1 : -1), {}, {}, 0};
    products.rule.bias = node.isConstant(3) ? 3 : -1;
    for (std::size_t i = 0; i < node.inputCount(); ++i) {
        products.reads.push_back(static_cast<int>(i));
    }
    NodePart functions{".gates", {}, {-1}, {}, -1};
    functions.inEpilogue = true;
    functions.rule.kind = OperatorKind::Elementwise;
    functions.rule.sizes.n = samples;
    functions.rule.sizes.co = gates / cell.gates; // the states of all directions
    functions.rule.sizes.wo = steps;
    functions.rule.sizes.perElement = cellOps(node, cell);
    return {std::move(products), std::move(functions)};
}

} // namespace ridge

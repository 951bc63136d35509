// Recurrent layers as TFLite has them. Where the operands stand follows tensorflow/lite/kernels: lstm_shared.h,
// bidirectional_sequence_lstm.cc, basic_rnn.cc, bidirectional_sequence_rnn.cc and svdf.cc.

#include "core/models/graph/fused.h"
#include "core/models/graph/matrices.h"
#include "core/program/elementwise.h"

#include <algorithm>
#include <utility>

namespace ridge {
namespace {

/// Of one direction; −1: it has none.
struct Direction {
    int inputs = 1, gates = 4, states = 5; // matrices that read the input, and as many that read the state
    int peepholes = 9, biases = 12, projection = 16, norms = 20;
    int further = -1; // matrices that read a second input, as many again
};

struct Row {
    std::string_view type;
    bool isLstm;
    std::vector<Direction> directions;
    int secondInput = -1;
};

const std::vector<Row>& rows()
{
    static const std::vector<Row> all{
        {"UNIDIRECTIONAL_SEQUENCE_LSTM", true, {{}}},
        {"LSTM (TFLite)", true, {{}}},
        {"BIDIRECTIONAL_SEQUENCE_LSTM", true, {{1, 4, 5, 9, 12, 16, -1, 40}, {18, 4, 22, 26, 29, 33, -1, 44}}, 39},
        {"RNN (TFLite)", false, {{1, 1, 2, -1, 3, -1, -1}}},
        {"UNIDIRECTIONAL_SEQUENCE_RNN", false, {{1, 1, 2, -1, 3, -1, -1}}},
        {"BIDIRECTIONAL_SEQUENCE_RNN", false, {{1, 1, 2, -1, 3, -1, -1, 10}, {5, 1, 6, -1, 7, -1, -1, 11}}, 9}};
    return all;
}

/// Matrices that are there among `count` inputs from `first` on: their rows and elements together.
struct Matrices {
    double count = 0, rows = 0, elements = 0;
    std::vector<int> inputs;
};

Matrices matricesAt(const NodeView& node, int first, int count)
{
    Matrices found;
    for (int i = first; first >= 0 && i < first + count; ++i) {
        const GraphTensor* matrix = node.input(static_cast<std::size_t>(i));
        if (matrix && matrix->shape.size() == 2) {
            ++found.count;
            found.rows += matrix->shape[0];
            found.elements += elementsOf(*matrix);
            found.inputs.push_back(i);
        }
    }
    return found;
}

bool has(const NodeView& node, int input) { return input >= 0 && node.input(static_cast<std::size_t>(input)); }

struct Time {
    double samples = 1, steps = 1, features = 0;
};

Time timeOf(const NodeView& node)
{
    const std::vector<double>& shape = node.input(0)->shape;
    const bool timeFirst = node.attribute("time_major", 0) != 0;
    return shape.size() == 3 ? Time{shape[timeFirst ? 1 : 0], shape[timeFirst ? 0 : 1], shape[2]}
                             : Time{shape[0], 1, shape[1]};
}

NodePart product(const NodeView& node, const Time& time, const Matrices& matrices, const char* suffix)
{
    const double inner = matrices.rows > 0 ? matrices.elements / matrices.rows : 0;
    const bool isConstant = node.isConstant(static_cast<std::size_t>(matrices.inputs.front()));
    NodePart part{suffix,
                  linearRule(time.samples, time.steps, inner, matrices.rows, isConstant ? matrices.inputs.front() : -1),
                  {0},
                  sequenceOf(time.samples, time.steps, matrices.rows),
                  -1};
    part.reads.insert(part.reads.end(), matrices.inputs.begin(), matrices.inputs.end());
    part.result.onChip = true; // where it is no output of the node
    return part;
}

NodePart functions(const Time& time, double states, double ops, int result)
{
    NodePart part{".gates", {}, {result}, {}, -1};
    part.inEpilogue = true;
    part.rule.kind = OperatorKind::Elementwise;
    part.rule.sizes.n = time.samples;
    part.rule.sizes.co = states;
    part.rule.sizes.wo = time.steps;
    part.rule.sizes.perElement = ops;
    return part;
}

double cellOps(const NodeView& node, const Row& row, const Direction& d, double gates)
{
    const std::string function = node.text("activation");
    const double f = function.empty() ? 0 : functionOps(function);
    if (!row.isLstm) {
        return f;
    }
    // The first gate of four may be missing; what there is of the others tells.
    const double norms = d.norms >= 0 && has(node, d.norms + 1) ? gates * opsPerElement("layer_norm") : 0;
    const bool hasPeepholes = d.peepholes >= 0 && has(node, d.peepholes + 1);
    return lstmOps(opsPerElement("sigmoid"), f, f, gates < 4, hasPeepholes) + norms;
}

/// The basic kernel has one matrix for all gates, over input and state together.
bool isBasic(const NodeView& node) { return node.type() == "LSTM (TFLite)" && node.inputCount() == 5; }

void addDirection(std::vector<NodePart>& parts, const NodeView& node, const Time& time, const Row& row,
                  const Direction& d, const char* suffix)
{
    Matrices own = matricesAt(node, d.inputs, d.gates);
    const double gates = isBasic(node) ? 4 : own.count;
    const bool fits = isBasic(node) || own.elements == own.rows * time.features;
    for (int first : {d.states, d.further}) {
        const Matrices more = matricesAt(node, first, d.gates);
        own.elements += more.elements;
        own.inputs.insert(own.inputs.end(), more.inputs.begin(), more.inputs.end());
    }
    if (own.inputs.empty() || !fits) {
        return;
    }
    const double states = gates > 0 ? own.rows / gates : 0;
    parts.push_back(product(node, time, own, suffix));
    parts.back().output =
        parts.size() == 1 ? 0 : -1; // the backward results lie in the same output, or in one beside it
    addRead(parts.back().reads, node, d.further >= 0 ? row.secondInput : -1);
    const int result = -static_cast<int>(parts.size());
    NodePart gate = functions(time, states, cellOps(node, row, d, gates), result);
    gate.suffix = std::string(suffix) + gate.suffix;
    for (auto [first, count] : {std::pair{d.peepholes, 3}, std::pair{d.biases, d.gates}, std::pair{d.norms, 4}}) {
        for (int i = first; first >= 0 && i < first + count; ++i) {
            addRead(gate.reads, node, i);
        }
    }
    parts.push_back(std::move(gate));
    if (const Matrices projection = matricesAt(node, d.projection, d.projection >= 0 ? 1 : 0);
        !projection.inputs.empty()) {
        NodePart part = product(node, time, projection, ".projection");
        part.suffix = suffix + part.suffix;
        part.reads[0] = result;
        addRead(part.reads, node, d.projection + 1);
        part.rule.bias = d.projection + 1;
        part.rule.isView = true; // step by step, in the same kernel
        std::swap(part.output, parts[parts.size() - 2].output);
        parts.push_back(std::move(part));
    }
}

std::vector<NodePart> recurrent(const NodeView& node, const Row& row)
{
    const Time time = timeOf(node);
    Row known = row;
    if (isBasic(node)) {
        known.directions = {{2, 1, -1, -1, 3, -1, -1}};
    }
    std::vector<NodePart> parts;
    for (std::size_t k = 0; k < known.directions.size(); ++k) {
        addDirection(parts, node, time, known, known.directions[k], k == 0 ? "" : ".backward");
    }
    return parts;
}

/// Filters over the features of a step, and each filter's own over the steps that are remembered; a unit sums as many
/// of them as the rank says.
std::vector<NodePart> lowRankFilter(const NodeView& node)
{
    const Time time = timeOf(node);
    const Matrices features = matricesAt(node, 1, 1);
    const Matrices memory = matricesAt(node, 2, 1);
    const double rank = std::max(1.0, node.attribute("rank", 1));
    if (features.inputs.empty() || memory.inputs.empty() || memory.rows != features.rows ||
        features.elements != features.rows * time.features) {
        return {};
    }
    // Results go into the memory and through it to the output, in one kernel that holds input and output at once.
    NodePart first = product(node, time, features, ".features");
    first.output = 0;
    NodePart second = product(node, time, memory, ".time");
    second.reads[0] = -1;
    second.inEpilogue = true;
    const std::string function = node.text("activation");
    const double sums = (rank - 1) * opsPerElement("add");
    NodePart last = functions(time, features.rows / rank, sums + (function.empty() ? 0 : functionOps(function)), -2);
    addRead(last.reads, node, 3); // the biases
    return {std::move(first), std::move(second), std::move(last)};
}

} // namespace

std::vector<NodePart> separateGateParts(const NodeView& node)
{
    const GraphTensor* input = node.input(0);
    if (!input || (input->shape.size() != 2 && input->shape.size() != 3)) {
        return {};
    }
    const auto row = std::ranges::find(rows(), node.type(), &Row::type);
    std::vector<NodePart> parts = row != rows().end()                                 ? recurrent(node, *row)
                                  : node.type() == "SVDF" && input->shape.size() == 2 ? lowRankFilter(node)
                                                                                      : std::vector<NodePart>{};
    for (std::size_t i = 0; i < node.inputCount() && !parts.empty(); ++i) {
        if (node.isState(i)) { // what it remembers of the runs before
            addRead(parts.back().reads, node, static_cast<int>(i));
        }
    }
    return parts;
}

} // namespace ridge

// How often a loop runs: its condition compares a counter with a constant, and its body moves that counter by another.

#include "core/formats/tflite/tflite.h"

#include <algorithm>
#include <cmath>

namespace ridge::tflite {
namespace {

enum Comparison { less = 58, greater = 61, greaterOrEqual = 62, lessOrEqual = 63, notEqual = 72 };
enum Step { plus = 0, minus = 41 };

const FileOperator* producerOf(const Subgraph& graph, int tensor)
{
    const auto found = std::find_if(graph.operators.begin(), graph.operators.end(), [tensor](const FileOperator& op) {
        return std::find(op.outputs.begin(), op.outputs.end(), tensor) != op.outputs.end();
    });
    return tensor < 0 || found == graph.operators.end() ? nullptr : &*found;
}

/// Which input of a subgraph a tensor is.
std::optional<std::size_t> inputOf(const Subgraph& graph, int tensor)
{
    const auto found = std::find(graph.inputs.begin(), graph.inputs.end(), tensor);
    return tensor < 0 || found == graph.inputs.end()
               ? std::nullopt
               : std::optional(static_cast<std::size_t>(found - graph.inputs.begin()));
}

class TripCounter {
public:
    TripCounter(const Subgraph& condition, const Subgraph& body, const std::vector<FileTensor>& tensors,
                const std::vector<int>& inputs)
        : m_condition(condition), m_body(body), m_tensors(tensors), m_inputs(inputs)
    {
    }

    /// Until the condition's result is false; of conditions that must all hold, the first that ends it counts.
    std::optional<Trips> until(int result, int depth) const
    {
        const FileOperator* op = producerOf(m_condition, result);
        constexpr int longest = 8;
        if (!op || op->inputs.size() != 2 || depth > longest) {
            return std::nullopt;
        }
        if (op->code != logicalAnd) {
            return compared(*op);
        }
        const auto a = until(op->inputs[0], depth + 1), b = until(op->inputs[1], depth + 1);
        if (a && b) {
            return Trips{std::min(a->count, b->count), a->atMost || b->atMost};
        }
        const auto known = a ? a : b;
        return known ? std::optional(Trips{known->count, true}) : std::nullopt;
    }

private:
    /// A counter against a limit, on either side.
    std::optional<Trips> compared(const FileOperator& op) const
    {
        int code = op.code;
        auto counter = inputOf(m_condition, op.inputs[0]);
        auto limit = limitOf(op.inputs[1]);
        if (!counter || !limit) {
            counter = inputOf(m_condition, op.inputs[1]);
            limit = limitOf(op.inputs[0]);
            code = code == less             ? greater
                   : code == greater        ? less
                   : code == lessOrEqual    ? greaterOrEqual
                   : code == greaterOrEqual ? lessOrEqual
                                            : code;
        }
        const auto start = counter ? startOf(*counter) : std::nullopt;
        const auto step = counter ? stepOf(*counter) : std::nullopt;
        if (!limit || !start || !step || *step == 0) {
            return std::nullopt;
        }
        const double steps = (*limit - *start) / *step;
        const bool isUp = *step > 0;
        const bool ends = code == less || code == lessOrEqual         ? isUp
                          : code == greater || code == greaterOrEqual ? !isUp
                                                                      : code == notEqual && steps == std::floor(steps);
        const double count = code == lessOrEqual || code == greaterOrEqual ? std::floor(steps) + 1 : std::ceil(steps);
        constexpr double most = 1e9;
        return ends && count <= most ? std::optional(Trips{std::max(0.0, count)}) : std::nullopt;
    }

    std::optional<double> startOf(std::size_t input) const
    {
        const int tensor = input < m_inputs.size() ? m_inputs[input] : -1;
        return tensor < 0 ? std::nullopt : m_tensors[static_cast<std::size_t>(tensor)].value;
    }

    /// A constant of the condition, or what the loop is given and hands on as it is.
    std::optional<double> limitOf(int tensor) const
    {
        if (tensor < 0) {
            return std::nullopt;
        }
        const auto input = inputOf(m_condition, tensor);
        const bool isKept = input && m_body.outputs[*input] == m_body.inputs[*input];
        return isKept ? startOf(*input) : m_condition.tensors[static_cast<std::size_t>(tensor)].value;
    }

    /// By how much a pass moves the counter.
    std::optional<double> stepOf(std::size_t input) const
    {
        const FileOperator* op = producerOf(m_body, m_body.outputs[input]);
        if (!op || op->inputs.size() != 2 || (op->code != plus && op->code != minus)) {
            return std::nullopt;
        }
        const auto valueAt = [&](std::size_t k) {
            return op->inputs[k] < 0 ? std::nullopt : m_body.tensors[static_cast<std::size_t>(op->inputs[k])].value;
        };
        if (op->inputs[0] == m_body.inputs[input] && valueAt(1)) {
            return op->code == plus ? *valueAt(1) : -*valueAt(1);
        }
        return op->inputs[1] == m_body.inputs[input] && op->code == plus ? valueAt(0) : std::nullopt;
    }

    const Subgraph& m_condition;
    const Subgraph& m_body;
    const std::vector<FileTensor>& m_tensors;
    const std::vector<int>& m_inputs;
};

} // namespace

std::optional<Trips> tripsOf(const Subgraph& condition, const Subgraph& body, const std::vector<FileTensor>& tensors,
                             const std::vector<int>& inputs)
{
    return TripCounter(condition, body, tensors, inputs).until(condition.outputs.front(), 0);
}

} // namespace ridge::tflite

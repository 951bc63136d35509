#include "core/levers/training/last_layers.h"

#include "core/levers/training/learning.h"

#include <algorithm>
#include <vector>

namespace ridge {
namespace {

/// The operators [begin, end) of a block repeat fewer times, and copies of them as often as is left.
template <class N>
void splitBlock(StageOf<N>& stage, std::size_t begin, std::size_t end, const N& behind, const char* prefix)
{
    const auto index = [](TensorId id) { return static_cast<std::size_t>(id); };
    std::vector<TensorId> copies(stage.tensors.size(), -1);
    std::vector<OperatorOf<N>> last(stage.operators.begin() + static_cast<std::ptrdiff_t>(begin),
                                    stage.operators.begin() + static_cast<std::ptrdiff_t>(end));
    TensorId leaving = -1;
    std::uint16_t block = 0;
    for (const OperatorOf<N>& op : stage.operators) {
        block = std::max(block, op.block);
    }
    for (std::size_t i = begin; i < end; ++i) {
        OperatorOf<N>& op = stage.operators[i];
        op.count = op.count - behind;
        if (op.output >= 0 && copies[index(op.output)] < 0) {
            stage.tensors.push_back(stage.tensors[index(op.output)]);
            stage.tensors[index(op.output)].role = TensorRole::Activation;
            copies[index(op.output)] = static_cast<TensorId>(stage.tensors.size() - 1);
            leaving = op.output; // the last one
        }
    }
    for (std::size_t i = end; i < stage.operators.size(); ++i) {
        for (std::uint32_t u = 0; u < stage.operators[i].inputCount; ++u) {
            TensorId& in = stage.uses[stage.operators[i].firstInput + u];
            in = in >= 0 && copies[index(in)] >= 0 ? copies[index(in)] : in;
        }
    }
    for (OperatorOf<N>& op : last) {
        const std::uint32_t first = op.firstInput;
        op.firstInput = static_cast<std::uint32_t>(stage.uses.size());
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            const TensorId in = stage.uses[first + u];
            const bool enters =
                in >= 0 && copies[index(in)] < 0 && leaving >= 0 &&
                valueOf(stage.tensors[index(in)].elements()) == valueOf(stage.tensors[index(leaving)].elements());
            stage.uses.push_back(in < 0 ? in : enters ? leaving : copies[index(in)] >= 0 ? copies[index(in)] : in);
        }
        op.count = behind;
        op.block = static_cast<std::uint16_t>(block + 1);
        op.name = prefix + op.name;
        op.output = op.output < 0 ? op.output : copies[index(op.output)];
        op.result = op.result < 0 ? op.result : op.output;
    }
    stage.operators.insert(stage.operators.begin() + static_cast<std::ptrdiff_t>(end), last.begin(), last.end());
}

template <class N> void freeze(StageOf<N>& stage, std::size_t begin, std::size_t end, bool keepsBiases)
{
    for (std::size_t i = begin; i < end; ++i) {
        stage.operators[i].learning = keepsBiases ? Learning::Biases : Learning::Nothing;
    }
}

/// Layers from the end on: whose weights learn, or a share of them, and whose biases.
template <class N> struct LearningDepth {
    N weights, biases, share;
};

template <class N> bool isLayer(const OperatorOf<N>& op)
{
    return backwardOf(op.kind).weightGradient > 0 && learnsWeights(op);
}

template <class N> void shareOut(StageOf<N>& stage, std::size_t begin, std::size_t end, const N& share)
{
    for (std::size_t i = begin; i < end; ++i) {
        if (isLayer(stage.operators[i])) {
            stage.operators[i].learnedShare = share;
        }
    }
}

/// A run of one block from the end on, `seen` layers behind it. Returns how many layers it is.
template <class N>
double learnBlock(StageOf<N>& stage, std::size_t begin, std::size_t end, double seen, const LearningDepth<N>& depth)
{
    const double count = valueOf(stage.operators[begin].count);
    const double learned = std::clamp(valueOf(depth.weights) - seen, 0.0, count);
    if (learned == count) {
        shareOut(stage, begin, end, depth.share);
        return count;
    }
    if (learned > 0) {
        splitBlock(stage, begin, end, depth.weights - N(seen), "last.");
        shareOut(stage, end, 2 * end - begin, depth.share);
    }
    const double biased = std::clamp(valueOf(depth.biases) - seen - learned, 0.0, count - learned);
    if (biased > 0 && biased < count - learned) {
        splitBlock(stage, begin, end, depth.biases - (learned > 0 ? depth.weights : N(seen)), "biases.");
        freeze(stage, end, 2 * end - begin, true);
    }
    freeze(stage, begin, end, biased == count - learned && biased > 0);
    return count;
}

/// A head that learns while its table does not is tied to it no more.
template <class N> void untieHead(StageOf<N>& stage)
{
    const bool hasFrozenTable = std::any_of(stage.operators.begin(), stage.operators.end(), [](const auto& op) {
        return op.kind == OperatorKind::Embedding && op.learning == Learning::Nothing;
    });
    for (OperatorOf<N>& op : stage.operators) {
        const bool isUntied = hasFrozenTable && op.role == Role::OutputHead && learns(op);
        op.sharesWeights = op.sharesWeights && !isUntied;
    }
}

} // namespace

template <class N> bool learnAtTheEnd(ProgramOf<N>& program, const N& weightLayers, const N& biasLayers, const N& share)
{
    const auto last = std::find_if(program.stages.rbegin(), program.stages.rend(), [](const StageOf<N>& stage) {
        return !stage.frozen && std::any_of(stage.operators.begin(), stage.operators.end(), learns<N>);
    });
    if (last == program.stages.rend()) {
        return false;
    }
    for (auto before = last + 1; before != program.stages.rend(); ++before) {
        before->frozen = true;
    }
    StageOf<N>& stage = *last;
    double seen = 0; // layers behind
    for (std::size_t end = stage.operators.size(); end > 0;) {
        const std::uint16_t block = stage.operators[end - 1].block;
        const bool repeats = valueOf(stage.operators[end - 1].count) > 1;
        std::size_t begin = end - 1;
        while (repeats && begin > 0 && stage.operators[begin - 1].block == block) {
            --begin;
        }
        if (repeats) {
            seen += learnBlock(stage, begin, end, seen, LearningDepth<N>{weightLayers, biasLayers, share});
        } else {
            const bool counts = isLayer(stage.operators[begin]);
            if (seen >= valueOf(weightLayers)) {
                freeze(stage, begin, end, seen < valueOf(biasLayers));
            } else if (counts) {
                stage.operators[begin].learnedShare = share;
            }
            seen += counts;
        }
        end = begin;
    }
    untieHead(stage);
    return seen > valueOf(weightLayers);
}

template bool learnAtTheEnd(Program&, const double&, const double&, const double&);
template bool learnAtTheEnd(ProgramOf<Traced>&, const Traced&, const Traced&, const Traced&);

} // namespace ridge

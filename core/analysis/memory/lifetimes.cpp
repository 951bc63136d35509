#include "core/analysis/memory/lifetimes.h"

#include "core/levers/patches.h"

#include <algorithm>

namespace ridge {
namespace {

/// The operator writes or reads the tensor: it is alive now.
void touch(Lifetime& life, std::int32_t step, bool isInput)
{
    if (!life.alive()) {
        life.birth = isInput ? 0 : step; // the network's input is there from the start
    }
    life.death = step;
}

/// Patch by patch, what goes into the first operator and comes out of the last is there as a whole all the time.
void keepWhole(const Stage& stage, Lifetimes& lifetimes)
{
    const auto inPatches = [](const Operator& op) { return isInPatches(op); };
    const auto begin = stage.operators.begin();
    const auto first = std::find_if(begin, stage.operators.end(), inPatches);
    if (first == stage.operators.end()) {
        return;
    }
    const auto from = static_cast<std::int32_t>(first - begin);
    std::int32_t to = from;
    while (to + 1 < static_cast<std::int32_t>(stage.operators.size()) &&
           isInPatches(stage.operators[static_cast<std::size_t>(to) + 1])) {
        ++to;
    }
    for (Lifetime& life : lifetimes) {
        const bool goesIn = life.alive() && (life.maker < from) && life.death >= from;
        const bool comesOut = life.alive() && life.maker >= from && life.maker <= to && life.death > to;
        life.death = goesIn ? std::max(life.death, to) : life.death;
        life.birth = comesOut ? from : life.birth;
    }
}

} // namespace

Lifetimes lifetimesOf(const Stage& stage, bool inputCounts)
{
    Lifetimes lifetimes(stage.tensors.size());
    const auto isInput = [&](TensorId id) {
        return stage.tensors[static_cast<std::size_t>(id)].role == TensorRole::Input;
    };
    const auto steps = static_cast<std::int32_t>(stage.operators.size());
    for (std::int32_t i = 0; i < steps; ++i) {
        const Operator& op = stage.operators[static_cast<std::size_t>(i)];
        if (op.output >= 0) {
            // In place, the output has no memory of its own before its input has been used up.
            Lifetime& output = lifetimes[static_cast<std::size_t>(op.output)];
            touch(output, op.overwritesInput ? std::min(i + 1, steps - 1) : i, isInput(op.output));
            output.maker = output.maker < 0 ? i : output.maker;
        }
        if (op.workspace >= 0) {
            touch(lifetimes[static_cast<std::size_t>(op.workspace)], i, false);
            lifetimes[static_cast<std::size_t>(op.workspace)].maker = i;
        }
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            if (const TensorId id = stage.uses[op.firstInput + u]; id >= 0) {
                touch(lifetimes[static_cast<std::size_t>(id)], i, isInput(id));
            }
        }
    }
    keepWhole(stage, lifetimes);
    for (std::size_t t = 0; t < lifetimes.size(); ++t) {
        const Tensor& tensor = stage.tensors[t];
        if (tensor.onChip || tensor.role == TensorRole::Saved || (tensor.role == TensorRole::Input && !inputCounts)) {
            lifetimes[t] = {};
        } else if (tensor.role == TensorRole::Output && lifetimes[t].alive()) {
            lifetimes[t].death = steps - 1;
        } else if (tensor.role == TensorRole::State && lifetimes[t].alive()) {
            lifetimes[t].birth = 0;
            lifetimes[t].death = steps - 1;
        }
    }
    return lifetimes;
}

std::vector<double> liveElements(const Stage& stage, const Lifetimes& lifetimes)
{
    std::vector<double> live(stage.operators.size() + 1, 0); // first the change before each operator, then the sum
    for (std::size_t t = 0; t < lifetimes.size(); ++t) {
        if (lifetimes[t].alive()) {
            const double elements = stage.tensors[t].elements();
            live[static_cast<std::size_t>(lifetimes[t].birth)] += elements;
            live[static_cast<std::size_t>(lifetimes[t].death) + 1] -= elements;
        }
    }
    double now = 0;
    for (double& step : live) {
        now += step;
        step = std::max(0.0, now); // rounding alone can go below
    }
    live.pop_back();
    return live;
}

} // namespace ridge

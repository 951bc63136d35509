// The cost of one operator, written once over the number type: values for evaluate(), derivations for the metrics.
// Not sums: see cost.h and metrics/facts.h; not what ranks of a split wait for: see rank_times.h.
#pragma once

#include "core/analysis/cost.h"
#include "core/analysis/machine.h"
#include "core/formulas/formulas.h"
#include "core/levers/patches.h"
#include "core/levers/training/learning.h"
#include "core/levers/winograd.h"
#include "core/program/stage_view.h"
#include "core/program/work_kind.h"

namespace ridge {

/// Outputs per side of a Winograd tile.
template <class N> N winogradSide(const OperatorOf<N>& op)
{
    return parameterLeaf<N>("deployment.winograd", "m", op.winogradTile, Unit::Count);
}

/// Winograd tiles of the output map of one image: those at the edge are computed in full.
template <class N> N winogradTiles(const OperatorOf<N>& op)
{
    const N side = winogradSide(op);
    return roundedUp(op.sizes.ho / side) * roundedUp(op.sizes.wo / side);
}

template <class N> Ops<N> winogradTransforms(const OperatorOf<N>& op)
{
    const WinogradCost cost = winogradCost(op.winogradTile);
    return formula::winogradTransforms(op.sizes, winogradTiles(op), constantLeaf<N>("T_in", cost.in, winogradSource),
                                       constantLeaf<N>("T_out", cost.out, winogradSource));
}

/// Weights as they lie in memory, without biases: Winograd keeps them transformed.
template <class N> N deployedWeights(const OperatorOf<N>& op, const N& weights)
{
    return op.winogradTile ? formula::winogradWeights(weights, winogradSide(op)) : weights;
}

/// Elements that an operator stores, weights and biases; none when it shares them.
template <class N> std::pair<N, N> storedWeights(const OperatorOf<N>& op)
{
    if (op.sharesWeights) {
        return {N(0), N(0)};
    }
    return {deployedWeights(op, formula::weights(op.kind, op.sizes, op.weightParameters)),
            op.sizes.bias * op.sizes.copies};
}

template <class N> bool isPruned(const OperatorOf<N>& op)
{
    return valueOf(op.keptWeights) != 1 || valueOf(op.indexBits) != 0;
}

/// Bits that one place of a pruned matrix takes, kept·b + b_index: the weights that are left, and what says which.
template <class N> N prunedBits(const OperatorOf<N>& op, const N& bits) { return op.keptWeights * bits + op.indexBits; }

/// Weights and biases in their formats; of pruned weights what is kept, and where it belongs.
template <class N>
Bytes<N> storedBytes(const OperatorOf<N>& op, const StoredBits<N>& bits, const N& weights, const N& biases)
{
    const auto [format, biasFormat, activations] = op.formats;
    if (isPruned(op)) {
        const Bytes<N> kept = formula::bytes(weights, prunedBits(op, bits.ofWeights(format)));
        return valueOf(biases) == 0 ? kept : kept + formula::bytes(biases, bits.ofWeights(biasFormat));
    }
    return format == biasFormat || valueOf(biases) == 0
               ? formula::bytes(weights + biases, bits.ofWeights(format))
               : formula::bytes(weights, bits.ofWeights(format)) + formula::bytes(biases, bits.ofWeights(biasFormat));
}

/// What one execution reads of them. Only kernels that skip what is pruned read it as it is stored; others read what it
/// was unpacked to.
template <class N> Bytes<N> readWeights(const OperatorOf<N>& op, const StoredBits<N>& bits, const N& stored)
{
    const Sizes<N>& s = op.sizes;
    const N full = bits.ofWeights(op.formats.weights);
    const N each = op.skipsPruned ? prunedBits(op, full) : full;
    if ((op.formats.weights == op.formats.biases && !op.skipsPruned) || valueOf(s.bias) == 0) {
        return formula::bytes(formula::weightsRead(op.kind, s, stored), each);
    }
    Sizes<N> bare = s;
    bare.bias = N(0);
    return formula::bytes(formula::weightsRead(op.kind, bare, stored), each) +
           formula::bytes(s.bias * s.touched, bits.ofWeights(op.formats.biases));
}

/// Inputs up to so many are added up one by one in a derivation; of more it shows the largest.
inline constexpr std::uint32_t mostInputsWritten = 64;

/// The sum of `term(u)` over the inputs of an operator from `first` on. A derivation can be opened as long as lives
/// what the term was made from.
template <class N, class Term> N overInputs(const Operator& op, std::uint32_t first, Term term)
{
    if constexpr (std::is_same_v<N, Traced>) {
        if (op.inputCount > mostInputsWritten) {
            std::vector<double> values;
            for (std::uint32_t u = first; u < op.inputCount; ++u) {
                values.push_back(term(u).value());
            }
            return Traced::sum("j", values,
                               [term, first](std::size_t i) { return term(first + static_cast<std::uint32_t>(i)); });
        }
    }
    N sum(0);
    for (std::uint32_t u = first; u < op.inputCount; ++u) {
        sum = sum + term(u);
    }
    return sum;
}

/// Elements of activations that move to or from memory: what is kept on chip does not.
/// In patches, all of them read their part with its halo.
template <class N> N inputElements(const StageView<N>& stage, std::size_t index, const OperatorOf<N>& sized)
{
    const Stage& plain = stage.plain();
    const Operator& op = plain.operators[index];
    // In place, the first input is still in registers; gathered, it is not read in order.
    const std::uint32_t first = op.inPlace || op.gathered > 0 ? 1 : 0;
    return overInputs<N>(
        op, first,
        [stage, &plain, &op, rows = sized.sizes.hi, columns = sized.sizes.wi, readOfFirst = sized.readOfFirst](auto u) {
            const TensorId id = plain.uses[op.firstInput + u];
            if (id < 0 || plain.tensors[static_cast<std::size_t>(id)].onChip) {
                return N(0);
            }
            const std::uint32_t number = op.inputCount > 1 ? u + 1 : 0;
            const N all =
                isInPatches(op) ? stage.elementsOf(id, rows, columns, "_i", number) : stage.elements(id, "_i", number);
            return u == 0 && op.readOfFirst >= 0 ? smaller(readOfFirst, all) : all;
        });
}

/// Of a tensor that an operator makes, in patches all of them together.
template <class N> N madeElements(const StageView<N>& stage, const OperatorOf<N>& op, TensorId made)
{
    return isInPatches(op) ? stage.elementsOf(made, op.sizes.ho, op.sizes.wo, "_o") : stage.elements(made, "_o");
}

template <class N> N outputElements(const StageView<N>& stage, const OperatorOf<N>& op)
{
    const bool moves = op.output >= 0 && !stage.plain().tensors[static_cast<std::size_t>(op.output)].onChip;
    return moves ? madeElements(stage, op, op.output) + op.writtenInPlace : op.writtenInPlace;
}

/// Of a gradient so many times those of its kind; of an update so many of each parameter.
template <class N> Macs<N> gradientMacs(const OperatorOf<N>& op)
{
    return op.pass == Pass::Update ? Macs<N>(learnedWeights(op) * op.products)
                                   : op.products * formula::macs(op.kind, op.sizes);
}

/// Of an update, on every parameter; sums of gradients over positions are part of the products.
template <class N> Ops<N> updateWork(const OperatorOf<N>& op)
{
    return op.pass == Pass::Update ? Ops<N>(trainedElements(op) * op.sizes.perElement) : Ops<N>(N(0));
}

/// What moves for the gradients of the weights that are touched, or for the update of all.
template <class N> Bytes<N> updatedBytes(const OperatorOf<N>& op)
{
    const N elements =
        op.pass == Pass::Update ? trainedElements(op) : formula::weightsRead(op.kind, op.sizes, learnedWeights(op));
    return Bytes<N>(elements * op.perParameter);
}

/// Work and traffic of one operator.
template <class N>
void workOf(const StageView<N>& stage, std::size_t index, const Machine<N>& m, const Convention& convention,
            OperatorWork<N>& out)
{
    const auto& op = stage.op(index);
    const Sizes<N>& s = op.sizes;
    const bool counted = !op.sharesWeights && (!isTable(op.role) || convention.countEmbeddings);
    const N weights = formula::weights(op.kind, s, op.weightParameters);
    const N biases = convention.countBiases ? s.bias * s.copies : N(0);
    out.parameters = counted ? (isPruned(op) ? weights * op.keptWeights : weights) + biases : N(0);
    out.size = counted ? storedBytes(op, m, weights, biases) : Bytes<N>(N(0));
    out.macs = op.pass != Pass::Forward ? gradientMacs(op)
               : op.winogradTile        ? formula::winogradMacs(s, winogradTiles(op), winogradSide(op))
                                        : formula::macs(op.kind, s);
    out.elementwise = !convention.countElementwise      ? Ops<N>(N(0))
                      : op.pass >= Pass::WeightGradient ? updateWork(op)
                      : op.winogradTile                 ? winogradTransforms(op)
                                                        : formula::elementwise(op.kind, s);
    out.ops = formula::operations(out.macs, m.opsPerMac) + out.elementwise;
    out.weights = op.pass >= Pass::WeightGradient ? updatedBytes(op) : readWeights(op, m, deployedWeights(op, weights));
    const N activationBits = m.ofActivations(op.formats.activations);
    out.input = formula::bytes(named("inputs", inputElements<N>(stage, index, op)), activationBits);
    out.output = formula::bytes(named("outputs", outputElements(stage, op)), activationBits);
    const bool cached = readsCache(op.kind) && valueOf(s.cached) > 0 && valueOf(s.ci) > 0;
    out.kvRead = formula::bytes(cached ? formula::cachedElements(s) : N(0), m.cacheBits);
    out.kvWritten = formula::bytes(op.kvWritten, m.cacheBits);
    out.streamed = out.input + out.output + out.kvRead + out.kvWritten;
    out.irregular = formula::bytes(op.gathered + op.scattered, activationBits);
    out.bytes = out.weights + out.streamed + out.irregular;
    out.linked = valueOf(op.offloaded) > 0 ? out.weights * op.offloaded : Bytes<N>(N(0));
}

/// How long arithmetic takes: at the sparse peak where it leaves out what is pruned.
template <class N> Seconds<N> arithmeticTime(const Operator& op, const Machine<N>& m, const Ops<N>& work, const N& use)
{
    const auto stated = [](const auto& rate) { return valueOf(rate.inBaseUnits()) > 0; };
    const OpsPerSecond<N>& peak = op.skipsPruned && stated(m.sparsePeak) ? m.sparsePeak : m.peak;
    return stated(peak) ? formula::computeTime(work, peak, use) : Seconds<N>(N(0));
}

/// What the machine does in fact: what is skipped takes no energy.
template <class N>
Ops<N> doneWork(const StageView<N>& stage, std::size_t index, const OperatorWork<N>& out, const Ops<N>& work)
{
    return stage.plain().operators[index].skipsPruned
               ? formula::executed(out.macs * stage.op(index).keptWeights, out.elementwise)
               : work;
}

/// From launch to launch; an epilogue is launched together with its producer, and what works in patches for each.
template <class N> Seconds<N> launchTime(const StageView<N>& stage, std::size_t index, const Machine<N>& m)
{
    const Operator& op = stage.plain().operators[index];
    return op.inPlace ? Seconds<N>(N(0)) : isInPatches(op) ? stage.op(index).sizes.touched * m.overhead : m.overhead;
}

/// Time and energy of one operator whose work is known, on a device alone.
template <class N>
void timeAlone(const StageView<N>& stage, std::size_t index, const Machine<N>& m, OperatorWork<N>& out)
{
    const Operator& op = stage.plain().operators[index];
    // A rate that the machine does not state takes no time: findings say so. No result is infinite.
    const auto stated = [](const auto& rate) { return valueOf(rate.inBaseUnits()) > 0; };
    const auto transfer = [&](const Bytes<N>& bytes, const BytesPerSecond<N>& bandwidth, const N& use) {
        return stated(bandwidth) ? formula::transferTime(bytes, bandwidth, use) : Seconds<N>(N(0));
    };
    const auto kind = static_cast<std::size_t>(m.isTypical ? workKindOf(op) : WorkKind::Movement);
    const auto shareOf = [&m](const N& use, const N& share) { return m.isTypical ? use * share : use; };
    const N bandwidthUse = shareOf(m.bandwidthUse, m.bandwidthShare[kind]);
    const Ops<N> work = formula::executed(out.macs, out.elementwise);
    out.times.overhead = launchTime(stage, index, m);
    out.times.compute =
        named("t_compute", Unit::Seconds, arithmeticTime(op, m, work, shareOf(m.computeUse, m.computeShare[kind])));
    out.times.memory =
        named("t_memory", Unit::Seconds,
              transfer(out.weights, m.weightBandwidth, bandwidthUse) +
                  transfer(out.streamed, m.workingBandwidth, bandwidthUse) +
                  transfer(out.irregular, m.workingBandwidth, shareOf(m.irregularUse, m.bandwidthShare[kind])));
    if (op.offloaded > 0 && stated(m.hostLink)) {
        out.times.network = named("t_link", Unit::Seconds, formula::transferTime(out.linked, m.hostLink, N(1)));
    }
    out.time = formula::operatorTime(out.times);
    out.energyCompute = doneWork(stage, index, out, work) * m.energyPerOp;
    out.energyMovement =
        out.weights * m.weightEnergy + out.streamed * m.workingEnergy + out.irregular * m.workingEnergy;
    out.energyStatic = m.idle * out.time;
}

} // namespace ridge

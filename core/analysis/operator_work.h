// The cost of one operator, written once over the number type: values for evaluate(), derivations for the metrics.
// Not sums: see cost.h and metrics/facts.h.
#pragma once

#include "core/analysis/cost.h"
#include "core/formulas/formulas.h"
#include "core/levers/kernels.h"

#include <cmath>

namespace ridge {

/// A number of a formula that leads back to a parameter; a plain value when nothing is traced.
template <class N> N parameterLeaf(const char* id, const char* symbol, double value, Unit unit)
{
    if constexpr (std::is_same_v<N, double>) {
        return value;
    } else {
        return N::parameter(id, symbol, value, unit);
    }
}

/// A number of a formula that is known by its symbol alone.
template <class N> N symbolLeaf(const char* symbol, double value, Unit unit = Unit::Count)
{
    if constexpr (std::is_same_v<N, double>) {
        return value;
    } else {
        return N::leaf(symbol, value, unit);
    }
}

/// Every group of a grouped format stores one FP16 scale, as GGUF's Q4_0 does (18 bytes for 32 elements).
inline constexpr double groupScaleBits = 16;

/// Everything about the machine and the deployment that operator costs depend on.
template <class N = double> struct Machine {
    OpsPerMac<N> opsPerMac;
    N weightBits, activationBits, cacheBits;
    OpsPerSecond<N> peak;
    BytesPerSecond<N> weightBandwidth, workingBandwidth;
    N computeUse, bandwidthUse, irregularUse;
    Seconds<N> overhead;
    JoulesPerOp<N> energyPerOp;
    JoulesPerByte<N> weightEnergy, workingEnergy;
    Watts<N> idle;
};

/// The catalogue id of a level's parameters, by its role; empty for a level that has none.
inline std::string levelId(const Device& device, const MemoryLevel* level)
{
    if (!level) {
        return {};
    }
    return level == device.flash()        ? "device.flash"
           : level == device.mainMemory() ? "device.memory"
           : level == device.cache()      ? "device.cache"
                                          : "";
}

/// A number of the device that leads back to its parameter, where the catalogue has one for it.
template <class N> N deviceLeaf(const std::string& id, const char* symbol, double value, Unit unit)
{
    if constexpr (std::is_same_v<N, double>) {
        return value;
    } else {
        return id.empty() ? N::leaf(symbol, value, unit) : N::parameter(id, symbol, value, unit);
    }
}

/// Bits that one element takes as stored. `id` and `symbol` are the parameter's that chose the format.
template <class N> N elementBits(const char* id, const char* symbol, Precision precision, const Deployment& deployment)
{
    const PrecisionInfo info = infoOf(precision);
    if (precision == Precision::Stored) {
        return parameterLeaf<N>("deployment.stored_bits", symbol, deployment.storedBits, Unit::Bits);
    }
    if (!info.grouped) {
        return parameterLeaf<N>(id, symbol, info.bits, Unit::Bits);
    }
    const N element = parameterLeaf<N>(id, "b", info.bits, Unit::Bits);
    const N scale = symbolLeaf<N>("b_scale", groupScaleBits, Unit::Bits);
    const N group = parameterLeaf<N>("deployment.group_size", "G", deployment.groupSize, Unit::Count);
    return named(symbol, Unit::Bits, formula::groupedBits(element, scale, group));
}

template <class N = double> Machine<N> machineOf(const Evaluation& e)
{
    const Scenario& s = *e.scenario;
    const Deployment& d = s.deployment;
    const MemoryLevel* weights = e.weightLevel();
    const MemoryLevel* working = e.workingLevel();
    const auto bits = [&d](const char* id, const char* symbol, Precision p) {
        return elementBits<N>(id, symbol, p, d);
    };
    const auto level = [&](const MemoryLevel* l, const char* suffix, const char* symbol, double MemoryLevel::*field,
                           Unit unit) {
        const double value = l ? l->*field : 0.0;
        if constexpr (std::is_same_v<N, double>) {
            return value;
        } else {
            const std::string id = levelId(s.device, l);
            return deviceLeaf<N>(id.empty() ? id : id + suffix, symbol, value, unit);
        }
    };
    const auto rate = [&](const char* prefix, std::optional<Precision> p, const char* symbol, double value, Unit unit) {
        if constexpr (std::is_same_v<N, double>) {
            return value;
        } else {
            return deviceLeaf<N>(p ? prefix + std::string(infoOf(*p).id) : std::string(), symbol, value, unit);
        }
    };
    const bool split = weights != working;
    Machine<N> m;
    m.opsPerMac =
        OpsPerMac<N>(parameterLeaf<N>("convention.ops_per_mac", "FLOP/MAC", s.convention.opsPerMac, Unit::Count));
    m.weightBits = bits("deployment.weights", "b_w", d.weights);
    m.activationBits = bits("deployment.activations", "b_a", d.activations);
    m.cacheBits = bits("deployment.kv_cache", "b_kv", d.kvCache);
    m.peak = OpsPerSecond<N>(rate("device.peak.", e.computePrecision, "OPS", e.peak.inBaseUnits(), Unit::OpsPerSecond));
    m.weightBandwidth = BytesPerSecond<N>(
        level(weights, ".bandwidth", split ? "BW_w" : "BW", &MemoryLevel::bandwidth, Unit::BytesPerSecond));
    m.workingBandwidth = BytesPerSecond<N>(
        level(working, ".bandwidth", split ? "BW_a" : "BW", &MemoryLevel::bandwidth, Unit::BytesPerSecond));
    m.computeUse = parameterLeaf<N>("deployment.utilisation.compute", "U_c", d.computeUtilisation, Unit::Fraction);
    m.bandwidthUse =
        parameterLeaf<N>("deployment.utilisation.bandwidth", "U_m", d.bandwidthUtilisation, Unit::Fraction);
    m.irregularUse =
        parameterLeaf<N>("deployment.utilisation.irregular", "U_irr", d.irregularUtilisation, Unit::Fraction);
    m.overhead = Seconds<N>(parameterLeaf<N>("device.launch_overhead", "t_0", s.device.launchOverhead, Unit::Seconds));
    m.energyPerOp = JoulesPerOp<N>(rate("device.energy.", energyPrecision(s.device, e.computePrecision), "e_op",
                                        e.energyPerOp.inBaseUnits(), Unit::JoulesPerOp));
    m.weightEnergy = JoulesPerByte<N>(
        level(weights, ".energy", split ? "e_w" : "e_B", &MemoryLevel::energyPerByte, Unit::JoulesPerByte));
    m.workingEnergy = JoulesPerByte<N>(
        level(working, ".energy", split ? "e_a" : "e_B", &MemoryLevel::energyPerByte, Unit::JoulesPerByte));
    m.idle = Watts<N>(
        s.device.idlePower ? parameterLeaf<N>("device.idle_power", "P_idle", *s.device.idlePower, Unit::Watts) : N(0));
    return m;
}

/// The sizes of an operator, with their symbols when traced; as numbers they are its own.
template <class N = double>
auto sizesOf(const Operator& op) -> std::conditional_t<std::is_same_v<N, double>, const Sizes<N>&, Sizes<N>>
{
    if constexpr (std::is_same_v<N, double>) {
        return op.sizes;
    } else {
        const Sizes<>& s = op.sizes;
        const auto leaf = [](const char* symbol, double value) { return value == 1 ? N(1) : N::leaf(symbol, value); };
        Sizes<N> t;
        t.n = leaf("n", s.n);
        t.ci = leaf("c_i", s.ci), t.ti = leaf("t_i", s.ti), t.hi = leaf("h_i", s.hi), t.wi = leaf("w_i", s.wi);
        t.co = leaf("c_o", s.co), t.to = leaf("t_o", s.to), t.ho = leaf("h_o", s.ho), t.wo = leaf("w_o", s.wo);
        t.kt = leaf("k_t", s.kt), t.kh = leaf("k_h", s.kh), t.kw = leaf("k_w", s.kw), t.g = leaf("g", s.g);
        t.bias = s.bias == 0 ? N(0) : N::leaf("bias", s.bias);
        t.heads = leaf("H", s.heads), t.kvHeads = leaf("H_kv", s.kvHeads), t.headSize = leaf("d_h", s.headSize);
        // Attended on average and read from the cache: not the same under a window or when half is masked.
        t.queries = leaf("N_q", s.queries);
        t.context = leaf(op.kind == OperatorKind::LinearAttention ? "d_v" : "s", s.context);
        t.cached = leaf("s_kv", s.cached);
        if (op.kind == OperatorKind::AttentionScores || op.kind == OperatorKind::AttentionValues) {
            t.ci = leaf(s.ci == s.headSize ? "d_h" : "d_kv", s.ci); // of each position and head in the cache
        }
        if (op.kind == OperatorKind::VoxelConvolution) { // offsets of the kernel, and voxels of the output
            t.kh = leaf("K", s.kh), t.wo = leaf("V", s.wo);
        }
        t.perElement = leaf("ops/element", s.perElement);
        t.copies = leaf("N_e", s.copies),
        t.picked = leaf(op.kind == OperatorKind::VoxelConvolution ? "m" : "k", s.picked),
        t.touched = leaf("N_used", s.touched);
        return t;
    }
}

/// Outputs per side of a Winograd tile.
template <class N> N winogradSide(const Operator& op)
{
    return parameterLeaf<N>("deployment.winograd", "m", op.winogradTile, Unit::Count);
}

/// Winograd tiles of the output map of one image: those at the edge are computed in full.
template <class N> N winogradTiles(const Operator& op)
{
    const double side = op.winogradTile;
    return symbolLeaf<N>("⌈h_o/m⌉", std::ceil(op.sizes.ho / side)) *
           symbolLeaf<N>("⌈w_o/m⌉", std::ceil(op.sizes.wo / side));
}

template <class N> Ops<N> winogradTransforms(const Operator& op, const Sizes<N>& s)
{
    const WinogradCost cost = winogradCost(op.winogradTile);
    return formula::winogradTransforms(s, winogradTiles<N>(op), symbolLeaf<N>("T_in", cost.in),
                                       symbolLeaf<N>("T_out", cost.out));
}

/// Weights as they lie in memory, without biases: Winograd keeps them transformed.
template <class N> N deployedWeights(const Operator& op, const N& weights)
{
    return op.winogradTile ? formula::winogradWeights(weights, winogradSide<N>(op)) : weights;
}

/// Elements of weights an operator stores, biases included; zero when it shares them.
template <class N> N storedWeights(const Operator& op)
{
    if (op.sharesWeights) {
        return N(0);
    }
    const Sizes<N>& s = sizesOf<N>(op);
    const N given = op.weightParameters >= 0 ? symbolLeaf<N>("W", op.weightParameters) : N(-1);
    return deployedWeights(op, formula::weights(op.kind, s, given)) + s.bias * s.copies;
}

/// Work and traffic of one operator.
template <class N>
void workOf(const Stage& stage, const Operator& op, const Machine<N>& m, const Convention& convention,
            OperatorWork<N>& out)
{
    const Sizes<N>& s = sizesOf<N>(op);
    const N given = op.weightParameters >= 0 ? symbolLeaf<N>("W", op.weightParameters) : N(-1);
    const bool counted = !op.sharesWeights && (!op.isEmbedding || convention.countEmbeddings);
    const N weights = formula::weights(op.kind, s, given);
    out.parameters = !counted ? N(0) : convention.countBiases ? weights + s.bias * s.copies : weights;
    out.macs = op.winogradTile ? formula::winogradMacs(s, winogradTiles<N>(op), winogradSide<N>(op))
                               : formula::macs(op.kind, s);
    out.elementwise = !convention.countElementwise ? Ops<N>(N(0))
                      : op.winogradTile            ? winogradTransforms(op, s)
                                                   : formula::elementwise(op.kind, s);
    out.ops = formula::operations(out.macs, m.opsPerMac) + out.elementwise;
    const bool attends = op.kind == OperatorKind::AttentionScores || op.kind == OperatorKind::AttentionValues;
    out.weights = formula::bytes(formula::weightsRead(op.kind, s, deployedWeights(op, weights)), m.weightBits);
    // What an operator does not move is left out of its formula.
    const auto elements = [](const char* symbol, double count) {
        return count == 0 ? N(0) : symbolLeaf<N>(symbol, count);
    };
    out.input = formula::bytes(elements("inputs", inputElements(stage, op)), m.activationBits);
    out.output = formula::bytes(elements("outputs", outputElements(stage, op)), m.activationBits);
    const bool readsCache = attends && op.sizes.cached > 0 && op.sizes.ci > 0;
    out.kvRead = formula::bytes(readsCache ? formula::cachedElements(s) : N(0), m.cacheBits);
    out.kvWritten = formula::bytes(elements("KV written", op.kvWritten), m.cacheBits);
    out.streamed = out.input + out.output + out.kvRead + out.kvWritten;
    out.irregular =
        formula::bytes(elements("gathered", op.gathered) + elements("scattered", op.scattered), m.activationBits);
    out.bytes = out.weights + out.streamed + out.irregular;
}

/// Time and energy of one operator whose work is known.
template <class N> void timeOf(const Operator& op, const Machine<N>& m, OperatorWork<N>& out)
{
    // A rate that the machine does not state takes no time: findings say so. No result is infinite.
    const auto stated = [](const auto& rate) { return valueOf(rate.inBaseUnits()) > 0; };
    const auto transfer = [&](const Bytes<N>& bytes, const BytesPerSecond<N>& bandwidth, const N& use) {
        return stated(bandwidth) ? formula::transferTime(bytes, bandwidth, use) : Seconds<N>(N(0));
    };
    // An epilogue is launched together with its producer.
    const Seconds<N> overhead = op.inPlace ? Seconds<N>(N(0)) : m.overhead;
    out.compute = named("t_compute", Unit::Seconds,
                        stated(m.peak) ? formula::computeTime(out.ops, m.peak, m.computeUse) : Seconds<N>(N(0)));
    out.memory = named("t_memory", Unit::Seconds,
                       transfer(out.weights, m.weightBandwidth, m.bandwidthUse) +
                           transfer(out.streamed, m.workingBandwidth, m.bandwidthUse) +
                           transfer(out.irregular, m.workingBandwidth, m.irregularUse));
    out.time = formula::operatorTime(out.compute, out.memory, overhead);
    out.energyCompute = out.ops * m.energyPerOp;
    out.energyMovement =
        out.weights * m.weightEnergy + out.streamed * m.workingEnergy + out.irregular * m.workingEnergy;
    out.energyStatic = m.idle * out.time;
}

} // namespace ridge

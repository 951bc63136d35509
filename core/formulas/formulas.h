// The formulas of single operators and of the whole machine, each written once over the number type.
// Called with double they give values, with Traced their derivations. Not the catalogue of metrics.
#pragma once

#include "core/formulas/per_bound.h"
#include "core/program/program.h"
#include "core/quantity/quantity.h"
#include "core/quantity/traced.h"

namespace ridge::formula {

/// Share of r³ voxels that n points occupy when they fall anywhere: 1 − (1 − 1/r³)^n, at most n/r³. Source: the
/// expected number of occupied cells; corrections q.
template <class N> N occupancy(const N& points, const N& resolution)
{
    return N(1) - power(N(1) - N(1) / power(resolution, N(3)), points);
}

/// Keys or values read from the cache, elements: n·H_kv·s_kv·d_h. Source: corrections d.
template <class N> N cachedElements(const Sizes<N>& s) { return s.n * s.kvHeads * s.cached * s.ci; }

/// MACs of any operator kind.
template <class N> Macs<N> macs(OperatorKind kind, const Sizes<N>& s)
{
    return withKind(kind, [&s](auto row) { return decltype(row)::macs(s); });
}

/// Element-wise operations of any operator kind.
template <class N> Ops<N> elementwise(OperatorKind kind, const Sizes<N>& s)
{
    return withKind(kind, [&s](auto row) { return decltype(row)::elementwise(s); });
}

/// Weight elements without biases that exist, all copies. `given` is used where a kind cannot derive them.
template <class N> N weights(OperatorKind kind, const Sizes<N>& s, const N& given)
{
    return valueOf(given) >= 0 ? given : withKind(kind, [&s](auto row) { return decltype(row)::weights(s); });
}

/// Weight elements, biases included, that one execution reads of those `stored` (without biases): of a table only its
/// rows, of experts only those touched, (W / N_e + bias)·N_used.
template <class N> N weightsRead(OperatorKind kind, const Sizes<N>& s, const N& stored)
{
    if (withKind(kind, [](auto row) { return decltype(row)::isTable; })) {
        return s.n * s.ho * s.wo * s.co;
    }
    return (stored / s.copies + s.bias) * s.touched;
}

/// Winograd F(m×m, 3×3): (m + 2)² multiplies for each tile of m² outputs, channel by channel.
/// `tiles` cover the output map of one image. Source: Lavin and Gray 2016; corrections f.
template <class N> Macs<N> winogradMacs(const Sizes<N>& s, const N& tiles, const N& m)
{
    return Macs<N>(s.n * s.co * s.ci * tiles * ((m + N(2)) * (m + N(2))));
}

/// Transforms of Winograd tiles: T_in operations per tile and input channel, T_out per tile and output channel.
/// Source: Lavin and Gray 2016; corrections f.
template <class N> Ops<N> winogradTransforms(const Sizes<N>& s, const N& tiles, const N& in, const N& out)
{
    return Ops<N>(s.n * tiles * (s.ci * in + s.co * out));
}

/// Transformed 3×3 weights: (m + 2)²/9 times as many. Source: corrections f.
template <class N> N winogradWeights(const N& weights, const N& m)
{
    return weights * ((m + N(2)) * (m + N(2))) / N(9);
}

/// MACs to operations: the only bridge, 2 (or 1) operations per multiply-accumulate. Source: the sheet.
template <class N> Ops<N> operations(const Macs<N>& macs, const OpsPerMac<N>& perMac) { return macs * perMac; }

/// A machine's peak counts a fused multiply-add as two operations, whatever the convention counts it as.
inline constexpr double peakOpsPerMac = 2;

/// What a machine executes, as its peak counts it. Source: Williams et al. 2009; data sheets of devices.
template <class N> Ops<N> executed(const Macs<N>& macs, const Ops<N>& elementwise)
{
    return macs * OpsPerMac<N>(N(peakOpsPerMac)) + elementwise;
}

/// The same peak in the operations that the convention counts: what is shown beside counts.
template <class N> OpsPerSecond<N> countedPeak(const OpsPerSecond<N>& peak, const OpsPerMac<N>& perMac)
{
    const N& counted = perMac.inBaseUnits();
    return valueOf(counted) == peakOpsPerMac ? peak : peak * (counted / N(peakOpsPerMac));
}

/// Elements to bytes: elements·b / 8, b in bits. Source: the sheet.
template <class N> Bytes<N> bytes(const N& elements, const N& bits) { return Bytes<N>(elements * bits / N(8)); }

/// Bits per element when g elements share what is stored once a group: b + (b_scale + b_zero + b_outer / g_outer) / g,
/// the scale, its zero point, and its share of a scale of scales. Source: GGUF Q4_0, 4 + 16/32 = 4.5 bits; OCP MX v1.0,
/// 4 + 8/32; QLoRA (arXiv:2305.14314), 4 + (8 + 32/256)/64 = 4.127.
template <class N> N groupedBits(const N& bits, const N& shared, const N& group) { return bits + shared / group; }

/// Error power of rounding to B bits per square of the clip threshold: step s·2^(1−B), Δ²/12 = s²·4^(−B)/3, B in bits.
/// Source: Sakr et al. 2022, signed form.
template <class N> N roundingNoise(const N& bits) { return N(1) / (N(3) * power(N(4), bits)); }

/// One step of the OCTAV recursion: s' = E[|X|·1{|X| > s}] / (ε·P(0 < |X| ≤ s) + P(|X| > s)), ε the rounding noise.
/// Source: Sakr et al. 2022, eq. 6; corrections s.
template <class N> N octavStep(const N& tailMean, const N& noise, const N& inside, const N& outside)
{
    return tailMean / (noise * inside + outside);
}

/// J(s) = ε·s²·P(0 < |X| ≤ s) + E[(|X| − s)²·1{|X| > s}]: rounding inside the threshold, clipping outside.
/// A zero is a level of the signed grid and costs nothing. Source: Sakr et al. 2022; corrections s.
template <class N> N clippingError(const N& noise, const N& threshold, const N& inside, const N& tailExcess)
{
    return noise * (threshold * threshold) * inside + tailExcess;
}

/// The same with groups of G weights that each have a threshold of their own, s_G = min(s, M) with M the largest
/// magnitude of the group: nothing is clipped below s, and rounding costs ε·E[s_G²; 0 < |X| ≤ s_G]. That is ε times
/// s²·P(0 < |X| ≤ s) less D(s) = E[s² − M²; 0 < |X|, M ≤ s] = ∫₀ˢ 2t·P(0 < |X| ≤ t)·P(|X| ≤ t)^(G−1) dt, by parts over
/// the distribution of M. D is 0 for one threshold; without s, J = ε·E[M²], the min–max scales of most group formats.
/// Source: the above, with the maximum of G independent values (David and Nagaraja, Order Statistics, 2.1); a scale
/// of each block's largest magnitude as in Dettmers et al. 2022 (arXiv:2110.02861), clipped as in Sakr et al. 2022.
template <class N>
N groupedClippingError(const N& noise, const N& threshold, const N& inside, const N& saved, const N& tailExcess)
{
    return noise * ((threshold * threshold) * inside - saved) + tailExcess;
}

/// t_compute = ops / (peak·U_c). Source: DESIGN, conventions; Williams et al. 2009.
template <class N> Seconds<N> computeTime(const Ops<N>& ops, const OpsPerSecond<N>& peak, const N& utilisation)
{
    return ops / (peak * utilisation);
}

/// t = bytes / (BW·U_m). Source: the sheet, with a utilisation.
template <class N>
Seconds<N> transferTime(const Bytes<N>& bytes, const BytesPerSecond<N>& bandwidth, const N& utilisation)
{
    return bytes / (bandwidth * utilisation);
}

/// time = max(t_compute, t_memory, t_network) + overhead. Source: the sheet's latency, applied per operator.
template <class N> Seconds<N> operatorTime(const PerBound<Seconds<N>>& times)
{
    const N local = larger(times.compute.inBaseUnits(), times.memory.inBaseUnits());
    const N network = times.network.inBaseUnits();
    return Seconds<N>(valueOf(network) > 0 ? larger(local, network) : local) + times.overhead;
}

/// Ridge point: peak / bandwidth, FLOP per byte. Source: Williams et al. 2009.
template <class N> OpsPerByte<N> ridge(const OpsPerSecond<N>& peak, const BytesPerSecond<N>& bandwidth)
{
    return peak / bandwidth;
}

/// Cached elements per token: keys and values of all layers, 2·L·H_kv·d_h. Source: corrections d.
template <class N> N cachePerToken(const N& layers, const N& kvHeads, const N& headSize)
{
    return N(2) * layers * kvHeads * headSize;
}

/// Power × time with the sheet's factors: TDP·U·PUE·t. Source: the sheet (its Wh are these joules / 3600).
template <class N> Joules<N> tdpEnergy(const Watts<N>& tdp, const N& utilisation, const N& pue, const Seconds<N>& time)
{
    return tdp * utilisation * pue * time;
}

/// Joules in a kilowatt-hour, as a number of a formula.
template <class N> N kilowattHour()
{
    if constexpr (std::is_same_v<N, Traced>) {
        return Traced::leaf("1 kWh", joulesPerKilowattHour, Unit::Joules, "by definition: 1000 W for 3600 s");
    } else {
        return joulesPerKilowattHour;
    }
}

/// gCO2e = energy[kWh]·intensity. Source: the sheet; corrections j.
template <class N> Grams<N> carbon(const Joules<N>& energy, const N& gramsPerKilowattHour)
{
    return Grams<N>(energy.inBaseUnits() / kilowattHour<N>() * gramsPerKilowattHour);
}

/// USD = energy[kWh]·price. Source: the sheet.
template <class N> Dollars<N> cost(const Joules<N>& energy, const N& dollarsPerKilowattHour)
{
    return Dollars<N>(energy.inBaseUnits() / kilowattHour<N>() * dollarsPerKilowattHour);
}

/// Tokens that one round of speculative decoding yields: g proposals, each agreed to with probability a until the first
/// that is not, and one token of the model's own, (1 − a^(g+1)) / (1 − a). Source: Leviathan et al. 2023
/// (arXiv:2211.17192), eq. 1.
template <class N> N tokensPerRound(const N& acceptance, const N& draftTokens)
{
    if (valueOf(acceptance) >= 1) {
        return draftTokens + N(1); // its limit
    }
    return (N(1) - power(acceptance, draftTokens + N(1))) / (N(1) - acceptance);
}

/// Distinct experts that t tokens touch when each picks k of E at random: E·(1 − (1 − k/E)^t).
template <class N> N touchedExperts(const N& experts, const N& active, const N& tokens)
{
    return experts * (N(1) - power(N(1) - active / experts, tokens));
}

} // namespace ridge::formula

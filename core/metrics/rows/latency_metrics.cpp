#include "core/metrics/row.h"

namespace ridge {
namespace {

template <class N> Seconds<N> computeTime(const Facts<N>& f)
{
    const Ops<N> work = formula::executed(
        named("MACs", Unit::Macs, f.overStages(&Facts<N>::rankMacs, "MACs", Unit::Macs)),
        named("ops_elementwise", Unit::Ops, f.overStages(&Facts<N>::rankElementwise, "ops", Unit::Ops)));
    return formula::computeTime(work, f.machine.peak, f.machine.computeUse);
}

template <class N> Seconds<N> weightTime(const Facts<N>& f)
{
    return formula::transferTime(
        named("weights", Unit::Bytes, f.overStages(&Facts<N>::weightBytes, "weights", Unit::Bytes)),
        f.machine.weightBandwidth, f.machine.bandwidthUse);
}

template <class N> Seconds<N> activationTime(const Facts<N>& f)
{
    return formula::transferTime(
        named("activations", Unit::Bytes, f.overStages(&Facts<N>::streamedBytes, "activations", Unit::Bytes)),
        f.machine.workingBandwidth, f.machine.bandwidthUse);
}

template <class N> Seconds<N> irregularTime(const Facts<N>& f)
{
    return formula::transferTime(
        named("irregular", Unit::Bytes, f.overStages(&Facts<N>::irregularBytes, "irregular", Unit::Bytes)),
        f.machine.workingBandwidth, f.machine.irregularUse);
}

template <class N> Seconds<N> memoryTime(const Facts<N>& f)
{
    const Seconds<N> regular =
        named("T_activations", Unit::Seconds, activationTime(f)) + named("T_weights", Unit::Seconds, weightTime(f));
    return f.hasIrregular() ? regular + named("T_irregular", Unit::Seconds, irregularTime(f)) : regular;
}

void addRoofline(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"arithmetic_intensity", "Arithmetic intensity", "AI", Family::Latency, Unit::OpsPerByte,
         "Operations per byte moved in the stage that takes the most time: how often each byte is used on average."},
        RIDGE_FORMULA {
            if (f.isEmpty()) {
                return Answer<N>::none("nothing is moved");
            }
            const std::size_t stage = f.e.verdict.stage;
            Bytes<N> moved = named("weights", Unit::Bytes, f.weightBytes(stage)) +
                             named("activations", Unit::Bytes, f.streamedBytes(stage));
            if (f.hasIrregular()) {
                moved += named("irregular", Unit::Bytes, f.irregularBytes(stage));
            }
            if (valueOf(moved.inBaseUnits()) <= 0) {
                return Answer<N>::none("nothing is moved");
            }
            return named("OPs", Unit::Ops, f.rankOps(stage)) / named("bytes", Unit::Bytes, moved);
        }));
    rows.push_back(makeMetric(
        {"ridge_point", "Ridge point", "AI*", Family::Latency, Unit::OpsPerByte,
         "Peak over bandwidth: below it memory limits, above it arithmetic does.",
         "Williams et al. 2009, the roofline model; the cheat sheet has the rule reversed"},
        RIDGE_FORMULA { return formula::ridge(f.machine.countedPeak, f.machine.workingBandwidth); }));
    rows.push_back(makeMetric(
        {"ridge_distance", "Distance to the ridge", "", Family::Latency, Unit::Ratio,
         "How many times longer the limiting roof takes than the other one, in the stage that takes the most time.",
         "Williams et al. 2009, the roofline model; the cheat sheet has the rule reversed"},
        RIDGE_FORMULA {
            const std::size_t stage = f.e.verdict.stage;
            if (f.isEmpty() || f.e.stages[stage].totals.times.compute <= Seconds<>() ||
                f.e.stages[stage].totals.times.memory <= Seconds<>()) {
                return Answer<N>::none("only one of the two roofs takes time");
            }
            const N compute = named("Σt_compute", Unit::Seconds, f.computeTime(stage).inBaseUnits());
            const N memory = named("Σt_memory", Unit::Seconds, f.memoryTime(stage).inBaseUnits());
            return Answer<N>(larger(compute, memory) / smaller(compute, memory));
        }));
}

void addTimes(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"t_compute", "Compute time", "T_compute", Family::Latency, Unit::Seconds,
         "Time that all operations would take at the peak rate in use, if nothing else limited. Element-wise work is "
         "taken at the same rate, which vector units do not reach: a lower bound."},
        RIDGE_FORMULA { return computeTime(f); }));
    rows.push_back(makeMetric(
        {"t_weights", "Weight time", "T_weights", Family::Latency, Unit::Seconds,
         "All weight traffic at the bandwidth of the level that holds the weights."},
        RIDGE_FORMULA { return weightTime(f); }));
    rows.push_back(makeMetric(
        {"t_activations", "Activation time", "T_activations", Family::Latency, Unit::Seconds,
         "All activation and KV traffic at the working level's bandwidth."},
        RIDGE_FORMULA { return activationTime(f); }));
    rows.push_back(makeMetric(
        {"t_irregular", "Irregular time", "T_irregular", Family::Latency, Unit::Seconds,
         "All gathers and scatters at the working level's bandwidth, with their own utilisation.",
         "Liu et al. 2019 (arXiv:1907.03739): irregular access beside regular compute"},
        RIDGE_FORMULA {
            return f.hasIrregular() ? Answer<N>(irregularTime(f)) : Answer<N>::none("everything is moved in order");
        }));
    rows.push_back(makeMetric(
        {"t_memory", "Memory time", "T_memory", Family::Latency, Unit::Seconds,
         "Time to move all bytes: weights and activations one after the other."},
        RIDGE_FORMULA { return memoryTime(f); }));
    rows.push_back(makeMetric(
        {"latency_sheet", "Latency, whole model (the sheet)", "T_sheet", Family::Latency, Unit::Seconds,
         "max(T_compute, T_memory) over the whole model: as if all work overlapped perfectly."},
        RIDGE_FORMULA {
            return Answer<N>(larger(named("T_compute", Unit::Seconds, computeTime(f).inBaseUnits()),
                                    named("T_memory", Unit::Seconds, memoryTime(f).inBaseUnits())));
        }));
    rows.push_back(makeMetric(
        {"latency", "Latency", "T", Family::Latency, Unit::Seconds,
         "Time of one run, whole batch: the sum over the operators of max(compute, memory) + overhead. Of several "
         "devices that of the fullest rank, with its exchanges and what it waits for.",
         "the roofline of Williams et al. 2009, applied to every operator; whole models are summed, not overlapped"},
        RIDGE_FORMULA { return f.latency(); }));
}

void addTokenTimes(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"ttft", "Time to first token", "TTFT", Family::Latency, Unit::Seconds,
         "What a user waits until the first token appears: every stage up to and including prefill; of a prompt that "
         "is "
         "read in chunks, the steps until its turn is over.",
         "sum over the operators of prefill and of what comes before it", StageRole::Prefill},
        RIDGE_FORMULA {
            if (f.e.program.promptSteps > 0) {
                return Answer<N>(f.program().promptSteps * named("T_step", Unit::Seconds, f.timePerToken()));
            }
            return f.e.program.find(StageRole::Prefill)
                       ? Answer<N>(f.timeToFirstToken())
                       : Answer<N>::none("only language models generate tokens, and not while they are trained");
        }));
    rows.push_back(makeMetric(
        {"tpot", "Time per output token", "TPOT", Family::Latency, Unit::Seconds,
         "Mean latency of a decode step: its attention is taken at the mean context, which makes the sum exact. With "
         "speculative decoding a round of drafts and their check, over the tokens it yields.",
         "sum over the operators of one decode step", StageRole::Decode},
        RIDGE_FORMULA { return f.hasDecode() ? Answer<N>(f.timePerToken()) : Answer<N>::none(noDecode); }));
}

void addRates(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"throughput", "Throughput", "", Family::Latency, Unit::PerSecond,
         "Images or requests per second: batch over latency, of all devices together."},
        RIDGE_FORMULA {
            const Seconds<N> latency = f.latency();
            if (valueOf(latency.inBaseUnits()) <= 0) {
                return Answer<N>::none("nothing takes time");
            }
            return f.batch() / named("T", Unit::Seconds, latency);
        }));
    rows.push_back(makeMetric(
        {"tokens_per_second", "Tokens per second", "", Family::Latency, Unit::TokensPerSecond,
         "Aggregate decode rate of the whole batch: batch over time per token.",
         "1 / T_per-token of the cheat sheet, for all sequences of the batch", StageRole::Decode},
        RIDGE_FORMULA {
            return f.hasDecode() ? Answer<N>(f.batch() / named("TPOT", Unit::Seconds, f.timePerToken()))
                                 : Answer<N>::none(noDecode);
        }));
    rows.push_back(makeMetric(
        {"tokens_per_second_sheet", "Tokens per second, OPS·U / FLOPs per token (the sheet)", "R_sheet",
         Family::Latency, Unit::TokensPerSecond,
         "What arithmetic alone would allow; decoding is memory-bound until the batch is large.", "cheat sheet"},
        RIDGE_FORMULA {
            if (!f.hasDecode()) {
                return Answer<N>::none(noDecode);
            }
            const Ops<N> perToken = formula::operations(
                (named("MACs_decode", Unit::Macs, f.perOutputToken(&Facts<N>::macs, "MACs", Unit::Macs)) -
                 named("MACs_attention", Unit::Macs,
                       f.perOutputToken(&Facts<N>::attentionMacs, "MACs_attention", Unit::Macs))) /
                    f.batch(),
                f.machine.opsPerMac);
            if (valueOf(perToken.inBaseUnits()) <= 0) {
                return Answer<N>::none("a token takes no arithmetic");
            }
            return f.machine.countedPeak * f.machine.computeUse / named("FLOPs_token", Unit::Ops, perToken);
        }));
    rows.push_back(makeMetric(
        {"achieved_ops", "Achieved rate", "", Family::Latency, Unit::OpsPerSecond,
         "Operations over latency: what is reached of the peak."},
        RIDGE_FORMULA {
            const Seconds<N> latency = f.latency();
            if (valueOf(latency.inBaseUnits()) <= 0) {
                return Answer<N>::none("nothing takes time");
            }
            return named("OPs", Unit::Ops, f.overStages(&Facts<N>::ops, "OPs", Unit::Ops)) /
                   named("T", Unit::Seconds, latency);
        }));
}

} // namespace

void addLatencyMetrics(Metrics& rows)
{
    addTimes(rows);
    addTokenTimes(rows);
    addRates(rows);
    addRoofline(rows);
}

} // namespace ridge

#include "core/metrics/memory_facts.h"
#include "core/metrics/row.h"

namespace ridge {
namespace {

constexpr const char* steady =
    "steady state: requests alike that follow each other without a gap, each sequence of the "
    "batch by another";
constexpr const char* source = "continuous batching, Yu et al. 2022 (Orca); prompts in chunks, Agrawal et al. 2024 "
                               "(arXiv:2403.02310); pools, Zhong et al. 2024 (arXiv:2401.09670)";

/// Why a scenario serves nothing; null where it does.
template <class N> const char* whyNotServed(const Facts<N>& f)
{
    return !f.hasDecode() || !f.s.model.isDecoder() ? noDecode : nullptr;
}

template <class N> const char* whyNoPools(const Facts<N>& f)
{
    const char* why = whyNotServed(f);
    return why                                                          ? why
           : f.s.workload.serving != Serving::Pools                     ? "the same devices read prompts and generate"
           : !f.e.program.find(StageRole::Prefill)                      ? noDecode
           : f.e.latency() <= Seconds<>(f.e.stages.front().totals.time) ? "generating takes no time"
                                                                        : nullptr;
}

/// Reading the prompts of the whole batch.
template <class N> Seconds<N> promptTime(const Facts<N>& f)
{
    return named("T_prefill", Unit::Seconds, f.timeToFirstToken());
}

template <class N> Seconds<N> runTime(const Facts<N>& f) { return named("T", Unit::Seconds, f.latency()); }

template <class N> N outputTokens(const Facts<N>& f)
{
    return f.leaf("workload.output_tokens", "N_out", f.s.workload.outputTokens);
}

void addRates(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"served_tokens_per_second_request", "Tokens per second and request, served", "", Family::Latency,
         Unit::TokensPerSecond,
         "What one user sees where requests follow each other without a gap. Where generation waits while prompts of "
         "others are read, their time is part of it: tokens over the time of a run. Otherwise a token comes with "
         "every step.",
         source},
        RIDGE_FORMULA {
            if (const char* why = whyNotServed(f)) {
                return Answer<N>::none(why);
            }
            if (f.e.program.promptSteps > 0 || f.s.workload.serving == Serving::Pools) {
                return N(1) / named("TPOT", Unit::Seconds, f.timePerToken());
            }
            return outputTokens(f) / runTime(f);
        }));
    rows.push_back(makeMetric(
        {"served_tokens_per_second_device", "Tokens per second and device, served", "", Family::Latency,
         Unit::TokensPerSecond,
         "Generated tokens of all requests over the time that they and their prompts take of all devices. Pools of "
         "devices of their own for prompts do the same work: they even out the pace, not the rate.",
         source},
        RIDGE_FORMULA {
            if (const char* why = whyNotServed(f)) {
                return Answer<N>::none(why);
            }
            return f.batch() * outputTokens(f) / (f.program().devices * runTime(f));
        }));
    rows.push_back(makeMetric(
        {"prefill_share", "Share of prompts", "", Family::Latency, Unit::Percent,
         "Part of the time of a run in which prompts are read; of pools, the part of all devices that does so.",
         steady},
        RIDGE_FORMULA {
            if (const char* why = whyNotServed(f)) {
                return Answer<N>::none(why);
            }
            return f.e.program.promptSteps > 0 ? Answer<N>::none("prompts are read beside what is generated")
                                               : Answer<N>(promptTime(f) / runTime(f));
        }));
}

void addPools(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"pool_ratio", "Devices that read prompts, for each that generates", "", Family::Latency, Unit::Ratio,
         "Pools of this size keep up with each other: the time that prompts take over the time that their answers "
         "take.",
         source},
        RIDGE_FORMULA {
            if (const char* why = whyNoPools(f)) {
                return Answer<N>::none(why);
            }
            return Answer<N>(promptTime(f) / (runTime(f) - promptTime(f)));
        }));
    rows.push_back(makeMetric(
        {"cache_transfer", "Time to hand a prompt's cache over", "", Family::Latency, Unit::Seconds,
         "What one prompt has cached goes from the devices that read it to those that answer, over the network between "
         "nodes, every rank its part: a wait before the second token, beside which others are served.",
         source},
        RIDGE_FORMULA {
            if (const char* why = whyNoPools(f)) {
                return Answer<N>::none(why);
            }
            const Bytes<N> cache =
                named("M_KV", Unit::Bytes, cacheAfter(f, f.program().prompt)) / f.program().sequences;
            const Link<N> network = linksOf<N>(f.s).between;
            return Answer<N>(network.latency + cache / network.rate);
        }));
}

} // namespace

void addServingMetrics(Metrics& rows)
{
    addRates(rows);
    addPools(rows);
}

} // namespace ridge

#include "core/metrics/row.h"

namespace ridge {
namespace {

constexpr const char* noDecode =
    "no tokens are generated: the model is no decoder, the output is empty, or it is trained";

/// MACs of one decode step for one sequence, without attention over the cache.
template <class N> Macs<N> macsPerToken(const Facts<N>& f)
{
    const Macs<N> step = named("MACs_decode", Unit::Macs, f.perOutputToken(&Facts<N>::macs, "MACs", Unit::Macs));
    const Macs<N> attention = f.perOutputToken(&Facts<N>::attentionMacs, "MACs_attention", Unit::Macs);
    return (step - named("MACs_attention", Unit::Macs, attention)) / f.batch();
}

template <class N> Answer<N> winogradMacs(const Facts<N>& f)
{
    if (f.s.deployment.winograd != Winograd::None && !f.keepsCache()) {
        return Answer<N>::none("the deployment computes with Winograd already: see the MACs");
    }
    // F(2×2, 3×3): 16 multiplies instead of 36 for each tile of four outputs.
    const Macs<N> fast = named("MACs_3×3", Unit::Macs, f.overStages(&Facts<N>::winogradEligible, "MACs", Unit::Macs));
    if (valueOf(fast.inBaseUnits()) <= 0) {
        return Answer<N>::none("no dense 3×3 convolution with stride 1");
    }
    const Macs<N> all = named("MACs", Unit::Macs, f.overStages(&Facts<N>::macs, "MACs", Unit::Macs));
    return all - fast + fast * N(16) / N(36);
}

void addTokenMetrics(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"macs_per_token", "MACs per token", "", Family::Compute, Unit::Macs,
         "One decode step of one sequence without attention over the cache.",
         "Kaplan et al. 2020 (arXiv:2001.08361), counted operator by operator"},
        RIDGE_FORMULA { return f.hasDecode() ? Answer<N>(macsPerToken(f)) : Answer<N>::none(noDecode); }));
    rows.push_back(makeMetric(
        {"flops_per_token", "FLOPs per token", "", Family::Compute, Unit::Ops,
         "One decode step of one sequence without attention over the cache: 2 per MAC.",
         "Kaplan et al. 2020 (arXiv:2001.08361), counted operator by operator"},
        RIDGE_FORMULA {
            if (!f.hasDecode()) {
                return Answer<N>::none(noDecode);
            }
            return formula::operations(named("MACs_token", Unit::Macs, macsPerToken(f)), f.machine.opsPerMac);
        }));
}

void addSheetRules(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"flops_per_token_sheet", "FLOPs per token, 6·L·d² (the sheet)", "FLOPs_sheet", Family::Compute, Unit::Ops,
         "The sheet's heuristic; 4 times too small for a forward pass: 24·L·d² with multi-head attention.",
         "cheat sheet"},
        RIDGE_FORMULA {
            const ArchitectureOf<N>& a = f.program().architecture;
            return a.width ? Answer<N>(N(6) * *a.layers * (*a.width * *a.width))
                           : Answer<N>::none("a rule for decoder models");
        }));
    rows.push_back(makeMetric(
        {"parameters_sheet", "Parameters, V·d + 12·L·d² (the sheet)", "W_sheet", Family::Compute, Unit::Count,
         "The sheet's estimate, exact only for GPT-2-like blocks.", "cheat sheet"},
        RIDGE_FORMULA {
            const ArchitectureOf<N>& a = f.program().architecture;
            return a.width ? Answer<N>(*a.vocabulary * *a.width + N(12) * *a.layers * (*a.width * *a.width))
                           : Answer<N>::none("a rule for decoder models");
        }));
}

void addPartMetrics(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"attention_macs", "Attention MACs", "", Family::Compute, Unit::Macs,
         "Scores and values over all positions; the part that grows with the context.",
         "2·N_q·s·H·d_h MACs per layer: jax-ml/scaling-book, transformers"},
        RIDGE_FORMULA {
            const Macs<N> attention = f.overStages(&Facts<N>::attentionMacs, "MACs", Unit::Macs);
            if (valueOf(attention.inBaseUnits()) <= 0) {
                return Answer<N>::none("the model has no attention");
            }
            return attention;
        }));
    rows.push_back(makeMetric(
        {"active_parameters", "Active parameters", "", Family::Compute, Unit::Count,
         "Parameters that work on one token: for mixtures of experts fewer than all.",
         "k of N_e routed experts, and everything else"},
        RIDGE_FORMULA {
            return f.hasExperts() ? Answer<N>(f.activeParameters())
                                  : Answer<N>::none("every parameter is active: no mixture of experts");
        }));
}

} // namespace

void addComputeMetrics(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"macs", "MACs", "MACs", Family::Compute, Unit::Macs,
         "Multiply-accumulates of all operators, all stages and the whole batch."},
        RIDGE_FORMULA { return f.overStages(&Facts<N>::macs, "MACs", Unit::Macs); }));
    rows.push_back(makeMetric(
        {"flops", "FLOPs", "FLOPs", Family::Compute, Unit::Ops,
         "MACs in operations: 2 per MAC unless the convention says 1."},
        RIDGE_FORMULA {
            return formula::operations(named("MACs", Unit::Macs, f.overStages(&Facts<N>::macs, "MACs", Unit::Macs)),
                                       f.machine.opsPerMac);
        }));
    rows.push_back(makeMetric(
        {"elementwise_ops", "Element-wise operations", "", Family::Compute, Unit::Ops,
         "Norms, softmax, activations, additions and pooling, counted apart from MACs.",
         "operations per element, see the operator table"},
        RIDGE_FORMULA { return f.overStages(&Facts<N>::elementwise, "ops", Unit::Ops); }));
    rows.push_back(makeMetric(
        {"ops", "Operations", "OPs", Family::Compute, Unit::Ops,
         "All arithmetic, of whatever number format: FLOPs and element-wise operations together."},
        RIDGE_FORMULA { return f.overStages(&Facts<N>::ops, "OPs", Unit::Ops); }));
    addTokenMetrics(rows);
    addSheetRules(rows);
    addPartMetrics(rows);
    rows.push_back(makeMetric(
        {"winograd_macs", "MACs with Winograd F(2×2, 3×3)", "", Family::Compute, Unit::Macs,
         "Multiplies left when every dense 3×3 convolution with stride 1 uses Winograd: 2.25 times fewer in those.",
         "cheat sheet; Lavin and Gray 2016 (arXiv:1509.09308)"},
        RIDGE_FORMULA { return winogradMacs(f); }));
}

} // namespace ridge

#include "core/levers/training/kept_results.h"

#include "core/formulas/formulas.h"

#include <algorithm>

namespace ridge {
namespace {

constexpr double statisticBytes = 4; // of each row of scores that fused attention normalised, in FP32

/// Makes of a tensor what all others read: no reader beside them.
template <class N> bool isInPlaceExchange(const OperatorOf<N>& op) { return isExchange(op.kind) && op.output < 0; }

template <class N> bool sameShape(const TensorOf<N>& a, const TensorOf<N>& b)
{
    return valueOf(a.c) == valueOf(b.c) && valueOf(a.elements()) == valueOf(b.elements());
}

} // namespace

template <class N>
KeptResults<N>::KeptResults(const StageOf<N>& stage, const Scenario& scenario, const N& blocksTogether, bool receives)
    : m_stage(stage), m_makers(stage.tensors.size(), -1), m_readers(stage.tensors.size()),
      m_needs(stage.tensors.size()), m_wanted(stage.tensors.size()), m_remade(stage.tensors.size()),
      m_onChip(stage.tensors.size()), m_rerun(stage.operators.size()), m_beside(stage.operators.size(), N(0)),
      m_share(stage.tensors.size(), N(0))
{
    for (std::size_t i = 0; i < stage.operators.size(); ++i) {
        const OperatorOf<N>& op = stage.operators[i];
        if (op.output >= 0 && m_makers[index(op.output)] < 0) {
            m_makers[index(op.output)] = static_cast<std::int32_t>(i);
        }
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            if (inputOf(op, u) >= 0 && !isInPlaceExchange(op)) {
                ++m_readers[index(inputOf(op, u))];
            }
        }
    }
    findRuns();
    findNeeds(receives);
    findWanted();
    carryWanted();
    for (std::size_t i = 0; i < stage.operators.size(); ++i) {
        if (stage.operators[i].kind == OperatorKind::AttentionScores) {
            remakeScores(i, scenario);
        }
    }
    remakeBlocks(scenario, blocksTogether);
    findMasks(scenario);
}

template <class N> void KeptResults<N>::findRuns()
{
    for (std::size_t i = 0; i < m_stage.operators.size(); ++i) {
        if (i == 0 || m_stage.operators[i].block != m_stage.operators[i - 1].block) {
            m_runs.push_back({i, i});
        }
        m_runs.back().end = i + 1;
    }
}

template <class N> bool KeptResults<N>::anyInputNeeds(const OperatorOf<N>& op) const
{
    for (std::uint32_t u = 0; u < op.inputCount; ++u) {
        if (needs(inputOf(op, u))) {
            return true;
        }
    }
    return false;
}

/// Token ids have no gradient; what another stage computed has.
template <class N> void KeptResults<N>::findNeeds(bool receives)
{
    for (std::size_t t = 0; t < m_stage.tensors.size(); ++t) {
        const TensorOf<N>& tensor = m_stage.tensors[t];
        m_needs[t] = receives && tensor.role == TensorRole::Input && valueOf(tensor.c) > 1;
    }
    for (const OperatorRun& run : m_runs) {
        spreadNeeds(run);
        if (carryNeeds(run)) {
            spreadNeeds(run);
        }
    }
}

template <class N> bool KeptResults<N>::spreadNeeds(const OperatorRun& run)
{
    bool any = false;
    for (std::size_t i = run.begin; i < run.end; ++i) {
        const OperatorOf<N>& op = m_stage.operators[i];
        if (op.output >= 0 && (learns(op) || anyInputNeeds(op))) {
            m_needs[index(op.output)] = any = true;
        }
    }
    return any;
}

/// What enters a run of operators from before it, and what leaves it.
template <class N>
std::pair<std::vector<TensorId>, std::vector<TensorId>> KeptResults<N>::boundary(const OperatorRun& run) const
{
    std::pair<std::vector<TensorId>, std::vector<TensorId>> found;
    std::vector<std::uint32_t> inside(m_stage.tensors.size());
    const auto isInside = [&](TensorId id) {
        const std::int32_t maker = m_makers[index(id)];
        return maker >= static_cast<std::int32_t>(run.begin) && maker < static_cast<std::int32_t>(run.end);
    };
    for (std::size_t i = run.begin; i < run.end; ++i) {
        const OperatorOf<N>& op = m_stage.operators[i];
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            const TensorId id = inputOf(op, u);
            if (id >= 0 && !isInPlaceExchange(op) && ++inside[index(id)] == 1 && !isInside(id)) {
                found.first.push_back(id);
            }
        }
    }
    for (std::size_t i = run.begin; i < run.end; ++i) {
        const TensorId id = m_stage.operators[i].output;
        const bool leaves = id >= 0 && (m_readers[index(id)] > inside[index(id)] ||
                                        m_stage.tensors[index(id)].role == TensorRole::Output);
        if (leaves) {
            found.second.push_back(id);
        }
    }
    return found;
}

/// From one repetition of a block to the next: what leaves it goes in again.
template <class N> bool KeptResults<N>::carryNeeds(const OperatorRun& run)
{
    if (valueOf(m_stage.operators[run.begin].count) <= 1) {
        return false;
    }
    const auto [enter, leave] = boundary(run);
    bool changed = false;
    for (const TensorId in : enter) {
        for (const TensorId out : leave) {
            if (needs(out) && !needs(in) && sameShape(m_stage.tensors[index(in)], m_stage.tensors[index(out)])) {
                m_needs[index(in)] = changed = true;
            }
        }
    }
    return changed;
}

template <class N> void KeptResults<N>::carryWanted()
{
    for (const OperatorRun& run : m_runs) {
        if (valueOf(m_stage.operators[run.begin].count) <= 1) {
            continue;
        }
        const auto [enter, leave] = boundary(run);
        for (const TensorId in : enter) {
            for (const TensorId out : leave) {
                const bool isSame = sameShape(m_stage.tensors[index(in)], m_stage.tensors[index(out)]);
                if (m_wanted[index(in)] && isSame) {
                    want(out, m_share[index(in)]);
                }
            }
        }
    }
}

template <class N> bool KeptResults<N>::needsInputs(std::size_t i) const
{
    const OperatorOf<N>& op = m_stage.operators[i];
    const Backward row = backwardOf(op.kind);
    const bool ofWeights = learnsWeights(op) && row.weightGradient > 0;
    const bool ofInputs = row.inputGradient == 0 && (anyInputNeeds(op) || learnsWeights(op));
    return row.keepsInput && !op.keepsNothing && (ofWeights || ofInputs);
}

/// What the gradients of each operator are made from.
template <class N> void KeptResults<N>::findWanted()
{
    for (std::size_t i = 0; i < m_stage.operators.size(); ++i) {
        const OperatorOf<N>& op = m_stage.operators[i];
        const Backward row = backwardOf(op.kind);
        const bool isProduct = row.inputGradient > 1; // each factor's gradient needs the other factor
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            const TensorId id = inputOf(op, u);
            bool wanted = needsInputs(i);
            for (std::uint32_t other = 0; isProduct && other < op.inputCount; ++other) {
                wanted = wanted || (other != u && needs(inputOf(op, other)));
            }
            if (id >= 0 && wanted) {
                want(id, row.weightGradient > 0 && row.inputGradient < 2 ? op.learnedShare : N(1));
            }
        }
        if (op.output >= 0 && row.keepsOutput && !op.keepsNothing && anyInputNeeds(op)) {
            want(op.output, N(1));
        }
    }
}

/// The largest share that anybody asks for. What was gathered from parts is gathered again.
template <class N> void KeptResults<N>::want(TensorId id, const N& share)
{
    const std::int32_t maker = m_makers[index(id)];
    if (maker >= 0 && m_stage.operators[static_cast<std::size_t>(maker)].kind == OperatorKind::AllGather) {
        m_remade[index(id)] = m_rerun[static_cast<std::size_t>(maker)] = true;
        want(inputOf(m_stage.operators[static_cast<std::size_t>(maker)], 0), share);
    }
    N& now = m_share[index(id)];
    now = valueOf(share) > valueOf(now) ? share : now;
    m_wanted[index(id)] = true;
}

template <class N> bool KeptResults<N>::isPrivate(TensorId id) const
{
    return id >= 0 && m_readers[index(id)] == 1 && m_stage.tensors[index(id)].role == TensorRole::Activation;
}

/// From the scores to their product with the values. Fused, none of it is ever in memory and backward computes it again
/// from queries, keys and the statistics of each row (Dao et al. 2022, arXiv:2205.14135); selective recomputation runs
/// the whole core once more (Korthikanti et al. 2022, arXiv:2205.05198).
template <class N> void KeptResults<N>::remakeScores(std::size_t scores, const Scenario& scenario)
{
    const bool isFused = scenario.deployment.fusion == Fusion::Attention;
    const bool isSelective = scenario.training.recomputation == Recomputation::Selective;
    if (!isFused && !isSelective) {
        return;
    }
    std::vector<std::size_t> chain{scores};
    for (std::size_t i = scores + 1; i < m_stage.operators.size() && isPrivate(m_stage.operators[chain.back()].output);
         ++i) {
        const OperatorOf<N>& op = m_stage.operators[i];
        const TensorId made = m_stage.operators[chain.back()].output;
        const auto first = m_stage.uses.begin() + op.firstInput;
        if (std::find(first, first + op.inputCount, made) == first + op.inputCount) {
            continue;
        }
        chain.push_back(i);
        if (op.kind == OperatorKind::AttentionValues) {
            break;
        }
        if (!isEpilogue(op.kind) && op.kind != OperatorKind::Reshape) {
            return;
        }
    }
    const std::size_t last = chain.back();
    if (m_stage.operators[last].kind != OperatorKind::AttentionValues) {
        return;
    }
    const bool isWanted = needs(m_stage.operators[last].output);
    for (const std::size_t i : chain) {
        const OperatorOf<N>& op = m_stage.operators[i];
        m_rerun[i] = isWanted && (!isFused || i != last);
        if (i != last) {
            m_remade[index(op.output)] = true;
            m_onChip[index(op.output)] = isFused;
        }
        if (isFused && op.kind == OperatorKind::Softmax && isWanted) {
            const Sizes<N>& s = m_stage.operators[scores].sizes;
            m_beside[i] = N(statisticBytes) * s.n * s.heads * s.queries;
        }
    }
}

/// All of a block but what leaves it.
template <class N> void KeptResults<N>::remakeBlocks(const Scenario& scenario, const N& blocksTogether)
{
    const Recomputation chosen = scenario.training.recomputation;
    if (chosen != Recomputation::Full && chosen != Recomputation::Every) {
        return;
    }
    if (chosen == Recomputation::Every) {
        m_together = blocksTogether;
    }
    for (const OperatorRun& run : m_runs) {
        bool isWanted = false;
        for (std::size_t i = run.begin; i < run.end; ++i) {
            isWanted = isWanted || needs(m_stage.operators[i].output);
        }
        if (m_stage.operators[run.begin].block == 0 || !isWanted) {
            continue;
        }
        const auto [enter, leave] = boundary(run);
        for (const TensorId id : enter) {
            want(id, N(1));
        }
        for (std::size_t i = run.begin; i < run.end; ++i) {
            const TensorId made = m_stage.operators[i].output;
            m_rerun[i] = !isExchange(m_stage.operators[i].kind) || m_stage.operators[i].inputCount > 0; // weights stay
            m_beside[i] = N(0);
            if (made >= 0 && std::find(leave.begin(), leave.end(), made) == leave.end()) {
                m_remade[index(made)] = true;
            }
        }
        for (const TensorId id : leave) { // into the next repetition, or that of so many
            m_wanted[index(id)] = true;
            const N& count = m_stage.operators[run.begin].count;
            m_share[index(id)] = valueOf(m_together) > 1 ? roundedUp(count / together(run)) / count : N(1);
        }
    }
}

/// One byte of each element that a dropout passes or not, unless it can be drawn again.
template <class N> void KeptResults<N>::findMasks(const Scenario& scenario)
{
    if (!scenario.training.dropout) {
        return;
    }
    for (std::size_t i = 0; i < m_stage.operators.size(); ++i) {
        const OperatorOf<N>& op = m_stage.operators[i];
        if (op.isDropout && needs(op.output) && !m_rerun[i] && !isOnChip(op.output)) {
            m_beside[i] = m_stage.tensors[index(op.output)].elements();
        }
    }
}

template class KeptResults<double>;
template class KeptResults<Traced>;

} // namespace ridge

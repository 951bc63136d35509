// Which results of a forward stage its backward pass needs: kept in memory until then, or computed again.
// Not the gradients: see gradient_stage.h.
#pragma once

#include "core/levers/training/learning.h"
#include "core/program/program.h"
#include "core/scenario/scenario.h"

#include <utility>
#include <vector>

namespace ridge {

/// Operators in a row that belong to one block, or to none.
struct OperatorRun {
    std::size_t begin, end;
};

template <class N> class KeptResults {
public:
    /// `receives`: gradients of the inputs are asked for, by a stage before.
    KeptResults(const StageOf<N>& stage, const Scenario& scenario, const N& blocksTogether, bool receives);

    const std::vector<OperatorRun>& runs() const { return m_runs; }
    /// Whether the gradient of a tensor is asked for.
    bool needs(TensorId id) const { return id >= 0 && m_needs[index(id)]; }
    bool isKept(TensorId id) const { return id >= 0 && m_wanted[index(id)] && !m_remade[index(id)]; }
    /// Computed again, so that it is there when its block's gradients are.
    bool isRemade(TensorId id) const { return id >= 0 && m_remade[index(id)]; }
    /// Never in memory, neither forward nor backward: what attention fused keeps on chip.
    bool isOnChip(TensorId id) const { return id >= 0 && m_onChip[index(id)]; }
    bool isRerun(std::size_t op) const { return m_rerun[op]; }
    /// Masks and statistics beside its result, bytes.
    const N& bytesBeside(std::size_t op) const { return m_beside[op]; }
    /// Of what is made of a tensor so much is kept.
    const N& share(TensorId id) const { return m_share[index(id)]; }
    /// Repetitions of a block that are computed again at once.
    N together(const OperatorRun& run) const
    {
        const N& count = m_stage.operators[run.begin].count;
        return valueOf(count) > 1 && valueOf(m_together) > 1 ? smaller(m_together, count) : N(1);
    }
    std::uint32_t readers(TensorId id) const { return m_readers[index(id)]; }
    /// Which inputs the gradient of another needs, or of the weights.
    bool needsInputs(std::size_t op) const;

private:
    static std::size_t index(TensorId id) { return static_cast<std::size_t>(id); }
    TensorId inputOf(const OperatorOf<N>& op, std::uint32_t u) const { return m_stage.uses[op.firstInput + u]; }
    bool anyInputNeeds(const OperatorOf<N>& op) const;
    bool isPrivate(TensorId id) const;

    void findRuns();
    void findNeeds(bool receives);
    bool spreadNeeds(const OperatorRun& run);
    bool carryNeeds(const OperatorRun& run);
    std::pair<std::vector<TensorId>, std::vector<TensorId>> boundary(const OperatorRun& run) const;
    void want(TensorId id, const N& share);
    void findWanted();
    void carryWanted();
    void remakeBlocks(const Scenario& scenario, const N& blocksTogether);
    void remakeScores(std::size_t scores, const Scenario& scenario);
    void findMasks(const Scenario& scenario);

    const StageOf<N>& m_stage;
    std::vector<OperatorRun> m_runs;
    std::vector<std::int32_t> m_makers; // by tensor: operator, −1: none
    std::vector<std::uint32_t> m_readers;
    std::vector<char> m_needs, m_wanted, m_remade, m_onChip; // by tensor
    std::vector<char> m_rerun;                               // by operator
    std::vector<N> m_beside, m_share;                        // by operator, by tensor
    N m_together{1};
};

} // namespace ridge

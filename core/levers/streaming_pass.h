// Runs the first operators of a stage on the rows of a map that are new, with those of before that their kernels still
// see kept between runs. Not the lever's words: see rows/memory/streaming.cpp.
#pragma once

#include "core/levers/first_operators.h"
#include "core/levers/patches.h"

#include <map>
#include <vector>

namespace ridge {

template <class N> class StreamingPass {
public:
    /// `rows`: of the last map that arrive in each run.
    StreamingPass(StageOf<N>& stage, const N& rows) : m_stage(stage), m_rows(rows) {}

    /// Whether there was anything to run on new rows alone.
    bool run()
    {
        std::size_t end = 0;
        while (end < m_stage.operators.size() && looksNearby(m_stage.operators[end]) &&
               !isInPatches(m_stage.operators[end])) {
            ++end;
        }
        for (; end > 0; --end) { // what runs in an epilogue stays with its kernel
            const bool cutsKernel = end < m_stage.operators.size() && m_stage.operators[end].inPlace;
            m_last = cutsKernel ? -1 : onlyMapBehind(m_stage, end);
            if (m_last >= 0 && valueOf(map(m_last).h) > valueOf(m_rows)) {
                streamUpTo(end);
                return true;
            }
        }
        return false;
    }

private:
    TensorOf<N>& map(TensorId id) { return m_stage.tensors[static_cast<std::size_t>(id)]; }

    void streamUpTo(std::size_t end)
    {
        m_new.emplace(m_last, m_rows);
        for (std::size_t i = end; i-- > 0;) {
            stream(m_stage.operators[i]);
        }
        keepLast(end);
        for (const auto& [id, rows] : m_new) {
            if (id != m_last) {
                map(id).h = rows;
            }
        }
    }

    /// As many outputs as are wanted, from as many inputs as that takes; what they need of earlier ones was kept.
    void stream(OperatorOf<N>& op)
    {
        Sizes<N>& s = op.sizes;
        const auto made = m_new.find(op.output >= 0 ? op.output : op.result);
        const N rows = made == m_new.end() ? m_rows : made->second;
        const N stride = valueOf(s.hi) == valueOf(s.ho) ? N(1) : roundedUp(s.hi / s.ho);
        const N seen = slidingSize(op, s.kh);
        if (valueOf(seen) > valueOf(stride)) {
            keepRows(op, seen - stride);
        }
        s.ho = rows, s.hi = rows * stride;
        for (const TensorId id : {op.output, op.result, op.workspace}) {
            if (id >= 0 && map(id).role == TensorRole::Activation) {
                m_new.emplace(id, rows);
            }
        }
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            const TensorId id = m_stage.uses[op.firstInput + u];
            if (id >= 0 && map(id).role != TensorRole::State) {
                m_new.emplace(id, s.hi);
            }
        }
    }

    /// Rows of its first input stay for the next run: they are read with the new ones, and replaced.
    void keepRows(OperatorOf<N>& op, const N& rows)
    {
        TensorOf<N> kept = map(m_stage.uses[op.firstInput]);
        kept.h = rows, kept.role = TensorRole::State, kept.onChip = false;
        op.writtenInPlace = kept.elements();
        kept.n = kept.n * op.count; // each repetition has its own
        const auto id = static_cast<TensorId>(m_stage.tensors.size());
        m_stage.tensors.push_back(kept);
        const std::vector<TensorId> inputs(m_stage.uses.begin() + op.firstInput,
                                           m_stage.uses.begin() + op.firstInput + op.inputCount);
        op.firstInput = static_cast<std::uint32_t>(m_stage.uses.size());
        m_stage.uses.insert(m_stage.uses.end(), inputs.begin(), inputs.end());
        m_stage.uses.push_back(id);
        ++op.inputCount;
    }

    /// The last map is there as a whole: its new rows take the place of its oldest.
    void keepLast(std::size_t end)
    {
        for (std::size_t i = 0; i < end; ++i) {
            OperatorOf<N>& op = m_stage.operators[i];
            if (op.output == m_last) {
                TensorOf<N> made = map(m_last);
                made.h = m_rows;
                op.writtenInPlace = op.writtenInPlace + made.elements();
                op.output = -1;
                op.overwritesInput = false;
                op.result = static_cast<TensorId>(m_stage.tensors.size());
                m_stage.tensors.push_back(made);
            }
        }
        map(m_last).role = TensorRole::State;
        map(m_last).onChip = false;
    }

    StageOf<N>& m_stage;
    const N m_rows;
    TensorId m_last = -1;
    std::map<TensorId, N> m_new; // rows of each map that are new
};

} // namespace ridge

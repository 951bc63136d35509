// One arena for all activations: allocate at birth, free after the last use, first fit.

#include "core/analysis/lifetimes.h"

#include <algorithm>

namespace ridge {
namespace {

class Arena {
public:
    double allocate(double size)
    {
        const auto hole =
            std::find_if(m_holes.begin(), m_holes.end(), [size](const Hole& h) { return h.size >= size; });
        if (hole != m_holes.end()) {
            const double offset = hole->offset;
            hole->offset += size;
            hole->size -= size;
            if (hole->size <= 0) {
                m_holes.erase(hole);
            }
            return offset;
        }
        const bool atEnd = !m_holes.empty() && m_holes.back().offset + m_holes.back().size == m_end;
        const double offset = atEnd ? m_holes.back().offset : m_end;
        if (atEnd) {
            m_holes.pop_back();
        }
        m_end = offset + size;
        return offset;
    }

    void release(double offset, double size)
    {
        auto next = std::lower_bound(m_holes.begin(), m_holes.end(), offset,
                                     [](const Hole& hole, double at) { return hole.offset < at; });
        if (next != m_holes.end() && offset + size == next->offset) {
            next->offset = offset;
            next->size += size;
        } else {
            next = m_holes.insert(next, {offset, size});
        }
        if (next != m_holes.begin()) {
            const auto previous = std::prev(next);
            if (previous->offset + previous->size == next->offset) {
                previous->size += next->size;
                m_holes.erase(next);
            }
        }
    }

    /// The end never moves back: a hole at the end stays a hole.
    double highWater() const { return m_end; }

private:
    struct Hole {
        double offset, size;
    };
    std::vector<Hole> m_holes; // by offset, never adjacent
    double m_end = 0;
};

/// Walks the program and keeps every tensor at one place from birth to death.
class ArenaPlan {
public:
    ArenaPlan(const Stage& stage, const Lifetimes& lifetimes)
        : m_stage(stage), m_lifetimes(lifetimes), m_offsets(stage.tensors.size(), nowhere)
    {
    }

    /// Gives the high-water mark; writes down where everything goes when there is a list for it.
    double run(std::vector<ArenaPlace>* places)
    {
        m_places = places;
        for (std::size_t t = 0; t < m_stage.tensors.size(); ++t) {
            const TensorRole role = m_stage.tensors[t].role;
            if ((role == TensorRole::Input || role == TensorRole::State) && m_lifetimes[t].alive()) {
                place(t);
            }
        }
        for (std::size_t i = 0; i < m_stage.operators.size(); ++i) {
            visit(i, [&](TensorId id) { allocate(i, id); });
            if (m_stage.operators[i].overwritesInput) {
                handOver(m_stage.operators[i]);
            }
            visit(i, [&](TensorId id) { release(i, id); });
        }
        return m_arena.highWater();
    }

private:
    static constexpr double nowhere = -1;

    template <class Act> void visit(std::size_t step, Act act)
    {
        const Operator& op = m_stage.operators[step];
        act(op.output);
        act(op.workspace);
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            act(m_stage.uses[op.firstInput + u]);
        }
    }

    /// The output stays where the input was; what it does not need becomes free.
    void handOver(const Operator& op)
    {
        const auto from = static_cast<std::size_t>(m_stage.uses[op.firstInput]);
        const auto to = static_cast<std::size_t>(op.output);
        if (m_offsets[from] == nowhere) {
            return;
        }
        const double kept = m_stage.tensors[to].elements();
        const double freed = m_stage.tensors[from].elements() - kept;
        m_offsets[to] = m_offsets[from];
        m_offsets[from] = nowhere;
        if (freed > 0) {
            m_arena.release(m_offsets[to] + kept, freed);
        }
    }

    void allocate(std::size_t step, TensorId id)
    {
        const auto index = static_cast<std::size_t>(id);
        if (id >= 0 && m_lifetimes[index].birth == static_cast<std::int32_t>(step) && m_offsets[index] == nowhere) {
            place(index);
        }
    }

    void place(std::size_t tensor)
    {
        m_offsets[tensor] = m_arena.allocate(m_stage.tensors[tensor].elements());
        if (m_places) {
            m_places->push_back({tensor, m_offsets[tensor]});
        }
    }

    void release(std::size_t step, TensorId id)
    {
        const auto index = static_cast<std::size_t>(id);
        if (id >= 0 && m_lifetimes[index].death == static_cast<std::int32_t>(step) && m_offsets[index] != nowhere) {
            m_arena.release(m_offsets[index], m_stage.tensors[index].elements());
            m_offsets[index] = nowhere; // an operator may read one tensor twice
        }
    }

    const Stage& m_stage;
    const Lifetimes& m_lifetimes;
    Arena m_arena;
    std::vector<double> m_offsets;
    std::vector<ArenaPlace>* m_places = nullptr;
};

} // namespace

double arenaElements(const Stage& stage, const Lifetimes& lifetimes)
{
    return ArenaPlan(stage, lifetimes).run(nullptr);
}

std::vector<ArenaPlace> arenaPlaces(const Stage& stage, const Lifetimes& lifetimes)
{
    std::vector<ArenaPlace> places;
    ArenaPlan(stage, lifetimes).run(&places);
    return places;
}

} // namespace ridge

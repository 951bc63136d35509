// One arena for all activations: allocate at birth, free after the last use, first fit.

#include "core/analysis/lifetimes.h"
#include "core/analysis/memory_plan.h"

#include <algorithm>
#include <map>

namespace ridge {
namespace {

class Arena {
public:
    double allocate(double size)
    {
        for (auto hole = m_free.begin(); hole != m_free.end(); ++hole) {
            if (hole->second >= size) {
                const double offset = hole->first;
                const double rest = hole->second - size;
                m_free.erase(hole);
                if (rest > 0) {
                    m_free.emplace(offset + size, rest);
                }
                return offset;
            }
        }
        const bool atEnd = !m_free.empty() && m_free.rbegin()->first + m_free.rbegin()->second == m_end;
        const double offset = atEnd ? m_free.rbegin()->first : m_end;
        if (atEnd) {
            m_free.erase(std::prev(m_free.end()));
        }
        m_end = offset + size;
        m_highWater = std::max(m_highWater, m_end);
        return offset;
    }

    void release(double offset, double size)
    {
        auto next = m_free.lower_bound(offset);
        if (next != m_free.end() && offset + size == next->first) {
            size += next->second;
            next = m_free.erase(next);
        }
        if (next != m_free.begin()) {
            const auto previous = std::prev(next);
            if (previous->first + previous->second == offset) {
                previous->second += size;
                return;
            }
        }
        m_free.emplace(offset, size);
    }

    double highWater() const { return m_highWater; }

private:
    std::map<double, double> m_free; // offset → size
    double m_end = 0;
    double m_highWater = 0;
};

} // namespace

double arenaElements(const Stage& stage, bool inputCounts)
{
    const Lifetimes lifetimes = lifetimesOf(stage, inputCounts);
    const std::size_t steps = stage.operators.size();
    std::vector<std::vector<TensorId>> born(steps);
    std::vector<std::vector<TensorId>> dying(steps);
    for (std::size_t t = 0; t < lifetimes.size(); ++t) {
        if (lifetimes[t].alive()) {
            born[static_cast<std::size_t>(lifetimes[t].birth)].push_back(static_cast<TensorId>(t));
            dying[static_cast<std::size_t>(lifetimes[t].death)].push_back(static_cast<TensorId>(t));
        }
    }
    Arena arena;
    std::vector<double> offsets(stage.tensors.size(), 0);
    for (std::size_t i = 0; i < steps; ++i) {
        for (TensorId id : born[i]) {
            offsets[static_cast<std::size_t>(id)] = arena.allocate(stage.tensors[static_cast<std::size_t>(id)].elements());
        }
        for (TensorId id : dying[i]) {
            arena.release(offsets[static_cast<std::size_t>(id)], stage.tensors[static_cast<std::size_t>(id)].elements());
        }
    }
    return arena.highWater();
}

} // namespace ridge

// One arena for all activations: allocate at birth, free after the last use, first fit.

#include "core/analysis/memory/lifetimes.h"
#include "core/levers/patches.h"

#include <algorithm>
#include <iterator>
#include <optional>

namespace ridge {
namespace {

struct Hole {
    double offset, size;
    double end() const { return offset + size; }
};

/// Free places by offset, none empty and never adjacent, in runs that know their largest: a search skips whole runs.
class Holes {
public:
    /// Takes the start of the first hole that is large enough.
    std::optional<double> take(double size)
    {
        const auto run =
            std::find_if(m_runs.begin(), m_runs.end(), [size](const Run& each) { return each.largest >= size; });
        if (run == m_runs.end()) {
            return std::nullopt;
        }
        const auto hole =
            std::find_if(run->holes.begin(), run->holes.end(), [size](const Hole& each) { return each.size >= size; });
        const double offset = hole->offset;
        hole->offset += size;
        hole->size -= size;
        if (hole->size <= 0) {
            run->holes.erase(hole);
        }
        measure(run);
        return offset;
    }

    /// Takes the last hole away if it reaches up to `end`.
    std::optional<Hole> takeLast(double end)
    {
        if (m_runs.empty() || m_runs.back().holes.back().end() != end) {
            return std::nullopt;
        }
        const Hole last = m_runs.back().holes.back();
        m_runs.back().holes.pop_back();
        measure(std::prev(m_runs.end()));
        return last;
    }

    /// Joins the new hole with its neighbours.
    void add(Hole added)
    {
        const auto behind = std::upper_bound(m_runs.begin(), m_runs.end(), added.offset,
                                             [](double at, const Run& each) { return at < each.holes.front().offset; });
        auto run = behind == m_runs.begin() ? behind : std::prev(behind);
        if (run == m_runs.end()) {
            run = m_runs.insert(run, Run{});
        }
        auto next = std::lower_bound(run->holes.begin(), run->holes.end(), added.offset,
                                     [](const Hole& hole, double at) { return hole.offset < at; });
        if (next != run->holes.begin() && std::prev(next)->end() == added.offset) {
            --next;
            next->size += added.size;
        } else {
            next = run->holes.insert(next, added);
        }
        joinWithNext(run, next);
        measure(run);
    }

private:
    struct Run {
        std::vector<Hole> holes;
        double largest = 0;
    };
    using Runs = std::vector<Run>;
    static constexpr std::size_t longest = 1024;

    void joinWithNext(Runs::iterator run, std::vector<Hole>::iterator hole)
    {
        const auto next = std::next(hole);
        const auto nextRun = std::next(run);
        if (next != run->holes.end() && hole->end() == next->offset) {
            hole->size += next->size;
            run->holes.erase(next);
        } else if (next == run->holes.end() && nextRun != m_runs.end() &&
                   hole->end() == nextRun->holes.front().offset) {
            hole->size += nextRun->holes.front().size;
            nextRun->holes.erase(nextRun->holes.begin());
            measure(nextRun);
        }
    }

    /// After a change: no run is empty, and none too long.
    void measure(Runs::iterator run)
    {
        if (run->holes.empty()) {
            m_runs.erase(run);
            return;
        }
        if (run->holes.size() > longest) {
            Run second;
            const auto middle = run->holes.begin() + longest / 2;
            second.holes.assign(middle, run->holes.end());
            run->holes.erase(middle, run->holes.end());
            run = std::prev(m_runs.insert(std::next(run), std::move(second)));
            measureLargest(*std::next(run));
        }
        measureLargest(*run);
    }
    static void measureLargest(Run& run)
    {
        run.largest = 0;
        for (const Hole& hole : run.holes) {
            run.largest = std::max(run.largest, hole.size);
        }
    }

    Runs m_runs;
};

class Arena {
public:
    double allocate(double size)
    {
        if (const std::optional<double> offset = m_holes.take(size)) {
            return *offset;
        }
        const std::optional<Hole> last = m_holes.takeLast(m_end);
        const double offset = last ? last->offset : m_end;
        m_end = offset + size;
        return offset;
    }

    void release(double offset, double size)
    {
        if (size > 0) {
            m_holes.add({offset, size});
        }
    }

    /// The end never moves back: a hole at the end stays a hole.
    double highWater() const { return m_end; }

private:
    Holes m_holes;
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
        findWhole();
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
        for (const TensorId id : m_whole) {
            act(id);
        }
    }

    /// What goes into patches and comes out of them is born and dies with operators that neither read nor write it.
    void findWhole()
    {
        if (std::ranges::none_of(m_stage.operators, [](const Operator& op) { return isInPatches(op); })) {
            return;
        }
        for (std::size_t t = 0; t < m_lifetimes.size(); ++t) {
            const Lifetime& life = m_lifetimes[t];
            if (life.alive() && (life.birth < life.maker || m_stage.tensors[t].role == TensorRole::Input)) {
                m_whole.push_back(static_cast<TensorId>(t));
            }
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
        const double kept = sizeOf(to);
        const double freed = sizeOf(from) - kept;
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

    /// A scenario that no validation saw may have tensors of less than nothing.
    double sizeOf(std::size_t tensor) const { return std::max(0.0, m_stage.tensors[tensor].elements()); }

    void place(std::size_t tensor)
    {
        m_offsets[tensor] = m_arena.allocate(sizeOf(tensor));
        if (m_places) {
            m_places->push_back({tensor, m_offsets[tensor]});
        }
    }

    void release(std::size_t step, TensorId id)
    {
        const auto index = static_cast<std::size_t>(id);
        if (id >= 0 && m_lifetimes[index].death == static_cast<std::int32_t>(step) && m_offsets[index] != nowhere) {
            m_arena.release(m_offsets[index], sizeOf(index));
            m_offsets[index] = nowhere; // an operator may read one tensor twice
        }
    }

    const Stage& m_stage;
    const Lifetimes& m_lifetimes;
    Arena m_arena;
    std::vector<double> m_offsets;
    std::vector<TensorId> m_whole; // while operators work in patches
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

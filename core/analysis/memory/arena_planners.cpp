#include "core/analysis/memory/arena_planners.h"

#include "core/formulas/formulas.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace ridge {
namespace {

using Order = std::vector<std::size_t>; // of buffers
enum class Fit { First, Best };         // the lowest gap, or the one that leaves the least

/// Which buffers live at the same time as each.
std::vector<std::vector<std::size_t>> neighboursIn(const ArenaTask& task)
{
    Order byBirth(task.buffers.size());
    std::iota(byBirth.begin(), byBirth.end(), std::size_t{0});
    std::ranges::stable_sort(byBirth, {}, [&](std::size_t i) { return task.buffers[i].first(); });
    std::vector<std::vector<std::size_t>> neighbours(task.buffers.size());
    Order alive;
    for (const std::size_t i : byBirth) {
        std::erase_if(alive, [&](std::size_t j) { return task.buffers[j].last() < task.buffers[i].first(); });
        for (const std::size_t j : alive) {
            neighbours[i].push_back(j);
            neighbours[j].push_back(i);
        }
        alive.push_back(i);
    }
    return neighbours;
}

/// Offsets strictly between both ends are taken.
struct Taken {
    double from, to;
};

/// Where a buffer would run into one that has its place, for every pair of parts that live at the same time.
void addTaken(const ArenaBuffer& buffer, const ArenaBuffer& other, double offset, std::vector<Taken>& taken)
{
    for (const ArenaPart& a : buffer.parts) {
        for (const ArenaPart& b : other.parts) {
            if (a.first <= b.last && b.first <= a.last && a.size > 0 && b.size > 0) {
                taken.push_back({offset - a.size, offset + b.size});
            }
        }
    }
}

/// The gap before the first buffer counts like those between others; above them all there is always room.
double freeOffset(std::vector<Taken>& taken, Fit fit)
{
    std::ranges::sort(taken, {}, &Taken::from);
    double end = 0, least = 0;
    std::optional<double> best;
    for (const Taken& each : taken) {
        if (const double spare = each.from - end; spare >= 0) {
            if (fit == Fit::First) {
                return end;
            }
            if (!best || spare < least) {
                best = end;
                least = spare;
            }
        }
        end = std::max(end, each.to);
    }
    return best.value_or(end);
}

class Planner {
public:
    explicit Planner(const ArenaTask& task) : m_task(task), m_neighbours(neighboursIn(task)) {}

    /// Gives one buffer after the other its place.
    ArenaLayout plan(const Order& order, Fit fit) const
    {
        ArenaLayout layout{std::vector<double>(m_task.buffers.size(), 0), 0};
        std::vector<bool> isPlaced(m_task.buffers.size(), false);
        std::vector<Taken> taken;
        for (const std::size_t i : order) {
            taken.clear();
            for (const std::size_t j : m_neighbours[i]) {
                if (isPlaced[j]) {
                    addTaken(m_task.buffers[i], m_task.buffers[j], layout.offsets[j], taken);
                }
            }
            layout.offsets[i] = freeOffset(taken, fit);
            isPlaced[i] = true;
            layout.size = std::max(layout.size, layout.offsets[i] + m_task.buffers[i].size());
        }
        return layout;
    }

    Order inProgramOrder() const
    {
        Order order(m_task.buffers.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        return order;
    }
    /// What weighs most first; among equals as the program needs them.
    template <class Weight> Order byWeight(Weight weight) const
    {
        Order order = inProgramOrder();
        std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t i) { return weight(m_task.buffers[i]); });
        return order;
    }
    Order bySize() const
    {
        return byWeight([](const ArenaBuffer& buffer) { return buffer.size(); });
    }
    /// Operators by what is alive with them, most first; of each its buffers by size.
    Order byBreadth() const
    {
        const std::vector<double> alive = m_task.alive();
        return byWeight([&alive](const ArenaBuffer& buffer) {
            const double broadest =
                *std::max_element(alive.begin() + buffer.first(), alive.begin() + buffer.last() + 1);
            return std::pair(broadest, buffer.size());
        });
    }

    /// The smallest of what several orders give; then the buffer that ends last goes first, as long as that helps.
    ArenaLayout best() const
    {
        const double bound = m_task.bound();
        const auto length = [](const ArenaBuffer& buffer) { return double(buffer.last() - buffer.first() + 1); };
        ArenaLayout best;
        Order order;
        const auto consider = [&](const Order& tried, Fit fit) {
            if (order.empty() || best.size > bound) {
                if (ArenaLayout layout = plan(tried, fit); order.empty() || layout.size < best.size) {
                    best = std::move(layout);
                    order = tried;
                }
            }
        };
        for (const Order& tried :
             {inProgramOrder(), bySize(), byBreadth(), byWeight(length),
              byWeight([&](const ArenaBuffer& buffer) { return length(buffer) * buffer.size(); })}) {
            consider(tried, Fit::First);
            consider(tried, Fit::Best);
        }
        improve(order, best, bound);
        return best;
    }

private:
    /// Bounded by work, so that large graphs take no longer than small ones.
    void improve(Order order, ArenaLayout& best, double bound) const
    {
        constexpr std::size_t mostWork = 200'000, mostRounds = 200;
        std::size_t pairs = order.size();
        for (const auto& each : m_neighbours) {
            pairs += each.size();
        }
        const std::size_t rounds = std::min(mostRounds, mostWork / std::max<std::size_t>(pairs, 1));
        ArenaLayout now = best;
        for (std::size_t round = 0; round < rounds && best.size > bound; ++round) {
            const auto last = std::ranges::find_if(
                order, [&](std::size_t i) { return now.offsets[i] + m_task.buffers[i].size() == now.size; });
            if (last == order.begin() || last == order.end()) {
                return;
            }
            std::rotate(order.begin(), last, last + 1);
            now = plan(order, Fit::Best);
            if (now.size < best.size) {
                best = now;
            }
        }
    }

    const ArenaTask& m_task;
    std::vector<std::vector<std::size_t>> m_neighbours;
};

const ArenaPlanner rows[] = {
    {"first_fit", "First fit in order",
     "Each buffer where there is room for it when the program needs it: an allocator that knows nothing of what comes",
     [](const ArenaTask& task) {
         const Planner planner(task);
         return planner.plan(planner.inProgramOrder(), Fit::First);
     }},
    {"greedy_size", "Greedy by size",
     "The largest buffer first, each into the tightest gap (Pisarchyk and Lee 2020, arXiv:2001.03288)",
     [](const ArenaTask& task) {
         const Planner planner(task);
         return planner.plan(planner.bySize(), Fit::Best);
     }},
    {"greedy_breadth", "Greedy by breadth",
     "What is alive with the operator that needs most first (Pisarchyk and Lee 2020, arXiv:2001.03288)",
     [](const ArenaTask& task) {
         const Planner planner(task);
         return planner.plan(planner.byBreadth(), Fit::Best);
     }},
    {"best_order", "Best of several orders",
     "The smallest of what five orders give, in first and in tightest gaps, improved as long as that helps",
     [](const ArenaTask& task) { return Planner(task).best(); }},
};

/// The tensors of a stage that are alive, in the order in which the program needs them.
std::vector<std::size_t> tensorsInOrder(const Stage& stage, const Lifetimes& lifetimes)
{
    std::vector<std::size_t> order;
    std::vector<bool> isListed(lifetimes.size(), false);
    const auto list = [&](TensorId id) {
        const auto index = static_cast<std::size_t>(id);
        if (id >= 0 && lifetimes[index].alive() && !isListed[index]) {
            isListed[index] = true;
            order.push_back(index);
        }
    };
    for (std::size_t t = 0; t < stage.tensors.size(); ++t) { // there before the first operator runs
        const TensorRole role = stage.tensors[t].role;
        list(role == TensorRole::Input || role == TensorRole::State ? static_cast<TensorId>(t) : -1);
    }
    const auto there = static_cast<std::ptrdiff_t>(order.size());
    for (const Operator& op : stage.operators) {
        list(op.output);
        list(op.workspace);
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            list(stage.uses[op.firstInput + u]);
        }
    }
    std::stable_sort(order.begin() + there, order.end(),
                     [&](std::size_t a, std::size_t b) { return lifetimes[a].birth < lifetimes[b].birth; });
    return order;
}

constexpr std::size_t nothing = SIZE_MAX;

/// For each tensor the one whose place it takes.
std::vector<std::size_t> takenPlaces(const Stage& stage, const Lifetimes& lifetimes)
{
    std::vector<std::size_t> places(lifetimes.size(), nothing);
    for (const Operator& op : stage.operators) {
        if (!op.overwritesInput || op.output < 0 || op.inputCount == 0 || stage.uses[op.firstInput] < 0) {
            continue;
        }
        const auto from = static_cast<std::size_t>(stage.uses[op.firstInput]), to = std::size_t(op.output);
        if (lifetimes[from].alive() && lifetimes[to].alive() && lifetimes[from].death < lifetimes[to].birth) {
            places[to] = from;
        }
    }
    return places;
}

} // namespace

double ArenaBuffer::size() const { return std::ranges::max_element(parts, {}, &ArenaPart::size)->size; }

std::vector<double> ArenaTask::alive() const
{
    std::vector<double> alive(steps + 1, 0); // first the change at each step, then the sum
    for (const ArenaBuffer& buffer : buffers) {
        for (const ArenaPart& part : buffer.parts) {
            alive[static_cast<std::size_t>(part.first)] += part.size;
            alive[static_cast<std::size_t>(part.last) + 1] -= part.size;
        }
    }
    std::partial_sum(alive.begin(), alive.end(), alive.begin());
    alive.pop_back();
    return alive;
}

double ArenaTask::bound() const
{
    const std::vector<double> all = alive();
    return all.empty() ? 0 : std::max(0.0, std::ranges::max(all));
}

ArenaTask arenaTask(const Stage& stage, const Lifetimes& lifetimes, double bitsPerElement, double alignment)
{
    ArenaTask task{{}, stage.operators.size()};
    const std::vector<std::size_t> places = takenPlaces(stage, lifetimes);
    std::vector<std::size_t> bufferOf(lifetimes.size(), nothing);
    for (const std::size_t t : tensorsInOrder(stage, lifetimes)) {
        const double exact = formula::bytes(std::max(0.0, stage.tensors[t].elements()), bitsPerElement).inBaseUnits();
        const double size = alignment > 0 ? std::ceil(exact / alignment) * alignment : exact;
        const std::size_t shared = places[t] == nothing ? nothing : bufferOf[places[t]];
        bufferOf[t] = shared == nothing ? task.buffers.size() : shared;
        if (shared == nothing) {
            task.buffers.emplace_back();
        }
        task.buffers[bufferOf[t]].parts.push_back({t, size, lifetimes[t].birth, lifetimes[t].death});
    }
    return task;
}

std::span<const ArenaPlanner> arenaPlanners() { return rows; }

double overBound(double size, double bound) { return bound > 0 ? size / bound - 1 : 0; }

} // namespace ridge

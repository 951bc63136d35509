#include "core/levers/operator_order.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <functional>
#include <map>
#include <numeric>
#include <optional>
#include <queue>
#include <tuple>
#include <unordered_map>

namespace ridge {
namespace {

constexpr std::size_t mostWork = 4096;   // whose ancestors are kept: 2 MB of bits
constexpr std::size_t mostInPart = 64;   // whose states are words of bits
constexpr std::size_t mostStates = 8192; // that are looked at in one part

/// For each piece which of the others must run before it.
class Ancestors {
public:
    explicit Ancestors(const OrderTask& task)
        : m_count(task.work.size()), m_words((m_count + 63) / 64), m_bits(m_count * m_words)
    {
        std::vector<std::vector<std::size_t>> writers(task.elements.size()), readers(task.elements.size());
        std::size_t fixed = 0; // all before it are its ancestors
        for (std::size_t i = 0; i < m_count; ++i) {
            const OrderedWork& work = task.work[i];
            for (const std::size_t tensor : work.reads) {
                addAll(i, writers[tensor]);
            }
            for (const std::size_t tensor : work.writes) {
                addAll(i, writers[tensor]); // one after the other
                addAll(i, readers[tensor]); // and not before it was read
            }
            for (std::size_t before = work.isFixed ? 0 : i; before < i; ++before) {
                set(i, before);
            }
            if (fixed > 0) {
                add(i, fixed - 1);
            }
            fixed = work.isFixed ? i + 1 : fixed;
            for (const std::size_t tensor : work.reads) {
                readers[tensor].push_back(i);
            }
            for (const std::size_t tensor : work.writes) {
                writers[tensor].push_back(i);
            }
        }
    }

    bool has(std::size_t of, std::size_t which) const { return m_bits[of * m_words + which / 64] >> (which % 64) & 1; }
    /// Whether everything else runs either before or after it.
    std::vector<bool> passages() const
    {
        std::vector<std::size_t> related(m_count, 0);
        for (std::size_t i = 0; i < m_count; ++i) {
            for (std::size_t before = 0; before < i; ++before) {
                if (has(i, before)) {
                    ++related[i], ++related[before];
                }
            }
        }
        std::vector<bool> is(m_count);
        for (std::size_t i = 0; i < m_count; ++i) {
            is[i] = related[i] + 1 == m_count;
        }
        return is;
    }

private:
    void set(std::size_t of, std::size_t which)
    {
        m_bits[of * m_words + which / 64] |= std::uint64_t{1} << (which % 64);
    }
    void add(std::size_t of, std::size_t which)
    {
        set(of, which);
        for (std::size_t w = 0; w < m_words; ++w) {
            m_bits[of * m_words + w] |= m_bits[which * m_words + w];
        }
    }
    void addAll(std::size_t of, const std::vector<std::size_t>& all)
    {
        for (const std::size_t which : all) {
            if (which != of) {
                add(of, which);
            }
        }
    }

    std::size_t m_count, m_words;
    std::vector<std::uint64_t> m_bits;
};

/// The first and the last piece that touch each tensor.
struct Touches {
    explicit Touches(const OrderTask& task) : first(task.elements.size(), SIZE_MAX), last(task.elements.size(), 0)
    {
        for (std::size_t i = 0; i < task.work.size(); ++i) {
            for (const auto* tensors : {&task.work[i].reads, &task.work[i].writes}) {
                for (const std::size_t tensor : *tensors) {
                    first[tensor] = std::min(first[tensor], i);
                    last[tensor] = i;
                }
            }
        }
    }
    std::vector<std::size_t> first, last;
};

/// Neighbouring pieces [first, last), among which alone the order changes.
class Part {
public:
    Part(const OrderTask& task, const Ancestors& ancestors, const Touches& touches, std::size_t first, std::size_t last)
        : m_task(task), m_first(first), m_count(last - first)
    {
        for (std::size_t i = first; i < last; ++i) {
            std::uint64_t before = 0;
            for (std::size_t j = first; j < i; ++j) {
                before |= ancestors.has(i, j) ? std::uint64_t{1} << (j - first) : 0;
            }
            m_before.push_back(before);
            note(task.work[i].reads, i, false);
            note(task.work[i].writes, i, true);
        }
        for (auto& [tensor, use] : m_uses) {
            use.survives = task.stays[tensor] || touches.last[tensor] >= last;
            use.isThere = !use.writers || touches.first[tensor] < first;
            m_atStart += use.isThere ? task.elements[tensor] : 0;
        }
    }

    /// Indices of the task.
    std::vector<std::size_t> best() const
    {
        std::vector<std::size_t> kept(m_count);
        std::iota(kept.begin(), kept.end(), m_first);
        const double now = peak(kept);
        std::vector<std::size_t> found = exact().value_or(std::vector<std::size_t>{});
        if (found.empty()) {
            found = greedy();
        }
        return peak(found) < now ? found : kept;
    }

private:
    struct Use {
        std::uint64_t touches = 0, writers = 0; // bits of the part's pieces
        bool survives = false, isThere = false; // after the part, and before it
    };
    struct Step {
        double peak = 0, after = 0; // elements alive
    };

    void note(const std::vector<std::size_t>& tensors, std::size_t i, bool writes)
    {
        for (const std::size_t tensor : tensors) {
            const std::uint64_t bit = std::uint64_t{1} << (i - m_first);
            m_uses[tensor].touches |= bit;
            m_uses[tensor].writers |= writes ? bit : 0;
        }
    }

    bool isReady(std::uint64_t done, std::size_t i) const { return !(done >> i & 1) && (m_before[i] & ~done) == 0; }

    /// Of a piece that runs when others are done, with so much alive.
    Step run(std::uint64_t done, double alive, std::size_t i) const
    {
        const OrderedWork& work = m_task.work[m_first + i];
        const std::uint64_t after = done | std::uint64_t{1} << i;
        std::vector<std::size_t> touched = work.reads;
        touched.insert(touched.end(), work.writes.begin(), work.writes.end());
        std::ranges::sort(touched);
        touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
        double dies = 0;
        for (const std::size_t tensor : touched) {
            const Use& use = m_uses.at(tensor);
            const bool isBorn = !use.isThere && (use.writers & done) == 0;
            alive += isBorn ? m_task.elements[tensor] : 0;
            dies += !use.survives && (use.touches & ~after) == 0 ? m_task.elements[tensor] : 0;
        }
        return {alive + work.workspace, alive - dies};
    }

    double peak(const std::vector<std::size_t>& order) const
    {
        double highest = m_atStart, alive = m_atStart;
        std::uint64_t done = 0;
        for (const std::size_t i : order) {
            const Step step = run(done, alive, i - m_first);
            highest = std::max(highest, step.peak);
            alive = step.after;
            done |= std::uint64_t{1} << (i - m_first);
        }
        return highest;
    }

    /// The smallest peak first, so that what ends first ends best; nothing where there are too many states.
    std::optional<std::vector<std::size_t>> exact() const
    {
        struct Reached {
            double peak = 0, alive = 0;
            std::size_t last = 0; // the piece that ran last
        };
        const std::uint64_t all = m_count == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << m_count) - 1;
        std::unordered_map<std::uint64_t, Reached> reached{{0, {m_atStart, m_atStart, 0}}};
        using Entry = std::tuple<double, int, std::uint64_t>; // of equal peaks what is nearest to the end
        std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
        open.emplace(m_atStart, 0, 0);
        while (!open.empty() && reached.size() <= mostStates) {
            const auto [highest, rank, done] = open.top();
            open.pop();
            const Reached here = reached.at(done);
            if (highest > here.peak) {
                continue; // it was reached better since
            }
            if (done == all) {
                std::vector<std::size_t> order;
                for (std::uint64_t at = all; at != 0; at &= ~(std::uint64_t{1} << reached.at(at).last)) {
                    order.push_back(m_first + reached.at(at).last);
                }
                std::ranges::reverse(order);
                return order;
            }
            for (std::size_t i = 0; i < m_count; ++i) {
                if (!isReady(done, i)) {
                    continue;
                }
                const Step step = run(done, here.alive, i);
                const std::uint64_t next = done | std::uint64_t{1} << i;
                const double peakThere = std::max(here.peak, step.peak);
                const auto known = reached.find(next);
                if (known == reached.end() || peakThere < known->second.peak) {
                    reached[next] = {peakThere, step.after, i};
                    open.emplace(peakThere, -std::popcount(next), next);
                }
            }
        }
        return std::nullopt;
    }

    std::vector<std::size_t> greedy() const
    {
        std::vector<std::size_t> order;
        std::uint64_t done = 0;
        double alive = m_atStart;
        while (order.size() < m_count) {
            std::optional<std::tuple<double, double, std::size_t>> best; // alive afterwards, meanwhile, which
            for (std::size_t i = 0; i < m_count; ++i) {
                if (isReady(done, i)) {
                    const Step step = run(done, alive, i);
                    const auto candidate = std::tuple(step.after, step.peak, i);
                    best = best ? std::min(*best, candidate) : candidate;
                }
            }
            alive = std::get<0>(*best);
            done |= std::uint64_t{1} << std::get<2>(*best);
            order.push_back(m_first + std::get<2>(*best));
        }
        return order;
    }

    const OrderTask& m_task;
    std::size_t m_first, m_count;
    std::vector<std::uint64_t> m_before;
    std::map<std::size_t, Use> m_uses; // by tensor
    double m_atStart = 0;              // alive of what the part touches
};

} // namespace

double peakOf(const OrderTask& task, std::span<const std::size_t> order)
{
    constexpr std::size_t never = SIZE_MAX;
    const std::size_t tensors = task.elements.size();
    std::vector<std::size_t> birth(tensors, never), death(tensors, 0);
    for (std::size_t step = 0; step < order.size(); ++step) {
        const OrderedWork& work = task.work[order[step]];
        for (const std::size_t tensor : work.reads) {
            birth[tensor] = birth[tensor] == never ? 0 : birth[tensor]; // nobody made it: it is there from the start
            death[tensor] = step;
        }
        for (const std::size_t tensor : work.writes) {
            birth[tensor] = std::min(birth[tensor], step);
            death[tensor] = step;
        }
    }
    std::vector<double> change(order.size() + 1, 0);
    for (std::size_t tensor = 0; tensor < tensors; ++tensor) {
        if (birth[tensor] != never) {
            change[birth[tensor]] += task.elements[tensor];
            change[task.stays[tensor] ? order.size() : death[tensor] + 1] -= task.elements[tensor];
        }
    }
    double alive = 0, highest = 0;
    for (std::size_t step = 0; step < order.size(); ++step) {
        alive += change[step];
        highest = std::max(highest, alive + task.work[order[step]].workspace);
    }
    return highest;
}

std::vector<std::size_t> orderOfSmallestPeak(const OrderTask& task)
{
    std::vector<std::size_t> order(task.work.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (order.size() > mostWork) {
        return order;
    }
    const Ancestors ancestors(task);
    const Touches touches(task);
    const std::vector<bool> isPassage = ancestors.passages();
    for (std::size_t first = 0; first < order.size();) {
        std::size_t last = first;
        while (last < order.size() && last - first < mostInPart && !isPassage[last]) {
            ++last;
        }
        if (last - first >= 2) {
            const std::vector<std::size_t> best = Part(task, ancestors, touches, first, last).best();
            std::ranges::copy(best, order.begin() + static_cast<std::ptrdiff_t>(first));
        }
        first = std::max(last, first + 1);
    }
    return order;
}

} // namespace ridge

// Which of all operators of two evaluations moved far enough on the roofline to be pointed at.

#include "core/studies/pin_difference.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace ridge {
namespace {

constexpr double heldShare = 0.8;      // of the change in time, by what is pointed at
constexpr std::size_t fewestMoves = 8; // where so many changed
constexpr std::size_t mostMoves = 24;  // arrows that can still be told apart
constexpr double leastMove = 1e-3;     // of a coordinate: less is not seen on a logarithmic axis

struct Sums {
    double seconds = 0, bytes = 0, ops = 0;

    void add(const Evaluation& e, const OperatorPlace& place)
    {
        seconds += secondsOf(e, place);
        bytes += bytesOf(e, place);
        ops += costAt(e, place).ops.inBaseUnits() * executionsOf(e, place);
    }
    bool hasPlace() const { return seconds > 0 && bytes > 0 && ops > 0; }
    RooflinePlace place() const { return {ops / bytes, ops / seconds}; }
};

/// Operators that stand for one arrow, on both sides.
struct Group {
    std::string name; // within its stage; empty for a whole stage, and for an operator until it is pointed at
    Sums before, after;
    OperatorPlace first; // of them, now
    double change() const { return std::fabs(after.seconds - before.seconds); }
};

bool canMove(const Evaluation& before, const Evaluation& after, const OperatorPair& pair)
{
    return pair.isMatched() && !operatorAt(after, *pair.after).inPlace && !operatorAt(before, *pair.before).inPlace;
}

/// The name's first parts, as many as `depth`: "layers.3.attn" → "layers", "layers.3".
std::string_view head(std::string_view name, std::size_t depth)
{
    std::size_t end = name.find_first_not_of("./");
    for (std::size_t part = 0; part < depth && end != std::string_view::npos; ++part) {
        end = name.find_first_of("./", end);
        if (end != std::string_view::npos && part + 1 < depth) {
            end = name.find_first_not_of("./", end);
        }
    }
    return name.substr(0, end);
}

/// Every pair by itself: without names, which take longer than all sums.
std::vector<Group> operatorsOf(const Evaluation& before, const Evaluation& after,
                               const std::vector<OperatorPair>& pairs)
{
    std::vector<Group> groups;
    groups.reserve(pairs.size());
    for (const OperatorPair& pair : pairs) {
        if (canMove(before, after, pair)) {
            groups.push_back({{}, {}, {}, *pair.after});
            groups.back().before.add(before, *pair.before);
            groups.back().after.add(after, *pair.after);
        }
    }
    return groups;
}

/// Sums over what shares the first parts of its name in one stage.
std::vector<Group> blocksOf(const Evaluation& before, const Evaluation& after, const std::vector<OperatorPair>& pairs,
                            std::size_t depth)
{
    std::vector<Group> groups;
    std::vector<std::unordered_map<std::string_view, std::size_t>> indices(after.program.stages.size());
    for (const OperatorPair& pair : pairs) {
        if (!canMove(before, after, pair)) {
            continue;
        }
        const std::string_view part =
            depth == 0 ? std::string_view() : head(operatorAt(after, *pair.after).name, depth);
        const auto [found, isNew] = indices[pair.after->stage].emplace(part, groups.size());
        if (isNew) {
            groups.push_back({std::string(part), {}, {}, *pair.after});
        }
        groups[found->second].before.add(before, *pair.before);
        groups[found->second].after.add(after, *pair.after);
    }
    return groups;
}

bool hasMoved(const RooflinePlace& from, const RooflinePlace& to)
{
    return std::fabs(to.intensity / from.intensity - 1) > leastMove || std::fabs(to.rate / from.rate - 1) > leastMove;
}

/// The heaviest that together hold the share, and never fewer than the fewest where so many changed.
void keepHeaviest(std::vector<Group>& groups)
{
    std::erase_if(groups, [](const Group& group) {
        return !group.before.hasPlace() || !group.after.hasPlace() ||
               !hasMoved(group.before.place(), group.after.place());
    });
    std::ranges::stable_sort(groups, std::greater{}, &Group::change);
    const double whole = std::transform_reduce(groups.begin(), groups.end(), 0.0, std::plus{},
                                               [](const Group& group) { return group.change(); });
    double held = 0;
    std::size_t kept = 0;
    while (kept < groups.size() && groups[kept].change() > 0 && (held < heldShare * whole || kept < fewestMoves)) {
        held += groups[kept++].change();
    }
    groups.resize(kept);
}

} // namespace

std::vector<RooflineMove> largestMoves(const Evaluation& before, const Evaluation& after,
                                       const std::vector<OperatorPair>& pairs)
{
    std::vector<Group> groups = operatorsOf(before, after, pairs);
    keepHeaviest(groups);
    const bool isOperators = groups.size() <= mostMoves;
    for (std::size_t depth = 2; groups.size() > mostMoves; --depth) {
        groups = blocksOf(before, after, pairs, depth);
        keepHeaviest(groups);
        if (depth == 0) {
            groups.resize(std::min(groups.size(), mostMoves));
        }
    }
    std::vector<RooflineMove> moves;
    for (const Group& group : groups) {
        const std::string& name = isOperators ? operatorAt(after, group.first).name : group.name;
        const std::string& stage = after.program.stages[group.first.stage].name;
        moves.push_back({name.empty() ? stage : stage + "/" + name, group.after.seconds - group.before.seconds,
                         group.before.place(), group.after.place()});
    }
    return moves;
}

} // namespace ridge

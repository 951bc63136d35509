#include "core/analysis/groups.h"

#include "core/analysis/system_share.h"

#include <algorithm>
#include <map>
#include <optional>

namespace ridge {

namespace {

std::string convolutionGroup(const Sizes<>& s)
{
    if (s.g > 1 && s.g >= s.ci) {
        return "Depthwise conv";
    }
    const auto side = [](double k) { return std::to_string(static_cast<long long>(k)); };
    return (s.kt > 1 ? side(s.kt) + "×" : "") + side(s.kh) + "×" + side(s.kw) + " conv";
}

} // namespace

std::string groupOf(const Operator& op)
{
    if (const std::string_view group = infoOf(op.role).group; !group.empty()) {
        return std::string(group);
    }
    if (op.kind == OperatorKind::Convolution) {
        return convolutionGroup(op.sizes);
    }
    return std::string(withKind(op.kind, [](auto row) { return decltype(row)::group; }));
}

namespace {

/// What one execution of an operator takes, by cause.
struct Part {
    PerBound<double> by;
    double rest = 0;
    double total() const { return by.sum() + rest; }
};
using Split = Part (*)(const Evaluation&, const OperatorCost&);

/// Of time that of one rank, of energy that of all.
struct Sum {
    Split split;
    Over whose;
};

Part energySplit(const Evaluation& e, const OperatorCost& cost)
{
    return {{.compute = cost.energyCompute.inBaseUnits(),
             .memory = cost.energyMovement.inBaseUnits(),
             .overhead = cost.energyStatic.inBaseUnits()},
            (e.energyOf(cost) - cost.energy()).inBaseUnits()};
}

Part timeSplit(const Evaluation&, const OperatorCost& cost)
{
    Part part;
    part.by[cost.bound] = cost.time.inBaseUnits();
    return part;
}

std::map<std::string, OperatorGroup> sumByGroup(const Evaluation& evaluation, const Sum& sum)
{
    std::map<std::string, OperatorGroup> groups;
    std::map<std::string, double> largest;
    for (std::size_t s = 0; s < evaluation.stages.size(); ++s) {
        const Stage& stage = evaluation.program.stages[s];
        for (std::size_t i = 0; i < evaluation.stages[s].operators.size(); ++i) {
            const Part one = sum.split(evaluation, evaluation.stages[s].operators[i]);
            const double times = timesOf(stage.operators[i], evaluation.program.parts, sum.whose) * stage.repeat;
            std::string name = groupOf(stage.operators[i]);
            OperatorGroup& group = groups[name];
            group.by += times * one.by;
            group.rest += times * one.rest;
            const double own = times * one.total();
            auto [entry, isNew] = largest.try_emplace(name, own);
            if (isNew || own > entry->second) {
                entry->second = own;
                group.largestStage = s;
                group.largestOperator = i;
            }
            group.parts = {name};
            group.name = std::move(name);
        }
    }
    return groups;
}

void foldTail(std::vector<OperatorGroup>& groups, std::size_t limit)
{
    if (groups.size() <= limit + 1) {
        return; // one group alone is better named than called "other"
    }
    OperatorGroup other = groups[limit];
    other.name = "other";
    for (std::size_t i = limit + 1; i < groups.size(); ++i) {
        other.parts.push_back(groups[i].name);
        other.by += groups[i].by;
        other.rest += groups[i].rest;
    }
    groups.resize(limit);
    groups.push_back(other);
}

/// What chip and board of ranks draw while they have nothing to do: there are so many devices, all the time.
std::optional<OperatorGroup> waiting(const Evaluation& e, const std::vector<OperatorGroup>& working)
{
    double busy = 0; // seconds of all ranks
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        const Stage& stage = e.program.stages[s];
        for (std::size_t i = 0; i < stage.operators.size(); ++i) {
            busy += stage.repeat * timesOf(stage.operators[i], e.program.parts, Over::Effort) *
                    e.stages[s].operators[i].time.inBaseUnits();
        }
    }
    double idle = e.energyBottomUp().inBaseUnits(); // of ranks without work: what the others leave of it
    for (const OperatorGroup& group : working) {
        idle -= group.by.sum();
    }
    const double all = e.program.devices * e.latency().inBaseUnits();
    if (!e.program.isSplit() || all - busy <= 1e-9 * all) {
        return std::nullopt;
    }
    OperatorGroup group;
    group.name = "Waiting ranks";
    group.parts = {group.name};
    group.by.overhead = std::max(idle, 0.0);
    group.rest = e.restPower.inBaseUnits() * (all - busy);
    return group;
}

std::vector<OperatorGroup> byGroup(const Evaluation& evaluation, std::size_t limit, const Sum& sum)
{
    std::vector<OperatorGroup> groups;
    for (auto& [name, group] : sumByGroup(evaluation, sum)) {
        groups.push_back(std::move(group));
    }
    if (const auto idle = sum.whose == Over::Effort ? waiting(evaluation, groups) : std::nullopt) {
        groups.push_back(*idle);
    }
    std::stable_sort(groups.begin(), groups.end(),
                     [](const OperatorGroup& a, const OperatorGroup& b) { return a.total() > b.total(); });
    foldTail(groups, limit);
    return groups;
}

} // namespace

std::vector<OperatorGroup> energyByGroup(const Evaluation& evaluation, std::size_t limit)
{
    return byGroup(evaluation, limit, {energySplit, Over::Effort});
}

std::vector<OperatorGroup> timeByGroup(const Evaluation& evaluation, std::size_t limit)
{
    return byGroup(evaluation, limit, {timeSplit, Over::Rank});
}

} // namespace ridge

#include "core/studies/memory/arena_table.h"

#include "core/analysis/cost.h"
#include "core/evaluate/evaluate.h"
#include "core/levers/levers.h"
#include "core/studies/pulled_levers.h"

#include <algorithm>
#include <optional>

namespace ridge {
namespace {

constexpr const char* nothingToChange = "it finds nothing to change here";

Evaluation assessed(std::shared_ptr<const Scenario> scenario) { return assess(std::move(scenario), {}); }

std::vector<double> sizesOf(const ArenaTask& task)
{
    std::vector<double> sizes;
    for (const ArenaPlanner& planner : arenaPlanners()) {
        sizes.push_back(planner.plan(task).size);
    }
    return sizes;
}

std::optional<std::size_t> stageNamed(const Evaluation& evaluation, const std::string& name)
{
    const auto found = std::ranges::find(evaluation.program.stages, name, &Stage::name);
    return found == evaluation.program.stages.end()
               ? std::nullopt
               : std::optional<std::size_t>(static_cast<std::size_t>(found - evaluation.program.stages.begin()));
}

/// Into a change that knows its lever.
void tryChange(const ArenaTable& now, ArenaChange& change)
{
    change.isPulled = isSwitchedOn(*now.of, *change.lever);
    change.reason = refusalOf(*now.of, *change.lever);
    if (!change.reason.empty()) {
        return;
    }
    const Evaluation other =
        assessed(std::make_shared<const Scenario>(switched(*now.of, *change.lever, !change.isPulled)));
    const std::optional<std::size_t> stage = stageNamed(other, now.stage);
    if (!stage || std::ranges::find(other.idleLevers, change.lever) != other.idleLevers.end()) {
        change.reason = nothingToChange;
        return;
    }
    const ArenaTask task = arenaTaskOf(other, *stage, now.alignment);
    change.bound = task.bound();
    change.sizes = sizesOf(task);
    change.reason = change.bound == now.bound && change.sizes == now.sizes ? nothingToChange : "";
}

} // namespace

std::size_t stageOfPeak(const Evaluation& evaluation)
{
    const std::size_t stage = evaluation.memory.peakLiveAt.first;
    return stage < evaluation.program.stages.size() ? stage : 0;
}

ArenaTask arenaTaskOf(const Evaluation& evaluation, std::size_t stage, double alignment)
{
    const Scenario& scenario = *evaluation.scenario;
    const Stage& of = evaluation.held().program.stages[stage];
    return arenaTask(of, lifetimesOf(of, scenario.convention.inputInPeak),
                     storageBits(scenario.deployment.activations, scenario.deployment), alignment);
}

std::shared_ptr<const ArenaTable> arenaTable(std::shared_ptr<const Scenario> chosen, const std::string& stage,
                                             double alignment, const StudyRun& run)
{
    auto table = std::make_shared<ArenaTable>();
    table->of = chosen;
    table->stage = stage;
    table->alignment = alignment;
    const Evaluation now = assessed(chosen);
    if (const std::optional<std::size_t> index = stageNamed(now, stage)) {
        const ArenaTask task = arenaTaskOf(now, *index, alignment);
        table->bound = task.bound();
        table->sizes = sizesOf(task);
    }
    for (const Lever* lever : leverCatalogue()) {
        if (lever->kind == LeverKind::MemoryPlan) {
            table->changes.emplace_back().lever = lever;
        }
    }
    const bool isWhole =
        forAll(table->changes.size(), run, [&](std::size_t i) { tryChange(*table, table->changes[i]); });
    return isWhole ? table : nullptr;
}

} // namespace ridge

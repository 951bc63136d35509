#include "core/levers/levers.h"
#include "core/levers/split/split.h"
#include "core/levers/training/training.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace ridge {

std::string_view labelOf(LeverKind kind)
{
    constexpr std::array<std::string_view, 6> labels{"Shape",    "Format",      "Cache",
                                                     "Schedule", "Memory plan", "Deployment"};
    return labels[static_cast<std::size_t>(kind)];
}

bool Lever::isPulled(const Scenario& scenario) const
{
    if (isOn) {
        return isOn(scenario);
    }
    return !scenario.levers.empty() && scenario.levers.contains(switchId()) && !refusal(scenario);
}

std::span<const Lever* const> leverCatalogue()
{
    static const std::vector<const Lever*> rows = [] {
        std::vector<const Lever*> all(allLevers().begin(), allLevers().end());
        std::sort(all.begin(), all.end(), [](const Lever* a, const Lever* b) {
            return std::tuple(a->kind, a->order, std::string_view(a->id)) <
                   std::tuple(b->kind, b->order, std::string_view(b->id));
        });
        return all;
    }();
    return rows;
}

std::span<const LeverText* const> leverTexts()
{
    static const std::vector<const LeverText*> texts(leverCatalogue().begin(), leverCatalogue().end());
    return texts;
}

const Lever* findLever(std::string_view id)
{
    const auto rows = leverCatalogue();
    const auto found = std::find_if(rows.begin(), rows.end(), [id](const Lever* lever) { return lever->id == id; });
    return found == rows.end() ? nullptr : *found;
}

namespace {

template <class N> ScenarioEdits<N> editsOf(const Scenario& chosen)
{
    ScenarioEdits<N> edits(chosen);
    for (const Lever* lever : leverCatalogue()) {
        if (!lever->reshape || !lever->isPulled(edits.scenario())) {
            continue;
        }
        const Scenario before = edits.scenario(); // one lever sees what those before it left
        edits.setLever(*lever);
        const Pulled<N> pulled{*lever, before};
        if constexpr (std::is_same_v<N, double>) {
            lever->reshape(pulled, edits);
        } else {
            lever->traceReshape(pulled, edits);
        }
    }
    return edits;
}

} // namespace

Reshaped reshaped(std::shared_ptr<const Scenario> chosen)
{
    const auto rows = leverCatalogue();
    if (std::ranges::none_of(rows, [&](const Lever* lever) { return lever->reshape && lever->isPulled(*chosen); })) {
        return {std::move(chosen), {}};
    }
    ScenarioEdits<double> edits = editsOf<double>(*chosen);
    return {std::make_shared<const Scenario>(std::move(edits.scenario())), edits.changes()};
}

ParameterOrigins reshapedOrigins(const Scenario& chosen)
{
    return chosen.levers.empty() ? ParameterOrigins() : editsOf<Traced>(chosen).origins();
}

namespace {

/// What one device holds and what it learns is known once shapes and formats are chosen: levers on what runs when, and
/// where, then find exchanges and gradients among the operators.
template <class N, class Apply>
void applyInOrder(const Scenario& scenario, const ParameterOrigins& changed, ProgramOf<N>& program, Apply apply)
{
    const auto rows = leverCatalogue();
    const auto schedules =
        std::find_if(rows.begin(), rows.end(), [](const Lever* lever) { return lever->kind >= LeverKind::Schedule; });
    std::for_each(rows.begin(), schedules, apply);
    splitProgram(scenario, changed, program);
    addTraining(scenario, program);
    std::for_each(schedules, rows.end(), apply);
}

} // namespace

std::vector<const LeverText*> applyLevers(const Scenario& scenario, Program& program)
{
    std::vector<const LeverText*> idle;
    applyInOrder(scenario, {}, program, [&](const Lever* lever) {
        if (lever->apply && lever->isPulled(scenario) && !lever->apply({*lever, scenario}, program) && !lever->isOn) {
            idle.push_back(lever);
        }
    });
    return idle;
}

void applyLevers(const Scenario& scenario, const ParameterOrigins& changed, ProgramOf<Traced>& program)
{
    applyInOrder(scenario, changed, program, [&](const Lever* lever) {
        if (lever->trace && lever->isPulled(scenario)) {
            lever->trace({*lever, scenario}, program);
        }
    });
}

} // namespace ridge

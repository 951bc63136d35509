// The catalogue of levers: changes that one can make to save something, each a row in a file of its own.
// Not the choice of them: a scenario holds that in its parameters.
#pragma once

#include "core/levers/scenario_edits.h"
#include "core/program/program.h"

#include <memory>

namespace ridge {

/// A lever that is pulled, and its numbers.
template <class N> struct Pulled {
    const LeverText& lever;
    const Scenario& scenario;

    /// A number of its own, by key.
    N operator[](std::string_view key) const
    {
        for (const LeverParameter& number : lever.parameters) {
            if (number.key == key) {
                const std::string id = lever.idOf(key);
                const auto found = scenario.levers.find(id);
                const double value = found == scenario.levers.end() ? number.standard : found->second;
                if constexpr (std::is_same_v<N, double>) {
                    return value;
                } else {
                    return N::parameter(id, number.symbol, value, number.unit);
                }
            }
        }
        return N(0);
    }
    /// A choice of its own.
    int choice(std::string_view key) const { return static_cast<int>(valueOf((*this)[key])); }
};

/// Changes the scenario before it is expanded, or the program afterwards, or both; over plain numbers and over those
/// that lead back to parameters. What does neither is null. `apply` says whether it found anything to change.
struct Lever : LeverText {
    bool (*isOn)(const Scenario&) = nullptr; // null: its own switch says so
    void (*reshape)(const Pulled<double>&, ScenarioEdits<double>&) = nullptr;
    void (*traceReshape)(const Pulled<Traced>&, ScenarioEdits<Traced>&) = nullptr;
    bool (*apply)(const Pulled<double>&, Program&) = nullptr;
    bool (*trace)(const Pulled<Traced>&, ProgramOf<Traced>&) = nullptr;

    /// And whether it means anything for such a scenario.
    bool isPulled(const Scenario& scenario) const;
};

/// `Apply` is a captureless generic lambda: const Pulled<N>&, ProgramOf<N>& → whether there was anything to change.
template <class Apply> Lever programLever(LeverText text, Apply)
{
    Lever lever{std::move(text)};
    lever.apply = [](const Pulled<double>& pulled, Program& program) { return Apply{}(pulled, program); };
    lever.trace = [](const Pulled<Traced>& pulled, ProgramOf<Traced>& program) { return Apply{}(pulled, program); };
    return lever;
}

/// `Reshape` is a captureless generic lambda: const Pulled<N>&, ScenarioEdits<N>&.
template <class Reshape> Lever scenarioLever(LeverText text, Reshape)
{
    Lever lever{std::move(text)};
    lever.reshape = [](const Pulled<double>& pulled, ScenarioEdits<double>& edits) { Reshape{}(pulled, edits); };
    lever.traceReshape = [](const Pulled<Traced>& pulled, ScenarioEdits<Traced>& edits) { Reshape{}(pulled, edits); };
    return lever;
}

/// One for each file below levers/rows, in no order.
std::span<const Lever* const> allLevers();

/// In the order in which they are applied.
std::span<const Lever* const> leverCatalogue();
const Lever* findLever(std::string_view id);

/// The scenario with all levers pulled that change it; the very same where none does.
struct Reshaped {
    std::shared_ptr<const Scenario> scenario;
    std::vector<LeverChange> changes;
};
Reshaped reshaped(std::shared_ptr<const Scenario> chosen);
/// How the changed parameters follow from those that were chosen.
ParameterOrigins reshapedOrigins(const Scenario& chosen);

/// All that the scenario has chosen; what is done to a schedule, to kernels and to memory after the program was split
/// over devices, since each rank does it for itself. Returns those that found nothing to change.
std::vector<const LeverText*> applyLevers(const Scenario& scenario, Program& program);
void applyLevers(const Scenario& scenario, const ParameterOrigins& changed, ProgramOf<Traced>& program);

} // namespace ridge

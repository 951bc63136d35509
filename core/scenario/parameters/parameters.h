// The parameter catalogue: one row per thing the user can set, from which editors, --set and files are generated.
// Not the values (scenario.h), and not a second list of them: add a row here and nothing else.
#pragma once

#include "core/scenario/ranges.h"
#include "core/scenario/scenario.h"

#include <functional>
#include <span>

namespace ridge {

enum class Section { Model, Task, Device, Deployment, Levers, Environment, Convention };
inline constexpr std::size_t sectionCount = static_cast<std::size_t>(Section::Convention) + 1;
std::string_view labelOf(Section section);

struct Parameter {
    std::string id;     // "workload.batch"
    std::string label;  // "Batch"
    std::string symbol; // "BS"
    Section section = Section::Task;
    std::string group; // the part of a model that it belongs to: "Vision encoder"; empty: the whole
    Unit unit = Unit::Count;
    double minimum = 0;
    double maximum = 0;
    bool logarithmic = false;
    bool integral = false;
    bool advanced = false;            // behind "More" in the editors
    bool mayBeUnstated = false;       // where nobody said, which is 0 and never a figure of nothing
    std::vector<std::string> choices; // Unit::Choice: ids, as used in files; labels are derived
    std::string help;

    bool (*hasFamily)(const Scenario&) = nullptr; // whether the model has what the row is a field of; null: ask `get`
    std::function<std::optional<double>(const Scenario&)> get; // empty: does not apply to this scenario
    std::function<void(Scenario&, double)> set;
    /// The value even where the row does not apply, such as the prompt of a CNN: it counts again with the next LLM.
    /// Empty: the row always applies, or the model or the device holds the value.
    std::function<std::optional<double>(const Scenario&)> hidden;
    std::function<std::vector<std::string>(const Scenario&)> choiceLabels; // only where they depend on the scenario

    NumberRange range() const { return {minimum, maximum, integral}; }
};

/// Every row that can ever apply, in the order of the editors.
const std::vector<Parameter>& parameterCatalogue();

/// The row of the catalogue with this id that applies to this scenario; null where none does. Without copies, for
/// studies; symbolic sizes of a graph are in no catalogue.
const Parameter* catalogueRow(const Scenario& scenario, std::string_view id);

/// Calls `visit(row, value)` for every row of the catalogue that applies. Families that the model does not have, which
/// are most, are asked for once and not row by row.
template <class Visit> void forEachParameter(const Scenario& scenario, Visit visit)
{
    bool (*family)(const Scenario&) = nullptr;
    bool applies = true;
    for (const Parameter& row : parameterCatalogue()) {
        if (row.hasFamily != family) {
            family = row.hasFamily;
            applies = !family || family(scenario);
        }
        if (!applies) {
            continue;
        }
        if (const std::optional<double> value = row.get(scenario)) {
            visit(row, *value);
        }
    }
}

/// The rows that apply to this scenario, the symbolic sizes of an imported graph included.
std::vector<Parameter> parametersOf(const Scenario& scenario);

/// The row with this id for this scenario; nullptr-like empty when there is none or it does not apply.
std::optional<Parameter> findParameter(const Scenario& scenario, std::string_view id);

/// The value as a person reads and writes it: a formatted number or a choice's id.
std::string parameterText(const Parameter& parameter, double value, NumberStyle style = {});
std::optional<double> parseParameter(const Parameter& parameter, const Scenario& scenario, std::string_view text);
/// The label of a choice for the screen.
std::string choiceLabel(const Parameter& parameter, const Scenario& scenario, int index);
/// The value as sentences write it: "16", "80.0 GB", "INT8".
std::string valueText(const Parameter& parameter, const Scenario& scenario, double value);

/// Sets a parameter from text. Returns a sentence when it cannot, and leaves the scenario unchanged.
std::string setParameter(Scenario& scenario, std::string_view id, std::string_view text);

/// Sets a parameter to a number in base units, brought into the row's range.
void assignParameter(Scenario& scenario, const Parameter& parameter, double value);

/// Sets several, in whatever order they apply. Returns the first sentence of what cannot be set; the others are: what
/// models and devices usually run with may belong to another class.
std::string setParameters(Scenario& scenario, const std::map<std::string, std::string>& settings);

} // namespace ridge

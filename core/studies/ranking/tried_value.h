// One parameter of a scenario at another value, as studies try it.
// Not which values are worth trying: each study says that.
#pragma once

#include "core/scenario/parameters/parameters.h"
#include "core/scenario/validation.h"

#include <algorithm>

namespace ridge {

/// The scenario with that value, base units; nothing where the parameter does not take it, such as a size that a
/// graph's shapes do not allow.
inline std::optional<Scenario> withValue(const Scenario& scenario, const Parameter& row, double value)
{
    Scenario changed = scenario;
    assignParameter(changed, row, value);
    return row.get(changed) == value ? std::optional(std::move(changed)) : std::nullopt;
}

/// The indices of the choices that this scenario has: its memory levels, say, of the eight that a device may have.
inline std::size_t choiceCount(const Parameter& row, const Scenario& scenario)
{
    const std::size_t labels = row.choiceLabels ? row.choiceLabels(scenario).size() : row.choices.size();
    return std::min(labels, row.choices.size());
}

/// What does not go together in a scenario: a value that gives more of either than there was is none to try.
struct Flaws {
    std::ptrdiff_t mistakes = 0; // what cannot be
    std::ptrdiff_t odd = 0;      // and sizes that do not go together: heads that cannot share keys evenly
};

inline Flaws flawsOf(const Scenario& scenario)
{
    Flaws flaws;
    for (const Issue& issue : validate(scenario)) {
        flaws.mistakes += issue.severity == Severity::Error;
        flaws.odd += issue.severity != Severity::Info && issue.field.starts_with("model.");
    }
    return flaws;
}

} // namespace ridge

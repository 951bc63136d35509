#include "core/levers/levers.h"

#include <algorithm>

namespace ridge {

std::span<const Lever* const> leverCatalogue()
{
    static const std::vector<const Lever*> rows = [] {
        std::vector<const Lever*> all(allLevers().begin(), allLevers().end());
        std::stable_sort(all.begin(), all.end(), [](const Lever* a, const Lever* b) { return a->order < b->order; });
        return all;
    }();
    return rows;
}

void applyLevers(const Scenario& scenario, Program& program)
{
    for (const Lever* lever : leverCatalogue()) {
        lever->apply(scenario, program);
    }
}

void applyLevers(const Scenario& scenario, ProgramOf<Traced>& program)
{
    for (const Lever* lever : leverCatalogue()) {
        lever->trace(scenario, program);
    }
}

} // namespace ridge

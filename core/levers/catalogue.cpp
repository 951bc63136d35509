#include "core/levers/levers.h"

namespace ridge {

Lever fusionLever();
Lever winogradLever();
Lever inPlaceLever();

std::span<const Lever> leverCatalogue()
{
    static const std::vector<Lever> rows{fusionLever(), winogradLever(), inPlaceLever()};
    return rows;
}

void applyLevers(const Scenario& scenario, Program& program)
{
    for (const Lever& lever : leverCatalogue()) {
        lever.apply(scenario, program);
    }
}

void applyLevers(const Scenario& scenario, ProgramOf<Traced>& program)
{
    for (const Lever& lever : leverCatalogue()) {
        lever.trace(scenario, program);
    }
}

} // namespace ridge

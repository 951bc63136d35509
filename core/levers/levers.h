// The catalogue of levers: changes that one can make to save something, each a row in a file of its own.
// Not the choice of them: a scenario holds that in its parameters.
#pragma once

#include "core/program/program.h"
#include "core/scenario/scenario.h"

#include <span>

namespace ridge {

struct LeverText {
    const char *id, *label;
    const char* reduces;    // what it saves
    const char* parameters; // by which it is chosen, their ids separated by spaces
    int order;              // what changes sizes (below 100) comes before what changes traffic and kernels
    const char* caveat;     // what it costs, with the source
};

/// A change of the program, over plain numbers and over those that lead back to parameters. Where the scenario has not
/// chosen it, it changes nothing.
struct Lever : LeverText {
    bool (*isOn)(const Scenario&);
    void (*apply)(const Scenario&, Program&);
    void (*trace)(const Scenario&, ProgramOf<Traced>&);
};

/// `Apply` is a captureless generic lambda: const Scenario&, ProgramOf<N>&.
template <class Apply> constexpr Lever makeLever(const LeverText& text, bool (*isOn)(const Scenario&), Apply)
{
    return {text, isOn, [](const Scenario& s, Program& program) { Apply{}(s, program); },
            [](const Scenario& s, ProgramOf<Traced>& program) { Apply{}(s, program); }};
}

/// One for each file of levers/rows, in no order.
std::span<const Lever* const> allLevers();

/// In the order in which they are applied.
std::span<const Lever* const> leverCatalogue();

/// All that the scenario has chosen.
void applyLevers(const Scenario& scenario, Program& program);
void applyLevers(const Scenario& scenario, ProgramOf<Traced>& program);

} // namespace ridge

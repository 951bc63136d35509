// Applies one lever to one stage, for tests that build stages by hand.
// Not the pipeline: evaluate() applies all levers that the scenario has chosen.
#pragma once

#include "core/levers/levers.h"

namespace ridge::test {

inline void fuse(Stage& stage, Fusion fusion)
{
    Scenario scenario;
    scenario.deployment.fusion = fusion;
    Program program;
    program.stages.push_back(std::move(stage));
    applyLevers(scenario, program);
    stage = std::move(program.stages.front());
}

} // namespace ridge::test

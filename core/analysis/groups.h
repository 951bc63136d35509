// Groups operators into the handful of parts that people name: "MLP", "Attention", "3×3 conv".
// Not the operator kind (program.h): a group may hold several kinds, and one kind may be in several groups.
#pragma once

#include "core/analysis/evaluation.h"

namespace ridge {

/// The part of the model that an operator belongs to, by its name where it tells, otherwise by kind and shape.
std::string groupOf(const Operator& op);

/// Energy of all executions of one group's operators, in joules at the device.
struct EnergyGroup {
    std::string name;
    double compute = 0, movement = 0, staticPart = 0;
    std::size_t largestStage = 0, largestOperator = 0; // the operator that uses most of it
    double total() const { return compute + movement + staticPart; }
};

/// Largest first; what comes after `limit` groups is summed up as "other".
std::vector<EnergyGroup> energyByGroup(const Evaluation& evaluation, std::size_t limit = 7);

} // namespace ridge

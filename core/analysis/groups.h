// Groups operators into the handful of parts that people name: "MLP", "Attention", "3×3 conv".
// Not the operator kind (program.h): a group may hold several kinds, and one kind may be in several groups.
#pragma once

#include "core/analysis/evaluation.h"

namespace ridge {

/// The part of the model that an operator belongs to, by its role where it has one, otherwise by kind and shape.
std::string groupOf(const Operator& op);

/// What all executions of one group's operators take, split by cause.
struct OperatorGroup {
    std::string name;
    std::vector<std::string> parts; // its own name; of "other": all that it stands for
    PerBound<double> by;
    double rest = 0;                                   // of energy: what chip and board draw beside
    std::size_t largestStage = 0, largestOperator = 0; // the operator that takes most of it
    double total() const { return by.sum() + rest; }
};

/// Joules at the device: of arithmetic, of data movement, static ones as overhead, and the rest by time. Largest first;
/// what comes after `limit` groups is summed up as "other".
std::vector<OperatorGroup> energyByGroup(const Evaluation& evaluation, std::size_t limit = 7);

/// Seconds, of operators by what limits them. In the same order and with the same limit.
std::vector<OperatorGroup> timeByGroup(const Evaluation& evaluation, std::size_t limit = 7);

} // namespace ridge

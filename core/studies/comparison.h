// Any number of scenarios beside the first of them: what their metrics and operators differ in, and why.
// Not the single numbers: each evaluation has those.
#pragma once

#include "core/studies/ranking/direction.h"
#include "core/studies/runner.h"

namespace ridge {

/// One metric of every scenario, base units; absent where it does not apply.
struct ComparedMetric {
    const Metric* row = nullptr;
    std::vector<std::optional<double>> values;

    /// Against the first; absent where either is. Factors are of positive numbers.
    std::optional<double> difference(std::size_t i) const;
    std::optional<double> factor(std::size_t i) const;
    Progress progress(std::size_t i) const;
};

struct OperatorState {
    double seconds = 0; // all its executions in the whole run
    Bound bound = Bound::Memory;
};

/// One operator of every scenario that has it.
struct ComparedOperator {
    std::string stage, path;
    std::vector<std::optional<OperatorState>> states; // absent: that scenario has no such operator

    bool appeared(std::size_t i) const { return !states.front() && states[i]; }
    bool went(std::size_t i) const { return states.front() && !states[i]; }
    bool changedBound(std::size_t i) const
    {
        return states.front() && states[i] && states.front()->bound != states[i]->bound;
    }
    /// Seconds more than in the first; what is not there takes none.
    double difference(std::size_t i) const;
    /// "appeared", "went", "memory → compute"; empty where it is there and limited as before.
    std::string changeText(std::size_t i) const;
};

struct Comparison {
    std::vector<ComparedMetric> metrics;     // that any of them has, in the order of the catalogue
    std::vector<ComparedOperator> operators; // in the order of the first, then what only others have
    std::vector<std::string> sentences;      // of each against the first (describeDifference), whose own is empty
};

/// At least one. Operators are matched by the names of their stages and their own.
Comparison comparisonOf(const std::vector<const Evaluation*>& evaluations);

/// Evaluates all of them on all cores. Throws nothing of its own; of those that a stop left out there is nothing.
std::vector<std::optional<Evaluation>> evaluateAll(const std::vector<Scenario>& scenarios, const StudyRun& run = {});

} // namespace ridge

// The figures of one operator: one row each, with its value and its derivation.
// Not the arithmetic (analysis/operator_work.h), and not sums: those are metrics.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/quantity/traced.h"

#include <span>

namespace ridge {

/// Of which executions a figure is: of one, or of all in the run.
enum class Extent { One, All };

/// What a block of operators has of a figure: the sum of them, each as often as its operator is executed in one run of
/// the stage; the plain sum; the quotient of two sums; or none.
enum class InBlock { SumOfExecutions, Sum, Quotient, None };

struct OperatorFigure {
    std::string_view id; // also the key in reports
    std::string_view label;
    std::string_view symbol;
    Unit unit;
    Extent extent;
    std::string_view help;
    bool isHeadline = false; // one of the few that are offered wherever an operator is explained
    InBlock inBlock = InBlock::SumOfExecutions;
    std::string_view numerator, denominator; // of a quotient: figures; a denominator of none is the run's latency
    /// Stage and operator must exist. Empty when it does not apply, such as the intensity of what moves nothing.
    std::optional<double> (*value)(const Evaluation&, std::size_t stage, std::size_t op);
    std::optional<Traced> (*derive)(const Evaluation&, std::size_t stage, std::size_t op);
};

std::span<const OperatorFigure> operatorFigures();

/// Null when there is no such figure.
const OperatorFigure* operatorFigure(std::string_view id);

/// The latency of the run in seconds, which shares are of: its own derivation where that gives the very same number.
Traced derivedLatency(const Evaluation& evaluation);

} // namespace ridge

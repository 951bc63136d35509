// What differs between a pinned scenario and the one on screen: operators, moves on a roofline, figures, one sentence.
// Not the pins (core/scenario/pin.h), and not how the difference is drawn.
#pragma once

#include "core/metrics/catalogue.h"

#include <memory>

namespace ridge {

/// A pin with what it was evaluated to, once.
struct PinnedEvaluation {
    std::string name;
    std::shared_ptr<const Evaluation> evaluation; // null: nothing is pinned
    explicit operator bool() const { return evaluation != nullptr; }
};

struct OperatorPlace {
    std::size_t stage = 0, op = 0;
    friend bool operator==(const OperatorPlace&, const OperatorPlace&) = default;
};

/// The same operator of two evaluations, by its stage's name and its own. Absent: only the other has it.
struct OperatorPair {
    std::optional<OperatorPlace> before, after;
    bool isMatched() const { return before && after; }
};

/// Every operator of `after` in its order, and then those of `before` that have gone.
std::vector<OperatorPair> pairsOf(const Evaluation& before, const Evaluation& after);

const Operator& operatorAt(const Evaluation& evaluation, const OperatorPlace& place);
const OperatorCost& costAt(const Evaluation& evaluation, const OperatorPlace& place);
/// Of all its executions in the whole run.
double executionsOf(const Evaluation& evaluation, const OperatorPlace& place);
double secondsOf(const Evaluation& evaluation, const OperatorPlace& place);
double bytesOf(const Evaluation& evaluation, const OperatorPlace& place);

/// A place on a roofline: operations per byte, and per second.
struct RooflinePlace {
    double intensity = 0, rate = 0;
};

/// How far something went on the roofline: an operator or, where many did, the sum over a block or over a stage.
struct RooflineMove {
    std::string name;   // below that of its stage
    double seconds = 0; // that it takes more in the whole run
    RooflinePlace from, to;
};

/// Of what moved, those that hold 80 % of its change in time, at least eight, the largest change first. Where more than
/// two dozen operators do, blocks stand for their operators, and stages for more than two dozen blocks.
std::vector<RooflineMove> largestMoves(const Evaluation& before, const Evaluation& after,
                                       const std::vector<OperatorPair>& pairs);

enum class Judgement { Unknown, Same, Better, Worse };

/// Whether the change of a metric is one for the better, where that is known of it.
Judgement judgementOf(const Metric& row, double before, double after);
/// "better", "worse"; empty where neither is known.
std::string_view wordFor(Judgement judgement);

/// "+3.2 ms", "−1.5 GB", "0 B".
std::string differenceText(double before, double after, Unit unit, NumberStyle style = {});
/// "×2.1", "÷3.85", "×1"; empty where one of them is zero or less.
std::string factorText(double before, double after);

/// "H100 SXM → A100, Batch 1 → 16": what was chosen differently. Empty when nothing was.
std::string scenarioDifference(const Scenario& before, const Scenario& after);

/// What the difference of the choices did, and what most of it lies in: "Weight format BF16 → INT4: latency −71 %, …
/// Most of it in MLP, which moves 1/3.88 of the bytes." Or "… the same bytes at 2.00 times the bandwidth." Of equal
/// scenarios that nothing differs.
std::string describeDifference(const Evaluation& before, const Evaluation& after);

} // namespace ridge

// One scenario on every device, with every lever pulled, and shared in every way, in the order of a metric.
// Not what no other beats in several metrics at once: frontier.h.
#pragma once

#include "core/studies/ranking/direction.h"
#include "core/studies/runner.h"

#include <string_view>
#include <vector>

namespace ridge {

/// What a ranking shows beside the metric it ranks by: fixed, so that rankings can be read beside each other. There is
/// more to show of splits, whose ranks exchange and wait.
std::vector<std::string_view> rankedFigures(bool ofSplits = false);

/// A scenario among others, by its figures.
struct Ranked {
    std::size_t index = 0; // of the devices or levers
    bool fits = true;      // or nobody knows
    Bound bound = Bound::Memory;
    std::vector<MetricValue> values; // of Ranking::metrics, in their order
    std::string shortage = {};       // where it does not fit, as half a sentence
    bool capacityKnown = true;       // of the memory it has to fit into
    bool integerOps = false;         // what it computes is counted in OP, not in FLOP
};

struct Ranking {
    std::vector<std::string_view> metrics; // the one that it ranks by first
    /// Best first, equals in their order; then those of which nobody knows whether they fit, those that do not, and
    /// those without a value. What is better high stands in falling order, everything else in rising order.
    std::vector<Ranked> rows;
    bool complete = true; // not stopped before the end
};

Ranking rankDevices(const Scenario& scenario, std::span<const Device> devices, std::string_view by,
                    const StudyRun& run = {});

/// A lever that is changed alone: pulled, or let go where it is pulled already.
struct RankedLever {
    const LeverText* lever = nullptr;
    bool isPulled = false;
    const char* refusal = nullptr; // why it cannot be pulled
    bool isIdle = false;           // no figure of the ranking changes
};

struct LeverRanking {
    Ranked now;
    std::vector<RankedLever> levers; // all, in the order in which they are applied
    Ranking ranking;                 // of those that can be changed
};
LeverRanking rankLevers(const Scenario& scenario, std::string_view by, const StudyRun& run = {});

/// "TP 8+SP × PP 2, m = 4"; "DP 8, ZeRO 3"; "one device".
std::string wordsOf(const Split& split);
/// Whether both share the work alike: without a pipeline there are no micro-batches, without tensor ranks no positions
/// that they share, without replicas no state.
bool areAlike(const Split& a, const Split& b);

/// Splits that leave ranks without work or waiting for a fuller one, and of which a split says the same.
struct RefusedSplits {
    std::string field;  // the degree that does not go round
    std::string reason; // a sentence
    std::size_t count = 0;
};

/// Every way in which so many devices like this one share the work: data × tensor × pipeline × expert, a pipeline with
/// one micro-batch, with as many as it has ranks, and with as many as there are samples; tensor ranks without and with
/// sequence parallelism, where the model has positions to share, else that stays as the scenario has it; replicas that
/// train without and with what they can share of the step's state.
struct SplitChoices {
    std::vector<Split> splits;
    std::vector<RefusedSplits> refused; // what is left out, in the order in which it was found
};
SplitChoices splitsOf(const Scenario& scenario, double devices);

struct SplitRanking {
    std::vector<Split> splits;
    std::vector<RefusedSplits> refused;
    Ranking ranking; // of the splits
};
SplitRanking rankSplits(const Scenario& scenario, double devices, std::string_view by, const StudyRun& run = {});

} // namespace ridge

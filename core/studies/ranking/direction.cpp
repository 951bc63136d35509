#include "core/studies/ranking/direction.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

struct Exception {
    std::string_view id;
    Better better;
};

/// What the unit does not say: room that is left, limits that may be high, counts and shares of work.
constexpr Exception exceptions[] = {{"memory_headroom", Better::Higher},
                                    {"max_batch", Better::Higher},
                                    {"max_context", Better::Higher},
                                    {"effective_context", Better::Higher},
                                    {"speedup", Better::Higher},
                                    {"scalability_ratio", Better::Higher},
                                    {"communication_overhead", Better::Lower},
                                    {"devices_needed", Better::Lower},
                                    {"tokens_per_round", Better::Higher},
                                    {"size_reduction", Better::Higher},
                                    {"activations_total", Better::Lower},
                                    {"activations_peak_sheet", Better::Lower},
                                    {"activations_peak_live", Better::Lower},
                                    {"cross_attention_overhead", Better::Lower},
                                    {"cross_attention_latency", Better::Lower}};

Better byUnit(Unit unit)
{
    switch (unit) {
    case Unit::Macs:
    case Unit::Ops:
    case Unit::Bytes:
    case Unit::Seconds:
    case Unit::Watts:
    case Unit::Joules:
    case Unit::Grams:
    case Unit::Dollars:
    case Unit::SigmaSquared: // of an error
        return Better::Lower;
    case Unit::OpsPerSecond:
    case Unit::PerSecond:
    case Unit::TokensPerSecond:
    case Unit::OpsPerWatt:
    case Unit::OpsPerWattHour:
    case Unit::PerWatt:
        return Better::Higher;
    default:
        return Better::Unknown;
    }
}

} // namespace

Better betterOf(const Metric& row)
{
    const auto known = std::find_if(std::begin(exceptions), std::end(exceptions),
                                    [&row](const Exception& each) { return each.id == row.id; });
    return known != std::end(exceptions) ? known->better : byUnit(row.unit);
}

Progress progressOf(const Metric& row, double before, double after)
{
    constexpr double noise = 1e-12; // what sums in another order leave
    if (std::fabs(after - before) <= noise * std::max(std::fabs(before), std::fabs(after))) {
        return Progress::Same;
    }
    const Better better = betterOf(row);
    return better == Better::Unknown                       ? Progress::Unknown
           : (better == Better::Lower) == (after < before) ? Progress::Better
                                                           : Progress::Worse;
}

std::string_view labelOf(Progress progress)
{
    constexpr std::string_view labels[] = {"", "same", "better", "worse"};
    return labels[static_cast<std::size_t>(progress)];
}

} // namespace ridge

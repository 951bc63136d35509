#include "core/studies/measured.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

/// What adding up a few hundred doubles may cost.
constexpr double roundOff = 1e-9;

std::optional<double> valueOf(const Evaluation& e, std::string_view id) { return metric(e, id).value; }

/// All tokens that come out, over the whole run.
std::optional<double> outputRate(const Evaluation& e)
{
    const double latency = e.latency().inBaseUnits();
    const double tokens = e.program.samples * e.scenario->workload.outputTokens;
    return latency > 0 && tokens > 0 ? std::optional(tokens / latency) : std::nullopt;
}

std::optional<double> prefillRate(const Evaluation& e)
{
    const std::optional<double> first = valueOf(e, "ttft");
    const double tokens = e.program.sequences * e.program.prompt;
    return first && *first > 0 && tokens > 0 ? std::optional(tokens / *first) : std::nullopt;
}

std::optional<double> encodeTime(const Evaluation& e)
{
    const auto stage = e.program.find(StageRole::Encode);
    return stage ? std::optional(e.program.stages[*stage].repeat * e.stages[*stage].totals.time.inBaseUnits())
                 : std::nullopt;
}

/// Of the largest product there is, so that nothing but the peak counts.
std::optional<double> productRate(const Evaluation& e)
{
    const double peak = e.scenario->device.peak[static_cast<std::size_t>(e.computePrecision)].value_or(0);
    const Typical& typical = e.scenario->device.typical;
    const double share = e.scenario->isTypical() ? typical.shares.front().compute : 1;
    return peak > 0 ? std::optional(peak * share) : std::nullopt;
}

#define RIDGE_METRIC(id) [](const Evaluation& e) { return valueOf(e, id); }

using Kind = MeasuredQuantity::Kind;
using Span = MeasuredQuantity::Span;

constexpr MeasuredQuantity quantities[] = {
    {"latency", "Latency", "latency", Kind::Time, Span::Run, Unit::Seconds, RIDGE_METRIC("latency")},
    {"first_token", "Time to first token", "ttft", Kind::Time, Span::FirstToken, Unit::Seconds, RIDGE_METRIC("ttft")},
    {"token_time", "Time per output token", "tpot", Kind::Time, Span::Step, Unit::Seconds, RIDGE_METRIC("tpot")},
    {"encode_time", "Encoder", "latency", Kind::Time, Span::Encoding, Unit::Seconds, encodeTime},
    {"throughput", "Throughput", "throughput", Kind::Rate, Span::Run, Unit::PerSecond, RIDGE_METRIC("throughput")},
    {"decode_rate", "Decode rate", "tokens_per_second", Kind::Rate, Span::Step, Unit::TokensPerSecond,
     RIDGE_METRIC("tokens_per_second")},
    {"prefill_rate", "Prefill rate", "ttft", Kind::Rate, Span::FirstToken, Unit::TokensPerSecond, prefillRate},
    {"output_rate", "Output rate", "latency", Kind::Rate, Span::Run, Unit::TokensPerSecond, outputRate},
    {"product_rate", "Matrix product", "", Kind::Rate, Span::Product, Unit::OpsPerSecond, productRate},
    {"energy_per_inference", "Energy per inference", "energy_per_inference", Kind::Energy, Span::None, Unit::Joules,
     RIDGE_METRIC("energy_per_inference")},
    {"energy_per_token", "Energy per output token", "energy_per_token", Kind::Energy, Span::None, Unit::Joules,
     RIDGE_METRIC("energy_per_token")},
    {"activation_memory", "Peak activations", "activation_memory_peak", Kind::Memory, Span::None, Unit::Bytes,
     RIDGE_METRIC("activation_memory_peak")},
};

#undef RIDGE_METRIC

} // namespace

std::span<const MeasuredQuantity> measuredQuantities() { return quantities; }

const MeasuredQuantity* measuredQuantity(std::string_view id)
{
    const auto* found =
        std::find_if(std::begin(quantities), std::end(quantities), [id](const auto& row) { return row.id == id; });
    return found != std::end(quantities) ? found : nullptr;
}

std::optional<double> CheckedRun::excess(std::optional<double> ours) const
{
    if (!ours || *ours <= 0 || run.value <= 0) {
        return std::nullopt;
    }
    return quantity().kind == Kind::Rate ? *ours / run.value : run.value / *ours;
}

bool CheckedRun::passes() const
{
    const std::optional<double> over = overBound();
    return over && *over >= 1 - roundOff;
}

std::string CheckedRun::refusal() const
{
    return bound ? std::string()
                 : "The scenario has no number of this kind: " + std::string(quantity().label) + " does not apply.";
}

std::string CheckedRun::sentence() const
{
    const std::optional<double> over = overBound();
    if (!over) {
        return refusal();
    }
    if (!passes()) {
        return "Measured " + format(1 / *over, Unit::Ratio) +
               " of what the bound allows: the unit, sparsity, the format or a peak of the device must be wrong.";
    }
    return quantity().isSpeed() ? format(1 / *over, Unit::Percent) + " of the speed of light is reached."
                                : format(*over, Unit::Ratio) + " of the lower bound.";
}

CheckedRun check(const MeasuredRun& run, std::shared_ptr<const Evaluation> bound, const Evaluation& typical)
{
    CheckedRun checked;
    checked.run = run;
    const MeasuredQuantity& row = *measuredQuantity(run.quantity);
    checked.bound = row.ours(*bound);
    if (typical.scenario->isTypical()) {
        checked.typical = row.ours(typical);
    }
    checked.evaluation = std::move(bound);
    return checked;
}

std::string MeasuredSummary::sentence() const
{
    return std::to_string(above) + " of " + std::to_string(runs) +
           " measured runs lie above their bounds; the median " + "run is " + format(medianError, Unit::Percent) +
           " from what is typical";
}

MeasuredSummary summaryOf(const std::vector<CheckedRun>& runs)
{
    MeasuredSummary summary;
    std::vector<double> errors;
    for (const CheckedRun& run : runs) {
        ++summary.runs;
        summary.above += run.passes() ? 1 : 0;
        if (const std::optional<double> over = run.overTypical(); over && run.quantity().isSpeed()) {
            errors.push_back(std::abs(1 / *over - 1)); // the typical time against the measured one
        }
    }
    if (!errors.empty()) {
        const auto middle = errors.begin() + static_cast<std::ptrdiff_t>(errors.size() / 2);
        std::nth_element(errors.begin(), middle, errors.end());
        summary.medianError = *middle;
    }
    return summary;
}

} // namespace ridge

#include "core/studies/lever_gains.h"

#include "core/evaluate/evaluate.h"
#include "core/levers/levers.h"
#include "core/metrics/catalogue.h"
#include "core/studies/change.h"
#include "core/studies/pulled_levers.h"
#include "core/studies/ranking/ranking.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

constexpr double unchanged = 5e-4; // a smaller share is not worth a word

bool isMoved(const LeverEffect& effect)
{
    return std::fabs(effect.factor() - 1) > unchanged ||
           (effect.with && effect.without && effect.factor() == 1 && *effect.with != *effect.without);
}

Evaluation assessed(Scenario scenario)
{
    return assess(std::make_shared<const Scenario>(std::move(scenario)), gainMetrics);
}

/// Whether the lever has anything to do in such a scenario. Those that change the program say so; of those that change
/// the scenario the other scenario tells, and of those that something else switches, the numbers.
bool findsNothing(const Lever& lever, const Evaluation& without, const Evaluation& with, const LeverGain& gain)
{
    const auto& idle = with.idleLevers;
    if (std::find(idle.begin(), idle.end(), static_cast<const LeverText*>(&lever)) != idle.end()) {
        return true;
    }
    const bool movesNothing =
        std::ranges::none_of(gain.effects, [](const LeverEffect& effect) { return effect.with != effect.without; });
    if (lever.isOn) {
        return movesNothing;
    }
    const Scenario &a = *without.scenario, &b = *with.scenario;
    const bool isSame =
        a.model == b.model && a.workload == b.workload && a.deployment == b.deployment && a.device == b.device;
    return lever.reshape && !lever.apply && isSame && movesNothing;
}

LeverGain gainOf(const Lever& lever, const Evaluation& now)
{
    LeverGain gain;
    gain.lever = &lever;
    gain.isPulled = isSwitchedOn(*now.chosen, lever);
    gain.refusal = refusalOf(*now.chosen, lever);
    if (!gain.refusal.empty()) {
        return gain;
    }
    const Evaluation other = assessed(switched(*now.chosen, lever, !gain.isPulled));
    const Evaluation& without = gain.isPulled ? other : now;
    const Evaluation& with = gain.isPulled ? now : other;
    for (std::size_t i = 0; i < gainMetrics.size(); ++i) {
        gain.effects[i] = {metric(without, gainMetrics[i]).value, metric(with, gainMetrics[i]).value};
    }
    gain.fitsWithout = without.placement.fits;
    gain.fitsWith = with.placement.fits;
    gain.boundWithout = without.verdict.bound;
    gain.boundWith = with.verdict.bound;
    gain.isIdle = findsNothing(lever, without, with, gain);
    return gain;
}

} // namespace

bool isAskedFirst(std::string_view metric)
{
    const auto shown = rankedFigures();
    return metric == "ttft" || std::ranges::find(gainMetrics, metric) != gainMetrics.end() ||
           std::ranges::find(shown, metric) != shown.end();
}

const LeverEffect& LeverGain::effect(std::string_view metric) const
{
    const auto found = std::find(gainMetrics.begin(), gainMetrics.end(), metric);
    return effects.at(static_cast<std::size_t>(found - gainMetrics.begin()));
}

std::shared_ptr<const LeverGains> leverGains(std::shared_ptr<const Scenario> chosen, const StudyRun& run)
{
    const auto levers = leverCatalogue();
    const Evaluation now = assess(chosen, gainMetrics);
    auto gains = std::make_shared<LeverGains>();
    gains->of = std::move(chosen);
    gains->levers.resize(levers.size());
    const bool isWhole = forAll(levers.size(), run, [&](std::size_t i) { gains->levers[i] = gainOf(*levers[i], now); });
    return isWhole ? gains : nullptr;
}

std::string gainText(const LeverGain& gain)
{
    constexpr std::pair<const char*, const char*> asked[] = {
        {"latency", "latency"}, {"memory_footprint", "memory"}, {"energy_per_inference", "energy"}};
    std::vector<std::string> parts;
    if (gain.fitsWithout != gain.fitsWith) {
        parts.emplace_back(gain.fitsWith ? "now fits" : "no longer fits");
    }
    for (const auto& [id, word] : asked) {
        if (const LeverEffect& effect = gain.effect(id); isMoved(effect)) {
            parts.push_back(std::string(word) + " " + changeText(effect.factor()));
        }
    }
    std::string text;
    for (const std::string& part : parts) {
        text += (text.empty() ? "" : " · ") + part;
    }
    return text;
}

std::vector<std::string> gainLines(const LeverGain& gain, NumberStyle style)
{
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < gainMetrics.size(); ++i) {
        const LeverEffect& effect = gain.effects[i];
        if (!isMoved(effect)) {
            continue;
        }
        const Metric& row = metricCatalogue()[*metricIndex(gainMetrics[i])];
        const bool isRatio = *effect.without > 0 && *effect.with > 0;
        lines.push_back(std::string(row.label) + " " + format(*effect.without, row.unit, style) + " → " +
                        format(*effect.with, row.unit, style) +
                        (isRatio ? ", " + changeText(effect.factor()) : std::string()));
    }
    if (gain.boundWithout != gain.boundWith) {
        lines.push_back(std::string(labelOf(gain.boundWith)) + " limits instead of " +
                        std::string(labelOf(gain.boundWithout)));
    }
    return lines;
}

} // namespace ridge

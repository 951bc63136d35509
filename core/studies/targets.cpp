#include "core/studies/targets.h"

#include <array>
#include <cmath>

namespace ridge {
namespace {

struct Comparison {
    std::string_view text;
    bool isAtMost;
};
// Longest first, where one is the start of another.
constexpr std::array<Comparison, 6> comparisons{
    {{"<=", true}, {">=", false}, {"≤", true}, {"≥", false}, {"<", true}, {">", false}}};

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

} // namespace

std::string CheckedTarget::aimText(NumberStyle style) const
{
    return (aim.isAtMost ? "≤ " : "≥ ") + format(aim.limit, row().unit, style);
}

std::string CheckedTarget::mark(NumberStyle style) const
{
    return state == TargetState::Met ? "✓ " + aimText(style)
           : state == TargetState::Absent
               ? "target not here"
               : format(missing, row().unit, style) + (aim.isAtMost ? " too much" : " too little");
}

std::string CheckedTarget::sentence(NumberStyle style) const
{
    const std::string wanted = aimText(style);
    switch (state) {
    case TargetState::Met:
        return "met: " + wanted;
    case TargetState::Absent:
        return "not here; the target is " + wanted;
    case TargetState::Missed:
        break;
    }
    return format(missing, row().unit, style) + (aim.isAtMost ? " above " : " below ") + "the target of " + wanted;
}

std::optional<CheckedTarget> checkTarget(const Targets& targets, std::string_view id, const Evaluation& e)
{
    const auto found = targets.find(id);
    const std::optional<std::size_t> index = metricIndex(id);
    if (found == targets.end() || !index) {
        return std::nullopt;
    }
    CheckedTarget checked{found->first, found->second};
    if (const std::optional<double> value = e.metrics[*index].value) {
        const Aim& aim = checked.aim;
        checked.missing = std::max(0.0, aim.isAtMost ? *value - aim.limit : aim.limit - *value);
        checked.state = checked.missing > 0 ? TargetState::Missed : TargetState::Met;
    }
    return checked;
}

std::vector<Issue> validateTargets(const Targets& targets, const Evaluation& e)
{
    std::vector<Issue> issues;
    for (const auto& [id, aim] : targets) {
        const std::optional<CheckedTarget> checked = checkTarget(targets, id, e);
        if (!checked) {
            issues.push_back({Severity::Warning, {}, "There is a target for " + id + ", and no such metric."});
        } else if (!std::isfinite(aim.limit)) {
            issues.push_back(
                {Severity::Warning, {}, "The target of " + std::string(checked->row().label) + " is no number."});
        } else if (checked->state == TargetState::Absent) {
            issues.push_back({Severity::Info,
                              {},
                              "The target " + std::string(checked->row().label) + " " +
                                  checked->aimText(e.numberStyle()) +
                                  " means nothing here: " + e.metrics[*metricIndex(id)].absent + "."});
        }
    }
    return issues;
}

bool isUsuallyAtLeast(const Metric& metric)
{
    switch (metric.unit) {
    case Unit::OpsPerSecond:
    case Unit::BytesPerSecond:
    case Unit::PerSecond:
    case Unit::TokensPerSecond:
    case Unit::OpsPerWatt:
    case Unit::OpsPerWattHour:
    case Unit::PerWatt:
        return true;
    default:
        return metric.id == "memory_headroom";
    }
}

ParsedAim parseAim(std::string_view text, const Metric& metric)
{
    std::string_view number = trimmed(text);
    Aim aim{.isAtMost = !isUsuallyAtLeast(metric)};
    for (const Comparison& comparison : comparisons) {
        if (number.starts_with(comparison.text)) {
            aim.isAtMost = comparison.isAtMost;
            number = trimmed(number.substr(comparison.text.size()));
            break;
        }
    }
    const std::optional<double> limit = parseNumber(number, metric.unit);
    if (!limit || !std::isfinite(*limit)) {
        const std::string unit(symbolOf(metric.unit));
        return {std::nullopt, "“" + std::string(number) + "” is no number" + (unit.empty() ? "" : " in " + unit) + "."};
    }
    aim.limit = *limit;
    return {aim, {}};
}

} // namespace ridge

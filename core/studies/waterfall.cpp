#include "core/studies/waterfall.h"

#include "core/evaluate/evaluate.h"
#include "core/metrics/catalogue.h"
#include "core/studies/change.h"
#include "core/studies/pulled_levers.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

bool isClose(double a, double b, double scale) { return std::fabs(a - b) <= 1e-9 * scale; }

std::string changeBetween(double from, double to, Unit unit, NumberStyle style)
{
    if (from > 0 && to > 0) {
        return from == to ? "alone nothing" : changeText(to / from);
    }
    return format(from, unit, style) + " → " + format(to, unit, style);
}

} // namespace

bool Waterfall::isIndependent(const WaterfallStep& step) const
{
    const double scale = std::max({std::fabs(before), std::fabs(after), std::fabs(step.leftOut)});
    const bool sameDifference = isClose(step.inOrder(), alone(step), scale);
    const bool sameShare =
        step.before > 0 && step.leftOut > 0 && isClose(step.after / step.before, after / step.leftOut, 1);
    return sameDifference || sameShare;
}

bool Waterfall::isIndependent() const
{
    return std::ranges::all_of(steps, [this](const WaterfallStep& step) { return isIndependent(step); });
}

std::string Waterfall::sentence(NumberStyle style) const
{
    if (!absent.empty()) {
        return absent;
    }
    if (steps.empty()) {
        return "No lever is pulled.";
    }
    const Metric& row = metricCatalogue()[*metricIndex(metric)];
    std::string text = std::string(row.label) + " " + format(before, unit, style) + " → " + format(after, unit, style) +
                       ", " + changeBetween(before, after, unit, style) + ": ";
    std::size_t moving = 0;
    for (const WaterfallStep& step : steps) {
        if (step.inOrder() != 0) {
            text += (moving++ == 0 ? "" : ", ") + std::string(step.lever->label) + " " +
                    changeBetween(step.before, step.after, unit, style);
        }
    }
    if (moving == 0) {
        return std::string(row.label) + " is " + format(after, unit, style) + " with and without the levers pulled.";
    }
    text += ".";
    if (moving < 2) {
        return text;
    }
    if (isIndependent()) {
        return text + " Each gives the same wherever it stands in the order.";
    }
    text += " They share gains, so that the order decides who is credited; by itself, of the whole stack,";
    for (const WaterfallStep& step : steps) {
        if (!isIndependent(step)) {
            text += " " + std::string(step.lever->label) + " gives " + changeBetween(step.leftOut, after, unit, style) +
                    ",";
        }
    }
    text.back() = '.';
    return text;
}

Waterfall waterfall(std::shared_ptr<const Scenario> chosen, std::string_view id, const StudyRun& run)
{
    Waterfall out;
    out.metric = id;
    const std::optional<std::size_t> index = metricIndex(id);
    if (!index) {
        out.absent = "There is no metric " + std::string(id) + ".";
        return out;
    }
    out.unit = metricCatalogue()[*index].unit;
    const std::vector<const LeverText*> levers = pulledLevers(*chosen);
    // First those with the first 0, 1, …, all of them, then those with all but one.
    const std::size_t count = levers.size();
    std::vector<MetricValue> values(2 * count + 1);
    const std::string_view asked[] = {id};
    const bool isWhole = forAll(values.size(), run, [&](std::size_t i) {
        Scenario scenario = *chosen;
        for (std::size_t k = 0; k < count; ++k) {
            const bool isOff = i <= count ? k >= i : k == i - count - 1;
            scenario = isOff ? switched(std::move(scenario), *levers[k], false) : std::move(scenario);
        }
        values[i] = metric(assess(std::make_shared<const Scenario>(std::move(scenario)), asked), id);
    });
    const auto missing = std::ranges::find_if(values, [](const MetricValue& value) { return !value.value; });
    if (!isWhole || missing != values.end()) {
        out.absent =
            !isWhole ? "Stopped." : std::string(metricCatalogue()[*index].label) + ": " + missing->absent + ".";
        return out;
    }
    out.before = *values[0].value;
    out.after = *values[count].value;
    for (std::size_t k = 0; k < count; ++k) {
        out.steps.push_back({levers[k], *values[k].value, *values[k + 1].value, *values[count + 1 + k].value});
    }
    return out;
}

} // namespace ridge

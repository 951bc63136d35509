// Reading and writing parameter values as text; the rows themselves are in parameters.cpp.

#include "core/scenario/parameters/parameters.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

constexpr std::string_view unstated = "not stated";

/// Peaks of integer formats are rates of operations, not of floating-point ones: "1.98 POP/s".
bool countsIntegers(const Parameter& parameter)
{
    constexpr std::string_view peak = "device.peak.";
    const std::string_view id = parameter.id;
    return id.starts_with(peak) && std::ranges::any_of(allPrecisions, [&](Precision format) {
               return infoOf(format).isInteger && id.substr(peak.size()) == infoOf(format).id;
           });
}

std::string numberText(const Parameter& parameter, double value, NumberStyle style = {})
{
    constexpr std::string_view floating = "FLOP/s";
    std::string text = formatForField(value, parameter.unit, style);
    const std::size_t at = countsIntegers(parameter) ? text.find(floating) : std::string::npos;
    return at == std::string::npos ? text : text.replace(at, floating.size(), "OP/s");
}

std::string rangeText(const Parameter& parameter)
{
    return numberText(parameter, parameter.minimum) + " to " + numberText(parameter, parameter.maximum);
}

std::string choicesText(const Parameter& parameter)
{
    std::string out;
    for (const std::string& id : parameter.choices) {
        out += (out.empty() ? "" : ", ") + id;
    }
    return out;
}

} // namespace

std::optional<Parameter> findParameter(const Scenario& scenario, std::string_view id)
{
    if (const Parameter* row = catalogueRow(scenario, id)) {
        return *row;
    }
    if (scenario.model.imported()) {
        for (Parameter& row : parametersOf(scenario)) {
            if (row.id == id) {
                return std::move(row);
            }
        }
    }
    return std::nullopt;
}

std::string parameterText(const Parameter& parameter, double value, NumberStyle style)
{
    if (parameter.mayBeUnstated && value == 0) {
        return std::string(unstated);
    }
    if (parameter.unit != Unit::Choice) {
        return numberText(parameter, value, style);
    }
    const auto index = static_cast<std::size_t>(value);
    return index < parameter.choices.size() ? parameter.choices[index] : std::string("—");
}

std::string choiceLabel(const Parameter& parameter, const Scenario& scenario, int index)
{
    if (index < 0) {
        return "—";
    }
    const auto at = static_cast<std::size_t>(index);
    if (parameter.choiceLabels) {
        const std::vector<std::string> labels = parameter.choiceLabels(scenario);
        if (at < labels.size()) {
            return labels[at];
        }
    }
    return at < parameter.choices.size() ? parameter.choices[at] : "—";
}

std::string valueText(const Parameter& parameter, const Scenario& scenario, double value)
{
    return parameter.unit == Unit::Choice ? choiceLabel(parameter, scenario, static_cast<int>(value))
                                          : parameterText(parameter, value, scenario.convention.numberStyle());
}

std::optional<double> parseParameter(const Parameter& parameter, const Scenario& scenario, std::string_view text)
{
    if (parameter.mayBeUnstated && text == unstated) {
        return 0;
    }
    if (parameter.unit != Unit::Choice) {
        const auto value = parseNumber(text, parameter.unit);
        return value && parameter.range().contains(*value) ? value : std::nullopt;
    }
    const std::vector<std::string> labels =
        parameter.choiceLabels ? parameter.choiceLabels(scenario) : parameter.choices;
    const std::size_t count = std::min(labels.size(), parameter.choices.size());
    for (std::size_t i = 0; i < count; ++i) {
        if (text == parameter.choices[i] || text == labels[i]) {
            return static_cast<double>(i);
        }
    }
    return std::nullopt;
}

std::string setParameter(Scenario& scenario, std::string_view id, std::string_view text)
{
    const auto parameter = findParameter(scenario, id);
    if (!parameter) {
        const auto& all = parameterCatalogue();
        const bool known = std::any_of(all.begin(), all.end(), [&](const Parameter& p) { return p.id == id; });
        return std::string(id) + (known ? " does not apply to this model and device" : ": there is no such parameter") +
               "; `ridgepoint list parameters` shows those that do";
    }
    const auto value = parseParameter(*parameter, scenario, text);
    if (!value) {
        const bool isChoice = parameter->unit == Unit::Choice;
        const std::string expected = isChoice ? "one of " + choicesText(*parameter)
                                              : std::string(parameter->integral ? "a whole number" : "a number") +
                                                    " from " + rangeText(*parameter);
        return std::string(id) + ": " + refusal(text, parameter->unit, expected);
    }
    parameter->set(scenario, *value);
    if (parameter->get(scenario) != value) {
        return std::string(id) + ": the graph's shapes do not allow " + std::string(text);
    }
    return {};
}

void assignParameter(Scenario& scenario, const Parameter& parameter, double value)
{
    if (!std::isfinite(value)) {
        return;
    }
    parameter.set(scenario, parameter.range().nearest(value));
}

std::string setParameters(Scenario& scenario, const std::map<std::string, std::string>& settings)
{
    std::string refused;
    for (int pass = 0; pass < 2; ++pass) { // one may apply because of another: stored bits, because weights are stored
        refused.clear();
        for (const auto& [id, text] : settings) {
            const std::string problem = setParameter(scenario, id, text);
            refused = refused.empty() ? problem : refused;
        }
    }
    return refused;
}

} // namespace ridge

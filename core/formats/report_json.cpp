// The JSON report: every figure in base units, the scenario it belongs to, and each metric's derivation.

#include "core/formats/formats.h"
#include "core/metrics/operator_figures.h"
#include "core/quantity/notation.h"
#include "core/scenario/parameters.h"

#include <nlohmann/json.hpp>

namespace ridge {
namespace {

using Json = nlohmann::ordered_json;

Json optionalNumber(std::optional<double> value) { return value ? Json(*value) : Json(nullptr); }

std::string_view severityText(Severity severity)
{
    constexpr std::string_view texts[] = {"info", "warning", "error"};
    return texts[static_cast<std::size_t>(severity)];
}

/// Every parameter that applies, with choices as their ids.
Json parameters(const Scenario& scenario, bool convention)
{
    Json out = Json::object();
    for (const Parameter& row : parametersOf(scenario)) {
        if ((row.section == Section::Convention) == convention) {
            const double value = *row.get(scenario);
            out[row.id] = row.unit == Unit::Choice ? Json(parameterText(row, value)) : Json(value);
        }
    }
    return out;
}

Json scenarioJson(const Scenario& s)
{
    return {
        {"model", {{"id", s.model.id}, {"name", s.model.name}, {"family", s.model.family}, {"source", s.model.source}}},
        {"device",
         {{"id", s.device.id}, {"name", s.device.name}, {"vendor", s.device.vendor}, {"year", s.device.year}}},
        {"parameters", parameters(s, false)}};
}

void addMetrics(const Evaluation& e, Json& report)
{
    Json values = Json::object();
    Json absent = Json::object();
    const NumberStyle style = e.scenario->convention.numberStyle();
    const std::vector<std::optional<Traced>> derivations = deriveAll(e);
    for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
        const Metric& row = metricCatalogue()[i];
        const MetricValue& result = e.metrics[i];
        if (!result.value) {
            absent[std::string(row.id)] = result.absent;
            continue;
        }
        const std::optional<Traced>& derivation = derivations[i];
        values[std::string(row.id)] = {
            {"value", *result.value},
            {"unit", symbolOf(row.unit)},
            {"symbol", row.symbol},
            {"label", row.label},
            {"family", labelOf(row.family)},
            {"help", row.help},
            {"source", row.source},
            {"formula", derivation ? symbolicText(*derivation->expression()) : ""},
            {"substituted", derivation ? substitutedText(*derivation->expression(), style) : ""}};
    }
    report["metrics"] = std::move(values);
    report["absent"] = std::move(absent);
}

/// Every figure of one execution, by the catalogue.
Json operatorJson(const Evaluation& e, std::size_t stage, std::size_t index)
{
    const Operator& op = e.program.stages[stage].operators[index];
    Json json{{"name", op.name}, {"kind", labelOf(op.kind)}};
    for (const OperatorFigure& figure : operatorFigures()) {
        if (figure.extent == Extent::One) {
            json[std::string(figure.id)] = optionalNumber(figure.value(e, stage, index));
        }
    }
    json["bound"] = labelOf(e.stages[stage].operators[index].bound);
    return json;
}

Json stagesJson(const Evaluation& e)
{
    Json stages = Json::array();
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        const Stage& stage = e.program.stages[s];
        Json operators = Json::array();
        for (std::size_t i = 0; i < stage.operators.size(); ++i) {
            operators.push_back(operatorJson(e, s, i));
        }
        stages.push_back({{"name", stage.name},
                          {"repeat", stage.repeat},
                          {"latency_s", e.stages[s].totals.time.inBaseUnits()},
                          {"operators", std::move(operators)}});
    }
    return stages;
}

Json timelineJson(const Evaluation& e)
{
    Json steps = Json::array();
    for (const MemoryStep& step : e.memory.timeline) {
        const Stage& stage = e.program.stages[step.stage];
        steps.push_back({{"stage", stage.name},
                         {"step", step.step},
                         {"operator", stage.operators[step.op].name},
                         {"weights", e.memory.weights.inBaseUnits()},
                         {"activations", step.activations},
                         {"kv_cache", step.kvCache},
                         {"workspace", 0},
                         {"gradients", 0},
                         {"optimizer", 0}});
    }
    return steps;
}

Json issuesJson(const Evaluation& e)
{
    Json issues = Json::array();
    for (const Issue& issue : e.issues) {
        issues.push_back(
            {{"severity", severityText(issue.severity)}, {"field", issue.field}, {"message", issue.message}});
    }
    return issues;
}

} // namespace

std::string reportJson(const Evaluation& e, const PresetLookup& beside)
{
    const bool known = e.placement.capacityKnown;
    const std::string change = changeFromPresets(e, beside);
    Json report = {{"format", "ridgepoint-report"},
                   {"version", 1},
                   {"scenario", scenarioJson(*e.scenario)},
                   {"convention", parameters(*e.scenario, true)}};
    report["convention"]["badge"] = e.scenario->convention.badge();
    addMetrics(e, report);
    report["stages"] = stagesJson(e);
    report["timeline"] = timelineJson(e);
    report["verdict"] = {{"bound", labelOf(e.verdict.bound)},
                         {"margin", e.verdict.margin},
                         {"next_bound", e.verdict.nextBound ? Json(labelOf(*e.verdict.nextBound)) : Json(nullptr)},
                         {"next_factor", e.verdict.nextBound ? Json(e.verdict.nextFactor) : Json(nullptr)},
                         {"fits", known ? Json(e.verdict.fits) : Json(nullptr)},
                         {"headroom_bytes", known ? Json(e.placement.headroom.inBaseUnits()) : Json(nullptr)},
                         {"sentence", e.verdict.sentence},
                         {"change", change.empty() ? Json(nullptr) : Json(change)}};
    report["issues"] = issuesJson(e);
    return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace ridge

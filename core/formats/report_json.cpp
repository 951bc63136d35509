// The JSON report: every figure in base units, the scenario it belongs to, and each metric's derivation.

#include "core/formats/json_reader.h"
#include "core/metrics/operator_figures.h"
#include "core/quantity/notation.h"
#include "core/scenario/parameters.h"

namespace ridge {
namespace {

OrderedJson optionalNumber(std::optional<double> value) { return value ? OrderedJson(*value) : OrderedJson(nullptr); }

std::string_view severityText(Severity severity)
{
    constexpr std::string_view texts[] = {"info", "warning", "error"};
    return texts[static_cast<std::size_t>(severity)];
}

/// Every parameter that applies, with choices as their ids.
OrderedJson parameters(const Scenario& scenario, bool convention)
{
    OrderedJson out = OrderedJson::object();
    for (const Parameter& row : parametersOf(scenario)) {
        if ((row.section == Section::Convention) == convention) {
            const double value = *row.get(scenario);
            out[row.id] = row.unit == Unit::Choice ? OrderedJson(parameterText(row, value)) : OrderedJson(value);
        }
    }
    return out;
}

OrderedJson scenarioJson(const Scenario& s)
{
    return {
        {"model", {{"id", s.model.id}, {"name", s.model.name}, {"family", s.model.family}, {"source", s.model.source}}},
        {"device",
         {{"id", s.device.id}, {"name", s.device.name}, {"vendor", s.device.vendor}, {"year", s.device.year}}},
        {"parameters", parameters(s, false)}};
}

void addMetrics(const Evaluation& e, OrderedJson& report)
{
    OrderedJson values = OrderedJson::object();
    OrderedJson absent = OrderedJson::object();
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
OrderedJson operatorJson(const Evaluation& e, std::size_t stage, std::size_t index)
{
    const Operator& op = e.program.stages[stage].operators[index];
    OrderedJson json{{"name", op.name}, {"kind", labelOf(op.kind)}};
    for (const OperatorFigure& figure : operatorFigures()) {
        if (figure.extent == Extent::One) {
            json[std::string(figure.id)] = optionalNumber(figure.value(e, stage, index));
        }
    }
    json["bound"] = labelOf(e.stages[stage].operators[index].bound);
    return json;
}

OrderedJson stagesJson(const Evaluation& e)
{
    OrderedJson stages = OrderedJson::array();
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        const Stage& stage = e.program.stages[s];
        OrderedJson operators = OrderedJson::array();
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

OrderedJson timelineJson(const Evaluation& e)
{
    OrderedJson steps = OrderedJson::array();
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

OrderedJson issuesJson(const Evaluation& e)
{
    OrderedJson issues = OrderedJson::array();
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
    OrderedJson report = {{"format", "ridgepoint-report"},
                          {"version", 1},
                          {"scenario", scenarioJson(*e.scenario)},
                          {"convention", parameters(*e.scenario, true)}};
    report["convention"]["badge"] = e.scenario->convention.badge();
    addMetrics(e, report);
    report["stages"] = stagesJson(e);
    report["timeline"] = timelineJson(e);
    report["verdict"] = {
        {"bound", labelOf(e.verdict.bound)},
        {"margin", e.verdict.margin},
        {"next_bound", e.verdict.nextBound ? OrderedJson(labelOf(*e.verdict.nextBound)) : OrderedJson(nullptr)},
        {"next_factor", e.verdict.nextBound ? OrderedJson(e.verdict.nextFactor) : OrderedJson(nullptr)},
        {"fits", known ? OrderedJson(e.verdict.fits) : OrderedJson(nullptr)},
        {"headroom_bytes", known ? OrderedJson(e.placement.headroom.inBaseUnits()) : OrderedJson(nullptr)},
        {"sentence", e.verdict.sentence},
        {"change", change.empty() ? OrderedJson(nullptr) : OrderedJson(change)}};
    report["issues"] = issuesJson(e);
    return jsonText(report);
}

} // namespace ridge

// JSON reports: every figure in base units, the scenario it belongs to, and each metric's derivation.

#include "core/formats/json/writer.h"
#include "core/metrics/facts.h"
#include "core/metrics/operator_figures.h"
#include "core/quantity/notation.h"
#include "core/reports/change.h"
#include "core/reports/report_format.h"
#include "core/scenario/badge.h"
#include "core/scenario/parameters/parameters.h"
#include "core/studies/lever_marks.h"
#include "core/studies/pulled_levers.h"

#include <algorithm>

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
        const bool isAtRest = row.section == Section::Levers && !scenario.levers.contains(row.id);
        if ((row.section == Section::Convention) == convention && !isAtRest) {
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

void writeMetrics(const Evaluation& e, JsonWriter& report)
{
    OrderedJson values = OrderedJson::object();
    OrderedJson absent = OrderedJson::object();
    const NumberStyle style = e.numberStyle();
    const Facts<Traced> facts(e);
    for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
        const Metric& row = metricCatalogue()[i];
        const MetricValue& result = e.metrics[i];
        if (!result.value) {
            absent[std::string(row.id)] = result.absent;
            continue;
        }
        const std::optional<Traced> derivation = row.derivation(facts);
        const auto [number, unit] = inBaseUnits(*result.value, row.unit);
        values[std::string(row.id)] = {
            {"value", number},
            {"unit", unit},
            {"symbol", row.symbol},
            {"label", row.label},
            {"family", labelOf(row.family)},
            {"help", row.help},
            {"source", row.source},
            {"formula", derivation ? symbolicText(*derivation->expression()) : ""},
            {"substituted", derivation ? substitutedText(*derivation->expression(), style) : ""}};
        if (result.range) {
            values[std::string(row.id)]["low"] = inBaseUnits(result.range->low, row.unit).number;
            values[std::string(row.id)]["high"] = inBaseUnits(result.range->high, row.unit).number;
        }
    }
    report.field("metrics", values);
    report.field("absent", absent);
}

/// Every figure of one execution, by the catalogue, and the levers that changed any.
void writeOperator(const Evaluation& e, const LeverMarks& marks, std::size_t stage, std::size_t index, JsonWriter& json)
{
    const Operator& op = e.program.stages[stage].operators[index];
    json.field("name", op.name);
    json.field("kind", labelOf(op.kind));
    for (const OperatorFigure& figure : operatorFigures()) {
        if (figure.extent == Extent::One) {
            json.field(figure.id, optionalNumber(figure.value(e, stage, index)));
        }
    }
    json.field("bound", labelOf(e.stages[stage].operators[index].bound));
    OrderedJson ids = OrderedJson::array();
    for (const LeverText* lever : marks.leversAt({stage, index})) {
        ids.push_back(lever->id);
    }
    json.field("changed_by", ids);
}

void writeStage(const Evaluation& e, const LeverMarks& marks, std::size_t index, JsonWriter& json)
{
    const Stage& stage = e.program.stages[index];
    json.field("name", stage.name);
    json.field("repeat", stage.repeat);
    json.field("latency_s", e.stages[index].totals.time.inBaseUnits());
    json.listField("operators", [&](JsonWriter& operators) {
        for (std::size_t i = 0; i < stage.operators.size(); ++i) {
            operators.objectElement([&](JsonWriter& one) { writeOperator(e, marks, index, i, one); });
        }
    });
}

void writeStep(const Evaluation& e, const MemoryStep& step, JsonWriter& json)
{
    const Stage& stage = e.program.stages[step.stage];
    json.field("stage", stage.name);
    json.field("step", step.step);
    json.field("operator", stage.operators[step.op].name);
    json.field("weights", e.memory.weights.inBaseUnits());
    json.field("activations", step.activations);
    json.field("kv_cache", step.kvCache);
    json.field("workspace", 0);
    json.field("saved", step.saved);
    json.field("gradients", step.gradients);
    json.field("optimizer", step.optimizer);
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

OrderedJson verdictJson(const Evaluation& e, const std::string& change)
{
    const bool known = e.placement.capacityKnown;
    return {{"bound", labelOf(e.verdict.bound)},
            {"margin", e.verdict.margin},
            {"next_bound", e.verdict.nextBound ? OrderedJson(labelOf(*e.verdict.nextBound)) : OrderedJson(nullptr)},
            {"next_factor", e.verdict.nextBound ? OrderedJson(e.verdict.nextFactor) : OrderedJson(nullptr)},
            {"fits", known ? OrderedJson(e.verdict.fits) : OrderedJson(nullptr)},
            {"headroom_bytes", known ? OrderedJson(e.placement.headroom.inBaseUnits()) : OrderedJson(nullptr)},
            {"sentence", e.verdict.sentence},
            {"change", change.empty() ? OrderedJson(nullptr) : OrderedJson(change)}};
}

OrderedJson gapsJson(const Gaps& gaps)
{
    if (!gaps.any()) {
        return nullptr;
    }
    return {{"operators", gaps.operators},
            {"operators_without_shape", gaps.withoutShape},
            {"operators_without_rule", gaps.withoutRule},
            {"weights", gaps.weights},
            {"weights_in_macs", gaps.multiplied},
            {"unread", gaps.unread},
            {"guessed", gaps.guessed},
            {"sentence", sentenceOf(gaps)}};
}

OrderedJson changeJson(const LeverChange& change)
{
    OrderedJson json{{"parameter", change.parameter}, {"before", change.before}, {"after", change.after}};
    if (!change.nameAfter.empty()) {
        json["name_before"] = change.nameBefore;
        json["name_after"] = change.nameAfter;
    }
    return json;
}

/// The pulled levers, with their numbers and what they changed of the parameters.
OrderedJson leversJson(const Evaluation& e)
{
    OrderedJson levers = OrderedJson::array();
    for (const LeverText* lever : pulledLevers(*e.chosen)) {
        OrderedJson settings = OrderedJson::object(), changes = OrderedJson::array();
        for (const Parameter* row : settingsOf(*e.chosen, *lever)) {
            const double value = *row->get(*e.chosen);
            settings[row->id] =
                row->unit == Unit::Choice ? OrderedJson(parameterText(*row, value)) : OrderedJson(value);
        }
        for (const LeverChange& change : e.changes) {
            if (change.lever == lever) {
                changes.push_back(changeJson(change));
            }
        }
        const bool isIdle = std::ranges::find(e.idleLevers, lever) != e.idleLevers.end();
        levers.push_back({{"id", lever->id},
                          {"label", lever->label},
                          {"kind", labelOf(lever->kind)},
                          {"parameters", std::move(settings)},
                          {"changes", std::move(changes)},
                          {"found_nothing", isIdle}});
    }
    return levers;
}

/// Characters of a report; roughly, and rather too many.
std::size_t expectedLength(const Evaluation& e)
{
    constexpr std::size_t ofOperator = 1000, ofStep = 350, ofOthers = 100'000;
    std::size_t length = ofOthers + ofStep * e.memory.timeline.size();
    for (const Stage& stage : e.program.stages) {
        length += ofOperator * stage.operators.size();
    }
    return length;
}

std::string writeAll(const Evaluation& e, const PresetLookup& beside)
{
    OrderedJson convention = parameters(*e.scenario, true);
    convention["badge"] = conventionBadge(*e.scenario);
    const std::string change = changeFromPresets(e, beside); // evaluates once more: before the text takes its memory
    const LeverMarks marks(e);                               // and so do they
    return JsonWriter::object(expectedLength(e), [&](JsonWriter& report) {
        report.field("format", "ridgepoint-report");
        report.field("version", 1);
        report.field("complete", !e.program.gaps.any());
        report.field("gaps", gapsJson(e.program.gaps));
        report.field("scenario", scenarioJson(*e.chosen));
        report.field("convention", convention);
        report.field("levers", leversJson(e));
        writeMetrics(e, report);
        report.listField("stages", [&](JsonWriter& stages) {
            for (std::size_t s = 0; s < e.stages.size(); ++s) {
                stages.objectElement([&](JsonWriter& one) { writeStage(e, marks, s, one); });
            }
        });
        report.listField("timeline", [&](JsonWriter& steps) {
            for (const MemoryStep& step : e.memory.timeline) {
                steps.objectElement([&](JsonWriter& one) { writeStep(e, step, one); });
            }
        });
        report.field("verdict", verdictJson(e, change));
        report.field("issues", issuesJson(e));
    });
}

OrderedJson measuredJson(const std::vector<CheckedRun>& runs)
{
    const MeasuredSummary summary = summaryOf(runs);
    OrderedJson rows = OrderedJson::array();
    for (const CheckedRun& run : runs) {
        const MeasuredRun& r = run.run;
        const Unit of = run.quantity().unit;
        const auto base = [of](std::optional<double> value) {
            return value ? OrderedJson(inBaseUnits(*value, of).number) : OrderedJson(nullptr);
        };
        rows.push_back({{"id", r.id},
                        {"model", r.model},
                        {"device", r.device},
                        {"measured_on", r.measuredOn},
                        {"settings", r.settings},
                        {"quantity", r.quantity},
                        {"measured", base(r.value)},
                        {"bound", base(run.bound)},
                        {"typical", base(run.typical)},
                        {"unit", inBaseUnits(r.value, of).symbol},
                        {"over_bound", optionalNumber(run.overBound())},
                        {"over_typical", optionalNumber(run.overTypical())},
                        {"above_bound", run.passes()},
                        {"kept_for_checking", r.isCheck},
                        {"note", r.note},
                        {"source", r.source}});
    }
    return {{"summary",
             {{"runs", summary.runs},
              {"above", summary.above},
              {"median_error", summary.medianError},
              {"sentence", summary.sentence()}}},
            {"runs", std::move(rows)}};
}

std::string writeSelfCheck(const std::vector<CheckedFigure>& figures, const std::vector<CheckedRun>& runs)
{
    const SelfCheckSummary summary = summaryOf(figures);
    OrderedJson rows = OrderedJson::array();
    for (const CheckedFigure& figure : figures) {
        const Published& p = figure.published;
        const auto [published, unit] = inBaseUnits(p.value, figure.unit());
        rows.push_back({{"id", p.id},
                        {"model", p.model},
                        {"device", p.device},
                        {"settings", p.settings},
                        {"metric", p.metric},
                        {"ours", figure.ours ? OrderedJson(*figure.ours) : OrderedJson(nullptr)},
                        {"published", published},
                        {"unit", unit},
                        {"delta", figure.ours ? OrderedJson(figure.delta) : OrderedJson(nullptr)},
                        {"tolerance", p.tolerance},
                        {"verdict", labelOf(figure.agreement())},
                        {"convention", p.convention},
                        {"disputed", p.disputed},
                        {"source", p.source}});
    }
    const OrderedJson report = {{"format", "ridgepoint-selfcheck"},
                                {"version", 1},
                                {"summary",
                                 {{"checked", summary.checked},
                                  {"agree", summary.agree},
                                  {"disputed", summary.disputed},
                                  {"sentence", summary.sentence()}}},
                                {"figures", std::move(rows)},
                                {"measured", measuredJson(runs)}};
    return jsonText(report);
}

} // namespace

extern const ReportFormat jsonReport{
    .id = "json", .suffix = "json", .label = "JSON", .report = writeAll, .selfCheck = writeSelfCheck};

} // namespace ridge

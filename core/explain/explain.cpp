#include "core/explain/explain.h"
#include "core/evaluate/evaluate.h"

#include "core/explain/explain_steps.h"
#include "core/explain/sheet_notes.h"
#include "core/explain/sum_figures.h"
#include "core/metrics/facts.h"
#include "core/metrics/operator_figures.h"
#include "core/scenario/parameters/parameters.h"

#include <algorithm>

namespace ridge {
namespace {

bool isSum(const NumberRef& ref) { return ref.isGroup() || ref.isBlock(); }

bool exists(const Evaluation& e, const NumberRef& ref)
{
    if (isSum(ref)) {
        return hasSum(e, ref);
    }
    if (!ref.isOperator()) {
        return metricIndex(ref.id).has_value();
    }
    const auto s = static_cast<std::size_t>(ref.stage);
    return operatorFigure(ref.id) && s < e.stages.size() &&
           static_cast<std::size_t>(ref.op) < e.stages[s].operators.size();
}

std::optional<Traced> derive(const Facts<Traced>& facts, const NumberRef& ref)
{
    const Evaluation& e = facts.e;
    if (isSum(ref)) {
        return deriveSum(e, ref);
    }
    if (ref.isOperator()) {
        return operatorFigure(ref.id)->derive(e, static_cast<std::size_t>(ref.stage), static_cast<std::size_t>(ref.op));
    }
    return metricCatalogue()[*metricIndex(ref.id)].derivation(facts);
}

/// The other values that a convention can have.
std::vector<double> alternativesOf(const Parameter& row, double now)
{
    std::vector<double> all;
    for (double value = row.minimum; value <= row.maximum; ++value) {
        if (value != now) {
            all.push_back(value);
        }
    }
    return all;
}

std::string choiceText(const Parameter& row, const Scenario& s, double value)
{
    return row.unit == Unit::Choice ? choiceLabel(row, s, static_cast<int>(value)) : parameterText(row, value);
}

/// Which conventions matter is found by switching each: what another choice would give is then known as well.
/// One scenario at a time: of a long program each takes much memory.
void addConventions(const Scenario& s, std::vector<std::optional<Explanation>>& all)
{
    for (const Parameter& row : parameterCatalogue()) {
        const std::optional<double> now = row.section == Section::Convention ? row.get(s) : std::nullopt;
        for (const double other : now ? alternativesOf(row, *now) : std::vector<double>()) {
            Scenario switched = s;
            row.set(switched, other);
            const Evaluation result = evaluate(switched);
            for (std::optional<Explanation>& x : all) {
                const std::optional<double> value = x ? valueOf(result, x->ref) : std::nullopt;
                const std::string otherwise = value ? format(value, x->unit, x->style) : "does not apply";
                if (x && otherwise != x->result) { // what cannot be seen does not matter
                    x->conventions.push_back(
                        {row.id, row.label + ": " + choiceText(row, s, *now), choiceText(row, s, other), otherwise});
                }
            }
        }
    }
}

void describeMetric(const Evaluation& e, const Metric& row, Explanation& out)
{
    for (const SheetNote* note : notesFor(row.id)) {
        out.notes.push_back(note->text(e));
    }
    out.title = row.label;
    out.symbol = row.symbol;
    out.unit = row.unit;
    out.help = row.help;
    out.source = row.source;
}

void describeSum(const NumberRef& ref, const OperatorFigure& row, Explanation& out)
{
    const bool many = ref.group.find('|') != std::string::npos;
    out.title = (many ? "other" : ref.isGroup() ? ref.group : ref.block) + ": " + std::string(row.label);
    out.source = ref.isGroup() ? "sum over the operators of the group" : "sum over the operators of the block";
    if (row.inBlock == InBlock::Quotient) {
        out.source = "quotient of sums over its operators";
    } else if (row.extent == Extent::One) { // its help tells of one execution
        out.help = "All executions in one run of the stage.";
    }
}

void describeOperator(const Evaluation& e, const NumberRef& ref, Explanation& out)
{
    const OperatorFigure& row = *operatorFigure(ref.id);
    out.unit = row.unit;
    out.help = row.help;
    if (isSum(ref)) {
        describeSum(ref, row, out);
        return;
    }
    out.symbol = row.symbol;
    const auto stage = static_cast<std::size_t>(ref.stage), op = static_cast<std::size_t>(ref.op);
    out.title = operatorName(e.program, stage, op) + ": " + std::string(row.label);
    out.source = "cost of a single " + std::string(labelOf(e.program.stages[stage].operators[op].kind)) + " operator";
}

/// All but the conventions behind it.
std::optional<Explanation> explainAsIs(const Facts<Traced>& facts, const NumberRef& ref, const Scenario* presets)
{
    const Evaluation& e = facts.e;
    if (!exists(e, ref)) {
        return std::nullopt;
    }
    const std::optional<Traced> derivation = derive(facts, ref);
    if (!derivation) {
        return std::nullopt;
    }
    Explanation out;
    out.ref = ref;
    if (ref.isMetric()) {
        describeMetric(e, metricCatalogue()[*metricIndex(ref.id)], out);
    } else {
        describeOperator(e, ref, out);
    }
    out.value = derivation->value();
    out.style = e.numberStyle();
    out.result = format(out.value, out.unit, out.style);
    out.expression = derivation->expression();
    addSteps(e, presets, out);
    return out;
}

} // namespace

std::optional<double> valueOf(const Evaluation& e, const NumberRef& ref)
{
    if (!exists(e, ref)) {
        return std::nullopt;
    }
    if (isSum(ref)) {
        return sumValue(e, ref);
    }
    if (ref.isOperator()) {
        return operatorFigure(ref.id)->value(e, static_cast<std::size_t>(ref.stage), static_cast<std::size_t>(ref.op));
    }
    return metric(e, ref.id).value;
}

std::string whyNot(const Evaluation& e, const NumberRef& ref)
{
    if (!exists(e, ref)) {
        return "there is no such number";
    }
    if (isSum(ref)) {
        return "nothing is computed, or nothing is moved, or nothing takes time"; // of a quotient; a sum always is
    }
    return ref.isOperator() ? "it does not apply to this operator" : std::string(metric(e, ref.id).absent);
}

std::optional<Explanation> explain(const Evaluation& e, const NumberRef& ref, const Scenario* presets)
{
    return std::move(explainAll(e, {ref}, presets).front());
}

std::vector<std::optional<Explanation>> explainAll(const Evaluation& e, const std::vector<NumberRef>& refs,
                                                   const Scenario* presets)
{
    const Facts<Traced> facts(e);
    std::vector<std::optional<Explanation>> all;
    for (const NumberRef& ref : refs) {
        all.push_back(explainAsIs(facts, ref, presets));
    }
    if (std::any_of(all.begin(), all.end(), [](const auto& one) { return one.has_value(); })) {
        addConventions(*e.scenario, all);
    }
    return all;
}

} // namespace ridge

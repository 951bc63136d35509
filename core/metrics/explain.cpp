#include "core/metrics/explain.h"

#include "core/analysis/groups.h"
#include "core/metrics/operator_figures.h"
#include "core/metrics/sheet_notes.h"
#include "core/quantity/notation.h"
#include "core/scenario/parameters.h"
#include "core/scenario/sources.h"

#include <set>
#include <utility>

namespace ridge {
namespace {

using Kind = Expression::Kind;
constexpr std::size_t termsKept = 8;
constexpr std::size_t deepest = 4; // below that a number is explained on its own

bool isIn(const Operator& op, const NumberRef& ref)
{
    return ("|" + ref.group + "|").find("|" + groupOf(op) + "|") != std::string::npos;
}

/// A figure of a group: the sum over its operators.
Traced deriveGroup(const Evaluation& e, const NumberRef& ref)
{
    const OperatorFigure& figure = *operatorFigure(ref.id);
    std::vector<Traced> terms;
    for (std::size_t s = 0; s < e.program.stages.size(); ++s) {
        for (std::size_t i = 0; i < e.program.stages[s].operators.size(); ++i) {
            const Operator& op = e.program.stages[s].operators[i];
            const std::optional<Traced> one = isIn(op, ref) ? figure.derive(e, s, i) : std::nullopt;
            if (one) {
                const NumberRef own{ref.id, static_cast<int>(s), static_cast<int>(i)};
                terms.push_back(Traced::term("total_i", figure.unit, *one, op.name, own.text()));
            }
        }
    }
    return Traced::sum("i", std::move(terms));
}

bool exists(const Evaluation& e, const NumberRef& ref)
{
    if (ref.isGroup()) {
        return operatorFigure(ref.id) != nullptr;
    }
    if (!ref.isOperator()) {
        return metricIndex(ref.id).has_value();
    }
    const auto s = static_cast<std::size_t>(ref.stage);
    return operatorFigure(ref.id) && s < e.stages.size() &&
           static_cast<std::size_t>(ref.op) < e.stages[s].operators.size();
}

std::optional<Traced> derive(const Evaluation& e, const NumberRef& ref)
{
    if (ref.isGroup()) {
        return deriveGroup(e, ref);
    }
    if (ref.isOperator()) {
        return operatorFigure(ref.id)->derive(e, static_cast<std::size_t>(ref.stage), static_cast<std::size_t>(ref.op));
    }
    return metricCatalogue()[*metricIndex(ref.id)].derive(e);
}

/// A sum or a largest that stands for the whole expression, counts and factors around it allowed.
const Expression* seriesIn(const Expression& e)
{
    if (e.kind == Kind::Sum || e.kind == Kind::Largest) {
        return &e;
    }
    const bool factor = e.kind == Kind::Multiply || e.kind == Kind::Divide || e.kind == Kind::Add ||
                        e.kind == Kind::Subtract || e.kind == Kind::Max || e.kind == Kind::Min;
    for (std::size_t i = 0; factor && i < e.arguments.size(); ++i) {
        if (const Expression* found = seriesIn(*e.arguments[i])) {
            return found;
        }
    }
    return nullptr;
}

const Expression* namedIn(const Expression& e)
{
    if (e.kind == Kind::Named) {
        return &e;
    }
    for (const ExpressionPtr& argument : e.arguments) {
        if (const Expression* found = namedIn(*argument)) {
            return found;
        }
    }
    return nullptr;
}

/// Walks one explanation together: steps in reading order, and the inputs met on the way.
class Explainer {
public:
    Explainer(const Evaluation& e, const Scenario* presets, Explanation& out) : m_e(e), m_presets(presets), m_out(out)
    {
    }

    void addStep(const std::string& symbol, const Expression& expression, const std::string& result,
                 const NumberRef& ref, const std::string& of = {})
    {
        const Expression& whole = opened(expression);
        const bool plain = whole.kind == Kind::Leaf || whole.kind == Kind::Literal;
        if (plain || m_depth > deepest || !m_seen.insert(symbol + "=" + result).second) {
            collectInputs(whole);
            return;
        }
        ExplainedStep step;
        step.symbol = symbol;
        step.of = of;
        step.result = result;
        step.expression = &whole;
        step.ref = ref;
        step.depth = m_depth;
        if (const Expression* series = seriesIn(whole)) {
            addTerms(*series, step);
        }
        m_out.steps.push_back(std::move(step));
        const std::string outer = std::exchange(m_of, of.empty() ? m_of : of);
        ++m_depth;
        walk(whole);
        --m_depth;
        m_of = outer;
    }

private:
    NumberStyle style() const { return m_e.scenario->convention.numberStyle(); }

    /// Named results become steps of their own; leaves become inputs; of a sum the largest term speaks for all.
    void walk(const Expression& e)
    {
        switch (e.kind) {
        case Kind::Leaf:
            addInput(e);
            return;
        case Kind::Named:
            addStep(e.symbol, e, format(e.value, e.unit, style()), refOf(e), m_of);
            return;
        case Kind::Sum:
        case Kind::Largest:
            addLargestTerm();
            return;
        default:
            for (const ExpressionPtr& argument : e.arguments) {
                walk(*argument);
            }
        }
    }

    /// A name for nothing but another named result says no more than that result.
    static const Expression& opened(const Expression& e) { return e.kind == Kind::Named ? opened(*e.arguments[0]) : e; }

    /// The metric that a named result is, found by its symbol and value.
    NumberRef refOf(const Expression& named) const
    {
        if (!named.subject.empty()) {
            return NumberRef::parse(named.subject);
        }
        const auto rows = metricCatalogue();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (rows[i].symbol == named.symbol && rows[i].unit == named.unit && m_e.metrics[i].value == named.value) {
                return {std::string(rows[i].id)};
            }
        }
        return {};
    }

    /// What is not opened here still went in; of a sum the largest term speaks for all.
    void collectInputs(const Expression& e)
    {
        if (e.kind == Kind::Leaf) {
            addInput(e);
        }
        if (e.kind == Kind::Sum || e.kind == Kind::Largest) {
            if (!e.arguments.empty()) {
                const auto largest = std::max_element(e.arguments.begin(), e.arguments.end(),
                                                      [](const auto& a, const auto& b) { return a->value < b->value; });
                collectInputs(**largest);
            }
            return;
        }
        for (const ExpressionPtr& argument : e.arguments) {
            collectInputs(*argument);
        }
    }

    void addLargestTerm()
    {
        if (m_out.steps.back().terms.empty() || !m_out.steps.back().terms.front().expression) {
            return;
        }
        const ExplainedTerm term = m_out.steps.back().terms.front(); // the list grows below
        addStep(term.symbol, *term.expression, format(term.each, term.unit, style()), term.ref, term.label);
    }

    void addTerms(const Expression& series, ExplainedStep& step) const
    {
        step.isLargest = series.kind == Kind::Largest;
        step.termCount = series.arguments.size();
        for (const ExpressionPtr& argument : series.arguments) {
            const Expression* named = namedIn(*argument);
            ExplainedTerm term;
            term.total = argument->value;
            term.share = series.value != 0 ? argument->value / series.value : 0;
            if (named) {
                term.symbol = named->symbol;
                term.label = named->label;
                term.each = named->value;
                term.count = named->value != 0 ? argument->value / named->value : 1;
                term.unit = named->unit;
                term.ref = NumberRef::parse(named->subject);
                term.expression = named->arguments[0].get();
            }
            step.terms.push_back(std::move(term));
        }
        std::stable_sort(step.terms.begin(), step.terms.end(),
                         [](const auto& a, const auto& b) { return a.total > b.total; });
        if (step.terms.size() > termsKept) {
            step.terms.resize(termsKept);
        }
    }

    void addInput(const Expression& leaf)
    {
        if ((leaf.parameter.empty() && leaf.source.empty()) ||
            !m_inputs.insert(leaf.parameter + "|" + leaf.symbol).second) {
            return;
        }
        ExplainedInput input;
        input.symbol = leaf.symbol;
        input.value = formatForField(leaf.value, leaf.unit, style());
        input.parameter = leaf.parameter;
        input.source = leaf.source;
        if (!leaf.parameter.empty()) {
            describeParameter(leaf, input);
        }
        m_out.inputs.push_back(std::move(input));
    }

    void describeParameter(const Expression& leaf, ExplainedInput& input) const
    {
        const Scenario& s = *m_e.scenario;
        const auto row = findParameter(s, leaf.parameter);
        if (!row) {
            return;
        }
        input.label = row->label;
        const std::optional<double> now = row->get(s);
        const std::optional<double> usual = m_presets ? row->get(*m_presets) : now;
        const bool ofPreset = row->section == Section::Device || row->section == Section::Model;
        if (now == usual) {
            input.source = sourceOf(s, leaf.parameter);
            if (row->section == Section::Device && !input.source.empty()) {
                const std::string year = s.device.year > 0 ? ", " + std::to_string(s.device.year) : "";
                input.source = s.device.name + year + ": " + input.source;
            }
        } else if (ofPreset && usual) {
            input.source = "changed; the preset says " + parameterText(*row, *usual, style());
        }
    }

    const Evaluation& m_e;
    const Scenario* m_presets;
    Explanation& m_out;
    std::size_t m_depth = 0;
    std::string m_of; // the operator whose numbers are walked through
    std::set<std::string> m_seen;
    std::set<std::string> m_inputs;
};

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
std::vector<ExplainedConvention> conventionsBehind(const Evaluation& e, const NumberRef& ref, double value, Unit unit)
{
    std::vector<ExplainedConvention> found;
    const Scenario& s = *e.scenario;
    for (const Parameter& row : parameterCatalogue()) {
        const std::optional<double> now = row.section == Section::Convention ? row.get(s) : std::nullopt;
        if (!now) {
            continue;
        }
        for (const double other : alternativesOf(row, *now)) {
            Scenario switched = s;
            row.set(switched, other);
            const Evaluation result = evaluate(switched);
            const std::optional<double> otherwise = exists(result, ref) ? valueOf(result, ref) : std::nullopt;
            const NumberStyle style = s.convention.numberStyle();
            if (otherwise && format(otherwise, unit, style) == format(value, unit, style)) {
                continue; // what cannot be seen does not matter
            }
            found.push_back({row.id, row.label + ": " + choiceText(row, s, *now), choiceText(row, s, other),
                             otherwise ? format(otherwise, unit, style) : "does not apply"});
        }
    }
    return found;
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

void describeOperator(const Evaluation& e, const NumberRef& ref, Explanation& out)
{
    const OperatorFigure& row = *operatorFigure(ref.id);
    out.symbol = row.symbol;
    out.unit = row.unit;
    out.help = row.help;
    if (ref.isGroup()) {
        const bool many = ref.group.find('|') != std::string::npos;
        out.title = (many ? "other" : ref.group) + ": " + std::string(row.label);
        out.source = "sum over the operators of the group";
        return;
    }
    const Stage& stage = e.program.stages[static_cast<std::size_t>(ref.stage)];
    const Operator& op = stage.operators[static_cast<std::size_t>(ref.op)];
    const std::string where = e.program.stages.size() > 1 ? op.name + ", " + stage.name : op.name;
    out.title = where + ": " + std::string(row.label);
    out.source = "cost of a single " + std::string(labelOf(op.kind)) + " operator";
}

} // namespace

std::optional<double> valueOf(const Evaluation& e, const NumberRef& ref)
{
    if (!exists(e, ref)) {
        return std::nullopt;
    }
    if (ref.isGroup()) {
        return deriveGroup(e, ref).value();
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
    return ref.isOperator() ? "it does not apply to this operator" : std::string(metric(e, ref.id).absent);
}

std::optional<Explanation> explain(const Evaluation& e, const NumberRef& ref, const Scenario* presets)
{
    if (!exists(e, ref)) {
        return std::nullopt;
    }
    const std::optional<Traced> derivation = derive(e, ref);
    if (!derivation) {
        return std::nullopt;
    }
    Explanation out;
    out.ref = ref;
    if (ref.isOperator() || ref.isGroup()) {
        describeOperator(e, ref, out);
    } else {
        describeMetric(e, metricCatalogue()[*metricIndex(ref.id)], out);
    }
    out.value = derivation->value();
    out.style = e.scenario->convention.numberStyle();
    out.result = format(out.value, out.unit, out.style);
    out.expression = derivation->expression();
    Explainer(e, presets, out).addStep(out.symbol.empty() ? out.title : out.symbol, *out.expression, out.result, ref);
    out.conventions = conventionsBehind(e, ref, out.value, out.unit);
    return out;
}

} // namespace ridge

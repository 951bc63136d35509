#include "core/explain/explain_steps.h"

#include "core/quantity/digits.h"
#include "core/scenario/parameters/parameters.h"
#include "core/scenario/sources.h"

#include <algorithm>
#include <set>
#include <utility>

namespace ridge {
namespace {

using Kind = Expression::Kind;
constexpr std::size_t deepest = 4; // below that a number is explained on its own

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

/// How often a term takes the named result in it, by the factors around it; empty when it is not only multiplied.
std::optional<double> timesOf(const Expression& e, const Expression* named)
{
    if (&e == named) {
        return 1;
    }
    if (e.kind != Kind::Multiply && e.kind != Kind::Divide) {
        return std::nullopt;
    }
    const Expression& a = *e.arguments[0];
    const Expression& b = *e.arguments[1];
    if (const std::optional<double> times = timesOf(a, named)) {
        return e.kind == Kind::Multiply ? *times * b.value : *times / b.value;
    }
    const std::optional<double> times = e.kind == Kind::Multiply ? timesOf(b, named) : std::nullopt;
    return times ? std::optional(a.value * *times) : std::nullopt;
}

const ExpressionPtr& largestOf(const Expression& series)
{
    return *std::max_element(series.arguments.begin(), series.arguments.end(),
                             [](const auto& a, const auto& b) { return a->value < b->value; });
}

template <class Is> const Expression* namedIn(const Expression& e, Is is)
{
    if (e.kind == Kind::Named && is(e)) {
        return &e;
    }
    for (const ExpressionPtr& argument : e.arguments) {
        if (const Expression* found = namedIn(*argument, is)) {
            return found;
        }
    }
    return nullptr;
}

/// What a term of a sum is about: the named result that belongs to something, such as an operator; or the first one.
const Expression* namedIn(const Expression& e)
{
    const Expression* owned = namedIn(e, [](const Expression& named) { return !named.label.empty(); });
    return owned ? owned : namedIn(e, [](const Expression&) { return true; });
}

/// Walks one explanation together: steps in reading order, and the inputs met on the way.
class Explainer {
public:
    Explainer(const Evaluation& e, const Scenario* presets, Explanation& out) : m_e(e), m_presets(presets), m_out(out)
    {
    }

    void addStep(const std::string& symbol, const Expression& expression, const std::string& result,
                 const NumberRef& ref, std::string of = {})
    {
        const Expression& whole = opened(expression);
        const bool plain = m_depth > 0 && (whole.kind == Kind::Leaf || whole.kind == Kind::Literal);
        // An operator that several stages have, such as the head, would be said twice where its numbers look the same.
        const bool isSaid = !of.empty() && !m_seen.insert(of + ": " + symbol + "=" + result).second;
        if (plain || isSaid || m_depth > deepest || !m_seen.insert(symbol + "=" + exactNumber(whole.value)).second) {
            if (!plain && m_depth > deepest && of.empty() && m_seen.insert(symbol).second) {
                m_out.closed.push_back(symbol);
            }
            collectInputs(whole, nullptr);
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
        std::string outer = m_of;
        m_of = of.empty() ? std::move(m_of) : std::move(of);
        ++m_depth;
        walk(whole);
        --m_depth;
        m_of = std::move(outer);
    }

private:
    NumberStyle style() const { return m_e.numberStyle(); }

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
            addLargestTerm(e);
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

    /// What is not opened here still went in, except below `opened`; of a sum the largest term speaks for all. Looks at
    /// each part once: sizes of a layer are made of those of the layers before it, however many there are.
    void collectInputs(const Expression& whole, const Expression* opened)
    {
        std::set<const Expression*> looked;
        std::set<const Expression*>& seen = opened ? looked : m_collected;
        std::vector<const Expression*> left{&whole};
        while (!left.empty()) {
            const Expression& e = *left.back();
            left.pop_back();
            if (&e == opened || !seen.insert(&e).second) {
                continue;
            }
            if (e.kind == Kind::Leaf) {
                addInput(e);
            }
            if ((e.kind == Kind::Sum || e.kind == Kind::Largest) && !e.arguments.empty()) {
                left.push_back(largestOf(e).get());
                continue;
            }
            std::for_each(e.arguments.rbegin(), e.arguments.rend(),
                          [&left](const ExpressionPtr& argument) { left.push_back(argument.get()); });
        }
    }

    void addLargestTerm(const Expression& series)
    {
        if (series.arguments.empty()) {
            return;
        }
        const Expression& largest = *largestOf(series);
        const Expression* named = namedIn(largest);
        collectInputs(largest, named);
        if (named) {
            addStep(named->symbol, *named->arguments[0], format(named->value, named->unit, style()),
                    NumberRef::parse(named->subject), named->label);
        }
    }

    void addTerms(const Expression& series, ExplainedStep& step) const
    {
        step.isLargest = series.kind == Kind::Largest;
        step.termCount = series.termCount();
        for (const ExpressionPtr& argument : series.arguments) {
            const Expression* named = namedIn(*argument);
            ExplainedTerm term;
            term.total = argument->value;
            term.share = series.value != 0 ? argument->value / series.value : 0;
            if (named) {
                term.symbol = named->symbol;
                term.label = named->label;
                term.each = named->value;
                const double ratio = named->value != 0 ? argument->value / named->value : 1;
                term.count = timesOf(*argument, named).value_or(ratio);
                term.unit = named->unit;
                term.ref = NumberRef::parse(named->subject);
                term.expression = named->arguments[0].get();
            }
            step.terms.push_back(std::move(term));
        }
        std::stable_sort(step.terms.begin(), step.terms.end(),
                         [](const auto& a, const auto& b) { return a.total > b.total; });
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
        // A leaf is what the user chose; what levers made of it stands around it. Some apply once one is pulled.
        auto row = findParameter(*m_e.chosen, leaf.parameter);
        const Scenario& s = row ? *m_e.chosen : *m_e.scenario;
        row = row ? row : findParameter(s, leaf.parameter);
        if (!row) {
            return;
        }
        input.label = row->label;
        const std::optional<double> now = row->get(s);
        const std::optional<double> usual = m_presets ? row->get(*m_presets) : now;
        const bool ofPreset = row->section == Section::Device || row->section == Section::Model;
        if (now == usual) {
            input.source = sourceOf(s, leaf.parameter);
        } else if (ofPreset && usual) {
            input.source = "changed; the preset says " + parameterText(*row, *usual, style());
        }
        for (const LeverChange& change : m_e.changes) { // each goes on from what the one before it left
            if (change.parameter == leaf.parameter) {
                input.source += (input.source.empty() ? "" : "; ") + valueText(*row, s, change.before) + " → " +
                                valueText(*row, s, change.after) + " by " + change.lever->label;
            }
        }
    }

    const Evaluation& m_e;
    const Scenario* m_presets;
    Explanation& m_out;
    std::size_t m_depth = 0;
    std::string m_of; // the operator whose numbers are walked through
    std::set<std::string> m_seen;
    std::set<std::string> m_inputs;
    std::set<const Expression*> m_collected; // with all that is below
};

} // namespace

void addSteps(const Evaluation& e, const Scenario* presets, Explanation& out)
{
    const std::string& symbol = out.symbol.empty() ? out.title : out.symbol;
    Explainer(e, presets, out).addStep(symbol, *out.expression, out.result, out.ref);
}

} // namespace ridge

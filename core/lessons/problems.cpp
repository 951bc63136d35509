#include "core/lessons/problems.h"

#include "core/evaluate/evaluate.h"
#include "core/scenario/baseline.h"
#include "core/scenario/parameters/parameters.h"

#include <algorithm>
#include <array>
#include <set>

namespace ridge {
namespace {

using Kind = Expression::Kind;

constexpr std::size_t mostTerms = 4;   // of a sum that is worked out by hand
constexpr std::size_t deepest = 4;     // as explanations go
constexpr std::size_t mostGivens = 14; // of a problem on paper
constexpr int mostAttempts = 400;

/// SplitMix64 (Steele et al. 2014): the library's distributions differ between machines.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : m_state(seed) {}
    std::size_t below(std::size_t end)
    {
        m_state += 0x9e3779b97f4a7c15U;
        std::uint64_t z = m_state;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return static_cast<std::size_t>((z ^ (z >> 31U)) % end);
    }
    template <class List> const auto& oneOf(const List& list) { return list[below(std::size(list))]; }

private:
    std::uint64_t m_state;
};

const Expression& opened(const Expression& e) { return e.kind == Kind::Named ? opened(*e.arguments[0]) : e; }

bool isSeries(const Expression& e) { return e.kind == Kind::Sum || e.kind == Kind::Largest; }

/// Whether a sum over many stands in it, named results closed.
bool hasLongSeries(const Expression& e)
{
    return (isSeries(e) && e.termCount() > mostTerms) ||
           std::ranges::any_of(e.arguments, [](const ExpressionPtr& argument) {
               return argument->kind != Kind::Named && hasLongSeries(*argument);
           });
}

class Givens {
public:
    explicit Givens(const Explanation& explanation) : m_explanation(explanation) { open(*explanation.expression, 0); }

    std::vector<ProblemGiven> all;
    std::set<const Expression*> steps; // that are worked out

private:
    void open(const Expression& e, std::size_t depth)
    {
        const Expression& whole = opened(e);
        if (steps.insert(&whole).second) {
            walk(whole, depth);
        }
    }

    void walk(const Expression& e, std::size_t depth)
    {
        if (e.kind == Kind::Leaf) {
            addLeaf(e);
        } else if (e.kind == Kind::Named) {
            const Expression& inner = opened(e);
            const bool isPlain = inner.kind == Kind::Leaf || inner.kind == Kind::Literal;
            depth >= deepest || hasLongSeries(inner) || isPlain ? addResult(e) : open(e, depth + 1);
        } else {
            for (const ExpressionPtr& argument : e.arguments) {
                walk(*argument, depth);
            }
        }
    }

    /// What the leaf is: a setting's label, or what a constant's source says first.
    std::string labelOf(const Expression& leaf) const
    {
        for (const ExplainedInput& input : m_explanation.inputs) {
            if (input.symbol == leaf.symbol && input.parameter == leaf.parameter && !input.label.empty()) {
                return input.label;
            }
        }
        return leaf.source.substr(0, leaf.source.find(';'));
    }

    void addLeaf(const Expression& leaf)
    {
        if (!leaf.symbol.empty()) {
            add({leaf.symbol, labelOf(leaf), formatForField(leaf.value, leaf.unit, m_explanation.style)});
        }
    }

    void addResult(const Expression& named)
    {
        const Expression& inner = opened(named);
        std::string label = inner.kind == Kind::Leaf ? labelOf(inner) : named.label;
        for (const ExplainedStep& step : m_explanation.steps) {
            if (step.symbol == named.symbol && step.ref.isMetric() && metricIndex(step.ref.id)) {
                label = metricCatalogue()[*metricIndex(step.ref.id)].label;
            }
        }
        add({named.symbol, label, formatForField(named.value, named.unit, m_explanation.style)});
    }

    void add(ProblemGiven given)
    {
        const bool isThere = std::ranges::any_of(all, [&given](const ProblemGiven& each) {
            return each.symbol == given.symbol && each.value == given.value;
        });
        if (!isThere) {
            all.push_back(std::move(given));
        }
    }

    const Explanation& m_explanation;
};

/// Another value that is as round as the one before; nothing where there is none.
std::optional<double> varied(const Parameter& row, double now, Dice& dice)
{
    static constexpr std::array factors{0.25, 0.5, 2.0, 4.0};
    static constexpr std::array smaller{0.25, 0.5}; // of a model: heads that are halved still share evenly
    static constexpr std::array shares{0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
    const double next = row.unit == Unit::Choice        ? static_cast<double>(dice.below(row.choices.size()))
                        : row.unit == Unit::Fraction    ? dice.oneOf(shares)
                        : row.section == Section::Model ? now * dice.oneOf(smaller)
                                                        : now * dice.oneOf(factors);
    const bool isWhole = !row.integral || next == static_cast<double>(static_cast<long long>(next));
    return isWhole && next != now && next >= row.minimum && next <= row.maximum ? std::optional(next) : std::nullopt;
}

bool mayVary(const Parameter& row, double now)
{
    const bool isChosen = row.section == Section::Task || row.section == Section::Deployment ||
                          row.section == Section::Environment ||
                          (row.section == Section::Model && row.unit == Unit::Count && row.integral);
    return isChosen && (row.unit == Unit::Choice || now > 0);
}

/// Up to three settings that the number follows from, set anew; says which in the order of the catalogue.
Scenario variedScenario(const Explanation& explanation, Scenario scenario, Dice& dice)
{
    std::vector<Parameter> rows;
    for (const ExplainedInput& input : explanation.inputs) {
        const std::optional<Parameter> row = findParameter(scenario, input.parameter);
        if (row && mayVary(*row, *row->get(scenario))) {
            rows.push_back(*row);
        }
    }
    for (int i = 0; i < 3 && !rows.empty(); ++i) {
        const std::size_t at = dice.below(rows.size());
        if (const std::optional<double> next = varied(rows[at], *rows[at].get(scenario), dice)) {
            assignParameter(scenario, rows[at], *next);
        }
        rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(at));
    }
    return scenario;
}

std::string aboutText(const Scenario& scenario, const Scenario& usual)
{
    std::string settings;
    for (const Parameter& row : parametersOf(scenario)) {
        const std::optional<double> before = row.get(usual);
        if (before && *before != *row.get(scenario)) {
            settings +=
                (settings.empty() ? ", with " : ", ") + row.label + " " + valueText(row, scenario, *row.get(scenario));
        }
    }
    return scenario.model.name + " on " + scenario.device.name + settings;
}

bool isSound(const Evaluation& e)
{
    return !e.program.gaps.any() &&
           std::ranges::none_of(e.issues, [](const Issue& issue) { return issue.severity == Severity::Error; });
}

/// Of a sum over many, one of its terms: it is worked out by the same formula.
std::optional<Explanation> oneTerm(const Evaluation& e, const Explanation& whole, Dice& dice)
{
    const std::vector<ExplainedTerm>& terms = whole.steps.front().terms;
    if (terms.empty()) {
        return std::nullopt;
    }
    const NumberRef& ref = dice.oneOf(terms).ref;
    return ref.isValid() ? explain(e, ref) : std::nullopt;
}

/// A preset pair, and what of it has the number: as is usual, trained, in few bits or on several devices.
struct Start {
    Scenario usual, scenario;
};
std::optional<Start> startWith(const std::string& metric, const ProblemStock& stock, Dice& dice)
{
    static constexpr std::array<std::pair<const char*, const char*>, 4> ways{{{"workload.task", "inference"},
                                                                              {"workload.task", "training"},
                                                                              {"deployment.weights", "int4"},
                                                                              {"deployment.split.tensor", "4"}}};
    const std::array<std::string_view, 1> wanted{metric};
    Model model = stock.shelf.model(dice.oneOf(stock.models)); // in this order on every machine
    const Scenario usual = baseline(std::move(model), stock.shelf.device(dice.oneOf(stock.devices)));
    for (const auto& [id, text] : ways) {
        Scenario scenario = usual;
        if (setParameter(scenario, id, text).empty() &&
            ridge::metric(assess(std::make_shared<const Scenario>(scenario), wanted), metric).value) {
            return Start{usual, std::move(scenario)};
        }
    }
    return std::nullopt;
}

std::optional<Problem> attempt(const std::string& metric, const ProblemStock& stock, Dice& dice)
{
    const std::optional<Start> start = startWith(metric, stock, dice);
    if (!start) {
        return std::nullopt;
    }
    const Evaluation before = evaluate(start->scenario);
    const std::optional<Explanation> asUsual = explain(before, {metric});
    const Scenario scenario = variedScenario(*asUsual, start->scenario, dice);
    Problem problem;
    problem.evaluation = std::make_shared<const Evaluation>(evaluate(scenario));
    std::optional<Explanation> found = explain(*problem.evaluation, {metric});
    if (!found || !isSound(*problem.evaluation)) {
        return std::nullopt;
    }
    if (hasLongSeries(opened(*found->expression))) {
        found = oneTerm(*problem.evaluation, *found, dice);
    }
    if (!found || found->value == 0 || hasLongSeries(opened(*found->expression))) {
        return std::nullopt;
    }
    problem.solution = std::move(*found);
    problem.givens = givensOf(problem.solution);
    problem.about = aboutText(scenario, start->usual);
    problem.meaning = problem.solution.help;
    problem.unit = formatParts(problem.solution.value, problem.solution.unit, problem.solution.style).unit;
    const bool isFit = problem.givens.size() > 1 && problem.givens.size() <= mostGivens;
    return isFit ? std::optional(std::move(problem)) : std::nullopt;
}

} // namespace

std::vector<ProblemGiven> givensOf(Explanation& explanation)
{
    Givens givens(explanation);
    std::erase_if(explanation.steps,
                  [&](const ExplainedStep& step) { return !givens.steps.contains(step.expression); });
    std::erase_if(explanation.inputs, [&](const ExplainedInput& input) {
        return std::ranges::none_of(givens.all, [&](const ProblemGiven& g) { return g.symbol == input.symbol; });
    });
    explanation.closed.clear();
    explanation.notes.clear();
    return std::move(givens.all);
}

Problems problemsFor(const ProblemWish& wish, const ProblemStock& stock)
{
    Problems result;
    Dice dice(wish.seed);
    for (std::size_t i = 0; i < wish.count; ++i) {
        const std::string& metric = wish.metrics[i % wish.metrics.size()];
        std::optional<Problem> made;
        for (int tries = 0; tries < mostAttempts && !made; ++tries) {
            made = attempt(metric, stock, dice);
        }
        if (!made) {
            result.problem = metric + ": no model on any device makes a problem of it that can be worked out on paper";
            return result;
        }
        result.all.push_back(std::move(*made));
    }
    return result;
}

} // namespace ridge

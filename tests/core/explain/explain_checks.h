// What every explanation has to keep to: steps that recompute, terms that add up, inputs that can be looked up.
// Not which numbers are explained: the tests bring those.
#pragma once

#include "core/explain/explain.h"
#include "core/quantity/notation.h"
#include "core/scenario/sources.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <limits>
#include <map>
#include <set>

namespace ridge::test {

using Kind = Expression::Kind;

template <class Visit> void visitAll(const Expression& e, Visit visit)
{
    visit(e);
    for (const ExpressionPtr& argument : e.arguments) {
        visitAll(*argument, visit);
    }
}

inline const Expression& opened(const Expression& e) { return e.kind == Kind::Named ? opened(*e.arguments[0]) : e; }

/// The unit in which each step's expression stands in the whole: that of the names it goes by.
inline std::map<const Expression*, Unit> unitsIn(const Explanation& x)
{
    std::map<const Expression*, Unit> units;
    visitAll(*x.expression, [&units](const Expression& e) {
        if (e.kind == Kind::Named) {
            units.emplace(&opened(e), e.unit);
        }
    });
    units[&opened(*x.expression)] = x.unit;
    return units;
}

inline void checkSteps(const Explanation& x)
{
    REQUIRE_FALSE(x.steps.empty());
    CHECK(x.steps.front().expression == &opened(*x.expression));
    CHECK(x.steps.front().result == x.result);
    CHECK(x.steps.front().ref == x.ref);
    CHECK(x.steps.front().depth == 0);
    const std::map<const Expression*, Unit> units = unitsIn(x);
    std::set<std::string> said;
    for (const ExplainedStep& step : x.steps) {
        INFO(step.symbol << " = " << symbolicText(*step.expression) << " = " << step.result);
        REQUIRE(units.count(step.expression));
        CHECK(format(recompute(*step.expression), units.at(step.expression), x.style) == step.result);
        CHECK_FALSE(step.symbol.empty());
        CHECK(said.insert(step.of + ": " + plainText(substitutedNotation(*step.expression, x.style)) + step.symbol)
                  .second);
    }
}

/// Terms are the largest of their sum, and each says what it is a part of.
inline void checkTerms(const Evaluation& e, const ExplainedStep& step)
{
    double shares = 0, last = std::numeric_limits<double>::infinity();
    for (const ExplainedTerm& term : step.terms) {
        INFO(step.symbol << ": " << term.label);
        CHECK(term.total <= last);
        CHECK(term.share <= 1 + 1e-12);
        CHECK(term.each * term.count == Approx(term.total).epsilon(1e-12));
        last = term.total;
        shares += term.share;
        if (term.ref.isValid() && term.ref.isOperator()) {
            const auto row = static_cast<std::size_t>(term.ref.op);
            const std::string& name = e.program.stages[static_cast<std::size_t>(term.ref.stage)].operators[row].name;
            CHECK(term.label.starts_with(name));
        }
    }
    const bool whole = !step.terms.empty() && step.terms.size() == step.termCount;
    if (whole && !step.isLargest && step.terms.front().total != 0) {
        CHECK(shares == Approx(1).epsilon(1e-12));
    }
    if (!step.terms.empty() && step.isLargest) {
        CHECK(step.terms.front().share == 1);
    }
}

inline void checkInputs(const Evaluation& e, const Explanation& x)
{
    const Scenario& s = *e.scenario;
    std::set<std::string> seen;
    for (const ExplainedInput& input : x.inputs) {
        INFO(input.symbol << " = " << input.value << ", " << input.parameter);
        CHECK(seen.insert(input.parameter + input.symbol).second);
        if (input.parameter.empty()) {
            CHECK_FALSE(input.source.empty()); // a constant that nobody can look up explains nothing
            continue;
        }
        const std::optional<Parameter> row = findParameter(s, input.parameter);
        REQUIRE(row);
        CHECK(input.label == row->label);
        if (row->unit != Unit::Choice) { // a format goes in as its bits
            CHECK(input.value == formatForField(*row->get(s), row->unit, x.style));
        }
        CHECK(input.source == sourceOf(s, input.parameter));
        const bool isStated = row->section == Section::Model ? !s.model.source.empty() : false;
        CHECK((!isStated || !input.source.empty()));
    }
}

inline std::vector<NumberRef> metricRefs()
{
    std::vector<NumberRef> refs;
    for (const Metric& row : metricCatalogue()) {
        refs.push_back({std::string(row.id)});
    }
    return refs;
}

/// The presets that the costly checks run over: every model, every device, and what few models have.
inline bool isDetailed(const Scenario& s)
{
    return s.device.id == "h100-sxm" || s.device.id == "stm32f746" || s.model.id == "mistral-7b" ||
           s.model.id == "resnet-50";
}

} // namespace ridge::test

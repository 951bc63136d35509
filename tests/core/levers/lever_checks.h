// What tests of levers share: leaves of derivations, and that a lever at rest changes nothing.
// Not what a lever gives: each test brings its arithmetic.
#pragma once

#include "core/evaluate/evaluate.h"
#include "core/levers/levers.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <cmath>
#include <set>

namespace ridge::test {

inline void collectParameters(const Expression& e, std::set<std::string>& into)
{
    if (!e.parameter.empty()) {
        into.insert(e.parameter);
    }
    for (const ExpressionPtr& argument : e.arguments) {
        collectParameters(*argument, into);
    }
}

/// The metric is derived, the derivation gives the metric, and leads back to this parameter.
inline void checkDerived(const Evaluation& e, std::string_view id, const std::string& parameter)
{
    CAPTURE(id, parameter);
    const auto derived = metricCatalogue()[*metricIndex(id)].derive(e);
    REQUIRE(derived);
    CHECK(derived->value() == Approx(metricOf(e, id)).epsilon(1e-12));
    CHECK(recompute(*derived->expression()) == derived->value());
    std::set<std::string> parameters;
    collectParameters(*derived->expression(), parameters);
    CHECK(parameters.contains(parameter));
}

/// Every metric is derived exactly when it has a value, and the derivation gives it.
inline void checkDerivations(const Evaluation& e)
{
    for (std::size_t i = 0; i < e.metrics.size(); ++i) {
        const Metric& row = metricCatalogue()[i];
        CAPTURE(row.id);
        const std::optional<Traced> derived = row.derive(e);
        REQUIRE(derived.has_value() == e.metrics[i].value.has_value());
        if (derived) {
            CHECK(std::isfinite(*e.metrics[i].value));
            CHECK(derived->value() == Approx(*e.metrics[i].value).epsilon(1e-12));
            CHECK(recompute(*derived->expression()) == derived->value());
        }
    }
}

/// Every metric of both is the same, bit for bit.
inline void checkSame(const Evaluation& a, const Evaluation& b)
{
    REQUIRE(a.metrics.size() == b.metrics.size());
    for (std::size_t i = 0; i < a.metrics.size(); ++i) {
        CAPTURE(metricCatalogue()[i].id);
        CHECK(a.metrics[i].value == b.metrics[i].value);
    }
}

/// A lever that is not pulled changes nothing, whatever its numbers are.
inline void checkAtRest(const Scenario& scenario, std::string_view id)
{
    CAPTURE(id);
    const Lever* lever = findLever(id);
    REQUIRE(lever);
    Scenario waiting = scenario;
    for (const LeverParameter& number : lever->parameters) {
        waiting.levers[lever->idOf(number.key)] = number.standard == number.maximum ? number.minimum : number.maximum;
    }
    const Evaluation plain = evaluate(scenario), rested = evaluate(waiting);
    checkSame(plain, rested);
    CHECK(rested.scenario == rested.chosen); // and nothing is copied
}

/// MACs of the operators of a stage that are of a kind, counts included.
template <class Is> double macsOf(const Evaluation& e, std::size_t stage, Is is)
{
    double macs = 0;
    for (std::size_t i = 0; i < e.stages[stage].operators.size(); ++i) {
        const Operator& op = e.program.stages[stage].operators[i];
        macs += is(op) ? op.count * e.stages[stage].operators[i].macs.inBaseUnits() : 0;
    }
    return macs;
}

} // namespace ridge::test

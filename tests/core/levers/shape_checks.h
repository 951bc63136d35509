// What tests of pruning and shapes share: levers pulled with their numbers, costs by name, and whole derivations.
// Not the checks that need no layers: lever_checks.h.
#pragma once

#include "core/evaluate/evaluate.h"
#include "core/levers/levers.h"

#include "tests/core/explain/explain_checks.h"
#include "tests/support/layers.h"

#include <cmath>

namespace ridge::test {

/// Whether a derivation leads back to a parameter, in any of its terms.
inline bool leadsTo(const Expression& e, std::string_view parameter)
{
    if (e.parameter == parameter) {
        return true;
    }
    const bool isHere = std::ranges::any_of(
        e.arguments, [parameter](const ExpressionPtr& argument) { return leadsTo(*argument, parameter); });
    for (std::size_t i = 0; !isHere && e.terms && i < e.terms->count; ++i) {
        if (leadsTo(*e.term(i), parameter)) {
            return true;
        }
    }
    return isHere;
}

/// Every metric recomputes from its derivation, and the derivations of those named lead to the parameter.
inline void checkDerivations(const Evaluation& e, std::string_view parameter,
                             std::initializer_list<std::string_view> metrics)
{
    const std::vector<std::optional<Traced>> derivations = deriveAll(e);
    for (std::size_t i = 0; i < derivations.size(); ++i) {
        const Metric& row = metricCatalogue()[i];
        INFO(e.scenario->model.name << ": " << row.id);
        REQUIRE(derivations[i].has_value() == e.metrics[i].value.has_value());
        if (!derivations[i]) {
            continue;
        }
        CHECK(derivations[i]->value() == Approx(*e.metrics[i].value).epsilon(1e-12));
        CHECK(recompute(*derivations[i]->expression()) == derivations[i]->value());
        if (std::ranges::find(metrics, row.id) != metrics.end()) {
            CHECK(leadsTo(*derivations[i]->expression(), parameter));
        }
    }
}

/// In FP16 on round numbers, with what a test sets of a lever.
inline Scenario half(const LayerList& list)
{
    return with(with(scenarioOf(list), "deployment.weights", "fp16"), "deployment.activations", "fp16");
}

/// The lever pulled, with numbers of its own: "sparsity", "0.9".
inline Scenario pulled(Scenario scenario, const std::string& lever,
                       std::initializer_list<std::pair<const char*, const char*>> numbers = {})
{
    scenario = with(std::move(scenario), "lever." + lever, "on");
    for (const auto& [key, value] : numbers) {
        scenario = with(std::move(scenario), "lever." + lever + "." + key, value);
    }
    return scenario;
}

/// The cost of one operator by its name.
inline const OperatorCost& costOf(const Evaluation& e, std::string_view name)
{
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        for (std::size_t i = 0; i < e.stages[s].operators.size(); ++i) {
            if (e.program.stages[s].operators[i].name == name) {
                return e.stages[s].operators[i];
            }
        }
    }
    throw std::logic_error("no operator " + std::string(name));
}

} // namespace ridge::test

#include "core/studies/comparison.h"

#include "core/evaluate/evaluate.h"
#include "core/studies/pin_difference.h"

#include <cmath>
#include <map>
#include <tuple>

namespace ridge {
namespace {

using OperatorKey = std::tuple<std::string, std::string, std::size_t>; // stage, path, which of equal ones

void addOperators(const Evaluation& e, std::size_t scenario, std::size_t count,
                  std::map<OperatorKey, std::size_t>& places, std::vector<ComparedOperator>& all)
{
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        const Stage& stage = e.program.stages[s];
        std::map<std::string, std::size_t> seen;
        for (std::size_t i = 0; i < stage.operators.size(); ++i) {
            const Operator& op = stage.operators[i];
            const auto [place, isNew] = places.try_emplace({stage.name, op.name, seen[op.name]++}, all.size());
            if (isNew) {
                all.push_back({stage.name, op.name, std::vector<std::optional<OperatorState>>(count)});
            }
            const OperatorCost& cost = e.stages[s].operators[i];
            all[place->second].states[scenario] = {stage.repeat * op.count * cost.time.inBaseUnits(), cost.bound};
        }
    }
}

} // namespace

std::optional<double> ComparedMetric::difference(std::size_t i) const
{
    return values.front() && values[i] ? std::optional(*values[i] - *values.front()) : std::nullopt;
}

std::optional<double> ComparedMetric::factor(std::size_t i) const
{
    const double ratio = values.front().value_or(0) > 0 && values[i].value_or(0) > 0 ? *values[i] / *values.front() : 0;
    return ratio > 0 && std::isfinite(ratio) ? std::optional(ratio) : std::nullopt;
}

Progress ComparedMetric::progress(std::size_t i) const
{
    return values.front() && values[i] ? progressOf(*row, *values.front(), *values[i]) : Progress::Unknown;
}

double ComparedOperator::difference(std::size_t i) const
{
    return (states[i] ? states[i]->seconds : 0) - (states.front() ? states.front()->seconds : 0);
}

std::string ComparedOperator::changeText(std::size_t i) const
{
    return appeared(i) ? "appeared"
           : went(i)   ? "went"
           : changedBound(i)
               ? std::string(labelOf(states.front()->bound)) + " → " + std::string(labelOf(states[i]->bound))
               : std::string();
}

Comparison comparisonOf(const std::vector<const Evaluation*>& evaluations)
{
    Comparison out;
    for (std::size_t m = 0; m < metricCatalogue().size(); ++m) {
        ComparedMetric compared{&metricCatalogue()[m], {}};
        bool isAnywhere = false;
        for (const Evaluation* e : evaluations) {
            compared.values.push_back(e->metrics[m].value);
            isAnywhere = isAnywhere || e->metrics[m].value;
        }
        if (isAnywhere) {
            out.metrics.push_back(std::move(compared));
        }
    }
    std::map<OperatorKey, std::size_t> places;
    for (std::size_t i = 0; i < evaluations.size(); ++i) {
        addOperators(*evaluations[i], i, evaluations.size(), places, out.operators);
        out.sentences.push_back(i == 0 ? std::string() : describeDifference(*evaluations.front(), *evaluations[i]));
    }
    return out;
}

std::vector<std::optional<Evaluation>> evaluateAll(const std::vector<Scenario>& scenarios, const StudyRun& run)
{
    std::vector<std::optional<Evaluation>> all(scenarios.size());
    forAll(scenarios.size(), run, [&](std::size_t i) { all[i] = evaluate(scenarios[i]); });
    return all;
}

} // namespace ridge

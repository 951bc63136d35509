#include "core/studies/comparison.h"

#include "core/evaluate/evaluate.h"
#include "core/studies/change.h"

#include <cmath>
#include <map>
#include <tuple>

namespace ridge {
namespace {

constexpr double unchanged = 5e-4; // less than this share is not worth a word

/// "×1.43", "÷3.9"; empty where nothing moved.
std::string factorText(double ratio)
{
    if (!(ratio > 0) || !std::isfinite(ratio) || std::fabs(ratio - 1) <= unchanged) {
        return {};
    }
    return ratio > 1 ? "×" + format(ratio, Unit::Fraction) : "÷" + format(1 / ratio, Unit::Fraction);
}

const StageTotals* stageCalled(const Evaluation& e, const std::string& name)
{
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        if (e.program.stages[s].name == name) {
            return &e.stages[s].totals;
        }
    }
    return nullptr;
}

double bandwidthOf(const Evaluation& e)
{
    const MemoryLevel* level = e.workingLevel();
    return level ? level->bandwidth * e.scenario->deployment.bandwidthUtilisation : 0;
}

double peakOf(const Evaluation& e) { return e.peak.inBaseUnits() * e.scenario->deployment.computeUtilisation; }

/// "bytes ÷3.9, bandwidth ×1.43": what the limiting time is made of, as far as it moved.
std::string causes(const Evaluation& from, const StageTotals& before, const Evaluation& to, const StageTotals& after)
{
    struct Cause {
        const char* name;
        double ratio;
    };
    const bool isMemory = before.bound == Bound::Memory;
    const Cause work =
        isMemory ? Cause{"bytes", after.bytes / before.bytes} : Cause{"operations", after.ops / before.ops};
    const Cause rate =
        isMemory ? Cause{"bandwidth", bandwidthOf(to) / bandwidthOf(from)} : Cause{"peak", peakOf(to) / peakOf(from)};
    std::string text;
    for (const Cause& cause : {work, rate}) {
        const std::string factor = factorText(cause.ratio);
        text += factor.empty() ? "" : (text.empty() ? ": " : ", ") + std::string(cause.name) + " " + factor;
    }
    return text;
}

std::string capitalised(std::string text)
{
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
    }
    return text;
}

/// Of the stage that took longest, what limits it and what that resource has to do now. Empty where it is gone.
std::string reasonOf(const Evaluation& from, const Evaluation& to)
{
    if (from.verdict.stage >= from.program.stages.size()) {
        return {};
    }
    const std::string& name = from.program.stages[from.verdict.stage].name;
    const StageTotals& before = from.stages[from.verdict.stage].totals;
    const StageTotals* after = stageCalled(to, name);
    if (!after || !(before.time > Seconds<>()) || !(after->time > Seconds<>())) {
        return {};
    }
    const std::string was(labelOf(before.bound)), is(labelOf(after->bound));
    if (before.bound != after->bound) {
        return " " + capitalised(name) + " was " + was + "-bound and becomes " + is + "-bound.";
    }
    const bool isRoof = before.bound == Bound::Memory || before.bound == Bound::Compute;
    return " " + capitalised(name) + " stays " + was + "-bound" + (isRoof ? causes(from, before, to, *after) : "") +
           ".";
}

/// "H100 SXM → A100, Batch 1 → 16": what was chosen differently.
std::string choicesText(const Scenario& from, const Scenario& to)
{
    std::string text;
    const auto add = [&text](const std::string& words) { text += (text.empty() || words.empty() ? "" : ", ") + words; };
    const bool otherModel = from.model.name != to.model.name, otherDevice = from.device.name != to.device.name;
    add(otherModel ? from.model.name + " → " + to.model.name : "");
    add(otherDevice ? from.device.name + " → " + to.device.name : "");
    add(otherModel || otherDevice ? describeBroughtAlong(from, to) : describeEdits(from, to));
    return text;
}

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
        out.sentences.push_back(i == 0 ? std::string() : describeComparison(*evaluations.front(), *evaluations[i]));
    }
    return out;
}

std::string describeComparison(const Evaluation& from, const Evaluation& to)
{
    const std::string choices = choicesText(*from.chosen, *to.chosen);
    return choices.empty() ? "Nothing differs." : describeChange(choices, from, to) + reasonOf(from, to);
}

std::vector<std::optional<Evaluation>> evaluateAll(const std::vector<Scenario>& scenarios, const StudyRun& run)
{
    std::vector<std::optional<Evaluation>> all(scenarios.size());
    forAll(scenarios.size(), run, [&](std::size_t i) { all[i] = evaluate(scenarios[i]); });
    return all;
}

} // namespace ridge

#include "core/analysis/evaluation.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <cmath>
#include <random>

namespace ridge {
namespace {

using namespace test;

/// Counts what is not a finite number, so that one scenario is one assertion.
struct Finite {
    int broken = 0;
    std::string first;

    void operator()(double x, const std::string& what)
    {
        if (!std::isfinite(x)) {
            ++broken;
            first = first.empty() ? what : first;
        }
    }
};

void inspectOperator(const OperatorCost& c, const std::string& name, Finite& finite)
{
    for (const double x :
         {c.parameters, c.macs.inBaseUnits(), c.elementwise.inBaseUnits(), c.ops.inBaseUnits(), c.weights.inBaseUnits(),
          c.input.inBaseUnits(), c.output.inBaseUnits(), c.kvRead.inBaseUnits(), c.kvWritten.inBaseUnits(),
          c.bytes.inBaseUnits(), c.compute.inBaseUnits(), c.memory.inBaseUnits(), c.time.inBaseUnits(),
          c.energy().inBaseUnits(), c.intensity().value_or(0)}) {
        finite(x, name);
        finite(x < 0 ? NAN : 0, name + " is negative");
    }
}

Finite inspect(const Evaluation& e)
{
    Finite finite;
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        const StageTotals& t = e.stages[s].totals;
        for (const double x :
             {t.macs.inBaseUnits(), t.attentionMacs.inBaseUnits(), t.elementwise.inBaseUnits(), t.ops.inBaseUnits(),
              t.weights.inBaseUnits(), t.streamed.inBaseUnits(), t.bytes.inBaseUnits(), t.compute.inBaseUnits(),
              t.memory.inBaseUnits(), t.overhead.inBaseUnits(), t.time.inBaseUnits(), t.energyCompute.inBaseUnits(),
              t.energyMovement.inBaseUnits(), t.energyStatic.inBaseUnits()}) {
            finite(x, "totals");
        }
        for (std::size_t i = 0; i < e.stages[s].operators.size(); ++i) {
            inspectOperator(e.stages[s].operators[i], e.program.stages[s].operators[i].name, finite);
            finite(e.stages[s].live[i].inBaseUnits(), "live");
        }
    }
    for (const MemoryStep& step : e.memory.timeline) {
        finite(step.activations + step.kvCache + step.position, "timeline");
    }
    for (const double x :
         {e.parameters, e.activeParameters, e.placement.headroom.inBaseUnits(), e.verdict.margin,
          e.memory.weights.inBaseUnits(), e.memory.kvCache.inBaseUnits(), e.memory.arena.inBaseUnits(),
          e.memory.peakActivations.inBaseUnits(), e.latency().inBaseUnits(), e.energyBottomUp().inBaseUnits()}) {
        finite(x, "evaluation");
    }
    for (std::size_t i = 0; i < e.metrics.size(); ++i) {
        finite(e.metrics[i].value.value_or(0), std::string(metricCatalogue()[i].id));
        finite(e.metrics[i].value || e.metrics[i].absent[0] != '\0' ? 0 : NAN, "absent without a reason");
    }
    finite(e.verdict.sentence.empty() ? NAN : 0, "no verdict");
    return finite;
}

void checkTotal(const std::string& name, const Scenario& s)
{
    const Finite finite = inspect(evaluate(s));
    INFO(name << ": " << finite.first);
    CHECK(finite.broken == 0);
}

double drawn(const Parameter& row, std::mt19937& random)
{
    const double u = std::uniform_real_distribution<>(0, 1)(random);
    if (row.minimum > 0 && row.maximum / row.minimum > 50) {
        return row.minimum * std::pow(row.maximum / row.minimum, u);
    }
    return row.minimum + (row.maximum - row.minimum) * u;
}

/// A layer list has no bound on what a block may be repeated with; a decoder's counts stay counts. Every row is drawn.
Scenario randomised(const Scenario& base, std::mt19937& random)
{
    Scenario s = base;
    for (const Parameter& row : parametersOf(base)) {
        assignParameter(s, row, drawn(row, random));
    }
    return s;
}

Scenario atEnd(const Scenario& base, double Parameter::*end)
{
    Scenario s = base;
    for (const Parameter& row : parametersOf(base)) {
        assignParameter(s, row, row.*end);
    }
    return s;
}

TEST_CASE("evaluate gives finite numbers for every value of every parameter", "[totality]")
{
    std::mt19937 random(20240607);
    for (const NamedScenario& one : presetScenarios()) {
        for (int round = 0; round < 12; ++round) {
            checkTotal(one.name, randomised(one.scenario, random));
        }
    }
    for (const Decoder& decoder : {decoderOf("mixtral-8x7b"), deepSeekV2Lite(), decoderOf("gemma-2-2b")}) {
        for (int round = 0; round < 100; ++round) {
            checkTotal("decoder", randomised(scenarioOf(decoder), random));
        }
    }
}

TEST_CASE("evaluate gives finite numbers at both ends of all ranges", "[totality]")
{
    for (const NamedScenario& one : presetScenarios()) {
        checkTotal(one.name + ", all at the minimum", atEnd(one.scenario, &Parameter::minimum));
        checkTotal(one.name + ", all at the maximum", atEnd(one.scenario, &Parameter::maximum));
    }
    for (const Decoder& decoder : {decoderOf("mixtral-8x7b"), deepSeekV2Lite()}) {
        checkTotal("decoder, minimum", atEnd(scenarioOf(decoder), &Parameter::minimum));
        checkTotal("decoder, maximum", atEnd(scenarioOf(decoder), &Parameter::maximum));
    }
}

TEST_CASE("evaluate gives finite numbers with one parameter at either end", "[totality]")
{
    for (const char* model : {"llama-3-8b", "mistral-7b", "resnet-50"}) {
        for (const char* device : {"h100-sxm", "stm32f746", "cheatsheet"}) {
            const Scenario base = preset(model, device);
            for (const Parameter& row : parametersOf(base)) {
                for (const double end : {row.minimum, row.maximum}) {
                    Scenario s = base;
                    assignParameter(s, row, end);
                    checkTotal(std::string(model) + ", " + row.id, s);
                }
            }
        }
    }
}

TEST_CASE("the same scenario always gives the same report", "[totality]")
{
    std::mt19937 random(5);
    for (const NamedScenario& one : presetScenarios()) {
        const Scenario s = randomised(one.scenario, random);
        INFO(one.name);
        const Evaluation once = evaluate(s), again = evaluate(s);
        CHECK(reportText(once) == reportText(again));
        CHECK(reportCsv(once) == reportCsv(again));
    }
}

TEST_CASE("an evaluation keeps the scenario it was made from", "[totality]")
{
    const auto scenario = std::make_shared<const Scenario>(preset("llama-3-8b", "h100-sxm"));
    CHECK(evaluate(scenario).scenario == scenario);
    CHECK(*evaluate(*scenario).scenario == *scenario);
}

TEST_CASE("a machine that states no rates still gives a result, and an error that says why", "[totality]")
{
    for (const Model& model : {modelPreset("llama-3-8b"), modelPreset("resnet-50")}) {
        Scenario s;
        s.model = model; // and an empty device: no peaks, no memory
        checkTotal("empty device", s);
        const Evaluation e = evaluate(s);
        CHECK(std::count_if(e.issues.begin(), e.issues.end(), [](const Issue& i) {
                  return i.severity == Severity::Error && i.message.find("states no") != std::string::npos;
              }) == 2); // no peak, no bandwidth
    }
}

TEST_CASE("a model without operators has a verdict and no figures", "[totality]")
{
    Scenario s;
    s.device = roundDevice();
    const Evaluation e = evaluate(s);
    checkTotal("no operators", s);
    CHECK(e.verdict.sentence == "The model has no operators.");
    CHECK_FALSE(metric(e, "parameters").value);
    CHECK(std::string(metric(e, "parameters").absent) == "the model has no operators");
}

} // namespace
} // namespace ridge

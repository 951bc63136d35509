#include "core/analysis/evaluation.h"
#include "core/evaluate/evaluate.h"

#include "tests/support/catch.h"
#include "tests/support/invariants.h"
#include "tests/support/reports.h"
#include "tests/support/scenarios.h"

#include <cmath>
#include <random>

namespace ridge {
namespace {

using namespace test;

void checkTotal(const std::string& name, const Scenario& s)
{
    const std::string broken = brokenFigure(evaluate(s));
    INFO(name << ": " << broken);
    CHECK(broken.empty());
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
        for (std::size_t round = 0; round < sampled(12); ++round) {
            checkTotal(one.name, randomised(one.scenario, random));
        }
    }
    for (const Decoder& decoder : {decoderOf("mixtral-8x7b"), deepSeekV2Lite(), decoderOf("gemma-2-2b")}) {
        for (std::size_t round = 0; round < sampled(100); ++round) {
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
        CHECK(reportAs("text", once) == reportAs("text", again));
        CHECK(reportAs("csv", once) == reportAs("csv", again));
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

#include "core/analysis/cost.h"
#include "core/evaluate/evaluate.h"
#include "core/formats/json/project.h"
#include "core/metrics/catalogue.h"
#include "core/studies/precision_table.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

Scenario stored(const char* bits)
{
    return with(with(scenarioOf(tinyDecoder()), "deployment.weights", "stored"), "deployment.stored_bits", bits);
}

} // namespace

TEST_CASE("Weights as stored take any number of bits, fractions too", "[stored]")
{
    const Scenario s = stored("3.5");
    const double weights = metricOf(evaluate(s), "parameters");
    CHECK(metricOf(evaluate(s), "model_size") == weights * 3.5 / 8);
    CHECK(metricOf(evaluate(s), "size_reduction") == 32 / 3.5);
    CHECK(storageBits(Precision::Stored, s.deployment) == 3.5);
}

TEST_CASE("The bits of stored weights lead back to their parameter", "[stored]")
{
    const Evaluation e = evaluate(stored("3.5"));
    const auto derivation = metricCatalogue()[*metricIndex("model_size")].derive(e);
    REQUIRE(derivation);
    std::string text;
    const auto collect = [&](const auto& self, const Expression& node) -> void {
        text += node.parameter + " ";
        for (const auto& argument : node.arguments) {
            self(self, *argument);
        }
    };
    collect(collect, *derivation->expression());
    CHECK_THAT(text, ContainsSubstring("deployment.stored_bits"));
}

TEST_CASE("Stored weights are expanded: arithmetic runs in the activations' format", "[stored]")
{
    const Scenario s = with(stored("3.5"), "deployment.activations", "int8");
    CHECK(computePrecision(s.device, s.deployment) == Precision::INT8);
    const Scenario wide = with(stored("64"), "deployment.activations", "fp16");
    CHECK(computePrecision(wide.device, wide.deployment) == Precision::FP16);
}

TEST_CASE("Only weights can be as a file stores them", "[stored]")
{
    Scenario s = scenarioOf(tinyDecoder());
    CHECK_FALSE(setParameter(s, "deployment.activations", "stored").empty());
    CHECK_FALSE(setParameter(s, "deployment.kv_cache", "stored").empty());
    CHECK_FALSE(setParameter(s, "deployment.stored_bits", "4").empty()); // the weights are BF16
    CHECK_FALSE(findParameter(s, "device.peak.stored"));
}

TEST_CASE("The table of formats lists stored weights only where there are some", "[stored]")
{
    const auto lists = [](const Scenario& s, PrecisionScope scope) {
        for (const PrecisionRow& row : precisionTable(s, scope)) {
            if (row.precision == Precision::Stored) {
                return row.evaluation->scenario->deployment.activations == s.deployment.activations;
            }
        }
        return false;
    };
    CHECK_FALSE(lists(scenarioOf(tinyDecoder()), PrecisionScope::Weights));
    CHECK(lists(stored("4.5"), PrecisionScope::Everything)); // and leaves the activations alone
    Scenario fromFile = scenarioOf(tinyDecoder());
    fromFile.model.checkpoint.own().tensors.push_back({"w", "Q4_K", 256, 144});
    CHECK(lists(fromFile, PrecisionScope::Weights));
}

TEST_CASE("A model from a file brings its bits along, wherever the scenario came from", "[stored]")
{
    Scenario s = scenarioOf(tinyDecoder());
    Model other = s.model;
    other.id = "stored-one";
    other.usual = {{"deployment.weights", "stored"}, {"deployment.stored_bits", "4.25"}};
    s.device = devicePreset("h100-sxm");
    const Scenario before = baseline(s.model, s.device), after = baseline(other, s.device);
    CHECK(after.deployment.storedBits == 4.25);
    CHECK(rebase(before, before, after).deployment.storedBits == 4.25);
    const Scenario back = readScenarioJson(writeScenarioJson(after));
    CHECK(back.deployment == after.deployment);
}

TEST_CASE("A file that holds other weights than its architecture is reported with both counts", "[stored]")
{
    Scenario s = scenarioOf(tinyDecoder());
    const double own = metricOf(evaluate(s), "parameters");
    Checkpoint& stored = s.model.checkpoint.own();
    stored.format = "gguf";
    stored.tensors.push_back({"all", "F16", own, 2 * own});
    const auto says = [](const Scenario& scenario) {
        const Evaluation e = evaluate(scenario);
        return std::any_of(e.issues.begin(), e.issues.end(), [](const Issue& issue) {
            return issue.message.find("of this architecture") != std::string::npos;
        });
    };
    CHECK_FALSE(says(s));
    s.model.checkpoint.own().tensors.push_back({"rope_freqs", "F32", 64, 256});
    const Evaluation e = evaluate(s);
    CHECK(says(s));
    CHECK_THAT(e.issues.back().message + e.issues[e.issues.size() - 2].message + e.issues.front().message,
               ContainsSubstring(" 64 more than the "));
}

#include "core/evaluate/evaluate.h"
#include "core/explain/explain.h"
#include "core/formats/json/project.h"
#include "core/levers/levers.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;

TEST_CASE("grouped-query attention keeps keys and values of its groups alone", "[levers]")
{
    const Scenario plain = preset("llama-2-7b", "h100-sxm"); // 32 heads with keys and values of their own
    const Scenario pulled = with(plain, "lever.gqa", "on");
    const Evaluation before = evaluate(plain), after = evaluate(pulled);
    CHECK(*metric(after, "kv_cache").value == *metric(before, "kv_cache").value * 8 / 32);
    // Keys and values: 2 · 32 layers · 4096 · (32 − 8) · 128
    CHECK(before.parameters - after.parameters == 2.0 * 32 * 4096 * (32 - 8) * 128);
    CHECK(*metric(evaluate(with(pulled, "lever.gqa.kv_heads", "1")), "kv_cache").value ==
          *metric(before, "kv_cache").value / 32);
    CHECK(metric(evaluate(with(pulled, "lever.gqa.kv_heads", "64")), "kv_cache").value ==
          metric(before, "kv_cache").value); // never more than there were
    CHECK(*after.chosen == pulled);
    CHECK(pulled.model == plain.model); // the model itself is as it was
    REQUIRE(after.changes.size() == 1);
    CHECK(after.changes[0].parameter == "model.kv_heads");
    CHECK(after.changes[0].before == 32);
    CHECK(after.changes[0].after == 8);
}

TEST_CASE("a derivation says what a lever made of a parameter", "[levers]")
{
    const Evaluation e = evaluate(with(preset("llama-2-7b", "h100-sxm"), "lever.gqa", "on"));
    const auto derived = metricCatalogue()[*metricIndex("kv_cache")].derive(e);
    REQUIRE(derived);
    CHECK(derived->value() == *metric(e, "kv_cache").value);
    CHECK(recompute(*derived->expression()) == derived->value());
    std::vector<std::string> parameters;
    const auto collect = [&parameters](const auto& self, const Expression& x) -> void {
        if (!x.parameter.empty()) {
            parameters.push_back(x.parameter);
        }
        for (const ExpressionPtr& argument : x.arguments) {
            self(self, *argument);
        }
    };
    collect(collect, *derived->expression());
    CHECK(std::count(parameters.begin(), parameters.end(), "lever.gqa.kv_heads") >= 1);
    CHECK(std::count(parameters.begin(), parameters.end(), "model.kv_heads") >= 1);
}

TEST_CASE("a lever that means nothing for a model cannot be pulled, and one that is pulled waits for a model it suits",
          "[levers]")
{
    Scenario cnn = preset("resnet-50", "h100-sxm");
    CHECK(setParameter(cnn, "lever.gqa", "on").starts_with("lever.gqa does not apply"));
    Scenario moved = with(preset("llama-2-7b", "h100-sxm"), "lever.gqa", "on");
    moved.model = cnn.model;
    const Evaluation e = evaluate(moved);
    CHECK(e.scenario == e.chosen); // nothing is changed, and nothing copied for it
    CHECK(std::ranges::any_of(e.issues, [](const Issue& issue) {
        return issue.message ==
               "Grouped-query attention is not applied: the model has no decoder whose heads keep keys "
               "and values.";
    }));
}

TEST_CASE("scenario files keep levers and their numbers, and say nothing of those at rest", "[levers]")
{
    const Scenario plain = preset("llama-2-7b", "h100-sxm");
    CHECK(writeScenarioJson(plain).find("lever.") == std::string::npos);
    const Scenario pulled = with(with(plain, "lever.gqa", "on"), "lever.gqa.kv_heads", "4");
    CHECK(readScenarioJson(writeScenarioJson(pulled)) == pulled);
    const Scenario waiting = with(pulled, "lever.gqa", "off"); // its number is there when it is pulled again
    CHECK(readScenarioJson(writeScenarioJson(waiting)) == waiting);
    CHECK(
        *findParameter(with(waiting, "lever.gqa", "on"), "lever.gqa.kv_heads")->get(with(waiting, "lever.gqa", "on")) ==
        4);
}

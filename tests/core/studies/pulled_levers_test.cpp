#include "core/studies/pulled_levers.h"

#include "core/evaluate/evaluate.h"
#include "core/levers/levers.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;

namespace {

std::string refusalOfPulling(Scenario scenario, std::string_view text)
{
    const Scenario before = scenario;
    const std::string refused = pullLever(scenario, text);
    CHECK(scenario == before);
    return refused;
}

} // namespace

TEST_CASE("a lever is pulled by its name and settings as by its parameters", "[studies][levers]")
{
    const Scenario plain = preset("llama-2-7b", "h100-sxm");
    Scenario pulled = plain;
    CHECK(pullLever(pulled, "gqa:kv_heads=4").empty());
    CHECK(pulled == with(with(plain, "lever.gqa", "on"), "lever.gqa.kv_heads", "4"));
    Scenario unfused = with(plain, "deployment.fusion", "none");
    CHECK(pullLever(unfused, "fusion").empty());
    CHECK(unfused.deployment.fusion == Fusion::Attention);
}

TEST_CASE("what cannot be pulled is said, and changes nothing", "[studies][levers]")
{
    const Scenario llama = preset("llama-2-7b", "h100-sxm");
    CHECK(refusalOfPulling(llama, "gqq").starts_with("\"gqq\" is no lever; there are "));
    CHECK(refusalOfPulling(preset("resnet-50", "h100-sxm"), "gqa") ==
          "gqa does not apply: the model has no decoder whose heads keep keys and values");
    CHECK(refusalOfPulling(llama, "gqa:heads=4") ==
          "gqa: \"heads=4\" is no setting of it; write NAME=VALUE, of kv_heads");
    CHECK(refusalOfPulling(llama, "gqa:kv_heads") ==
          "gqa: \"kv_heads\" is no setting of it; write NAME=VALUE, of kv_heads");
    CHECK(refusalOfPulling(llama, "fusion:x=1") == "fusion: \"x=1\" is no setting of it; it has none");
    CHECK(refusalOfPulling(llama, "gqa:kv_heads=many").starts_with("lever.gqa.kv_heads"));
}

TEST_CASE("a pulled lever is told with its numbers and what it changed", "[studies][levers]")
{
    const Evaluation e = evaluate(with(preset("llama-2-7b", "h100-sxm"), "lever.gqa", "on"));
    const std::vector<const LeverText*> pulled = pulledLevers(*e.chosen);
    REQUIRE(pulled.size() == 2);
    CHECK(pulledText(e, *pulled[0]) == "Grouped-query attention (KV heads 8): KV heads 32 → 8");
    CHECK(pulledText(e, *pulled[1]) == "Fusion (element-wise, attention)");
    CHECK(pulledLevers(with(preset("resnet-50", "h100-sxm"), "deployment.fusion", "none")).empty());
}

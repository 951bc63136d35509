#include "core/evaluate/evaluate.h"
#include "core/studies/targets.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <limits>

using namespace ridge;
using namespace ridge::test;

TEST_CASE("a target is met at its limit, and beyond it is missed by the difference", "[targets]")
{
    const Evaluation e = evaluate(preset("llama-3-8b", "h100-sxm"));
    const double tpot = metricOf(e, "tpot");
    const auto check = [&e](const char* id, Aim aim) { return checkTarget({{id, aim}}, id, e).value(); };
    CHECK(check("tpot", {true, tpot}).state == TargetState::Met);
    CHECK(check("tpot", {true, 2 * tpot}).state == TargetState::Met);
    CHECK(check("tpot", {true, tpot / 2}).state == TargetState::Missed);
    CHECK(check("tpot", {true, tpot / 2}).missing == tpot / 2);
    CHECK(check("tpot", {false, tpot}).state == TargetState::Met);
    CHECK(check("tpot", {false, 3 * tpot}).missing == Approx(2 * tpot));
    CHECK_FALSE(checkTarget({{"tpot", {}}}, "latency", e));
    const Evaluation cnn = evaluate(preset("resnet-50", "h100-sxm"));
    CHECK(checkTarget({{"tpot", {}}}, "tpot", cnn)->state == TargetState::Absent); // nothing is generated
}

TEST_CASE("a target says in words and with a shape whether it is met, and by how much it is not", "[targets]")
{
    const CheckedTarget met{"tpot", {true, 0.02}, TargetState::Met, 0};
    CHECK(met.mark() == "✓ ≤ 20.0 ms");
    CHECK(met.sentence() == "met: ≤ 20.0 ms");
    const CheckedTarget slow{"tpot", {true, 0.02}, TargetState::Missed, 0.005};
    CHECK(slow.mark() == "5.00 ms too much");
    CHECK(slow.sentence() == "5.00 ms above the target of ≤ 20.0 ms");
    const CheckedTarget small{"memory_headroom", {false, 1e9}, TargetState::Missed, 2e9};
    CHECK(small.mark() == "2.00 GB too little");
    CHECK(small.sentence() == "2.00 GB below the target of ≥ 1.00 GB");
    CHECK(CheckedTarget{"tpot", {true, 0.02}}.sentence() == "not here; the target is ≤ 20.0 ms");
}

TEST_CASE("targets that can never be met or mean nothing here are said among the issues", "[targets]")
{
    const Evaluation e = evaluate(preset("resnet-50", "h100-sxm"));
    CHECK(validateTargets({{"latency", {true, 1}}}, e).empty());
    const std::vector<Issue> issues = validateTargets(
        {{"latency", {true, std::numeric_limits<double>::infinity()}}, {"tpot", {true, 0.02}}, {"tpto", {}}}, e);
    REQUIRE(issues.size() == 3);
    CHECK(issues[0].message == "The target of Latency is no number.");
    CHECK(issues[1].severity == Severity::Info);
    CHECK(issues[1].message.find("The target Time per output token ≤ 20.0 ms means nothing here: ") == 0);
    CHECK(issues[2].message == "There is a target for tpto, and no such metric.");
}

TEST_CASE("what is typed for a target may say the comparison; without one it is the usual one", "[targets]")
{
    const auto row = [](const char* id) -> const Metric& { return metricCatalogue()[*metricIndex(id)]; };
    CHECK(parseAim("20 ms", row("tpot")).aim == Aim{true, 0.02});
    CHECK(parseAim("<=20ms", row("tpot")).aim == Aim{true, 0.02});
    CHECK(parseAim(" ≥ 5 ms ", row("tpot")).aim == Aim{false, 0.005});
    CHECK(parseAim("100", row("tokens_per_second")).aim == Aim{false, 100});
    CHECK(parseAim("5 GB", row("memory_headroom")).aim == Aim{false, 5e9});
    CHECK(parseAim("< 5 GB", row("memory_footprint")).aim == Aim{true, 5e9});
    for (const char* text : {"", "fast", "<=", "20 GB", "1/0"}) {
        INFO(text);
        CHECK_FALSE(parseAim(text, row("tpot")).aim);
        CHECK_FALSE(parseAim(text, row("tpot")).problem.empty());
    }
}

#include "core/analysis/evaluation.h"
#include "core/evaluate/evaluate.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

namespace ridge {
namespace {

using namespace test;

/// The scenario with what limits it made `factor` times better.
Scenario improved(Scenario s, Bound limiting, double factor)
{
    switch (limiting) {
    case Bound::Memory:
        for (MemoryLevel& level : s.device.memory) {
            level.bandwidth *= factor;
        }
        break;
    case Bound::Compute:
        for (auto& peak : s.device.peak) {
            peak = peak ? std::optional(*peak * factor) : std::nullopt;
        }
        break;
    default:
        s.device.launchOverhead /= factor;
    }
    return s;
}

Bound boundOfStage(const Scenario& s, std::size_t stage) { return evaluate(s).stages[stage].totals.bound; }

TEST_CASE("the next wall limits once the limit is lifted by its factor, and not before", "[verdict]")
{
    int checked = 0;
    for (const NamedScenario& one : presetScenarios()) {
        for (const double overhead : {0.0, 2e-6, 1e-3}) {
            Scenario s = one.scenario;
            s.device.launchOverhead = overhead;
            const Verdict verdict = evaluate(s).verdict;
            INFO(one.name << " with " << overhead << " s per launch: " << verdict.sentence);
            if (!verdict.nextBound) {
                CHECK(overhead == 0); // then at most one roof is left
                continue;
            }
            CHECK(verdict.nextFactor >= 1);
            const double factor = verdict.nextFactor;
            CHECK(boundOfStage(improved(s, verdict.bound, factor * (1 + 1e-9)), verdict.stage) == *verdict.nextBound);
            if (factor > 1 + 1e-9) {
                CHECK(boundOfStage(improved(s, verdict.bound, factor * (1 - 1e-9)), verdict.stage) == verdict.bound);
            }
            ++checked;
        }
    }
    CHECK(checked >= 100);
}

/// Rows through one 1000×1000 layer in bf16 on the machine of round numbers: 2·n·10^6 operations at 100 TOP/s,
/// 2·10^6 + 4000·n bytes at 1 TB/s.
Scenario rows(double n, double overhead = 0)
{
    LayerList list;
    list.inputChannels = 1000;
    list.inputHeight = list.inputWidth = 1;
    Layer layer;
    layer.name = "fc";
    layer.kind = LayerKind::Linear;
    layer.channels = 1000;
    list.blocks.push_back({.name = "only", .repeat = 1, .layers = {layer}});
    Scenario s = scenarioOf(list);
    s.workload.batch = n;
    s.device.launchOverhead = overhead;
    return s;
}

std::string sentenceOf(const Scenario& s)
{
    const std::string sentence = evaluate(s).verdict.sentence;
    return sentence.substr(0, sentence.find(". ") + 1);
}

TEST_CASE("the verdict names the next wall, and says doubling where doubling is enough", "[verdict]")
{
    // n = 1: memory 2.004 µs, compute 20 ns.
    CHECK(sentenceOf(rows(1)) ==
          "Memory-bound, 100× left of the ridge; memory stays the limit up to 100× the bandwidth, then compute.");
    CHECK(sentenceOf(rows(1, 1.5e-6)) ==
          "Memory-bound, 100× left of the ridge; doubling bandwidth makes launch overhead the limit.");
    // n = 100: memory 2.4 µs, compute 2 µs.
    CHECK(sentenceOf(rows(100)) ==
          "Memory-bound, 1.20× left of the ridge; doubling bandwidth makes compute the limit.");
    // n = 1000: compute 20 µs, memory 6 µs: 3.33.
    CHECK(sentenceOf(rows(1000)) ==
          "Compute-bound, 3.33× right of the ridge; compute stays the limit up to 3.33× the peak, then memory.");
    // n = 200: compute 4 µs, memory 2.8 µs.
    CHECK(sentenceOf(rows(200)) ==
          "Compute-bound, 1.43× right of the ridge; doubling the peak makes memory the limit.");
    // n = 1, 10 µs to start it: 10 / 2.004 = 4.99; 12.0 µs together.
    CHECK(sentenceOf(rows(1, 1e-5)) == "Overhead-bound: starting operators takes 10.0 µs of 12.0 µs; "
                                       "launch overhead stays the limit until it is 4.99× smaller, then memory.");
    CHECK(sentenceOf(rows(1, 3e-6)) == "Overhead-bound: starting operators takes 3.00 µs of 5.00 µs; "
                                       "halving launch overhead makes memory the limit.");
}

TEST_CASE("where nothing else takes time no next wall is named", "[verdict]")
{
    Scenario s = rows(1);
    s.device.peak.fill(std::nullopt); // arithmetic takes no time, and nothing is launched
    const Evaluation e = evaluate(s);
    CHECK_FALSE(e.verdict.nextBound);
    CHECK(e.verdict.sentence.find("the limit") == std::string::npos);
    CHECK_FALSE(metric(e, "ridge_distance").value);
}

TEST_CASE("the distance to the ridge is the verdict's margin, with its derivation", "[verdict]")
{
    for (const NamedScenario& one : presetScenarios()) {
        const Evaluation e = evaluate(one.scenario);
        INFO(one.name);
        CHECK(metricOf(e, "ridge_distance") == e.verdict.margin);
        const auto derivation = metricCatalogue()[*metricIndex("ridge_distance")].derive(e);
        REQUIRE(derivation);
        CHECK(derivation->value() == Approx(e.verdict.margin));
    }
}

} // namespace
} // namespace ridge

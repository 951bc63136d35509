#include "core/analysis/evaluation.h"
#include "core/evaluate/advice.h"
#include "core/evaluate/crossing.h"
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
    std::size_t checked = 0;
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
    CHECK(checked >= sampled(100));
}

/// Rows through one 1000×900 layer in bf16 on the machine of round numbers: 1.8·n·10^6 operations at 100 TOP/s,
/// 1.8·10^6 + 3800·n bytes at 1 TB/s.
Scenario rows(double n, double overhead = 0)
{
    LayerList list;
    list.inputChannels = 1000;
    list.inputHeight = list.inputWidth = 1;
    Layer layer;
    layer.name = "fc";
    layer.kind = LayerKind::Linear;
    layer.channels = 900;
    list.blocks.push_back({.name = "only", .repeat = 1, .layers = {layer}});
    Scenario s = scenarioOf(list);
    s.workload.batch = n;
    s.device.launchOverhead = overhead;
    return s;
}

/// Without what is said about the memory.
std::string limitsOf(const Scenario& s)
{
    const std::string sentence = evaluate(s).verdict.sentence;
    const std::size_t fit = std::min(sentence.find(" Fits"), sentence.find(" Does not fit"));
    return sentence.substr(0, fit);
}

TEST_CASE("the verdict names the level that limits and the batch from which something else does", "[verdict]")
{
    // Arithmetic takes 18 ns a row, memory 1.8 µs and 3.8 ns a row: both the same for 1800 / 14.2 = 126.8 rows.
    CHECK(limitsOf(rows(1)) == "Memory-bound (DRAM), 100× left of the ridge; compute limits from batch 127.");
    CHECK(limitsOf(rows(126)) == "Memory-bound (DRAM), at the ridge; compute limits from batch 127.");
    // n = 1000: compute 18 µs, memory 5.6 µs: 3.21.
    CHECK(limitsOf(rows(1000)) == "Compute-bound, 3.21× right of the ridge; memory limits below batch 127.");
    // n = 1, 10 µs to start it; 11.8 µs together.
    CHECK(limitsOf(rows(1, 1e-5)) == "Overhead-bound: starting operators takes 10.0 µs of 11.8 µs.");
}

TEST_CASE("the batch that the verdict names is where the limit changes, on every preset", "[verdict]")
{
    std::size_t checked = 0;
    for (const NamedScenario& one : presetScenarios()) {
        const Evaluation e = evaluate(one.scenario);
        INFO(one.name << ": " << e.verdict.sentence);
        for (std::size_t s = 0; s < e.stages.size(); ++s) {
            const std::optional<Crossing> crossing = crossingOf(e, s);
            if (!crossing) {
                continue;
            }
            const bool isPrompt = std::string(crossing->what) == "prompt";
            const auto boundAt = [&](double value) {
                Scenario changed = one.scenario;
                (isPrompt ? changed.workload.promptTokens : changed.workload.batch) = value;
                return boundOfStage(changed, s);
            };
            CHECK(boundAt(crossing->at) == Bound::Compute);
            CHECK(boundAt(crossing->at - 1) == Bound::Memory);
            ++checked;
        }
    }
    CHECK(checked >= sampled(40));
}

TEST_CASE("every stage that takes a twentieth of the time has its own verdict, the longest first", "[verdict]")
{
    Scenario s = preset("llama-3-8b", "h100-sxm");
    s.workload = {.batch = 1, .promptTokens = 4096, .outputTokens = 256};
    const std::string sentence = evaluate(s).verdict.sentence;
    CHECK(sentence.find("Decode is memory-bound (HBM3)") == 0);
    CHECK(sentence.find(" Prefill is compute-bound") != std::string::npos);
    s.workload.outputTokens = 1;
    CHECK(evaluate(s).verdict.sentence.find("Decode") == std::string::npos);
}

TEST_CASE("what would fit is tried before it is said", "[verdict]")
{
    // 16.06 GB of weights in 16 bits, 8.03 GB in 8, on 8.59 GB; 0.57 GB of cache in 16 bits are too much beside them,
    // half of it is not.
    Scenario s = preset("llama-3-8b", "jetson-orin-nano");
    s = with(with(s, "deployment.weights", "bf16"), "deployment.activations", "bf16");
    const Evaluation e = evaluate(s);
    REQUIRE_FALSE(e.verdict.fits);
    CHECK(whatFits(e) == "8-bit weights and cache");
    const Scenario narrow = with(s, "deployment.weights", "int8");
    CHECK_FALSE(evaluate(narrow).verdict.fits);
    CHECK(evaluate(with(narrow, "deployment.kv_cache", "fp8")).verdict.fits);
    CHECK(e.verdict.sentence.find("; 8-bit weights and cache would.") != std::string::npos);
    // 405 G weights in 4 bits are 210 GB: three of 85.9 GB.
    const Evaluation large = evaluate(preset("llama-3.1-405b", "h100-sxm"));
    CHECK(whatFits(large) == "4-bit weights and an 8-bit cache and 3 of these devices");
    // One sequence of a batch fits where all do not.
    const Evaluation many = evaluate(with(preset("llama-3-8b", "h100-sxm"), "workload.batch", "4096"));
    CHECK(whatFits(many) == "a batch of " + format(metricOf(many, "max_batch"), Unit::Count));
}

TEST_CASE("where nothing else takes time no next wall is named", "[verdict]")
{
    Scenario s = rows(1);
    s.device.peak.fill(std::nullopt); // arithmetic takes no time, and nothing is launched
    const Evaluation e = evaluate(s);
    CHECK_FALSE(e.verdict.nextBound);
    CHECK(e.verdict.sentence.find("limits") == std::string::npos);
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

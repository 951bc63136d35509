#include "core/studies/comparison.h"

#include "core/evaluate/evaluate.h"
#include "core/scenario/families/transformer.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <numeric>

using namespace ridge;
using namespace ridge::test;

namespace {

const ComparedMetric& metricCalled(const Comparison& found, std::string_view id)
{
    const auto it = std::find_if(found.metrics.begin(), found.metrics.end(),
                                 [id](const ComparedMetric& each) { return each.row->id == id; });
    if (it == found.metrics.end()) {
        throw std::logic_error("no metric " + std::string(id));
    }
    return *it;
}

double timeMoved(const Comparison& found, std::size_t i)
{
    return std::accumulate(found.operators.begin(), found.operators.end(), 0.0,
                           [i](double sum, const ComparedOperator& op) { return sum + op.difference(i); });
}

} // namespace

TEST_CASE("metrics are compared by difference, factor, and whether that is better", "[studies]")
{
    const Scenario slow = preset("llama-2-7b", "a100-80gb");
    const Scenario fast = with(slow, "device.memory.bandwidth", "4.078TB/s"); // twice 2.039 TB/s
    const Scenario large = with(slow, "workload.batch", "4");
    const Evaluation a = evaluate(slow), b = evaluate(fast), c = evaluate(large);
    const Comparison found = comparisonOf({&a, &b, &c});
    const ComparedMetric& tpot = metricCalled(found, "tpot");
    CHECK(*tpot.factor(1) == Approx(0.5)); // decode of one sequence is limited by memory alone
    CHECK(*tpot.difference(1) == Approx(-*tpot.values[0] / 2));
    CHECK(tpot.progress(0) == Progress::Same);
    CHECK(tpot.progress(1) == Progress::Better);
    const ComparedMetric& rate = metricCalled(found, "tokens_per_second");
    CHECK(rate.progress(1) == Progress::Better);
    CHECK(*rate.factor(1) == Approx(2));
    CHECK(metricCalled(found, "parameters").progress(2) == Progress::Same);
    CHECK(metricCalled(found, "kv_cache").progress(2) == Progress::Worse);
    CHECK(found.sentences.size() == 3);
    CHECK(found.sentences[0].empty());
    CHECK(found.sentences[1].find("Bandwidth") == 0);
    CHECK(found.sentences[1].find(" of decode, which moves the same bytes at 2.00 times the bandwidth.") !=
          std::string::npos);
    CHECK(found.sentences[2].find("Batch 1 → 4: ") == 0);
    CHECK(comparisonOf({&a, &a}).sentences[1] == "Nothing differs.");
}

TEST_CASE("operators are matched by path: what appeared, what went, what another bound limits", "[studies]")
{
    const Scenario plain = preset("llama-2-7b", "a100-80gb");
    const Evaluation a = evaluate(plain), b = evaluate(with(plain, "workload.draft_tokens", "4"));
    const Evaluation c = evaluate(with(plain, "workload.batch", "512"));
    const Comparison found = comparisonOf({&a, &b, &c});
    std::size_t appeared = 0, went = 0, flipped = 0;
    for (const ComparedOperator& op : found.operators) {
        appeared += op.appeared(1);
        went += op.went(1);
        flipped += op.changedBound(2);
        if (op.changedBound(2)) {
            CHECK(op.changeText(2).find(" → ") != std::string::npos);
        }
        CHECK(op.appeared(1) == (op.changeText(1) == "appeared"));
    }
    const auto draft = b.program.find(StageRole::Draft);
    REQUIRE(draft);
    CHECK(appeared >= b.program.stages[*draft].operators.size()); // the draft model's
    CHECK(flipped > 0);                                           // 512 sequences share every weight
    CHECK(went == a.program.stages[*a.program.find(StageRole::Decode)].operators.size()); // they verify drafts now
    const Comparison back = comparisonOf({&b, &a});
    std::size_t gone = 0;
    for (const ComparedOperator& op : back.operators) {
        gone += op.went(1);
    }
    CHECK(gone == appeared);
}

TEST_CASE("what the operators gain and lose is what the latency does", "[studies]")
{
    const Scenario plain = preset("llama-3-8b", "h100-sxm");
    const Evaluation a = evaluate(plain), b = evaluate(with(plain, "deployment.weights", "int4-group"));
    const Evaluation c = evaluate(preset("resnet-50", "rtx-4090"));
    const Comparison found = comparisonOf({&a, &b, &c});
    for (const std::size_t i : {1u, 2u}) {
        CHECK(timeMoved(found, i) == Approx(*metricCalled(found, "latency").difference(i)).epsilon(1e-9));
    }
    CHECK(found.sentences[2].find("Llama-3-8B → ResNet-50, H100") == 0);
    CHECK_FALSE(metricCalled(found, "tpot").difference(2)); // a CNN has no tokens
    CHECK_FALSE(metricCalled(found, "tpot").factor(2));
    CHECK(metricCalled(found, "tpot").progress(2) == Progress::Unknown);
}

TEST_CASE("many scenarios are evaluated together as each is alone", "[studies]")
{
    std::vector<Scenario> scenarios;
    for (const PresetInfo& info : devicePresets()) {
        scenarios.push_back(preset("llama-2-7b", info.id));
    }
    const auto all = evaluateAll(scenarios, {4, {}, {}});
    REQUIRE(all.size() == scenarios.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        CHECK(metric(*all[i], "latency").value == metric(evaluate(scenarios[i]), "latency").value);
    }
}

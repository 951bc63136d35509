#include "core/evaluate/evaluate.h"
#include "core/studies/pin_difference.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <cmath>
#include <set>

namespace ridge {
namespace {

using namespace test;

/// One 1×1 convolution after the other, of 64 channels on 8×8 maps, called by these names.
Scenario chain(const std::vector<std::string>& names)
{
    LayerList list;
    list.inputChannels = 64;
    list.inputHeight = list.inputWidth = 8;
    LayerBlock block;
    block.name = "body";
    for (const std::string& name : names) {
        Layer& layer = block.layers.emplace_back();
        layer.name = name;
        layer.channels = 64;
        layer.kernelHeight = layer.kernelWidth = 1;
    }
    list.blocks.push_back(block);
    return scenarioOf(list);
}

std::string nameOf(const Evaluation& e, const std::optional<OperatorPlace>& place)
{
    return place ? operatorAt(e, *place).name : "";
}

/// |change| of every operator that lies elsewhere on the roofline than before, by a loop over all.
double wholeChange(const Evaluation& before, const Evaluation& after)
{
    double sum = 0;
    for (const OperatorPair& pair : pairsOf(before, after)) {
        REQUIRE(pair.isMatched());
        const OperatorCost &old = costAt(before, *pair.before), &now = costAt(after, *pair.after);
        if (!old.intensity() || !now.intensity() || operatorAt(after, *pair.after).inPlace) {
            continue;
        }
        const double x = *now.intensity() / *old.intensity(), y = (now.ops / now.time) / (old.ops / old.time);
        const bool isElsewhere = std::fabs(x - 1) > 1e-3 || std::fabs(y - 1) > 1e-3;
        const double change = secondsOf(after, *pair.after) - secondsOf(before, *pair.before);
        sum += isElsewhere ? std::fabs(change) : 0;
    }
    return sum;
}

} // namespace

TEST_CASE("operators are matched by stage and name wherever they stand, the others came or went", "[pins]")
{
    const Evaluation before = evaluate(chain({"a", "b", "c"})), after = evaluate(chain({"x", "a", "c"}));
    const std::vector<OperatorPair> pairs = pairsOf(before, after);
    REQUIRE(pairs.size() == 4); // x, a, c of the one on screen, and b that went
    CHECK(pairs[0].after == OperatorPlace{0, 0});
    CHECK_FALSE(pairs[0].before);
    for (const std::size_t i : {std::size_t(1), std::size_t(2)}) {
        REQUIRE(pairs[i].isMatched());
        CHECK(nameOf(before, pairs[i].before) == nameOf(after, pairs[i].after));
        CHECK(pairs[i].after == OperatorPlace{0, i});
    }
    CHECK_FALSE(pairs[3].after);
    CHECK(nameOf(before, pairs[3].before).find('b') != std::string::npos);
}

TEST_CASE("each operator stands in one pair at most, also between two models", "[pins]")
{
    const Evaluation before = evaluate(preset("llama-3-8b", "h100-sxm")),
                     after = evaluate(preset("mixtral-8x7b", "a100-80gb"));
    std::set<std::pair<std::size_t, std::size_t>> old, now;
    std::size_t matched = 0;
    for (const OperatorPair& pair : pairsOf(before, after)) {
        if (pair.before) {
            CHECK(old.emplace(pair.before->stage, pair.before->op).second);
        }
        if (pair.after) {
            CHECK(now.emplace(pair.after->stage, pair.after->op).second);
        }
        matched += pair.isMatched() ? 1 : 0;
    }
    std::size_t oldCount = 0, nowCount = 0;
    for (const Stage& stage : before.program.stages) {
        oldCount += stage.operators.size();
    }
    for (const Stage& stage : after.program.stages) {
        nowCount += stage.operators.size();
    }
    CHECK(old.size() == oldCount);
    CHECK(now.size() == nowCount);
    CHECK(matched > 5); // attention is called the same in both
}

TEST_CASE("what is pointed at holds four fifths of the change in time, at least eight where so many moved", "[pins]")
{
    const Scenario one = preset("llama-3-8b", "h100-sxm");
    const Evaluation before = evaluate(one), after = evaluate(with(one, "workload.batch", "16"));
    const std::vector<RooflineMove> moves = largestMoves(before, after, pairsOf(before, after));
    double held = 0;
    for (const RooflineMove& move : moves) {
        held += std::fabs(move.seconds);
        CHECK((move.from.intensity != move.to.intensity || move.from.rate != move.to.rate));
    }
    CHECK(moves.size() >= 8);
    CHECK(moves.size() <= 24);
    CHECK(held >= 0.8 * wholeChange(before, after) * (1 - 1e-12));
}

TEST_CASE("where hundreds of operators changed, blocks or stages stand for them", "[pins]")
{
    std::vector<std::string> names;
    for (int i = 0; i < 300; ++i) {
        names.push_back("layer" + std::to_string(i));
    }
    Scenario faster = chain(names);
    faster.device.mainMemory()->bandwidth *= 2;
    const Evaluation before = evaluate(chain(names)), after = evaluate(faster);
    const std::vector<RooflineMove> moves = largestMoves(before, after, pairsOf(before, after));
    REQUIRE(moves.size() == 1); // all layers are alike and in one stage
    // Every layer is the same one, so that the sum lies where each lies: the same intensity at another rate.
    CHECK(moves[0].to.intensity == Approx(moves[0].from.intensity));
    CHECK(moves[0].seconds == Approx(after.latency().inBaseUnits() - before.latency().inBaseUnits()));
}

TEST_CASE("nothing is pointed at where nothing changed", "[pins]")
{
    const Evaluation e = evaluate(preset("resnet-50", "h100-sxm"));
    CHECK(largestMoves(e, e, pairsOf(e, e)).empty());
    CHECK(describeDifference(e, e) == "Nothing differs.");
}

TEST_CASE("a change is for the better where people know which way that is", "[pins]")
{
    const auto row = [](std::string_view id) -> const Metric& { return metricCatalogue()[*metricIndex(id)]; };
    CHECK(judgementOf(row("latency"), 2, 1) == Judgement::Better);
    CHECK(judgementOf(row("latency"), 1, 2) == Judgement::Worse);
    CHECK(judgementOf(row("throughput"), 1, 2) == Judgement::Better);
    CHECK(judgementOf(row("memory_footprint"), 1, 2) == Judgement::Worse);
    CHECK(judgementOf(row("memory_headroom"), 1, 2) == Judgement::Better);
    CHECK(judgementOf(row("memory_headroom"), -5, -9) == Judgement::Worse);
    CHECK(judgementOf(row("macs"), 2, 1) == Judgement::Better); // as rankings have it
    CHECK(judgementOf(row("arithmetic_intensity"), 1, 2) == Judgement::Unknown);
    CHECK(judgementOf(row("latency"), 1, 1.0001) == Judgement::Same);
}

TEST_CASE("differences have a sign and factors a direction", "[pins]")
{
    CHECK(differenceText(2e-3, 5e-3, Unit::Seconds) == "+3.00 ms");
    CHECK(differenceText(5e9, 2e9, Unit::Bytes) == "−3.00 GB");
    CHECK(factorText(2, 5) == "×2.50");
    CHECK(factorText(5, 2) == "÷2.50");
    CHECK(factorText(1, 1.0001) == "×1");
    CHECK(factorText(0, 3).empty());
    CHECK(factorText(-1, 3).empty());
}

TEST_CASE("the sentence says what was chosen, what it did and what most of it lies in", "[pins]")
{
    const Scenario one = preset("llama-3-8b", "h100-sxm");
    const std::string batch = describeDifference(evaluate(one), evaluate(with(one, "workload.batch", "16")));
    CHECK(batch.find("Batch 1 → 16: latency ") == 0);
    CHECK(batch.find(" Most of it in ") != std::string::npos);
    // Of prefill, which arithmetic limits, 4-bit weights change nothing.
    const Scenario eight = with(one, "workload.batch", "8");
    const std::string weights =
        describeDifference(evaluate(eight), evaluate(with(eight, "deployment.weights", "int4-group")));
    CHECK(weights.find(" Most of it in MLP of decode, which moves 1/") != std::string::npos);
    Scenario other = one;
    other.device = devicePreset("a100-80gb");
    const std::string device = scenarioDifference(one, other);
    CHECK(device.find(one.device.name + " → " + other.device.name) == 0);
    other.model = modelPreset("mistral-7b");
    CHECK(scenarioDifference(one, other).find(one.model.name + " → " + other.model.name + ", ") == 0);
    // The same bytes at half the rate: what most lies in does not move more.
    Scenario slower = one;
    slower.device.mainMemory()->bandwidth /= 2;
    CHECK(describeDifference(evaluate(one), evaluate(slower))
              .find("which moves the same bytes at 1/2.00 of the bandwidth.") != std::string::npos);
}

} // namespace ridge

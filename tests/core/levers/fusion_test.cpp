#include "core/analysis/cost.h"
#include "core/evaluate/evaluate.h"
#include "tests/support/fusing.h"
#include "tests/support/traffic.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

namespace ridge {
namespace {

using namespace test;

/// A stage built step by step: tensor 0 is the input, of 100 elements, and every operator makes one of 100.
class StageMaker {
public:
    StageMaker() { tensor(TensorRole::Input); }

    TensorId op(OperatorKind kind, std::initializer_list<TensorId> inputs)
    {
        Operator& made = stage.operators.emplace_back();
        made.kind = kind;
        made.inPlace = kind == OperatorKind::Reshape;
        made.firstInput = static_cast<std::uint32_t>(stage.uses.size());
        made.inputCount = static_cast<std::uint32_t>(inputs.size());
        stage.uses.insert(stage.uses.end(), inputs);
        made.output = tensor(TensorRole::Activation);
        return made.output;
    }

    Stage stage;

private:
    TensorId tensor(TensorRole role)
    {
        stage.tensors.push_back({.c = 100, .role = role});
        return static_cast<TensorId>(stage.tensors.size() - 1);
    }
};

using K = OperatorKind;

double read(const Stage& stage, std::size_t i) { return inputElements(stage, stage.operators[i]); }

double written(const Stage& stage, std::size_t i) { return outputElements(stage, stage.operators[i]); }

TEST_CASE("without fusion every operator reads its inputs and writes its output", "[fusion]")
{
    StageMaker maker;
    const TensorId a = maker.op(K::Convolution, {0});
    maker.op(K::Elementwise, {a});
    fuse(maker.stage, Fusion::None);
    CHECK(read(maker.stage, 1) == 100);
    CHECK(written(maker.stage, 0) == 100);
}

TEST_CASE("an activation in the epilogue moves nothing of its own", "[fusion]")
{
    StageMaker maker;
    const TensorId a = maker.op(K::Convolution, {0});
    const TensorId b = maker.op(K::Elementwise, {a});
    maker.op(K::Convolution, {b});
    fuse(maker.stage, Fusion::Elementwise);
    CHECK(read(maker.stage, 0) == 100);
    CHECK(written(maker.stage, 0) == 100); // the activated result instead of its own
    CHECK(read(maker.stage, 1) == 0);
    CHECK(written(maker.stage, 1) == 0);
    CHECK(maker.stage.operators[1].inPlace);
    CHECK(read(maker.stage, 2) == 100);
}

TEST_CASE("a residual addition reads the branch that waited, and only that", "[fusion]")
{
    // x = conv(in); y = conv(x); x + y: the addition follows y, so y stays in registers and x is read.
    for (const bool swapped : {false, true}) {
        StageMaker maker;
        const TensorId x = maker.op(K::Convolution, {0});
        const TensorId y = maker.op(K::Convolution, {x});
        swapped ? maker.op(K::Add, {x, y}) : maker.op(K::Add, {y, x});
        fuse(maker.stage, Fusion::Elementwise);
        CHECK(read(maker.stage, 2) == 100);
        CHECK(written(maker.stage, 2) == 0);
        CHECK(written(maker.stage, 1) == 100); // the sum
    }
}

TEST_CASE("a result that somebody else needs is written beside the epilogue's", "[fusion]")
{
    // x = conv(in); r = relu(x); later x is used again: both x and r go to memory.
    StageMaker maker;
    const TensorId x = maker.op(K::Convolution, {0});
    const TensorId r = maker.op(K::Elementwise, {x});
    const TensorId z = maker.op(K::Convolution, {r});
    maker.op(K::Concat, {x, z});
    fuse(maker.stage, Fusion::Elementwise);
    CHECK(written(maker.stage, 0) == 100); // x
    CHECK(read(maker.stage, 1) == 0);
    CHECK(written(maker.stage, 1) == 100); // r
    CHECK(read(maker.stage, 3) == 200);
}

TEST_CASE("a chain of epilogues writes one result", "[fusion]")
{
    StageMaker maker;
    const TensorId a = maker.op(K::Convolution, {0});
    const TensorId b = maker.op(K::Normalisation, {a});
    const TensorId c = maker.op(K::Elementwise, {b});
    maker.op(K::Convolution, {c});
    fuse(maker.stage, Fusion::Elementwise);
    double moved = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        moved += read(maker.stage, i) + written(maker.stage, i);
    }
    CHECK(moved == 200); // the input in, the activated result out
    CHECK(read(maker.stage, 3) == 100);
}

TEST_CASE("an element-wise operator that does not follow its producer is a kernel of its own", "[fusion]")
{
    StageMaker maker;
    const TensorId a = maker.op(K::Convolution, {0});
    const TensorId b = maker.op(K::Convolution, {0});
    const TensorId c = maker.op(K::Elementwise, {a}); // b was made in between
    maker.op(K::Concat, {b, c});
    fuse(maker.stage, Fusion::Elementwise);
    CHECK_FALSE(maker.stage.operators[2].inPlace);
    CHECK(read(maker.stage, 2) == 100);
    CHECK(written(maker.stage, 2) == 100);
}

TEST_CASE("a repeated block does not fuse with what comes before it", "[fusion]")
{
    StageMaker maker;
    const TensorId a = maker.op(K::Convolution, {0});
    maker.op(K::Elementwise, {a});
    maker.stage.operators[1].block = 1; // runs many times, its producer once
    maker.stage.operators[1].count = 8;
    fuse(maker.stage, Fusion::Elementwise);
    CHECK_FALSE(maker.stage.operators[1].inPlace);
}

TEST_CASE("a view is its input under another name: it moves nothing and owns nothing", "[fusion]")
{
    StageMaker maker;
    const TensorId a = maker.op(K::Convolution, {0});
    const TensorId flat = maker.op(K::Reshape, {a});
    maker.op(K::Linear, {flat});
    fuse(maker.stage, Fusion::None);
    CHECK(read(maker.stage, 1) + written(maker.stage, 1) == 0);
    CHECK(maker.stage.uses[maker.stage.operators[2].firstInput] == a);
}

TEST_CASE("an activation behind a view is still the epilogue of the producer", "[fusion]")
{
    StageMaker maker;
    const TensorId a = maker.op(K::Convolution, {0});
    const TensorId flat = maker.op(K::Reshape, {a});
    maker.op(K::Elementwise, {flat});
    fuse(maker.stage, Fusion::Elementwise);
    CHECK(maker.stage.operators[2].inPlace);
    CHECK(written(maker.stage, 0) == 100);
    CHECK(written(maker.stage, 2) == 0);
}

TEST_CASE("attention scores stay on chip only with attention fused", "[fusion]")
{
    for (const auto& [fusion, scoresMove] :
         {std::pair("none", true), std::pair("elementwise", true), std::pair("attention", false)}) {
        Scenario s = with(preset("llama-3-8b", "h100-sxm"), "workload.prompt_tokens", "1024");
        const Evaluation e = evaluate(with(s, "deployment.fusion", fusion));
        const Stage& prefill = e.program.stages[0];
        const double scores = 32.0 * 1024 * 1024; // heads · N²
        for (std::size_t i = 0; i < prefill.operators.size(); ++i) {
            if (prefill.operators[i].kind == K::AttentionScores) {
                CHECK(e.stages[0].operators[i].output.inBaseUnits() == (scoresMove ? 2 * scores : 0));
                CHECK(e.stages[0].operators[i + 2].kvRead.inBaseUnits() == 1024 * 8 * 128 * 2.0);
            }
        }
    }
}

TEST_CASE("more fusion never moves more bytes, and never changes what is computed", "[fusion]")
{
    for (const NamedScenario& one : presetScenarios()) {
        double bytes = 1e300;
        const double macs = metricOf(evaluate(one.scenario), "macs");
        const double elementwise = metricOf(evaluate(one.scenario), "elementwise_ops");
        for (const char* fusion : {"none", "elementwise", "attention"}) {
            Scenario s = with(one.scenario, "deployment.fusion", fusion);
            const Evaluation e = evaluate(s);
            const double now = sumOver(e, [](const OperatorCost& c) { return c.bytes.inBaseUnits(); });
            INFO(one.name << ", " << fusion);
            CHECK(now <= bytes);
            CHECK(metricOf(e, "macs") == macs);
            CHECK(metricOf(e, "elementwise_ops") == elementwise);
            bytes = now;
        }
    }
}

} // namespace
} // namespace ridge

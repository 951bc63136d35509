#include "tests/core/levers/shape_checks.h"

using namespace ridge;
using namespace ridge::test;

namespace {

/// 8×32×32 → 16×16×16 → 4×16×16 → one value of each channel.
LayerList spectrogram()
{
    return listOf({block("a", {layer("conv", LayerKind::Conv, 16, 3, 2)}),
                   block("b", {layer("conv", LayerKind::Conv, 4, 3)}),
                   block("c", {layer("pool", LayerKind::GlobalPool)})});
}

Scenario unfused(const LayerList& list) { return with(scenarioOf(list), "deployment.fusion", "none"); }

double bytesOfStates(const Evaluation& e)
{
    double elements = 0;
    for (const Tensor& tensor : e.program.stages[0].tensors) {
        elements += tensor.role == TensorRole::State ? tensor.elements() : 0;
    }
    return 2 * elements;
}

} // namespace

TEST_CASE("in streaming a step computes its new rows and keeps what kernels still see", "[levers][streaming]")
{
    const Scenario s = unfused(spectrogram());
    const Evaluation whole = evaluate(s);
    const Evaluation step = evaluate(pulled(s, "streaming"));
    // One of 16 rows of the last map, and so of the one before; two of the input's 32.
    for (const char* name : {"a.conv", "b.conv"}) {
        INFO(name);
        CHECK(costOf(step, name).macs.inBaseUnits() == costOf(whole, name).macs.inBaseUnits() / 16);
        CHECK(costOf(step, name).weights == costOf(whole, name).weights); // read for every step
    }
    CHECK(costOf(step, "c.pool").bytes == costOf(whole, "c.pool").bytes); // looks at all of the last map
    // A kernel of 3 at stride 2 sees one row of before, at stride 1 two of them; they are read and replaced.
    const double keptOfInput = 1 * 8 * 32, keptOfMap = 2 * 16 * 16, lastMap = 4 * 16 * 16;
    CHECK(costOf(step, "a.conv").input.inBaseUnits() == 2 * (2 * 8 * 32 + keptOfInput));
    CHECK(costOf(step, "a.conv").output.inBaseUnits() == 2 * (16 * 16 + keptOfInput));
    CHECK(costOf(step, "b.conv").input.inBaseUnits() == 2 * (16 * 16 + keptOfMap));
    CHECK(costOf(step, "b.conv").output.inBaseUnits() == 2 * (4 * 16 + keptOfMap)); // the last map's new row
    CHECK(bytesOfStates(step) == 2 * (keptOfInput + keptOfMap + lastMap));
    // Beside the states two rows of the input and one of what comes of them.
    CHECK(step.stages[0].live[0].inBaseUnits() == bytesOfStates(step) + 2 * (2 * 8 * 32 + 16 * 16));
    CHECK(metricOf(step, "activation_memory_peak") < metricOf(whole, "activation_memory_peak"));
    CHECK(metricOf(step, "parameters") == metricOf(whole, "parameters"));
    checkDerivations(step, "lever.streaming.rows", {"macs", "latency", "activation_memory_peak"});
}

TEST_CASE("as many steps as the last map has rows compute what one run does", "[levers][streaming]")
{
    for (const char* model : {"mlperf-tiny-ds-cnn", "mlperf-tiny-mobilenet-v1", "mobilenet-v2"}) {
        const Scenario s = with(preset(model, "stm32f746"), "deployment.fusion", "none");
        const Evaluation whole = evaluate(s);
        const Evaluation step = evaluate(pulled(s, "streaming"));
        INFO(model);
        std::size_t streamed = 0;
        double rows = 0;
        for (std::size_t i = 0; i < step.program.stages[0].operators.size(); ++i) {
            const Operator& op = step.program.stages[0].operators[i];
            const Operator& before = whole.program.stages[0].operators[i];
            REQUIRE(op.name == before.name);
            if (op.sizes.ho < before.sizes.ho) {
                ++streamed;
                rows = before.sizes.ho / op.sizes.ho; // of the last map in the end
                const double macs = step.stages[0].operators[i].macs.inBaseUnits();
                CHECK(macs * before.sizes.ho / op.sizes.ho ==
                      Approx(whole.stages[0].operators[i].macs.inBaseUnits()).epsilon(1e-12));
            }
        }
        CHECK(streamed > 5);
        CHECK(rows > 1);
        CHECK(step.latency() < whole.latency());
    }
}

TEST_CASE("more new rows at a time never cost less in a step, nor more for each row", "[levers][streaming]")
{
    const Scenario s = unfused(spectrogram());
    double before = 0, perRow = 1e300;
    for (const char* rows : {"1", "2", "4", "8"}) {
        const double latency = evaluate(pulled(s, "streaming", {{"rows", rows}})).latency().inBaseUnits();
        CHECK(latency >= before);
        CHECK(latency / std::stod(rows) <= perRow);
        before = latency, perRow = latency / std::stod(rows);
    }
    // All rows at once are no stream.
    const Evaluation all = evaluate(pulled(s, "streaming", {{"rows", "16"}}));
    CHECK(all.latency() == evaluate(s).latency());
    CHECK(bytesOfStates(all) == 0);
}

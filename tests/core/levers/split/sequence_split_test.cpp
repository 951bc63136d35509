// Sequence parallelism: what tensor ranks share between their exchanges, against published counts.

#include "core/evaluate/evaluate.h"
#include "core/scenario/families/transformer.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>

namespace ridge {
namespace {

using namespace test;

/// Korthikanti's layers: GPT with biases, GELU and dropout, nothing fused, over so many tensor ranks.
Scenario gptLayers(double layers, double width, double heads, double ranks, bool sequence)
{
    Decoder d = decoderOf("gpt-3-175b");
    d.layers = layers, d.width = width, d.heads = d.kvHeads = heads, d.headSize = width / heads;
    d.ffnWidth = 4 * width;
    Scenario s = scenarioOf(d);
    s.training.task = Task::Training;
    s.training.dropout = true;
    s.deployment.fusion = Fusion::None;
    s.deployment.split.tensor = ranks;
    s.deployment.split.sequence = sequence;
    s.workload.promptTokens = 2048;
    s.workload.batch = 1;
    return s;
}

/// Bytes that a rank keeps of one more layer.
double savedByALayer(Scenario s)
{
    const double one = metricOf(evaluate(s), "training_activations");
    s.model.decoder()->layers += 1;
    return metricOf(evaluate(s), "training_activations") - one;
}

TEST_CASE("a rank of t keeps s·b·h·(10 + 24/t + 5·a·s/(h·t)) bytes of a layer, with sequences shared all over t",
          "[split][sequence][published]")
{
    // Korthikanti et al. 2022 (arXiv:2205.05198), eq. 2 and 4, of the models of their table 3: 22 B, 175 B, 530 B, 1 T.
    const double t = 8, sequence = 2048;
    for (const auto& [h, a] : {std::pair{6144.0, 64.0}, {12288.0, 96.0}, {20480.0, 128.0}, {25600.0, 160.0}}) {
        const double sbh = sequence * h;
        CAPTURE(h);
        Scenario alone = gptLayers(2, h, a, t, false), shared = gptLayers(2, h, a, t, true);
        CHECK(savedByALayer(alone) == sbh * (10 + 24 / t + 5 * a * sequence / (h * t)));
        CHECK(savedByALayer(shared) == Approx(sbh * (34 + 5 * a * sequence / h) / t).epsilon(1e-12));
        shared.training.recomputation = Recomputation::Selective;
        CHECK(savedByALayer(shared) == 34 * sbh / t);
    }
}

TEST_CASE("the layers of 1 T keep 26.6 GiB with sequences shared and scores computed again",
          "[split][sequence][published]")
{
    // Korthikanti et al. 2022, fig. 1 and table 3: s 2048, b 1, h 25600, L 128, t 8: s·b·h·L·34/t = 26.5625 GiB.
    Scenario s = gptLayers(2, 25600, 160, 8, true);
    s.training.recomputation = Recomputation::Selective;
    CHECK(savedByALayer(s) * 128 / 0x1p30 == Approx(26.5625).epsilon(1e-12));
}

TEST_CASE("forward sends as many bytes as without, backward a third of them more: to gather again", "[split][sequence]")
{
    const Evaluation alone = evaluate(gptLayers(4, 2048, 16, 8, false)),
                     shared = evaluate(gptLayers(4, 2048, 16, 8, true));
    const auto sent = [](const Evaluation& e, std::size_t stage) {
        double bytes = 0;
        for (std::size_t i = 0; i < e.stages[stage].operators.size(); ++i) {
            const Operator& op = e.program.stages[stage].operators[i];
            const bool isOfLayer = op.block != 0;
            bytes += isOfLayer ? op.count * e.stages[stage].operators[i].exchanged.inBaseUnits() : 0;
        }
        return bytes;
    };
    // Of each of two sums in a layer 2·(t−1)/t of b·s·h elements, as a whole or in two halves.
    const double each = 2.0 * 7 / 8 * 2048 * 2048 * 2;
    CHECK(sent(alone, 0) == Approx(4 * 2 * each).epsilon(1e-12));
    CHECK(sent(shared, 0) == Approx(4 * 2 * each).epsilon(1e-12));
    CHECK(sent(alone, 1) == Approx(4 * 2 * each).epsilon(1e-12));
    // And the gradients of norms (2 of scale and shift) and of biases behind a sum are summed over the ranks.
    CHECK(sent(shared, 1) > 4 * 2 * each * 1.5);
    CHECK(sent(shared, 1) < 4 * 2 * each * 1.501);
}

TEST_CASE("sequences that are shared have the parameters and the work of the whole", "[split][sequence]")
{
    for (const char* model :
         {"llama-3-8b", "gpt-2-xl", "mixtral-8x7b", "vit-b-16", "bert-base", "t5-small", "dit-xl-2"}) {
        for (const char* task : {"inference", "training"}) {
            for (const double ranks : {2.0, 3.0, 8.0}) {
                const Scenario one = with(preset(model, "h100-sxm"), "workload.task", task);
                Scenario many = one;
                many.deployment.split.tensor = ranks, many.deployment.split.sequence = true;
                const Evaluation whole = evaluate(one), parts = evaluate(many);
                for (const char* id : {"parameters", "model_size", "macs", "elementwise_ops"}) {
                    CAPTURE(model, task, ranks, id);
                    if (one.trains() && id == std::string_view("elementwise_ops")) {
                        continue; // gradients of a tensor that is read twice are summed where it is read
                    }
                    CHECK(metricOf(parts, id) == Approx(metricOf(whole, id)).epsilon(1e-9));
                }
                for (const Metric& row : metricCatalogue()) {
                    CAPTURE(model, task, ranks, row.id);
                    const std::optional<Traced> derived = row.derive(parts);
                    const auto value = parts.metrics[std::size_t(&row - metricCatalogue().data())].value;
                    REQUIRE(derived.has_value() == value.has_value());
                    CHECK((!derived || derived->value() == Approx(*value).epsilon(1e-9)));
                }
            }
        }
    }
}

TEST_CASE("a step of decode has fewer positions than ranks, and is as without", "[split][sequence]")
{
    Scenario s = preset("llama-3-8b", "h100-sxm");
    s.deployment.split.tensor = 8;
    const Evaluation alone = evaluate(s);
    s.deployment.split.sequence = true;
    const Evaluation shared = evaluate(s);
    CHECK(metricOf(shared, "tpot") == metricOf(alone, "tpot"));
    CHECK(metricOf(shared, "ttft") < metricOf(alone, "ttft")); // norms and sums of the prompt are shared
}

} // namespace
} // namespace ridge

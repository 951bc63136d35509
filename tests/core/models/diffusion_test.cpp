#include "core/analysis/evaluation.h"
#include "core/evaluate/evaluate.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

namespace ridge {
namespace {

using namespace test;

const char* const models[] = {"sd-1.5", "sdxl-base", "dit-s-2"};

TEST_CASE("latency and work grow by one step's with every step, beside what runs once", "[diffusion]")
{
    for (const char* model : models) {
        INFO(model);
        const Scenario s = preset(model, "rtx-4090");
        const Evaluation one = evaluate(with(s, "workload.steps", "1"));
        const double step = metricOf(one, "latency_per_step");
        const double once = metricOf(one, "latency") - step;
        const double macsOnce = metricOf(one, "macs") - metricOf(one, "macs_per_step");
        CHECK(once > 0);
        for (const int steps : {2, 20, 1000}) {
            const Evaluation many = evaluate(with(s, "workload.steps", std::to_string(steps)));
            CHECK(metricOf(many, "latency_per_step") == step);
            CHECK(metricOf(many, "denoising_latency") == steps * step);
            CHECK(metricOf(many, "latency") == Approx(once + steps * step).epsilon(1e-12));
            CHECK(metricOf(many, "macs") == Approx(macsOnce + steps * metricOf(one, "macs_per_step")).epsilon(1e-12));
            CHECK(metricOf(many, "denoiser_share") == Approx(steps * step / (once + steps * step)).epsilon(1e-12));
            CHECK(metricOf(many, "memory_footprint") == metricOf(one, "memory_footprint"));
        }
    }
}

TEST_CASE("guidance doubles the denoiser's multiplications and reads its weights no more often", "[diffusion]")
{
    for (const char* model : models) {
        INFO(model);
        const Scenario s = preset(model, "h100-sxm");
        const Evaluation guided = evaluate(with(s, "workload.guidance", "classifier_free"));
        const Evaluation plain = evaluate(with(s, "workload.guidance", "none"));
        CHECK(metricOf(guided, "macs_per_step") == 2 * metricOf(plain, "macs_per_step"));
        const std::size_t step = guided.program.find(StageRole::Denoise).value();
        const double row = s.model.id == "dit-s-2" ? 384 * 2.0 : 0; // of the class table: one more is looked up
        CHECK(guided.stages[step].totals.weights.inBaseUnits() ==
              plain.stages[step].totals.weights.inBaseUnits() + row);
        CHECK(guided.stages[step].totals.streamed > plain.stages[step].totals.streamed);
        CHECK(metricOf(guided, "parameters") == metricOf(plain, "parameters"));
        CHECK(metricOf(guided, "model_size") == metricOf(plain, "model_size"));
        // The image decoder sees one latent per image in both cases.
        CHECK(guided.stages.back().totals.macs == plain.stages.back().totals.macs);
    }
}

TEST_CASE("with guidance the empty prompt is encoded beside the prompt", "[diffusion]")
{
    const Scenario s = preset("sdxl-base", "h100-sxm");
    const Evaluation guided = evaluate(s);
    const Evaluation plain = evaluate(with(s, "workload.guidance", "none"));
    for (const std::size_t encoder : {0, 1}) {
        CHECK(guided.program.stages[encoder].repeat == 1);
        CHECK(guided.stages[encoder].totals.macs == 2 * plain.stages[encoder].totals.macs);
    }
}

TEST_CASE("throughput counts images, not passes", "[diffusion]")
{
    const Evaluation e = evaluate(with(preset("sd-1.5", "h100-sxm"), "workload.batch", "4"));
    CHECK(metricOf(e, "throughput") == Approx(4 / metricOf(e, "latency")));
}

TEST_CASE("all networks are resident at once", "[diffusion]")
{
    const Evaluation e = evaluate(preset("sd-1.5", "h100-sxm"));
    CHECK(e.memory.weights.inBaseUnits() == 2 * (123060480.0 + 859520964 + 49490199)); // bf16
    CHECK(metricOf(e, "memory_footprint") ==
          Approx(e.memory.weights.inBaseUnits() + metricOf(e, "activation_memory_peak")));
}

TEST_CASE("only what works in steps has figures per step", "[diffusion]")
{
    for (const char* model : {"llama-3-8b", "resnet-50"}) {
        const Scenario s = preset(model, "h100-sxm");
        const Evaluation e = evaluate(s);
        for (const char* id :
             {"latency_per_step", "denoising_latency", "denoiser_share", "macs_per_step", "denoiser_parameters"}) {
            CHECK_FALSE(metric(e, id).value);
            CHECK_THAT(metric(e, id).absent, Catch::Matchers::ContainsSubstring("sampling steps"));
        }
        CHECK_FALSE(findParameter(s, "workload.steps"));
        CHECK_FALSE(findParameter(s, "workload.guidance"));
    }
}

TEST_CASE("half of the text encoder's attention is masked, none of the denoiser's", "[diffusion]")
{
    const Scenario s = preset("sd-1.5", "h100-sxm");
    const Evaluation full = evaluate(s);
    const Evaluation half = evaluate(with(s, "convention.causal", "lower_half"));
    // position i attends to i of 77: on average 78 / 2
    CHECK(half.stages[0].totals.attentionMacs.inBaseUnits() ==
          Approx(full.stages[0].totals.attentionMacs.inBaseUnits() * 39 / 77));
    CHECK(half.stages[1].totals.attentionMacs == full.stages[1].totals.attentionMacs);
}

TEST_CASE("twice the image has four times the tokens and sixteen times the attention between them", "[diffusion]")
{
    const Evaluation small = evaluate(preset("dit-xl-2", "h100-sxm"));
    const Evaluation large = evaluate(with(preset("dit-xl-2", "h100-sxm"), "model.image", "512"));
    CHECK(metricOf(large, "attention_macs") == 16 * metricOf(small, "attention_macs"));
    CHECK(metricOf(large, "macs_per_step") == metricOf(evaluate(preset("dit-xl-2-512", "h100-sxm")), "macs_per_step"));
}

} // namespace
} // namespace ridge

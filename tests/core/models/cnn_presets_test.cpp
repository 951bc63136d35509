#include "core/analysis/evaluation.h"
#include "core/evaluate/evaluate.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

namespace ridge {
namespace {

using namespace test;

struct Published {
    const char* id;
    double parameters; // exact, batch normalisation with scale and shift included
    double macs;       // convolutions and linear layers at batch 1, 224×224
};

constexpr Published publishedNetworks[] = {
    {"resnet-50", 25557032, 4.089e9},    // torchvision; stride in the 3×3
    {"vgg-16", 138357544, 15.470e9},     // timm: 138.36 M, 15.47 G
    {"mobilenet-v2", 3504872, 0.3008e9}, // Sandler et al. 2018: 300 M
};

TEST_CASE("convolutional presets have the published parameters and MACs", "[cnn]")
{
    for (const Published& network : publishedNetworks) {
        const Evaluation e = evaluate(preset(network.id, "h100-sxm"));
        INFO(network.id);
        CHECK(metricOf(e, "parameters") == network.parameters);
        CHECK(metricOf(e, "macs") == Approx(network.macs).epsilon(1e-3));
        CHECK(metricOf(e, "model_size") == network.parameters * 2); // bf16
        CHECK(e.program.issues.empty());
    }
}

TEST_CASE("fusion, device and precision leave the work of a network as it is", "[cnn]")
{
    for (const Published& network : publishedNetworks) {
        for (const PresetInfo& device : devicePresets()) {
            for (const char* fusion : {"none", "elementwise", "attention"}) {
                const Evaluation e = evaluate(with(preset(network.id, device.id), "deployment.fusion", fusion));
                CHECK(metricOf(e, "parameters") == network.parameters);
                CHECK(metricOf(e, "macs") == Approx(network.macs).epsilon(1e-3));
            }
        }
    }
}

TEST_CASE("a batch multiplies work and activations, and leaves the weights", "[cnn]")
{
    const Scenario single = with(preset("resnet-50", "h100-sxm"), "deployment.memory_level", "2");
    const Evaluation one = evaluate(single);
    const Evaluation many = evaluate(with(single, "workload.batch", "16"));
    for (const char* id :
         {"macs", "elementwise_ops", "activations_total", "activations_peak_live", "activations_peak_sheet"}) {
        INFO(id);
        CHECK(metricOf(many, id) == Approx(16 * metricOf(one, id)).epsilon(1e-12));
    }
    for (const char* id : {"parameters", "model_size", "t_weights"}) {
        INFO(id);
        CHECK(metricOf(many, id) == metricOf(one, id));
    }
    CHECK(metricOf(many, "t_activations") == Approx(16 * metricOf(one, "t_activations")).epsilon(1e-12));
}

TEST_CASE("Winograd saves 5/9 of every dense 3×3 convolution with stride 1 and nothing else", "[cnn]")
{
    // VGG-16: all convolutions are such; its linear layers hold 25088·4096 + 4096·4096 + 4096·1000 MACs.
    const Evaluation vgg = evaluate(preset("vgg-16", "h100-sxm"));
    const double linear = 25088.0 * 4096 + 4096.0 * 4096 + 4096.0 * 1000;
    const double convolutions = metricOf(vgg, "macs") - linear;
    CHECK(metricOf(vgg, "winograd_macs") == Approx(linear + convolutions * 16 / 36).epsilon(1e-12));
    // MobileNetV2 has its only dense 3×3 convolution in the stem, with stride 2.
    CHECK_FALSE(metric(evaluate(preset("mobilenet-v2", "h100-sxm")), "winograd_macs").value);
}

TEST_CASE("what belongs to decoders is absent for a network of layers, with a reason", "[cnn]")
{
    const Evaluation e = evaluate(preset("resnet-50", "h100-sxm"));
    for (const char* id : {"kv_cache", "ttft", "tpot", "tokens_per_second", "energy_per_token", "flops_per_token_sheet",
                           "attention_macs"}) {
        INFO(id);
        CHECK_FALSE(metric(e, id).value);
        CHECK(std::string(metric(e, id).absent).size() > 10);
    }
}

} // namespace
} // namespace ridge

#include "core/analysis/evaluation.h"
#include "core/evaluate/evaluate.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

namespace ridge {
namespace {

using namespace test;

Evaluation shifted(const char* how, const char* frames = "8")
{
    return evaluate(
        with(with(preset("tsm-resnet-50", "h100-sxm"), "model.temporal_shift", how), "model.frames", frames));
}

double bytesOf(const Evaluation& e)
{
    return sumOver(e, [](const OperatorCost& c) { return c.bytes.inBaseUnits(); });
}

TEST_CASE("a temporal shift has no parameters and no MACs, and moves bytes", "[video]")
{
    const Evaluation none = shifted("none");
    // Two bytes per element, eight frames, inputs of the residual branches: 64, then 256 twice at 56×56; 256, then 512
    // three times at 56×56 and 28×28; and so on. A quarter of each is read and written.
    const double maps =
        (64 + 3 * 256) * 56.0 * 56 + (3 * 512 + 512) * 28.0 * 28 + (5 * 1024 + 1024) * 14.0 * 14 + 2 * 2048 * 7.0 * 7;
    for (const char* how : {"offline", "online"}) {
        const Evaluation e = shifted(how);
        INFO(how);
        CHECK(metricOf(e, "parameters") == metricOf(none, "parameters"));
        CHECK(metricOf(e, "macs") == metricOf(none, "macs"));
        CHECK(bytesOf(e) - bytesOf(none) == Approx(2 * 8 * maps / 4 * 2).epsilon(1e-12));
        CHECK(metricOf(e, "latency") > metricOf(none, "latency"));
        CHECK(metricOf(e, "activations_total") == metricOf(none, "activations_total")); // no new maps
    }
}

TEST_CASE("online, an eighth of every shifted map is kept until the next frame", "[video]")
{
    const double offline = metricOf(shifted("offline", "1"), "activations_peak_live");
    const double online = metricOf(shifted("online", "1"), "activations_peak_live");
    const double maps =
        (64 + 3 * 256) * 56.0 * 56 + (3 * 512 + 512) * 28.0 * 28 + (5 * 1024 + 1024) * 14.0 * 14 + 2 * 2048 * 7.0 * 7;
    CHECK(online - offline == Approx(maps / 8).epsilon(1e-12)); // of all blocks, whichever is running
}

TEST_CASE("frames multiply the work of a 2-D network and leave its weights", "[video]")
{
    const Evaluation eight = shifted("offline", "8");
    const Evaluation sixteen = shifted("offline", "16");
    const Evaluation image = evaluate(preset("resnet-50", "h100-sxm"));
    CHECK(metricOf(sixteen, "macs") == 2 * metricOf(eight, "macs"));
    CHECK(metricOf(sixteen, "t_weights") == metricOf(eight, "t_weights"));
    // ResNet-50 for each frame, with 400 classes instead of 1000.
    CHECK(metricOf(eight, "macs") == 8 * (metricOf(image, "macs") - 600.0 * 2048));
}

TEST_CASE("videos per second count clips, frames per second what is in them", "[video]")
{
    for (const char* model : {"tsm-resnet-50", "r3d-18"}) {
        const Evaluation e = evaluate(with(preset(model, "h100-sxm"), "workload.batch", "4"));
        INFO(model);
        CHECK(metricOf(e, "videos_per_second") == Approx(4 / metricOf(e, "latency")).epsilon(1e-12));
        CHECK(metricOf(e, "frames_per_second") ==
              Approx(e.scenario->model.layers()->inputFrames * metricOf(e, "videos_per_second")).epsilon(1e-12));
    }
    for (const char* model : {"resnet-50", "llama-2-7b"}) {
        const Evaluation e = evaluate(preset(model, "h100-sxm"));
        CHECK_FALSE(metric(e, "videos_per_second").value);
        CHECK(std::string(metric(e, "frames_per_second").absent).find("video") != std::string::npos);
    }
}

TEST_CASE("linear attention grows with the positions, softmax attention with their square", "[attention]")
{
    const auto attention = [](const char* kind, const char* size) {
        Scenario s = with(preset("efficientvit-b1", "h100-sxm"), "model.attention", kind);
        return metricOf(evaluate(with(with(s, "model.input.height", size), "model.input.width", size)),
                        "attention_macs");
    };
    // Stages of 14×14 and 7×7 positions at 224: four times as many at 448.
    CHECK(attention("linear", "448") == 4 * attention("linear", "224"));
    CHECK(attention("softmax", "448") == 16 * attention("softmax", "224"));
    // 2·H·N·d·(d + 1) in three blocks of 2·128 channels and four of 2·256, heads of 16 channels.
    CHECK(attention("linear", "224") == 2 * 17.0 * (3 * 2 * 128 * 196 + 4 * 2 * 256 * 49));
    CHECK(attention("softmax", "224") == 2.0 * (3 * 2 * 128 * 196.0 * 196 + 4 * 2 * 256 * 49.0 * 49));
}

TEST_CASE("the kind of attention changes no parameter", "[attention]")
{
    const Scenario s = preset("efficientvit-b0", "h100-sxm");
    const Evaluation linear = evaluate(s);
    const Evaluation softmax = evaluate(with(s, "model.attention", "softmax"));
    CHECK(metricOf(softmax, "parameters") == metricOf(linear, "parameters"));
    CHECK_FALSE(findParameter(preset("resnet-50", "h100-sxm"), "model.attention"));
    CHECK_FALSE(findParameter(s, "model.temporal_shift"));
    CHECK_FALSE(findParameter(s, "model.frames"));
}

} // namespace
} // namespace ridge

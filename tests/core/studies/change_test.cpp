#include "core/evaluate/evaluate.h"
#include "core/studies/change.h"

#include "core/metrics/catalogue.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <cmath>

namespace ridge {
namespace {

using namespace test;

/// One convolution of c×c channels, k×k, on 8×8 maps, on the machine of round numbers.
Scenario convolution(double channels, double kernel)
{
    LayerList list;
    list.inputChannels = channels;
    list.inputHeight = list.inputWidth = 8;
    Layer layer;
    layer.name = "conv";
    layer.channels = channels;
    layer.kernelHeight = layer.kernelWidth = kernel;
    list.blocks.push_back({.name = "body", .repeat = 5, .layers = {layer}});
    return scenarioOf(list);
}

std::string changeOf(const Scenario& before, const Scenario& after, const std::string& edit = "Edit")
{
    return describeChange(edit, evaluate(before), evaluate(after));
}

TEST_CASE("a change says latency, energy per image, memory and what became the limit", "[change]")
{
    // By power × time energy follows the latency: 6.05 / 10 of it per image, −39 %. As a lower bound:
    // 100 channels, 1×1, bf16, n images of 64 pixels: 2·64·10^4·n operations, 2·10^4 + 2·2·6400·n bytes, five times.
    // n = 1: 45.6 kB, 45.6 ns of memory. n = 10: 276 kB: latency ×6.05. Energy per image at 1 pJ, 10 pJ/B, 100 W:
    // n = 1: 1.28 µJ + 0.456 µJ + 4.56 µJ = 6.296 µJ; n = 10: (12.8 + 2.76 + 27.6) / 10 = 4.316 µJ: −31 %.
    const Scenario one = convolution(100, 1);
    const Scenario ten = with(one, "workload.batch", "10");
    const std::string text = changeOf(one, ten, "Batch 1 → 10");
    CHECK(text.find("Batch 1 → 10: latency ×6.1, energy per image −39 %, memory ×") == 0);
    const auto bounded = [](const Scenario& s) { return with(s, "convention.energy", "bottom_up"); };
    CHECK(changeOf(bounded(one), bounded(ten)).find("energy per image −31 %") != std::string::npos);
    CHECK(text.find("became") == std::string::npos);
}

TEST_CASE("operators are counted with the copies of their block, by what limits them now", "[change]")
{
    // 1000 channels, 1×1: 1.28·10^8·n operations, 2·10^6 + 256·10^3·n bytes. n = 1: 1.28 µs and 2.256 µs, memory.
    // n = 16: 20.5 µs and 6.1 µs, compute; all five copies.
    const Scenario one = convolution(1000, 1);
    const Scenario many = with(one, "workload.batch", "16");
    CHECK(changeOf(one, many).find("5 operators became compute-bound.") != std::string::npos);
    CHECK(changeOf(many, one).find("5 operators became memory-bound.") != std::string::npos);
    Scenario single = one;
    single.model.layers()->blocks.front().repeat = 1;
    CHECK(changeOf(single, with(single, "workload.batch", "16")).find("1 operator became compute-bound.") !=
          std::string::npos);
}

TEST_CASE("energy is per token where tokens are generated, per request where none are", "[change]")
{
    const Scenario chat = preset("llama-3-8b", "h100-sxm");
    CHECK(changeOf(chat, with(chat, "workload.batch", "16")).find("energy per token ÷") != std::string::npos);
    const Scenario silent = with(chat, "workload.output_tokens", "0");
    CHECK(changeOf(silent, with(silent, "workload.prompt_tokens", "16384")).find("energy per request ×") !=
          std::string::npos);
}

TEST_CASE("a change says when the model stops to fit and begins to, by how much", "[change]")
{
    const Scenario fits = preset("llama-3-8b", "h100-sxm"); // 16 GB of 80 GB
    const Scenario full = with(fits, "workload.batch", "1024");
    const Evaluation e = evaluate(full);
    REQUIRE_FALSE(e.verdict.fits);
    const std::string missing = format(-e.placement.headroom.inBaseUnits(), Unit::Bytes);
    CHECK(changeOf(fits, full).find("no longer fits, by " + missing) != std::string::npos);
    const std::string left = format(evaluate(fits).placement.headroom.inBaseUnits(), Unit::Bytes);
    CHECK(changeOf(full, fits).find("now fits, " + left + " free") != std::string::npos);
}

TEST_CASE("an edit without effect moved nothing, and one without a text says nothing", "[change]")
{
    const Scenario s = preset("llama-3-8b", "h100-sxm");
    CHECK(changeOf(s, with(s, "environment.price", "0.5"), "Price") == "Price: nothing moved.");
    CHECK(changeOf(s, with(s, "convention.bytes", "binary"), "GB → GiB") == "GB → GiB: nothing moved.");
    CHECK(changeOf(s, with(s, "workload.batch", "2"), "").empty());
}

TEST_CASE("a convention that flips the verdict says from what to what", "[change]")
{
    // A GELU alone, 8 operations for 2 + 2 bytes of each element: 8 ps at 1 Tops/s against 4 ps at 1 TB/s.
    Scenario counted = convolution(1000, 1);
    Layer& gelu = counted.model.layers()->blocks.front().layers.front();
    gelu.kind = LayerKind::Activation;
    gelu.function = "gelu";
    gelu.channels = 0;
    counted.device.peak.fill(1e12);
    const std::string text = changeOf(counted, with(counted, "convention.elementwise", "ignored"), "MACs alone");
    CHECK(text.find("MACs alone: ") == 0);
    CHECK(text.find("the verdict flips from compute-bound to memory-bound") != std::string::npos);
    CHECK(text.find("no verdict flips") == std::string::npos);
}

TEST_CASE("a convention that flips nothing says so, with at most one figure of each family", "[change]")
{
    const Scenario s = preset("llama-3-8b", "h100-sxm");
    for (const auto& [id, value] : switchedConventions()) {
        if (id.find("convention.") != 0) {
            continue;
        }
        const Evaluation before = evaluate(s);
        const Evaluation after = evaluate(with(s, id, value));
        const std::string text = describeChange("Switch", before, after);
        INFO(id << ": " << text);
        const bool moved = text != "Switch: nothing moved.";
        const bool differs = !std::equal(before.metrics.begin(), before.metrics.end(), after.metrics.begin(),
                                         [](const auto& a, const auto& b) {
                                             // as the sentence: less than half a thousandth is not worth a word
                                             return !a.value || std::fabs(*a.value - *b.value) <= 5e-4 * *a.value;
                                         });
        CHECK(moved == differs);
        const bool flips = text.find("flips from") != std::string::npos || text.find("became") != std::string::npos;
        CHECK((!moved || flips != (text.find("no verdict flips") != std::string::npos)));
        CHECK(text.size() < 240);
    }
}

TEST_CASE("what falls to nothing is said to", "[change]")
{
    const Scenario s = preset("llama-3-8b", "h100-sxm");
    CHECK(changeOf(s, with(s, "convention.elementwise", "ignored")).find("element-wise operations fall to 0") !=
          std::string::npos);
}

TEST_CASE("edits are listed by name, three at most", "[change]")
{
    const Scenario s = preset("llama-3-8b", "h100-sxm");
    CHECK(describeEdits(s, s).empty());
    Scenario next = with(with(s, "workload.batch", "16"), "deployment.weights", "int8");
    CHECK(describeEdits(s, next) == "Batch 1 → 16, Weights BF16 → INT8");
    next = with(with(next, "environment.pue", "1.5"), "environment.price", "0.1");
    CHECK(describeEdits(s, next) == "Batch 1 → 16, Weights BF16 → INT8, PUE 1 → 1.5 and 1 more");
}

TEST_CASE("what another model or device brings along is named whole, and what is the model's own is not", "[change]")
{
    const Scenario llama = with(preset("llama-3-8b", "h100-sxm"), "workload.batch", "16");
    CHECK(describeBroughtAlong(llama, llama).empty());
    const Scenario gpt = preset("gpt-2", "h100-sxm");
    CHECK(describeBroughtAlong(llama, gpt) == "Batch 16 → 1, Prompt tokens 4096 → 512");
    // No prompt stands in a CNN, and none came of it.
    CHECK(describeBroughtAlong(llama, preset("resnet-50", "h100-sxm")) == "Batch 16 → 1");
    const std::string sheet = describeBroughtAlong(preset("gpt-2", "h100-sxm"), preset("gpt-2", "cheatsheet"));
    CHECK(sheet.find("Compute use 1 → 0.7") != std::string::npos); // what the sheet's example device sets
    CHECK(sheet.find("Capacity") == std::string::npos);            // the device's own
}

} // namespace
} // namespace ridge

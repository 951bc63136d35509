#include "core/analysis/evaluation.h"
#include "core/analysis/placement.h"
#include "core/evaluate/evaluate.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

namespace ridge {
namespace {

using namespace test;

/// Three levels: 1 MB, 100 MB, 10 GB; each ten times slower than the one above.
Device threeLevels()
{
    Device device = roundDevice();
    device.memory = {{"L1", MemoryLevel::Kind::Sram, mega(1), tera(100), 1e-13},
                     {"L2", MemoryLevel::Kind::Sram, mega(100), tera(10), 1e-12},
                     {"DRAM", MemoryLevel::Kind::Dram, giga(10), tera(1), 1e-11}};
    return device;
}

MemoryPlan planOf(double weights, double working)
{
    MemoryPlan plan;
    plan.weights = Bytes<>(weights);
    plan.peakWorking = Bytes<>(working);
    return plan;
}

Placement placeOn(const Device& device, double weights, double working, int level = 0)
{
    Scenario s;
    s.device = device;
    s.deployment.memoryLevel = level;
    return place(s, planOf(weights, working));
}

TEST_CASE("a model runs from the main memory, however small it is", "[placement]")
{
    CHECK(placeOn(threeLevels(), 4e5, 6e5).workingLevel == 2);
    CHECK(placeOn(threeLevels(), 9e7, 2e7).workingLevel == 2);
    const Placement tooLarge = placeOn(threeLevels(), 9e9, 2e9);
    CHECK(tooLarge.workingLevel == 2);
    CHECK_FALSE(tooLarge.fits);
    CHECK(tooLarge.headroom.inBaseUnits() == -1e9);
    CHECK(tooLarge.shortage == "weights, activations and cache need 11.0 GB of 10.0 GB DRAM");
}

TEST_CASE("a cache that the user chose is used where it holds everything, and the main memory otherwise", "[placement]")
{
    const Placement chosen = placeOn(threeLevels(), 4e5, 6e5, 1);
    CHECK(chosen.workingLevel == 0); // exactly full
    CHECK(chosen.fits);
    CHECK(chosen.headroom.inBaseUnits() == 0);
    const Placement larger = placeOn(threeLevels(), 4e5, 6e5 + 1, 1);
    CHECK(larger.workingLevel == 2); // not the next cache: that was not chosen
    CHECK(larger.fits);
    CHECK(placeOn(threeLevels(), 4e5, 1e5, 7).workingLevel == 2); // no such level: as if none was chosen
}

TEST_CASE("with flash the weights stay there and the activations take the SRAM", "[placement]")
{
    Device mcu = roundDevice();
    mcu.memory = {{"SRAM", MemoryLevel::Kind::Sram, 1000, 1e9, 1e-12},
                  {"Flash", MemoryLevel::Kind::Flash, 5000, 1e8, 1e-11}};
    const Placement both = placeOn(mcu, 4900, 900);
    CHECK(both.fits);
    CHECK(both.weightLevel == 1);
    CHECK(both.workingLevel == 0);
    CHECK(both.headroom.inBaseUnits() == 100); // the tighter of the two
    CHECK(placeOn(mcu, 4950, 900).headroom.inBaseUnits() == 50);
    const Placement weights = placeOn(mcu, 6000, 900);
    CHECK_FALSE(weights.fits);
    CHECK(weights.headroom.inBaseUnits() == -1000);
    CHECK(weights.shortage.find("weights need 6.00 kB of 5.00 kB Flash") == 0);
    const Placement activations = placeOn(mcu, 6000, 2900);
    CHECK(activations.headroom.inBaseUnits() == -1900); // the larger shortage is named
    CHECK(activations.shortage.find("activations need 2.90 kB of 1.00 kB SRAM") == 0);
    CHECK(placeOn(mcu, 4900, 900, 2).workingLevel == 0); // nobody computes in flash
}

TEST_CASE("a level without a stated rate is passed over", "[placement]")
{
    Device device = threeLevels();
    device.memory[0].bandwidth = 0;
    CHECK(placeOn(device, 100, 100, 1).workingLevel == 2);
    CHECK(placeOn(device, 100, 100, 2).workingLevel == 1);
}

TEST_CASE("a device that states no capacity has no headroom and no verdict about it", "[placement]")
{
    const Evaluation e = evaluate(preset("llama-3.1-405b", "cheatsheet"));
    CHECK_FALSE(e.placement.capacityKnown);
    CHECK(e.placement.fits);
    CHECK_FALSE(metric(e, "memory_headroom").value);
    CHECK(e.verdict.sentence.find("The device states no capacity.") != std::string::npos);
}

TEST_CASE("a shortage is a shortage even where another level states no capacity", "[placement]")
{
    Device mcu = roundDevice();
    mcu.memory = {{"SRAM", MemoryLevel::Kind::Sram, std::nullopt, 1e9, 1e-12},
                  {"Flash", MemoryLevel::Kind::Flash, 100, 1e8, 1e-11}};
    const Evaluation e = evaluate(scenarioOf(tinyDecoder(), mcu));
    CHECK_FALSE(e.verdict.fits);
    CHECK(e.verdict.sentence.find("Does not fit") != std::string::npos);
}

TEST_CASE("a small network runs from the cache of a large chip only where one says so, and that is said", "[placement]")
{
    // ResNet-50 in int8: 25.6 MB of weights into 50 MiB of L2; in fp32 102 MB, which it does not hold.
    Scenario s = preset("resnet-50", "h100-sxm");
    s = with(with(s, "deployment.weights", "int8"), "deployment.activations", "int8");
    CHECK(evaluate(s).workingLevel()->name == "HBM3");
    const auto said = [](const Evaluation& e) {
        const auto found = std::find_if(e.issues.begin(), e.issues.end(),
                                        [](const Issue& i) { return i.field == "deployment.memory_level"; });
        return found == e.issues.end() ? std::string() : found->message;
    };
    const Scenario inCache = with(s, "deployment.memory_level", "L2");
    CHECK(evaluate(inCache).workingLevel()->name == "L2");
    CHECK(said(evaluate(inCache)) == "Runs from L2: weights and activations are taken to stay there from run to run.");
    const Evaluation large =
        evaluate(with(with(inCache, "deployment.weights", "fp32"), "deployment.activations", "fp32"));
    CHECK(large.workingLevel()->name == "HBM3");
    CHECK(said(large) == "L2 does not hold the model; HBM3 is used.");
}

TEST_CASE("MobileNetV2 in int8 does not fit on an STM32F746, by 2.46 MB of flash", "[placement]")
{
    // Weights 3,504,872 B of 1,048,576 B flash: 2,456,296 B too much; the activations miss less, 1.5 MB of 0.33 MB.
    const Evaluation e = evaluate(preset("mobilenet-v2", "stm32f746"));
    CHECK_FALSE(e.verdict.fits);
    CHECK(e.placement.headroom.inBaseUnits() == 1048576.0 - 3504872.0);
    CHECK(metricOf(e, "memory_headroom") == e.placement.headroom.inBaseUnits());
    CHECK(e.verdict.sentence.find("Does not fit, by 2.46 MB: weights need 3.50 MB of 1.05 MB Flash, and activations "
                                  "need 1.51 MB of 328 kB SRAM.") != std::string::npos);
    CHECK(metricOf(e, "flash_usage") == 3504872);
    CHECK(std::any_of(e.issues.begin(), e.issues.end(), [](const Issue& i) {
        return i.severity == Severity::Warning && i.field == "device.memory.capacity" &&
               i.message.find("Does not fit") == 0;
    }));
}

TEST_CASE("Llama-3.1-405B does not fit on one H100, by 727 GB", "[placement]")
{
    // 405,853,388,800 · 2 B = 811.7 GB, a cache of (1024 + 256)·516,096 B = 0.66 GB, of 85.9 GB;
    // the activations of prefill meet the larger part of it.
    Scenario s = preset("llama-3.1-405b", "h100-sxm");
    s.workload = {.batch = 1, .promptTokens = 1024, .outputTokens = 256};
    const Evaluation e = evaluate(s);
    CHECK_FALSE(e.verdict.fits);
    const double missing = -e.placement.headroom.inBaseUnits();
    const double weights = 405853388800.0 * 2 - 85899345920.0;
    CHECK(missing == Approx(weights + e.memory.peakWorking.inBaseUnits()).epsilon(1e-12));
    CHECK(e.memory.peakWorking >= e.memory.kvCache);
    CHECK(missing == Approx(727e9).epsilon(1e-3));
}

TEST_CASE("the headroom on the sheet is the headroom of the verdict", "[placement]")
{
    for (const NamedScenario& one : presetScenarios()) {
        for (const char* peak : {"live_set", "in_plus_out", "arena"}) {
            const Evaluation e = evaluate(with(one.scenario, "convention.peak", peak));
            INFO(one.name);
            if (e.placement.capacityKnown) {
                CHECK(metricOf(e, "memory_headroom") == Approx(e.placement.headroom.inBaseUnits()).epsilon(1e-12));
                CHECK(e.verdict.fits == (metricOf(e, "memory_headroom") >= 0));
            }
        }
    }
}

} // namespace
} // namespace ridge

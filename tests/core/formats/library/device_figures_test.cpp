#include "core/library/presets.h"
#include "core/quantity/quantity.h"
#include "core/scenario/sources.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <vector>

using namespace ridge;
using namespace ridge::test;

namespace {

double peakOf(const Device& device, Precision precision)
{
    return device.peak[static_cast<std::size_t>(precision)].value_or(0);
}

} // namespace

TEST_CASE("Every device states what it draws at rest, typically and at most, each with its source", "[presets]")
{
    for (const PresetInfo& info : devicePresets()) {
        CAPTURE(info.id);
        const Device device = devicePreset(info.id);
        REQUIRE(device.idlePower);
        REQUIRE(device.typicalPower);
        CHECK(*device.idlePower > 0);
        CHECK(*device.idlePower < *device.typicalPower);
        CHECK(*device.typicalPower <= device.tdp);
        const Scenario scenario = preset("resnet-50", info.id);
        for (const char* figure : {"device.tdp", "device.idle_power", "device.typical_power"}) {
            CAPTURE(figure);
            CHECK_FALSE(sourceOf(scenario, figure).empty());
        }
    }
}

TEST_CASE("Every device multiplies in FP32, and narrower formats of one kind never slower", "[presets]")
{
    const std::vector<std::vector<Precision>> narrower = {
        {Precision::FP32, Precision::TF32, Precision::BF16, Precision::FP8, Precision::FP4},
        {Precision::FP32, Precision::FP16, Precision::FP8, Precision::FP4},
        {Precision::INT16, Precision::INT8, Precision::INT4}};
    for (const PresetInfo& info : devicePresets()) {
        CAPTURE(info.id);
        const Device device = devicePreset(info.id);
        CHECK(peakOf(device, Precision::FP32) > 0);
        for (const std::vector<Precision>& formats : narrower) {
            double slowest = 0;
            for (const Precision format : formats) {
                const double peak = peakOf(device, format);
                CAPTURE(infoOf(format).id, peak, slowest);
                CHECK((peak == 0 || peak >= slowest));
                slowest = std::max(slowest, peak);
            }
        }
    }
}

TEST_CASE("A peak is operations per cycle at the highest clock of that load", "[presets]")
{
    struct Row {
        const char* device;
        Precision precision;
        double units, perCycle, gigahertz;
    };
    const auto row = GENERATE(values<Row>({
        {"a100-80gb", Precision::BF16, 108, 2048, 1.41},   // SMs; 311.9 TFLOP/s, printed as 312
        {"h100-sxm", Precision::BF16, 132, 4096, 1.83},    // SMs at the highest clock of the tensor cores; 989.4
        {"h200-sxm", Precision::FP32, 132, 256, 1.98},     // SMs; 66.9, printed as 67
        {"mi300x", Precision::FP16, 304, 2048, 2.1},       // compute units; 1307.4
        {"rtx-4090", Precision::FP16, 128, 512, 2.82},     // SMs, fp32 accumulation; 184.8
        {"rtx-4090", Precision::TF32, 128, 256, 2.82},     // 92.4
        {"rtx-4090", Precision::INT8, 128, 2048, 2.82},    // 739.2
        {"xeon-8480", Precision::FP32, 56, 64, 3.0},       // cores: two units x 16 lanes x 2; 10.75
        {"xeon-8480", Precision::FP16, 56, 128, 3.0},      // two units x 32 lanes x 2 (AVX512-FP16); 21.5
        {"xeon-8480", Precision::BF16, 56, 1024, 3.0},     // 16 x 16 dot products of 2 in a cycle (AMX); 172.0
        {"apple-m4-max", Precision::BF16, 40, 256, 1.578}, // cores of 128 lanes; 16.16
        {"jetson-nano", Precision::FP16, 128, 4, 0.9216},  // cores, two halves each; 471.9 GFLOP/s
        {"jetson-orin-nano", Precision::FP32, 1024, 2, 0.625},
        {"raspberry-pi-5", Precision::FP32, 4, 16, 2.4}, // cores: two pipes x 4 lanes x 2
        {"stm32f746", Precision::INT8, 1, 4, 0.216},     // SMLAD: two multiply-adds
    }));
    CAPTURE(row.device, infoOf(row.precision).id);
    const double product = row.units * row.perCycle * giga(row.gigahertz);
    CHECK(peakOf(devicePreset(row.device), row.precision) == Approx(product).epsilon(0.002));
}

TEST_CASE("What a device has no unit for takes several passes, and four bits run at twice the rate of eight",
          "[presets]")
{
    const Device tpu = devicePreset("tpu-v5e"), b200 = devicePreset("b200-sxm");
    CHECK(peakOf(tpu, Precision::FP32) == Approx(peakOf(tpu, Precision::BF16) / 6)); // six products of bf16 parts
    CHECK(peakOf(b200, Precision::FP4) == 2 * peakOf(b200, Precision::FP8));         // dense, as all peaks
}

TEST_CASE("No matrix product that was measured lies above the peak of its device", "[presets]")
{
    struct Row {
        const char* device;
        Precision precision;
        double teraflops;
    };
    const auto row = GENERATE(values<Row>({
        // stas00/ml-engineering, the best of many shapes
        {"a100-80gb", Precision::BF16, 271.2},
        {"h100-sxm", Precision::BF16, 794.5},
        {"h100-sxm", Precision::FP8, 1402.6},
        {"h200-sxm", Precision::FP8, 1453.4},
        {"b200-sxm", Precision::BF16, 1745},
        {"b200-sxm", Precision::FP8, 3432.5},
        {"mi300x", Precision::BF16, 668.4},
        // mli/transformers-benchmarks#4: PyTorch's float32 is TF32 there
        {"rtx-4090", Precision::FP16, 167.112},
        {"rtx-4090", Precision::TF32, 86.676},
        // zzc0721/torch-performance-test-data#78 and #65
        {"rtx-4090", Precision::FP16, 168.38},
        {"rtx-4090", Precision::BF16, 164.81},
        {"rtx-4090", Precision::TF32, 85.65},
        {"apple-m4-max", Precision::FP32, 13.78},
        {"apple-m4-max", Precision::FP16, 14.82},
        {"apple-m4-max", Precision::BF16, 13.18},
        // geerlingguy/top500-benchmark: 30.249 in FP64, at half the rate of FP32
        {"raspberry-pi-5", Precision::FP32, 2 * 0.030249},
        // TinyEngine (MCUNet): 82 million multiply-adds a second
        {"stm32f746", Precision::INT8, 0.000164},
    }));
    CAPTURE(row.device, infoOf(row.precision).id);
    CHECK(tera(row.teraflops) <= peakOf(devicePreset(row.device), row.precision));
}

TEST_CASE("No power that was measured lies above the limit of its device", "[presets]")
{
    struct Row {
        const char* device;
        double watts;
    };
    const auto row = GENERATE(values<Row>({
        {"raspberry-pi-5", 13.9}, // geerlingguy/ai-benchmarks, the largest while language models run
        {"raspberry-pi-5", 11},   // geerlingguy/top500-benchmark, the mean of a Linpack run
        {"rtx-4090", 448},        // sportskeeda.com (2022), FurMark on a Founders Edition
        {"apple-m4-max", 120},    // geerlingguy/top500-benchmark#57, Linpack, the whole Mac Studio
        {"h100-sxm", 680},        // api.serialalice.pt (2026), the largest of 8 models
        {"h200-sxm", 662.8},      // the same
        {"b200-sxm", 943},        // the same, of 6 models
        {"jetson-nano", 6.84},    // arXiv:2207.06150: 12.34 images/s x 0.154 mWh x 3.6
    }));
    CAPTURE(row.device);
    CHECK(row.watts <= devicePreset(row.device).tdp);
}

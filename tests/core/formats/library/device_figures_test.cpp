#include "core/library/presets.h"
#include "core/quantity/quantity.h"
#include "core/scenario/sources.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

using namespace ridge;
using namespace ridge::test;

namespace {

/// What is known of one format on one device.
struct Figure {
    const char* device;
    Precision precision;
    double value;
};

double peakOf(const Device& device, Precision precision)
{
    return device.peak[static_cast<std::size_t>(precision)].value_or(0);
}

} // namespace

TEST_CASE("What a device is said to draw at rest, typically and at most stands in that order, each with its source",
          "[presets]")
{
    std::size_t complete = 0;
    for (const PresetInfo& info : devicePresets()) {
        CAPTURE(info.id);
        const Device device = devicePreset(info.id);
        CHECK((!device.idlePower || (*device.idlePower > 0 && *device.idlePower < device.tdp)));
        CHECK((!device.typicalPower || (*device.typicalPower > 0 && *device.typicalPower <= device.tdp)));
        const Scenario scenario = preset("resnet-50", info.id);
        for (const char* figure : {"device.tdp", "device.idle_power", "device.typical_power"}) {
            CAPTURE(figure);
            CHECK((!findParameter(scenario, figure) || !sourceOf(scenario, figure).empty()));
        }
        if (device.idlePower && device.typicalPower) {
            CHECK(*device.idlePower < *device.typicalPower);
            ++complete;
        }
    }
    CHECK(complete >= 16);
}

TEST_CASE("Every device multiplies in FP32 or says why it does not, and narrower formats of one kind never slower",
          "[presets]")
{
    const std::vector<std::vector<Precision>> narrower = {
        {Precision::FP32, Precision::TF32, Precision::BF16, Precision::FP8, Precision::FP4},
        {Precision::FP32, Precision::FP16, Precision::FP8, Precision::FP4},
        {Precision::INT16, Precision::INT8, Precision::INT4}};
    for (const PresetInfo& info : devicePresets()) {
        CAPTURE(info.id);
        const Device device = devicePreset(info.id);
        CHECK((peakOf(device, Precision::FP32) > 0 || device.sources.count("peak.fp32") > 0));
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
        {"t4", Precision::FP16, 40, 1024, 1.59},         // SMs; 65.1
        {"a10", Precision::FP16, 72, 1024, 1.695},       // SMs; 125.0
        {"rtx-3090", Precision::FP16, 82, 512, 1.695},   // SMs, fp32 accumulation; 71.2
        {"rtx-5090", Precision::BF16, 170, 512, 2.407},  // the same; 209.5, printed as 209.6
        {"mi210", Precision::FP16, 104, 1024, 1.7},      // compute units; 181.0
        {"mi250x", Precision::FP16, 110, 1024, 1.7},     // those of one of its two GPUs; 191.5
        {"apple-m1", Precision::FP32, 8, 256, 1.278},    // cores of 128 lanes; 2.617
        {"jetson-agx-orin", Precision::FP32, 2048, 2, 1.3},
        {"epyc-9654", Precision::FP32, 96, 32, 3.55},  // cores: two units x 8 lanes x 2; 10.9
        {"graviton-3", Precision::BF16, 64, 128, 2.6}, // cores: BFMMLA on two units; 21.3
        {"ryzen-7950x", Precision::INT8, 16, 128, 5.1},
        {"esp32-s3", Precision::INT8, 2, 32, 0.24}, // cores of 16 lanes
        {"gap8", Precision::INT8, 8, 8, 0.175},
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
    const auto row = GENERATE(values<Figure>({
        // Teraflops. stas00/ml-engineering, the best of many shapes
        {"a100-80gb", Precision::BF16, 271.2},
        {"h100-sxm", Precision::BF16, 794.5},
        {"h100-sxm", Precision::FP8, 1402.6},
        {"h200-sxm", Precision::FP8, 1453.4},
        {"b200-sxm", Precision::BF16, 1745},
        {"b200-sxm", Precision::FP8, 3432.5},
        {"mi300x", Precision::BF16, 668.4},
        {"gb200", Precision::BF16, 1822},
        {"gb200", Precision::FP8, 3615.6},
        {"gaudi-2", Precision::BF16, 418.7},
        {"gaudi-2", Precision::FP8, 826.5},
        {"gaudi-3", Precision::BF16, 1243},
        {"gaudi-3", Precision::FP8, 1289.5},
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
        {"raspberry-pi-4", Precision::FP32, 2 * 0.011889},
        // TinyEngine (MCUNet): 82 million multiply-adds a second
        {"stm32f746", Precision::INT8, 0.000164},
    }));
    CAPTURE(row.device, infoOf(row.precision).id);
    CHECK(tera(row.value) <= peakOf(devicePreset(row.device), row.precision));
}

TEST_CASE("No power that was measured lies above the limit of its device", "[presets]")
{
    struct Row {
        const char* device;
        double watts;
    };
    const auto row = GENERATE(values<Row>({
        {"raspberry-pi-5", 13.9}, // geerlingguy/ai-benchmarks, the largest while language models run
        {"raspberry-pi-4", 7.2},  // the same, Linpack at 1.8 GHz
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

TEST_CASE("The library has at least ten microcontrollers, and machines of every class that times were fitted to",
          "[presets]")
{
    std::map<std::string, int> ofClass;
    for (const PresetInfo& info : devicePresets()) {
        const Device device = devicePreset(info.id);
        CAPTURE(info.id);
        CHECK_FALSE(device.typical.shares.empty());
        ++ofClass[device.typical.id];
        CHECK((device.typical.id != "microcontroller" || *device.mainMemory()->capacity <= 8 * 0x1p20));
    }
    CHECK(ofClass["microcontroller"] >= 10);
    for (const char* id : {"data-centre-gpu", "desktop-gpu", "unified-gpu", "embedded-gpu", "cpu"}) {
        CAPTURE(id);
        CHECK(ofClass[id] >= 3);
    }
}

TEST_CASE("Structured sparsity doubles a rate at most, and no rate stands without its dense one", "[presets]")
{
    int compared = 0;
    for (const PresetInfo& info : devicePresets()) {
        const Device device = devicePreset(info.id);
        for (const Precision format : allPrecisions) {
            const auto sparse = device.sparsePeak[static_cast<std::size_t>(format)];
            CAPTURE(info.id, infoOf(format).id);
            if (sparse) {
                CHECK(*sparse > peakOf(device, format));
                CHECK(*sparse <= 2.002 * peakOf(device, format)); // 1979 is printed for 2 x 989
                ++compared;
            }
        }
    }
    CHECK(compared > 50);
}

TEST_CASE("The ridge of a device is its dense peak over the bandwidth of its memory", "[presets]")
{
    const auto row = GENERATE(values<Figure>({
        {"h100-sxm", Precision::BF16, 295},  // 989 / 3.35
        {"h100-pcie", Precision::BF16, 378}, // 756 / 2.0
        {"a100-80gb", Precision::BF16, 153}, // 312 / 2.039
        {"a100-40gb", Precision::BF16, 201}, // 312 / 1.555
        {"h200-sxm", Precision::BF16, 206},  // 989 / 4.8
        {"b200-sxm", Precision::BF16, 281},  // 2250 / 8
        {"mi300x", Precision::BF16, 247},    // 1307 / 5.3
        {"tpu-v5e", Precision::BF16, 241},   // 197 / 0.819: the scaling book has 240
        {"tpu-v5p", Precision::BF16, 166},   // 459 / 2.765
        {"tpu-v6e", Precision::BF16, 560},   // 918 / 1.638
        {"v100-sxm2", Precision::FP16, 139}, // 125 / 0.9
        {"t4", Precision::FP16, 203},        // 65 / 0.32
        {"gaudi-2", Precision::BF16, 176},   // 432 / 2.46
        {"jetson-nano", Precision::FP16, 18.4},
        {"raspberry-pi-5", Precision::FP32, 9.0},
    }));
    CAPTURE(row.device);
    const Device device = devicePreset(row.device);
    CHECK(peakOf(device, row.precision) / device.mainMemory()->bandwidth == Approx(row.value).epsilon(0.005));
}

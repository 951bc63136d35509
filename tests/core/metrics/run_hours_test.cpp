// Hours, days and rent of training runs that were published.

#include "tests/core/metrics/published_runs.h"

namespace ridge {
namespace {

using namespace test;

constexpr double day = 86400;

/// Over replicas that each work on one sequence at a time.
Scenario over(Scenario s, const Split& split, double microBatches = 1)
{
    s.deployment.split = split;
    s.workload.batch = split.replicas();
    s.training.microBatches = microBatches;
    return s;
}

TEST_CASE("DeepSeek-V3 took 2,664 thousand hours, 2,788 with all, for 5.576 million dollars", "[training][cost]")
{
    // DeepSeek-AI 2024 (arXiv:2412.19437), table 1: 180 thousand hours of H800 for each of 14.8 trillion tokens, 119
    // more for the long context and 5 for what came after, at 2 USD; earlier experiments are left out.
    Scenario s = trainingOf(preset("deepseek-v3", "h100-sxm"), 1e12, 125);
    s.training.regime = Regime::Narrow;
    s.device.rent = 2;
    s.workload.promptTokens = 4096;
    s.workload.batch = 25; // many tokens for every expert, and a whole number of steps: 1e12 = 4096·5³·5²·78,125
    s = pacedTo(s, "training_device_hours", 180e3);
    s.training.length = 14.8e12;
    CHECK(assessed(s, "training_device_hours") == Approx(2664e3).epsilon(1e-9));
    double rent = 0, hours = 0;
    for (const double stated : {2664e3, 119e3, 5e3}) {
        s.training.length = 0.99 * 1e12 * stated / 180e3;
        const Scenario part = pacedTo(s, "training_device_hours", stated);
        hours += assessed(part, "training_device_hours");
        rent += assessed(part, "training_rent");
    }
    CHECK(hours == Approx(2788e3).epsilon(1e-9));
    CHECK(rent == Approx(5.576e6).epsilon(1e-9));
}

TEST_CASE("a trillion tokens of DeepSeek-V3 take 3.7 days on 2,048 devices", "[training][split]")
{
    // arXiv:2412.19437, section 1: 180 thousand hours over 2,048 H800; 64 ranks for the experts, 16 for the layers, and
    // exchanges that hide behind the work (section 3.2).
    Scenario s = trainingOf(preset("deepseek-v3", "h100-sxm"), 1e12);
    s.training.regime = Regime::Narrow;
    s = over(s, {.data = 2, .pipeline = 16, .expert = 64, .microBatches = 120, .overlap = 1});
    s.workload.promptTokens = 4096;
    s.workload.batch = 15360; // 120 sequences of each of 128 replicas (section 4.2)
    s = pacedTo(s, "training_device_hours", 180e3);
    CHECK(assessed(s, "devices") == 2048);
    CHECK(assessed(s, "training_time") / day == Approx(3.7).epsilon(0.015));
}

TEST_CASE("hours of a run are its devices times its days", "[training][split]")
{
    // MosaicML blog: MPT-7B on 440 A100 for 9.5 days, about 200 thousand dollars. Hugging Face blog: SmolLM3 on 384
    // H100 for 24 days, 36 layers of 2048. Chowdhery et al. 2022 (arXiv:2204.02311), appendix B: PaLM on 6,144 TPU v4
    // for 1,200 hours and on 3,072 for 336.
    const auto hoursOf = [](const Scenario& s, double stated) {
        return assessed(pacedTo(s, "training_time", stated), "training_device_hours");
    };
    Scenario mpt = over(trainingOf(preset("mpt-7b", "a100-80gb"), 1e12), {.data = 440}, 4);
    mpt.device.rent = 2;
    CHECK(hoursOf(mpt, 9.5 * day) == Approx(100320).epsilon(1e-12));
    CHECK(assessed(pacedTo(mpt, "training_time", 9.5 * day), "training_rent") == Approx(200640).epsilon(1e-12));
    Decoder small = llamaOf(36, 2048, 16, 4, 11008);
    small.vocabulary = 128256, small.tiedEmbeddings = true;
    CHECK(hoursOf(over(trainingOf(on(small, "h100-sxm"), 11.2e12), {.data = 384}, 4), 24 * day) ==
          Approx(221184).epsilon(1e-12));
    Scenario google = trainingOf(on(palm(), "tpu-v4"), 780e9);
    google.device.devicesPerNode = 3072; // on one torus
    Scenario first = over(google, {.data = 512, .tensor = 12}, 4),
             second = over(google, {.data = 256, .tensor = 12}, 8);
    first.training.length = 780e9 * 7372800 / 8404992, second.training.length = 780e9 - first.training.length;
    CHECK(hoursOf(first, 1200 * 3600.0) + hoursOf(second, 336 * 3600.0) == Approx(8404992).epsilon(1e-12));
}

TEST_CASE("LLaMA 65 B reads 1.4 trillion tokens in 21 days on 2,048 A100, at 47.6 % of their peak", "[training][split]")
{
    // Touvron et al. 2023 (arXiv:2302.13971), section 2.4: 380 tokens a second on each, batches of 4 M tokens. 6·P of
    // each token over 312 TFLOP/s: 47.6 %.
    const double rate = 380, devices = 2048;
    Scenario s = trainingOf(on(llamaOf(80, 8192, 64, 64, 22016), "a100-80gb"), 1.4e12);
    s = over(s, {.data = 256, .tensor = 8}, 8);
    const double step = 256 * 8 * 2048 / (rate * devices);
    s = pacedTo(s, "training_step_time", step);
    CHECK(assessed(s, "training_tokens_per_second") == Approx(rate * devices));
    CHECK(assessed(s, "training_time") / day == Approx(21).epsilon(0.02));
    const double peakTime = assessed(s, "training_device_hours") * 3600 * 312e12;
    CHECK(100 * assessed(s, "training_flops_rule") / peakTime == Approx(47.6).epsilon(0.005));
}

/// Days of a run whose products are done at so many operations a second on each device, what is computed again among
/// them. The paper's 8·T·P / (n·X) has no attention: its share of the time is taken out.
double daysAt(Scenario s, double devices, double perDevice)
{
    s.training.recomputation = Recomputation::Full;
    s.deployment.fusion = Fusion::Elementwise; // which attention fused would compute once more
    const double slower = assessed(s, "hfu") * 312e12 / perDevice;
    s = pacedTo(s, "training_device_hours", assessed(s, "training_device_hours") * slower);
    CHECK(assessed(s, "hfu") == Approx(perDevice / 312e12));
    const double attention = assessed(s, "attention_macs") / assessed(s, "macs");
    return assessed(s, "training_device_hours") / devices / 24 * (1 - attention);
}

TEST_CASE("GPT-3 takes 34 days on 1,024 A100, a trillion parameters 84 days on 3,072", "[training]")
{
    // Narayanan et al. 2021 (arXiv:2104.04473), section 5.1: 300 B tokens at 140 TFLOP/s, 450 B tokens at 163.
    CHECK(daysAt(trainingOf(preset("gpt-3-175b", "a100-80gb"), 300e9), 1024, 140e12) == Approx(34).epsilon(0.02));
    CHECK(daysAt(trainingOf(on(gptOf(128, 25600, 160), "a100-80gb"), 450e9), 3072, 163e12) == Approx(84).epsilon(0.01));
}

} // namespace
} // namespace ridge

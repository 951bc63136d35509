// MFU and HFU of steps that others timed: the products of our program over what the peaks do in that time.

#include "tests/core/metrics/published_runs.h"

namespace ridge {
namespace {

using namespace test;

constexpr double a100Peak = 312e12;

/// One device that does the work of all of them, in their time together.
Scenario stepOf(Scenario s, double batch, double seconds, double devices)
{
    s = trainingOf(std::move(s), 1e9, 1);
    s.workload.batch = batch;
    s.deployment.fusion = Fusion::Elementwise; // attention fused would compute its scores once more
    return pacedTo(s, "training_step_time", seconds * devices);
}

struct Timed {
    double layers, width, heads, batch, seconds, devices, mfu, mfuWidth, hfu, hfuWidth;
};

TEST_CASE("steps of Megatron that recompute attention reach the MFU of Korthikanti's table 5", "[training][published]")
{
    // Korthikanti et al. 2022 (arXiv:2205.05198), table 5 and equation 7: backward twice forward, attention in full,
    // 312 TFLOP/s of each A100.
    const Timed rows[] = {
        {48, 6144, 64, 4, 1.10, 8, 41.5, 0.004, 43.7, 0.006},
        {96, 12288, 96, 64, 13.75, 64, 51.4, 0.004, 52.8, 0.006},
        {105, 20480, 128, 280, 37.83, 280, 56.0, 0.004, 57.0, 0.006},
        {128, 25600, 160, 512, 71.49, 512, 56.3, 0.012, 57.0, 0.012},
    };
    for (const Timed& row : rows) {
        CAPTURE(row.width);
        Scenario s = on(gptOf(row.layers, row.width, row.heads), "a100-80gb");
        s.training.recomputation = Recomputation::Selective;
        s = stepOf(s, row.batch, row.seconds, row.devices);
        const double mfu = 100 * assessed(s, "mfu"), hfu = 100 * assessed(s, "hfu");
        CHECK(mfu == Approx(row.mfu).epsilon(row.mfuWidth));
        // Disputed: equation 8 adds 12·B·s²·h for each layer, the core of attention forward and backward, where forward
        // alone is computed again: 4·B·s²·h. With three times what we count again it is the paper's.
        CHECK(hfu < row.hfu);
        CHECK(mfu + 3 * (hfu - mfu) == Approx(row.hfu).epsilon(row.hfuWidth));
    }
}

TEST_CASE("MT-NLG's step of 60.1 s is an MFU of 29.7 % without attention and of 30.2 % with it",
          "[training][published]")
{
    // Smith et al. 2022 (arXiv:2201.11990) by way of Chowdhery et al. 2022 (arXiv:2204.02311), section 6.1: 530 B, 1920
    // sequences of 2048 tokens on 2,240 A100.
    const Scenario s = stepOf(on(gptOf(105, 20480, 128), "a100-80gb"), 1920, 60.1, 2240);
    CHECK(100 * assessed(s, "mfu") == Approx(30.2).epsilon(0.004));
    Scenario run = s;
    run.training.length = 1920 * 2048; // one step
    const double peak = assessed(run, "training_device_hours") * 3600 * a100Peak;
    CHECK(100 * assessed(run, "training_flops_rule") / peak == Approx(29.7).epsilon(0.004));
}

/// A run that does so many products a second on each device, by a metric that counts them.
Scenario reaching(Scenario s, std::string_view counted, double flops, double peak)
{
    const double bound = assessed(s, "training_step_time"), utilisation = assessed(s, counted);
    return pacedTo(s, "training_step_time", bound * utilisation * peak / flops);
}

TEST_CASE("Llama 3.1's 430 and 380 TFLOP/s of each H100 are 43 and 38 % of its peak", "[training][split][published]")
{
    // Grattafiori et al. 2024 (arXiv:2407.21783), table 4: over 8,192 GPUs 8 tensor ranks, 16 of the pipeline and 64
    // replicas with 32 sequences of 8,192 tokens each. The third row shares 131,072 tokens of a sequence over 16
    // context ranks, which are not ours: one device here.
    Scenario s = trainingOf(preset("llama-3.1-405b", "h100-sxm"), 1e12, 1);
    s.workload.promptTokens = 8192;
    s.workload.batch = 64 * 32;
    s.deployment.split = {.data = 64, .tensor = 8, .pipeline = 16, .microBatches = 32};
    s.deployment.split.sequence = true, s.deployment.split.sharded = Sharded::Gradients;
    s.deployment.split.overlap = 1; // exchanges that hide: a bound
    CHECK(100 * assessed(reaching(s, "mfu", 430e12, 989e12), "mfu") == Approx(43).epsilon(0.016));
    s.deployment.split = {};
    s.workload.batch = 1, s.workload.promptTokens = 131072;
    CHECK(100 * assessed(reaching(s, "mfu", 380e12, 989e12), "mfu") == Approx(38).epsilon(0.016));
}

TEST_CASE("GPT-2 over eight V100 at 62.4 TFLOP/s each reaches 48 % of 130", "[training][split][published]")
{
    // NVIDIA's post on Megatron-LM 1.0 (2020) and Shoeybi et al. 2019 (arXiv:1909.08053), table 1: 72 layers of 3072,
    // a batch of 8 over eight tensor ranks; the peak at the boost clock. 1.2 B parameters on one of them do 39
    // TFLOP/s, products that are computed again among them, and eight are 79.6 % of a linear scaling. Devices that
    // reach as much of their peak as that one and exchange at the rate of their links scale no worse.
    Scenario s = trainingOf(on(gptOf(72, 3072, 32), "v100-sxm2"), 1e9, 1);
    s.device.peak[std::size_t(Precision::FP16)] = 130e12;
    s.workload.promptTokens = 1024, s.workload.batch = 8;
    s.training.recomputation = Recomputation::Full;
    s.deployment.fusion = Fusion::Elementwise;
    s.deployment.split.tensor = 8;
    CHECK(100 * assessed(reaching(s, "hfu", 62.4e12, 130e12), "hfu") == Approx(48).epsilon(0.002));
    s.deployment.computeUtilisation = 39.0 / 130;
    CHECK(assessed(s, "scalability_ratio") > 0.796);
    CHECK(assessed(s, "scalability_ratio") < 1);
}

TEST_CASE("a Pythia of 12 B reached 26.3 % of the peak by 6·P·D", "[training][published]")
{
    // Biderman et al. 2023 (arXiv:2304.01373), table 5: 72,300 hours of A100 for 299,892,736,000 tokens; 36 layers of
    // 5120. Of 70 M: 18,915,328 parameters beside two tables of 50,304 × 512.
    Decoder d = decoderOf("pythia-6.9b");
    d.layers = 36, d.width = 5120, d.heads = d.kvHeads = 40, d.headSize = 128, d.ffnWidth = 20480, d.vocabulary = 50304;
    const Scenario s = pacedTo(trainingOf(on(d, "a100-80gb"), 299892736000), "training_device_hours", 72300);
    CHECK(assessed(s, "parameters") == 11842140160);
    const double peak = assessed(s, "training_device_hours") * 3600 * a100Peak;
    CHECK(100 * assessed(s, "training_flops_rule") / peak == Approx(26.3).epsilon(0.02));
    d.layers = 6, d.width = 512, d.heads = d.kvHeads = 8, d.headSize = 64, d.ffnWidth = 2048;
    CHECK(assessed(on(d, "a100-80gb"), "parameters") == 70426624);
}

} // namespace
} // namespace ridge

// Energy and carbon of training runs that were published: device-hours × power × PUE, and × grid.

#include "tests/core/metrics/published_runs.h"

namespace ridge {
namespace {

using namespace test;

constexpr double megawattHour = 3.6e9, tonne = 1e6;

/// A run as a report accounts for it.
struct Accounted {
    Scenario scenario;
    double hours, watts, pue = 1;
    double intensity = 0; // grams per kilowatt-hour
};

Scenario ofStated(const Accounted& run)
{
    Scenario s = pacedTo(run.scenario, "training_device_hours", run.hours);
    s.device.tdp = run.watts;
    s.environment.pue = run.pue;
    s.environment.gridIntensity = run.intensity;
    return s;
}

double megawattHours(const Accounted& run) { return assessed(ofStated(run), "training_energy") / megawattHour; }
double tonnes(const Accounted& run) { return assessed(ofStated(run), "training_carbon") / tonne; }

Scenario a100(const Decoder& decoder, double tokens) { return trainingOf(on(decoder, "a100-80gb"), tokens); }

/// For runs of models that are none of ours: what is trained has no part in what follows from hours.
Scenario anything(std::string_view device) { return trainingOf(preset("llama-2-7b", device), 1e12); }

TEST_CASE("BLOOM took 433,196 kWh and 24.69 t: 1,082,990 hours of A100 at 400 W, 57 g/kWh", "[training][energy]")
{
    // Luccioni et al. 2022 (arXiv:2211.02001), table 1 and section 4.2: TDP, no PUE; 366 B tokens. The LLaMA paper has
    // 475 MWh for it: 1,082,880 hours and a PUE of 1.1.
    const Accounted run{a100(bloom(), 366e9), 1082990, 400, 1, 57};
    CHECK(assessed(run.scenario, "parameters") == Approx(176e9).epsilon(0.003));
    CHECK(1000 * megawattHours(run) == Approx(433196).epsilon(1e-9));
    CHECK(tonnes(run) == Approx(24.69).epsilon(0.0005));
    CHECK(megawattHours({run.scenario, 1082880, 400, 1.1}) == Approx(475).epsilon(0.004));
}

TEST_CASE("LLaMA took 449 MWh for 65 B and 14 t for 7 B, with a PUE of 1.1", "[training][energy]")
{
    // Touvron et al. 2023 (arXiv:2302.13971), table 15: TDP × hours × PUE, 0.385 kg/kWh; 1.4 T and 1 T tokens.
    CHECK(megawattHours({a100(llamaOf(80, 8192, 64, 64, 22016), 1.4e12), 1022362, 400, 1.1}) ==
          Approx(449).epsilon(0.003));
    CHECK(tonnes({a100(decoderOf("llama-2-7b"), 1e12), 82432, 400, 1.1, 385}) == Approx(14).epsilon(0.004));
}

TEST_CASE("Llama 2 emitted 31.22, 62.44, 153.9 and 291.42 t, 539 in all", "[training][energy]")
{
    // Touvron et al. 2023 (arXiv:2307.09288), table 2, and its model card: 0.385 kg/kWh × 1.1; 350 W of the 34 B. Two
    // are cut off, not rounded: 62.448 and 153.907.
    const Accounted runs[] = {
        {a100(decoderOf("llama-2-7b"), 2e12), 184320, 400, 1.1, 385},
        {a100(decoderOf("llama-2-13b"), 2e12), 368640, 400, 1.1, 385},
        {a100(llamaOf(48, 8192, 64, 8, 22016), 2e12), 1038336, 350, 1.1, 385},
        {a100(decoderOf("llama-2-70b"), 2e12), 1720320, 400, 1.1, 385},
    };
    const double stated[] = {31.22, 62.44, 153.9, 291.42};
    double all = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(tonnes(runs[i]) == Approx(stated[i]).epsilon(0.0003));
        all += tonnes(runs[i]);
    }
    CHECK(all == Approx(539.0).epsilon(0.0002));
}

TEST_CASE("Llama 3.1 and 4 state carbon from which 0.411 to 0.416 and 0.387 kg of each kWh follow",
          "[training][energy]")
{
    // meta-llama/llama-models, llama3_1/MODEL_CARD: 2,040 t for 7.0 million hours at 700 W, location-based; the PUE is
    // in it: 0.414 kg. All three took 39.3 million hours. llama4/MODEL_CARD: 645 t for 2.38 million hours.
    const auto h100 = [](std::string_view model) { return trainingOf(preset(model, "h100-sxm"), 15e12); };
    CHECK(tonnes({h100("llama-3-70b"), 7.0e6, 700, 1, 414}) == Approx(2040).epsilon(0.008));
    double hours = 0;
    for (const auto& [model, stated] :
         {std::pair("llama-3-8b", 1.46e6), {"llama-3-70b", 7.0e6}, {"llama-3.1-405b", 30.84e6}}) {
        hours += assessed(pacedTo(h100(model), "training_device_hours", stated), "training_device_hours");
    }
    CHECK(hours == Approx(39.3e6).epsilon(0.0005));
    // Maverick: every other layer with 128 experts, one of them and a shared one for each token; 22 T tokens in FP8.
    Decoder d = llamaOf(48, 5120, 40, 8, 16384);
    d.vocabulary = 202048, d.experts = 128, d.activeExperts = 1, d.sharedExperts = 1, d.expertWidth = 8192;
    d.layerKinds = {{.count = 24}, {.count = 24, .network = LayerNetwork::Dense}};
    Scenario maverick = trainingOf(on(d, "h100-sxm"), 22e12);
    maverick.training.regime = Regime::Narrow;
    maverick.workload.batch = 64; // many tokens for every expert
    CHECK(assessed(maverick, "parameters") == Approx(400e9).epsilon(0.01));
    CHECK(tonnes({maverick, 2.38e6, 700, 1, 387}) == Approx(645).epsilon(0.002));
}

TEST_CASE("Gopher took 1,066 MWh, GPT-3 1,287, Meena 232, Switch 179, PaLM 3,436", "[training][energy]")
{
    // Luccioni et al. 2022 (arXiv:2211.02001), table 4: 283 W on average of such chips; Gopher has 80 layers of 16384.
    CHECK(megawattHours({trainingOf(on(gptOf(80, 16384, 128, 32000), "tpu-v3"), 300e9), 3768320, 283}) ==
          Approx(1066).epsilon(0.001));
    // Patterson et al. 2021 (arXiv:2104.10350), table 4: measured power of a system over its chips, × PUE; the 10,000
    // V100 of GPT-3 are an assumption.
    const Scenario gpt3 = trainingOf(preset("gpt-3-175b", "v100-sxm2"), 300e9);
    CHECK(megawattHours({gpt3, 10000 * 14.8 * 24, 330, 1.1}) == Approx(1287).epsilon(0.003));
    CHECK(megawattHours({anything("tpu-v3"), 1024 * 30.0 * 24, 289, 1.09}) == Approx(232).epsilon(0.002));
    CHECK(megawattHours({anything("tpu-v3"), 1024 * 27.0 * 24, 245, 1.1}) == Approx(179).epsilon(0.002));
    // Chowdhery et al. 2022 (arXiv:2204.02311), appendix B: 8,404,992 hours at 378.5 W and a PUE of 1.08; 780 B tokens.
    CHECK(megawattHours({trainingOf(on(palm(), "tpu-v4"), 780e9), 8404992, 378.5, 1.08}) ==
          Approx(3436).epsilon(0.001));
    // Li et al. 2023 (arXiv:2305.06161), section 5.7: StarCoderBase, 320,256 hours of A100 at 280 W, without PUE.
    Decoder coder = gptOf(40, 6144, 48, 49152);
    coder.kvHeads = 1;
    CHECK(1000 * megawattHours({a100(coder, 1e12), 320256, 280}) == Approx(89671.68).epsilon(1e-9));
}

TEST_CASE("the 1,287 MWh of GPT-3 are 552 t at 429 g of each kWh", "[training][energy]")
{
    // Patterson et al. 2021 (arXiv:2104.10350), table 4: the average of the United States.
    Scenario s = trainingOf(preset("gpt-3-175b", "v100-sxm2"), 300e9);
    s.device.tdp = 330, s.environment.pue = 1.1, s.environment.gridIntensity = 429;
    s = pacedTo(s, "training_energy", 1287 * megawattHour);
    CHECK(assessed(s, "training_carbon") == Approx(552 * tonne).epsilon(0.002));
}

TEST_CASE("the PUE counts once: 131 MWh of OLMo 2's devices are 157 at the wall, and 257 are 288", "[training][energy]")
{
    // OLMo 2 (arXiv:2501.00656), table 19: measured power of the GPUs, PUE 1.2 for 7 B and 1.12 for 13 B. Morrison et
    // al. 2025 (arXiv:2503.05804) print 230 MWh for the same run of 13 B, and do not say what they leave out.
    const auto atTheWall = [](const Decoder& decoder, double tokens, double drawn, double pue) {
        Scenario s = trainingOf(on(decoder, "h100-sxm"), tokens);
        s = pacedTo(s, "training_energy", drawn * megawattHour);
        s.environment.pue = pue;
        return assessed(s, "training_energy") / megawattHour;
    };
    Decoder small = decoderOf("llama-2-7b"), large = llamaOf(40, 5120, 40, 40, 13824);
    small.vocabulary = large.vocabulary = 100352;
    CHECK(atTheWall(small, 4e12, 131, 1.2) == Approx(157).epsilon(0.002));
    CHECK(atTheWall(large, 5e12, 257, 1.12) == Approx(288).epsilon(0.002));
}

} // namespace
} // namespace ridge

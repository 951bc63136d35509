#include "core/analysis/memory/lifetimes.h"
#include "core/evaluate/evaluate.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>

namespace ridge {
namespace {

using namespace test;

Scenario unguided(std::string_view model) { return with(preset(model, "h100-sxm"), "workload.guidance", "none"); }

double parametersOf(const Evaluation& e, std::size_t stage)
{
    double sum = 0;
    for (std::size_t i = 0; i < e.stages[stage].operators.size(); ++i) {
        sum += e.program.stages[stage].operators[i].count * e.stages[stage].operators[i].parameters;
    }
    return sum;
}

const StageTotals& totalsOf(const Evaluation& e, std::string_view stage)
{
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        if (e.program.stages[s].name == stage) {
            return e.stages[s].totals;
        }
    }
    throw std::logic_error("no such stage");
}

double gigamacs(Macs<> macs) { return macs.inBaseUnits() / 1e9; }

TEST_CASE("denoisers have exactly the published parameters", "[diffusion]")
{
    struct Row {
        const char* id;
        double parameters;
    };
    // Checkpoints of the U-Nets; DiT: 675 M, 458 M, 130 M, 33 M (Peebles and Xie 2022, Table 4), summed by matrix.
    const auto row = GENERATE(Row{"sd-1.5", 859520964}, Row{"sd-2.1", 865910724}, Row{"sdxl-base", 2567463684},
                              Row{"dit-xl-2", 674834720}, Row{"dit-xl-2-512", 674834720}, Row{"dit-l-2", 457840672},
                              Row{"dit-b-2", 130315808}, Row{"dit-s-2", 32865056});
    INFO(row.id);
    CHECK(metricOf(evaluate(unguided(row.id)), "denoiser_parameters") == row.parameters);
}

TEST_CASE("a pass of the denoiser takes the counted multiplications", "[diffusion]")
{
    struct Row {
        const char* id;
        double weights, attention; // 10⁹ MACs: convolutions and linear layers; scores and values
        double digit;              // half a unit of the last one
    };
    // SD: 338.61 G is printed without attention. DiT: 28·(12·d²·N + 6·d²) + …, and 28·2·N²·d with d = 1152.
    const auto row = GENERATE(Row{"sd-1.5", 338.61, 63.03, 0.005}, Row{"sdxl-base", 2988.7, 392.0, 0.05},
                              Row{"dit-xl-2", 118.6214 - 4.2279, 4.2279, 0.0001},
                              Row{"dit-xl-2-512", 524.5383 - 67.6457, 67.6457, 0.0001});
    const Evaluation e = evaluate(unguided(row.id));
    const StageTotals& totals = totalsOf(e, "denoise");
    INFO(row.id);
    CHECK(gigamacs(totals.macs - totals.attentionMacs) == Approx(row.weights).epsilon(0).margin(row.digit));
    CHECK(gigamacs(totals.attentionMacs) == Approx(row.attention).epsilon(0).margin(row.digit));
}

TEST_CASE("text encoders and image decoder have exactly the published parameters", "[diffusion]")
{
    const Evaluation sd = evaluate(unguided("sd-1.5"));
    REQUIRE(sd.stages.size() == 3);
    CHECK(parametersOf(sd, 0) == 123060480);     // openai/clip-vit-large-patch14, text model
    CHECK(parametersOf(sd, 2) == 49490179 + 20); // decoder, and 4·4 + 4 of the 1×1 convolution before it
    CHECK(metricOf(sd, "parameters") == 123060480.0 + 859520964 + 49490199);
    const Evaluation xl = evaluate(unguided("sdxl-base"));
    REQUIRE(xl.stages.size() == 4);
    CHECK(parametersOf(xl, 0) == 123060480);
    CHECK(parametersOf(xl, 1) == 694659840); // OpenCLIP ViT-bigG, text model with its projection
    CHECK(parametersOf(xl, 3) == 49490199);
    CHECK(parametersOf(evaluate(unguided("sd-2.1")), 0) == 340387840); // OpenCLIP ViT-H, 23 layers
}

TEST_CASE("text encoder and image decoder take the counted multiplications", "[diffusion]")
{
    const Evaluation e = evaluate(unguided("sd-1.5"));
    // 12 layers: 77·(4·768² + 2·768·3072) for the matrices and 2·77²·768 for attention
    CHECK(totalsOf(e, "text encoder").macs.inBaseUnits() ==
          12 * (77 * (4.0 * 768 * 768 + 2.0 * 768 * 3072) + 2 * 77.0 * 77 * 768));
    const double p64 = 64 * 64, p128 = 128 * 128, p256 = 256 * 256, p512 = 512 * 512;
    const double wide = 9.0 * 512 * 512; // a 3×3 convolution of 512 channels
    const double in = (4 * 4 + 9 * 4 * 512) * p64;
    const double middle = 4 * wide * p64 + 4.0 * 512 * 512 * p64 + 2 * p64 * p64 * 512;
    const double up64 = 6 * wide * p64 + wide * p128; // three blocks of two, and the one behind the upsampling
    const double up128 = 6 * wide * p128 + wide * p256;
    const double up256 = ((9 + 1) * 512 * 256 + 5 * 9.0 * 256 * 256) * p256 + 9.0 * 256 * 256 * p512;
    const double up512 = ((9 + 1) * 256 * 128 + 5 * 9.0 * 128 * 128) * p512 + 9 * 128 * 3 * p512;
    // 1.257·10¹²; onnx-tool prints 1.272·10¹² with element-wise work
    CHECK(totalsOf(e, "image decoder").macs.inBaseUnits() == in + middle + up64 + up128 + up256 + up512);
}

// ---- a U-Net small enough to be written out ------------------------------------------------------------------------

Diffusion smallModel()
{
    UNet unet;
    unet.width = 4;
    unet.multiplier2 = 2;
    unet.multiplier3 = 0;
    unet.resBlocks = 1;
    unet.depth1 = 0;
    unet.depth2 = 1;
    unet.middleDepth = 3;
    unet.heads = 2;
    unet.contextWidth = 5;
    unet.vectorWidth = 7;
    Diffusion model;
    model.image = 64; // 8 × 8 latents, then 4 × 4
    model.latentChannels = 3;
    model.promptLength = 6;
    model.denoiser = unet;
    return model;
}

Scenario smallScenario()
{
    Scenario s;
    s.model.body = smallModel();
    s.device = roundDevice();
    s.workload.guidance = Guidance::None;
    return s;
}

/// Counts layer by layer, as one would with pencil and paper.
struct Count {
    double parameters = 0, macs = 0;

    void layer(double in, double out, double taps, double positions, bool bias = true)
    {
        parameters += in * out * taps + (bias ? out : 0);
        macs += in * out * taps * positions;
    }
    void norm(double channels) { parameters += 2 * channels; }
    void residual(double in, double out, double positions)
    {
        norm(in);
        layer(in, out, 9, positions);
        layer(16, out, 1, 1); // time
        norm(out);
        layer(out, out, 9, positions);
        if (in != out) {
            layer(in, out, 1, positions);
        }
    }
    /// 8 channels, 16 positions, 6 × 5 text.
    void transformer(int depth)
    {
        norm(8);
        layer(8, 8, 1, 16);
        for (int i = 0; i < depth; ++i) {
            norm(8);
            for (int qkv = 0; qkv < 3; ++qkv) {
                layer(8, 8, 1, 16, false);
            }
            macs += 2 * 16 * 16 * 8;
            layer(8, 8, 1, 16);
            norm(8);
            layer(8, 8, 1, 16, false);
            layer(5, 8, 1, 6, false);
            layer(5, 8, 1, 6, false);
            macs += 2 * 16 * 6 * 8;
            layer(8, 8, 1, 16);
            norm(8);
            layer(8, 64, 1, 16);
            layer(32, 8, 1, 16);
        }
        layer(8, 8, 1, 16);
    }
};

Count countedByHand()
{
    Count c;
    c.layer(4, 16, 1, 1), c.layer(16, 16, 1, 1); // time
    c.layer(7, 16, 1, 1), c.layer(16, 16, 1, 1); // vector
    c.layer(3, 4, 9, 64);                        // first convolution
    c.residual(4, 4, 64);
    c.layer(4, 4, 9, 16); // to 4 × 4
    c.residual(4, 8, 16);
    c.transformer(1);
    c.residual(8, 8, 16); // middle
    c.transformer(3);
    c.residual(8, 8, 16);
    c.residual(8 + 8, 8, 16); // up, with the transformer's result from the way down
    c.transformer(1);
    c.residual(8 + 4, 8, 16); // with the downsampled map
    c.transformer(1);
    c.layer(8, 8, 9, 64);     // back to 8 × 8
    c.residual(8 + 4, 4, 64); // with the residual block's result
    c.residual(4 + 4, 4, 64); // with the first convolution's
    c.norm(4);
    c.layer(4, 3, 9, 64);
    return c;
}

TEST_CASE("a small U-Net has the parameters and multiplications of its layers written out", "[diffusion][oracle]")
{
    const Count hand = countedByHand();
    Scenario s = smallScenario();
    CHECK(metricOf(evaluate(s), "parameters") == hand.parameters);
    CHECK(metricOf(evaluate(s), "macs_per_step") == hand.macs);
    s.workload.batch = 3;
    CHECK(metricOf(evaluate(s), "macs_per_step") == 3 * hand.macs);
    CHECK(metricOf(evaluate(s), "macs") == 50 * 3 * hand.macs); // steps
}

std::size_t indexOf(const Stage& stage, std::string_view name)
{
    const auto op = std::find_if(stage.operators.begin(), stage.operators.end(),
                                 [name](const Operator& each) { return each.name == name; });
    REQUIRE(op != stage.operators.end());
    return static_cast<std::size_t>(op - stage.operators.begin());
}

TEST_CASE("a skip connection stays in memory until the way up has read it", "[diffusion]")
{
    Scenario s = smallScenario();
    s.deployment.fusion = Fusion::None;
    const Evaluation e = evaluate(s);
    const Stage& stage = e.program.stages[0];
    const Lifetimes lifetimes = lifetimesOf(stage, true);
    const auto deathOf = [&](const char* writer) {
        const TensorId map = stage.operators[indexOf(stage, writer)].output;
        return static_cast<std::size_t>(lifetimes[static_cast<std::size_t>(map)].death);
    };
    CHECK(deathOf("conv_in") == indexOf(stage, "up1.concat2"));
    CHECK(deathOf("down1.res1.add") == indexOf(stage, "up1.concat1"));
    CHECK(deathOf("down1.downsample") == indexOf(stage, "up2.concat2"));
    CHECK(deathOf("down2.attn1.add") == indexOf(stage, "up2.concat1"));
    // text 6·5, time 16; skips 4·64 twice, 4·16 and 8·16; the norm's input and output 8·16
    const double alive = 30 + 16 + 2 * 256 + 64 + 128 + 2 * 128;
    CHECK(liveElements(stage, lifetimes)[indexOf(stage, "mid.res2.norm1")] == alive);
}

TEST_CASE("a latent that cannot be halved comes back to its own size", "[diffusion]")
{
    Scenario s = smallScenario();
    s.model.part<Diffusion>()->image = 60; // 7 × 7 latents, then 4 × 4
    const Evaluation e = evaluate(s);
    const Stage& stage = e.program.stages[0];
    CHECK(stage.operators[indexOf(stage, "conv_out")].sizes.ho == 7);
    CHECK(stage.operators[indexOf(stage, "up2.upsample.conv")].sizes.hi == 7);
    REQUIRE(e.program.issues.size() == 1);
    CHECK(e.program.issues[0].field == "model.image");
}

TEST_CASE("text encoders that do not fit the U-Net are pointed out", "[diffusion]")
{
    CHECK(evaluate(unguided("sdxl-base")).program.issues.empty()); // 768 + 1280 = 2048
    const Evaluation e = evaluate(with(unguided("sdxl-base"), "model.text2.width", "1024"));
    REQUIRE(e.program.issues.size() == 1);
    CHECK(e.program.issues[0].field == "model.unet.context_width");
}

} // namespace
} // namespace ridge

#include "core/models/diffusion_stages.h"

#include "core/models/decoder.h"
#include "core/models/diffusion_transformer.h"
#include "core/models/image_decoder.h"
#include "core/models/transformer_blocks.h"
#include "core/models/unet.h"

namespace ridge {
namespace {

/// All layers run, also where an earlier one's result is taken. Source: diffusers, StableDiffusionXLPipeline.
Stage textStage(const Scenario& scenario, const Diffusion& model, const TextEncoder& text, const char* name,
                double prompts)
{
    StageBuilder b(name, prompts);
    const double length = model.promptLength;
    const TensorId tokens = b.sequence(1, length, TensorRole::Input);
    TensorId x = b.lookUp("embed", tokens, text.vocabulary, text.width);
    x = b.addPositions("embed.positions", x, length);
    const bool half = scenario.convention.causal == CausalCount::LowerHalf;
    x = encoderLayers(b, text.stack(), x, "layers.", {half ? meanPrefillContext(length, 0) : length});
    x = b.norm("final_norm", x, NormKind::Layer);
    b.output(x);
    if (text.projection > 0) {
        const TensorId pooled = b.sequence(text.projection, 1, TensorRole::Output);
        b.linearInto("projection", x, text.projection, false, pooled).sizes.wi = 1; // of the last token alone
    }
    b.stage().tokens = prompts * length;
    return b.take();
}

void checkShapes(const Diffusion& model, std::vector<Issue>& issues)
{
    const auto whole = [](double x) { return formatForField(x, Unit::Count); };
    if (std::fmod(model.image, model.factor()) != 0) {
        issues.push_back({Severity::Warning, "model.image",
                          "An image of " + whole(model.image) + " pixels is no multiple of " + whole(model.factor()) +
                              ": the latent is taken as " + whole(model.latent()) + " wide."});
    }
    const auto* unet = std::get_if<UNet>(&model.denoiser);
    const double embedded = (model.text ? model.text->width : 0) + (model.secondText ? model.secondText->width : 0);
    if (unet && embedded > 0 && embedded != unet->contextWidth) {
        issues.push_back({Severity::Warning, "model.unet.context_width",
                          "Cross-attention expects embeddings of width " + whole(unet->contextWidth) +
                              ", the text encoders give " + whole(embedded) + "."});
    }
}

Stage denoiseStage(const Diffusion& model, double passes)
{
    const auto* unet = std::get_if<UNet>(&model.denoiser);
    return unet ? expandUNet(model, *unet, passes)
                : expandDiffusionTransformer(model, std::get<DiffusionTransformer>(model.denoiser), passes);
}

} // namespace

void expandDiffusion(const Scenario& scenario, const Diffusion& model, Program& program)
{
    const double images = scenario.workload.batch;
    // Classifier-free guidance (Ho and Salimans 2022): every image is denoised with its prompt and with none.
    const double passes = images * (scenario.workload.guidance == Guidance::ClassifierFree ? 2 : 1);
    checkShapes(model, program.issues);
    if (model.text) {
        program.stages.push_back(textStage(scenario, model, *model.text, "text encoder", passes));
    }
    if (model.secondText) {
        program.stages.push_back(textStage(scenario, model, *model.secondText, "text encoder 2", passes));
    }
    program.stages.push_back(denoiseStage(model, passes));
    program.stages.back().role = StageRole::Denoise;
    program.stages.back().repeat = scenario.workload.steps;
    if (model.decoder) {
        program.stages.push_back(expandImageDecoder(model, *model.decoder, images));
    }
    for (Stage& stage : program.stages) {
        stage.samples = images;
    }
    program.unit = "image";
}

} // namespace ridge

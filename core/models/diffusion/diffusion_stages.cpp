#include "core/models/diffusion/diffusion_stages.h"

#include "core/models/diffusion/diffusion_transformer.h"
#include "core/models/diffusion/image_decoder.h"
#include "core/models/diffusion/unet.h"
#include "core/models/language/text_stage.h"

namespace ridge {
namespace {

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
        program.stages.push_back(encodeText(scenario, *model.text, model.promptLength, "text encoder", passes));
    }
    if (model.secondText) {
        program.stages.push_back(encodeText(scenario, *model.secondText, model.promptLength, "text encoder 2", passes));
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

#include "core/models/diffusion/diffusion_stages.h"
#include "core/models/inputs.h"

#include "core/models/diffusion/diffusion_transformer.h"
#include "core/models/diffusion/image_decoder.h"
#include "core/models/diffusion/unet.h"
#include "core/models/language/text_stage.h"

namespace ridge {
namespace {

template <class N> void checkShapes(const DiffusionOf<N>& model, std::vector<Issue>& issues)
{
    const auto whole = [](const N& x) { return formatForField(valueOf(x), Unit::Count); };
    if (std::fmod(valueOf(model.image), valueOf(model.factor())) != 0) {
        issues.push_back({Severity::Warning, "model.image",
                          "An image of " + whole(model.image) + " pixels is no multiple of " + whole(model.factor()) +
                              ": the latent is taken as " + whole(model.latent()) + " wide."});
    }
    const auto* unet = std::get_if<UNetOf<N>>(&model.denoiser);
    const N embedded = (model.text ? model.text->width : N(0)) + (model.secondText ? model.secondText->width : N(0));
    if (unet && embedded > 0 && embedded != unet->contextWidth) {
        issues.push_back({Severity::Warning, "model.unet.context_width",
                          "Cross-attention expects embeddings of width " + whole(unet->contextWidth) +
                              ", the text encoders give " + whole(embedded) + "."});
    }
}

template <class N> StageOf<N> denoiseStage(const DiffusionOf<N>& model, N passes)
{
    const auto* unet = std::get_if<UNetOf<N>>(&model.denoiser);
    return unet ? expandUNet(model, *unet, passes)
                : expandDiffusionTransformer(model, std::get<DiffusionTransformerOf<N>>(model.denoiser), passes);
}

} // namespace

template <class N> void expandDiffusion(const Inputs<N>& inputs, const DiffusionOf<N>& model, ProgramOf<N>& program)
{
    const N images = inputs.workload.batch;
    // Classifier-free guidance (Ho and Salimans 2022): every image is denoised with its prompt and with none.
    const bool isGuided = inputs.workload.guidance == Guidance::ClassifierFree && !inputs.trains;
    const N passes = images * (isGuided ? 2 : 1);
    checkShapes(model, program.issues);
    if (model.text) {
        program.stages.push_back(encodeText(inputs, *model.text, model.promptLength, "text encoder", passes));
    }
    if (model.secondText) {
        program.stages.push_back(encodeText(inputs, *model.secondText, model.promptLength, "text encoder 2", passes));
    }
    for (StageOf<N>& stage : program.stages) {
        stage.frozen = true; // text encoders are taken as they are
    }
    program.stages.push_back(denoiseStage(model, passes));
    program.stages.back().role = StageRole::Denoise;
    program.stages.back().repeat = inputs.trains ? N(1) : inputs.workload.steps;
    if (model.decoder && !inputs.trains) { // latents of the images are made once, before training
        program.stages.push_back(expandImageDecoder(model, *model.decoder, images));
    }
    for (StageOf<N>& stage : program.stages) {
        stage.samples = images;
    }
    program.unit = "image";
}

template void expandDiffusion(const Inputs<double>& inputs, const DiffusionOf<double>& model,
                              ProgramOf<double>& program);
template void expandDiffusion(const Inputs<Traced>& inputs, const DiffusionOf<Traced>& model,
                              ProgramOf<Traced>& program);

} // namespace ridge

#include "core/levers/levers.h"

#include "core/scenario/families/diffusion.h"
#include "core/scenario/model_body.h"

namespace ridge {
namespace {

const char* refusal(const Scenario& s)
{
    return !s.model.part<Diffusion>()              ? "the model denoises nothing"
           : s.trains()                            ? "training denoises each image once"
           : s.workload.guidance == Guidance::None ? "each image is denoised once a step already"
                                                   : nullptr;
}

} // namespace

/// One pass of the denoiser a step instead of one with and one without the prompt.
extern const Lever guidancedistillationLever; // named by the list of all rows
const Lever guidancedistillationLever = scenarioLever(
    {.id = "guidance_distillation",
     .label = "Distilled guidance",
     .reduces = "passes of the denoiser in each step, from 2 to 1",
     .kind = LeverKind::Schedule,
     .order = 60,
     .caveat =
         "Needs a model that was trained to follow the guided one, whose strength it then takes as an input (Meng "
         "et al. 2022, arXiv:2210.03142).",
     .refusal = refusal},
    []<class N>(const Pulled<N>&, ScenarioEdits<N>& edits) { edits.set("workload.guidance", N(0)); });

} // namespace ridge

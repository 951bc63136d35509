#include "core/levers/levers.h"

#include "core/scenario/families/diffusion.h"
#include "core/scenario/model_body.h"

namespace ridge {
namespace {

const char* refusal(const Scenario& s)
{
    return !s.model.part<Diffusion>() ? "the model samples in no steps"
           : s.trains()               ? "a step of training denoises once"
                                      : nullptr;
}

} // namespace

/// The denoiser runs once a step.
extern const Lever fewerstepsLever; // named by the list of all rows
const Lever fewerstepsLever = scenarioLever(
    {.id = "fewer_steps",
     .label = "Fewer sampling steps",
     .reduces = "executions of the denoiser",
     .kind = LeverKind::Schedule,
     .order = 50,
     .caveat = "A handful of steps needs a model distilled for them: progressive distillation went down to 4 without "
               "losing much perceptual quality (Salimans and Ho 2022, arXiv:2202.00512).",
     .parameters = {{"steps", "Steps", "T_few", Unit::Count, 1, 1000, 4, "Sampling steps that are left."}},
     .refusal = refusal},
    []<class N>(const Pulled<N>& pulled, ScenarioEdits<N>& edits) {
        edits.set("workload.steps", smaller(edits["workload.steps"], pulled["steps"]));
    });

} // namespace ridge

#include "core/levers/levers.h"

#include "core/scenario/families/vision_language.h"
#include "core/scenario/model_body.h"

namespace ridge {
namespace {

const char* refusal(const Scenario& s)
{
    const Connector* connector = s.model.part<Connector>();
    return !connector ? "the model shows no images to a language model"
           : connector->kind != ConnectorKind::Resampler
               ? "a projector hands on one token for each patch or square of them"
               : nullptr;
}

} // namespace

/// Learned latents attend to all patches of an image, and are all that the language model sees of it.
extern const Lever resamplerLever; // named by the list of all rows
const Lever resamplerLever = scenarioLever(
    {.id = "resampler",
     .label = "Smaller resampler",
     .reduces = "visual tokens, and the cache that they take",
     .kind = LeverKind::Shape,
     .order = 80,
     .caveat =
         "Has to be trained with that many latents; Flamingo has 64 for an image of any size (Alayrac et al. 2022, "
         "arXiv:2204.14198).",
     .parameters = {{"tokens", "Visual tokens", "R_few", Unit::Count, 1, 1e5, 32,
                     "Latents, each a visual token of every image."}},
     .refusal = refusal},
    []<class N>(const Pulled<N>& pulled, ScenarioEdits<N>& edits) {
        edits.set("model.connector.latents", smaller(edits["model.connector.latents"], pulled["tokens"]));
    });

} // namespace ridge

#include "core/levers/levers.h"

#include "core/scenario/families/vision_language.h"
#include "core/scenario/model_body.h"

namespace ridge {
namespace {

const char* refusal(const Scenario& s)
{
    const auto* vision = s.model.part<VisionTransformer>();
    return !vision ? "the model has no vision transformer"
           : s.model.part<Connector>() || vision->head == VisionHead::None
               ? "what follows the encoder wants every patch"
               : nullptr;
}

} // namespace

/// Every layer merges r tokens into others between attention and network: N_l = N − r·l.
extern const Lever tokenmergingLever; // named by the list of all rows
const Lever tokenmergingLever = scenarioLever(
    {.id = "token_merging",
     .label = "Token merging",
     .reduces = "tokens, layer by layer",
     .kind = LeverKind::Shape,
     .order = 70,
     .caveat =
         "Large ViTs on large images ran twice as fast for 0.2 to 0.3 % of accuracy, without training (ToMe: Bolya "
         "et al. 2022, arXiv:2210.09461). Finding the tokens to merge is not counted.",
     .parameters = {{"merged", "Tokens per layer", "r", Unit::Count, 0, 65536, 8,
                     "Tokens that a layer merges into others; half of the patches that are left at most."}},
     .refusal = refusal},
    []<class N>(const Pulled<N>& pulled, ScenarioEdits<N>& edits) {
        edits.set("model.vision.merged_tokens", larger(edits["model.vision.merged_tokens"], pulled["merged"]));
    });

} // namespace ridge

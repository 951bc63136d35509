#include "core/levers/levers.h"

#include "core/scenario/families/vision.h"
#include "core/scenario/model_body.h"

namespace ridge {
namespace {

const char* refusal(const Scenario& s)
{
    const auto* vision = s.model.part<VisionTransformer>();
    return vision ? vision->linearAttention ? "its attention is linear already" : nullptr
           : s.model.generates()
               ? "a decoder would keep a state of d_h² elements a head instead of its cache, and be another model"
               : "the model has no encoder of images whose positions all see each other";
}

} // namespace

/// A kernel instead of the softmax, so that keys and values meet first: 2·N·d_h² MACs a head instead of 2·N²·d_h, and
/// no tensor of N² elements. As much work where N = d_h.
extern const Lever linearattentionLever; // named by the list of all rows
const Lever linearattentionLever = scenarioLever(
    {.id = "linear_attention",
     .label = "Linear attention",
     .reduces = "work and traffic of attention, which grow with N instead of N²",
     .kind = LeverKind::Shape,
     .order = 60,
     .caveat = "The model has to be trained so: another function, with a state of d_h² elements a head in place of the "
               "scores (Katharopoulos et al. 2020, arXiv:2006.16236).",
     .refusal = refusal},
    []<class N>(const Pulled<N>&, ScenarioEdits<N>& edits) { edits.set("model.vision.attention", N(1)); });

} // namespace ridge

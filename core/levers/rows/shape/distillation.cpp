#include "core/levers/levers.h"
#include "core/levers/student.h"

#include "core/scenario/families/encoder.h"
#include "core/scenario/families/vision.h"
#include "core/scenario/model_body.h"

#include <string>

namespace ridge {
namespace {

/// Of a student that is a smaller version of the model itself.
const char* refusalOfOwn(const Scenario& s)
{
    const Decoder* decoder = s.model.decoder();
    const bool isStack =
        decoder || s.model.part<Encoder>() || s.model.part<EncoderDecoder>() || s.model.part<VisionTransformer>();
    return !isStack ? "the model is no stack of transformer layers, and no smaller model is chosen as its student"
           : decoder && !decoder->layerKinds.empty() ? "the model lists its layers one kind at a time"
                                                     : nullptr;
}

const char* refusal(const Scenario& s) { return s.student ? refusalAsStudent(s.model, *s.student) : refusalOfOwn(s); }

bool hasNoOther(const Scenario& s) { return !s.student; }

/// Of the stack's parameters: a language model's before those of what sees for it.
template <class N> std::string prefixOf(const ScenarioEdits<N>& edits)
{
    for (const char* prefix : {"model.", "model.encoder_decoder.", "model.vision."}) {
        if (edits.has(std::string(prefix) + "layers")) {
            return prefix;
        }
    }
    return "model.encoder.";
}

template <class N> void scale(ScenarioEdits<N>& edits, const std::string& id, const N& share)
{
    if (edits.has(id) && edits[id] > 0) { // 0: none, or as another says
        edits.set(id, larger(N(1), rounded(edits[id] * share)));
    }
}

/// Whole heads of the size they have, and the width that goes with them.
template <class N> void narrowStack(ScenarioEdits<N>& edits, const std::string& prefix, const N& share)
{
    const N heads = edits[prefix + "heads"], width = edits[prefix + "width"];
    const bool isGrouped = edits.has(prefix + "kv_heads");
    scale(edits, prefix + "kv_heads", share);
    const N groups = isGrouped ? edits[prefix + "kv_heads"] : N(1);
    const N fewer = groups * larger(N(1), rounded(heads * share / groups));
    edits.set(prefix + "heads", fewer);
    edits.set(prefix + "width", larger(N(1), rounded(width * fewer / heads)));
    scale(edits, prefix + "ffn_width", share);
    scale(edits, prefix + "expert_width", share);
}

} // namespace

/// Another model that is smaller; or the model itself with fewer layers, and narrower ones: fewer heads of the same
/// size, networks narrower by the same share. Before all other levers: they change the student.
extern const Lever distillationLever; // named by the list of all rows
const Lever distillationLever = scenarioLever(
    {.id = "distillation",
     .label = "Distilled student",
     .reduces = "layers and their width",
     .kind = LeverKind::Shape,
     .order = 1,
     .caveat =
         "The student has to be trained on what its teacher says. DistilBERT has half of BERT's layers, 40 % fewer "
         "parameters and 97 % of its results on GLUE (Sanh et al. 2019, arXiv:1910.01108). A smaller model that is "
         "chosen as the student is taken as it stands; otherwise embeddings stay as long as the vocabulary.",
     .parameters =
         {{"depth", "Layers kept", "s_L", Unit::Fraction, 0.01, 1, 0.5, "Share of the layers.", {}, {}, hasNoOther},
          {"width",
           "Width kept",
           "s_d",
           Unit::Fraction,
           0.05,
           1,
           1,
           "Share of the heads, of the width and of the network between them.",
           {},
           {},
           hasNoOther}},
     .takesStudent = true,
     .refusal = refusal},
    []<class N>(const Pulled<N>& pulled, ScenarioEdits<N>& edits) {
        if (edits.scenario().student) {
            edits.takeStudent(parameterCount(edits.scenario().model), parameterCount(*edits.scenario().student));
            return;
        }
        const std::string prefix = prefixOf(edits);
        scale(edits, prefix + "layers", pulled["depth"]);
        scale(edits, prefix + "decoder_layers", pulled["depth"]);
        if (valueOf(pulled["width"]) < 1) {
            narrowStack(edits, prefix, pulled["width"]);
        }
    });

} // namespace ridge

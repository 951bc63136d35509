#include "core/levers/layer_edits.h"
#include "core/levers/levers.h"

#include "core/scenario/families/encoder.h"
#include "core/scenario/families/transformer.h"
#include "core/scenario/families/vision.h"
#include "core/scenario/model_body.h"

namespace ridge {
namespace {

const char* refusal(const Scenario& s)
{
    if (s.model.imported()) {
        return "a graph from a file has its widths built in";
    }
    if (const LayerList* layers = s.model.layers()) {
        return hasPrunable(*layers) ? nullptr : "each of its layers is added to others or handed out at the end";
    }
    const Decoder* decoder = s.model.decoder();
    if (decoder && !decoder->layerKinds.empty()) {
        return "its layers have widths of their own";
    }
    const bool isTransformer = decoder || s.model.part<VisionTransformer>() || s.model.part<Encoder>();
    return isTransformer ? nullptr : "the model has no layers whose width is set alone";
}

/// The nearest multiple of what is left, at least one of them, never more than there was.
template <class N> N keptOf(const N& all, const N& share, const N& multiple)
{
    return smaller(all, larger(multiple, rounded(all * share / multiple) * multiple));
}

/// Heads with their keys and values, and of groups that share theirs whole groups.
template <class N> void pruneHeads(ScenarioEdits<N>& edits, const std::string& prefix, const N& share)
{
    const std::string heads = prefix + "heads", kvHeads = prefix + "kv_heads";
    const bool isGrouped = edits.has(kvHeads) && valueOf(edits[kvHeads]) > 1;
    if (!edits.has(heads)) {
        return;
    }
    const N before = edits[heads];
    if (!isGrouped) {
        edits.set(heads, keptOf(before, share, N(1)));
        return;
    }
    const N groups = edits[kvHeads];
    const N kept = keptOf(groups, share, N(1));
    edits.set(heads, wholePart(before / groups) * kept);
    edits.set(kvHeads, kept);
}

template <class N> void pruneTransformers(const Pulled<N>& pulled, ScenarioEdits<N>& edits, const N& share)
{
    for (const std::string prefix : {"model.", "model.vision."}) {
        for (const char* width : {"ffn_width", "expert_width"}) {
            const std::string id = prefix + width;
            if (edits.has(id) && valueOf(edits[id]) > 0) { // 0: as another width, which shrinks
                edits.set(id, keptOf(edits[id], share, pulled["multiple"]));
            }
        }
        if (pulled.choice("heads") == 1) {
            pruneHeads(edits, prefix, share);
        }
    }
}

} // namespace

/// A share κ = 1 − r of the inner channels is left: products that lose them on both sides shrink to κ², others to κ.
extern const Lever channelpruningLever; // named by the list of all rows
const Lever channelpruningLever = scenarioLever(
    {.id = "channel_pruning",
     .label = "Channel pruning",
     .reduces = "products and weights, with the square where both sides are pruned",
     .kind = LeverKind::Shape,
     .order = 40,
     .caveat =
         "Needs training afterwards. What is added to a residual stream stays as wide as the stream, so that only "
         "inner layers, FFNs and heads shrink (neuralmagic/sparseml issue 925); widths that are no multiple of 8 "
         "run slower on matrix units (microsoft/TransformerCompression issue 179).",
     .parameters = {{"ratio", "Pruned share", "r", Unit::Fraction, 0, 0.9, 0.5,
                     "Share of inner channels, of the width of FFNs and of heads that is left out."},
                    {"multiple", "Widths in multiples", "", Unit::Count, 1, 128, 8,
                     "What is left is rounded to these: 8, 16 or 64 suit matrix units."},
                    {"heads",
                     "Heads",
                     "",
                     Unit::Choice,
                     0,
                     1,
                     1,
                     "Whether transformers lose heads as well, whole groups where these share keys and values.",
                     {"kept", "pruned"},
                     {"kept", "pruned"}}},
     .refusal = refusal},
    []<class N>(const Pulled<N>& pulled, ScenarioEdits<N>& edits) {
        const N share = N(1) - pulled["ratio"];
        if (valueOf(share) >= 1) {
            return;
        }
        if (LayerList* list = edits.scenario().model.layers()) {
            markPrunable(*list);
            edits.state(keptShareId, list->keptShare, share);
            edits.state(keptMultipleId, list->keptMultiple, pulled["multiple"]);
            return;
        }
        pruneTransformers(pulled, edits, share);
    });

} // namespace ridge

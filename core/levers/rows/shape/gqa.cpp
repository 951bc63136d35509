#include "core/levers/levers.h"

#include "core/scenario/families/transformer.h"

namespace ridge {
namespace {

const char* refusal(const Scenario& s)
{
    const Decoder* decoder = s.model.decoder();
    return !decoder                  ? "the model has no decoder whose heads keep keys and values"
           : decoder->latentRank > 0 ? "its latent attention has no KV heads"
           : decoder->kvHeads <= 1   ? "all its heads share one pair of keys and values already"
           : s.model.imported()      ? "a graph from a file has its heads built in"
                                     : nullptr;
}

} // namespace

/// Heads of queries share the keys and values of their group: cache and both projections shrink to KV/H.
extern const Lever gqaLever; // named by the list of all rows
const Lever gqaLever = scenarioLever(
    {.id = "gqa",
     .label = "Grouped-query attention",
     .reduces = "the KV cache and what decode reads of it",
     .kind = LeverKind::Shape,
     .order = 40,
     .caveat = "Needs uptraining with about 5 % of the pre-training compute; T5-XXL went from 47.2 to 47.1 with 8 "
               "groups and to 46.6 with one (Ainslie et al. 2023, arXiv:2305.13245).",
     .parameters = {{"kv_heads", "KV heads", "H_gqa", Unit::Count, 1, 65536, 8,
                     "Groups of heads that share keys and values; one is multi-query attention."}},
     .refusal = refusal},
    []<class N>(const Pulled<N>& pulled, ScenarioEdits<N>& edits) {
        edits.set("model.kv_heads", smaller(edits["model.kv_heads"], pulled["kv_heads"]));
    });

} // namespace ridge

#include "core/levers/cached_decoder.h"
#include "core/levers/levers.h"

#include <algorithm>

namespace ridge {
namespace {

const char* refusal(const Scenario& s)
{
    const Decoder* decoder = cachedDecoder(s);
    if (!decoder) {
        return noCachedDecoder;
    }
    const auto sharesCache = [](const DecoderLayer& layer) { return layer.cache != LayerCache::Own; };
    return decoder->latentRank > 0                                 ? "its attention is latent already"
           : decoder->keepsState()                                 ? keepsState
           : std::ranges::any_of(decoder->layerKinds, sharesCache) ? "some of its layers use the cache of others"
                                                                   : nullptr;
}

} // namespace

/// One compressed vector and one rotary key per position take the place of all heads' keys and values: r + rope
/// elements a layer, as many as GQA with (r + rope)/(2·d_h) groups.
extern const Lever mlaLever; // named by the list of all rows
const Lever mlaLever = scenarioLever(
    {.id = "mla",
     .label = "Latent attention",
     .reduces = "the KV cache and what decode reads of it",
     .kind = LeverKind::Shape,
     .order = 50,
     .caveat = "The model has to be trained so; projections into and out of the compressed space add work. DeepSeek-V2 "
               "has a cache 93.3 % smaller than DeepSeek-67B's, of which latent attention and fewer layers give 82.2 % "
               "and elements of 6 bits the rest (DeepSeek-AI 2024, arXiv:2405.04434).",
     .parameters = {{"rank", "Latent rank", "r_mla", Unit::Count, 1, 65536, 512,
                     "Width of the compressed keys and values of a position."},
                    {"rope", "Rotary size", "d_rope", Unit::Count, 0, 65536, 64,
                     "Elements of the key that carries positions, shared by all heads."}},
     .refusal = refusal},
    []<class N>(const Pulled<N>& pulled, ScenarioEdits<N>& edits) {
        edits.set("model.latent_rank", pulled["rank"]);
        edits.set("model.rope_size", pulled["rope"]);
    });

} // namespace ridge

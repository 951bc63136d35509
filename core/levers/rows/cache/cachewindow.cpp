#include "core/levers/cached_decoder.h"
#include "core/levers/levers.h"

namespace ridge {
namespace {

const char* refusal(const Scenario& s)
{
    const Decoder* decoder = cachedDecoder(s);
    if (!decoder) {
        return noCachedDecoder;
    }
    const bool mixes = decoder->windowEvery > 1 || decoder->globalEvery > 0 || decoder->fullLayers > 0;
    return decoder->isLinear()                   ? keepsState
           : !decoder->layerKinds.empty()        ? "the model lists which of its layers have a window"
           : decoder->slidingWindow > 0 && mixes ? "layers with and without a window alternate already"
                                                 : nullptr;
}

} // namespace

/// The first positions and the latest ones stay cached, all in between are dropped: 2·L·H_kv·d_h·b·(S + W) at most.
extern const Lever cachewindowLever; // named by the list of all rows
const Lever cachewindowLever = scenarioLever(
    {.id = "cache_window",
     .label = "Cache window with sinks",
     .reduces = "the KV cache and what attention reads of it, once the context is longer",
     .kind = LeverKind::KvCache,
     .order = 10,
     .caveat = "What lies between sinks and window is forgotten: the context is not extended. With 4 sinks perplexity "
               "stays where it was without a window, and decoding is up to 22.2 times faster than recomputing the "
               "window (Xiao et al. 2023, arXiv:2309.17453). A window in some layers alone needs a model trained so.",
     .parameters = {{"window", "Window", "W", Unit::Count, 1, 1e7, 2044, "Latest positions that stay cached."},
                    {"sinks", "Attention sinks", "S", Unit::Count, 0, 1024, 4,
                     "First positions that stay cached beside them."},
                    {"every", "Layers with the window: 1 in", "n_w", Unit::Count, 1, 64, 1,
                     "Every n-th layer has the window, the others keep everything; 1: all layers."}},
     .refusal = refusal},
    []<class N>(const Pulled<N>& pulled, ScenarioEdits<N>& edits) {
        const N own = edits["model.sliding_window"];
        edits.set("model.sliding_window", own > 0 ? smaller(own, pulled["window"]) : pulled["window"]);
        edits.set("model.sinks", pulled["sinks"]);
        edits.set("model.window_every", pulled["every"]);
    });

} // namespace ridge

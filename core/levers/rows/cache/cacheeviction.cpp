#include "core/levers/cached_decoder.h"
#include "core/levers/levers.h"

#include "core/scenario/families/vision_language.h"
#include "core/scenario/model_body.h"

namespace ridge {
namespace {

const char* refusal(const Scenario& s)
{
    const Connector* connector = s.model.part<Connector>();
    const Decoder* decoder = cachedDecoder(s);
    return !decoder                                 ? noCachedDecoder
           : decoder->isLinear()                    ? keepsState
           : connector && connector->crossEvery > 0 ? "keys and values of images stand beside those of its text"
                                                    : nullptr;
}

/// Scores, softmax and values of a layer over the positions that are left.
template <class N> void attendToFewer(StageOf<N>& stage, const N& budget)
{
    const auto shorten = [&](TensorId id) {
        if (id >= 0) {
            N& positions = stage.tensors[static_cast<std::size_t>(id)].w;
            positions = positions * budget;
        }
    };
    for (OperatorOf<N>& op : stage.operators) {
        if (op.kind == OperatorKind::AttentionScores || op.role == Role::AttentionMix) {
            shorten(op.output); // heads × queries × positions
        }
        if (op.role == Role::AttentionMix) {
            op.sizes.wi = op.sizes.wi * budget;
            op.sizes.wo = op.sizes.wo * budget;
        } else if (op.kind == OperatorKind::AttentionScores || op.kind == OperatorKind::AttentionValues) {
            op.sizes.context = op.sizes.context * budget;
            op.sizes.cached = op.sizes.cached * budget;
        }
    }
}

template <class N> void keepFewer(StageOf<N>& stage, const N& budget)
{
    for (OperatorOf<N>& op : stage.operators) {
        op.kvKept = op.kvKept * budget;
        if (stage.role == StageRole::Prefill) { // what is dropped at once is never written
            op.kvWritten = op.kvWritten * budget;
        }
    }
}

} // namespace

/// Of all positions the share stays that queries looked at most: the cache and what decode reads of it × the budget.
extern const Lever cacheevictionLever; // named by the list of all rows
const Lever cacheevictionLever = programLever(
    {.id = "cache_eviction",
     .label = "Cache eviction",
     .reduces = "the KV cache and what decode reads of it",
     .kind = LeverKind::KvCache,
     .order = 20,
     .caveat =
         "What is dropped is lost, and how much that hurts depends on the task. It needs the scores of attention, "
         "which kernels that keep them on chip do not hand out; the sums it keeps of them are not counted. H2O "
         "keeps 20 % (Zhang et al. 2023, arXiv:2306.14048); SnapKV chooses once, after the prompt (Li et al. "
         "2024, arXiv:2404.14469).",
     .parameters = {{"budget", "Positions kept", "β", Unit::Fraction, 0.01, 1, 0.2,
                     "Share of the positions whose keys and values stay."}},
     .refusal = refusal},
    []<class N>(const Pulled<N>& pulled, ProgramOf<N>& program) {
        const N budget = pulled["budget"];
        bool changed = false;
        for (CacheOf<N>& cache : program.caches) {
            if (!cache.ofDraft && valueOf(cache.perPosition) > 0) {
                cache.perPosition = cache.perPosition * budget;
                changed = true;
            }
        }
        for (StageOf<N>& stage : program.stages) {
            if (stage.role == StageRole::Prefill || stage.role == StageRole::Decode) {
                keepFewer(stage, budget);
            }
            if (stage.role == StageRole::Decode) {
                attendToFewer(stage, budget);
            }
        }
        return changed;
    });

} // namespace ridge

#include "core/levers/cached_decoder.h"
#include "core/levers/format_levers.h"

#include "core/formulas/element_bits.h"
#include "core/models/language/decoder.h"

namespace ridge {
namespace {

const char* refusal(const Scenario& s)
{
    return !s.model.generates() ? "the model keeps no keys and values between executions"
           : s.trains()         ? "training keeps no cache"
                                : nullptr;
}

/// Not a parameter: where the lever notes the format that it found, for its own change of the program.
constexpr const char* formatBefore = "lever.quantise_cache.before";

template <class N> void narrowCache(const Pulled<N>& pulled, ScenarioEdits<N>& edits)
{
    const Precision before = pulled.scenario.deployment.kvCache;
    narrow(pulled, edits, "deployment.kv_cache", FormatUse::KvCache, before);
    if (edits.scenario().deployment.kvCache != before) {
        edits.scenario().levers[formatBefore] = static_cast<double>(before);
    }
}

/// The latest positions, and how many positions more of the narrow format one of them is worth.
template <class N> struct Latest {
    N positions, surplus;
};

template <class N> Latest<N> latestOf(const Pulled<N>& pulled, Precision before)
{
    const Deployment& d = pulled.scenario.deployment;
    LeverOrigins changed;
    if constexpr (std::is_same_v<N, Traced>) {
        changed = {{"deployment.kv_cache", pulled["format"]}, {"deployment.group_size", pulled["group"]}};
    }
    const N wide = elementBits<N>("deployment.kv_cache", "b_R", before, d);
    const N few = elementBits<N>("deployment.kv_cache", "b_kv", d.kvCache, d, changed);
    return {pulled["residual"], named("surplus", Unit::Ratio, wide / few - N(1))};
}

/// Caches count elements of the narrow format, and beside them what makes the latest positions wider.
template <class N> void keepLatest(std::vector<CacheOf<N>>& caches, const Latest<N>& latest)
{
    std::vector<CacheOf<N>> wider;
    for (const CacheOf<N>& cache : caches) {
        if (valueOf(cache.perPosition) > 0) {
            const N limit = valueOf(cache.limit) > 0 ? smaller(latest.positions, cache.limit) : latest.positions;
            wider.push_back({cache.ofDraft, latest.surplus * cache.perPosition, limit, N(0)});
        }
    }
    caches.insert(caches.end(), wider.begin(), wider.end());
}

/// What a stage reads and writes of them. A prompt's positions are written once, each in the format that it is left
/// in; a token is written wide, and in few bits as soon as so many newer ones stand behind it.
template <class N> void readLatest(const ProgramOf<N>& program, StageOf<N>& stage, const Latest<N>& latest)
{
    const bool ofDraft = valueOf(stage.draftAfter) > valueOf(stage.draftBefore);
    const N before = ofDraft ? stage.draftBefore : stage.seenBefore;
    const N after = ofDraft ? stage.draftAfter : stage.seenAfter;
    const N wider = (smaller(after, latest.positions) - smaller(before, latest.positions)) / stage.repeat;
    const bool generates = stage.role == StageRole::Decode || stage.role == StageRole::Draft;
    const N seen = generates ? meanSeen(program, stage, latest.positions) : latest.positions;
    const N queries = stage.tokens / program.sequences;
    bool leave = false; // of the layer's positions some are no longer among the latest: they are read behind the write
    for (std::size_t i = stage.operators.size(); i-- > 0;) {
        OperatorOf<N>& op = stage.operators[i];
        if (op.isConnector) {
            continue; // looks at images, whose keys and values are narrow from the start
        }
        if (readsCache(op.kind) && valueOf(op.sizes.cached) > 0) {
            const N wide = smaller(op.sizes.cached, seen);
            leave = valueOf(wide) < valueOf(op.sizes.cached);
            op.sizes.cached = op.sizes.cached + latest.surplus * wide;
        } else if (valueOf(op.kvWritten) > 0) {
            const N position = op.kvWritten / queries; // of all sequences
            op.kvKept = op.kvKept + latest.surplus * smaller(op.kvKept, position * wider);
            const N wide = generates ? queries : smaller(queries, latest.positions);
            const N again = generates && leave ? position * ((after - before) / stage.repeat - wider) : N(0);
            op.kvWritten = op.kvWritten + latest.surplus * (position * wide) + again;
        }
    }
}

template <class N> void keepLatest(const Latest<N>& latest, ProgramOf<N>& program)
{
    for (StageOf<N>& stage : program.stages) {
        if (valueOf(stage.seenAfter) > 0 || valueOf(stage.draftAfter) > 0) {
            readLatest(program, stage, latest);
        }
    }
    keepLatest(program.caches, latest);
    if (std::optional<N>& all = program.architecture.cacheOfEveryHead) {
        all = *all + latest.surplus * (*all * (smaller(latest.positions, program.positions) / program.positions));
    }
}

/// Says whether the format became narrower; and of what is in it, takes out the latest positions.
template <class N> bool keepLatestWide(const Pulled<N>& pulled, ProgramOf<N>& program)
{
    const auto before = pulled.scenario.levers.find(formatBefore);
    if (before == pulled.scenario.levers.end()) {
        return false;
    }
    const Decoder* decoder = cachedDecoder(pulled.scenario);
    if (valueOf(pulled["residual"]) > 0 && decoder && !decoder->isLinear()) { // a state has no latest positions
        keepLatest(latestOf(pulled, allPrecisions.at(static_cast<std::size_t>(before->second))), program);
    }
    return true;
}

LeverText text()
{
    return {.id = "quantise_cache",
            .label = "Quantized KV cache",
            .reduces = "the KV cache and what decode reads of it",
            .kind = LeverKind::Format,
            .order = 30,
            .caveat = "Cached elements are expanded before they are multiplied. With 2 bits, groups of 32 and the last "
                      "128 tokens kept wide, KIVI reports almost the same quality, 2.6 times less peak memory and 2.35 "
                      "to 3.47 times the throughput (Liu et al. 2024, arXiv:2402.02750).",
            .parameters =
                {narrowFormat(FormatUse::KvCache, "b_kv", Precision::INT8),
                 formatGroup(),
                 {"residual", "Latest tokens kept wide", "R", Unit::Count, 0, 1e7, 0,
                  "So many of the latest positions keep the format from before; KIVI: 128. Eviction drops "
                  "the same share of them as of all others. In decoders alone: not beside a source, nor of a state."}},
            .refusal = refusal};
}

} // namespace

/// Keys and values take fewer bits each, in memory and on the way; those of the latest tokens as many as before.
extern const Lever quantisecacheLever; // named by the list of all rows
const Lever quantisecacheLever = [] {
    Lever lever = scenarioLever(
        text(), []<class N>(const Pulled<N>& pulled, ScenarioEdits<N>& edits) { narrowCache(pulled, edits); });
    const Lever inProgram = programLever(LeverText{}, []<class N>(const Pulled<N>& pulled, ProgramOf<N>& program) {
        return keepLatestWide(pulled, program);
    });
    lever.apply = inProgram.apply, lever.trace = inProgram.trace;
    return lever;
}();

} // namespace ridge

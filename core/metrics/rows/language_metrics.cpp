#include "core/metrics/memory_facts.h"
#include "core/metrics/row.h"

#include <algorithm>

namespace ridge {
namespace {

constexpr const char* noLanguage = "only language models generate tokens, and not while they are trained";
constexpr const char* noCapacity = "the device states no capacity";

template <class N> N capacityOf(const Facts<N>& f, const char* symbol, const MemoryLevel& level)
{
    const std::string id = levelId(f.s.device, &level);
    return deviceLeaf<N>(id.empty() ? id : id + ".capacity", symbol, level.capacity.value_or(0), Unit::Bytes);
}

/// Bytes left beside the weights for what grows with the batch and the context; nothing where a capacity is not known.
template <class N> std::optional<N> roomBesideWeights(const Facts<N>& f)
{
    const MemoryLevel* level = f.e.workingLevel();
    const MemoryLevel* flash = f.s.device.flash();
    if (!level || !level->capacity || (flash && !flash->capacity)) {
        return std::nullopt;
    }
    const N weights = named("weights", Unit::Bytes, MemoryFacts<N>(f).stored());
    const N whole = capacityOf(f, "capacity", *level);
    const N capacity = f.s.device.runtimeMemory ? larger(whole - runtimeLeaf(f), N(0)) : whole;
    if (!flash) {
        return larger(capacity - weights, N(0));
    }
    const N allFlash = capacityOf(f, "flash", *flash);
    const std::optional<double>& code = f.s.device.codeSize;
    const N inFlash = code ? allFlash - deviceLeaf<N>("device.code_size", "code", *code, Unit::Bytes) : allFlash;
    return valueOf(inFlash) < valueOf(weights) ? larger(smaller(inFlash - weights, capacity), N(0)) : capacity;
}

/// That share the batch.
template <class N> N replicasOf(const Facts<N>& f)
{
    const Split& split = f.s.deployment.split;
    if (!f.e.program.isSplit() || split.replicas() <= 1) {
        return N(1);
    }
    const auto degree = [](const char* id, const char* symbol, double value) {
        return parameterLeaf<N>(id, symbol, value, Unit::Count);
    };
    const N data = degree("deployment.split.data", "DP", split.data);
    return split.expert > 1 ? data * degree("deployment.split.expert", "EP", split.expert) : data;
}

template <class N> Answer<N> largestBatch(const Facts<N>& f)
{
    if (*f.e.program.fixedBatch) {
        return Answer<N>::none(f.e.program.fixedBatch);
    }
    const std::optional<N> room = roomBesideWeights(f);
    if (!room) {
        return Answer<N>::none(noCapacity);
    }
    const MemoryFacts<N> memory(f);
    const N working = named("working set", Unit::Bytes, memory.working());
    const bool learns = f.e.program.training.has_value(); // what that keeps does not grow with the batch
    const N state = learns ? named("state", Unit::Bytes, memory.gradients() + memory.optimizer()) : N(0);
    const N growing = learns ? working - state : working, left = learns ? larger(*room - state, N(0)) : *room;
    if (valueOf(growing) <= 0) {
        return Answer<N>::none("one sample takes no memory");
    }
    const N replicas = replicasOf(f);
    if (valueOf(replicas) <= 1) {
        return Answer<N>(wholePart(left / (growing / f.batch())));
    }
    const N ofFullest = named("samples of a replica", Unit::Count, roundedUp(f.batch() / replicas));
    return Answer<N>(wholePart(left / (growing / ofFullest)) * replicas);
}

/// Elements that fit for the cache of one sequence as it grows, beside what does not grow with it.
template <class N> N roomForContext(const Facts<N>& f, const N& besideWeights)
{
    const N activations = named("activations", Unit::Bytes, MemoryFacts<N>(f).stepActivations(f.decode()));
    const N forCache = named("room", Unit::Bytes, larger(besideWeights - activations, N(0)));
    N elements =
        forCache / (f.program().sequences * f.machine.cacheBits / N(8)); // bytes over those of one of every sequence
    for (const CacheOf<N>& cache : f.program().caches) {
        elements = valueOf(cache.constant) > 0 ? larger(elements - cache.constant, N(0)) : elements;
    }
    return elements;
}

template <class N> Answer<N> largestContext(const Facts<N>& f)
{
    if (!f.hasDecode()) {
        return Answer<N>::none(noDecode);
    }
    const std::optional<N> room = roomBesideWeights(f);
    if (!room) {
        return Answer<N>::none(noCapacity);
    }
    N elements = roomForContext(f, *room);
    std::vector<CacheOf<N>> growing = f.program().caches; // until their windows are full, the narrowest first
    std::stable_sort(growing.begin(), growing.end(), [](const CacheOf<N>& a, const CacheOf<N>& b) {
        return valueOf(a.limit) > 0 && (valueOf(b.limit) <= 0 || valueOf(a.limit) < valueOf(b.limit));
    });
    while (!growing.empty()) {
        N perPosition(0);
        for (const CacheOf<N>& cache : growing) {
            perPosition = perPosition + cache.perPosition;
        }
        if (valueOf(perPosition) <= 0) { // a state as large for one position as for a million
            return valueOf(elements) > 0
                       ? Answer<N>::none("no context is too long: what attention keeps does not grow with it")
                       : Answer<N>(wholePart(elements));
        }
        const CacheOf<N> next = growing.front();
        const N longest = elements / perPosition;
        if (valueOf(next.limit) <= 0 || valueOf(longest) <= valueOf(next.limit)) {
            return Answer<N>(wholePart(longest));
        }
        elements = elements - next.perPosition * next.limit;
        growing.erase(growing.begin());
    }
    return Answer<N>::none("no context is too long: the cache stops growing when the window is full");
}

void addLimits(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"max_batch", "Largest batch that fits", "BS_max", Family::Memory, Unit::Count,
         "Samples or requests like this one that fit the device together: what the weights leave, over what one takes "
         "at its worst moment.",
         "capacity over need, both as in the memory footprint"},
        RIDGE_FORMULA { return largestBatch(f); }));
    rows.push_back(makeMetric(
        {"max_context", "Longest context that fits", "N_max", Family::Memory, Unit::Count,
         "Prompt (with the images that stand in it) and output together, for every sequence of the batch, whose cache "
         "fits beside the weights and the activations of a decode step. A prompt is taken to be processed in pieces: "
         "read at once, its activations may end it earlier, as a sweep over the prompt shows. Attention scores kept in "
         "memory count as they are at this workload. What the model was trained for may be less.",
         "capacity over need, both as in the memory footprint"},
        RIDGE_FORMULA { return largestContext(f); }));
}

} // namespace

void addLanguageMetrics(Metrics& rows)
{
    addLimits(rows);
    rows.push_back(makeMetric(
        {"effective_context", "Effective context", "N_eff", Family::Architecture, Unit::Count,
         "Positions that the last token attends to: all of them, or sinks + window where every layer has a window. "
         "Through a stack of plain windows older tokens still have an influence, layer by layer up to L × window back; "
         "attention sinks bound the memory and do not extend the context.",
         "Xiao et al. 2023 (arXiv:2309.17453): sinks and window; Jiang et al. 2023 (arXiv:2310.06825): reach of "
         "windows"},
        RIDGE_FORMULA {
            const std::optional<N>& context = f.program().architecture.context;
            return context ? Answer<N>(*context) : Answer<N>::none("only language models attend to a context");
        }));
    rows.push_back(makeMetric(
        {"tokens_per_second_request", "Tokens per second and request", "", Family::Latency, Unit::TokensPerSecond,
         "What one user sees: the rate of a single sequence, however many are decoded beside it.",
         "1 / T_per-token of the cheat sheet", StageRole::Decode},
        RIDGE_FORMULA {
            if (!f.hasDecode()) {
                return Answer<N>::none(noDecode);
            }
            return N(1) / named("TPOT", Unit::Seconds, f.timePerToken());
        }));
    rows.push_back(makeMetric(
        {"tokens_per_round", "Tokens per round", "E", Family::Latency, Unit::Count,
         "Speculative decoding: tokens that a round of drafts and one check yields, on average.",
         "Leviathan et al. 2023 (arXiv:2211.17192), eq. 1"},
        RIDGE_FORMULA {
            if (!f.e.program.find(StageRole::Draft)) {
                return Answer<N>::none(f.keepsCache() ? "no draft model proposes tokens" : noLanguage);
            }
            return Answer<N>(f.program().perRound);
        }));
}

} // namespace ridge

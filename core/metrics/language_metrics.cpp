#include "core/metrics/memory_facts.h"
#include "core/metrics/row.h"

namespace ridge {
namespace {

constexpr const char* noLanguage = "only language models generate tokens";
constexpr const char* noDecode = "no tokens are generated: the model is no decoder, or the output is empty";
constexpr const char* noCapacity = "the device states no capacity";

/// The level that holds what grows: the one that was chosen, or the main memory, which is taken last.
const MemoryLevel* roomiestLevel(const Evaluation& e)
{
    const Device& device = e.scenario->device;
    const auto chosen = static_cast<std::size_t>(e.scenario->deployment.memoryLevel);
    const bool forced = chosen >= 1 && chosen <= device.memory.size() && e.workingLevel() == &device.memory[chosen - 1];
    return forced ? e.workingLevel() : device.mainMemory();
}

template <class N> N capacityOf(const Facts<N>& f, const char* symbol, const MemoryLevel& level)
{
    const std::string id = levelId(f.s.device, &level);
    return deviceLeaf<N>(id.empty() ? id : id + ".capacity", symbol, level.capacity.value_or(0), Unit::Bytes);
}

/// Bytes left beside the weights for what grows with the batch and the context; nothing where a capacity is not known.
template <class N> std::optional<N> roomBesideWeights(const Facts<N>& f)
{
    const MemoryLevel* level = roomiestLevel(f.e);
    const MemoryLevel* flash = f.s.device.flash();
    if (!level || !level->capacity || (flash && !flash->capacity)) {
        return std::nullopt;
    }
    const N weights = named("weights", Unit::Bytes, MemoryFacts<N>(f).stored());
    const N capacity = capacityOf(f, "capacity", *level);
    if (!flash) {
        return larger(capacity - weights, N(0));
    }
    const N inFlash = capacityOf(f, "flash", *flash);
    return valueOf(inFlash) < valueOf(weights) ? larger(smaller(inFlash - weights, capacity), N(0)) : capacity;
}

template <class N> Answer<N> largestBatch(const Facts<N>& f)
{
    // Every other activation and cached element belongs to one sample of the batch.
    if (f.s.model.imported()) {
        return Answer<N>::none("a graph from a file may fix its batch");
    }
    if (f.s.model.template part<DualEncoder>()) {
        return Answer<N>::none("the texts are encoded once, whatever the batch");
    }
    const std::optional<N> room = roomBesideWeights(f);
    if (!room) {
        return Answer<N>::none(noCapacity);
    }
    const N working = named("working set", Unit::Bytes, MemoryFacts<N>(f).working());
    if (valueOf(working) <= 0) {
        return Answer<N>::none("one sample takes no memory");
    }
    return Answer<N>(wholePart(*room / (working / f.batch())));
}

/// Cached elements that one more position of one sequence adds: in layers without a limit, and in local ones until
/// their window is full.
template <class N> struct CacheGrowth {
    N global{0}, local{0};

    void add(const Facts<N>& f, const Decoder& d, bool isDraft)
    {
        const N perToken = cachedPerToken(f, d, isDraft);
        const double localLayers = d.localLayers();
        if (localLayers <= 0) {
            global = global + perToken;
            return;
        }
        const N layers = decoderSize(f, isDraft, "model.layers", "L", d.layers);
        const N locals = f.known(isDraft ? "L_local,draft" : "L_local", localLayers);
        local = local + perToken / layers * locals;
        if (localLayers < d.layers) {
            global = global + perToken / layers * (layers - locals);
        }
    }
};

/// Elements of one sequence's cache that do not grow with its context: of a source, or of images beside the prompt.
template <class N> std::optional<N> cachedBeside(const Facts<N>& f)
{
    const EncoderDecoder* m = f.s.model.template part<EncoderDecoder>();
    return m ? std::optional(cachedPerToken(f) * sourcePositions(f, *m)) : visualCache(f);
}

/// Elements that fit for the cache of one sequence as it grows.
template <class N> N roomForContext(const Facts<N>& f, const N& besideWeights)
{
    const N activations = named("activations", Unit::Bytes, MemoryFacts<N>(f).stepActivations(f.decode()));
    const N forCache = named("room", Unit::Bytes, larger(besideWeights - activations, N(0)));
    const N elements = forCache / (f.batch() * f.machine.cacheBits / N(8)); // bytes over those of one of every sequence
    const std::optional<N> beside = cachedBeside(f);
    return beside ? larger(elements - *beside, N(0)) : elements;
}

template <class N> Answer<N> largestContext(const Facts<N>& f)
{
    if (!f.s.model.generates() || !f.hasDecode()) {
        return Answer<N>::none(noDecode);
    }
    const std::optional<N> room = roomBesideWeights(f);
    if (!room) {
        return Answer<N>::none(noCapacity);
    }
    const N elements = roomForContext(f, *room);
    if (!f.isDecoder()) { // every layer sees all of its own text
        return Answer<N>(wholePart(elements / cachedPerToken(f)));
    }
    const Decoder& d = *f.s.model.decoder();
    CacheGrowth<N> growth;
    growth.add(f, d, false);
    if (f.e.program.find(StageRole::Draft)) {
        growth.add(f, draftOf(d, f.s.workload.draftScale), true);
    }
    const N unlimited = elements / (growth.global + growth.local);
    if (d.localLayers() <= 0 || valueOf(unlimited) <= d.localPositions()) {
        return Answer<N>(wholePart(unlimited));
    }
    if (valueOf(growth.global) <= 0) {
        return Answer<N>::none("no context is too long: the cache stops growing when the window is full");
    }
    return Answer<N>(wholePart((elements - growth.local * localPositions(f)) / growth.global));
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
         "fits beside the weights and the activations of a decode step. A prompt is taken to be processed in pieces; "
         "attention scores kept in memory "
         "count as they are at this workload. What the model was trained for may be less.",
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
            if (!f.isDecoder()) {
                return Answer<N>::none("only language models attend to a context");
            }
            const Decoder& d = *f.s.model.decoder();
            const N all = allTokens(f);
            return Answer<N>(d.localLayers() < d.layers ? all : smaller(all, localPositions(f)));
        }));
    rows.push_back(makeMetric(
        {"tokens_per_second_request", "Tokens per second and request", "", Family::Latency, Unit::TokensPerSecond,
         "What one user sees: the rate of a single sequence, however many are decoded beside it.",
         "1 / T_per-token of the cheat sheet"},
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
                return Answer<N>::none(f.isDecoder() ? "no draft model proposes tokens" : noLanguage);
            }
            return Answer<N>(tokensPerRound<N>(f.s.workload));
        }));
}

} // namespace ridge

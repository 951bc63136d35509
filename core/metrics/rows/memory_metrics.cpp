#include "core/metrics/memory_facts.h"
#include "core/metrics/row.h"

namespace ridge {
namespace {

constexpr const char* noOperators = "the model has no operators";
constexpr const char* noCache = "only models that generate tokens keep a KV cache";

template <class N> N stored(const MemoryFacts<N>& memory) { return named("weights", Unit::Bytes, memory.stored()); }

/// Activations and KV cache at their worst moment.
template <class N> N working(const MemoryFacts<N>& memory)
{
    return named("working set", Unit::Bytes, memory.working());
}

/// With what the runtime takes of the working memory all the time.
template <class N> N held(const Facts<N>& f, const N& needed)
{
    return f.s.device.runtimeMemory ? needed + runtimeLeaf(f) : needed;
}

/// With the program that lies beside the weights.
template <class N> N inFlash(const Facts<N>& f)
{
    const N weights = MemoryFacts<N>(f).stored();
    const std::optional<double>& code = f.s.device.codeSize;
    return code ? named("weights", Unit::Bytes, weights) + deviceLeaf<N>("device.code_size", "code", *code, Unit::Bytes)
                : weights;
}

void addCacheMetrics(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"kv_cache", "KV cache", "M_kv", Family::Memory, Unit::Bytes,
         "Keys and values of all positions of the request, prompt and output: the last token has its place as well. "
         "Of linear attention its states, which are as large whatever the positions. Of several devices the fullest "
         "rank's part.",
         "cheat sheet, with the KV heads of grouped queries (Ainslie et al. 2023, arXiv:2305.13245)"},
        RIDGE_FORMULA {
            if (!f.keepsCache()) {
                return Answer<N>::none(noCache);
            }
            return cacheAfter(f, f.program().positions);
        }));
    rows.push_back(makeMetric(
        {"kv_cache_sheet", "KV cache, MHA (the sheet)", "M_kv,MHA", Family::Memory, Unit::Bytes,
         "What the cache would be if every head kept its own keys and values, without a window.", "cheat sheet"},
        RIDGE_FORMULA {
            if (!f.keepsCache()) {
                return Answer<N>::none(noCache);
            }
            const std::optional<N>& elements = f.program().architecture.cacheOfEveryHead;
            return elements ? Answer<N>(formula::bytes(f.program().sequences * *elements, f.machine.cacheBits))
                            : Answer<N>::none(noCache);
        }));
    rows.push_back(makeMetric(
        {"kv_cache_per_token", "KV cache per token", "m_kv", Family::Memory, Unit::Bytes,
         "Bytes that one more token of one sequence adds to the cache at this context: none in layers whose window is "
         "full. Of several devices the fullest rank's part.",
         "cheat sheet, with the KV heads of grouped queries (Ainslie et al. 2023, arXiv:2305.13245)"},
        RIDGE_FORMULA {
            if (!f.keepsCache()) {
                return Answer<N>::none(noCache);
            }
            N growing(0);
            const N& seen = f.program().positions;
            for (const CacheOf<N>& cache : f.program().caches) {
                const bool hasWindow = valueOf(cache.limit) > 0; // once it is full, the newest replaces the oldest
                const N added = hasWindow ? smaller(seen + N(1), cache.limit) - smaller(seen, cache.limit) : N(1);
                growing = cache.ofDraft ? growing : growing + cache.perPosition * added;
            }
            return formula::bytes(growing, f.machine.cacheBits);
        }));
}

void addTotals(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"memory_footprint", "Memory footprint", "M", Family::Memory, Unit::Bytes,
         "What the working memory must hold: activations and KV cache at the moment they need most together, and the "
         "weights as stored unless they stay in flash; and what the runtime takes, where the device states it. Of "
         "several "
         "devices what the fullest rank must hold."},
        RIDGE_FORMULA {
            const MemoryFacts<N> memory(f);
            return Answer<N>(held(f, f.s.device.flash() ? working(memory) : stored(memory) + working(memory)));
        }));
    rows.push_back(makeMetric(
        {"memory_headroom", "Memory headroom", "", Family::Memory, Unit::Bytes,
         "What the tightest memory level has left; negative when the model does not fit. Of several devices on the "
         "fullest rank.",
         "capacity − need"},
        RIDGE_FORMULA {
            const MemoryLevel* level = f.e.workingLevel();
            const MemoryLevel* weights = f.e.weightLevel();
            if (!level || !f.e.placement.capacityKnown) {
                return Answer<N>::none("the device states no capacity");
            }
            const auto capacityOf = [&](const char* symbol, const MemoryLevel& where) {
                const std::string id = levelId(f.s.device, &where);
                return deviceLeaf<N>(id.empty() ? id : id + ".capacity", symbol, where.capacity.value_or(0),
                                     Unit::Bytes);
            };
            const N capacity = capacityOf("capacity", *level);
            const MemoryFacts<N> memory(f);
            if (weights == level) {
                return Answer<N>(capacity - held(f, working(memory) + stored(memory)));
            }
            const N flash = capacityOf("flash", *weights);
            const N code = f.s.device.codeSize ? named("weights and code", Unit::Bytes, inFlash(f)) : stored(memory);
            return Answer<N>(smaller(capacity - held(f, working(memory)), flash - code));
        }));
    rows.push_back(makeMetric(
        {"flash_usage", "Flash usage", "", Family::Memory, Unit::Bytes,
         "On microcontrollers the weights stay in flash: flash usage is the model size, and the program's own where "
         "the "
         "device states it."},
        RIDGE_FORMULA {
            if (!f.s.device.flash()) {
                return Answer<N>::none("the device runs weights from its main memory, not from flash");
            }
            return Answer<N>(inFlash(f));
        }));
}

void addActivationMetrics(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"activations_total", "Activations, total", "", Family::Memory, Unit::Count,
         "Elements of all feature maps of one forward pass (prefill for LLMs), fused or not."},
        RIDGE_FORMULA { return Answer<N>(MemoryFacts<N>(f).outputs()); }));
    rows.push_back(makeMetric(
        {"activations_peak_sheet", "Peak activations, in + out", "", Family::Memory, Unit::Count,
         "Largest sum of one operator's inputs and output: the sheet's estimate of the peak."},
        RIDGE_FORMULA { return Answer<N>(MemoryFacts<N>(f).peakSheet()); }));
    rows.push_back(makeMetric(
        {"activations_peak_live", "Peak activations, live set", "", Family::Memory, Unit::Count,
         "Largest number of elements alive at once, skip connections included.", "liveness of the program"},
        RIDGE_FORMULA { return Answer<N>(MemoryFacts<N>(f).peakLive()); }));
    rows.push_back(makeMetric(
        {"arena_size", "Arena size", "", Family::Memory, Unit::Bytes,
         "One buffer for all activations, planned first-fit in program order.", "first-fit allocation"},
        RIDGE_FORMULA { return Answer<N>(MemoryFacts<N>(f).arena()); }));
    rows.push_back(makeMetric(
        {"activation_memory", "Activation memory, total", "", Family::Memory, Unit::Bytes,
         "Bytes of all feature maps of one forward pass, as if none were freed: what training would keep."},
        RIDGE_FORMULA {
            return formula::bytes(named("activations", Unit::Count, MemoryFacts<N>(f).outputs()),
                                  f.machine.activationBits);
        }));
    rows.push_back(makeMetric(
        {"activation_memory_peak", "Activation memory, peak", "", Family::Memory, Unit::Bytes,
         "Memory the activations need at the worst moment, by the convention's rule. Of several devices on the fullest "
         "rank."},
        RIDGE_FORMULA {
            const MemoryFacts<N> memory(f);
            const N& bits = f.machine.activationBits;
            switch (f.s.convention.peak) {
            case PeakRule::LiveSet:
                return formula::bytes(named("alive", Unit::Count, memory.peakLive()), bits);
            case PeakRule::LargestInPlusOut:
                return formula::bytes(named("max(in + out)", Unit::Count, memory.peakSheet()), bits);
            case PeakRule::Arena:
                break;
            }
            return Answer<N>(memory.arena());
        }));
}

} // namespace

void addMemoryMetrics(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"parameters", "Parameters", "W", Family::Memory, Unit::Count,
         "All trainable elements, of every expert, as the convention counts them: of the whole model, over however "
         "many "
         "devices."},
        RIDGE_FORMULA {
            if (f.isEmpty()) {
                return Answer<N>::none(noOperators);
            }
            return Answer<N>(f.parameters());
        }));
    rows.push_back(makeMetric(
        {"model_size", "Model size", "", Family::Memory, Unit::Bytes,
         "Storage of the counted parameters in their formats, on disk or in flash."},
        RIDGE_FORMULA {
            if (f.isEmpty()) {
                return Answer<N>::none(noOperators);
            }
            return f.modelSize();
        }));
    addActivationMetrics(rows);
    addCacheMetrics(rows);
    addTotals(rows);
}

} // namespace ridge

// What memory metrics are made of, over the number type: feature maps, live sets, the arena, stored weights.
// With double it reads the memory plan; with Traced it writes the same numbers out, tensor by tensor.
#pragma once

#include "core/analysis/activation_sizes.h"
#include "core/analysis/memory_plan.h"
#include "core/metrics/vision_facts.h"
#include "core/models/language/decoder.h"

namespace ridge {

/// A size of the decoder that leads back to its parameter; of the draft model, which has none of its own, a symbol.
template <class N>
N decoderSize(const Facts<N>& f, bool isDraft, const char* key, const std::string& symbol, double value)
{
    const char* const joint = symbol.find('_') == std::string::npos ? "_draft" : ",draft";
    return isDraft ? f.known((symbol + joint).c_str(), value) : f.leaf(key, symbol.c_str(), value);
}

/// Elements cached per token of one sequence, all layers: the formula of the attention in use.
template <class N> N cachedPerToken(const Facts<N>& f, const Decoder& d, bool isDraft)
{
    const N layers = decoderSize(f, isDraft, "model.layers", "L", d.layers);
    if (d.latentRank > 0) {
        return layers *
               (f.leaf("model.latent_rank", "r_kv", d.latentRank) + f.leaf("model.rope_size", "d_rope", d.ropeSize));
    }
    return formula::cachePerToken(layers, decoderSize(f, isDraft, "model.kv_heads", "H_kv", d.kvHeads),
                                  f.leaf("model.head_size", "d_h", d.headSize));
}
/// The same of the model itself. Only where there is a cache.
template <class N> N cachedPerToken(const Facts<N>& f)
{
    if (const EncoderDecoder* m = f.s.model.template part<EncoderDecoder>()) {
        return formula::cachePerToken(f.leaf("model.encoder_decoder.decoder_layers", "L_dec", m->decoderLayers),
                                      f.leaf("model.encoder_decoder.kv_heads", "H_kv", m->kvHeads),
                                      f.leaf("model.encoder_decoder.head_size", "d_h", m->headSize));
    }
    return cachedPerToken(f, *f.s.model.decoder(), false);
}

/// Positions a local layer keeps: the window, and the sinks beside it. Only where there is a window.
template <class N> N localPositions(const Facts<N>& f)
{
    const Decoder& d = *f.s.model.decoder();
    const N window = f.leaf("model.sliding_window", "N_w", d.slidingWindow);
    return d.sinks > 0 ? f.leaf("model.sinks", "N_s", d.sinks) + window : window;
}

/// Positions of the source that every decoder layer attends to.
template <class N> N sourcePositions(const Facts<N>& f, const EncoderDecoder& m)
{
    return m.source == SourceKind::Audio ? f.leaf("model.encoder_decoder.audio_positions", "N_src", m.audioPositions)
                                         : f.leaf("workload.source_tokens", "N_src", f.s.workload.sourceTokens);
}

/// Positions held per sequence of those that were seen; with a sliding window the mean over the layers.
template <class N> N cachedPositions(const Facts<N>& f, const N& seen, const Decoder& d, bool isDraft)
{
    if (d.slidingWindow <= 0) {
        return seen;
    }
    const N layers = decoderSize(f, isDraft, "model.layers", "L", d.layers);
    const N local = f.known(isDraft ? "L_local,draft" : "L_local", d.localLayers());
    return ((layers - local) * seen + local * smaller(seen, localPositions(f))) / layers;
}

/// Positions that prefill works on: of the text, and of images that stand in the prompt.
template <class N> N promptTokens(const Facts<N>& f)
{
    const N text = f.leaf("workload.prompt_tokens", "N", f.s.workload.promptTokens);
    const std::optional<N> visual = visualPrompt(f);
    return visual ? *visual + text : text;
}
template <class N> N allTokens(const Facts<N>& f)
{
    return promptTokens(f) + f.leaf("workload.output_tokens", "N_out", f.s.workload.outputTokens);
}

/// Bytes of the cache of all sequences once so many positions of each were seen. Decoders only.
template <class N> Bytes<N> cacheAfter(const Facts<N>& f, const N& seen)
{
    if (const EncoderDecoder* m = f.s.model.template part<EncoderDecoder>()) { // of the source as well
        const N positions = sourcePositions(f, *m) + seen;
        return formula::bytes(f.batch() * cachedPerToken(f) * positions, f.machine.cacheBits);
    }
    const Decoder& d = *f.s.model.decoder();
    const N text = cachedPerToken(f) * cachedPositions(f, seen, d, false);
    const std::optional<N> images = visualCache(f);
    const N own = f.batch() * (images ? *images + text : text);
    if (!f.e.program.find(StageRole::Draft)) {
        return formula::bytes(own, f.machine.cacheBits);
    }
    const Decoder draft = draftOf(d, f.s.workload.draftScale);
    const N drafts = f.batch() * cachedPerToken(f, draft, true) * cachedPositions(f, seen, draft, true);
    return formula::bytes(own + drafts, f.machine.cacheBits);
}

template <class N> class MemoryFacts {
public:
    explicit MemoryFacts(const Facts<N>& facts) : f(facts), e(facts.e) {}

    /// Elements of all feature maps that are written, every network run once: Σ count·n·c·h·w.
    N outputs() const
    {
        return derived(e.memory.totalElements, [](const auto& self) { return self.tracedOutputs(); });
    }
    /// The largest input + output of one operator, elements.
    N peakSheet() const
    {
        return derived(e.memory.peakSheetElements, [](const auto& self) { return self.tracedInPlusOut(); });
    }
    /// The largest number of elements alive at once.
    N peakLive() const
    {
        return derived(e.memory.peakLiveElements, [](const auto& self) { return self.tracedPeakLive(); });
    }
    /// High-water mark of the planned arena, bytes: max(offset + size).
    N arena() const
    {
        return derived(e.memory.arena.inBaseUnits(), [](const auto& self) { return self.tracedArena(); });
    }
    /// Every weight that is stored, with biases and embeddings whatever the convention counts, bytes.
    N stored() const
    {
        return derived(e.memory.weights.inBaseUnits(), [](const auto& self) { return self.tracedStored(); });
    }
    /// Activations and KV cache at their worst moment, bytes.
    N working() const
    {
        return derived(e.memory.peakWorking.inBaseUnits(), [](const auto& self) { return self.tracedWorking(); });
    }

    /// Activations of one execution of a stage at their worst, by the convention's rule, bytes.
    N stepActivations(std::size_t stage) const
    {
        const PeakRule rule = e.scenario->convention.peak;
        if (rule == PeakRule::Arena) {
            return arena();
        }
        if (rule == PeakRule::LargestInPlusOut) {
            return formula::bytes(peakSheet(), f.machine.activationBits).inBaseUnits();
        }
        const std::vector<Bytes<>>& live = e.stages[stage].live;
        const auto widest = std::max_element(live.begin(), live.end());
        return widest == live.end() ? N(0) : derived(widest->inBaseUnits(), [&](const auto& self) {
            const Traced alive = self.aliveWith(stage, static_cast<std::size_t>(widest - live.begin()));
            return formula::bytes(alive, self.f.machine.activationBits).inBaseUnits();
        });
    }

    /// Elements of everything alive while one operator runs.
    Traced aliveWith(std::size_t stage, std::size_t op) const
    {
        const Stage& where = e.program.stages[stage];
        return alive(where, lifetimesOf(where, e.scenario->convention.inputInPeak), op);
    }

private:
    /// The number itself, or how it comes about. A derivation that would round elsewhere than the plan did is left
    /// out: what is shown is always what was computed.
    template <class Derive> N derived(double value, Derive derive) const
    {
        if constexpr (std::is_same_v<N, Traced>) {
            Traced trace = derive(*this);
            return trace.value() == value ? trace : Traced::leaf("planned", value);
        } else {
            return value;
        }
    }

    using Place = std::pair<std::size_t, std::size_t>; // stage and operator

    /// Operators of the networks that hold their own weights, where `value` has something; with those values.
    template <class Value> std::pair<std::vector<Place>, std::vector<double>> placesWith(Value value) const
    {
        std::pair<std::vector<Place>, std::vector<double>> found;
        for (std::size_t s = 0; s < e.program.stages.size(); ++s) {
            const Stage& stage = e.program.stages[s];
            for (std::size_t i = 0; i < stage.operators.size() && !stage.sharesWeights; ++i) {
                const Operator& op = stage.operators[i];
                if (const double one = value(stage, op); one > 0) {
                    found.first.emplace_back(s, i);
                    found.second.push_back(op.count * one);
                }
            }
        }
        return found;
    }

    Traced tracedOutputs() const
    {
        const auto [places, values] = placesWith(
            [](const Stage& stage, const Operator& op) { return op.output >= 0 ? outputElements(stage, op) : 0; });
        return Traced::sum("i", values, [&program = e.program, places = places](std::size_t i) {
            const Stage& stage = program.stages[places[i].first];
            const Operator& op = stage.operators[places[i].second];
            const Tensor& map = stage.tensors[static_cast<std::size_t>(op.output)];
            return counted(op, Traced::term("A_i", Unit::Count, elementsOf<Traced>(map), op.name, {}));
        });
    }

    Traced tracedInPlusOut() const
    {
        std::vector<Place> places;
        std::vector<double> values;
        const bool inputCounts = e.scenario->convention.inputInPeak;
        for (std::size_t s = 0; s < e.program.stages.size(); ++s) {
            const Stage& stage = e.program.stages[s];
            for (std::size_t i = 0; i < stage.operators.size(); ++i) {
                places.emplace_back(s, i);
                values.push_back(inPlusOut<double>(stage, stage.operators[i], inputCounts));
            }
        }
        auto term = [&program = e.program, places = std::move(places), inputCounts](std::size_t i) {
            const auto [s, op] = places[i];
            const Stage& stage = program.stages[s];
            return Traced::term("(in + out)_i", Unit::Count, inPlusOut<Traced>(stage, stage.operators[op], inputCounts),
                                operatorName(program, s, op), {});
        };
        return values.empty() ? Traced(0) : Traced::largest("i", values, std::move(term));
    }

    /// Everything alive while one operator runs.
    Traced alive(const Stage& stage, Lifetimes lifetimes, std::size_t step) const
    {
        std::vector<std::size_t> tensors;
        std::vector<double> values;
        for (std::size_t t = 0; t < lifetimes.size(); ++t) {
            if (lifetimes[t].covers(step)) {
                tensors.push_back(t);
                values.push_back(stage.tensors[t].elements());
            }
        }
        auto term = [&stage, lifetimes = std::move(lifetimes), tensors = std::move(tensors)](std::size_t i) {
            return Traced::term("A_t", Unit::Count, elementsOf<Traced>(stage.tensors[tensors[i]]),
                                tensorName(stage, lifetimes, tensors[i]), {});
        };
        return Traced::sum("t", values, std::move(term));
    }

    Traced tracedPeakLive() const
    {
        const Stage* widest = nullptr;
        Lifetimes lifetimes;
        std::size_t step = 0;
        double most = -1;
        for (const Stage& stage : e.program.stages) {
            Lifetimes own = lifetimesOf(stage, e.scenario->convention.inputInPeak);
            const std::vector<double> live = liveElements(stage, own);
            const auto peak = std::max_element(live.begin(), live.end());
            if (peak != live.end() && *peak > most) {
                most = *peak;
                step = static_cast<std::size_t>(peak - live.begin());
                lifetimes = std::move(own);
                widest = &stage;
            }
        }
        return widest ? alive(*widest, std::move(lifetimes), step) : Traced(0);
    }

    Traced tracedArena() const
    {
        struct End {
            const Stage* stage;
            std::shared_ptr<const Lifetimes> lifetimes;
            ArenaPlace place;
        };
        std::vector<End> ends;
        std::vector<double> values;
        for (const Stage& stage : e.program.stages) {
            const auto lifetimes =
                std::make_shared<const Lifetimes>(lifetimesOf(stage, e.scenario->convention.inputInPeak));
            for (const ArenaPlace& place : arenaPlaces(stage, *lifetimes)) {
                ends.push_back({&stage, lifetimes, place});
                values.push_back(place.offset + stage.tensors[place.tensor].elements());
            }
        }
        auto term = [ends = std::move(ends)](std::size_t i) {
            const auto& [stage, lifetimes, place] = ends[i];
            const Traced offset = place.offset == 0 ? Traced(0) : Traced::leaf("offset", place.offset);
            return Traced::term("end_t", Unit::Count, offset + elementsOf<Traced>(stage->tensors[place.tensor]),
                                tensorName(*stage, *lifetimes, place.tensor), {});
        };
        const Traced elements = values.empty() ? Traced(0) : Traced::largest("t", values, std::move(term));
        return formula::bytes(elements, f.machine.activationBits).inBaseUnits();
    }

    Traced tracedStored() const
    {
        const auto [places, values] =
            placesWith([](const Stage&, const Operator& op) { return storedWeights<double>(op); });
        auto term = [&evaluation = e, places = places](std::size_t i) {
            const auto [s, index] = places[i];
            const Operator& op = evaluation.program.stages[s].operators[index];
            const Traced elements = storedWeights<Traced>(op);
            const bool counts = elements.value() == evaluation.stages[s].operators[index].parameters; // by convention
            const NumberRef ref{counts ? "parameters" : "", static_cast<int>(s), static_cast<int>(index)};
            return counted(op,
                           Traced::term("W_i", Unit::Count, elements, op.name, counts ? ref.text() : std::string()));
        };
        const Traced elements = named("W_stored", Unit::Count, Traced::sum("i", values, std::move(term)));
        return formula::bytes(elements, f.machine.weightBits).inBaseUnits();
    }

    Traced tracedWorking() const
    {
        const MemoryPlan& plan = e.memory;
        const bool live = e.scenario->convention.peak == PeakRule::LiveSet && !plan.timeline.empty();
        if (!live) {
            return activationPeak() + cache(plan.kvCache.inBaseUnits(), "at the end");
        }
        const MemoryStep& peak = plan.timeline[plan.peakStep];
        const Traced then =
            named("activations", Unit::Bytes, formula::bytes(aliveWith(peak.stage, peak.op), f.machine.activationBits))
                .inBaseUnits();
        const Traced activations =
            then.value() == peak.activations ? then : Traced::leaf("activations", peak.activations, Unit::Bytes);
        const std::string when =
            "of the positions cached when " + operatorName(e.program, peak.stage, peak.op) + " runs";
        return activations + cache(peak.kvCache, when);
    }

    Traced activationPeak() const
    {
        const Traced elements = e.scenario->convention.peak == PeakRule::LiveSet ? peakLive() : peakSheet();
        return e.scenario->convention.peak == PeakRule::Arena
                   ? named("arena", Unit::Bytes, arena())
                   : named("activations", Unit::Bytes, formula::bytes(elements, f.machine.activationBits))
                         .inBaseUnits();
    }

    /// What the cache takes at the worst moment: mostly that is after the prompt or at the end.
    Traced cache(double bytes, const std::string& when) const
    {
        if (bytes == 0 || !f.keepsCache()) {
            return bytes == 0 ? Traced(0) : Traced::leaf("KV cache then", bytes, Unit::Bytes, when);
        }
        for (const Traced& seen : {allTokens(f), promptTokens(f)}) {
            const Traced full = cacheAfter(f, seen).inBaseUnits();
            if (full.value() == bytes) {
                return named("KV cache then", Unit::Bytes, full);
            }
        }
        const Traced perElement = f.machine.cacheBits / Traced(8);
        const Traced elements = Traced::leaf("cached elements", bytes / perElement.value(), Unit::Count, when);
        const Traced product = elements * perElement;
        return product.value() == bytes ? named("KV cache then", Unit::Bytes, product)
                                        : Traced::leaf("KV cache then", bytes, Unit::Bytes, when);
    }
    static Traced counted(const Operator& op, const Traced& one)
    {
        return op.count == 1 ? one : Traced::leaf("count_i", op.count) * one;
    }

    const Facts<N>& f;
    const Evaluation& e;
};

} // namespace ridge

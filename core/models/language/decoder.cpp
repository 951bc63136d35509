#include "core/models/language/decoder.h"
#include "core/models/inputs.h"

#include "core/formulas/formulas.h"
#include "core/models/language/decoder_stage.h"

#include <algorithm>

namespace ridge {
namespace {

template <class N> N windowed(N positions, N window) { return window > 0 ? smaller(positions, window) : positions; }

/// What the layers keep of every position: all of them, or those that have a window its positions alone.
template <class N> std::vector<CacheOf<N>> cachesOf(const DecoderOf<N>& d, bool ofDraft)
{
    const N local = d.localLayers();
    const auto perPosition = [&d](const N& layers) {
        return d.latentRank > 0 ? layers * (d.latentRank + d.ropeSize)
                                : formula::cachePerToken(layers, d.kvHeads, d.headSize);
    };
    std::vector<CacheOf<N>> caches;
    if (local < d.layers) {
        caches.push_back({ofDraft, perPosition(local > 0 ? d.layers - local : d.layers), N(0), N(0)});
    }
    if (local > 0) {
        caches.push_back({ofDraft, perPosition(local), d.localPositions(), N(0)});
    }
    return caches;
}

/// Mean of min(x, window) over x from `first` to `last` (window 0: no limit).
template <class N> N meanClipped(N first, N last, N window)
{
    if (window <= 0 || window >= last || last <= first) {
        return window > 0 ? smaller((first + last) / 2, window) : (first + last) / 2;
    }
    if (window <= first) {
        return window;
    }
    return ((first + window) / 2 * (window - first) + window * (last - window)) / (last - first);
}

/// Writes the stages of one scenario one after the other; each knows what the cache held before it.
template <class N> class DecoderExpansion {
public:
    DecoderExpansion(const Inputs<N>& inputs, const DecoderOf<N>& model, ProgramOf<N>& program,
                     const VisualInput<N>& visual)
        : m_inputs(inputs), m_model(&model), m_program(program), m_visual(visual),
          m_prompt(visual.inPrompt() + inputs.workload.promptTokens), m_output(generatedAfterPrefill(inputs.workload))
    {
        m_program.caches = cachesOf(model, false);
        m_program.caches.front().constant = visual.cached();
        m_program.sequences = inputs.workload.batch;
        m_program.prompt = m_prompt;
        m_program.positions = m_prompt + m_output;
    }

    void prefill(const char* name, StageRole role, const DecoderOf<N>& d)
    {
        const bool half = m_inputs.convention.causal == CausalCount::LowerHalf;
        const N n = m_prompt;
        const N window = d.localPositions();
        DecoderPhase<N> phase{name, n, n, n, n, n, n, windowed(n, window), false};
        if (half) {
            phase.context = meanPrefillContext(n, N(0));
            phase.localContext = meanPrefillContext(n, window);
        } else if (window > 0) {
            phase.localContext = windowed(n, window);
        }
        phase.visual = m_visual;
        phase.visual.arrive = true;
        StageOf<N>& stage = push(d, phase, role, 1);
        reach(stage, n, &d != m_model);
    }

    void decode(const DecoderOf<N>& d)
    {
        const N window = d.localPositions();
        const N whole = meanDecodeContext(m_prompt, m_output, N(0));
        const N local = meanDecodeContext(m_prompt, m_output, window);
        DecoderPhase<N> phase{"decode", 1, whole, local, whole, local, 1, keptLocally(d) / m_output, true};
        phase.visual = m_visual;
        generate(d, push(d, phase, StageRole::Decode, m_output));
    }

    /// Rounds of speculative decoding, all drafts first and then all checks: the order changes no total.
    void speculate(const DecoderOf<N>& d, const DecoderOf<N>& draft)
    {
        for (const CacheOf<N>& cache : cachesOf(draft, true)) {
            m_program.caches.push_back(cache);
        }
        const WorkloadOf<N>& w = m_inputs.workload;
        const N perRound = named("E", Unit::Count, formula::tokensPerRound(w.acceptance, w.draftTokens));
        m_program.perRound = perRound;
        m_program.proposals = w.draftTokens;
        const N rounds = m_output / perRound;
        const N proposals = w.draftTokens * rounds;
        prefill("draft prefill", StageRole::Once, draft);
        const auto seen = [&](N ahead, N window) { // by the query so far ahead of a round's start
            const N first = m_prompt + ahead;
            return meanClipped(first, larger(first, first + m_output - perRound), window);
        };
        const N middle = 1 + (w.draftTokens - 1) / 2;
        const N draftLocal = seen(middle, draft.localPositions());
        const DecoderPhase<N> propose{"draft",
                                      1,
                                      seen(middle, N(0)),
                                      draftLocal,
                                      seen(middle, N(0)),
                                      draftLocal,
                                      m_output / proposals,
                                      keptLocally(draft) / proposals,
                                      true};
        generate(draft, push(draft, propose, StageRole::Draft, proposals));
        const N checked = w.draftTokens + 1;
        const bool half = m_inputs.convention.causal == CausalCount::LowerHalf;
        const N asking = half ? 1 + w.draftTokens / 2 : checked;
        const N window = d.localPositions();
        const DecoderPhase<N> verify{"verify",
                                     checked,
                                     seen(asking, N(0)),
                                     seen(asking, window),
                                     seen(checked, N(0)),
                                     seen(checked, window),
                                     m_output / rounds,
                                     keptLocally(d) / rounds,
                                     true,
                                     checked};
        generate(d, push(d, verify, StageRole::Decode, rounds));
    }

private:
    /// Positions by which a local layer's cache grows while tokens are generated.
    N keptLocally(const DecoderOf<N>& d) const
    {
        return windowed(m_prompt + m_output, d.localPositions()) - windowed(m_prompt, d.localPositions());
    }

    StageOf<N>& push(const DecoderOf<N>& d, const DecoderPhase<N>& phase, StageRole role, N repeat)
    {
        m_program.stages.push_back(expandPhase(m_inputs, d, phase));
        StageOf<N>& stage = m_program.stages.back();
        stage.role = role;
        stage.repeat = repeat;
        return stage;
    }

    /// The caches of the model, or of its draft, hold so many positions when the stage ends.
    void reach(StageOf<N>& stage, const N& seen, bool isDraft)
    {
        stage.seenBefore = m_seen, stage.draftBefore = m_draftSeen;
        (isDraft ? m_draftSeen : m_seen) = seen;
        stage.seenAfter = m_seen, stage.draftAfter = m_draftSeen;
    }

    /// What a stage that generates has in common: its weights are there already, and the cache grows to the end.
    void generate(const DecoderOf<N>& d, StageOf<N>& stage)
    {
        stage.sharesWeights = true;
        reach(stage, m_prompt + m_output, &d != m_model);
    }

    const Inputs<N>& m_inputs;
    const DecoderOf<N>* m_model;
    ProgramOf<N>& m_program;
    const VisualInput<N> m_visual;
    N m_prompt, m_output;        // positions, those of images in the prompt included
    N m_seen{0}, m_draftSeen{0}; // positions in the caches so far
};

} // namespace

template <class N> N meanPrefillContext(N promptTokens, N window)
{
    const N w = windowed(promptTokens, window);
    // Query i = 1…N attends to min(i, w): a triangle up to w, then a band.
    return (w * (w + 1) / 2 + (promptTokens - w) * w) / promptTokens;
}

template <class N> N meanDecodeContext(N promptTokens, N outputTokens, N window)
{
    if (outputTokens <= 0) {
        return promptTokens;
    }
    const auto upTo = [window](N n) { // Σ_{i=1}^{n} min(i, window)
        const N w = windowed(n, window);
        return w * (w + 1) / 2 + (n - w) * w;
    };
    return (upTo(promptTokens + outputTokens) - upTo(promptTokens)) / outputTokens;
}

template <class N> DecoderOf<N> draftOf(const DecoderOf<N>& d, N scale)
{
    const auto scaled = [scale](N size) { return larger(N(1), rounded(size * scale)); };
    DecoderOf<N> draft = d;
    draft.layers = scaled(d.layers);
    draft.width = scaled(d.width);
    draft.kvHeads = scaled(d.kvHeads);
    draft.heads = draft.kvHeads * larger(N(1), rounded(d.heads * scale / draft.kvHeads));
    const N expertWidth = d.expertWidth > 0 ? d.expertWidth : d.ffnWidth;
    draft.ffnWidth = scaled(d.experts > 0 ? (d.activeExperts + d.sharedExperts) * expertWidth : d.ffnWidth);
    draft.experts = draft.sharedExperts = draft.denseLayers = 0;
    draft.queryRank = d.queryRank > 0 ? scaled(d.queryRank) : 0;
    draft.fullLayers = rounded(d.fullLayers * scale);
    return draft;
}

template <class N>
void expandDecoder(const Inputs<N>& inputs, const DecoderOf<N>& d, ProgramOf<N>& program, const VisualInput<N>* visual)
{
    DecoderExpansion<N> expansion(inputs, d, program, visual ? *visual : VisualInput<N>{});
    expansion.prefill("prefill", StageRole::Prefill, d);
    if (generatedAfterPrefill(inputs.workload) > 0) {
        inputs.speculates ? expansion.speculate(d, draftOf(d, inputs.workload.draftScale)) : expansion.decode(d);
    }
    const bool allLocal = d.localLayers() >= d.layers;
    program.architecture.context = allLocal ? smaller(program.positions, d.localPositions()) : program.positions;
    program.architecture.width = d.width;
    program.architecture.layers = d.layers;
    program.architecture.vocabulary = d.vocabulary;
    program.architecture.cacheOfEveryHead = formula::cachePerToken(d.layers, d.heads, d.headSize) * program.positions;
    program.unit = "request";
}

template void expandDecoder(const Inputs<double>& inputs, const DecoderOf<double>& decoder, ProgramOf<double>& program,
                            const VisualInput<double>* visual);
template void expandDecoder(const Inputs<Traced>& inputs, const DecoderOf<Traced>& decoder, ProgramOf<Traced>& program,
                            const VisualInput<Traced>* visual);
template DecoderOf<double> draftOf(const DecoderOf<double>& decoder, double scale);
template DecoderOf<Traced> draftOf(const DecoderOf<Traced>& decoder, Traced scale);
template double meanDecodeContext(double promptTokens, double outputTokens, double window);
template Traced meanDecodeContext(Traced promptTokens, Traced outputTokens, Traced window);
template double meanPrefillContext(double promptTokens, double window);
template Traced meanPrefillContext(Traced promptTokens, Traced window);

} // namespace ridge

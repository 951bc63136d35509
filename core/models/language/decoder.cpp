#include "core/models/language/decoder.h"
#include "core/models/inputs.h"

#include "core/formulas/formulas.h"
#include "core/models/language/decoder_stage.h"

#include <algorithm>

namespace ridge {
namespace {

template <class N> N windowed(N positions, N window) { return window > 0 ? smaller(positions, window) : positions; }

/// A model and what its layers are.
template <class N> struct Stack {
    const DecoderOf<N>& decoder;
    bool isDraft = false;
    std::vector<LayerGroup<N>> layers = layerPattern(decoder);

    /// What the layers keep: of every position, those that have a window of its positions alone; or a state.
    std::vector<CacheOf<N>> caches() const
    {
        std::vector<CacheOf<N>> all;
        for (const LayerGroup<N>& group : layers) {
            const N limit = group.limit(), kept = keptPerPosition(decoder, group), state = keptState(decoder, group);
            if (kept <= 0 && state <= 0) {
                continue;
            }
            const auto same = std::find_if(all.begin(), all.end(), [&limit](const CacheOf<N>& cache) {
                return valueOf(cache.limit) == valueOf(limit);
            });
            if (same == all.end()) {
                all.push_back({isDraft, kept, limit, state});
            } else {
                same->constant = same->constant + state;
                same->perPosition = same->perPosition + kept;
            }
        }
        if (all.empty()) { // no layer attends
            all.push_back({isDraft, N(0), N(0), N(0)});
        }
        return all;
    }

    /// `of` says what layers reach that attend to so many positions at most; 0: to all.
    template <class Of> std::vector<Reach<N>> reach(Of of) const
    {
        std::vector<Reach<N>> all;
        for (const LayerGroup<N>& group : layers) {
            all.push_back(of(group.limit()));
        }
        return all;
    }
};

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

/// Mean over rounds of speculative decoding of what a query sees that stands so far ahead of a round's start.
template <class N> N seenInRounds(const N& prompt, const N& ahead, const N& output, const N& perRound, const N& window)
{
    const N first = prompt + ahead;
    return meanClipped(first, larger(first, first + output - perRound), window);
}

/// Where that query is on average while tokens are proposed, one after the other.
template <class N> N middleProposal(const N& proposals) { return 1 + (proposals - 1) / 2; }

/// Writes the stages of one scenario one after the other; each knows what the cache held before it.
template <class N> class DecoderExpansion {
public:
    DecoderExpansion(const Inputs<N>& inputs, const Stack<N>& model, ProgramOf<N>& program,
                     const VisualInput<N>& visual)
        : m_inputs(inputs), m_program(program), m_visual(visual),
          m_prompt(visual.inPrompt() + inputs.workload.promptTokens), m_output(generatedAfterPrefill(inputs.workload)),
          m_room(m_prompt + inputs.workload.outputTokens)
    {
        m_program.caches = model.caches();
        N& constant = m_program.caches.front().constant;
        constant = valueOf(constant) > 0 ? constant + visual.cached() : visual.cached();
        m_program.sequences = inputs.workload.batch;
        m_program.prompt = m_prompt;
        m_program.positions = m_room;
    }

    void prefill(const char* name, StageRole role, const Stack<N>& stack)
    {
        const N n = m_prompt, chosen = smaller(m_inputs.workload.outputTokens, N(1));
        DecoderPhase<N> phase{name, n, stack.reach([&](const N& limit) {
                                  const N attended = countsHalf() ? meanPrefillContext(n, limit) : windowed(n, limit);
                                  return Reach<N>{attended, n, windowed(n + chosen, limit)};
                              }),
                              false};
        phase.visual = m_visual;
        phase.visual.arrive = true;
        hold(push(stack, phase, role, 1), n + chosen, stack.isDraft);
    }

    void decode(const Stack<N>& stack)
    {
        DecoderPhase<N> phase{"decode", 1, stack.reach([&](const N& limit) {
                                  const N context = meanDecodeContext(m_prompt, m_output, limit);
                                  return Reach<N>{context, context, limit > 0 ? kept(limit) / m_output : N(1)};
                              }),
                              true};
        phase.visual = m_visual;
        generate(stack, push(stack, phase, StageRole::Decode, m_output));
    }

    /// Requests that follow each other without a gap: each step generates a token of every sequence and reads as much
    /// of new prompts as makes one whole prompt by the time that each sequence is answered.
    void decodeInChunks(const Stack<N>& stack)
    {
        const N& n = m_prompt;
        const N arriving = m_inputs.workload.batch / m_output; // prompts in each step
        PromptChunk<N> chunk{larger(N(1), arriving), n * smaller(N(1), arriving), {}};
        chunk.reach = stack.reach([&](const N& limit) {
            const N attended = countsHalf() ? meanPrefillContext(n, limit) : windowed(n, limit);
            const N before = (n + chunk.positions) / 2; // up to the chunk's end, on average
            return Reach<N>{attended, limit > 0 ? smaller(before, limit + chunk.positions) : before, N(0)};
        });
        DecoderPhase<N> phase{"serve", 1 + n / m_output, stack.reach([&](const N& limit) {
                                  const N context = meanDecodeContext(m_prompt, m_output, limit);
                                  return Reach<N>{context, context, windowed(m_room, limit) / m_output};
                              }),
                              true};
        phase.logits = 1 + 1 / m_output;
        phase.chunk = std::move(chunk);
        m_program.promptSteps = larger(N(1), m_output / m_inputs.workload.batch);
        StageOf<N>& stage = push(stack, phase, StageRole::Decode, m_output);
        hold(stage, m_room, false);
    }

    /// Rounds of speculative decoding, all drafts first and then all checks: the order changes no total.
    void speculate(const Stack<N>& model, const Stack<N>& draft)
    {
        for (const CacheOf<N>& cache : draft.caches()) {
            m_program.caches.push_back(cache);
        }
        const WorkloadOf<N>& w = m_inputs.workload;
        const N perRound = named("E", Unit::Count, formula::tokensPerRound(w.acceptance, w.draftTokens));
        m_program.perRound = perRound;
        m_program.proposals = w.draftTokens;
        const N rounds = m_output / perRound;
        const N proposals = w.draftTokens * rounds;
        prefill("draft prefill", StageRole::Once, draft);
        const auto seen = [&](N ahead, N limit) { // by the query so far ahead of a round's start
            return seenInRounds(m_prompt, ahead, m_output, perRound, limit);
        };
        const auto reach = [&](N asking, N last, N executions) {
            return [&seen, asking, last, executions, this](const N& limit) {
                return Reach<N>{seen(asking, limit), seen(last, limit), kept(limit) / executions};
            };
        };
        const N middle = middleProposal(w.draftTokens);
        const DecoderPhase<N> propose{"draft", 1, draft.reach(reach(middle, middle, proposals)), true};
        generate(draft, push(draft, propose, StageRole::Draft, proposals));
        const N checked = w.draftTokens + 1;
        const N asking = countsHalf() ? 1 + w.draftTokens / 2 : checked;
        const DecoderPhase<N> verify{"verify", checked, model.reach(reach(asking, checked, rounds)), true, checked};
        generate(model, push(model, verify, StageRole::Decode, rounds));
    }

private:
    bool countsHalf() const { return m_inputs.convention.causal == CausalCount::LowerHalf; }

    /// Positions by which such a layer's cache grows while tokens are generated.
    N kept(const N& limit) const
    {
        return limit > 0 ? windowed(m_room, limit) - windowed(m_prompt + 1, limit) : m_output;
    }

    StageOf<N>& push(const Stack<N>& stack, const DecoderPhase<N>& phase, StageRole role, N repeat)
    {
        m_program.stages.push_back(expandPhase(m_inputs, stack.decoder, stack.layers, phase));
        StageOf<N>& stage = m_program.stages.back();
        stage.role = role;
        stage.repeat = repeat;
        return stage;
    }

    /// The caches of the model, or of its draft, hold so many positions when the stage ends.
    void hold(StageOf<N>& stage, const N& seen, bool isDraft)
    {
        stage.seenBefore = m_seen, stage.draftBefore = m_draftSeen;
        (isDraft ? m_draftSeen : m_seen) = seen;
        stage.seenAfter = m_seen, stage.draftAfter = m_draftSeen;
    }

    /// What a stage that generates has in common: its weights are there already, and the cache grows to the end.
    void generate(const Stack<N>& stack, StageOf<N>& stage)
    {
        stage.sharesWeights = true;
        hold(stage, m_room, stack.isDraft);
    }

    const Inputs<N>& m_inputs;
    ProgramOf<N>& m_program;
    const VisualInput<N> m_visual;
    N m_prompt, m_output;        // positions, those of images in the prompt included
    N m_room;                    // every token has a place in the cache once it is chosen, though none reads the last
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

template <class N> N meanSeen(const ProgramOf<N>& program, const StageOf<N>& stage, const N& window)
{
    const N& proposals = program.proposals;
    if (proposals <= 0) {
        return meanDecodeContext(program.prompt, stage.repeat, window);
    }
    const N ahead = stage.role == StageRole::Draft ? middleProposal(proposals) : proposals + 1;
    return seenInRounds(program.prompt, ahead, program.positions - program.prompt - 1, program.perRound, window);
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
    draft.embeddingWidth = d.embeddingWidth > 0 ? scaled(d.embeddingWidth) : 0;
    draft.fullLayers = rounded(d.fullLayers * scale);
    for (DecoderLayerOf<N>& kind : draft.layerKinds) {
        for (N* size : {&kind.heads, &kind.kvHeads, &kind.ffnWidth}) {
            *size = *size > 0 ? scaled(*size) : N(0);
        }
    }
    return draft;
}

namespace {

/// One pass over a whole text: nothing is cached, no token chosen. Its states are what is asked for, or in training
/// what it says of every next token.
template <class N>
void readText(const Inputs<N>& inputs, const Stack<N>& model, ProgramOf<N>& program, const VisualInput<N>& visual)
{
    const N n = visual.inPrompt() + inputs.workload.promptTokens;
    const bool isCausal = model.decoder.generates() || model.decoder.result == TextResult::States;
    const bool half = isCausal && inputs.convention.causal == CausalCount::LowerHalf;
    DecoderPhase<N> phase{"encode", n, model.reach([&](const N& limit) {
                              return Reach<N>{half ? meanPrefillContext(n, limit) : windowed(n, limit), N(0), N(0)};
                          }),
                          false};
    phase.logits = n;
    phase.keepsCache = false;
    phase.visual = visual;
    phase.visual.arrive = true;
    program.stages.push_back(expandPhase(inputs, model.decoder, model.layers, phase));
}

} // namespace

template <class N>
void expandDecoder(const Inputs<N>& inputs, const DecoderOf<N>& d, ProgramOf<N>& program, const VisualInput<N>* visual)
{
    const Stack<N> model{d};
    program.architecture.width = d.width;
    program.architecture.layers = d.layers;
    program.architecture.vocabulary = d.vocabulary;
    if (!d.generates() || inputs.trains) {
        return readText(inputs, model, program, visual ? *visual : VisualInput<N>{});
    }
    DecoderExpansion<N> expansion(inputs, model, program, visual ? *visual : VisualInput<N>{});
    if (inputs.readsInChunks) {
        expansion.decodeInChunks(model);
    } else {
        expansion.prefill("prefill", StageRole::Prefill, model);
        if (inputs.speculates) {
            const DecoderOf<N> draft = draftOf(d, inputs.workload.draftScale);
            expansion.speculate(model, {draft, true});
        } else if (generatedAfterPrefill(inputs.workload) > 0) {
            expansion.decode(model);
        }
    }
    N attended(0); // by the layers that see most
    for (const CacheOf<N>& cache : program.caches) {
        const N seen = windowed(program.positions, cache.limit);
        attended = cache.ofDraft ? attended : valueOf(seen) > valueOf(attended) ? seen : attended;
    }
    program.architecture.context = attended;
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
template double meanSeen(const ProgramOf<double>& program, const StageOf<double>& stage, const double& window);
template Traced meanSeen(const ProgramOf<Traced>& program, const StageOf<Traced>& stage, const Traced& window);
template double meanPrefillContext(double promptTokens, double window);
template Traced meanPrefillContext(Traced promptTokens, Traced window);

} // namespace ridge

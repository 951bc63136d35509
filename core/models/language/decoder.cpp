#include "core/models/language/decoder.h"

#include "core/formulas/formulas.h"
#include "core/models/language/decoder_stage.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

double windowed(double positions, double window) { return window > 0 ? std::min(positions, window) : positions; }

/// Elements all layers keep for one sequence that has reached `positions` tokens.
double cacheElements(const Decoder& d, double positions)
{
    const double perLayer = d.latentRank > 0 ? d.latentRank + d.ropeSize : 2 * d.kvHeads * d.headSize;
    const double local = d.localLayers();
    return perLayer * ((d.layers - local) * positions + local * windowed(positions, d.localPositions()));
}

/// Mean of min(x, window) over x from `first` to `last` (window 0: no limit).
double meanClipped(double first, double last, double window)
{
    if (window <= 0 || window >= last || last <= first) {
        return window > 0 ? std::min((first + last) / 2, window) : (first + last) / 2;
    }
    if (window <= first) {
        return window;
    }
    return ((first + window) / 2 * (window - first) + window * (last - window)) / (last - first);
}

/// Writes the stages of one scenario one after the other; each knows what the cache held before it.
class DecoderExpansion {
public:
    DecoderExpansion(const Scenario& scenario, Program& program, const VisualInput& visual)
        : m_scenario(scenario), m_program(program), m_visual(visual),
          m_prompt(visual.inPrompt() + scenario.workload.promptTokens), m_output(scenario.workload.outputTokens)
    {
    }

    void prefill(const char* name, StageRole role, const Decoder& d)
    {
        const bool half = m_scenario.convention.causal == CausalCount::LowerHalf;
        const double n = m_prompt;
        const double window = d.localPositions();
        DecoderPhase phase{name, n, n, n, n, n, n, windowed(n, window), false};
        if (half) {
            phase.context = meanPrefillContext(n, 0);
            phase.localContext = meanPrefillContext(n, window);
        } else if (window > 0) {
            phase.localContext = windowed(n, window);
        }
        phase.visual = m_visual;
        phase.visual.arrive = true;
        Stage& stage = push(d, phase, role, 1);
        stage.kvBefore = m_cached;
        m_cached = stage.kvAfter = stage.kvBefore + m_scenario.workload.batch * m_visual.cached() + elements(d, n);
    }

    void decode(const Decoder& d)
    {
        const double window = d.localPositions();
        const double whole = meanDecodeContext(m_prompt, m_output, 0);
        const double local = meanDecodeContext(m_prompt, m_output, window);
        DecoderPhase phase{"decode", 1, whole, local, whole, local, 1, keptLocally(d) / m_output, true};
        phase.visual = m_visual;
        generate(d, push(d, phase, StageRole::Decode, m_output));
    }

    /// Rounds of speculative decoding, all drafts first and then all checks: the order changes no total.
    void speculate(const Decoder& d, const Decoder& draft)
    {
        const Workload& w = m_scenario.workload;
        const double perRound = formula::tokensPerRound(w.acceptance, w.draftTokens);
        const double rounds = m_output / perRound;
        const double proposals = w.draftTokens * rounds;
        prefill("draft prefill", StageRole::Once, draft);
        const auto seen = [&](double ahead, double window) { // by the query so far ahead of a round's start
            const double first = m_prompt + ahead;
            return meanClipped(first, std::max(first, first + m_output - perRound), window);
        };
        const double middle = 1 + (w.draftTokens - 1) / 2;
        const double draftLocal = seen(middle, draft.localPositions());
        const DecoderPhase propose{"draft",
                                   1,
                                   seen(middle, 0),
                                   draftLocal,
                                   seen(middle, 0),
                                   draftLocal,
                                   m_output / proposals,
                                   keptLocally(draft) / proposals,
                                   true};
        generate(draft, push(draft, propose, StageRole::Draft, proposals));
        const double checked = w.draftTokens + 1;
        const bool half = m_scenario.convention.causal == CausalCount::LowerHalf;
        const double asking = half ? 1 + w.draftTokens / 2 : checked;
        const double window = d.localPositions();
        const DecoderPhase verify{"verify",
                                  checked,
                                  seen(asking, 0),
                                  seen(asking, window),
                                  seen(checked, 0),
                                  seen(checked, window),
                                  m_output / rounds,
                                  keptLocally(d) / rounds,
                                  true,
                                  checked};
        generate(d, push(d, verify, StageRole::Decode, rounds));
    }

private:
    double elements(const Decoder& d, double positions) const
    {
        return m_scenario.workload.batch * cacheElements(d, positions);
    }

    /// Positions by which a local layer's cache grows while tokens are generated.
    double keptLocally(const Decoder& d) const
    {
        return windowed(m_prompt + m_output, d.localPositions()) - windowed(m_prompt, d.localPositions());
    }

    Stage& push(const Decoder& d, const DecoderPhase& phase, StageRole role, double repeat)
    {
        m_program.stages.push_back(expandPhase(m_scenario, d, phase));
        Stage& stage = m_program.stages.back();
        stage.role = role;
        stage.repeat = repeat;
        return stage;
    }

    /// What a stage that generates has in common: its weights are there already, and the cache grows to the end.
    void generate(const Decoder& d, Stage& stage)
    {
        const double window = d.localPositions();
        const double others = m_cached - elements(d, m_prompt);
        const double untilFull = window > 0 ? std::clamp(window - m_prompt, 0.0, m_output) : 0;
        stage.sharesWeights = true;
        stage.kvBefore = m_cached;
        stage.kvKnee = untilFull * (stage.repeat / m_output);
        stage.kvAtKnee = others + elements(d, m_prompt + untilFull);
        m_cached = stage.kvAfter = others + elements(d, m_prompt + m_output);
    }

    const Scenario& m_scenario;
    Program& m_program;
    const VisualInput m_visual;
    double m_prompt, m_output; // positions, those of images in the prompt included
    double m_cached = 0;       // elements, of all models
};

} // namespace

double meanPrefillContext(double promptTokens, double window)
{
    const double w = windowed(promptTokens, window);
    // Query i = 1…N attends to min(i, w): a triangle up to w, then a band.
    return (w * (w + 1) / 2 + (promptTokens - w) * w) / promptTokens;
}

double meanDecodeContext(double promptTokens, double outputTokens, double window)
{
    if (outputTokens <= 0) {
        return promptTokens;
    }
    const auto upTo = [window](double n) { // Σ_{i=1}^{n} min(i, window)
        const double w = windowed(n, window);
        return w * (w + 1) / 2 + (n - w) * w;
    };
    return (upTo(promptTokens + outputTokens) - upTo(promptTokens)) / outputTokens;
}

Decoder draftOf(const Decoder& d, double scale)
{
    const auto scaled = [scale](double size) { return std::max(1.0, std::round(size * scale)); };
    Decoder draft = d;
    draft.layers = scaled(d.layers);
    draft.width = scaled(d.width);
    draft.kvHeads = scaled(d.kvHeads);
    draft.heads = draft.kvHeads * std::max(1.0, std::round(d.heads * scale / draft.kvHeads));
    const double expertWidth = d.expertWidth > 0 ? d.expertWidth : d.ffnWidth;
    draft.ffnWidth = scaled(d.experts > 0 ? (d.activeExperts + d.sharedExperts) * expertWidth : d.ffnWidth);
    draft.experts = draft.sharedExperts = draft.denseLayers = 0;
    draft.queryRank = d.queryRank > 0 ? scaled(d.queryRank) : 0;
    draft.fullLayers = std::round(d.fullLayers * scale);
    return draft;
}

void expandDecoder(const Scenario& scenario, const Decoder& d, Program& program, const VisualInput* visual)
{
    DecoderExpansion expansion(scenario, program, visual ? *visual : VisualInput{});
    expansion.prefill("prefill", StageRole::Prefill, d);
    if (scenario.workload.outputTokens > 0) {
        scenario.speculates() ? expansion.speculate(d, draftOf(d, scenario.workload.draftScale)) : expansion.decode(d);
    }
    program.kvElements = program.stages.back().kvAfter;
    program.kvElementsPerToken = cacheElements(d, 1);
    program.unit = "request";
}

} // namespace ridge

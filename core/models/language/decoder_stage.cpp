#include "core/models/language/decoder_stage.h"
#include "core/models/inputs.h"

#include "core/formulas/formulas.h"
#include "core/models/language/delta_rule.h"
#include "core/models/language/expert_network.h"
#include "core/models/language/transformer_blocks.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

template <class N> class Builder {
public:
    Builder(const Inputs<N>& inputs, const DecoderOf<N>& decoder, const DecoderPhase<N>& phase)
        : m_decoder(decoder), m_phase(phase), m_b(phase.name, inputs.workload.batch)
    {
        m_b.stage().tokens = m_b.batch() * phase.queries;
    }

    StageOf<N> build(const std::vector<LayerGroup<N>>& pattern)
    {
        const VisualInput<N>& visual = m_phase.visual;
        const N seen = visual.arrive ? visual.inPrompt() : 0;
        TensorId x = embedding(m_b.sequence(1, m_phase.queries - seen, TensorRole::Input));
        x = seen > 0 ? joinVisual(m_b, visual, x) : x;
        x = visual.layers > 0 ? gatedCrossAttention(m_b, visual, x) : x;
        for (m_group = 0; m_group < pattern.size(); ++m_group) {
            x = layers(x, pattern[m_group], m_phase.reach[m_group]);
        }
        m_b.endBlock();
        x = ahead("final_norm", x);
        m_decoder.generates() ? head(x) : m_b.output(x);
        return m_b.take();
    }

private:
    TensorId embedding(TensorId tokens)
    {
        const DecoderOf<N>& d = m_decoder;
        const bool projects = d.embeddingWidth > 0 && d.embeddingWidth != d.width;
        TensorId x = m_b.lookUp("embed", tokens, d.vocabulary, projects ? d.embeddingWidth : d.width);
        x = projects ? m_b.linear("embed.project", x, d.width, false) : x;
        if (d.positions == PositionKind::Learned) {
            x = m_b.addPositions("embed.positions", x, d.contextLength + d.extraPositions);
        }
        return d.embeddingNorm ? m_b.norm("embed.norm", x, d.norm) : x;
    }

    void head(TensorId x)
    {
        // Of a prompt only the last position is turned into logits.
        if (m_decoder.embeddingWidth > 0 && m_decoder.embeddingWidth != m_decoder.width) {
            const TensorId narrow = m_b.sequence(m_decoder.embeddingWidth, m_phase.logits);
            OperatorOf<N>& out = m_b.linearInto("head.project", x, m_decoder.embeddingWidth, false, narrow);
            out.sizes.wi = m_phase.logits;
            out.readOfFirst = m_b.batch() * m_phase.logits * m_decoder.width;
            x = narrow;
        }
        const N width = m_b.shapeOf(x).c;
        const bool caps = m_decoder.capsLogits();
        const TensorId logits =
            m_b.sequence(m_decoder.vocabulary, m_phase.logits, caps ? TensorRole::Activation : TensorRole::Output);
        OperatorOf<N>& op =
            m_b.linearInto({"lm_head", Role::OutputHead}, x, m_decoder.vocabulary, m_decoder.headBias, logits);
        op.sizes.wi = m_phase.logits;
        op.readOfFirst = m_b.batch() * m_phase.logits * width;
        op.sharesWeights = m_decoder.tiedEmbeddings;
        if (caps) {
            const TensorId capped = m_b.sequence(m_decoder.vocabulary, m_phase.logits, TensorRole::Output);
            m_b.add("logit_cap", OperatorKind::Elementwise, {logits}, capped).sizes.perElement = ops::softcap;
        }
    }

    /// The norm in front of a sub-layer, or after the addition behind it.
    TensorId ahead(const char* name, TensorId x)
    {
        return m_decoder.normPlace == NormPlace::Before ? m_b.norm(name, x, m_decoder.norm) : x;
    }
    TensorId behind(const char* name, TensorId x)
    {
        return m_decoder.normPlace == NormPlace::After ? m_b.norm(name, x, m_decoder.norm) : x;
    }

    TensorId layers(TensorId x, const LayerGroup<N>& group, const Reach<N>& reach)
    {
        const DecoderOf<N>& d = m_decoder;
        m_b.beginBlock(group.name, group.count);
        const bool attends = !std::holds_alternative<NoAttention<N>>(group.mixer);
        const bool isParallel = d.parallelBlock && attends;
        TensorId y = attends ? ahead("attn.norm", x) : x;
        // Parallel branches read the layer's input: its norm, or a second one of the same.
        const TensorId aside = !isParallel ? -1 : d.normsPerLayer >= 2 ? m_b.norm("mlp.norm", x, d.norm) : y;
        if (attends) {
            y = std::visit([&](const auto& mixer) { return mixed(mixer, y, reach); }, group.mixer);
            if (d.normsPerLayer >= 4) {
                y = m_b.norm("attn.post_norm", y, d.norm);
            }
            x = behind("attn.norm", m_b.sum("attn.add", y, x));
        }
        if (std::holds_alternative<NoNetwork>(group.network)) {
            return x;
        }
        y = isParallel ? aside : d.normsPerLayer >= 2 || !attends ? ahead("mlp.norm", x) : x;
        y = std::visit([&](const auto& network) { return through(network, y); }, group.network);
        if (d.normsPerLayer >= 4) {
            y = m_b.norm("mlp.post_norm", y, d.norm);
        }
        return behind("mlp.norm", m_b.sum("mlp.add", y, x));
    }

    TensorId mixed(const NoAttention<N>&, TensorId x, const Reach<N>&) { return x; }

    TensorId mixed(const DeltaRule<N>&, TensorId x, const Reach<N>&)
    {
        return deltaRule(m_b, m_decoder, x, {m_decoder.generates() && m_phase.keepsCache, m_phase.continues});
    }

    TensorId mixed(const GroupedAttention<N>& attention, TensorId x, const Reach<N>& reach)
    {
        const DecoderOf<N>& d = m_decoder;
        const N& heads = attention.heads;
        const N kv = attention.kvHeads * attention.headSize;
        const bool bias = hasQkvBias(d.biases);
        TensorId key = -1, value = -1;                            // in the cache, where there is one
        const bool ofItsOwn = attention.cache == LayerCache::Own; // keys and values
        if (!d.generates() || d.isLinear() || (!m_phase.keepsCache && ofItsOwn)) {
            key = m_b.linear({"attn.k", Role::Key}, x, kv, bias);
            value = m_b.linear({"attn.v", Role::Value}, x, kv, bias);
        } else if (attention.cache != LayerCache::Shared) {
            OperatorOf<N>& keys = m_b.linearInto({"attn.kv", Role::KeyValue}, x, 2 * kv, bias, -1);
            if (attention.cache == LayerCache::Own) {
                writeCache(keys, 2 * kv, reach);
            } else { // stored, and never used
                keys.sizes.wi = keys.sizes.wo = N(0);
                keys.sizes.copies = N(1);
                keys.sizes.picked = keys.sizes.touched = N(0);
            }
        }
        // Last, so that its norm and its rotation are epilogues.
        TensorId query = m_b.linear({"attn.q", Role::Query}, x, heads * attention.headSize, bias);
        if (d.qkNorm != QkNorm::None) {
            query = headNorms(attention, query);
        }
        if (d.positions == PositionKind::Rotary && d.rotaryShare > 0) {
            query = m_b.elementwise("attn.rope", {query}, ops::rotary * d.rotaryShare * withKeys(attention));
            m_b.last().keepsNothing = true;
        }
        Attention<N> a = attentionOver(query, heads, reach);
        a.keySize = a.valueSize = a.keyRead = a.valueRead = attention.headSize;
        a.kvHeads = attention.kvHeads;
        a.keys = key, a.values = value;
        if (valueOf(m_phase.chunk.prompts) > 0) {
            return withPrompts(a);
        }
        TensorId values = d.isLinear() ? linear(a, stateElements(attention)) : attend(a);
        values = d.innerNorms ? m_b.norm("attn.inner_norm", values, d.norm) : values;
        if (d.outputGate) {
            const TensorId gate = m_b.linear({"attn.gate", Role::Query}, x, heads * attention.headSize, bias);
            values = m_b.elementwise("attn.gated", {values, gate}, ops::gatedSigmoid);
        }
        return m_b.linear({"attn.out", Role::AttentionOut}, values, d.width, hasOutputBias(d.biases));
    }

    /// Of the rows of a step one of each sequence is generated, and the others are prompts that are read beside: they
    /// share every weight and attend apart.
    TensorId withPrompts(const Attention<N>& all)
    {
        const DecoderOf<N>& d = m_decoder;
        const PromptChunk<N>& chunk = m_phase.chunk;
        const N batch = m_b.batch();
        Attention<N> ofPrompts = all;
        ofPrompts.context = chunk.reach[m_group].context, ofPrompts.cached = chunk.reach[m_group].cached;
        const TensorId generated = attendRows("attn.generated", all, N(1), true);
        m_b.setBatch(chunk.prompts);
        const TensorId prompts = attendRows("attn.prompts", ofPrompts, chunk.positions, false);
        m_b.setBatch(batch);
        const TensorId out = m_b.sequence(d.width, m_phase.queries);
        OperatorOf<N>& op = m_b.add({"attn.out", Role::AttentionOut}, OperatorKind::Linear, {generated, prompts}, out);
        op.sizes.wi = m_phase.queries;
        op.sizes.bias = hasOutputBias(d.biases) ? d.width : N(0);
        return out;
    }

    /// Of the queries so many positions of each sequence of the batch. What has weights holds them the first time.
    TensorId attendRows(const char* name, Attention<N> a, const N& positions, bool isFirst)
    {
        const std::string outer = m_b.prefix();
        m_b.setPrefix(outer + name + ".");
        a.query = m_b.reshape("rows", a.query, m_b.shapeOf(a.query).c, N(1), positions);
        TensorId mixed = softmaxAttention(m_b, a);
        auto& operators = m_b.stage().operators;
        operators[operators.size() - 3].readOfFirst = m_b.shapeOf(a.query).elements(); // where the view is whole again
        if (m_decoder.sinkScores) {
            OperatorOf<N>& softmax = operators[operators.size() - 2];
            softmax.weightParameters = a.heads;
            softmax.sharesWeights = !isFirst;
        }
        if (m_decoder.innerNorms) {
            mixed = m_b.norm("inner_norm", mixed, m_decoder.norm);
            m_b.last().sharesWeights = !isFirst;
        }
        m_b.setPrefix(outer);
        return mixed;
    }

    /// Element-wise work on queries and keys over that on queries. Both are counted with the queries: the keys' is done
    /// in the kernel that writes the cache.
    static N withKeys(const GroupedAttention<N>& a)
    {
        return a.cache == LayerCache::Own ? (a.heads + a.kvHeads) / a.heads : N(1);
    }

    /// RMSNorm of each query and key head.
    TensorId headNorms(const GroupedAttention<N>& a, TensorId query)
    {
        const bool shared = m_decoder.qkNorm == QkNorm::Shared;
        const TensorId out =
            m_b.elementwise("attn.qk_norm", {query}, ops::rmsNorm * withKeys(a), OperatorKind::Normalisation);
        const bool hasKeys = a.cache != LayerCache::Shared;
        m_b.last().weightParameters = a.headSize * (shared    ? N(hasKeys ? 2 : 1)
                                                    : hasKeys ? a.heads + a.kvHeads
                                                              : a.heads);
        return out;
    }

    Attention<N> attentionOver(TensorId query, const N& heads, const Reach<N>& reach) const
    {
        Attention<N> a;
        a.query = query;
        a.heads = heads;
        a.scoreOps = (m_decoder.positions == PositionKind::Alibi ? 1 : 0) + (m_decoder.capsScores() ? ops::softcap : 0);
        a.context = reach.context;
        a.cached = reach.cached;
        return a;
    }

    TensorId attend(const Attention<N>& a)
    {
        const std::string outer = m_b.prefix();
        m_b.setPrefix(outer + "attn.");
        const TensorId mixed = softmaxAttention(m_b, a);
        if (m_decoder.sinkScores) {
            m_b.stage().operators[m_b.stage().operators.size() - 2].weightParameters = a.heads; // of the softmax
        }
        m_b.setPrefix(outer);
        return mixed;
    }

    /// Over the state of before, where there is one: all positions are in it. What it takes to get refused proposals
    /// out of it again is not counted.
    TensorId linear(Attention<N> a, const N& state)
    {
        const std::string outer = m_b.prefix();
        m_b.setPrefix(outer + "attn.");
        const N all = m_b.batch() * state;
        a.cached = m_phase.continues ? a.valueSize + N(1) : N(0); // the sum of the keys stands beside the values
        const TensorId mixed = m_decoder.generates() && m_phase.keepsCache
                                   ? recurrentAttention(m_b, a, all, m_phase.continues ? N(0) : all)
                                   : linearAttention(m_b, a);
        m_b.setPrefix(outer);
        return mixed;
    }

    void writeCache(OperatorOf<N>& op, N perPosition, const Reach<N>& reach) const
    {
        if (!m_decoder.generates() || !m_phase.keepsCache) {
            return;
        }
        op.kvWritten = m_b.batch() * m_phase.queries * perPosition;
        op.kvKept = m_b.batch() * reach.kept * perPosition;
    }

    /// Multi-head latent attention (DeepSeek-V2): one compressed vector per position is cached for all heads. Prefill
    /// expands it to keys and values; decode multiplies queries and results by the same matrices instead (absorbed).
    TensorId mixed(const LatentAttention<N>&, TensorId x, const Reach<N>& reach)
    {
        const DecoderOf<N>& d = m_decoder;
        const N latent = d.latentRank + d.ropeSize;
        const TensorId compressed = m_b.linear({"attn.kv_down", Role::AttentionDown}, x, latent, false);
        writeCache(m_b.last(), latent, reach);
        const TensorId normed = latentNorm("attn.kv_norm", compressed, d.latentRank);
        TensorId values = -1;
        if (m_phase.continues) {
            Attention<N> a =
                attentionOver(latentUp("attn.k_up", latentQuery(x), d.headSize, d.heads * latent), d.heads, reach);
            a.keySize = a.keyRead = latent;
            a.valueSize = d.latentRank;
            values = latentUp("attn.v_up", attend(a), valueSize(), d.heads * valueSize());
        } else {
            const TensorId keys = latentUp("attn.k_up", normed, d.headSize, d.heads * d.headSize);
            const TensorId each = latentUp("attn.v_up", normed, valueSize(), d.heads * valueSize());
            Attention<N> a = attentionOver(latentQuery(x), d.heads, reach);
            a.keys = keys;
            a.values = each;
            a.keySize = d.headSize + d.ropeSize;
            a.valueSize = valueSize();
            a.keyRead = d.ropeSize;
            values = attend(a);
        }
        return m_b.linear({"attn.out", Role::AttentionOut}, values, d.width, false);
    }

    N valueSize() const { return m_decoder.valueSize > 0 ? m_decoder.valueSize : m_decoder.headSize; }

    TensorId latentQuery(TensorId x)
    {
        const DecoderOf<N>& d = m_decoder;
        if (d.queryRank > 0) {
            x = latentNorm("attn.q_norm", m_b.linear({"attn.q_down", Role::AttentionDown}, x, d.queryRank, false),
                           d.queryRank);
        }
        const TensorId query = m_b.linear({"attn.q", Role::Query}, x, d.heads * (d.headSize + d.ropeSize), false);
        const N rotated = (d.heads + 1) * d.ropeSize / (d.heads * (d.headSize + d.ropeSize)); // all share one key
        const TensorId turned = m_b.elementwise("attn.rope", {query}, ops::rotary * rotated);
        m_b.last().keepsNothing = true;
        return turned;
    }

    /// One matrix per head between the compressed space and that head; the work is the same in both directions.
    TensorId latentUp(const char* name, TensorId in, N perHead, N channels)
    {
        const TensorId out = m_b.like(in, channels);
        OperatorOf<N>& op = m_b.linearInto({name, Role::AttentionUp}, in, m_decoder.heads * perHead, false, out);
        op.sizes.ci = m_decoder.latentRank;
        return out;
    }

    /// Of the compressed part alone: the rotary part passes by.
    TensorId latentNorm(const char* name, TensorId in, N channels)
    {
        const TensorId out = m_b.like(in, channels);
        OperatorOf<N>& op = m_b.add(name, OperatorKind::Normalisation, {in}, out);
        op.sizes.ci = channels;
        op.sizes.perElement = ops::rmsNorm;
        op.weightParameters = channels;
        return out;
    }

    TensorId through(const NoNetwork&, TensorId x) { return x; }

    TensorId through(const DenseNetwork<N>& network, TensorId x)
    {
        return feedForward(m_b, m_decoder, "mlp", x, network.inner, m_decoder.innerNorms);
    }

    TensorId through(const ExpertNetwork<N>& network, TensorId x)
    {
        return expertNetwork(m_b, m_decoder, network.inner, x);
    }

    const DecoderOf<N>& m_decoder;
    const DecoderPhase<N>& m_phase;
    StageBuilder<N> m_b;
    std::size_t m_group = 0; // of the pattern
};

} // namespace

template <class N>
StageOf<N> expandPhase(const Inputs<N>& inputs, const DecoderOf<N>& decoder, const std::vector<LayerGroup<N>>& pattern,
                       const DecoderPhase<N>& phase)
{
    return Builder(inputs, decoder, phase).build(pattern);
}

template StageOf<double> expandPhase(const Inputs<double>& inputs, const DecoderOf<double>& decoder,
                                     const std::vector<LayerGroup<double>>& pattern, const DecoderPhase<double>& phase);
template StageOf<Traced> expandPhase(const Inputs<Traced>& inputs, const DecoderOf<Traced>& decoder,
                                     const std::vector<LayerGroup<Traced>>& pattern, const DecoderPhase<Traced>& phase);

} // namespace ridge

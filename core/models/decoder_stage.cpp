#include "core/models/decoder_stage.h"

#include "core/metrics/formulas.h"
#include "core/models/elementwise.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

// Looked up while compiling: a name the table does not have is an error here, not a guess.
constexpr double rmsNormOps = knownOpsPerElement("rms_norm").value();
constexpr double layerNormOps = knownOpsPerElement("layer_norm").value();
constexpr double softmaxOps = knownOpsPerElement("softmax").value();
constexpr double rotaryOps = knownOpsPerElement("rope").value();
constexpr double gatedOps = knownOpsPerElement("silu").value() + knownOpsPerElement("multiply").value();
constexpr double geluOps = knownOpsPerElement("gelu").value();

class Builder {
public:
    Builder(const Scenario& scenario, const Decoder& decoder, const DecoderPhase& phase)
        : m_decoder(decoder), m_phase(phase), m_batch(scenario.workload.batch)
    {
        m_stage.name = phase.name;
        m_stage.operators.reserve(48); // two kinds of layers; more are rare
        m_stage.tensors.reserve(56);
        m_stage.uses.reserve(56);
        m_stage.samples = m_batch;
        m_stage.tokens = m_batch * phase.queries;
    }

    Stage build()
    {
        const double n = m_phase.queries;
        TensorId tokens = tensor(1, n, TensorRole::Input);
        TensorId x = embedding(tokens);
        const bool expert = m_decoder.experts > 0;
        const double dense = expert ? std::min(m_decoder.denseLayers, m_decoder.layers) : m_decoder.layers;
        const double local = m_decoder.slidingWindow > 0 ? std::floor(m_decoder.layers / m_decoder.windowEvery) : 0;
        // Layers of one kind are counted, not copied; their order inside the stage does not change any total.
        x = layers(x, "", dense - std::min(local, dense), false, false);
        x = layers(x, "local.", std::min(local, dense), true, false);
        const double restLocal = std::max(0.0, local - dense);
        x = layers(x, "moe.", m_decoder.layers - dense - restLocal, false, true);
        x = layers(x, "moe.local.", restLocal, true, true);
        m_block = 0;
        m_count = 1;
        x = norm("final_norm", x);
        head(x);
        return std::move(m_stage);
    }

private:
    TensorId tensor(double channels, double positions, TensorRole role = TensorRole::Activation)
    {
        Tensor t;
        t.n = m_batch;
        t.c = channels;
        t.w = positions;
        t.role = role;
        m_stage.tensors.push_back(t);
        return static_cast<TensorId>(m_stage.tensors.size() - 1);
    }

    Operator& add(std::string name, OperatorKind kind, std::initializer_list<TensorId> inputs, TensorId output)
    {
        Operator& op = m_stage.operators.emplace_back(m_blank);
        op.name = std::move(name);
        op.kind = kind;
        op.block = m_block;
        op.count = m_count;
        op.firstInput = static_cast<std::uint32_t>(m_stage.uses.size());
        op.inputCount = static_cast<std::uint32_t>(inputs.size());
        m_stage.uses.insert(m_stage.uses.end(), inputs);
        op.output = output;
        op.sizes.n = m_batch;
        op.sizes.wi = op.sizes.wo = m_phase.queries;
        return op;
    }

    Operator& linear(std::string name, TensorId in, double ci, double co, bool bias, TensorId out)
    {
        Operator& op = add(std::move(name), OperatorKind::Linear, {in}, out);
        op.sizes.ci = ci;
        op.sizes.co = co;
        op.sizes.bias = bias ? co : 0;
        return op;
    }

    TensorId elementwise(std::string name, std::initializer_list<TensorId> inputs, double channels, double perElement,
                         OperatorKind kind = OperatorKind::Elementwise)
    {
        const TensorId out = tensor(channels, m_phase.queries);
        Operator& op = add(std::move(name), kind, inputs, out);
        op.sizes.ci = op.sizes.co = channels;
        op.sizes.perElement = perElement;
        return out;
    }

    TensorId norm(std::string name, TensorId in)
    {
        const bool rms = m_decoder.norm == NormKind::Rms;
        const TensorId out = elementwise(std::move(name), {in}, m_decoder.width, rms ? rmsNormOps : layerNormOps,
                                         OperatorKind::Normalisation);
        if (rms) {
            m_stage.operators.back().weightParameters = m_decoder.width; // scale alone
        }
        return out;
    }

    TensorId embedding(TensorId tokens)
    {
        TensorId x = tensor(m_decoder.width, m_phase.queries);
        Operator& table = add("embed", OperatorKind::Embedding, {tokens}, x);
        table.sizes.ci = m_decoder.vocabulary;
        table.sizes.co = m_decoder.width;
        table.isEmbedding = true;
        if (m_decoder.positions == PositionKind::Learned) {
            const TensorId sum = tensor(m_decoder.width, m_phase.queries);
            Operator& positions = add("embed.positions", OperatorKind::Embedding, {x}, sum);
            positions.sizes.ci = m_decoder.contextLength;
            positions.sizes.co = m_decoder.width;
            positions.isEmbedding = true;
            x = sum;
        }
        return x;
    }

    void head(TensorId x)
    {
        // Only the last position of each sequence is turned into logits.
        Operator& op = linear("lm_head", x, m_decoder.width, m_decoder.vocabulary, false, -1);
        op.output = tensor(m_decoder.vocabulary, 1, TensorRole::Output);
        op.sizes.wi = op.sizes.wo = 1;
        op.isEmbedding = true;
        op.sharesWeights = m_decoder.tiedEmbeddings;
    }

    TensorId layers(TensorId x, const std::string& prefix, double count, bool local, bool expert)
    {
        if (count < 1) {
            return x;
        }
        ++m_blockCounter;
        m_block = m_blockCounter;
        m_count = count;
        m_prefix = prefix;
        TensorId y = norm(prefix + "attn.norm", x);
        y = m_decoder.latentRank > 0 ? latentAttention(y, local) : attention(y, local);
        if (m_decoder.normsPerLayer >= 4) {
            y = norm(prefix + "attn.post_norm", y);
        }
        x = elementwise(prefix + "attn.add", {y, x}, m_decoder.width, 1, OperatorKind::Add);
        y = m_decoder.normsPerLayer >= 2 ? norm(prefix + "mlp.norm", x) : x;
        y = expert ? experts(y) : feedForward(prefix + "mlp", y, m_decoder.ffnWidth);
        if (m_decoder.normsPerLayer >= 4) {
            y = norm(prefix + "mlp.post_norm", y);
        }
        return elementwise(prefix + "mlp.add", {y, x}, m_decoder.width, 1, OperatorKind::Add);
    }

    TensorId attention(TensorId x, bool local)
    {
        const Decoder& d = m_decoder;
        const double q = d.heads * d.headSize;
        const double kv = d.kvHeads * d.headSize;
        const bool bias = d.biases != BiasKind::None;
        Operator& keys = linear(m_prefix + "attn.kv", x, d.width, 2 * kv, bias, -1);
        writeCache(keys, 2 * kv, local);
        const TensorId query = tensor(q, m_phase.queries); // last, so that its rotation is an epilogue
        linear(m_prefix + "attn.q", x, d.width, q, bias, query);
        TensorId rotated = query;
        if (d.positions == PositionKind::Rotary) {
            rotated = elementwise(m_prefix + "attn.rope", {query}, q, rotaryOps);
        }
        const TensorId mixed =
            scaledDotProduct({rotated, local, d.headSize, d.headSize, d.kvHeads, d.headSize, d.headSize});
        const TensorId out = tensor(d.width, m_phase.queries);
        linear(m_prefix + "attn.out", mixed, q, d.width, d.biases == BiasKind::All, out);
        return out;
    }

    void writeCache(Operator& op, double perPosition, bool local) const
    {
        op.kvWritten = m_batch * m_phase.queries * perPosition;
        op.kvKept = m_batch * (local ? m_phase.localKept : m_phase.kept) * perPosition;
    }

    /// Multi-head latent attention (DeepSeek-V2): one compressed vector per position is cached for all heads. Prefill
    /// expands it to keys and values; decode multiplies queries and results by the same matrices instead (absorbed).
    TensorId latentAttention(TensorId x, bool local)
    {
        const Decoder& d = m_decoder;
        const double latent = d.latentRank + d.ropeSize;
        const TensorId compressed = tensor(latent, m_phase.queries);
        Operator& down = linear(m_prefix + "attn.kv_down", x, d.width, latent, false, compressed);
        writeCache(down, latent, local);
        const TensorId normed = latentNorm("attn.kv_norm", compressed, d.latentRank);
        TensorId mixed = -1;
        if (m_phase.absorbed) {
            const TensorId query = latentUp("attn.k_up", latentQuery(x), d.headSize, d.heads * latent);
            const TensorId inLatent = scaledDotProduct({query, local, latent, d.latentRank, 1, latent, 0});
            mixed = latentUp("attn.v_up", inLatent, d.valueSize, d.heads * d.valueSize);
        } else {
            const TensorId keys = latentUp("attn.k_up", normed, d.headSize, d.heads * d.headSize);
            const TensorId values = latentUp("attn.v_up", normed, d.valueSize, d.heads * d.valueSize);
            const TensorId query = latentQuery(x);
            mixed =
                scaledDotProduct({query, local, d.headSize + d.ropeSize, d.valueSize, 1, d.ropeSize, 0, keys, values});
        }
        const TensorId out = tensor(d.width, m_phase.queries);
        linear(m_prefix + "attn.out", mixed, d.heads * d.valueSize, d.width, false, out);
        return out;
    }

    TensorId latentQuery(TensorId x)
    {
        const Decoder& d = m_decoder;
        const double size = d.heads * (d.headSize + d.ropeSize);
        double sourceSize = d.width;
        if (d.queryRank > 0) {
            const TensorId down = tensor(d.queryRank, m_phase.queries);
            linear(m_prefix + "attn.q_down", x, d.width, d.queryRank, false, down);
            x = latentNorm("attn.q_norm", down, d.queryRank);
            sourceSize = d.queryRank;
        }
        const TensorId query = tensor(size, m_phase.queries);
        linear(m_prefix + "attn.q", x, sourceSize, size, false, query);
        return elementwise(m_prefix + "attn.rope", {query}, size, rotaryOps);
    }

    /// One matrix per head between the compressed space and that head; the work is the same in both directions.
    TensorId latentUp(const char* name, TensorId in, double perHead, double channels)
    {
        const TensorId out = tensor(channels, m_phase.queries);
        linear(m_prefix + name, in, m_decoder.latentRank, m_decoder.heads * perHead, false, out);
        return out;
    }

    TensorId latentNorm(const char* name, TensorId in, double channels)
    {
        const TensorId out = elementwise(m_prefix + name, {in}, channels, rmsNormOps, OperatorKind::Normalisation);
        m_stage.operators.back().weightParameters = channels;
        return out;
    }

    struct Attention {
        TensorId query;
        bool local;
        double keySize, valueSize;       // per head
        double kvHeads;                  // heads in the cache
        double keyRead, valueRead;       // cached elements per position and KV head
        TensorId keys = -1, values = -1; // given as tensors instead of, or beside, the cache
    };

    /// Scores, softmax, values.
    TensorId scaledDotProduct(const Attention& a)
    {
        const double context = a.local ? m_phase.localContext : m_phase.context;
        const auto asAttention = [&](Operator& op, double size, double read) {
            op.sizes.heads = m_decoder.heads;
            op.sizes.kvHeads = a.kvHeads;
            op.sizes.headSize = size;
            op.sizes.queries = m_phase.queries;
            op.sizes.context = context;
            op.sizes.cached = a.local ? m_phase.localCached : m_phase.cached;
            op.sizes.ci = read;
        };
        const TensorId scores = scoreTensor(context);
        asAttention(add(m_prefix + "attn.scores", OperatorKind::AttentionScores, {a.query, a.keys}, scores), a.keySize,
                    a.keyRead);
        const TensorId weights = scoreTensor(context);
        Operator& softmax = add(m_prefix + "attn.softmax", OperatorKind::Softmax, {scores}, weights);
        softmax.sizes.co = m_decoder.heads;
        softmax.sizes.ho = m_phase.queries;
        softmax.sizes.wo = context;
        softmax.sizes.perElement = softmaxOps;
        const TensorId mixed = tensor(m_decoder.heads * a.valueSize, m_phase.queries);
        asAttention(add(m_prefix + "attn.values", OperatorKind::AttentionValues, {weights, a.values}, mixed),
                    a.valueSize, a.valueRead);
        return mixed;
    }

    TensorId scoreTensor(double context)
    {
        const TensorId id = tensor(m_decoder.heads, context);
        m_stage.tensors.back().h = m_phase.queries;
        return id;
    }

    TensorId feedForward(const std::string& name, TensorId x, double inner)
    {
        const Decoder& d = m_decoder;
        const bool bias = d.biases == BiasKind::All;
        const double up = d.gated ? 2 * inner : inner;
        const TensorId wide = tensor(up, m_phase.queries);
        linear(name + (d.gated ? ".gate_up" : ".up"), x, d.width, up, bias, wide);
        const TensorId active = elementwise(name + ".act", {wide}, inner, d.gated ? gatedOps : geluOps);
        const TensorId out = tensor(d.width, m_phase.queries);
        linear(name + ".down", active, inner, d.width, bias, out);
        return out;
    }

    /// Mixture of experts: all experts exist, each token meets k of them, and only those touched are read.
    TensorId experts(TensorId x)
    {
        const Decoder& d = m_decoder;
        const double k = d.activeExperts;
        const double tokens = m_batch * m_phase.queries;
        const TensorId gate = tensor(d.experts, m_phase.queries);
        linear(m_prefix + "router", x, d.width, d.experts, false, gate);
        const double inner = d.expertWidth;
        const double up = d.gated ? 2 * inner : inner;
        const auto routed = [&](Operator& op) {
            op.sizes.wi = op.sizes.wo = m_phase.queries * k;
            op.sizes.copies = d.experts;
            op.sizes.touched = formula::touchedExperts(d.experts, std::min(k, d.experts), tokens);
        };
        const TensorId wide = tensor(up, m_phase.queries * k);
        routed(linear(m_prefix + "experts.gate_up", x, d.width, up, false, wide));
        const TensorId active = tensor(inner, m_phase.queries * k);
        Operator& act = add(m_prefix + "experts.act", OperatorKind::Elementwise, {wide}, active);
        act.sizes.ci = act.sizes.co = inner;
        act.sizes.wi = act.sizes.wo = m_phase.queries * k;
        act.sizes.perElement = d.gated ? gatedOps : geluOps;
        TensorId out = tensor(d.width, m_phase.queries * k);
        routed(linear(m_prefix + "experts.down", active, inner, d.width, false, out));
        out = elementwise(m_prefix + "experts.mix", {out, gate}, d.width, 2 * k);
        if (d.sharedExperts > 0) {
            const TensorId shared = feedForward(m_prefix + "shared", x, d.sharedExperts * inner);
            out = elementwise(m_prefix + "shared.add", {shared, out}, d.width, 1, OperatorKind::Add);
        }
        return out;
    }

    const Decoder& m_decoder;
    const DecoderPhase& m_phase;
    double m_batch;
    const Operator m_blank; // copied: much faster than setting its many sizes one by one
    Stage m_stage;
    std::uint16_t m_block = 0;
    std::uint16_t m_blockCounter = 0;
    double m_count = 1;
    std::string m_prefix;
};

} // namespace

Stage expandPhase(const Scenario& scenario, const Decoder& decoder, const DecoderPhase& phase)
{
    return Builder(scenario, decoder, phase).build();
}

} // namespace ridge

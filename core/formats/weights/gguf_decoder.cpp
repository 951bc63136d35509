// What a GGUF file says of its architecture: sizes from the metadata, structure from which tensors there are. The
// tensors' names are the same for all architectures (gguf-py/gguf/constants.py of ggml-org/llama.cpp), so that biases,
// gates, norms and experts need no list of architectures.

#include "core/formats/weights/gguf.h"
#include "core/scenario/model_body.h"
#include "core/scenario/validation.h"

#include <algorithm>
#include <cmath>

namespace ridge::gguf {
namespace {

class Describer {
public:
    explicit Describer(const Header& header) : m_facts(header), m_architecture(m_facts.architecture()) {}

    Described run()
    {
        const std::string whatItIs = m_architecture.empty() ? "The file states no architecture"
                                                            : "'" + m_architecture + "' is no decoder-only transformer";
        const Value* causal = own("attention.causal");
        const std::optional<double> first = firstThatAttends();
        if (m_architecture.empty() || !first || (causal && causal->number == 0)) {
            return {std::nullopt, whatItIs + " that this program describes", {}, {}};
        }
        m_first = *first;
        if (const std::string keeps = stateOf(); !keeps.empty()) {
            return {std::nullopt,
                    "some layers of '" + m_architecture + "' keep a state instead of keys and values (" + keeps +
                        "), which this program does not describe",
                    {},
                    {}};
        }
        readSizes();
        readStructure();
        readExperts();
        readLatent();
        readDelta();
        if (m_missing.empty()) {
            m_remarks = listLayers(m_facts, m_decoder);
        }
        if (m_decoder.latentRank == 0 && m_missing.empty() && std::fmod(m_decoder.heads, m_decoder.kvHeads) != 0) {
            m_missing = "attention.head_count_kv";
        }
        if (const std::string wrong = outOfRange(); !wrong.empty() && m_missing.empty()) {
            return {std::nullopt, "its sizes are not those of a decoder: " + wrong, {}, {}};
        }
        if (!m_missing.empty()) {
            return {std::nullopt, "its " + m_architecture + "." + m_missing + " is missing or makes no sense", {}, {}};
        }
        return {m_decoder, m_remarks.text, m_remarks.unread, m_remarks.guessed};
    }

private:
    const Value* own(const std::string& key) const { return m_facts.own(key); }
    const Tensor* inFirst(const std::string& name) const { return m_facts.inLayer(m_first, name); }
    const Tensor* inLast(const std::string& name) const
    {
        const Value* blocks = own("block_count");
        return blocks ? m_facts.inLayer(std::clamp(blocks->number, 1.0, 1e6) - 1, name) : nullptr;
    }

    /// The first layer that attends: not every one does where a search took attention out of some.
    std::optional<double> firstThatAttends() const
    {
        constexpr double most = 1e4; // as the catalogue allows
        const Value* blocks = own("block_count");
        const double layers = std::min(most, std::max(1.0, blocks ? blocks->number : 0));
        for (double layer = 0; layer < layers; ++layer) {
            for (const char* name : {"attn_q.weight", "attn_qkv.weight", "attn_kv_a_mqa.weight"}) {
                if (m_facts.inLayer(layer, name) && !m_facts.inLayer(layer, "ssm_beta.weight")) {
                    return layer;
                }
            }
        }
        return std::nullopt;
    }

    /// Whether it has layers of the gated delta rule, whose tensors and numbers go by the names of state-space models.
    bool hasDelta() const
    {
        const Value* every = own("full_attention_interval");
        return every && every->number >= 1 && m_facts.inLayer(0, "ssm_beta.weight") != nullptr;
    }

    /// The first tensor of a layer that is recurrent or convolutional in another way; empty without one.
    std::string stateOf() const
    {
        if (hasDelta()) {
            return {};
        }
        for (const Tensor& tensor : m_facts.header().tensors) {
            for (const char* part : {".ssm_", ".shortconv", ".time_mix", ".channel_mix"}) {
                if (tensor.stored.name.starts_with("blk.") && tensor.stored.name.find(part) != std::string::npos) {
                    return tensor.stored.name;
                }
            }
        }
        return {};
    }

    /// A count of the metadata; `fallback` when it is not given, and the largest where layers differ from each other.
    double count(const std::string& key, double fallback = 0, double least = 1)
    {
        constexpr double most = 1e8;
        const Value* value = own(key);
        double number = value ? value->number : fallback;
        if (value && !value->list.empty()) {
            number = *std::max_element(value->list.begin(), value->list.end());
        }
        if (!(number >= least && number <= most) || number != std::floor(number)) {
            m_missing = m_missing.empty() ? key : m_missing;
            return 1;
        }
        return number;
    }
    double countOrNone(const std::string& key, double fallback = 0) { return count(key, fallback, 0); }

    /// What the catalogue says of a size that no decoder has.
    std::string outOfRange() const
    {
        Scenario scenario;
        scenario.model.body = m_decoder;
        for (const Issue& issue : validate(scenario)) {
            if (issue.severity == Severity::Error && issue.field.starts_with("model.")) {
                return issue.message.substr(0, issue.message.rfind('.')); // part of a longer sentence
            }
        }
        return {};
    }

    void readSizes()
    {
        Decoder& d = m_decoder;
        d.layers = count("block_count");
        d.width = count("embedding_length");
        d.heads = count("attention.head_count");
        d.kvHeads = count("attention.head_count_kv", d.heads);
        d.headSize = count("attention.key_length", std::max(1.0, std::floor(d.width / d.heads)));
        d.contextLength = count("context_length", 4096);
        const Tensor* up = inFirst("ffn_up.weight");
        const double experts = countOrNone("expert_count");
        const bool onlyExperts = experts > 0 && !up;
        d.ffnWidth = count("feed_forward_length", onlyExperts ? 1 : up && up->sizes.size() == 2 ? up->sizes[1] : 0);
        const Tensor* table = m_facts.tensor("token_embd.weight");
        const Value* tokens = m_facts.find("tokenizer.ggml.tokens");
        d.vocabulary =
            table && table->sizes.size() == 2 ? table->sizes[1] : count("vocab_size", tokens ? tokens->length : 0);
        if (!(d.vocabulary >= 1 && d.vocabulary <= 1e8)) {
            m_missing = "vocab_size";
        }
    }

    void readStructure()
    {
        Decoder& d = m_decoder;
        const bool everywhere = inFirst("attn_output.bias") || inFirst("ffn_up.bias");
        const bool queries = inFirst("attn_q.bias") || inFirst("attn_qkv.bias");
        d.biases = everywhere ? BiasKind::All : queries ? BiasKind::Qkv : BiasKind::None;
        d.norm = inFirst("attn_norm.bias") ? NormKind::Layer : NormKind::Rms;
        d.positions = m_facts.tensor("position_embd.weight") ? PositionKind::Learned : PositionKind::Rotary;
        d.tiedEmbeddings = !m_facts.tensor("output.weight");
        readHeads();
        double norms = 0;
        for (const char* name : {"attn_norm", "attn_norm_2", "post_attention_norm", "ffn_norm", "post_ffw_norm"}) {
            norms += inFirst(std::string(name) + ".weight") ? 1 : 0;
        }
        d.normsPerLayer = std::max(1.0, norms);
        d.innerNorms = inFirst("attn_sub_norm.weight") && inFirst("ffn_sub_norm.weight");
        // Some store gate and up projection as one matrix of twice the width.
        const Tensor* up = inFirst("ffn_up.weight");
        const bool fused = up && up->sizes.size() == 2 && up->sizes[1] == 2 * d.ffnWidth;
        d.gated =
            fused || inFirst("ffn_gate.weight") || inFirst("ffn_gate.0.weight") || inFirst("ffn_gate_exps.weight");
    }

    /// Norms of queries and keys, with one scale for all heads or one for each, soft caps, and how much of a head is
    /// rotated.
    void readHeads()
    {
        Decoder& d = m_decoder;
        const Tensor* scales = inFirst("attn_q_norm.weight");
        if (scales && inFirst("attn_k_norm.weight")) {
            double elements = 1;
            for (double size : scales->sizes) {
                elements *= size;
            }
            const double local = countOrNone("attention.key_length_swa", d.headSize); // this layer may have a window
            d.qkNorm = elements == d.headSize || elements == local ? QkNorm::Shared : QkNorm::Own;
        }
        const auto caps = [this](const char* key) { return own(key) && own(key)->number > 0; };
        const bool scores = caps("attn_logit_softcapping"), logits = caps("final_logit_softcapping");
        d.softcap = scores && logits ? Softcap::Both : scores ? Softcap::Scores : logits ? Softcap::Logits : d.softcap;
        if (d.positions == PositionKind::Rotary) {
            d.rotaryShare = std::min(1.0, countOrNone("rope.dimension_count", d.headSize) / d.headSize);
        }
    }

    void readExperts()
    {
        Decoder& d = m_decoder;
        d.experts = countOrNone("expert_count");
        if (d.experts == 0) {
            return;
        }
        d.activeExperts = count("expert_used_count");
        d.expertWidth = count("expert_feed_forward_length", d.ffnWidth);
        if (const Tensor* up = inLast("ffn_up_exps.weight"); up && up->sizes.size() == 3) {
            d.expertWidth = up->sizes[1]; // inputs × outputs × experts
        }
        d.denseLayers = std::min(d.layers, countOrNone("leading_dense_block_count"));
        const Tensor* shared = inLast("ffn_up_shexp.weight");
        d.sharedExperts =
            shared && shared->sizes.size() == 2 ? shared->sizes[1] / d.expertWidth : countOrNone("expert_shared_count");
        d.sharedGate = inLast("ffn_gate_inp_shexp.weight") != nullptr;
        if (d.activeExperts > d.experts) {
            m_missing = "expert_used_count";
        }
    }

    /// Gated delta rule in all but every n-th layer. Queries of those that attend come with a gate as wide as they are.
    /// Source: src/models/qwen35moe.cpp and llama-arch of ggml-org/llama.cpp.
    void readDelta()
    {
        if (!hasDelta()) {
            return;
        }
        Decoder& d = m_decoder;
        d.deltaKeyHeads = count("ssm.group_count");
        d.deltaHeads = count("ssm.time_step_rank");
        d.deltaKeySize = count("ssm.state_size");
        d.deltaValueSize = std::floor(count("ssm.inner_size") / d.deltaHeads);
        d.deltaKernel = count("ssm.conv_kernel");
        const Tensor* queries = inFirst("attn_q.weight");
        d.outputGate = queries && queries->sizes.size() == 2 && queries->sizes[1] == 2 * d.heads * d.headSize;
    }

    /// Multi-head latent attention. Files that keep it compressed state the sizes of its heads apart (…_mla).
    void readLatent()
    {
        Decoder& d = m_decoder;
        if (!inFirst("attn_kv_a_mqa.weight")) {
            return;
        }
        d.latentRank = count("attention.kv_lora_rank");
        d.rotaryShare = 1; // said by the rotary size
        d.queryRank = countOrNone("attention.q_lora_rank");
        d.ropeSize = count("rope.dimension_count");
        d.kvHeads = d.heads;
        const double keys = count("attention.key_length_mla", count("attention.key_length"));
        d.valueSize = count("attention.value_length_mla", count("attention.value_length"));
        d.headSize = keys - d.ropeSize;
        if (!(d.headSize >= 1)) {
            m_missing = "attention.key_length";
        }
    }

    const Facts m_facts;
    const std::string m_architecture;
    double m_first = 0; // layer from which the structure is read
    Decoder m_decoder;
    std::string m_missing; // the first key that is not there
    LayerRemarks m_remarks;
};

} // namespace

Described describe(const Header& header) { return Describer(header).run(); }

} // namespace ridge::gguf

// How the layers of a GGUF file differ from each other: by numbers that the file states for each layer, by masks of
// windows, and by what llama.cpp knows of an architecture where the file says nothing.

#include "core/formats/weights/gguf.h"

#include <algorithm>
#include <cmath>

namespace ridge::gguf {
namespace {

/// Architectures of which it is known where their sliding window holds: in every n-th layer (1: in all), or in all but
/// every n-th; and how many layers have a cache of their own. Where the file does not say it, llama.cpp sets the same
/// (set_swa_pattern and n_layer_kv_from_start in its loaders of models).
struct WindowRule {
    std::string_view architecture;
    double localEvery = 1, globalEvery = 0, withCache = 0;
};
constexpr WindowRule windowRules[] = {
    {"llama"},         {"phi3"},          {"starcoder2"},       {"gemma2", 2},   {"gpt-oss", 2},       {"gemma3", 1, 6},
    {"cohere2", 1, 4}, {"exaone4", 1, 4}, {"exaone-moe", 1, 4}, {"afmoe", 1, 4}, {"gemma3n", 1, 5, 20}};

constexpr const char* maskKey = "attention.sliding_window_pattern";

class Lister {
public:
    Lister(const Facts& facts, Decoder& decoder) : m_facts(facts), m_decoder(decoder) {}

    LayerRemarks run()
    {
        readRule();
        std::vector<DecoderLayer> layers;
        readLayers(layers);
        const std::vector<DecoderLayer> kinds = counted(layers);
        const bool differ = kinds.size() > 1 && !followsRule(layers);
        if (differ || (kinds.size() == 1 && kinds.front().attention == LayerAttention::None)) {
            m_decoder.layerKinds = kinds;
        }
        return m_remarks;
    }

private:
    const Value* mask() const
    {
        const Value* value = m_facts.own(maskKey);
        return value && !value->list.empty() ? value : nullptr;
    }

    double number(const std::string& key) const
    {
        const Value* value = m_facts.own(key);
        return value && value->list.empty() && std::isfinite(value->number) ? value->number : 0;
    }

    /// The window, and which rule says where it holds.
    void readRule()
    {
        const double window = number("attention.sliding_window");
        const auto* rule = std::find_if(std::begin(windowRules), std::end(windowRules), [&](const WindowRule& each) {
            return each.architecture == m_facts.architecture();
        });
        const bool isKnown = rule != std::end(windowRules);
        const double period = number(maskKey);
        if (!(window >= 1 && window <= 1e8)) {
            return;
        }
        if (isKnown || mask() || period >= 1) {
            m_decoder.slidingWindow = std::floor(window);
            m_decoder.windowEvery = isKnown ? rule->localEvery : 1;
            m_decoder.globalEvery = period >= 1 ? std::floor(period) : isKnown ? rule->globalEvery : 0;
            m_withCache = isKnown ? rule->withCache : 0;
        } else {
            m_remarks.guessed.emplace_back("which layers have a window");
            m_remarks.text =
                "Some layers attend to the last " + std::to_string(static_cast<long long>(window)) +
                " positions only; which ones the file does not say, so all are taken to attend to everything.";
        }
    }

    /// Whether the layer has a window by the rule.
    bool isLocal(std::size_t layer) const
    {
        const Decoder& d = m_decoder;
        const double next = static_cast<double>(layer) + 1;
        return d.slidingWindow > 0 && (d.globalEvery > 0 ? std::fmod(next, d.globalEvery) != 0
                                                         : d.windowEvery <= 1 || std::fmod(next, d.windowEvery) == 0);
    }

    void readLayers(std::vector<DecoderLayer>& layers)
    {
        Decoder& d = m_decoder;
        const std::vector<double> heads = m_facts.perLayer("attention.head_count", d.layers, d.heads);
        const std::vector<double> kvHeads = m_facts.perLayer("attention.head_count_kv", d.layers, d.kvHeads);
        const std::vector<double> widths = m_facts.perLayer("feed_forward_length", d.layers, d.ffnWidth);
        const std::vector<double> masked = mask() ? m_facts.perLayer(maskKey, d.layers, 0) : std::vector<double>();
        const double localHead = number("attention.key_length_swa");
        const double shared = number("attention.shared_kv_layers");
        const double own = shared > 0 ? d.layers - shared : m_withCache > 0 ? m_withCache : d.layers;
        double linear = 0;
        for (std::size_t i = 0; i < heads.size(); ++i) {
            DecoderLayer layer;
            const bool isWindowed = masked.empty() ? isLocal(i) : masked[i] != 0;
            const bool attends = d.latentRank > 0 || (heads[i] > 0 && kvHeads[i] > 0);
            linear += heads[i] > 0 && kvHeads[i] <= 0 ? 1 : 0;
            const bool isDelta = m_facts.inLayer(static_cast<double>(i), "ssm_beta.weight") != nullptr;
            layer.attention = isDelta      ? LayerAttention::Delta
                              : !attends   ? LayerAttention::None
                              : isWindowed ? LayerAttention::Window
                                           : LayerAttention::Full;
            if (attends && !isDelta && d.latentRank == 0) {
                layer.heads = heads[i] == d.heads ? 0 : heads[i];
                layer.kvHeads = kvHeads[i] == d.kvHeads ? 0 : kvHeads[i];
                layer.headSize = isWindowed && localHead >= 1 && localHead != d.headSize ? localHead : 0;
                layer.cache = static_cast<double>(i) < own                               ? LayerCache::Own
                              : m_facts.inLayer(static_cast<double>(i), "attn_k.weight") ? LayerCache::SharedIdle
                                                                                         : LayerCache::Shared;
            }
            setNetwork(layer, i, widths[i]);
            layers.push_back(layer);
        }
        if (linear > 0) {
            const std::string count = std::to_string(static_cast<long long>(linear));
            m_remarks.unread.push_back("the matrices of " + count + " layers that do not attend");
            m_remarks.text += std::string(m_remarks.text.empty() ? "" : " ") + count +
                              " layers have one matrix in place of their attention, which is not counted.";
        }
    }

    void setNetwork(DecoderLayer& layer, std::size_t index, double width) const
    {
        const Decoder& d = m_decoder;
        const bool isDense = d.experts == 0 || static_cast<double>(index) < d.denseLayers ||
                             (m_facts.inLayer(static_cast<double>(index), "ffn_up.weight") &&
                              !m_facts.inLayer(static_cast<double>(index), "ffn_gate_inp.weight"));
        if (!isDense) {
            return;
        }
        layer.network = width <= 0 ? LayerNetwork::None : d.experts > 0 ? LayerNetwork::Dense : LayerNetwork::Own;
        layer.ffnWidth = width <= 0 || width == d.ffnWidth ? 0 : width;
    }

    /// Whether the decoder's rules say the same as the list.
    bool followsRule(const std::vector<DecoderLayer>& layers) const
    {
        for (std::size_t i = 0; i < layers.size(); ++i) {
            DecoderLayer ruled;
            ruled.attention = isLocal(i) ? LayerAttention::Window : LayerAttention::Full;
            const bool isDense = m_decoder.experts > 0 && static_cast<double>(i) < m_decoder.denseLayers;
            ruled.network = isDense ? LayerNetwork::Dense : LayerNetwork::Own;
            if (!(ruled == layers[i])) {
                return false;
            }
        }
        return true;
    }

    const Facts& m_facts;
    Decoder& m_decoder;
    double m_withCache = 0; // leading layers that have a cache of their own; 0: all
    LayerRemarks m_remarks;
};

} // namespace

Facts::Facts(const Header& header) : m_header(header)
{
    for (const Tensor& tensor : header.tensors) {
        m_byName.emplace(tensor.stored.name, &tensor);
    }
    m_architecture = textOf("general.architecture");
}

const Value* Facts::find(const std::string& key) const
{
    const auto found = m_header.metadata.find(key);
    return found == m_header.metadata.end() ? nullptr : &found->second;
}

const Tensor* Facts::tensor(const std::string& name) const
{
    const auto found = m_byName.find(name);
    return found == m_byName.end() ? nullptr : found->second;
}

const Tensor* Facts::inLayer(double layer, const std::string& name) const
{
    return tensor("blk." + std::to_string(static_cast<long long>(layer)) + "." + name);
}

std::vector<double> Facts::perLayer(const std::string& key, double layers, double fallback) const
{
    constexpr double most = 1e4; // as the catalogue allows
    const auto count = static_cast<std::size_t>(std::clamp(layers, 0.0, most));
    std::vector<double> all(count, fallback);
    if (const Value* value = own(key); value && !value->list.empty()) {
        for (std::size_t i = 0; i < count; ++i) { // lists may be shorter: draft heads behind the layers have none
            const double each = i < value->list.size() ? value->list[i] : fallback;
            all[i] = each >= 0 && each <= 1e8 ? std::floor(each) : 0;
        }
    }
    return all;
}

LayerRemarks listLayers(const Facts& facts, Decoder& decoder) { return Lister(facts, decoder).run(); }

} // namespace ridge::gguf

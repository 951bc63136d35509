// Which layers of a decoder see a window alone or keep a state, by "layer_types", and whether tokens see those behind
// them.

#include "core/formats/hugging_face/decoders.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace ridge {
namespace {

constexpr std::pair<std::string_view, LayerAttention> types[] = {
    {"full_attention", LayerAttention::Full},
    {"sliding_attention", LayerAttention::Window},
    {"linear_attention", LayerAttention::Delta},
};

/// What each layer sees; empty where the file does not say. Throws FormatError for what the decoder does not have.
std::vector<LayerAttention> listed(const ObjectReader& c, const Decoder& d)
{
    std::vector<LayerAttention> all;
    for (const Json* each : c.array("layer_types", 10000)) {
        const std::string type = readText(*each, c.placeOf("layer_types"));
        const auto* known = std::ranges::find(types, type, [](const auto& row) { return std::string(row.first); });
        if (known == std::end(types) || (known->second == LayerAttention::Delta && d.deltaHeads <= 0)) {
            failAt(c.placeOf("layer_types"), inQuotes(type) + " is not supported here; full_attention and "
                                                              "sliding_attention are.");
        }
        all.push_back(known->second);
    }
    if (!all.empty() && static_cast<double>(all.size()) != d.layers) {
        failAt(c.placeOf("layer_types"), "has not one entry per layer.");
    }
    return all;
}

/// The n of which every n-th layer sees everything; 0: there is none.
double globalPeriod(const std::vector<bool>& windowed)
{
    const auto first = std::find(windowed.begin(), windowed.end(), false);
    const auto period = static_cast<std::size_t>(first - windowed.begin()) + 1;
    for (std::size_t i = 0; i < windowed.size(); ++i) {
        if (windowed[i] != ((i + 1) % period != 0)) {
            return 0;
        }
    }
    return static_cast<double>(period);
}

/// Leading layers without a window, where all others have it; 0: it is not so.
double leadingFull(const std::vector<bool>& windowed)
{
    const auto first = std::find(windowed.begin(), windowed.end(), true);
    return std::all_of(first, windowed.end(), [](bool has) { return has; })
               ? static_cast<double>(first - windowed.begin())
               : 0;
}

/// One kind of layer each, as they follow no rule.
std::vector<DecoderLayer> kindsOf(const std::vector<LayerAttention>& listed, const Decoder& d)
{
    std::vector<DecoderLayer> layers(listed.size());
    for (std::size_t i = 0; i < layers.size(); ++i) {
        layers[i].attention = listed[i];
        const bool isDense = static_cast<double>(i) < d.denseLayers;
        layers[i].network = isDense ? LayerNetwork::Dense : LayerNetwork::Own;
    }
    return counted(layers);
}

} // namespace

void readLayerTypes(const ObjectReader& c, Decoder& d)
{
    const std::vector<LayerAttention> layers = listed(c, d);
    if (layers.empty()) {
        return;
    }
    const auto has = [&layers](LayerAttention what) { return std::ranges::find(layers, what) != layers.end(); };
    const double window = c.boolean("use_sliding_window", true) ? c.number("sliding_window", countOrNoneRange, 0) : 0;
    d.slidingWindow = !has(LayerAttention::Window) ? 0 : window > 0 ? window : d.slidingWindow;
    d.windowEvery = 1, d.globalEvery = d.fullLayers = 0;
    d.layerKinds.clear();
    if (has(LayerAttention::Delta)) {
        d.layerKinds = kindsOf(layers, d);
        return;
    }
    if (d.slidingWindow <= 0 || !has(LayerAttention::Full)) {
        return;
    }
    std::vector<bool> windowed;
    for (const LayerAttention layer : layers) {
        windowed.push_back(layer == LayerAttention::Window);
    }
    d.globalEvery = globalPeriod(windowed);
    d.fullLayers = d.globalEvery > 0 ? 0 : leadingFull(windowed);
    if (d.globalEvery == 0 && d.fullLayers == 0) {
        d.layerKinds = kindsOf(layers, d);
    }
}

void readDirection(const ObjectReader& c, Decoder& d)
{
    const Json* both = c.find("use_bidirectional_attention");
    const bool all = both && (both->is_boolean() ? both->get<bool>() : *both == "all");
    if (all || !c.boolean("is_causal", true)) {
        d.result = TextResult::StatesBothWays;
    }
}

} // namespace ridge

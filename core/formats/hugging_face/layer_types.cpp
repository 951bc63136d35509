// Which layers of a decoder see a window alone, by "layer_types", and whether tokens see those behind them.

#include "core/formats/hugging_face/decoders.h"

#include <algorithm>

namespace ridge {
namespace {

/// Whether each layer has the window. Throws FormatError for what is no softmax attention.
std::vector<bool> windowed(const ObjectReader& c, const Decoder& d)
{
    std::vector<bool> all;
    for (const Json* each : c.array("layer_types", 10000)) {
        const std::string type = readText(*each, c.placeOf("layer_types"));
        if (type != "full_attention" && type != "sliding_attention") {
            failAt(c.placeOf("layer_types"), inQuotes(type) + " is not supported; only full_attention and "
                                                              "sliding_attention are.");
        }
        all.push_back(type == "sliding_attention");
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
std::vector<DecoderLayer> kindsOf(const std::vector<bool>& windowed, const Decoder& d)
{
    std::vector<DecoderLayer> layers(windowed.size());
    for (std::size_t i = 0; i < layers.size(); ++i) {
        layers[i].attention = windowed[i] ? LayerAttention::Window : LayerAttention::Full;
        const bool isDense = static_cast<double>(i) < d.denseLayers;
        layers[i].network = isDense ? LayerNetwork::Dense : LayerNetwork::Own;
    }
    return counted(layers);
}

} // namespace

void readLayerTypes(const ObjectReader& c, Decoder& d)
{
    const std::vector<bool> has = windowed(c, d);
    if (has.empty()) {
        return;
    }
    const double window = c.boolean("use_sliding_window", true) ? c.number("sliding_window", countOrNoneRange, 0) : 0;
    const bool any = std::find(has.begin(), has.end(), true) != has.end();
    d.slidingWindow = !any ? 0 : window > 0 ? window : d.slidingWindow;
    d.windowEvery = 1, d.globalEvery = d.fullLayers = 0;
    if (d.slidingWindow <= 0 || std::find(has.begin(), has.end(), false) == has.end()) {
        return;
    }
    d.globalEvery = globalPeriod(has);
    d.fullLayers = d.globalEvery > 0 ? 0 : leadingFull(has);
    if (d.globalEvery == 0 && d.fullLayers == 0) {
        d.layerKinds = kindsOf(has, d);
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

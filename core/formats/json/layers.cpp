// Layer lists in project JSON. Fields at their defaults are not written.

#include "core/formats/json/model.h"
#include "core/models/layers/layer_shapes.h"
#include "core/scenario/families/layer_list.h"

namespace ridge {
namespace {

constexpr NumberRange sizeRange = ranges::inputSize.widened(1, 1e8);

const std::vector<std::string>& kindNames()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> out;
        for (int kind = 0; kind < layerKindCount; ++kind) {
            out.emplace_back(idOf(static_cast<LayerKind>(kind)));
        }
        return out;
    }();
    return names;
}

const std::vector<std::string> mismatchNames{"error", "project", "skip"};

constexpr const char* sameTflite = "same_tflite";

/// "padding": 1, or "same_tflite"; without it, what the kind usually has.
double readPadding(const ObjectReader& reader, double usual)
{
    const Json* padding = reader.find("padding");
    if (!padding || !padding->is_string()) {
        return reader.number("padding", ranges::padding.widened(samePadding, 0), usual);
    }
    if (readText(*padding, reader.placeOf("padding")) != sameTflite) {
        failAt(reader.placeOf("padding"), "expected a number or \"same_tflite\".");
    }
    return sameTflitePadding;
}

/// "kernel": 3, or [height, width], or [frames, height, width].
void readKernel(const ObjectReader& reader, Layer& layer)
{
    const Json* kernel = reader.find("kernel");
    if (!kernel) {
        return;
    }
    const std::string place = reader.placeOf("kernel");
    if (!kernel->is_array()) {
        layer.kernelHeight = layer.kernelWidth = readNumber(*kernel, place, ranges::kernel);
        return;
    }
    const std::size_t sizes = kernel->size();
    if (sizes != 2 && sizes != 3) {
        failAt(place, "expected one number, or height and width, or frames, height and width.");
    }
    const auto size = [&](std::size_t i) {
        return readNumber((*kernel)[i], place + "[" + std::to_string(i) + "]", ranges::kernel);
    };
    layer.kernelDepth = sizes == 3 ? size(0) : 1;
    layer.kernelHeight = size(sizes - 2);
    layer.kernelWidth = size(sizes - 1);
}

Layer readLayer(const Json& json, const std::string& place)
{
    const ObjectReader reader(json, place);
    Layer layer;
    layer.name = reader.text("name");
    if (!reader.find("kind")) {
        failAt(reader.placeOf("kind"), "is missing.");
    }
    layer.kind = static_cast<LayerKind>(reader.choice("kind", kindNames(), 0));
    layer.channels = reader.number("channels", ranges::channels.widened(0, 1), layer.channels);
    layer.expand = reader.number("expand", ranges::expand, layer.expand);
    readKernel(reader, layer);
    layer.stride = reader.number("stride", ranges::kernel, layer.stride);
    layer.strideDepth = reader.number("stride_depth", ranges::kernel, layer.strideDepth);
    layer.padding = readPadding(reader, layer.padding);
    layer.ceil = reader.boolean("ceil", layer.ceil);
    layer.dilation = reader.number("dilation", ranges::kernel, layer.dilation);
    layer.groups = reader.number("groups", ranges::channels, layer.groups);
    layer.headSize = reader.number("head_size", ranges::channels.widened(0, 1), layer.headSize);
    layer.bias = reader.boolean("bias", layer.bias);
    layer.fixedWidth = reader.boolean("fixed_width", layer.fixedWidth);
    layer.function = reader.text("function", layer.function);
    layer.mismatch = mismatchNames[reader.choice("mismatch", mismatchNames, 0)];
    for (const Json* name : reader.array("from", mostSources)) {
        layer.from.push_back(readText(*name, reader.placeOf("from")));
    }
    reader.rejectUnknown();
    return layer;
}

LayerBlock readBlock(const Json& json, const std::string& place)
{
    const ObjectReader reader(json, place);
    LayerBlock block;
    block.name = reader.text("name");
    block.repeat = reader.number("repeat", ranges::repeat, block.repeat);
    for (const Json* layer : reader.array("layers", mostLayers)) {
        block.layers.push_back(
            readLayer(*layer, reader.placeOf("layers[" + std::to_string(block.layers.size()) + "]")));
    }
    reader.rejectUnknown();
    return block;
}

/// Writes what differs from a default-constructed value.
class Differences {
public:
    explicit Differences(OrderedJson& json) : m_json(json) {}
    void number(const char* key, double value, double usual)
    {
        if (value != usual) {
            m_json[key] = numberJson(value);
        }
    }
    template <class T> void value(const char* key, const T& value, const T& usual)
    {
        if (value != usual) {
            m_json[key] = value;
        }
    }

private:
    OrderedJson& m_json;
};

OrderedJson layerJson(const Layer& layer)
{
    const Layer usual;
    OrderedJson json;
    json["name"] = layer.name;
    json["kind"] = idOf(layer.kind);
    Differences differences(json);
    differences.number("channels", layer.channels, usual.channels);
    differences.number("expand", layer.expand, usual.expand);
    if (layer.kernelDepth != usual.kernelDepth) {
        json["kernel"] = {numberJson(layer.kernelDepth), numberJson(layer.kernelHeight), numberJson(layer.kernelWidth)};
    } else if (layer.kernelHeight == layer.kernelWidth) {
        differences.number("kernel", layer.kernelHeight, usual.kernelHeight);
    } else {
        json["kernel"] = {numberJson(layer.kernelHeight), numberJson(layer.kernelWidth)};
    }
    differences.number("stride", layer.stride, usual.stride);
    differences.number("stride_depth", layer.strideDepth, usual.strideDepth);
    if (layer.padding == sameTflitePadding) {
        json["padding"] = sameTflite;
    } else {
        differences.number("padding", layer.padding, usual.padding);
    }
    differences.value("ceil", layer.ceil, usual.ceil);
    differences.number("dilation", layer.dilation, usual.dilation);
    differences.number("groups", layer.groups, usual.groups);
    differences.number("head_size", layer.headSize, usual.headSize);
    differences.value("bias", layer.bias, usual.bias);
    differences.value("fixed_width", layer.fixedWidth, usual.fixedWidth);
    differences.value("function", layer.function, usual.function);
    differences.value("from", layer.from, usual.from);
    differences.value("mismatch", layer.mismatch, usual.mismatch);
    return json;
}

} // namespace

LayerList readLayerList(const Json& json, const std::string& place)
{
    const ObjectReader reader(json, place);
    LayerList list;
    if (const Json* input = reader.find("input")) {
        const ObjectReader inputReader(*input, reader.placeOf("input"));
        list.inputChannels = inputReader.number("channels", sizeRange, list.inputChannels);
        list.inputHeight = inputReader.number("height", sizeRange, list.inputHeight);
        list.inputWidth = inputReader.number("width", sizeRange, list.inputWidth);
        list.inputFrames = inputReader.number("frames", ranges::inputFrames.widened(0, 1e8), list.inputFrames);
        list.framesInBatch = inputReader.boolean("frames_in_batch", list.framesInBatch);
        inputReader.rejectUnknown();
    }
    list.widthMultiplier =
        reader.number("width_multiplier", ranges::widthMultiplier.widened(0.01, 100), list.widthMultiplier);
    list.channelDivisor = reader.number("channel_divisor", {1, 4096}, list.channelDivisor);
    for (const Json* block : reader.array("blocks", mostBlocks)) {
        list.blocks.push_back(readBlock(*block, reader.placeOf("blocks[" + std::to_string(list.blocks.size()) + "]")));
    }
    reader.rejectUnknown();
    return list;
}

OrderedJson layerListJson(const LayerList& list)
{
    const LayerList usual;
    OrderedJson json;
    json["input"] = {{"channels", numberJson(list.inputChannels)},
                     {"height", numberJson(list.inputHeight)},
                     {"width", numberJson(list.inputWidth)}};
    Differences input(json["input"]);
    input.number("frames", list.inputFrames, usual.inputFrames);
    input.value("frames_in_batch", list.framesInBatch, usual.framesInBatch);
    Differences differences(json);
    differences.number("width_multiplier", list.widthMultiplier, usual.widthMultiplier);
    differences.number("channel_divisor", list.channelDivisor, usual.channelDivisor);
    json["blocks"] = OrderedJson::array();
    for (const LayerBlock& block : list.blocks) {
        OrderedJson blockJson;
        blockJson["name"] = block.name;
        Differences(blockJson).number("repeat", block.repeat, LayerBlock{}.repeat);
        blockJson["layers"] = OrderedJson::array();
        for (const Layer& layer : block.layers) {
            blockJson["layers"].push_back(layerJson(layer));
        }
        json["blocks"].push_back(std::move(blockJson));
    }
    return json;
}

} // namespace ridge

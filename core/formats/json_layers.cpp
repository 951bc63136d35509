// Layer lists in project JSON. Fields at their defaults are not written.

#include "core/formats/json_model.h"
#include "core/models/layer_shapes.h"

namespace ridge {
namespace {

constexpr NumberRange kernelRange{1, 1024};
constexpr NumberRange repeatRange{1, 10000};
constexpr std::size_t mostBlocks = 10'000;
constexpr std::size_t mostLayers = 1'000; // of one block
constexpr std::size_t mostSources = 64;

const std::vector<std::string>& kindNames()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> out;
        for (int kind = 0; kind <= static_cast<int>(LayerKind::Softmax); ++kind) {
            out.emplace_back(idOf(static_cast<LayerKind>(kind)));
        }
        return out;
    }();
    return names;
}

const std::vector<std::string> mismatchNames{"error", "project", "skip"};

/// "kernel": 3, or [height, width].
void readKernel(const ObjectReader& reader, Layer& layer)
{
    const Json* kernel = reader.find("kernel");
    if (!kernel) {
        return;
    }
    const std::string place = reader.placeOf("kernel");
    if (!kernel->is_array()) {
        layer.kernelHeight = layer.kernelWidth = readNumber(*kernel, place, kernelRange);
        return;
    }
    if (kernel->size() != 2) {
        failAt(place, "expected one number, or height and width.");
    }
    layer.kernelHeight = readNumber((*kernel)[0], place + "[0]", kernelRange);
    layer.kernelWidth = readNumber((*kernel)[1], place + "[1]", kernelRange);
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
    layer.channels = reader.number("channels", countOrNoneRange, layer.channels);
    layer.expand = reader.number("expand", {0, 1e4, false}, layer.expand);
    readKernel(reader, layer);
    layer.stride = reader.number("stride", kernelRange, layer.stride);
    layer.padding = reader.number("padding", {-1, 1024}, layer.padding);
    layer.dilation = reader.number("dilation", kernelRange, layer.dilation);
    layer.groups = reader.number("groups", countRange, layer.groups);
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
    block.repeat = reader.number("repeat", repeatRange, block.repeat);
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
    if (layer.kernelHeight == layer.kernelWidth) {
        differences.number("kernel", layer.kernelHeight, usual.kernelHeight);
    } else {
        json["kernel"] = {numberJson(layer.kernelHeight), numberJson(layer.kernelWidth)};
    }
    differences.number("stride", layer.stride, usual.stride);
    differences.number("padding", layer.padding, usual.padding);
    differences.number("dilation", layer.dilation, usual.dilation);
    differences.number("groups", layer.groups, usual.groups);
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
        list.inputChannels = inputReader.number("channels", countRange, list.inputChannels);
        list.inputHeight = inputReader.number("height", countRange, list.inputHeight);
        list.inputWidth = inputReader.number("width", countRange, list.inputWidth);
        inputReader.rejectUnknown();
    }
    list.widthMultiplier = reader.number("width_multiplier", {0.01, 100, false}, list.widthMultiplier);
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

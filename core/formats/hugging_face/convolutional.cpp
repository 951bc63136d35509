// Hugging Face config.json of convolutional networks, which become lists of layers: ResNet, and the autoencoder of
// latent diffusion models.

#include "core/formats/hugging_face/hugging_face.h"
#include "core/scenario/model_body.h"

#include <algorithm>

namespace ridge {
namespace {

constexpr std::size_t mostStages = 16;

std::vector<double> numbers(const ObjectReader& c, const char* key, std::vector<double> missing, NumberRange range)
{
    std::vector<double> all;
    for (const Json* each : c.array(key, mostStages)) {
        all.push_back(readNumber(*each, c.placeOf(key), range));
    }
    return all.empty() ? std::move(missing) : all;
}

Layer layer(std::string name, LayerKind kind, double channels = 0, double kernel = 1)
{
    Layer l;
    l.name = std::move(name);
    l.kind = kind;
    l.channels = channels;
    l.kernelHeight = l.kernelWidth = kernel;
    return l;
}

Layer activation(std::string name, const char* function)
{
    Layer l = layer(std::move(name), LayerKind::Activation);
    l.function = function;
    return l;
}

Layer biased(Layer l)
{
    l.bias = true;
    return l;
}

Layer strided(Layer l, double stride)
{
    l.stride = stride;
    return l;
}

Layer from(Layer l, std::vector<std::string> sources)
{
    l.from = std::move(sources);
    return l;
}

/// Convolution, norm, activation, numbered; the activation of the last one follows the addition.
void addConvolution(LayerBlock& block, int number, double channels, double kernel, double stride, bool isLast)
{
    const std::string n = std::to_string(number);
    block.layers.push_back(strided(layer("conv" + n, LayerKind::Conv, channels, kernel), stride));
    block.layers.push_back(layer("norm" + n, LayerKind::Norm));
    if (!isLast) {
        block.layers.push_back(activation("relu" + n, "relu"));
    }
}

/// The residual blocks of one resolution. Source: ResNetConfig and its model in transformers.
LayerBlock residualStage(const ObjectReader& c, std::size_t index, double repeat, double channels, double stride)
{
    const bool isBasic = c.text("layer_type", "bottleneck") == "basic";
    const bool early = c.boolean("downsample_in_bottleneck", false);
    constexpr double reduction = 4;
    LayerBlock block{"layer" + std::to_string(index + 1), repeat, {}};
    if (isBasic) {
        addConvolution(block, 1, channels, 3, stride, false);
        addConvolution(block, 2, channels, 3, 1, true);
    } else {
        const double inner = std::max(1.0, channels / reduction);
        addConvolution(block, 1, inner, 1, early ? stride : 1, false);
        addConvolution(block, 2, inner, 3, early ? 1 : stride, false);
        addConvolution(block, 3, channels, 1, 1, true);
    }
    Layer add = from(layer("add", LayerKind::Add), {"in", isBasic ? "norm2" : "norm3"});
    add.mismatch = "project";
    block.layers.push_back(std::move(add));
    block.layers.push_back(activation(isBasic ? "relu2" : "relu3", "relu"));
    return block;
}

ModelBody readResNet(const Json&, const ObjectReader& c)
{
    LayerList list;
    list.inputChannels = c.number("num_channels", countRange, 3);
    list.inputHeight = list.inputWidth = c.number("image_size", countRange, 224);
    const std::vector<double> depths = numbers(c, "depths", {3, 4, 6, 3}, {1, 1000});
    const std::vector<double> widths = numbers(c, "hidden_sizes", {256, 512, 1024, 2048}, countRange);
    if (depths.size() != widths.size()) {
        failAt(c.placeOf("depths"), "has not one entry per entry of hidden_sizes.");
    }
    Layer pool = strided(layer("pool", LayerKind::MaxPool, 0, 3), 2);
    pool.padding = 1;
    list.blocks.push_back({"stem",
                           1,
                           {strided(layer("conv", LayerKind::Conv, c.number("embedding_size", countRange, 64), 7), 2),
                            layer("norm", LayerKind::Norm), activation("relu", "relu"), pool}});
    for (std::size_t i = 0; i < depths.size(); ++i) {
        const bool halves = i > 0 || c.boolean("downsample_in_first_stage", false);
        list.blocks.push_back(residualStage(c, i, depths[i], widths[i], halves ? 2 : 1));
    }
    if (architectureOf(c) != "ResNetModel") {
        list.blocks.push_back({"head",
                               1,
                               {layer("pool", LayerKind::GlobalPool), layer("flatten", LayerKind::Flatten),
                                biased(layer("fc", LayerKind::Linear, classesOf(c)))}});
    }
    return list;
}

/// Puts together the autoencoder: one block a residual block, a mixing of positions, a change of resolution.
class AutoencoderReader {
public:
    explicit AutoencoderReader(const ObjectReader& c)
        : m_c(c), m_channels(numbers(c, "block_out_channels", {64}, {1, 65536})),
          m_depth(c.number("layers_per_block", {1, 64}, 1)), m_latent(c.number("latent_channels", {1, 1024}, 4))
    {
    }

    LayerList read()
    {
        m_list.inputChannels = m_c.number("in_channels", {1, 1024}, 3);
        m_list.inputHeight = m_list.inputWidth = m_c.number("sample_size", {1, 8192}, 32);
        encode();
        decode();
        return std::move(m_list);
    }

private:
    void encode()
    {
        m_present = m_channels.front();
        single("encoder.conv_in", m_present, 3);
        for (std::size_t level = 0; level < m_channels.size(); ++level) {
            const std::string name = "encoder.down" + std::to_string(level);
            residuals(name, m_channels[level], m_depth);
            if (level + 1 < m_channels.size()) {
                add(name + ".downsample", {biased(strided(layer("conv", LayerKind::Conv, m_present, 3), 2))});
            }
        }
        middle("encoder");
        out("encoder", 2 * m_latent); // mean and variance of each latent channel
        if (m_c.boolean("use_quant_conv", true)) {
            single("quant_conv", 2 * m_latent, 1);
        }
        add("sample", {layer("mean", LayerKind::Slice, m_latent)});
    }

    void decode()
    {
        if (m_c.boolean("use_post_quant_conv", true)) {
            single("post_quant_conv", m_latent, 1);
        }
        m_present = m_channels.back();
        single("decoder.conv_in", m_present, 3);
        middle("decoder");
        for (std::size_t level = m_channels.size(); level-- > 0;) {
            const std::string name = "decoder.up" + std::to_string(level);
            residuals(name, m_channels[level], m_depth + 1);
            if (level > 0) {
                Layer larger = layer("upsample", LayerKind::Upsample);
                larger.stride = 2;
                add(name + ".upsample", {larger, biased(layer("conv", LayerKind::Conv, m_present, 3))});
            }
        }
        out("decoder", m_c.number("out_channels", {1, 1024}, 3));
    }

    void add(std::string name, std::vector<Layer> layers, double repeat = 1)
    {
        m_list.blocks.push_back({std::move(name), repeat, std::move(layers)});
    }

    void single(const std::string& name, double channels, double kernel)
    {
        add(name, {biased(layer("conv", LayerKind::Conv, channels, kernel))});
    }

    static Layer norm(std::string name)
    {
        Layer l = layer(std::move(name), LayerKind::Norm);
        l.function = "layer"; // over groups of channels, at the same work
        return l;
    }

    /// The first one changes the channels, and its shortcut with them.
    void residuals(const std::string& name, double channels, double count)
    {
        if (m_present != channels) {
            residual(name + ".first", channels, 1);
            --count;
        }
        if (count >= 1) {
            residual(name + ".res", channels, count);
        }
    }

    void residual(const std::string& name, double channels, double repeat)
    {
        std::vector<Layer> layers{from(norm("norm1"), {"in"}),
                                  activation("act1", "silu"),
                                  biased(layer("conv1", LayerKind::Conv, channels, 3)),
                                  norm("norm2"),
                                  activation("act2", "silu"),
                                  biased(layer("conv2", LayerKind::Conv, channels, 3))};
        const bool changes = m_present != channels;
        if (changes) {
            layers.push_back(from(biased(layer("shortcut", LayerKind::Conv, channels)), {"in"}));
        }
        layers.push_back(from(layer("add", LayerKind::Add), {changes ? "shortcut" : "in", "conv2"}));
        add(name, std::move(layers), repeat);
        m_present = channels;
    }

    /// Two residual blocks, and between them attention of one head over all positions.
    void middle(const std::string& side)
    {
        residual(side + ".middle1", m_present, 1);
        if (m_c.boolean("mid_block_add_attention", true)) {
            add(side + ".attention",
                {norm("norm"), biased(layer("qkv", LayerKind::Conv, 3 * m_present)),
                 layer("attention", LayerKind::Attention), biased(layer("out", LayerKind::Conv, m_present)),
                 from(layer("add", LayerKind::Add), {"in", "out"})});
        }
        residual(side + ".middle2", m_present, 1);
    }

    void out(const std::string& side, double channels)
    {
        add(side + ".out",
            {norm("norm"), activation("act", "silu"), biased(layer("conv", LayerKind::Conv, channels, 3))});
    }

    const ObjectReader& m_c;
    std::vector<double> m_channels;
    double m_depth, m_latent, m_present = 0;
    LayerList m_list;
};

/// Source: AutoencoderKL of diffusers; Rombach et al. 2022 (arXiv:2112.10752).
ModelBody readAutoencoder(const Json&, const ObjectReader& c) { return AutoencoderReader(c).read(); }

constexpr HuggingFaceFamily families[] = {
    {"resnet", readResNet, "CNN"},
    {"AutoencoderKL", readAutoencoder, "Diffusion"},
};

} // namespace

std::span<const HuggingFaceFamily> huggingFaceConvolutional() { return families; }

} // namespace ridge

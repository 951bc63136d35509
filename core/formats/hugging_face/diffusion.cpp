// config.json of the denoisers that diffusers stores, by class. Text encoder and image decoder have files of their own
// and are not part of these models.

#include "core/formats/hugging_face/hugging_face.h"
#include "core/scenario/model_body.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

constexpr std::size_t mostLevels = 4;

/// A number for all levels, or a list with one for each.
std::vector<double> perLevel(const ObjectReader& c, const char* key, std::size_t levels, double fallback,
                             NumberRange range)
{
    const Json* json = c.find(key);
    if (!json || !json->is_array()) {
        return std::vector<double>(levels, c.number(key, range, fallback));
    }
    std::vector<double> values;
    for (const Json* value : c.array(key, mostLevels)) {
        values.push_back(readNumber(*value, c.placeOf(key), range));
    }
    if (values.size() != levels) {
        failAt(c.placeOf(key), "has not one entry per level.");
    }
    return values;
}

void readLevels(const ObjectReader& c, UNet& u, const std::vector<double>& channels)
{
    const auto types = c.array("down_block_types", mostLevels);
    const std::vector<double> depths = perLevel(c, "transformer_layers_per_block", channels.size(), 1, {1, 64});
    if (types.size() != channels.size()) {
        failAt(c.placeOf("down_block_types"), "has not one entry per level.");
    }
    double UNet::*const multipliers[] = {&UNet::multiplier1, &UNet::multiplier2, &UNet::multiplier3,
                                         &UNet::multiplier4};
    double UNet::*const depthFields[] = {&UNet::depth1, &UNet::depth2, &UNet::depth3, &UNet::depth4};
    for (std::size_t level = 0; level < mostLevels; ++level) {
        const bool exists = level < channels.size();
        const std::string type = exists ? readText(*types[level], c.placeOf("down_block_types")) : "DownBlock2D";
        if (type != "DownBlock2D" && type != "CrossAttnDownBlock2D") {
            failAt(c.placeOf("down_block_types"), inQuotes(type) + " is not a block this reader knows.");
        }
        u.*multipliers[level] = exists ? channels[level] / channels[0] : 0;
        u.*depthFields[level] = type == "DownBlock2D" ? 0 : depths[level];
    }
    u.middleDepth = depths.back();
}

/// "attention_head_dim" is the number of heads in these files, one for all levels or one per level.
void readHeads(const ObjectReader& c, UNet& u, const std::vector<double>& channels)
{
    const std::vector<double> heads = perLevel(c, "attention_head_dim", channels.size(), 8, {1, 4096});
    const auto sizeAt = [&](std::size_t level) { return channels[level] / heads[level]; };
    bool sameHeads = true, sameSize = true;
    for (std::size_t level = 1; level < channels.size(); ++level) {
        sameHeads = sameHeads && heads[level] == heads[0];
        sameSize = sameSize && sizeAt(level) == sizeAt(0);
    }
    if (!sameHeads && !sameSize) {
        failAt(c.placeOf("attention_head_dim"), "neither the heads nor their size are the same at every level.");
    }
    u.heads = sameHeads ? heads[0] : u.heads;
    u.headSize = sameHeads ? 0 : sizeAt(0);
}

ModelBody readUNet(const Json&, const ObjectReader& c)
{
    std::vector<double> channels;
    for (const Json* value : c.array("block_out_channels", mostLevels)) {
        channels.push_back(readNumber(*value, c.placeOf("block_out_channels"), {1, 1e5}));
    }
    if (channels.empty()) {
        failAt(c.placeOf("block_out_channels"), "is missing.");
    }
    UNet u;
    u.width = channels[0];
    u.resBlocks = c.number("layers_per_block", {1, 8}, 2);
    readLevels(c, u, channels);
    readHeads(c, u, channels);
    u.contextWidth = c.number("cross_attention_dim", {1, 1e6}, 1280);
    u.vectorWidth = c.number("projection_class_embeddings_input_dim", {1, 1e6}, 0);
    Diffusion model;
    model.latentChannels = c.number("in_channels", {1, 1024}, 4);
    if (c.number("out_channels", {1, 1024}, 4) != model.latentChannels) {
        failAt(c.placeOf("out_channels"), "differs from in_channels, which this reader does not know.");
    }
    model.denoiser = u;
    model.image = c.number("sample_size", {1, 1024}) * model.factor();
    return model;
}

ModelBody readTransformer(const Json&, const ObjectReader& c)
{
    if (c.text("norm_type", "ada_norm_zero") != "ada_norm_zero") {
        failAt(c.placeOf("norm_type"), "is not ada_norm_zero; of these transformers only DiT is read.");
    }
    DiffusionTransformer d;
    d.layers = c.number("num_layers", {1, 1e4});
    d.heads = c.number("num_attention_heads", {1, 65536});
    d.width = d.heads * c.number("attention_head_dim", {1, 65536});
    d.ffnWidth = 4 * d.width;
    d.patch = c.number("patch_size", {1, 64});
    d.classes = c.number("num_embeds_ada_norm", {0, 1e7}, 1000);
    Diffusion model;
    model.latentChannels = c.number("in_channels", {1, 1024}, 4);
    d.learnedVariance = c.number("out_channels", {1, 2048}, model.latentChannels) == 2 * model.latentChannels;
    model.denoiser = d;
    model.image = c.number("sample_size", {1, 1024}) * model.factor();
    return model;
}

/// The arguments of the authors' own class, which config.json files of other programs repeat; defaults are DiT-XL/2.
/// Source: facebookresearch/DiT, models.py.
ModelBody readDit(const Json&, const ObjectReader& c)
{
    DiffusionTransformer d;
    d.layers = c.number("depth", {1, 1e4}, c.number("num_hidden_layers", {1, 1e4}, 28));
    d.heads = c.number("num_heads", {1, 65536}, c.number("num_attention_heads", {1, 65536}, 16));
    d.width = c.number("hidden_size", {1, 1e6}, 1152);
    d.ffnWidth = std::floor(c.number("mlp_ratio", {0.01, 1e3, false}, 4) * d.width);
    d.patch = c.number("patch_size", {1, 64}, 2);
    d.classes = c.number("num_classes", {0, 1e7}, 1000);
    d.learnedVariance = c.boolean("learn_sigma", true);
    Diffusion model;
    model.latentChannels = c.number("in_channels", {1, 1024}, 4);
    model.denoiser = d;
    model.image = c.number("input_size", {1, 1024}, 32) * model.factor();
    return model;
}

constexpr HuggingFaceFamily families[] = {
    {"dit", readDit, "Diffusion"},
    {"UNet2DConditionModel", readUNet, "Diffusion"},
    {"DiTTransformer2DModel", readTransformer, "Diffusion"},
    {"Transformer2DModel", readTransformer, "Diffusion"}, // DiT before it had a class of its own
};

} // namespace

std::span<const HuggingFaceFamily> huggingFaceDiffusion() { return families; }

} // namespace ridge

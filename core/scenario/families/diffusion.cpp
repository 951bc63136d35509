#include "core/scenario/families/diffusion.h"

namespace ridge {
namespace {

using namespace fields;

/// The multipliers of the levels, and what stands at each of them.
template <class T> void addLevelFields(std::vector<Field<T>>& r)
{
    constexpr const char* help = "Channels at this resolution, as a multiple of the base channels; 0: no such level.";
    r.push_back(
        number<T>(RIDGE_FIELD(multiplier1), "multiplier1", "Multiplier 1", "", 1, 64, "Channels at full resolution.")
            .more());
    r.push_back(number<T>(RIDGE_FIELD(multiplier2), "multiplier2", "Multiplier 2", "", 0, 64, help).more().written());
    r.push_back(number<T>(RIDGE_FIELD(multiplier3), "multiplier3", "Multiplier 3", "", 0, 64, help).more().written());
    r.push_back(number<T>(RIDGE_FIELD(multiplier4), "multiplier4", "Multiplier 4", "", 0, 64, help).more().written());
}

} // namespace

template <> const FieldTable<UNet>& fieldsOf<UNet>()
{
    using U = UNet;
    static const FieldTable<U> table{
        "model.unet.", "U-Net", [] {
            constexpr const char* depth = "Transformer layers behind each residual block at this resolution; 0: none.";
            std::vector<Field<U>> r;
            r.push_back(
                number<U>(RIDGE_FIELD(width), "width", "Base channels", "c", 1, 1e5, "Channels at full resolution.")
                    .required());
            r.push_back(number<U>(RIDGE_FIELD(resBlocks), "res_blocks", "Residual blocks", "", 1, 8,
                                  "Per resolution on the way down; one more on the way up.")
                            .written());
            addLevelFields(r);
            r.push_back(number<U>(RIDGE_FIELD(depth1), "depth1", "Depth 1", "", 0, 64, depth).more().written());
            r.push_back(number<U>(RIDGE_FIELD(depth2), "depth2", "Depth 2", "", 0, 64, depth).more().written());
            r.push_back(number<U>(RIDGE_FIELD(depth3), "depth3", "Depth 3", "", 0, 64, depth).more().written());
            r.push_back(number<U>(RIDGE_FIELD(depth4), "depth4", "Depth 4", "", 0, 64, depth).more().written());
            r.push_back(number<U>(RIDGE_FIELD(middleDepth), "middle_depth", "Middle depth", "", 0, 64,
                                  "Transformer layers at the lowest resolution, between down and up.")
                            .more()
                            .written());
            r.push_back(number<U>(RIDGE_FIELD(headSize), "head_size", "Head size", "d_h", 0, 4096,
                                  "Channels of one attention head; 0: the number of heads is fixed instead.")
                            .more()
                            .written());
            r.push_back(
                number<U>(RIDGE_FIELD(heads), "heads", "Heads", "H", 1, 4096, "Attention heads at every resolution.")
                    .more()
                    .when([](const U& u) { return u.headSize == 0; }));
            r.push_back(number<U>(RIDGE_FIELD(contextWidth), "context_width", "Context width", "d_c", 1, 1e6,
                                  "Width of the text embeddings that cross-attention reads.")
                            .written());
            r.push_back(number<U>(RIDGE_FIELD(vectorWidth), "vector_width", "Vector width", "", 0, 1e6,
                                  "Width of the embedding added to the time embedding (pooled text, image "
                                  "sizes and crops in SDXL); 0: none.")
                            .more());
            r.push_back(attentionField<U>("U-Net attention",
                                          "Among the positions of a map, a kernel in place of the softmax lets keys "
                                          "meet values first: work that grows with N instead of N². The prompt is read "
                                          "with a softmax."));
            return r;
        }()};
    return table;
}

template <> const FieldTable<DiffusionTransformer>& fieldsOf<DiffusionTransformer>()
{
    using D = DiffusionTransformer;
    static const FieldTable<D> table{
        "model.dit.", "Diffusion transformer", [] {
            std::vector<Field<D>> r;
            r.push_back(
                number<D>(RIDGE_FIELD(layers), "layers", "Layers", "L", 1, 1e4, "Transformer blocks.").required());
            r.push_back(number<D>(RIDGE_FIELD(width), "width", "Width", "d", 1, 1e6, "Hidden dimension.").required());
            r.push_back(number<D>(RIDGE_FIELD(heads), "heads", "Heads", "H", 1, 65536, "Attention heads.").required());
            r.push_back(number<D>(RIDGE_FIELD(ffnWidth), "ffn_width", "FFN width", "d_ff", 1, 1e8,
                                  "Inner width of the feed-forward networks.")
                            .written()
                            .otherwise([](const D& d) { return 4 * d.width; }));
            r.push_back(number<D>(RIDGE_FIELD(patch), "patch", "Patch", "p", 1, 64,
                                  "Latent positions along one side of a patch: (latent / patch)² tokens.")
                            .written());
            r.push_back(number<D>(RIDGE_FIELD(classes), "classes", "Classes", "", 0, 1e7,
                                  "Entries of the class table, besides one for no class.")
                            .more()
                            .written());
            r.push_back(flag<D>(RIDGE_FIELD(learnedVariance), "learned_variance", "Learned variance", {"no", "yes"},
                                "Whether noise and variance come out, twice as many channels.")
                            .more());
            r.push_back(attentionField<D>("DiT attention", "A kernel in place of the softmax lets keys meet values "
                                                           "first: work that grows with N instead of N²."));
            return r;
        }()};
    return table;
}

template <> const FieldTable<ImageDecoder>& fieldsOf<ImageDecoder>()
{
    using D = ImageDecoder;
    static const FieldTable<D> table{
        "model.image_decoder.", "Image decoder", [] {
            std::vector<Field<D>> r;
            r.push_back(number<D>(RIDGE_FIELD(width), "width", "Decoder channels", "", 1, 1e5,
                                  "Channels of the image decoder at full resolution.")
                            .required()
                            .more());
            r.push_back(number<D>(RIDGE_FIELD(resBlocks), "res_blocks", "Decoder blocks", "", 1, 8,
                                  "Residual blocks per resolution of the autoencoder; the decoder has one "
                                  "more.")
                            .more()
                            .written());
            addLevelFields(r);
            return r;
        }()};
    return table;
}

template <> const FieldTable<Diffusion>& fieldsOf<Diffusion>()
{
    using D = Diffusion;
    static const FieldTable<D> table{
        "model.", "", [] {
            std::vector<Field<D>> r;
            r.push_back(
                number<D>(RIDGE_FIELD(image), "image", "Image size", "", 8, 8192, "Pixels along one side of the image.")
                    .required());
            r.push_back(number<D>(RIDGE_FIELD(latentChannels), "latent_channels", "Latent channels", "z", 1, 1024,
                                  "Channels of the latent that is denoised.")
                            .more());
            r.push_back(number<D>(RIDGE_FIELD(promptLength), "prompt_length", "Prompt length", "N", 1, 65536,
                                  "Tokens of every prompt: shorter ones are padded.")
                            .more()
                            .when([](const D& d) { return std::holds_alternative<UNet>(d.denoiser); }));
            return r;
        }()};
    return table;
}

} // namespace ridge

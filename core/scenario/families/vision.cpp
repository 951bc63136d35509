#include "core/scenario/families/vision.h"

#include <cstring>

namespace ridge {
namespace {

using V = VisionTransformer;
using S = Swin;

/// The stack's rows under names that cannot be mistaken for a language model's beside them.
void addStackRows(std::vector<Field<V>>& rows)
{
    struct Name {
        const char *key, *label, *symbol;
    };
    constexpr Name names[] = {
        {"layers", "Vision layers", "L_v"},
        {"width", "Vision width", "d_v"},
        {"heads", "Vision heads", "H_v"},
        {"head_size", "Vision head size", "d_h,v"},
        {"ffn_width", "Vision FFN width", "d_ff,v"},
        {"gated", "Vision FFN gated", ""},
        {"biases", "Vision biases", ""},
        {"norm", "Vision norm", ""},
    };
    std::vector<Field<V>> stack;
    addTransformerFields(stack);
    for (const Name& name : names) { // every head has its own keys and values, and a layer has two norms
        for (Field<V>& row : stack) {
            if (std::strcmp(row.key, name.key) == 0) {
                row.label = name.label;
                row.symbol = name.symbol;
                rows.push_back(row);
            }
        }
    }
}

void addDetailRows(std::vector<Field<V>>& rows)
{
    using namespace fields;
    const std::vector<std::string> noYes{"no", "yes"};
    rows.push_back(choice<V>(RIDGE_FIELD(positions), "positions", "Vision positions", {"none", "learned", "rotary"},
                             {"none", "learned table", "rotary"},
                             "A learned table has one row per token at this image size.")
                       .more());
    rows.push_back(flag<V>(RIDGE_FIELD(patchBias), "patch_bias", "Patch bias", noYes,
                           "Whether the projection of the patches has a bias; CLIP's has none.")
                       .more());
    rows.push_back(
        flag<V>(RIDGE_FIELD(preNorm), "pre_norm", "First norm", noYes, "A norm before the first layer, as in CLIP.")
            .more());
    rows.push_back(flag<V>(RIDGE_FIELD(finalNorm), "final_norm", "Last norm", noYes,
                           "A norm after the last layer; Pixtral has none.")
                       .more());
    rows.push_back(flag<V>(RIDGE_FIELD(layerScale), "layer_scale", "Layer scale", noYes,
                           "A learned factor per channel after attention and network (DINOv2).")
                       .more());
    rows.push_back(flag<V>(RIDGE_FIELD(maskToken), "mask_token", "Mask token", noYes,
                           "A learned vector for hidden patches: stored for training, never run.")
                       .more());
    rows.push_back(number<V>(RIDGE_FIELD(mergedTokens), "merged_tokens", "Merged tokens", "r", 0, 65536,
                             "Tokens that every layer merges into others between attention and network (ToMe), at most "
                             "half of the patches that are left; 0: none.")
                       .more()
                       .when([](const V& v) { return v.head != VisionHead::None; })); // others want every patch
    rows.push_back(number<V>(RIDGE_FIELD(skippedLayers), "skipped_layers", "Skipped layers", "", 0, 1e4,
                             "Last layers that are stored but not run: LLaVA takes the features "
                             "from before the last one.")
                       .more());
}

void addStageRows(std::vector<Field<S>>& rows)
{
    using namespace fields;
    rows.push_back(
        number<S>(RIDGE_FIELD(depth1), "depth_1", "Depth, stage 1", "", 0, 1000, "Layers of the first stage.")
            .required());
    rows.push_back(
        number<S>(RIDGE_FIELD(depth2), "depth_2", "Depth, stage 2", "", 0, 1000, "Layers of the second stage.")
            .required());
    rows.push_back(
        number<S>(RIDGE_FIELD(depth3), "depth_3", "Depth, stage 3", "", 0, 1000, "Layers of the third stage.")
            .required());
    rows.push_back(
        number<S>(RIDGE_FIELD(depth4), "depth_4", "Depth, stage 4", "", 0, 1000, "Layers of the fourth stage.")
            .required());
    rows.push_back(number<S>(RIDGE_FIELD(heads1), "heads_1", "Heads, stage 1", "", 1, 4096, "Heads of the first stage.")
                       .required());
    rows.push_back(
        number<S>(RIDGE_FIELD(heads2), "heads_2", "Heads, stage 2", "", 1, 4096, "Heads of the second stage.")
            .required());
    rows.push_back(number<S>(RIDGE_FIELD(heads3), "heads_3", "Heads, stage 3", "", 1, 4096, "Heads of the third stage.")
                       .required());
    rows.push_back(
        number<S>(RIDGE_FIELD(heads4), "heads_4", "Heads, stage 4", "", 1, 4096, "Heads of the fourth stage.")
            .required());
}

} // namespace

template <> const FieldTable<VisionTransformer>& fieldsOf<VisionTransformer>()
{
    using namespace fields;
    static const FieldTable<V> table{
        "model.vision.", "Vision encoder", [] {
            std::vector<Field<V>> r;
            r.push_back(number<V>(RIDGE_FIELD(image), "image", "Image size", "H", 8, 8192,
                                  "Side of the square image in pixels.")
                            .required());
            r.push_back(
                number<V>(RIDGE_FIELD(patch), "patch", "Patch size", "p", 1, 512, "Side of one patch in pixels.")
                    .required());
            addStackRows(r);
            r.push_back(choice<V>(RIDGE_FIELD(linearAttention), "attention", "Vision attention", {"softmax", "linear"},
                                  {"softmax, O(N²)", "linear, O(N)"},
                                  "Linear attention replaces the softmax by a kernel, so that keys "
                                  "and values meet first: the work grows with N instead of N²."));
            r.push_back(number<V>(RIDGE_FIELD(classTokens), "class_tokens", "Class tokens", "N_cls", 0, 1024,
                                  "Learned tokens before the patches: class, distillation, registers.")
                            .written());
            r.push_back(choice<V>(RIDGE_FIELD(head), "head", "Vision head",
                                  {"none", "classes", "distilled", "projection", "attention_pool"},
                                  {"none", "classes", "classes, two tokens", "projection", "attention pooling"},
                                  "What follows the last layer: a classifier, DeiT's two, CLIP's projection or "
                                  "SigLIP's pooling.")
                            .more());
            r.push_back(number<V>(RIDGE_FIELD(outputs), "outputs", "Head outputs", "", 1, 1e6,
                                  "Classes, or the width that features are projected to.")
                            .more()
                            .when([](const V& v) {
                                return v.head != VisionHead::None && v.head != VisionHead::AttentionPool;
                            }));
            r.push_back(
                number<V>(RIDGE_FIELD(channels), "channels", "Image channels", "", 1, 4096, "Channels of the image.")
                    .more());
            addDetailRows(r);
            return r;
        }()};
    return table;
}

template <> const FieldTable<Swin>& fieldsOf<Swin>()
{
    using namespace fields;
    static const FieldTable<S> table{
        "model.swin.", "", [] {
            std::vector<Field<S>> r;
            r.push_back(number<S>(RIDGE_FIELD(image), "image", "Image size", "H", 8, 8192,
                                  "Side of the square image in pixels.")
                            .required());
            r.push_back(
                number<S>(RIDGE_FIELD(patch), "patch", "Patch size", "p", 1, 512, "Side of one patch in pixels.")
                    .required());
            r.push_back(number<S>(RIDGE_FIELD(width), "width", "Width", "C", 1, 65536,
                                  "Channels of the first stage; every merging doubles them.")
                            .required());
            addStageRows(r);
            r.push_back(number<S>(RIDGE_FIELD(window), "window", "Window", "M", 1, 512,
                                  "Side of an attention window in patches; as large as the map where that is smaller.")
                            .written());
            r.push_back(number<S>(RIDGE_FIELD(ffnRatio), "ffn_ratio", "FFN ratio", "", 1, 64,
                                  "Inner width of the network over the width of its stage.")
                            .more());
            r.push_back(
                number<S>(RIDGE_FIELD(classes), "classes", "Classes", "", 0, 1e6, "Outputs of the head; 0: no head.")
                    .more());
            r.push_back(
                number<S>(RIDGE_FIELD(channels), "channels", "Image channels", "", 1, 4096, "Channels of the image.")
                    .more());
            return r;
        }()};
    return table;
}

} // namespace ridge

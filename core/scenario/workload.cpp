#include "core/scenario/workload.h"

namespace ridge {
namespace {

using W = Workload;

/// Speculative decoding.
void addDraftRows(std::vector<Field<W>>& rows)
{
    using namespace fields;
    rows.push_back(number<W>(RIDGE_FIELD(draftTokens), "draft_tokens", "Draft tokens", "γ", 0, 64,
                             "Speculative decoding: tokens that a smaller model proposes before the model checks them "
                             "all in one step; 0: none.")
                       .more());
    rows.push_back(
        number<W>(
            RIDGE_FIELD(acceptance), "acceptance", "Acceptance", "α", 0, 1,
            "Share of the draft's tokens that the model agrees with; a round yields (1 − α^(γ+1)) / (1 − α) tokens.")
            .in(Unit::Fraction)
            .more());
    rows.push_back(number<W>(RIDGE_FIELD(draftScale), "draft_scale", "Draft scale", "s", 0.05, 1,
                             "Layers, width, heads and network of the draft model as a share of the model's; a quarter "
                             "of each is about 1/64 of the layers' weights.")
                       .in(Unit::Fraction)
                       .more());
}

} // namespace

template <> const FieldTable<Workload>& fieldsOf<Workload>()
{
    using namespace fields;
    static const FieldTable<W> table{
        "workload.", "", [] {
            std::vector<Field<W>> r;
            r.push_back(number<W>(RIDGE_FIELD(batch), "batch", "Batch", "BS", 1, 65536,
                                  "Images or sequences worked on together."));
            r.push_back(number<W>(RIDGE_FIELD(sourceTokens), "source_tokens", "Source tokens", "N_src", 1, 1e7,
                                  "Tokens of each sequence that the encoder reads."));
            r.push_back(number<W>(RIDGE_FIELD(promptTokens), "prompt_tokens", "Prompt tokens", "N", 1, 1e7,
                                  "Tokens of each sequence that are read at once: by prefill, by an encoder on its "
                                  "own, or in training."));
            r.push_back(number<W>(
                RIDGE_FIELD(outputTokens), "output_tokens", "Output tokens", "N_out", 0, 1e6,
                "Tokens generated for each sequence. The first comes from prefill; decode runs once for each."));
            r.push_back(number<W>(RIDGE_FIELD(images), "images", "Images", "N_img", 0, 4096,
                                  "Images that come with each request; 0: text alone."));
            r.push_back(number<W>(RIDGE_FIELD(texts), "texts", "Texts", "N_txt", 1, 1e6,
                                  "Texts that every image is compared with, such as the names of classes: encoded once "
                                  "for all images of the batch."));
            r.push_back(choice<W>(
                RIDGE_FIELD(serving), "serving", "Prompts", {"whole", "chunked", "pools"},
                {"at once", "in chunks", "on devices of their own"},
                "How prompts are read where requests follow each other without a gap: at once, and generation waits; a "
                "piece beside every step of generation; or on devices that do nothing else."));
            addDraftRows(r);
            r.push_back(number<W>(RIDGE_FIELD(steps), "steps", "Steps", "T", 1, 1e4,
                                  "Sampling steps: the denoiser runs once for each."));
            r.push_back(choice<W>(
                RIDGE_FIELD(guidance), "guidance", "Guidance", {"none", "classifier_free"},
                {"none (1×)", "classifier-free (2×)"},
                "With guidance the denoiser runs for every image with the prompt and without, as one batch."));
            r.push_back(number<W>(RIDGE_FIELD(points), "points", "Points", "n", 1, 1e8, "Points of each cloud."));
            return r;
        }()};
    return table;
}

} // namespace ridge

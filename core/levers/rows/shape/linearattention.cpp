#include "core/levers/levers.h"

#include "core/scenario/families/encoder.h"
#include "core/scenario/families/transformer.h"
#include "core/scenario/families/vision.h"
#include "core/scenario/model_body.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace ridge {
namespace {

/// Ids of every choice between a softmax and a kernel that a model can have. A model of several parts has several.
const std::vector<std::string_view>& choices()
{
    static const std::vector<std::string_view> ids = [] {
        const std::vector<std::string> names{"softmax", "linear"};
        std::vector<std::string_view> all;
        for (const Parameter& row : parameterCatalogue()) {
            if (row.choices == names && std::ranges::find(all, row.id) == all.end()) {
                all.emplace_back(row.id);
            }
        }
        return all;
    }();
    return ids;
}

const char* refusalOf(const Decoder& decoder)
{
    const auto sharesCache = [](const DecoderLayer& layer) { return layer.cache != LayerCache::Own; };
    return decoder.latentRank > 0 ? "its latent attention compresses keys and values of all heads to one vector"
           : std::ranges::any_of(decoder.layerKinds, sharesCache) ? "some of its layers use the cache of others"
           : decoder.positions == PositionKind::Alibi
               ? "its positions are biases of the scores that a kernel leaves out"
               : "some of its layers see a window alone, which a state forgets";
}

const char* refusal(const Scenario& s)
{
    const auto chosen = [&s](std::string_view id) {
        const Parameter* row = catalogueRow(s, id);
        return row ? row->get(s) : std::nullopt;
    };
    if (std::ranges::any_of(choices(), [&](std::string_view id) { return chosen(id) == 0.0; })) {
        return nullptr;
    }
    const Decoder* decoder = s.model.decoder();
    return std::ranges::any_of(choices(), [&](std::string_view id) { return chosen(id).has_value(); })
               ? "its attention is linear already"
           : decoder ? refusalOf(*decoder)
           : s.model.part<Encoder>() || s.model.part<EncoderDecoder>()
               ? "its positions are biases of the scores that a kernel leaves out"
           : s.model.part<Swin>() ? "its attention sees small windows alone, whatever the size of the image"
           : s.model.imported()   ? "a graph from a file has its attention built in"
                                  : "the model has no attention";
}

} // namespace

/// A kernel instead of the softmax, so that keys and values meet first: 2·N·d_h² MACs a head instead of 2·N²·d_h, and
/// no tensor of N² elements. As much work where N = d_h. A decoder keeps d_h·(d_h + 1) elements for each KV head, not
/// 2·d_h for each of them and each position: less where N > (d_h + 1)/2.
extern const Lever linearattentionLever; // named by the list of all rows
const Lever linearattentionLever = scenarioLever(
    {.id = "linear_attention",
     .label = "Linear attention",
     .reduces =
         "work and traffic of attention, which grow with N instead of N²; a decoder's cache, which does not grow",
     .kind = LeverKind::Shape,
     .order = 60,
     .caveat = "The model has to be trained so: another function, with a state of d_h² elements a head in place of the "
               "scores, and in a decoder in place of the cache (Katharopoulos et al. 2020, arXiv:2006.16236). What was "
               "read is in the state as a sum alone. Attention from one sequence to another keeps its softmax.",
     .refusal = refusal},
    []<class N>(const Pulled<N>&, ScenarioEdits<N>& edits) {
        for (const std::string_view id : choices()) {
            if (edits.has(id)) {
                edits.set(id, N(1));
            }
        }
    });

} // namespace ridge

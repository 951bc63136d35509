#include "core/metrics/row.h"
#include "core/metrics/vision_facts.h"

namespace ridge {
namespace {

constexpr const char* noEncoder = "the model has no vision transformer";
constexpr const char* noLanguage = "no language model looks at images here";

const VisionLanguage* visionLanguage(const Model& model) { return std::get_if<VisionLanguage>(&model.body); }
const VisionTransformer* encoder(const Model& model) { return model.part<VisionTransformer>(); }
const Swin* swinOf(const Model& model) { return model.part<Swin>(); }

template <class N> Answer<N> initialTokens(const Facts<N>& f)
{
    if (const Swin* swin = swinOf(f.s.model)) {
        return patchCount(f, "model.swin.", swin->image, swin->patch);
    }
    const VisionTransformer* v = encoder(f.s.model);
    if (!v) {
        return Answer<N>::none(noEncoder);
    }
    const N patches = patchCount(f, *v);
    return v->classTokens == 0 ? patches : patches + f.leaf("model.vision.class_tokens", "N_cls", v->classTokens);
}

template <class N> Answer<N> attentionShare(const Facts<N>& f)
{
    const Macs<N> attention =
        named("MACs_attention", Unit::Macs, f.overStages(&Facts<N>::attentionMacs, "MACs", Unit::Macs));
    const Macs<N> all = named("MACs", Unit::Macs, f.overStages(&Facts<N>::macs, "MACs", Unit::Macs));
    if (valueOf(attention.inBaseUnits()) <= 0 || valueOf(all.inBaseUnits()) <= 0) {
        return Answer<N>::none("the model has no attention");
    }
    return Answer<N>(attention.inBaseUnits() / all.inBaseUnits());
}

void addOverheads(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"cross_attention_overhead", "Cross-attention overhead", "", Family::Architecture, Unit::Percent,
         "Share of all MACs that lies between the vision encoder and the language model: projector or resampler, and "
         "the gated cross-attention with its networks.",
         "the connecting operators over all operators; architecture of Alayrac et al. 2022 (arXiv:2204.14198)"},
        RIDGE_FORMULA {
            const Macs<N> all = named("MACs", Unit::Macs, f.overStages(&Facts<N>::macs, "MACs", Unit::Macs));
            if (!visionLanguage(f.s.model) || valueOf(all.inBaseUnits()) <= 0) {
                return Answer<N>::none(noLanguage);
            }
            const Macs<N> between =
                named("MACs_connector", Unit::Macs, f.overStages(&Facts<N>::connectorMacs, "MACs", Unit::Macs));
            return Answer<N>(between.inBaseUnits() / all.inBaseUnits());
        }));
    rows.push_back(makeMetric(
        {"cross_attention_latency", "Cross-attention, time", "", Family::Architecture, Unit::Percent,
         "Share of the latency that the connecting operators take: what their weights cost in every decode step shows "
         "here.",
         "the connecting operators over all operators; architecture of Alayrac et al. 2022 (arXiv:2204.14198)"},
        RIDGE_FORMULA {
            const Seconds<N> all = named("T", Unit::Seconds, f.latency());
            if (!visionLanguage(f.s.model) || valueOf(all.inBaseUnits()) <= 0) {
                return Answer<N>::none(noLanguage);
            }
            const Seconds<N> between =
                named("T_connector", Unit::Seconds, f.overStages(&Facts<N>::connectorTime, "T", Unit::Seconds));
            return Answer<N>(between.inBaseUnits() / all.inBaseUnits());
        }));
}

} // namespace

void addVisionMetrics(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"tokens_initial", "Initial tokens", "N", Family::Architecture, Unit::Count,
         "Tokens that the vision encoder starts with: patches and class tokens.",
         "cheat sheet, with the class token of Dosovitskiy et al. 2020 (arXiv:2010.11929)"},
        RIDGE_FORMULA { return initialTokens(f); }));
    rows.push_back(makeMetric(
        {"tokens_visual", "Visual tokens", "N_visual", Family::Architecture, Unit::Count,
         "Tokens that the language model sees of one image: every patch with a projector, the latents with a "
         "resampler.",
         "Liu et al. 2023 (arXiv:2310.03744); Alayrac et al. 2022 (arXiv:2204.14198)"},
        RIDGE_FORMULA {
            const VisionLanguage* m = visionLanguage(f.s.model);
            return m ? Answer<N>(visualTokens(f, *m)) : Answer<N>::none(noLanguage);
        }));
    rows.push_back(makeMetric(
        {"attention_share", "Attention share", "", Family::Architecture, Unit::Percent,
         "Part of all MACs that grows with the square of the tokens under softmax attention, in proportion under "
         "linear attention.",
         "2·N²·d MACs per layer against 12·N·d²: half of all at N = 6·d"},
        RIDGE_FORMULA { return attentionShare(f); }));
    addOverheads(rows);
}

} // namespace ridge

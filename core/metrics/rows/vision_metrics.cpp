#include "core/metrics/row.h"

namespace ridge {
namespace {

constexpr const char* noEncoder = "the model has no vision transformer";
constexpr const char* noLanguage = "no language model looks at images here";

template <class N> bool looksAtImages(const Facts<N>& f) { return f.program().architecture.visualTokens.has_value(); }

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
            if (!looksAtImages(f) || valueOf(all.inBaseUnits()) <= 0) {
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
            if (!looksAtImages(f) || valueOf(all.inBaseUnits()) <= 0) {
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
        RIDGE_FORMULA {
            const std::optional<N>& tokens = f.program().architecture.imageTokens;
            return tokens ? Answer<N>(*tokens) : Answer<N>::none(noEncoder);
        }));
    rows.push_back(makeMetric(
        {"tokens_visual", "Visual tokens", "N_visual", Family::Architecture, Unit::Count,
         "Tokens that the language model sees of one image: every patch with a projector, the latents with a "
         "resampler.",
         "Liu et al. 2023 (arXiv:2310.03744); Alayrac et al. 2022 (arXiv:2204.14198)"},
        RIDGE_FORMULA {
            const std::optional<N>& tokens = f.program().architecture.visualTokens;
            return tokens ? Answer<N>(*tokens) : Answer<N>::none(noLanguage);
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

// Makes a row of the metric catalogue from one formula, used for the value and for its derivation.
// Not the rows: those are in the *_metrics.cpp files, by family.
#pragma once

#include "core/metrics/catalogue.h"
#include "core/metrics/facts.h"

#include <cmath>

namespace ridge {

struct MetricText {
    std::string_view id, label, symbol;
    Family family;
    Unit unit;
    std::string_view help;
    std::string_view source = "cheat sheet";
    std::optional<StageRole> stage = {};
};

/// `Formula` is a captureless generic lambda: const Facts<N>& → Answer<N>.
template <class Formula> Metric makeMetric(const MetricText& text, Formula)
{
    Metric row{text.id,   text.label,  text.symbol, text.family, text.unit,
               text.help, text.source, nullptr,     nullptr,     text.stage};
    row.value = [](const Facts<double>& facts) -> MetricValue {
        const Answer<double> answer = Formula{}(facts);
        if (answer.value && !std::isfinite(*answer.value)) {
            return {std::nullopt, "the result is beyond what numbers can hold"};
        }
        return {answer.value, answer.absent};
    };
    row.derivation = [](const Facts<Traced>& facts) -> std::optional<Traced> {
        const Answer<Traced> answer = Formula{}(facts);
        return answer.value && std::isfinite(answer.value->value()) ? answer.value : std::nullopt;
    };
    return row;
}

using Metrics = std::vector<Metric>;
void addMemoryMetrics(Metrics& rows);
void addComputeMetrics(Metrics& rows);
void addLatencyMetrics(Metrics& rows);
void addEnergyMetrics(Metrics& rows);
void addCostMetrics(Metrics& rows);
void addQuantizationMetrics(Metrics& rows);
void addVideoMetrics(Metrics& rows);
void addVisionMetrics(Metrics& rows);
void addLanguageMetrics(Metrics& rows);
void addDiffusionMetrics(Metrics& rows);
void addPointMetrics(Metrics& rows);
void addEncoderMetrics(Metrics& rows);
void addTrainingMetrics(Metrics& rows);
void addScalingMetrics(Metrics& rows);
void addServingMetrics(Metrics& rows);

/// Why figures of a token have no value, in whichever family of rows they stand.
inline constexpr const char* noDecode =
    "no tokens are generated: the model is no decoder, the output is empty, or it is trained";

// Shorthands for the rows' lambdas.
#define RIDGE_FORMULA []<class N>([[maybe_unused]] const Facts<N>& f) -> Answer<N>

} // namespace ridge

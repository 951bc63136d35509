#include "core/metrics/row.h"

#include <unordered_map>

namespace ridge {

std::string_view labelOf(Family family)
{
    constexpr std::string_view labels[] = {
        "Memory",   "Computation", "Performance and latency", "Energy, carbon and cost", "Scaling", "Quantization",
        "Training", "Architecture"};
    return labels[static_cast<std::size_t>(family)];
}

std::span<const Metric> metricCatalogue()
{
    static const Metrics catalogue = [] {
        Metrics rows;
        addMemoryMetrics(rows);
        addComputeMetrics(rows);
        addLatencyMetrics(rows);
        addEnergyMetrics(rows);
        addCostMetrics(rows);
        addQuantizationMetrics(rows);
        addVideoMetrics(rows);
        addVisionMetrics(rows);
        addLanguageMetrics(rows);
        addDiffusionMetrics(rows);
        addPointMetrics(rows);
        addEncoderMetrics(rows);
        addTrainingMetrics(rows);
        addScalingMetrics(rows);
        addServingMetrics(rows);
        return rows;
    }();
    return catalogue;
}

std::optional<Traced> Metric::derive(const Evaluation& evaluation) const
{
    return derivation(Facts<Traced>(evaluation));
}

std::optional<std::size_t> metricIndex(std::string_view id)
{
    static const std::unordered_map<std::string_view, std::size_t> indices = [] {
        std::unordered_map<std::string_view, std::size_t> map;
        for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
            map.emplace(metricCatalogue()[i].id, i);
        }
        return map;
    }();
    const auto found = indices.find(id);
    return found == indices.end() ? std::nullopt : std::optional(found->second);
}

Bound limitOf(const Evaluation& evaluation, const Metric& metric)
{
    const std::optional<std::size_t> stage = metric.stage ? evaluation.program.find(*metric.stage) : std::nullopt;
    return stage && *stage < evaluation.stages.size() ? evaluation.stages[*stage].totals.bound
                                                      : evaluation.verdict.bound;
}

const MetricValue& metric(const Evaluation& evaluation, std::string_view id)
{
    static const MetricValue unknown{std::nullopt, "there is no such metric"};
    const auto index = metricIndex(id);
    return index && *index < evaluation.metrics.size() ? evaluation.metrics[*index] : unknown;
}

} // namespace ridge

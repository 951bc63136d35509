#include "tests/core/explain_checks.h"

namespace ridge {
namespace {

using namespace test;

/// The conventions under which a metric is written with other digits, found by setting each on its own.
std::map<std::pair<std::string, std::string>, std::string> switchedTexts(const Scenario& s, const Metric& row)
{
    std::map<std::pair<std::string, std::string>, std::string> texts;
    const std::string now = format(metric(evaluate(s), row.id).value, row.unit, s.convention.numberStyle());
    for (const auto& [id, text] : switchedConventions()) {
        if (!id.starts_with("convention.")) {
            continue;
        }
        const MetricValue other = metric(evaluate(with(s, id, text)), row.id);
        const std::string otherwise = format(other.value, row.unit, s.convention.numberStyle());
        if (otherwise != now) {
            texts[{id, text}] = other.value ? otherwise : "does not apply";
        }
    }
    return texts;
}

TEST_CASE("the conventions named are those that change the number, with what it would be", "[explain]")
{
    for (const auto& [model, device] :
         {std::pair{"llama-3-8b", "h100-sxm"}, {"mobilenet-v2", "stm32f746"}, {"gpt-2", "rtx-4090"}}) {
        const Scenario s = preset(model, device);
        const Evaluation e = evaluate(s);
        for (const Metric& row : metricCatalogue()) {
            const std::optional<Explanation> x = explain(e, {std::string(row.id)});
            if (!x) {
                continue;
            }
            INFO(model << ": " << row.id);
            std::map<std::pair<std::string, std::string>, std::string> named;
            for (const ExplainedConvention& c : x->conventions) {
                const Parameter parameter = *findParameter(s, c.parameter);
                std::string id = c.alternative;
                for (int i = 0; i < static_cast<int>(parameter.choices.size()); ++i) {
                    id = choiceLabel(parameter, s, i) == c.alternative ? parameter.choices[static_cast<std::size_t>(i)]
                                                                       : id;
                }
                named[{c.parameter, id}] = c.otherwise;
                CHECK(c.chosen.starts_with(parameter.label + ": "));
            }
            CHECK(named == switchedTexts(s, row));
        }
    }
}

TEST_CASE("an input that differs from the presets is said to be changed", "[explain]")
{
    const Scenario presets = preset("llama-3-8b", "h100-sxm");
    const Scenario s = with(with(presets, "device.memory.bandwidth", "2 TB/s"), "workload.batch", "4");
    const std::optional<Explanation> x = explain(evaluate(s), {"tokens_per_second"}, &presets);
    REQUIRE(x);
    std::map<std::string, std::string> sources;
    for (const ExplainedInput& input : x->inputs) {
        sources[input.parameter] = input.source;
    }
    CHECK(sources.at("device.memory.bandwidth") == "changed; the preset says 3.35 TB/s");
    CHECK(sources.at("device.peak.bf16") == sourceOf(presets, "device.peak.bf16"));
    CHECK_FALSE(sources.at("device.peak.bf16").empty());
    CHECK(sources.at("workload.batch").empty()); // chosen, not read anywhere
}

TEST_CASE("figures of models and devices have their source wherever the preset states one", "[explain]")
{
    std::set<std::string> unsourced;
    for (const NamedScenario& one : presetScenarios()) {
        if (!isDetailed(one.scenario)) {
            continue;
        }
        const Evaluation e = evaluate(one.scenario);
        for (const char* id : {"latency", "kv_cache", "energy_per_inference", "memory_headroom", "ridge_point"}) {
            const std::optional<Explanation> x = explain(e, {id}, &one.scenario);
            for (const ExplainedInput& input : x ? x->inputs : std::vector<ExplainedInput>()) {
                if (input.source.empty() &&
                    (input.parameter.starts_with("model.") || input.parameter.starts_with("device."))) {
                    unsourced.insert(input.parameter);
                }
            }
        }
    }
    // No preset measures its launch overhead: nought until somebody sets it.
    CHECK(unsourced == std::set<std::string>{"device.launch_overhead"});
}

} // namespace
} // namespace ridge

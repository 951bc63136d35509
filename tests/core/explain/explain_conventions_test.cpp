#include "core/evaluate/evaluate.h"
#include "tests/core/explain/explain_checks.h"

namespace ridge {
namespace {

using namespace test;

using Setting = std::pair<std::string, std::string>;

/// The scenario with each convention set on its own.
std::map<Setting, Evaluation> switchedEvaluations(const Scenario& s)
{
    std::map<Setting, Evaluation> all;
    for (const auto& [id, text] : switchedConventions()) {
        if (id.starts_with("convention.")) {
            all[{id, text}] = evaluate(with(s, id, text));
        }
    }
    return all;
}

/// The conventions under which a metric is written with other digits.
std::map<Setting, std::string> switchedTexts(const Evaluation& e, const std::map<Setting, Evaluation>& switched,
                                             const Metric& row)
{
    std::map<Setting, std::string> texts;
    const NumberStyle style = e.numberStyle();
    const std::string now = format(metric(e, row.id).value, row.unit, style);
    for (const auto& [setting, other] : switched) {
        const MetricValue& value = metric(other, row.id);
        const std::string otherwise = format(value.value, row.unit, style);
        if (otherwise != now) {
            texts[setting] = value.value ? otherwise : "does not apply";
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
        const std::map<Setting, Evaluation> switched = switchedEvaluations(s);
        for (const std::optional<Explanation>& x : explainAll(e, metricRefs())) {
            if (!x) {
                continue;
            }
            INFO(model << ": " << x->ref.id);
            std::map<Setting, std::string> named;
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
            CHECK(named == switchedTexts(e, switched, metricCatalogue()[*metricIndex(x->ref.id)]));
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
        const std::vector<NumberRef> refs{
            {"latency"}, {"kv_cache"}, {"energy_per_inference"}, {"memory_headroom"}, {"ridge_point"}};
        for (const std::optional<Explanation>& x : explainAll(e, refs, &one.scenario)) {
            for (const ExplainedInput& input : x ? x->inputs : std::vector<ExplainedInput>()) {
                if (input.source.empty() &&
                    (input.parameter.starts_with("model.") || input.parameter.starts_with("device."))) {
                    unsourced.insert(input.parameter);
                }
            }
        }
    }
    // No preset measures its launch overhead: nought until somebody sets it. Few of them may not meet it at all.
    unsourced.insert("device.launch_overhead");
    CHECK(unsourced == std::set<std::string>{"device.launch_overhead"});
}

} // namespace
} // namespace ridge

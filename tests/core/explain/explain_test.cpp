#include "core/evaluate/evaluate.h"
#include "tests/core/explain/explain_checks.h"

namespace ridge {
namespace {

using namespace test;

TEST_CASE("a number is explained exactly when there is one, to the last bit", "[explain]")
{
    for (const NamedScenario& one : presetScenarios()) {
        if (!isDetailed(one.scenario)) {
            continue;
        }
        const Evaluation e = evaluate(one.scenario);
        const std::vector<std::optional<Explanation>> explained = explainAll(e, metricRefs());
        for (std::size_t i = 0; i < explained.size(); ++i) {
            const Metric& row = metricCatalogue()[i];
            INFO(one.name << ": " << row.id);
            const NumberRef ref{std::string(row.id)};
            const std::optional<Explanation>& x = explained[i];
            const std::optional<double> value = metric(e, row.id).value;
            REQUIRE(x.has_value() == value.has_value());
            CHECK(valueOf(e, ref) == value);
            CHECK(whyNot(e, ref).empty() == value.has_value());
            if (x) {
                CHECK(x->value == *value);
                CHECK(x->result == format(value, row.unit, e.numberStyle()));
                CHECK(x->title == row.label);
                CHECK(x->source == row.source);
                CHECK(x->ref == ref);
                checkSteps(*x);
                checkInputs(e, *x);
                for (const ExplainedStep& step : x->steps) {
                    checkTerms(e, step);
                }
            }
        }
    }
}

TEST_CASE("what a term leads to is explained and is what the term says", "[explain]")
{
    for (const auto& [model, device] : {std::pair{"llama-3-8b", "h100-sxm"},
                                        {"mobilenet-v2", "stm32f746"},
                                        {"mixtral-8x7b", "b200-sxm"},
                                        {"vgg-16", "cheatsheet"}}) {
        const Evaluation e = evaluate(preset(model, device));
        std::map<std::string, NumberRef> leads; // each once, though many sums lead there
        for (const std::optional<Explanation>& x : explainAll(e, metricRefs())) {
            for (const ExplainedStep& step : x ? x->steps : std::vector<ExplainedStep>()) {
                for (const ExplainedTerm& term : step.terms) {
                    if (!term.ref.isValid()) {
                        continue;
                    }
                    leads.emplace(term.ref.text(), term.ref);
                    INFO(model << ", " << x->ref.id << ", " << step.symbol << ": " << term.label << ", "
                               << term.ref.text());
                    CHECK(valueOf(e, term.ref) == term.each);
                }
                if (step.ref.isValid() && step.depth > 0) {
                    INFO(model << ", " << x->ref.id << ": " << step.symbol << " leads to " << step.ref.text());
                    const std::optional<double> value = valueOf(e, step.ref);
                    CHECK(value == step.expression->value);
                }
            }
        }
        CHECK_FALSE(leads.empty());
        std::vector<NumberRef> refs;
        for (const auto& [text, ref] : leads) {
            refs.push_back(ref);
        }
        const std::vector<std::optional<Explanation>> explained = explainAll(e, refs);
        for (std::size_t i = 0; i < refs.size(); ++i) {
            INFO(model << ": " << refs[i].text());
            CHECK(explained[i].has_value());
        }
    }
}

/// A leaf that a reader can neither set, nor look up, nor see as a size of the operator it stands in.
bool isUnexplained(const Expression& e)
{
    static const std::set<std::string> unexplained{"planned", "activations", "KV cache then", "M_kv", "T"};
    return e.kind == Kind::Leaf && e.parameter.empty() && e.source.empty() && unexplained.count(e.symbol);
}

TEST_CASE("no number of any preset ends in a figure that is itself unexplained", "[explain]")
{
    for (const NamedScenario& one : presetScenarios()) {
        if (!isDetailed(one.scenario)) {
            continue;
        }
        const Evaluation e = evaluate(one.scenario);
        const std::vector<std::optional<Traced>> derivations = deriveAll(e);
        for (std::size_t i = 0; i < derivations.size(); ++i) {
            const std::optional<Traced>& derivation = derivations[i];
            const Metric& row = metricCatalogue()[i];
            if (!derivation) {
                continue;
            }
            const Expression& whole = opened(*derivation->expression());
            INFO(one.name << ": " << row.id << " = " << symbolicText(whole));
            CHECK((whole.kind != Kind::Leaf || !whole.parameter.empty()));
            CHECK(whole.kind != Kind::Literal);
            visitAll(whole, [&](const Expression& x) {
                if (isUnexplained(x)) {
                    FAIL_CHECK(x.symbol << " = " << x.value << " comes from nowhere");
                }
            });
        }
    }
}

TEST_CASE("memory stays explained under every peak rule and number format", "[explain]")
{
    const std::pair<const char*, const char*> settings[] = {
        {"convention.peak", "arena"},      {"convention.peak", "in_plus_out"},    {"convention.input_in_peak", "no"},
        {"deployment.fusion", "none"},     {"deployment.weights", "int4-group"},  {"deployment.activations", "int8"},
        {"workload.batch", "7"},           {"deployment.kv_cache", "int4-group"}, {"workload.prompt_tokens", "3"},
        {"workload.output_tokens", "9000"}};
    for (const char* model : {"llama-3-8b", "mistral-7b", "gemma-2-2b", "deepseek-v3", "mobilenet-v2"}) {
        for (const auto& [id, text] : settings) {
            Scenario s = preset(model, "h100-sxm");
            if (!findParameter(s, id)) {
                continue;
            }
            const Evaluation e = evaluate(with(s, id, text));
            const std::vector<NumberRef> refs{
                {"memory_footprint"}, {"memory_headroom"}, {"activation_memory_peak"}, {"arena_size"}};
            const std::vector<std::optional<Explanation>> explained = explainAll(e, refs);
            for (std::size_t i = 0; i < refs.size(); ++i) {
                INFO(model << ", " << id << " = " << text << ": " << refs[i].id);
                const std::optional<Explanation>& x = explained[i];
                REQUIRE(x);
                CHECK(x->value == *metric(e, refs[i].id).value);
                visitAll(*x->expression, [](const Expression& leaf) { CHECK_FALSE(isUnexplained(leaf)); });
            }
        }
    }
}

TEST_CASE("a cache that is half filled at the worst moment says when that is", "[explain]")
{
    // A dense first layer much wider than the experts after it: prefill peaks there, and decoding stays below it.
    Decoder decoder = deepSeekV2Lite();
    decoder.ffnWidth *= 4;
    Scenario s = scenarioOf(decoder);
    s = with(with(s, "workload.prompt_tokens", "8192"), "workload.output_tokens", "1");
    const Evaluation e = evaluate(s);
    REQUIRE(e.memory.timeline[e.memory.peakStep].kvCache < e.memory.kvCache.inBaseUnits() / 2);
    const std::optional<Explanation> x = explain(e, {"memory_footprint"});
    REQUIRE(x);
    CHECK(x->value == *metric(e, "memory_footprint").value);
    // The dense layer, the first of 27, has written its positions: those of one layer, not of all.
    bool isThere = false, isPart = true;
    visitAll(*x->expression, [&](const Expression& part) {
        if (part.kind == Kind::Named && part.symbol == "KV cache then") {
            isThere = true;
            visitAll(part, [&](const Expression& leaf) { isPart = isPart && leaf.parameter != "model.layers"; });
        }
    });
    CHECK(isThere);
    CHECK(isPart);
    visitAll(*x->expression, [](const Expression& leaf) { CHECK_FALSE(isUnexplained(leaf)); });
}

TEST_CASE("a whole run's terms name their stage where an operator runs in several", "[explain]")
{
    const Evaluation e = evaluate(preset("llama-3-8b", "h100-sxm"));
    const std::optional<Explanation> x = explain(e, NumberRef::parse("total_energy_j#MLP"));
    REQUIRE(x);
    std::set<std::string> labels;
    for (const ExplainedTerm& term : x->steps.front().terms) {
        CHECK(labels.insert(term.label).second);
    }
    CHECK(labels.count("mlp.down, prefill"));
    CHECK(labels.count("mlp.down, decode"));
}

TEST_CASE("what stands around the named result of a sum's terms is an input as well", "[explain]")
{
    // Σ_i (count_i·W_i / N_e)·k: the experts that exist and those that are picked.
    const std::optional<Explanation> x = explain(evaluate(preset("mixtral-8x7b", "h100-sxm")), {"active_parameters"});
    REQUIRE(x);
    std::set<std::string> inputs;
    for (const ExplainedInput& input : x->inputs) {
        inputs.insert(input.parameter);
    }
    CHECK(inputs.count("model.active_experts"));
    CHECK(inputs.count("model.experts"));
}

} // namespace
} // namespace ridge

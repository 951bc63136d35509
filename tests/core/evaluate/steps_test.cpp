#include "core/evaluate/evaluate.h"

#include "core/levers/levers.h"
#include "core/metrics/catalogue.h"
#include "core/metrics/value_text.h"
#include "core/scenario/parameters/parameters.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <cstring>
#include <map>
#include <set>

using namespace ridge;
using namespace ridge::test;

namespace {

const std::vector<std::string_view> ten{
    "latency", "tpot",      "ttft",        "tokens_per_second",    "memory_footprint",
    "macs",    "max_batch", "max_context", "energy_per_inference", "kv_cache"};

double valueOf(const Evaluation& e, std::string_view id) { return metric(e, id).value.value(); }

} // namespace

TEST_CASE("an assessment gives the very numbers that an evaluation gives, and none that nobody asked for", "[evaluate]")
{
    for (const NamedScenario& one : presetScenarios()) {
        const auto scenario = std::make_shared<const Scenario>(one.scenario);
        const Evaluation whole = evaluate(scenario);
        const Evaluation numbers = assess(scenario, ten);
        INFO(one.name);
        const std::set<std::string_view> wanted(ten.begin(), ten.end());
        for (const Metric& row : metricCatalogue()) {
            CHECK(metric(numbers, row.id).value ==
                  (wanted.contains(row.id) ? metric(whole, row.id).value : std::optional<double>()));
        }
        CHECK(numbers.memory.timeline.empty());
        CHECK(numbers.verdict.sentence.empty());
    }
}

TEST_CASE("integer arithmetic is written in OP, floating-point arithmetic in FLOP", "[evaluate]")
{
    const Evaluation integer = evaluate(preset("mlperf-tiny-ds-cnn", "stm32f746")); // INT8 weights and activations
    const Evaluation floating = evaluate(preset("resnet-50", "h100-sxm"));          // BF16
    const auto shown = [](const Evaluation& e, const char* id) {
        return valueText(metric(e, id), metricCatalogue()[*metricIndex(id)].unit, e.numberStyle());
    };
    for (const char* id : {"flops", "achieved_ops", "ridge_point", "arithmetic_intensity"}) {
        INFO(id << ": " << shown(integer, id) << ", " << shown(floating, id));
        CHECK(shown(integer, id).find("FLOP") == std::string::npos);
        CHECK(shown(integer, id).find("OP") != std::string::npos);
        CHECK(shown(floating, id).find("FLOP") != std::string::npos);
    }
}

TEST_CASE("counting a multiply-add as one operation changes counts and the peak shown, and moves nothing", "[evaluate]")
{
    for (const char* model : {"llama-3-8b", "resnet-50", "sdxl-base", "pvcnn"}) {
        const Scenario two = preset(model, "h100-sxm");
        const Evaluation before = evaluate(two), after = evaluate(with(two, "convention.ops_per_mac", "1"));
        INFO(model);
        for (const char* id : {"latency", "t_compute", "latency_sheet", "energy_per_inference", "energy_compute",
                               "carbon", "memory_footprint", "macs"}) {
            CHECK(valueOf(after, id) == valueOf(before, id));
        }
        CHECK(after.verdict.sentence == before.verdict.sentence);
        CHECK(valueOf(after, "flops") == valueOf(before, "flops") / 2);
        CHECK(valueOf(after, "ridge_point") == valueOf(before, "ridge_point") / 2);
        CHECK(after.peak.inBaseUnits() == before.peak.inBaseUnits() / 2);
    }
}

TEST_CASE("one output token comes from prefill alone, and each further one is a decode step", "[evaluate]")
{
    const Scenario s = preset("llama-3-8b", "h100-sxm");
    const Evaluation one = evaluate(with(s, "workload.output_tokens", "1"));
    CHECK(valueOf(one, "latency") == valueOf(one, "ttft"));
    CHECK_FALSE(metric(one, "tpot").value);
    CHECK(valueOf(one, "latency") == valueOf(evaluate(with(s, "workload.output_tokens", "0")), "latency"));
    const Evaluation many = evaluate(with(s, "workload.output_tokens", "257"));
    CHECK(many.program.stages.back().repeat == 256);
    CHECK(valueOf(many, "latency") == Approx(valueOf(many, "ttft") + 256 * valueOf(many, "tpot")).epsilon(1e-12));
    // Every token has its place, though nothing is computed from the last. 2·32·8·128 elements of 2 B per position.
    CHECK(valueOf(many, "kv_cache") == (s.workload.promptTokens + 257) * 2.0 * 32 * 8 * 128 * 2);
}

TEST_CASE("feature maps count in total whether or not fusion ever writes them", "[evaluate]")
{
    for (const char* model : {"resnet-50", "vit-b-16", "llama-3-8b", "sdxl-base"}) {
        const Scenario s = preset(model, "h100-sxm");
        INFO(model);
        const double fused = valueOf(evaluate(with(s, "deployment.fusion", "attention")), "activations_total");
        CHECK(fused == valueOf(evaluate(with(s, "deployment.fusion", "elementwise")), "activations_total"));
        CHECK(fused == valueOf(evaluate(with(s, "deployment.fusion", "none")), "activations_total"));
    }
}

TEST_CASE("the head reads the position that it turns into logits, not the whole prompt", "[evaluate]")
{
    const Evaluation e = evaluate(preset("llama-3-8b", "h100-sxm"));
    const std::vector<Operator>& prefill = e.program.stages[0].operators;
    const auto head =
        std::find_if(prefill.begin(), prefill.end(), [](const Operator& op) { return op.role == Role::OutputHead; });
    REQUIRE(head != prefill.end());
    const OperatorCost& cost = e.stages[0].operators[static_cast<std::size_t>(head - prefill.begin())];
    CHECK(cost.input.inBaseUnits() == 4096 * 2); // one position of width 4096 in 16 bits
}

TEST_CASE("every operator of every preset has a path of its own in its stage", "[program]")
{
    for (const NamedScenario& one : presetScenarios()) {
        const Evaluation e = evaluate(one.scenario);
        for (const Stage& stage : e.program.stages) {
            std::set<std::string> paths;
            for (const Operator& op : stage.operators) {
                INFO(one.name << ": " << stage.name << "/" << op.name);
                CHECK(paths.insert(op.name).second);
            }
        }
    }
}

TEST_CASE("an operator keeps its path and its role when others appear or go", "[program]")
{
    const Scenario s = preset("llama-3-8b", "h100-sxm");
    const auto rolesOf = [](const Evaluation& e) {
        std::map<std::string, Role> roles;
        for (const Operator& op : e.program.stages[0].operators) {
            roles.emplace(op.name, op.role);
        }
        return roles;
    };
    const std::map<std::string, Role> plain = rolesOf(evaluate(s));
    const std::map<std::string, Role> more =
        rolesOf(evaluate(with(with(s, "model.norms_per_layer", "4"), "model.qk_norm", "own")));
    REQUIRE(more.size() > plain.size());
    for (const auto& [path, role] : plain) {
        INFO(path);
        REQUIRE(more.contains(path));
        CHECK(more.at(path) == role);
    }
    CHECK(plain.at("attn.q") == Role::Query);
    CHECK(plain.at("mlp.down") == Role::MlpDown);
    CHECK(plain.at("embed") == Role::Embedding);
}

TEST_CASE("levers are rows with a caveat that names its source, and change nothing that the scenario has not chosen",
          "[levers]")
{
    std::set<std::string> ids;
    for (const Lever* lever : leverCatalogue()) {
        CHECK(ids.insert(lever->id).second);
        INFO(lever->id);
        const std::string caveat = lever->caveat;
        const auto names = [&caveat](const char* source) { return caveat.find(source) != std::string::npos; };
        CHECK((names("arXiv:") || names("https://") || names(" issue ")));
        const auto& rows = parameterCatalogue();
        CHECK(std::ranges::any_of(rows, [&](const Parameter& row) { return row.id == lever->switchId(); }));
    }
    const Evaluation e = evaluate(preset("mobilenet-v2", "h100-sxm"));
    for (const Operator& op : e.program.stages[0].operators) {
        CHECK(op.winogradTile == 0);
        CHECK_FALSE(op.overwritesInput);
    }
}

#include "core/evaluate/evaluate.h"
#include "core/metrics/catalogue.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <array>

using namespace ridge;
using namespace ridge::test;

namespace {

Scenario shared(Scenario scenario, const Split& split)
{
    scenario.deployment.split = split;
    return scenario;
}

double valueOfMetric(const Evaluation& e, std::string_view id) { return metric(e, id).value.value(); }

const Split splits[] = {
    {.tensor = 2},
    {.tensor = 3},
    {.tensor = 8},
    {.tensor = 64},
    {.data = 2},
    {.data = 3},
    {.data = 16},
    {.pipeline = 2},
    {.pipeline = 3},
    {.pipeline = 8, .microBatches = 2},
    {.pipeline = 200},
    {.expert = 4},
    {.tensor = 2, .expert = 3},
    {.data = 2, .tensor = 4, .pipeline = 4, .expert = 2, .microBatches = 3},
    {.context = 2},
    {.context = 7},
    {.data = 2, .tensor = 4, .pipeline = 3, .expert = 2, .context = 4, .microBatches = 2},
};

std::string nameOf(const Split& s)
{
    const auto part = [](const char* name, double degree) { return name + std::to_string(static_cast<int>(degree)); };
    return part("DP", s.data) + part(" TP", s.tensor) + part(" PP", s.pipeline) + part(" EP", s.expert) +
           part(" CP", s.context) + part(" m", s.microBatches);
}

std::vector<Scenario> languageModels()
{
    std::vector<Scenario> all;
    for (const char* id : {"llama-3-8b", "gpt-2-xl", "mixtral-8x7b", "deepseek-v3", "gemma-2-27b", "qwen2.5-0.5b"}) {
        all.push_back(with(with(preset(id, "h100-sxm"), "workload.batch", "7"), "workload.prompt_tokens", "300"));
    }
    return all;
}

const Operator* find(const Program& program, std::size_t stage, std::string_view end)
{
    for (const Operator& op : program.stages[stage].operators) {
        if (op.name.ends_with(end)) {
            return &op;
        }
    }
    return nullptr;
}

bool says(const Evaluation& e, std::string_view words)
{
    return std::ranges::any_of(e.issues,
                               [words](const Issue& issue) { return issue.message.find(words) != std::string::npos; });
}

} // namespace

TEST_CASE("on one device nothing is split, whatever a split would do: bit for bit", "[split]")
{
    for (const NamedScenario& each : presetScenarios()) {
        INFO(each.name);
        const Evaluation plain = evaluate(each.scenario);
        const Evaluation same = evaluate(shared(each.scenario, {.microBatches = 4, .overlap = 0.5}));
        CHECK_FALSE(same.program.isSplit());
        for (std::size_t i = 0; i < plain.metrics.size(); ++i) {
            INFO(metricCatalogue()[i].id);
            CHECK(plain.metrics[i].value == same.metrics[i].value);
        }
        CHECK(plain.verdict.sentence == same.verdict.sentence);
    }
}

TEST_CASE("every split has the parameters, the bytes and the work of the whole model", "[split]")
{
    for (const Scenario& scenario : languageModels()) {
        const Evaluation whole = evaluate(scenario);
        for (const Split& split : splits) {
            INFO(scenario.model.name << ", " << nameOf(split));
            const Evaluation parts = evaluate(shared(scenario, split));
            REQUIRE(parts.program.isSplit());
            for (const char* id : {"parameters", "active_parameters", "model_size", "macs", "attention_macs", "flops",
                                   "elementwise_ops", "ops", "flops_per_token"}) {
                INFO(id);
                const std::optional<double> now = metric(parts, id).value, before = metric(whole, id).value;
                REQUIRE(now.has_value() == before.has_value()); // a dense model has no parameters that rest
                CHECK((!now || *now == Approx(*before).epsilon(1e-9)));
            }
        }
    }
}

TEST_CASE("no model of the library is torn by a split: no part of it is lost, and no number is none", "[split]")
{
    for (const NamedScenario& each : presetScenarios()) {
        const Evaluation whole = evaluate(each.scenario);
        for (const Split& split : {Split{.tensor = 4}, Split{.data = 2, .pipeline = 3, .microBatches = 2}}) {
            INFO(each.name << ", " << nameOf(split));
            const Evaluation parts = evaluate(shared(each.scenario, split));
            CHECK(parts.parameters == Approx(whole.parameters).epsilon(1e-9));
            if (metric(whole, "macs").value && each.scenario.model.imported() == nullptr) {
                CHECK(valueOfMetric(parts, "macs") == Approx(valueOfMetric(whole, "macs")).epsilon(1e-6));
            }
            for (const MetricValue& value : parts.metrics) {
                CHECK((!value.value || std::isfinite(*value.value)));
            }
        }
    }
}

TEST_CASE("every number of a split follows from its derivation", "[split][explain]")
{
    const Split all{.data = 2, .tensor = 4, .pipeline = 3, .expert = 2, .microBatches = 3, .overlap = 0.3};
    for (const char* id : {"llama-3-8b", "mixtral-8x7b", "deepseek-v3", "dit-xl-2", "mobilenet-v2"}) {
        const Evaluation e = evaluate(shared(with(preset(id, "h100-sxm"), "workload.batch", "12"), all));
        for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
            const Metric& row = metricCatalogue()[i];
            if (!e.metrics[i].value) {
                continue;
            }
            INFO(id << " " << row.id);
            const std::optional<Traced> derived = row.derive(e);
            REQUIRE(derived);
            CHECK(derived->value() == Approx(*e.metrics[i].value).epsilon(1e-9));
        }
    }
}

TEST_CASE("tensor ranks exchange two sums of activations per layer, as Megatron-LM counts them", "[split][published]")
{
    // Narayanan et al. 2021 (arXiv:2104.04473), section 3.2: 8·b·s·h·(t − 1)/t elements per layer in training, two sums
    // forward and two backward; t = 8, b = 1, s = 2048, h = 12288, 2 bytes: 352.3 MB. Inference has the first two.
    const Scenario scenario = with(preset("gpt-3-175b", "a100-80gb"), "workload.prompt_tokens", "2048");
    const Evaluation e = evaluate(shared(scenario, {.tensor = 8}));
    double forward = 0;
    for (std::size_t i = 0; i < e.stages[0].operators.size(); ++i) {
        const Operator& op = e.program.stages[0].operators[i];
        forward += op.block != 0 ? e.stages[0].operators[i].exchanged.inBaseUnits() : 0;
    }
    CHECK(2 * forward == Approx(352.3e6).epsilon(0.001));
}

TEST_CASE("a rank of eight has an eighth of the heads, the columns, the cache and the weights", "[split]")
{
    const Scenario scenario = preset("llama-3-8b", "h100-sxm");
    const Evaluation whole = evaluate(scenario), part = evaluate(shared(scenario, {.tensor = 8}));
    CHECK(find(part.program, 0, "attn.scores")->sizes.heads == 4);
    CHECK(find(part.program, 0, "attn.scores")->sizes.kvHeads == 1);
    CHECK(find(part.program, 0, "mlp.down")->sizes.ci == 14336 / 8);
    CHECK(valueOfMetric(part, "kv_cache") == valueOfMetric(whole, "kv_cache") / 8);
    const double weights = whole.memory.weights.inBaseUnits(), ofRank = part.memory.weights.inBaseUnits();
    CHECK(ofRank > weights / 8);
    CHECK(ofRank < weights / 8 * 1.001); // norms are everybody's
    CHECK(valueOfMetric(part, "network_bytes") > 0);
    // More ranks than KV heads: each keeps a copy of one.
    const Evaluation many = evaluate(shared(scenario, {.tensor = 16}));
    CHECK(valueOfMetric(many, "kv_cache") == valueOfMetric(whole, "kv_cache") / 8);
    CHECK(says(many, "16 tensor ranks share 8 KV heads"));
}

TEST_CASE("replicas share the batch and exchange nothing", "[split]")
{
    const Scenario scenario = with(preset("llama-3-8b", "h100-sxm"), "workload.batch", "32");
    const Evaluation quarter = evaluate(with(scenario, "workload.batch", "8"));
    const Evaluation shares = evaluate(shared(scenario, {.data = 4}));
    CHECK(valueOfMetric(shares, "latency") == valueOfMetric(quarter, "latency"));
    CHECK(valueOfMetric(shares, "throughput") == Approx(4 * valueOfMetric(quarter, "throughput")));
    CHECK(valueOfMetric(shares, "energy_per_token") == Approx(valueOfMetric(quarter, "energy_per_token")));
    CHECK(valueOfMetric(shares, "memory_footprint") == valueOfMetric(quarter, "memory_footprint"));
    CHECK(valueOfMetric(shares, "network_bytes") == 0);
    CHECK(valueOfMetric(shares, "communication_overhead") == 0);
    CHECK(valueOfMetric(shares, "devices") == 4);
}

TEST_CASE("a pipeline without micro-batches is no faster, holds less, and fills up with them", "[split]")
{
    Scenario scenario = with(preset("llama-2-7b", "a100-80gb"), "workload.batch", "8");
    const Evaluation whole = evaluate(scenario);
    const Evaluation one = evaluate(shared(scenario, {.pipeline = 4}));
    const Evaluation four = evaluate(shared(scenario, {.pipeline = 4, .microBatches = 4}));
    CHECK(valueOfMetric(one, "latency") > valueOfMetric(whole, "latency"));
    CHECK(valueOfMetric(one, "latency") < 1.02 * valueOfMetric(whole, "latency")); // it sends
    CHECK(one.memory.weights < whole.memory.weights / 3);
    CHECK(valueOfMetric(four, "ttft") < 0.6 * valueOfMetric(one, "ttft")); // (4 + 4 − 1) / (4·4) where compute limits
    CHECK(valueOfMetric(four, "kv_cache") == Approx(valueOfMetric(one, "kv_cache")));
    CHECK(four.program.stages[0].repeat == 4);
}

TEST_CASE("a pipeline of layers that do not repeat is cut between them, and is the whole together", "[split]")
{
    for (const char* model : {"alexnet", "lenet-5", "mcunet-vww1"}) {
        const Scenario scenario = with(preset(model, "a100-80gb"), "workload.batch", "64");
        const Evaluation whole = evaluate(scenario);
        double before = valueOfMetric(whole, "latency");
        for (const double ranks : {2.0, 3.0, 4.0, 100.0}) {
            const Evaluation parts = evaluate(shared(scenario, {.pipeline = ranks}));
            INFO(model << " over " << ranks);
            for (const char* id : {"parameters", "model_size", "macs", "ops"}) {
                INFO(id);
                CHECK(valueOfMetric(parts, id) == Approx(valueOfMetric(whole, id)));
            }
            const Stage& stage = parts.program.stages[0];
            const auto runsHere = std::ranges::count_if(stage.operators, [](const Operator& op) {
                return op.count > 0 && op.kind != OperatorKind::PipelineWait;
            });
            CHECK(runsHere < std::ssize(whole.program.stages[0].operators));
            CHECK(parts.memory.weights <= whole.memory.weights);
            CHECK(valueOfMetric(parts, "latency") >
                  0.99 * before); // without micro-batches each waits for the one before
            const Evaluation filled = evaluate(shared(scenario, {.pipeline = ranks, .microBatches = 16}));
            CHECK(valueOfMetric(filled, "macs") == Approx(valueOfMetric(whole, "macs")));
        }
        const Evaluation trained = evaluate(with(shared(scenario, {.pipeline = 3}), "workload.task", "training"));
        const Evaluation alone = evaluate(with(scenario, "workload.task", "training"));
        CHECK(valueOfMetric(trained, "macs") == Approx(valueOfMetric(alone, "macs")));
        CHECK(trained.memory.weights <= alone.memory.weights);
    }
}

TEST_CASE("experts lie on their ranks, and tokens go there and back", "[split]")
{
    const Scenario scenario = with(preset("mixtral-8x7b", "h100-sxm"), "workload.batch", "64");
    const Evaluation e = evaluate(shared(scenario, {.expert = 8}));
    CHECK(find(e.program, 0, "experts.down")->sizes.copies == 1);
    CHECK(find(e.program, 0, "experts.gate_up.all_to_all"));
    CHECK(find(e.program, 0, "experts.down.all_to_all"));
    CHECK(find(e.program, 0, "attn.q")->sizes.co == 4096); // for the rank's share of the batch
    CHECK(valueOfMetric(e, "parameters") == Approx(valueOfMetric(evaluate(scenario), "parameters")));
}

TEST_CASE("faster links, shorter latencies and more overlap never make a split slower", "[split]")
{
    for (const Split& split : splits) {
        for (const char* id : {"llama-3-8b", "mixtral-8x7b"}) {
            INFO(id << ", " << nameOf(split));
            const Scenario scenario = shared(with(preset(id, "h100-sxm"), "workload.batch", "16"), split);
            const double before = valueOfMetric(evaluate(scenario), "latency");
            for (const auto& [parameter, text] :
                 {std::pair("deployment.network.bandwidth", "100 GB/s"),
                  std::pair("deployment.network.latency", "1 us"),
                  std::pair("deployment.network.link_latency", "0.1 us"), std::pair("device.link", "900 GB/s"),
                  std::pair("deployment.split.overlap", "0.5")}) {
                INFO(parameter);
                CHECK(valueOfMetric(evaluate(with(scenario, parameter, text)), "latency") <= before * (1 + 1e-12));
            }
        }
    }
}

TEST_CASE("tensor ranks on several nodes are only as fast as what joins these", "[split]")
{
    const Scenario scenario = preset("llama-3.1-405b", "h100-sxm");
    const Evaluation inside = evaluate(shared(scenario, {.tensor = 8}));
    const Evaluation across = evaluate(shared(scenario, {.tensor = 16}));
    CHECK(valueOfMetric(across, "communication_overhead") > valueOfMetric(inside, "communication_overhead"));
    const Evaluation slow =
        evaluate(with(shared(scenario, {.tensor = 16}), "deployment.network.bandwidth", "0.1 GB/s"));
    CHECK(slow.stages[0].totals.bound == Bound::Network);
    CHECK(slow.verdict.sentence.find("network-bound") != std::string::npos);
}

TEST_CASE("what cannot be shared as asked is said in a sentence", "[split]")
{
    const Scenario llama = preset("llama-3-8b", "h100-sxm");
    CHECK(says(evaluate(shared(llama, {.tensor = 3})), "32 heads do not divide over 3 tensor ranks"));
    CHECK(says(evaluate(shared(llama, {.tensor = 64})), "Only 32 of 64 tensor ranks have a head"));
    CHECK(says(evaluate(shared(llama, {.pipeline = 40})), "Only 32 of 40 ranks of the pipeline have a layer"));
    CHECK(says(evaluate(shared(llama, {.pipeline = 3})), "32 layers do not divide over 3 ranks"));
    CHECK(says(evaluate(shared(llama, {.expert = 2})), "has no experts"));
    // Of AlexNet's 61.1 M parameters the classifier has 58.6 M: one request waits for them, a thousand for arithmetic.
    const Scenario few = preset("alexnet", "h100-sxm"), many = with(few, "workload.batch", "1024");
    CHECK(says(evaluate(shared(many, {.pipeline = 3})), "operators follow each other over 3 ranks"));
    CHECK(says(evaluate(shared(few, {.pipeline = 100})), "the other ranks of the pipeline wait"));
    CHECK(says(evaluate(shared(llama, {.data = 2})), "A batch of 1 gives work to 1 of 2 replicas"));
    CHECK(says(evaluate(shared(preset("mobilenet-v2", "h100-sxm"), {.tensor = 2})), "Nothing in this model"));
    CHECK(says(evaluate(shared(preset("llama-3-8b", "rtx-4090"), {.tensor = 2})), "names no link to other devices"));
    CHECK_FALSE(says(evaluate(llama), "tensor ranks"));
}

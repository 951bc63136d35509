// A step of training over several devices, and what ranks have where things do not divide.

#include "core/evaluate/evaluate.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>

namespace ridge {
namespace {

using namespace test;

Scenario llama(double batch = 8)
{
    Scenario s = preset("llama-3-8b", "h100-sxm");
    s.training.task = Task::Training;
    s.workload.promptTokens = 2048;
    s.workload.batch = batch;
    return s;
}

Scenario over(Scenario s, const Split& split)
{
    s.deployment.split = split;
    return s;
}

const Operator* find(const Evaluation& e, std::string_view name)
{
    for (const Stage& stage : e.program.stages) {
        for (const Operator& op : stage.operators) {
            if (op.name == name) {
                return &op;
            }
        }
    }
    return nullptr;
}

double timeOf(const Evaluation& e, std::string_view name)
{
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        for (std::size_t i = 0; i < e.stages[s].operators.size(); ++i) {
            if (e.program.stages[s].operators[i].name.ends_with(name)) {
                return e.stages[s].operators[i].time.inBaseUnits();
            }
        }
    }
    return -1;
}

TEST_CASE("a rank of a pipeline keeps the cache of its own layers", "[split]")
{
    for (const char* model : {"llama-3-8b", "gemma-2-9b", "deepseek-v2-lite", "t5-3b"}) {
        CAPTURE(model);
        const Scenario s = with(preset(model, "h100-sxm"), "workload.batch", "16");
        const double all = metricOf(evaluate(s), "kv_cache"),
                     two = metricOf(evaluate(over(s, {.pipeline = 2})), "kv_cache");
        CHECK(two >= all / 2);
        CHECK(two <= all * 0.6); // what does not divide is rounded up: 14 of 27 layers
    }
    const Scenario s = with(preset("llama-3-8b", "h100-sxm"), "workload.batch", "16");
    CHECK(metricOf(evaluate(over(s, {.pipeline = 4})), "kv_cache") == metricOf(evaluate(s), "kv_cache") / 4);
}

TEST_CASE("gradients of a rank are those of its layers, however many micro-batches are under way", "[split][training]")
{
    const double one = metricOf(evaluate(over(llama(), {.pipeline = 4})), "gradient_memory");
    const double many = metricOf(evaluate(over(llama(), {.pipeline = 4, .microBatches = 8})), "gradient_memory");
    CHECK(many == one);
    CHECK(one < metricOf(evaluate(llama()), "gradient_memory") / 3); // a quarter of the layers, and the head
    Scenario every = llama();
    every.training.recomputation = Recomputation::Every;
    CHECK(metricOf(evaluate(every), "gradient_memory") == metricOf(evaluate(llama()), "gradient_memory"));
}

TEST_CASE("ranks of a pipeline add up their gradients at the same time", "[split][training]")
{
    const auto onOneNetwork = [](Scenario s) { // whose nodes are as near as the devices of one
        s.deployment.network = {.linkLatency = 0.6e-6, .bandwidth = 450e9, .latency = 0.6e-6};
        return s;
    };
    const Scenario one = onOneNetwork(over(llama(8), {.pipeline = 4, .microBatches = 8}));
    const double alone = metricOf(evaluate(one), "latency");
    const Evaluation e = evaluate(onOneNetwork(over(llama(64), {.data = 8, .pipeline = 4, .microBatches = 8})));
    double exchanges = 0;
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        for (std::size_t i = 0; i < e.stages[s].operators.size(); ++i) {
            const Operator& op = e.program.stages[s].operators[i];
            exchanges += isExchange(op.kind) && op.pass == Pass::WeightGradient
                             ? e.program.stages[s].repeat * op.count * e.stages[s].operators[i].time.inBaseUnits()
                             : 0;
        }
    }
    // Bytes of the gradients over the link alone: 2·(8 − 1)/8 of them at 450 GB/s, and latencies.
    const double bytes = metricOf(e, "gradient_memory") * 2 * 7 / 8;
    CHECK(exchanges >= bytes / 450e9);
    CHECK(exchanges < 1.1 * bytes / 450e9);
    // Beside them no more than norms whose gradients an exchange keeps from being fused.
    CHECK(metricOf(e, "latency") - alone >= 0.999 * exchanges);
    CHECK(metricOf(e, "latency") - alone < 1.2 * exchanges);
}

TEST_CASE("with more ranks than experts no expert is worked on faster", "[split][experts]")
{
    const Scenario s = with(preset("mixtral-8x7b", "h100-sxm"), "workload.batch", "64"); // eight experts
    const double eight = timeOf(evaluate(over(s, {.expert = 8})), "experts.gate_up");
    REQUIRE(eight > 0);
    for (const double ranks : {16.0, 32.0}) {
        CAPTURE(ranks);
        CHECK(timeOf(evaluate(over(s, {.expert = ranks})), "experts.gate_up") >= 0.9 * eight);
    }
    // Two experts on the fullest of five ranks, as on each of four.
    CHECK(timeOf(evaluate(over(s, {.expert = 5})), "experts.gate_up") ==
          Approx(timeOf(evaluate(over(s, {.expert = 4})), "experts.gate_up")).epsilon(0.1));
}

TEST_CASE("of a system all ranks drop, and have their losses", "[split][training]")
{
    for (const Split& split : {Split{.data = 8}, Split{.tensor = 4}, Split{.pipeline = 2, .microBatches = 4}}) {
        Scenario drops = llama();
        drops.training.dropout = true;
        const double whole =
            metricOf(evaluate(drops), "elementwise_ops") - metricOf(evaluate(llama()), "elementwise_ops");
        const double parts = metricOf(evaluate(over(drops, split)), "elementwise_ops") -
                             metricOf(evaluate(over(llama(), split)), "elementwise_ops");
        CAPTURE(split.data, split.tensor, split.pipeline);
        CHECK(parts == Approx(whole).epsilon(1e-9));
    }
}

TEST_CASE("micro-batches of a pipeline add up their gradients, which are there from the second on", "[split][training]")
{
    const Evaluation pipe = evaluate(over(llama(), {.pipeline = 4, .microBatches = 8}));
    REQUIRE(find(pipe, "mlp.down.weight_gradient"));
    Scenario alone = llama(1);
    alone.training.microBatches = 8;
    const Evaluation added = evaluate(over(alone, {.pipeline = 4}));
    CHECK(find(pipe, "mlp.down.weight_gradient")->perParameter ==
          find(added, "mlp.down.weight_gradient")->perParameter);
    CHECK(pipe.memory.timeline.front().gradients > 0);
    // The same work, and nothing drains the pipeline between them.
    CHECK(metricOf(pipe, "latency") == Approx(metricOf(added, "latency")).epsilon(1e-9));
}

TEST_CASE("no micro-batch is empty: five samples in four parts are three of two", "[split]")
{
    const Scenario s = preset("llama-3-8b", "h100-sxm");
    const auto latency = [&s](const char* batch, double micro) {
        return metricOf(evaluate(over(with(s, "workload.batch", batch), {.pipeline = 4, .microBatches = micro})),
                        "latency");
    };
    CHECK(latency("5", 4) == latency("5", 3));
    CHECK(latency("5", 4) < latency("8", 4));
}

TEST_CASE("more blocks than there are cannot be computed again together", "[training]")
{
    Scenario s = llama(1);
    s.training.recomputation = Recomputation::Every;
    const auto memory = [&s](double blocks) {
        s.training.everyBlocks = blocks;
        return metricOf(evaluate(s), "training_memory");
    };
    CHECK(memory(1000) == memory(32));
    CHECK(memory(100) == memory(32));
    // ⌈32 / 3⌉ = 11 of 32 blocks keep what leaves them: 2 bytes of each of 2048 × 4096 elements.
    const auto kept = [&s](double blocks) {
        s.training.everyBlocks = blocks;
        return metricOf(evaluate(s), "training_activations");
    };
    CHECK(kept(3) - kept(4) == (11 - 8) * 2.0 * 2048 * 4096);
}

TEST_CASE("ranks of a head work out the loss of what each has, and exchange two numbers of each row",
          "[split][training]")
{
    const Evaluation e = evaluate(over(llama(1), {.tensor = 8}));
    const Operator* head = find(e, "lm_head.all_reduce");
    REQUIRE(head);
    CHECK(head->sizes.co == 2);
    CHECK_FALSE(find(e, "lm_head.all_gather"));
    CHECK_FALSE(find(e, "lm_head.all_reduce.backward"));
    Scenario infers = preset("llama-3-8b", "h100-sxm");
    CHECK(find(evaluate(over(infers, {.tensor = 8})), "lm_head.all_gather"));
}

TEST_CASE("weights that replicas share are gathered twice a step, also where blocks are computed again",
          "[split][training]")
{
    // 3Ψ: forward, backward, and the sum of the gradients (Rajbhandari et al. 2020, arXiv:1910.02054, section 7.2).
    Scenario s = over(llama(), {.data = 8, .sharded = Sharded::Weights});
    const double kept = metricOf(evaluate(s), "network_bytes");
    s.training.recomputation = Recomputation::Full;
    CHECK(metricOf(evaluate(s), "network_bytes") == kept);
}

TEST_CASE("experts that stay in the host's memory never need more of the device's", "[split][training]")
{
    Scenario s = with(preset("mixtral-8x7b", "h100-sxm"), "workload.task", "training");
    s.workload.batch = 8;
    s = over(s, {.data = 8, .sharded = Sharded::Weights});
    const double before = metricOf(evaluate(s), "training_memory");
    CHECK(metricOf(evaluate(with(s, "lever.expert_offload", "on")), "training_memory") < before);
}

TEST_CASE("an update is done once, however many replicas have the same weights", "[split][training]")
{
    for (const Optimizer optimizer : {Optimizer::Adam, Optimizer::Muon}) {
        Scenario s = llama();
        s.training.optimizer = optimizer;
        for (const Split& split :
             {Split{.data = 8}, Split{.data = 4, .sharded = Sharded::Optimizer}, Split{.data = 2, .tensor = 2}}) {
            CAPTURE(int(optimizer), split.data, split.tensor);
            const Evaluation one = evaluate(s), many = evaluate(over(s, split));
            const auto ofUpdate = [](const Evaluation& e) { return e.stages.back().system.elementwise.inBaseUnits(); };
            CHECK(ofUpdate(many) == Approx(ofUpdate(one)).epsilon(1e-9));
        }
    }
}

TEST_CASE("the verdict says that ranks wait, where that is what takes the time", "[split][training][verdict]")
{
    const Evaluation e = evaluate(over(llama(1), {.pipeline = 8}));
    CHECK(e.verdict.sentence.find("waiting for other ranks") != std::string::npos);
    CHECK(e.verdict.sentence.find("starting operators") == std::string::npos);
}

TEST_CASE("of an adapter beside divided columns a rank has its columns", "[split][training][lora]")
{
    const Scenario s = with(with(llama(), "lever.lora", "on"), "lever.lora.targets", "linear");
    const Evaluation one = evaluate(s), eight = evaluate(over(s, {.tensor = 8}));
    const Operator *whole = find(one, "mlp.gate_up.lora_b"), *part = find(eight, "mlp.gate_up.lora_b");
    REQUIRE((whole && part));
    CHECK(part->sizes.co == whole->sizes.co / 8);
    CHECK(metricOf(eight, "trainable_parameters") == metricOf(one, "trainable_parameters"));
}

TEST_CASE("the last layer of a model with a tied head is a head of its own", "[training]")
{
    const Scenario s =
        with(with(preset("gpt-2-xl", "h100-sxm"), "workload.task", "training"), "lever.last_layers", "on");
    // Fifty thousand rows of 1600, which the table of tokens has beside them.
    CHECK(metricOf(evaluate(s), "trainable_parameters") == 50257.0 * 1600);
}

TEST_CASE("a sparse update changes a share of each of its layers, and biases of as many as it says", "[training]")
{
    const Scenario llama8 = with(llama(), "lever.sparse_update", "on");
    const auto trained = [](const Scenario& s) { return metricOf(evaluate(s), "trainable_parameters"); };
    const Scenario few = with(with(llama8, "lever.sparse_update.layers", "8"), "lever.sparse_update.biases", "0");
    const auto of = [&](const char* share) { return trained(with(few, "lever.sparse_update.share", share)); };
    CHECK(of("0.25") < of("1") / 3); // norms have no channels to choose from
    CHECK(of("1") - of("0.5") == Approx(2 * (of("0.5") - of("0.25"))).epsilon(1e-9));
    // GPT-2 XL has 48 layers: the head is the layer whose weights learn, 21 blocks learn their biases alone.
    Scenario gpt = with(with(preset("gpt-2-xl", "h100-sxm"), "workload.task", "training"), "lever.sparse_update", "on");
    gpt = with(with(gpt, "lever.sparse_update.layers", "1"), "lever.sparse_update.biases", "22");
    const Scenario none = with(gpt, "lever.sparse_update.biases", "1");
    // Of each 9·1600 in four matrices: shifts of norms count with their scales.
    CHECK(trained(gpt) - trained(none) == 21 * 9 * 1600.0);
}

TEST_CASE("an optimizer keeps of biases what it keeps of vectors", "[training]")
{
    Scenario s = with(with(preset("gpt-2-xl", "h100-sxm"), "workload.task", "training"), "lever.bias_only", "on");
    const auto state = [&s](Optimizer optimizer) {
        s.training.optimizer = optimizer;
        s.training.regime = Regime::Pure;
        return metricOf(evaluate(s), "optimizer_memory");
    };
    const double biases = metricOf(evaluate(s), "trainable_parameters");
    CHECK(state(Optimizer::Adam) == Approx(8 * biases));
    CHECK(state(Optimizer::Muon) == Approx(8 * biases)); // orthogonal steps are for matrices
    CHECK(state(Optimizer::Adafactor) == Approx(4 * biases));
}

} // namespace
} // namespace ridge

#include "tests/core/levers/lever_checks.h"

namespace ridge {
namespace {

using namespace test;

Scenario over(Scenario s, const Split& split)
{
    s.deployment.split = split;
    return s;
}

Scenario llama(double batch, double prompt)
{
    Scenario s = preset("llama-3-8b", "h100-sxm");
    s.workload.batch = batch, s.workload.promptTokens = prompt, s.workload.outputTokens = 101;
    return s;
}

/// The first of the operators of a stage whose name ends so, with its cost.
std::pair<const Operator*, const OperatorCost*> find(const Evaluation& e, std::size_t stage, std::string_view end)
{
    const auto& all = e.program.stages[stage].operators;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].name.ends_with(end)) {
            return {&all[i], &e.stages[stage].operators[i]};
        }
    }
    return {};
}

TEST_CASE("ranks that share a context share its prefill, its cache and the attention of every step", "[split][context]")
{
    const Evaluation one = evaluate(llama(2, 8000)), four = evaluate(over(llama(2, 8000), {.context = 4}));
    CHECK(four.program.devices == 4);
    CHECK(four.parameters == one.parameters);
    CHECK(four.memory.kvCache.inBaseUnits() == Approx(one.memory.kvCache.inBaseUnits() / 4));
    CHECK(four.memory.weights == one.memory.weights);
    for (const char* id : {"macs", "attention_macs", "elementwise_ops"}) {
        CAPTURE(id);
        CHECK(metricOf(four, id) == Approx(metricOf(one, id)).epsilon(1e-9));
    }
    // Each rank multiplies a quarter of the rows of a prompt, but for the head, and all of a step but its attention.
    CHECK(find(four, 0, "mlp.down").second->macs.inBaseUnits() ==
          Approx(find(one, 0, "mlp.down").second->macs.inBaseUnits() / 4));
    CHECK(find(four, 1, "mlp.down").second->macs == find(one, 1, "mlp.down").second->macs);
    CHECK(find(four, 1, "attn.scores").second->kvRead.inBaseUnits() ==
          Approx(find(one, 1, "attn.scores").second->kvRead.inBaseUnits() / 4));
    CHECK(find(four, 0, "attn.scores").first->sizes.context == find(one, 0, "attn.scores").first->sizes.context);
}

TEST_CASE(
    "what travels around the ring is the others' keys and values, and what a step finds in each part of the cache",
    "[split][context]")
{
    const Evaluation e = evaluate(over(llama(2, 8000), {.context = 4}));
    // 2 sequences · 8,000 positions · 2 · 8 heads · 128 elements of 2 bytes, of which a rank sends three quarters.
    CHECK(find(e, 0, "attn.kv.all_gather").second->exchanged.inBaseUnits() ==
          Approx(0.75 * 2 * 8000 * 2 * 8 * 128 * 2));
    // 2 · 32 heads · (128 elements, a largest score and a sum) of 2 bytes: 2 · (n − 1) / n of them.
    CHECK(find(e, 1, "attn.values.all_reduce").second->exchanged.inBaseUnits() ==
          Approx(2 * 0.75 * 2 * 32 * (128 + 2) * 2));
}

TEST_CASE("a context of 128 k over 16 ranks has a sixteenth of the activations and of the cache", "[split][context]")
{
    // The Llama 3 herd of models (arXiv:2407.21783, table 4): 16 context ranks at a sequence of 131,072.
    Scenario s = preset("llama-3.1-405b", "h100-sxm");
    s.workload.promptTokens = 131'072, s.workload.outputTokens = 1;
    s.deployment.split = {.tensor = 8, .pipeline = 16};
    const Evaluation without = evaluate(s);
    s.deployment.split.context = 16;
    const Evaluation with16 = evaluate(s);
    CHECK(with16.memory.kvCache.inBaseUnits() == Approx(without.memory.kvCache.inBaseUnits() / 16));
    // But for the keys and values of all positions, which one layer has at a time.
    CHECK(with16.memory.peakLive.inBaseUnits() < without.memory.peakLive.inBaseUnits() / 12);
    CHECK(metricOf(with16, "ttft") < metricOf(without, "ttft") / 8);
}

TEST_CASE("a training step over context ranks has the gradients of the whole, summed over them", "[split][context]")
{
    for (const char* model : {"llama-3-8b", "gpt-2-xl", "mixtral-8x7b", "bert-base"}) {
        Scenario s = preset(model, "h100-sxm");
        s.workload.batch = 2, s.workload.promptTokens = 512;
        s.training.task = Task::Training;
        const Evaluation one = evaluate(s);
        for (const Split& split : {Split{.context = 4}, Split{.tensor = 2, .context = 2, .sequence = true},
                                   Split{.data = 2, .pipeline = 2, .context = 2}}) {
            CAPTURE(model, split.tensor, split.data, split.context);
            const Evaluation many = evaluate(over(s, split));
            CHECK(many.parameters == Approx(one.parameters).epsilon(1e-9));
            CHECK(metricOf(many, "macs") == Approx(metricOf(one, "macs")).epsilon(1e-6));
            CHECK(many.memory.saved < one.memory.saved);
        }
        const Evaluation four = evaluate(over(s, {.context = 4}));
        double summed = 0; // bytes of gradients that a rank sends
        for (std::size_t i = 0; i < four.program.stages.size(); ++i) {
            for (std::size_t o = 0; o < four.program.stages[i].operators.size(); ++o) {
                const Operator& op = four.program.stages[i].operators[o];
                summed +=
                    op.kind == OperatorKind::AllReduce && op.pass == Pass::WeightGradient
                        ? op.count * four.program.stages[i].repeat * four.stages[i].operators[o].exchanged.inBaseUnits()
                        : 0;
            }
        }
        CHECK(summed == Approx(2 * 0.75 * four.memory.gradients.inBaseUnits()).epsilon(1e-6));
    }
}

TEST_CASE("every number of a shared context follows from its derivation", "[split][context][explain]")
{
    for (const char* model : {"llama-3-8b", "mixtral-8x7b"}) {
        CAPTURE(model);
        Scenario s = preset(model, "h100-sxm");
        s.workload.batch = 4, s.workload.promptTokens = 600;
        checkDerivations(evaluate(over(s, {.data = 2, .tensor = 2, .context = 4, .overlap = 0.4})));
        s.training.task = Task::Training;
        checkDerivations(evaluate(over(s, {.tensor = 2, .context = 2})));
    }
}

TEST_CASE("where a context is not shared every rank does all of it, and a sentence says why", "[split][context]")
{
    const auto saidOf = [](const Scenario& s) {
        for (const Issue& issue : evaluate(s).issues) {
            if (issue.field == "deployment.split.context") {
                return issue.message;
            }
        }
        return std::string();
    };
    CHECK(saidOf(over(preset("resnet-50", "h100-sxm"), {.context = 2})).find("nothing attends") != std::string::npos);
    CHECK(saidOf(over(preset("deepseek-v3", "h100-sxm"), {.context = 2})).find("latent") != std::string::npos);
    CHECK(saidOf(over(preset("sd-1.5", "h100-sxm"), {.context = 2})).find("only sequences") != std::string::npos);
    CHECK(saidOf(over(llama(2, 8000), {.context = 2})).empty());
    const Evaluation resnet = evaluate(over(preset("resnet-50", "h100-sxm"), {.context = 2}));
    CHECK(resnet.latency() == evaluate(preset("resnet-50", "h100-sxm")).latency());
}

} // namespace
} // namespace ridge

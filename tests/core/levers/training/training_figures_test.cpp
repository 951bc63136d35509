// Published figures of training: state, compute, utilisation, hours. Each with its arithmetic and source.

#include "core/evaluate/evaluate.h"
#include "core/scenario/families/encoder.h"
#include "core/scenario/families/transformer.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

namespace ridge {
namespace {

using namespace test;

Scenario trained(std::string_view model, std::string_view device = "h100-sxm")
{
    Scenario s = preset(model, device);
    s.training.task = Task::Training;
    return s;
}

/// Bytes of each parameter: weights, gradients, optimizer.
std::array<double, 3> statePerParameter(const Scenario& s)
{
    const Evaluation e = evaluate(s);
    const double parameters = metricOf(e, "trainable_parameters");
    return {e.memory.weights.inBaseUnits() / parameters, metricOf(e, "gradient_memory") / parameters,
            metricOf(e, "optimizer_memory") / parameters};
}

TEST_CASE("ZeRO's table comes out where replicas share states", "[training]")
{
    // Rajbhandari et al. 2020 (arXiv:1910.02054v3), table 1, 7.5 B parameters, decimal GB, no activations.
    const auto gigabytes = [](double replicas, Sharded sharded) {
        Scenario s = trained("gpt-2-xl");
        s.workload.batch = s.deployment.split.data = replicas;
        s.deployment.split.sharded = sharded;
        const auto [w, g, o] = statePerParameter(s);
        return 7.5 * (w + g + o);
    };
    CHECK(gigabytes(1, Sharded::Nothing) == 120);
    CHECK(gigabytes(64, Sharded::Nothing) == 120);
    const auto first = [&](double n) { return gigabytes(n, Sharded::Optimizer); };
    const auto second = [&](double n) { return gigabytes(n, Sharded::Gradients); };
    const auto third = [&](double n) { return gigabytes(n, Sharded::Weights); };
    CHECK(first(4) == Approx(52.5).epsilon(0.005));
    CHECK(first(16) == Approx(35.6).epsilon(0.005));
    CHECK(first(64) == Approx(31.4).epsilon(0.005));
    CHECK(first(1024) == Approx(30.1).epsilon(0.005));
    CHECK(second(16) == Approx(21.6).epsilon(0.005));
    CHECK(second(64) == Approx(16.6).epsilon(0.005));
    CHECK(second(256) == Approx(15.4).epsilon(0.005));
    CHECK(third(4) == Approx(30).epsilon(0.005));
    CHECK(third(64) == Approx(1.88).epsilon(0.005));
    CHECK(third(256) == Approx(0.47).epsilon(0.03));
    CHECK(third(1024) == Approx(0.12).epsilon(0.03));
}

TEST_CASE("full fine-tuning of 65 B in 16 bits takes 780 GB without a master copy", "[training]")
{
    // Dettmers et al. 2023 (arXiv:2305.14314), abstract: 12 bytes of each parameter. With a master copy 1,040 GB.
    Scenario s = trained("llama-2-7b");
    s.training.regime = Regime::Pure;
    const auto [w, g, o] = statePerParameter(s);
    CHECK(65 * (w + g + o) == 780);
}

TEST_CASE("Adam's moments of ResNet-50 without its classifier take 179.37 MiB", "[training]")
{
    // huggingface/peft issue 2196: two moments of 4 bytes of 23,508,032 parameters.
    Scenario s = trained("resnet-50");
    s.training.regime = Regime::Full;
    const double classifier = 2048 * 1000 + 1000;
    CHECK((metricOf(evaluate(s), "optimizer_memory") - 8 * classifier) / 1048576 == Approx(179.37).epsilon(0.0005));
}

TEST_CASE("training BERT base with Adam in FP32 takes 1.61 GiB beside activations", "[training]")
{
    // huggingface/accelerate, model size estimator: bert-base-cased, four copies of 108,310,272 parameters.
    Scenario s = trained("bert-base");
    s.model.part<Encoder>()->vocabulary = 28996;
    s.training.regime = Regime::Full;
    const Evaluation e = evaluate(s);
    CHECK(metricOf(e, "trainable_parameters") == 108310272);
    const double state =
        e.memory.weights.inBaseUnits() + metricOf(e, "gradient_memory") + metricOf(e, "optimizer_memory");
    CHECK(state / 1073741824 == Approx(1.61).epsilon(0.004));
}

/// Products of one step in operations, without what is computed again and with it.
std::pair<double, double> stepFlops(const Scenario& s)
{
    const Evaluation e = evaluate(s);
    double all = 0, again = 0;
    for (std::size_t stage = 0; stage + 1 < e.stages.size(); ++stage) {
        for (std::size_t i = 0; i < e.stages[stage].operators.size(); ++i) {
            const Operator& op = e.program.stages[stage].operators[i];
            const double flops = 2 * op.count * e.stages[stage].operators[i].macs.inBaseUnits();
            all += flops;
            again += op.recomputed ? flops : 0;
        }
    }
    return {all - again, all};
}

TEST_CASE("a step of GPT takes the operations of Korthikanti's equation 7", "[training]")
{
    // arXiv:2205.05198, appendix A and table 5: 22 B parameters, batch 4, 8 A100 of 312 TFLOP/s, 1.10 s: MFU 41.5 %.
    const double L = 48, h = 6144, v = 51200, sequence = 2048, batch = 4;
    Decoder d = decoderOf("gpt-3-175b");
    d.layers = L, d.width = h, d.heads = d.kvHeads = 64, d.headSize = h / 64, d.ffnWidth = 4 * h, d.vocabulary = v;
    Scenario s = scenarioOf(d);
    s.training.task = Task::Training;
    s.deployment.fusion = Fusion::None;
    s.workload.batch = batch;
    s.workload.promptTokens = sequence;
    const double expected = 72 * batch * L * sequence * h * h * (1 + sequence / (6 * h) + v / (12 * h * L));
    CHECK(stepFlops(s).first == Approx(expected).epsilon(1e-12));
    CHECK(100 * stepFlops(s).first / (1.1 * 8 * 312e12) == Approx(41.5).epsilon(0.004));
    // Selective recomputation runs the core of attention forward once more: 4·B·s²·h for each layer. Equation 8 adds
    // 12·B·s²·h, forward and backward of it, so that its HFU of 43.7 % is higher than what is executed.
    s.training.recomputation = Recomputation::Selective;
    const auto [model, hardware] = stepFlops(s);
    CHECK(model == Approx(expected).epsilon(1e-12));
    CHECK(hardware - model == Approx(4 * L * batch * sequence * sequence * h).epsilon(1e-9));
}

TEST_CASE("training compute follows 6·P·D", "[training]")
{
    // Brown et al. 2020, table D.1: 3.14e23 for 300 B tokens; Llama 3 (arXiv:2407.21783): 3.8e25 for 15.6 T.
    Scenario gpt3 = trained("gpt-3-175b");
    gpt3.training.length = 300e9;
    CHECK(metricOf(evaluate(gpt3), "training_flops_rule") == Approx(3.14e23).epsilon(0.005));
    Scenario llama = trained("llama-3.1-405b");
    llama.training.length = 15.6e12;
    const Evaluation e = evaluate(llama);
    CHECK(metricOf(e, "training_flops_rule") == Approx(3.8e25).epsilon(0.005));
    // 30.84 million hours of H100 (model card): 34.6 % of their peak.
    CHECK(100 * metricOf(e, "training_flops_rule") / (30.84e6 * 3600 * 989e12) == Approx(34.6).epsilon(0.01));
    // The exact count differs by attention and the embedding, and no bound lies above what was measured.
    CHECK(metricOf(e, "training_flops") == Approx(3.8e25).epsilon(0.1));
    CHECK(metricOf(e, "training_device_hours") < 30.84e6);
    CHECK(metricOf(e, "chinchilla_tokens") == 20 * metricOf(e, "parameters"));
}

TEST_CASE("DeepSeek-V3's run is no faster than its bound, and costs its hours", "[training]")
{
    // arXiv:2412.19437, table 1: 2.664 million hours of H800 for 14.8 T tokens; 2 USD an hour.
    Scenario s = trained("deepseek-v3");
    s.training.length = 14.8e12;
    s.device.rent = 2;
    s.workload.batch = 128; // enough for every expert to meet many tokens
    const Evaluation e = evaluate(s);
    CHECK(metricOf(e, "training_device_hours") < 2.664e6);
    CHECK(metricOf(e, "training_device_hours") > 2.664e6 / 5);
    CHECK(metricOf(e, "training_rent") == Approx(2 * metricOf(e, "training_device_hours")));
}

TEST_CASE("a run takes as long as its steps, and more where time is lost", "[training]")
{
    Scenario s = trained("llama-3-8b");
    s.training.length = 1e9;
    s.training.microBatches = 4;
    const Evaluation e = evaluate(s);
    const double tokens = s.workload.promptTokens * s.workload.batch * 4;
    CHECK(metricOf(e, "training_steps") == std::ceil(1e9 / tokens));
    CHECK(metricOf(e, "training_time") == Approx(metricOf(e, "training_steps") * metricOf(e, "training_step_time")));
    s.training.lost = 0.1;
    CHECK(metricOf(evaluate(s), "training_time") == Approx(metricOf(e, "training_time") / 0.9));
}

TEST_CASE("more micro-batches cost one update, and keep the gradients of those before", "[training]")
{
    Scenario s = trained("llama-3-8b");
    const Evaluation one = evaluate(s);
    s.training.microBatches = 8;
    const Evaluation eight = evaluate(s);
    CHECK(metricOf(eight, "training_activations") == metricOf(one, "training_activations"));
    const double more = metricOf(eight, "training_memory") - metricOf(one, "training_memory");
    CHECK(more > 0);
    CHECK(more <= metricOf(one, "gradient_memory"));
    CHECK(metricOf(eight, "training_step_time") < 8 * metricOf(one, "training_step_time"));
    CHECK(metricOf(eight, "training_step_time") > 6 * metricOf(one, "training_step_time")); // the update is a sixth
}

TEST_CASE("every k blocks keeps a k-th of the inputs, and k blocks while they are computed again", "[training]")
{
    Scenario s = trained("llama-3-8b");
    s.training.recomputation = Recomputation::Full;
    const double full = metricOf(evaluate(s), "training_activations");
    const double layer = 2 * s.workload.promptTokens * s.workload.batch * 4096; // its input
    s.training.recomputation = Recomputation::Every;
    s.training.everyBlocks = 4;
    CHECK(full - metricOf(evaluate(s), "training_activations") == Approx(32 * layer * (1 - 1.0 / 4)).epsilon(1e-9));
    s.training.everyBlocks = 1;
    CHECK(metricOf(evaluate(s), "training_activations") == full);
}

TEST_CASE("optimizers keep what their authors say", "[training]")
{
    const auto moments = [](Optimizer optimizer) {
        Scenario s = trained("llama-2-7b");
        s.training.regime = Regime::Pure;
        s.training.optimizer = optimizer;
        const Evaluation e = evaluate(s);
        return metricOf(e, "optimizer_memory") / metricOf(e, "trainable_parameters");
    };
    CHECK(moments(Optimizer::Sgd) == 0);
    CHECK(moments(Optimizer::Momentum) == 4);
    CHECK(moments(Optimizer::Adam) == 8);
    CHECK(moments(Optimizer::AdamNarrow) == 4);
    CHECK(moments(Optimizer::Adam8Bit) == Approx(2.03).epsilon(0.001)); // with the scales of blocks of 256
    CHECK(moments(Optimizer::Adafactor) < 0.2);                         // tables and norms whole
    const double tables = 2 * 32000.0 * 4096 + 65 * 4096;               // Muon leaves them to Adam
    CHECK(moments(Optimizer::Muon) == Approx(4 + 4 * tables / 6738415616).epsilon(1e-9));
}

} // namespace
} // namespace ridge

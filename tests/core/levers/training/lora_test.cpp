// Fine-tuning with few parameters: how many learn, what stays in memory, which products are left.

#include "core/evaluate/evaluate.h"
#include "core/scenario/families/transformer.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

namespace ridge {
namespace {

using namespace test;

Scenario trained(Scenario s)
{
    s.training.task = Task::Training;
    return s;
}

Scenario withLora(Scenario s, const char* rank, const char* targets)
{
    s = with(with(std::move(s), "lever.lora", "on"), "lever.lora.rank", rank);
    return with(std::move(s), "lever.lora.targets", targets);
}

double trainable(const Scenario& s) { return metricOf(evaluate(s), "trainable_parameters"); }

/// GPT-3 in the shape of the paper; r·2·d for each matrix of d × d.
Scenario gpt3() { return trained(preset("gpt-3-175b", "h100-sxm")); }
Scenario llama2() { return trained(preset("llama-2-7b", "h100-sxm")); }

TEST_CASE("LoRA trains r·(c_i + c_o) parameters for each matrix", "[training]")
{
    // Hu et al. 2021 (arXiv:2106.09685), table 15: 18.9 M, 9,272 times fewer than 175 B; q, k, v, o at r = 4 37.7 M and
    // at r = 64 603.8 M (603,979,776 cut off); q and v at r = 1, 2, 8, 64: 4.7, 9.4, 37.7, 301.9 M.
    CHECK(trainable(withLora(gpt3(), "4", "query_value")) == 96 * 2 * 4 * (2 * 12288));
    CHECK(trainable(withLora(gpt3(), "4", "query_value")) == Approx(18.9e6).epsilon(0.003));
    CHECK(trainable(withLora(gpt3(), "1", "query_value")) == Approx(4.7e6).epsilon(0.006));
    CHECK(trainable(withLora(gpt3(), "2", "query_value")) == Approx(9.4e6).epsilon(0.006));
    CHECK(trainable(withLora(gpt3(), "8", "query_value")) == Approx(37.7e6).epsilon(0.006));
    CHECK(trainable(withLora(gpt3(), "64", "query_value")) == 301989888);
    CHECK(trainable(withLora(gpt3(), "4", "attention")) == Approx(37.7e6).epsilon(0.006));
    CHECK(trainable(withLora(gpt3(), "64", "attention")) == 603979776);
    // Llama-2-7B: q and v at r = 8, as peft prints it; seven matrices at r = 16: 32·16·(4·2·4096 + 3·(4096 + 11008)).
    CHECK(trainable(withLora(llama2(), "8", "query_value")) == 4194304);
    CHECK(trainable(withLora(llama2(), "16", "linear")) == 39976960);
    // RoBERTa large in the paper's table 2: 0.8 M; here its shape in BERT large, q and v at r = 8: 24·2·8·2·1024.
    CHECK(trainable(withLora(trained(preset("bert-large", "h100-sxm")), "8", "query_value")) == 786432);
}

TEST_CASE("grouped queries have narrower keys and values to adapt", "[training]")
{
    // TinyLlama 1.1B, seven matrices, r = 64: 22·64·(2·2·2048 + 2·(2048 + 256) + 3·(2048 + 5632)), huggingface/peft
    // issue 1514.
    Scenario s = preset("llama-2-7b", "h100-sxm");
    Decoder& d = *s.model.decoder();
    d.layers = 22, d.width = 2048, d.heads = 32, d.kvHeads = 4, d.headSize = 64, d.ffnWidth = 5632;
    CHECK(trainable(withLora(trained(s), "64", "linear")) == 50462720);
}

TEST_CASE("LoRA frees gradients and optimizer state, and keeps weights and activations", "[training]")
{
    const Evaluation full = evaluate(llama2());
    const Evaluation lora = evaluate(withLora(llama2(), "16", "linear"));
    CHECK(metricOf(lora, "gradient_memory") == 2 * 39976960.0);
    CHECK(metricOf(lora, "optimizer_memory") == 12 * 39976960.0);
    CHECK(lora.memory.weights.inBaseUnits() == full.memory.weights.inBaseUnits() + 2 * 39976960.0);
    CHECK(metricOf(lora, "training_activations") > 0.95 * metricOf(full, "training_activations"));
}

TEST_CASE("LoRA leaves out the weight gradients of what is frozen", "[training]")
{
    // 4·P·D instead of 6·P·D: corrections o. Attention has no weights, and its backward stays whole.
    const auto backward = [](const Scenario& s) {
        const Evaluation e = evaluate(s);
        double input = 0, weight = 0;
        for (std::size_t i = 0; i < e.stages[1].operators.size(); ++i) {
            const Operator& op = e.program.stages[1].operators[i];
            const bool isOwn = op.name.find(".lora") != std::string::npos;
            const double macs = op.count * e.stages[1].operators[i].macs.inBaseUnits();
            (op.pass == Pass::WeightGradient && !isOwn ? weight : input) += macs;
        }
        return std::pair(input, weight);
    };
    CHECK(backward(llama2()).second > 0);
    CHECK(backward(withLora(llama2(), "16", "linear")).second == 0);
}

TEST_CASE("QLoRA keeps the frozen weights in 4.127 bits and its adapters in 16", "[training]")
{
    // Dettmers et al. 2023 (arXiv:2305.14314), section 3: 4 + 8/64 + 32/(64·256) bits.
    Scenario s = with(with(llama2(), "lever.qlora", "on"), "lever.qlora.rank", "16");
    const Evaluation e = evaluate(s);
    const double linear = 32.0 * (4 * 4096.0 * 4096 + 3 * 4096.0 * 11008);
    const double rest = 6738415616 - linear; // embeddings, head and norms stay as they are
    CHECK(metricOf(e, "trainable_parameters") == 39976960);
    CHECK(e.memory.weights.inBaseUnits() ==
          Approx(linear * (4 + 8.0 / 64 + 32.0 / (64 * 256)) / 8 + 2 * (rest + 39976960)).epsilon(1e-12));
}

TEST_CASE("biases alone keep what no weight gradient needs out of memory", "[training]")
{
    const Scenario all = trained(preset("bert-base", "h100-sxm"));
    const Scenario biases = with(all, "lever.bias_only", "on");
    CHECK(trainable(biases) < 0.002 * trainable(all));
    CHECK(metricOf(evaluate(biases), "training_activations") < metricOf(evaluate(all), "training_activations"));
}

TEST_CASE("adapters train two small layers behind each branch", "[training]")
{
    // 2·m·d + d + m for each of two in a layer: Houlsby et al. 2019 (arXiv:1902.00751), section 2.1.
    const Scenario s =
        with(with(trained(preset("bert-large", "h100-sxm")), "lever.adapters", "on"), "lever.adapters.channels", "64");
    CHECK(trainable(s) == 24 * 2 * (2 * 64 * 1024.0 + 1024 + 64));
}

TEST_CASE("the last layers alone learn, and nothing is kept of those before", "[training]")
{
    // The head; then the final norm and each repetition of the block, 4·d² + 3·d·f + 2·d.
    const double d = 4096, f = 11008, head = 32000 * d, block = 4 * d * d + 3 * d * f + 2 * d;
    const auto last = [](const char* layers) {
        return with(with(llama2(), "lever.last_layers", "on"), "lever.last_layers.layers", layers);
    };
    CHECK(trainable(last("1")) == head);
    CHECK(trainable(last("3")) == head + d + 2 * block);
    CHECK(trainable(last("33")) == head + d + 32 * block); // all but the embedding
    const auto saved = [&](const char* layers) { return metricOf(evaluate(last(layers)), "training_activations"); };
    CHECK(saved("3") - saved("2") == saved("4") - saved("3"));
    CHECK(metricOf(evaluate(last("3")), "parameters") == 6738415616);
    CHECK(metricOf(evaluate(last("3")), "latency") < 0.5 * metricOf(evaluate(llama2()), "latency"));
}

TEST_CASE("a sparse update keeps ρ·|a| of each layer whose weights learn", "[training]")
{
    // Corrections h. The last three layers of MobileNetV2 read 960·7·7, 320·7·7 and 1,280 elements of INT8.
    const auto saved = [](const char* share) {
        Scenario s = trained(preset("mobilenet-v2", "stm32h743"));
        s.training.regime = Regime::Integer;
        s = with(with(s, "lever.sparse_update", "on"), "lever.sparse_update.layers", "3");
        return metricOf(evaluate(with(s, "lever.sparse_update.share", share)), "training_activations");
    };
    CHECK(saved("1") - saved("0.25") == Approx(0.75 * (960 * 49 + 320 * 49 + 1280)).epsilon(1e-9));
}

TEST_CASE("a sparse update fits a microcontroller that training the whole network does not", "[training]")
{
    // Lin et al. 2022 (arXiv:2206.15472): 22 biases and six layers, in less than 256 KB, where all of it takes hundreds
    // of megabytes in a framework.
    Scenario s = trained(preset("mcunet-vww1", "stm32f746"));
    s.training.regime = Regime::Integer;
    s.training.optimizer = Optimizer::Sgd;
    const Evaluation whole = evaluate(s);
    s = with(with(s, "lever.sparse_update", "on"), "lever.sparse_update.biases", "22");
    const Evaluation sparse = evaluate(s);
    CHECK(sparse.memory.peakWorking < 0.5 * whole.memory.peakWorking);
    CHECK(metricOf(sparse, "trainable_parameters") < 0.5 * metricOf(whole, "trainable_parameters"));
    CHECK(metricOf(sparse, "gradient_memory") == metricOf(sparse, "trainable_parameters"));
}

TEST_CASE("what a lever of training changes is derived like everything else", "[training]")
{
    for (const char* lever : {"lever.lora", "lever.qlora", "lever.adapters", "lever.bias_only", "lever.last_layers",
                              "lever.sparse_update"}) {
        const Evaluation e = evaluate(with(trained(preset("bert-base", "h100-sxm")), lever, "on"));
        const auto derived = deriveAll(e);
        for (std::size_t i = 0; i < derived.size(); ++i) {
            INFO(lever << " " << metricCatalogue()[i].id);
            CHECK(derived[i].has_value() == e.metrics[i].value.has_value());
            if (derived[i] && e.metrics[i].value) {
                CHECK(derived[i]->value() == Approx(*e.metrics[i].value).epsilon(1e-12));
            }
        }
    }
}

} // namespace
} // namespace ridge

#include "core/analysis/cost.h"

#include "tests/core/levers/lever_checks.h"

namespace ridge {
namespace {

using namespace test;

/// OPT-175B (arXiv:2205.01068, table 1) where 2048 positions are cached at the end.
Scenario opt175b()
{
    Decoder d;
    d.layers = 96, d.width = 12288, d.heads = d.kvHeads = 96, d.headSize = 128, d.ffnWidth = 49152;
    d.gated = false, d.vocabulary = 50272, d.tiedEmbeddings = true, d.contextLength = 2048;
    Scenario s = scenarioOf(d);
    s.workload.promptTokens = 2047, s.workload.outputTokens = 1;
    return s;
}

TEST_CASE("quantized weights are those of the format, and everything else follows as if it had been chosen", "[levers]")
{
    const Scenario plain = preset("llama-2-7b", "h100-sxm");
    const Evaluation e = evaluate(with(plain, "lever.quantise_weights", "on"));
    checkSame(e, evaluate(with(plain, "deployment.weights", "int4-group")));
    // Linear layers take 4 + 16/128 bits, both tables and 2·32 + 1 norms the 16 that they had.
    const double linear = 32.0 * (4.0 * 4096 * 4096 + 3.0 * 4096 * 11008);
    CHECK(e.memory.weights.inBaseUnits() ==
          Approx(linear * 4.125 / 8 + (2.0 * 32000 * 4096 + 65.0 * 4096) * 2).epsilon(1e-12));
    CHECK(plain.deployment.weights == Precision::BF16);
    CHECK(e.computePrecision == Precision::BF16); // the activations' arithmetic
    checkDerived(e, "model_size", "lever.quantise_weights.format");
    checkDerived(e, "model_size", "lever.quantise_weights.group");
    checkAtRest(plain, "quantise_weights");
}

TEST_CASE("no lever makes a format wider", "[levers]")
{
    Scenario s = preset("llama-2-7b", "h100-sxm");
    for (const auto& [lever, format] :
         {std::pair("quantise_weights", "weights"), std::pair("quantise_activations", "activations"),
          std::pair("quantise_cache", "kv_cache")}) {
        const Scenario four = with(s, std::string("deployment.") + format, "int4");
        const Scenario eight =
            with(with(four, std::string("lever.") + lever, "on"), std::string("lever.") + lever + ".format", "int8");
        checkSame(evaluate(eight), evaluate(four));
    }
}

TEST_CASE("weights that are taken as stored keep their bits", "[levers]")
{
    Scenario s = preset("llama-2-7b", "h100-sxm");
    s.deployment.weights = Precision::Stored;
    CHECK(setParameter(s, "lever.quantise_weights", "on").starts_with("lever.quantise_weights does not apply"));
}

TEST_CASE("OPT-175B in 3 bits is a fifth as large, and its cache of 2048 tokens takes 9 GiB", "[levers]")
{
    const Scenario wide = opt175b();
    Scenario three =
        with(with(wide, "lever.quantise_weights", "on"), "lever.quantise_weights.format", "int3-group-zero");
    const auto linearBytes = [](const Evaluation& e) {
        double bytes = 0;
        for (std::size_t i = 0; i < e.stages[0].operators.size(); ++i) {
            const Operator& op = e.program.stages[0].operators[i];
            bytes += infoOf(op.role).isLinear ? op.count * e.stages[0].operators[i].weights.inBaseUnits() : 0;
        }
        return bytes;
    };
    const Evaluation e = evaluate(wide);
    // 16/(3 + 19/128) = 5.08; GPTQ's own have a scale for each row instead, 16/3 = 5.3. It measured 3.24 times less
    // time per token on one A100 than on five (table 6), which no ratio of bytes says.
    CHECK(linearBytes(e) / linearBytes(evaluate(three)) == Approx(16 / (3 + 19 / 128.0)).epsilon(1e-12));
    CHECK(metricOf(e, "kv_cache") == 9.0 * 1024 * 1024 * 1024); // arXiv:2210.17323: 2·96·12288·2048·2
}

TEST_CASE("with 8 bits for weights and activations a model takes half the memory and the units of 8 bits", "[levers]")
{
    const Scenario plain = preset("llama-2-7b", "h100-sxm");
    Scenario both = plain;
    for (const char* lever : {"quantise_weights", "quantise_activations"}) {
        both = with(with(both, std::string("lever.") + lever, "on"), std::string("lever.") + lever + ".format", "int8");
    }
    const Evaluation before = evaluate(plain), after = evaluate(both);
    CHECK(2 * after.memory.weights.inBaseUnits() == before.memory.weights.inBaseUnits()); // SmoothQuant: half the GPUs
    CHECK(after.computePrecision == Precision::INT8);
    CHECK(metricOf(after, "ttft") < metricOf(before, "ttft"));
    checkDerived(after, "activations_peak_live", "workload.prompt_tokens");
    checkDerived(after, "activation_memory_peak", "lever.quantise_activations.format");
    checkAtRest(plain, "quantise_activations");
    // Activations alone: arithmetic stays that of the wider weights.
    CHECK(evaluate(with(plain, "lever.quantise_activations", "on")).computePrecision == Precision::BF16);
}

TEST_CASE("a cache in 2 bits with groups of 32 takes 3 bits an element", "[levers]")
{
    const Scenario plain = preset("llama-2-7b", "h100-sxm");
    const Scenario pulled =
        with(with(plain, "lever.quantise_cache", "on"), "lever.quantise_cache.format", "int2-group-zero");
    const Evaluation before = evaluate(plain), after = evaluate(pulled);
    CHECK(storageBits(Precision::INT2GroupZero, pulled.deployment) == 3); // KIVI-2 (arXiv:2402.02750): 2 + 32/32
    CHECK(metricOf(after, "kv_cache") == metricOf(before, "kv_cache") * 3 / 16);
    CHECK(metricOf(after, "tpot") < metricOf(before, "tpot"));
    checkDerived(after, "kv_cache", "lever.quantise_cache.format");
    checkAtRest(plain, "quantise_cache");
    Scenario cnn = preset("resnet-50", "h100-sxm");
    CHECK(setParameter(cnn, "lever.quantise_cache", "on").starts_with("lever.quantise_cache does not apply"));
}

} // namespace
} // namespace ridge

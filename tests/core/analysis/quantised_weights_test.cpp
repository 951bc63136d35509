#include "core/evaluate/evaluate.h"
#include "core/formulas/formulas.h"
#include "core/metrics/catalogue.h"
#include "core/models/expand.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

namespace ridge {
namespace {

using namespace test;

Scenario quantised(const char* model, const char* device, const char* weights, const char* which = "usual")
{
    return with(with(preset(model, device), "deployment.weights", weights), "deployment.quantised", which);
}

double bytesOf(const Scenario& s) { return evaluate(s).memory.weights.inBaseUnits(); }

// Llama-3-8B: 128,256 rows of 4096 in the table and in the head, 65 norms of 4096, the rest in linear layers.
constexpr double all = 8030261248, table = 128256.0 * 4096, norms = 65 * 4096.0, linear = all - 2 * table - norms;

TEST_CASE("4 bits quantise the linear layers of a language model, and the rest keeps 16 bits", "[quantised]")
{
    // 6.98 G · 4.125/8 + 1.05 G · 2 bytes = 5.70 GB
    const Scenario s = quantised("llama-3-8b", "h100-sxm", "int4-group");
    const double expected = linear * 4.125 / 8 + (2 * table + norms) * 2;
    CHECK(expected == Approx(5.70e9).epsilon(0.001));
    CHECK(bytesOf(s) == expected);
    CHECK(metricOf(evaluate(s), "model_size") == expected);
    CHECK(metricOf(evaluate(s), "size_reduction") == Approx(all * 4 / expected));
}

TEST_CASE("a parameter says which weights a narrow format quantises", "[quantised]")
{
    CHECK(bytesOf(quantised("llama-3-8b", "h100-sxm", "int4-group", "tables")) ==
          (linear + 2 * table) * 4.125 / 8 + norms * 2);
    CHECK(bytesOf(quantised("llama-3-8b", "h100-sxm", "int4-group", "all")) == all * 4.125 / 8);
    CHECK(bytesOf(quantised("llama-3-8b", "h100-sxm", "int8")) == all); // usual for 8 bits: everything
    CHECK(bytesOf(quantised("llama-3-8b", "h100-sxm", "int8", "matrices")) == linear + (2 * table + norms) * 2);
    Scenario wide = preset("llama-3-8b", "h100-sxm");
    CHECK(setParameter(wide, "deployment.quantised", "all").find("does not apply") != std::string::npos);
}

TEST_CASE("experts alone may be quantised, and are matrices to all other choices", "[quantised]")
{
    // Mixtral-8x7B: 32 layers of eight experts, three matrices of 4096·14336 each.
    constexpr double experts = 32 * 8 * 3 * 4096.0 * 14336, total = 46702792704;
    CHECK(bytesOf(quantised("mixtral-8x7b", "h100-sxm", "mxfp4", "experts")) ==
          experts * 4.25 / 8 + (total - experts) * 2);
    const double tablesAndNorms = 2 * 32000.0 * 4096 + 65 * 4096;
    CHECK(bytesOf(quantised("mixtral-8x7b", "h100-sxm", "mxfp4", "matrices")) ==
          (total - tablesAndNorms) * 4.25 / 8 + tablesAndNorms * 2);
}

TEST_CASE("every operator carries the formats of its weights, biases and activations", "[quantised]")
{
    const Program program = expand(quantised("gpt-2", "h100-sxm", "int4-group"));
    std::size_t biased = 0;
    for (const Operator& op : program.stages.front().operators) {
        CAPTURE(op.name);
        const bool isLinear = op.kind == OperatorKind::Linear && op.role != Role::OutputHead;
        CHECK((op.formats.weights == Precision::INT4Group) == (isLinear || weightKindOf(op) == WeightKind::Matrix));
        CHECK(op.formats.biases == Precision::BF16);
        CHECK(op.formats.activations == Precision::BF16);
        biased += isLinear && op.sizes.bias > 0;
    }
    CHECK(biased == 5); // of one layer: q, k and v in two operators, out, up, down
}

TEST_CASE("integer networks add biases in 32 bits where weights have four", "[quantised]")
{
    Scenario s = quantised("mobilenet-v2", "stm32f746", "int4");
    s = with(s, "deployment.activations", "int8");
    const Evaluation e = evaluate(s);
    double expected = 0;
    for (const Operator& op : e.program.stages.front().operators) {
        const double weights = formula::weights(op.kind, op.sizes, op.weightParameters);
        const double bits = weightKindOf(op) == WeightKind::Norm ? 16 : 4;
        expected += op.count * (weights * bits + op.sizes.bias * 32) / 8;
    }
    CHECK(e.memory.weights.inBaseUnits() == Approx(expected));
}

TEST_CASE("what an operator reads of its weights is in their formats, and the metric's derivation shows each",
          "[quantised][tracing]")
{
    const Evaluation e = evaluate(quantised("opt-6.7b", "h100-sxm", "int4-group"));
    for (std::size_t i = 0; i < e.stages[1].operators.size(); ++i) {
        const Operator& op = e.program.stages[1].operators[i];
        CAPTURE(op.name);
        const double bits = op.formats.weights == Precision::INT4Group ? 4.125 : 16;
        if (op.kind == OperatorKind::Linear) {
            CHECK(e.stages[1].operators[i].weights.inBaseUnits() ==
                  (op.sizes.ci * op.sizes.co * bits + op.sizes.bias * 16) / 8);
        }
    }
    for (const char* id : {"model_size", "memory_footprint", "t_weights", "latency", "size_reduction"}) {
        CAPTURE(id);
        const auto derivation = metricCatalogue()[*metricIndex(id)].derive(e);
        REQUIRE(derivation);
        CHECK(derivation->value() == *metric(e, id).value);
    }
}

} // namespace
} // namespace ridge

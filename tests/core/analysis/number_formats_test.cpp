#include "core/analysis/cost.h"
#include "core/evaluate/evaluate.h"
#include "core/metrics/catalogue.h"
#include "core/quantity/notation.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <set>

namespace ridge {
namespace {

using namespace test;

constexpr std::pair<const char*, FormatUse> uses[] = {{"deployment.weights", FormatUse::Weights},
                                                      {"deployment.activations", FormatUse::Activations},
                                                      {"deployment.kv_cache", FormatUse::KvCache}};

Scenario llama(const char* device, std::string_view weights, std::string_view activations)
{
    return with(with(preset("llama-3-8b", device), "deployment.weights", weights), "deployment.activations",
                activations);
}

/// The derivation of a metric, and every leaf below it.
std::vector<const Expression*> leavesOf(const Expression& node)
{
    std::vector<const Expression*> leaves;
    if (node.kind == Expression::Kind::Leaf) {
        leaves.push_back(&node);
    }
    for (const ExpressionPtr& argument : node.arguments) {
        const auto below = leavesOf(*argument);
        leaves.insert(leaves.end(), below.begin(), below.end());
    }
    return leaves;
}

TEST_CASE("an element takes the bits that its format's publication states", "[formats]")
{
    struct Row {
        const char* id;
        double bits;
    };
    for (const Row& row : {
             Row{"fp32", 32},
             Row{"tf32", 32},
             Row{"bf16", 16},
             Row{"fp16", 16},
             Row{"fp8", 8},
             Row{"fp4", 4},
             Row{"fp8-block", 8.00195}, // DeepSeek-V3: 8 + 32 / (128·128)
             Row{"nvfp4", 4.5},         // NVIDIA: 4 bits and an 8-bit scale for 16; its FP32 scale is a tensor's
             Row{"mxfp4", 4.25},        // OCP MX v1.0: 8 + 32·4 = 136 bits for 32
             Row{"nf4", 4.5},           // QLoRA: 32/64 = 0.5 bits of constants
             Row{"nf4-double", 4.127},  // QLoRA: 0.127 with double quantization
             Row{"int32", 32},
             Row{"int16", 16},
             Row{"int8", 8},
             Row{"int4", 4},
             Row{"int4-group", 4.125},       // (16 + 128·4) / 128; GGUF's Q4_0 with groups of 32: below
             Row{"int4-group-zero", 4.156},  // EfficientQAT: N + (N + 16)/g
             Row{"int3-group-zero", 3.1484}, // the same: 3 + 19/128
             Row{"int2-group-zero", 3},      // KIVI-2: 2 + (16 + 16)/32
             Row{"int6", 6},
         }) {
        CAPTURE(row.id);
        const auto found = std::find_if(allPrecisions.begin(), allPrecisions.end(),
                                        [&](Precision p) { return infoOf(p).id == row.id; });
        REQUIRE(found != allPrecisions.end());
        CHECK(storageBits(*found, Deployment{}) == Approx(row.bits).epsilon(1e-4));
    }
    Deployment d;
    d.groupSize = 32;
    CHECK(storageBits(Precision::INT4Group, d) == 18 * 8 / 32.0);
    CHECK(storageBits(Precision::INT4GroupZero, d) == 4 + 20 / 32.0);
    CHECK(storageBits(Precision::NVFP4, d) == 4.5); // its groups are not to choose
    CHECK(precisionCount == 21);                    // those above, and what a file stores
}

TEST_CASE("a format's bits are derived from its row: every scale is a constant with its source", "[formats][tracing]")
{
    struct Row {
        const char *id, *bits;
    };
    const auto index = *metricIndex("size_reduction");
    for (const Row& row : {Row{"nvfp4", "b + b_scale / G"}, Row{"mxfp4", "b + b_scale / G"},
                           Row{"nf4-double", "b + (b_scale + b_outer / G_outer) / G"},
                           Row{"int4-group-zero", "b + (b_scale + b_zero) / G"}}) {
        CAPTURE(row.id);
        const Evaluation e = evaluate(with(llama("h100-sxm", row.id, "bf16"), "deployment.quantised", "all"));
        const auto derivation = metricCatalogue()[index].derive(e);
        REQUIRE(derivation);
        CHECK(derivation->value() == *metric(e, "size_reduction").value);
        const Expression& bits = *derivation->expression()->arguments.at(1);
        CHECK(symbolicText(bits) == row.bits);
        for (const Expression* leaf : leavesOf(bits)) {
            CAPTURE(leaf->symbol);
            CHECK(leaf->parameter.empty() != leaf->source.empty());
        }
    }
}

TEST_CASE("a format is offered for what it is made for, and refused for the rest", "[formats][parameters]")
{
    for (const auto& [id, use] : uses) {
        for (const Precision format : allPrecisions) {
            CAPTURE(id, infoOf(format).id);
            Scenario s = preset("llama-3-8b", "h100-sxm");
            CHECK(setParameter(s, id, infoOf(format).id).empty() == allows(format, use));
            const Deployment& d = s.deployment;
            const Precision set = use == FormatUse::Weights       ? d.weights
                                  : use == FormatUse::Activations ? d.activations
                                                                  : d.kvCache;
            CHECK(set == (allows(format, use) ? format : Precision::BF16));
        }
        const auto row = findParameter(preset("llama-3-8b", "h100-sxm"), id);
        REQUIRE(row);
        CHECK(row->choices.size() == formatsFor(use).size());
    }
    for (const char* biasesAlone : {"int32"}) { // and accumulators: nothing to choose
        Scenario s = preset("llama-3-8b", "h100-sxm");
        CHECK_FALSE(setParameter(s, "deployment.weights", biasesAlone).empty());
        CHECK_FALSE(setParameter(s, "deployment.activations", biasesAlone).empty());
    }
    CHECK(allows(Precision::INT32, FormatUse::Biases));
    CHECK(allows(Precision::INT32, FormatUse::Accumulators));
    CHECK_FALSE(allows(Precision::INT16, FormatUse::Weights)); // 16x8: weights keep 8 bits
}

TEST_CASE("four-bit formats and blocks of FP8 quantise linear layers alone; wider ones everything", "[formats]")
{
    for (const Precision format : formatsFor(FormatUse::Weights)) {
        CAPTURE(infoOf(format).id);
        const bool isNarrow = (infoOf(format).bits > 0 && infoOf(format).bits <= 4) || format == Precision::FP8Block;
        CHECK(quantises(format, WeightKind::Matrix));
        CHECK(quantises(format, WeightKind::Expert));
        for (const WeightKind kind : {WeightKind::Embedding, WeightKind::Head, WeightKind::Norm, WeightKind::Bias}) {
            CHECK(quantises(format, kind) != isNarrow);
        }
    }
}

TEST_CASE("a format without a unit runs at the next one of its order that the machine has", "[formats]")
{
    const auto computed = [](const char* device, const char* weights, const char* activations) {
        return std::string(infoOf(evaluate(llama(device, weights, activations)).computePrecision).id);
    };
    CHECK(computed("b200-sxm", "nvfp4", "nvfp4") == "fp4"); // the unit multiplies elements: one name for both
    CHECK(computed("b200-sxm", "mxfp4", "mxfp4") == "fp4");
    CHECK(computed("h100-sxm", "nvfp4", "nvfp4") == "fp8");
    CHECK(computed("a100-80gb", "nvfp4", "nvfp4") == "fp16");
    CHECK(computed("stm32f746", "int8", "int16") == "int16"); // two 16-bit multiply-adds a cycle
    CHECK(computed("jetson-orin-nano", "int8", "int16") == "fp32");
    // Weights alone: expanded to what the activations are in.
    for (const char* weights : {"nf4", "nf4-double", "mxfp4", "nvfp4", "int4-group-zero"}) {
        CAPTURE(weights);
        CHECK(computed("h100-sxm", weights, "bf16") == "bf16");
        CHECK(computed("h100-sxm", weights, "fp8") == "fp8");
        CHECK(computed("h100-sxm", weights, "int8") == "int8");
    }
    const Evaluation e = evaluate(llama("h100-sxm", "nvfp4", "nvfp4"));
    CHECK(std::any_of(e.issues.begin(), e.issues.end(), [](const Issue& issue) {
        return issue.message.find("has no FP4 arithmetic; FP8 is used, traffic stays at NVFP4.") != std::string::npos;
    }));
}

TEST_CASE("whatever formats are chosen, a machine with one unit runs them on it", "[formats]")
{
    for (const Precision only : allPrecisions) {
        if (!hasArithmetic(only)) {
            continue;
        }
        Scenario s = preset("llama-3-8b", "h100-sxm");
        s.device.peak = {};
        s.device.peak[static_cast<std::size_t>(only)] = tera(1);
        for (const Precision weights : formatsFor(FormatUse::Weights)) {
            for (const Precision activations : formatsFor(FormatUse::Activations)) {
                s.deployment.weights = weights;
                s.deployment.activations = activations;
                CAPTURE(infoOf(only).id, infoOf(weights).id, infoOf(activations).id);
                CHECK(computePrecision(s.device, s.deployment) == only);
            }
        }
    }
}

TEST_CASE("orders name units, each once, and never the format itself", "[formats]")
{
    for (const Precision format : allPrecisions) {
        CAPTURE(infoOf(format).id);
        CHECK(hasArithmetic(arithmeticOf(format)));
        std::set<Precision> seen{format};
        for (const Precision next : infoOf(format).fallback) {
            CHECK(hasArithmetic(next));
            CHECK(seen.insert(next).second);
        }
        CHECK((infoOf(format).fallback.begin() != infoOf(format).fallback.end()) == hasArithmetic(format));
    }
}

TEST_CASE("an energy that a machine does not state is the next wider unit's", "[formats][energy]")
{
    Device device;
    CHECK_FALSE(energyPrecision(device, Precision::FP4));
    const auto state = [&](Precision p) { device.energyPerOp[static_cast<std::size_t>(p)] = 1e-12; };
    state(Precision::FP32);
    for (const Precision format : allPrecisions) { // every chain ends at the widest
        CHECK((!hasArithmetic(format) || energyPrecision(device, format) == Precision::FP32));
    }
    state(Precision::FP16);
    CHECK(energyPrecision(device, Precision::INT4) == Precision::FP16);
    CHECK(energyPrecision(device, Precision::INT16) == Precision::FP32); // 11 bits of significand are too few
    state(Precision::FP8);
    CHECK(energyPrecision(device, Precision::FP4) == Precision::FP8);
    CHECK(energyPrecision(device, Precision::INT4) == Precision::FP16);
}

TEST_CASE("16-bit activations over 8-bit weights take twice the room and the traffic of 8-bit ones", "[formats]")
{
    const Scenario s = preset("mcunet-vww1", "stm32f746");
    const Evaluation eight = evaluate(s), sixteen = evaluate(with(s, "deployment.activations", "int16"));
    CHECK(metricOf(sixteen, "model_size") == metricOf(eight, "model_size"));
    CHECK(metricOf(sixteen, "activation_memory_peak") == 2 * metricOf(eight, "activation_memory_peak"));
    CHECK(sixteen.computePrecision == Precision::INT16);
}

} // namespace
} // namespace ridge

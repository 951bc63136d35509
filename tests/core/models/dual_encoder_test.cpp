#include "core/evaluate/evaluate.h"
#include "core/scenario/validation.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// MACs of one execution of a stage.
double macsOf(const Evaluation& e, std::size_t stage)
{
    double total = 0;
    const std::vector<Operator>& operators = e.program.stages[stage].operators;
    for (std::size_t i = 0; i < operators.size(); ++i) {
        total += operators[i].count * e.stages[stage].operators[i].macs.inBaseUnits();
    }
    return total;
}

} // namespace

TEST_CASE("CLIP embeds images, then texts, then compares them", "[dual-encoder]")
{
    const Evaluation e = evaluate(preset("clip-vit-b-32", "h100-sxm"));
    REQUIRE(e.program.stages.size() == 3);
    CHECK(e.program.stages[0].name == "image encoder");
    CHECK(e.program.stages[1].name == "text encoder");
    CHECK(e.program.stages[2].name == "similarity");
    CHECK(e.program.unit == "image");
    CHECK(metricOf(e, "tokens_initial") == 50); // (224 / 32)² and the class token
}

TEST_CASE("CLIP's two towers cost what their matrices say", "[dual-encoder]")
{
    Scenario s = preset("clip-vit-b-32", "h100-sxm");
    s.convention.causal = CausalCount::Full;
    const Evaluation e = evaluate(s);
    // Image: 49 patches of 3·32² pixels, 12 layers of 12·768² on 50 tokens, scores and values, one projection to 512.
    CHECK(macsOf(e, 0) ==
          49.0 * 3072 * 768 + 12 * (12.0 * 768 * 768 * 50 + 2 * 50.0 * 50 * 768) + 768.0 * 512); // 4.41 G
    // Text: 12 layers of 12·512² on 77 tokens, scores and values over all 77, one projection to 512.
    CHECK(macsOf(e, 1) == 12 * (12.0 * 512 * 512 * 77 + 2 * 77.0 * 77 * 512) + 512.0 * 512); // 2.98 G
    CHECK(macsOf(e, 2) == 512);
}

TEST_CASE("A causal text tower may be counted by half its square, SigLIP's never", "[dual-encoder]")
{
    const auto textMacs = [](const char* model, CausalCount count) {
        Scenario s = preset(model, "h100-sxm");
        s.convention.causal = count;
        return macsOf(evaluate(s), 1);
    };
    // The mean token sees (77 + 1)/2 = 39 of 77.
    CHECK(textMacs("clip-vit-b-32", CausalCount::Full) - textMacs("clip-vit-b-32", CausalCount::LowerHalf) ==
          12 * 2 * 77.0 * (77 - 39) * 512);
    CHECK(textMacs("siglip-b-16", CausalCount::Full) == textMacs("siglip-b-16", CausalCount::LowerHalf));
}

TEST_CASE("Texts are encoded once for all images of a batch, and every image meets every text", "[dual-encoder]")
{
    Scenario s = preset("clip-vit-b-32", "h100-sxm");
    const Evaluation one = evaluate(s);
    s.workload.batch = 16;
    s.workload.texts = 1000; // ImageNet's classes
    const Evaluation many = evaluate(s);
    CHECK(macsOf(many, 0) == 16 * macsOf(one, 0));
    CHECK(macsOf(many, 1) == 1000 * macsOf(one, 1));
    CHECK(macsOf(many, 2) == 16.0 * 1000 * 512);
    CHECK(metricOf(many, "parameters") == metricOf(one, "parameters"));
    s.workload.batch = 32;
    CHECK(macsOf(evaluate(s), 1) == macsOf(many, 1));
}

TEST_CASE("Comparing reads each embedding once and writes one score for every pair", "[dual-encoder]")
{
    Scenario s = preset("siglip-b-16", "h100-sxm");
    s.deployment.fusion = Fusion::None;
    s.workload.batch = 4;
    s.workload.texts = 10;
    const Evaluation e = evaluate(s);
    const Stage& compare = e.program.stages[2];
    const auto elementsAfter = [&](std::size_t i) {
        return compare.tensors[static_cast<std::size_t>(compare.operators[i].output)].elements();
    };
    REQUIRE(compare.operators.size() == 5);
    CHECK(elementsAfter(0) == 4 * 768);  // images
    CHECK(elementsAfter(1) == 10 * 768); // texts, whatever the batch
    CHECK(elementsAfter(2) == 4 * 10);
    CHECK(e.stages[2].operators[3].parameters == 2); // scale and bias
    CHECK(elementsAfter(4) == 4 * 10);
}

TEST_CASE("Towers that embed in different dimensions are warned about", "[dual-encoder]")
{
    Scenario s = preset("clip-vit-b-32", "h100-sxm");
    CHECK(evaluate(s).issues.empty());
    s.model.part<DualEncoder>()->text.projection = 256;
    const Evaluation e = evaluate(s);
    REQUIRE(e.issues.size() == 1);
    CHECK(e.issues[0].field == "model.text.projection");
    CHECK_THAT(e.issues[0].message, ContainsSubstring("512 dimensions, texts in 256"));
}

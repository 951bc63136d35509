#include "tests/core/levers/lever_checks.h"

namespace ridge {
namespace {

using namespace test;

TEST_CASE("half of BERT's layers are DistilBERT, but for the pooler and the segments that it left out", "[levers]")
{
    const Scenario bert = preset("bert-base", "h100-sxm");
    const Evaluation teacher = evaluate(bert), student = evaluate(with(bert, "lever.distillation", "on"));
    // Six layers of 4·768² + 2·768·3072 weights, 4·768 + 3072 + 768 biases and two norms.
    CHECK(teacher.parameters - student.parameters ==
          6.0 * (4 * 768 * 768 + 2 * 768 * 3072 + 4 * 768 + 3072 + 768 + 4 * 768));
    const double left = 768.0 * 768 + 768 + 2 * 768; // the pooler, and one row for each of two segments
    const Evaluation distilBert = evaluate(preset("distilbert", "h100-sxm"));
    CHECK(student.parameters - left == distilBert.parameters); // 66,362,880
    // Sanh et al. 2019 (arXiv:1910.01108) round both: 66 of 110 million, 40 % fewer.
    CHECK(100 * (1 - distilBert.parameters / teacher.parameters) == Approx(40).margin(1));
    checkDerived(student, "parameters", "lever.distillation.depth");
    checkAtRest(bert, "distillation");
}

TEST_CASE("a narrower student has fewer heads of the same size", "[levers]")
{
    const Scenario s =
        with(with(with(preset("llama-3-8b", "h100-sxm"), "lever.distillation", "on"), "lever.distillation.depth", "1"),
             "lever.distillation.width", "0.5");
    const Evaluation e = evaluate(s);
    const Decoder& d = *e.scenario->model.decoder();
    CHECK(d.layers == 32);
    CHECK(d.heads == 16);
    CHECK(d.kvHeads == 4);
    CHECK(d.headSize == 128);
    CHECK(d.width == 2048);
    CHECK(d.ffnWidth == 7168);
    CHECK(d.vocabulary == 128256);
    checkDerived(e, "kv_cache", "lever.distillation.width");
}

TEST_CASE("every stack of layers has a student, and no other model has", "[levers]")
{
    const auto layers = [](const char* model) {
        const Evaluation e = evaluate(with(preset(model, "h100-sxm"), "lever.distillation", "on"));
        REQUIRE_FALSE(e.changes.empty());
        return e.changes.front();
    };
    CHECK(layers("gpt-2").after == 6);
    CHECK(layers("vit-b-16").after == 6);
    CHECK(layers("t5-small").after == 3);
    CHECK(layers("bert-large").parameter == "model.encoder.layers");
    Scenario cnn = preset("resnet-50", "h100-sxm");
    CHECK(setParameter(cnn, "lever.distillation", "on").starts_with("lever.distillation does not apply"));
}

} // namespace
} // namespace ridge

#include "core/levers/student.h"

#include "core/scenario/baseline.h"
#include "core/studies/change.h"
#include "core/studies/pin_difference.h"
#include "core/studies/pulled_levers.h"
#include "tests/core/levers/lever_checks.h"

#include <cmath>

namespace ridge {
namespace {

using namespace test;

const LeverText& lever() { return *findLever("distillation"); }

Scenario distilled(const char* teacher, const char* student)
{
    Scenario s = preset(teacher, "h100-sxm");
    s.student = modelPreset(student);
    return switched(std::move(s), lever(), true);
}

/// What that student's own numbers are where the teacher stood.
Evaluation alone(const Scenario& with)
{
    Scenario own = with;
    own.model = *with.student;
    own.student.reset();
    own.levers.clear();
    return evaluate(own);
}

TEST_CASE("BERT distilled to DistilBERT has DistilBERT's numbers, all of them", "[levers][student]")
{
    const Scenario s = distilled("bert-base", "distilbert");
    const Evaluation e = evaluate(s);
    checkSame(e, alone(s));
    // 30,522 words and 512 places of 768, a norm behind them; six layers of 4·(768² + 768), 2·768·3072 + 3072 + 768,
    // and two norms.
    const double embedded = (30522.0 + 512 + 2) * 768;
    const double layer = 4.0 * (768 * 768 + 768) + 2.0 * 768 * 3072 + 3072 + 768 + 4 * 768;
    CHECK(e.parameters == embedded + 6 * layer);
    // The teacher has twice the layers, two segments, and a pooler.
    const double teacher = embedded + 2 * 768 + 12 * layer + 768 * 768 + 768;
    REQUIRE(e.changes.size() == 1);
    CHECK(e.changes[0].parameter == "model");
    CHECK(e.changes[0].before == teacher);
    CHECK(e.changes[0].after == embedded + 6 * layer);
    CHECK(changedText(s, e.changes[0]) == "BERT-base (109 M parameters) → DistilBERT (66.4 M)");
    CHECK(e.chosen->model.id == "bert-base"); // what the user chose stays
}

TEST_CASE("a student may be any smaller model of the family, and its numbers say where they come from",
          "[levers][student]")
{
    for (const auto& [teacher, student] : {std::pair("resnet-50", "resnet-18"), std::pair("llama-3-8b", "llama-3.2-1b"),
                                           std::pair("sdxl-base", "sd-1.5"), std::pair("vit-b-16", "vit-s-16")}) {
        CAPTURE(teacher, student);
        const Scenario s = distilled(teacher, student);
        const Evaluation e = evaluate(s);
        checkSame(e, alone(s));
        for (std::size_t i = 0; i < e.metrics.size(); ++i) {
            CAPTURE(metricCatalogue()[i].id);
            const std::optional<Traced> derived = metricCatalogue()[i].derive(e);
            REQUIRE(derived.has_value() == e.metrics[i].value.has_value());
            if (derived) {
                CHECK(derived->value() == Approx(*e.metrics[i].value).epsilon(1e-12));
                CHECK(recompute(*derived->expression()) == derived->value());
                std::set<std::string> parameters;
                collectParameters(*derived->expression(), parameters);
                CHECK(std::ranges::none_of(parameters, [](const auto& id) { return id.starts_with("model."); }));
            }
        }
    }
}

TEST_CASE("levers behind it change the student", "[levers][student]")
{
    Scenario s = distilled("llama-2-13b", "llama-2-7b");
    s = with(switched(std::move(s), *findLever("gqa"), true), "lever.gqa.kv_heads", "8");
    const Evaluation e = evaluate(s);
    // Keys and values of 8 heads of 128 for 32 layers (13B: 40 heads, 40 layers), two bytes each.
    const Workload& w = s.workload;
    CHECK(metricOf(e, "kv_cache") == 2.0 * 32 * 8 * 128 * 2 * (w.promptTokens + w.outputTokens) * w.batch);
}

TEST_CASE("what is of another family, or not smaller, is refused as a student with the reason", "[levers][student]")
{
    const auto refused = [](const char* teacher, const char* student) {
        Scenario s = preset(teacher, "h100-sxm");
        s.student = modelPreset(student);
        s.levers["lever.distillation"] = 1; // as a file may say it
        const Evaluation e = evaluate(s);
        CHECK(e.scenario->model == s.model);
        CHECK(e.changes.empty());
        return refusalOf(s, lever());
    };
    CHECK(refused("bert-base", "llama-3.2-1b") == "the student that is chosen is of another family");
    CHECK(refused("distilbert", "bert-base") == "the student that is chosen has no fewer parameters than the model");
    CHECK(refused("bert-base", "bert-base") == "the student that is chosen has no fewer parameters than the model");
    CHECK(refusalOf(preset("resnet-50", "h100-sxm"), lever()) ==
          "the model is no stack of transformer layers, and no smaller model is chosen as its student");
}

TEST_CASE("with a student there is nothing to say of layers kept, and without it there is again", "[levers][student]")
{
    Scenario s = distilled("bert-base", "distilbert");
    CHECK(settingsOf(s, lever()).empty());
    s.student.reset();
    CHECK(settingsOf(s, lever()).size() == 2);
}

TEST_CASE("another model of the family keeps the student, one of another family drops it", "[levers][student]")
{
    const Scenario s = distilled("bert-base", "distilbert");
    CHECK(movedTo(s, modelPreset("bert-large"), {}).student == s.student);
    CHECK(movedTo(s, {}, devicePreset("rtx-4090")).student == s.student);
    CHECK_FALSE(movedTo(s, modelPreset("llama-3-8b"), {}).student);
}

TEST_CASE("what differs between two scenarios is said to be the student where it is nothing else", "[levers][student]")
{
    const Scenario three = distilled("llama-3-8b", "llama-3.2-3b"), one = distilled("llama-3-8b", "llama-3.2-1b");
    CHECK(describeEdits(three, one) == "Student Llama-3.2-3B → Llama-3.2-1B");
    CHECK(describeDifference(evaluate(three), evaluate(one)).starts_with("Student Llama-3.2-3B → "));
    Scenario own = one;
    own.student.reset();
    CHECK(describeEdits(own, one) == "Student none → Llama-3.2-1B");
    CHECK(describeEdits(one, one).empty());
}

TEST_CASE("a model's parameters are counted as its evaluation counts them", "[levers][student]")
{
    for (const PresetInfo& info : modelPresets()) {
        CAPTURE(info.id);
        const Evaluation e = evaluate(preset(info.id, "h100-sxm"));
        CHECK(parameterCount(e.chosen->model) == Approx(e.parameters).epsilon(1e-12));
    }
}

} // namespace
} // namespace ridge

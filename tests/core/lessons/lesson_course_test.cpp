#include "core/evaluate/evaluate.h"
#include "core/lessons/markdown.h"
#include "core/scenario/baseline.h"
#include "tests/core/lessons/lesson_fixture.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;

TEST_CASE("steps set the scenario as the command line does, each from where the one before was left", "[lessons]")
{
    const LessonCourse course = smallCourse();
    REQUIRE(course.visits.size() == 3);
    const Scenario first = preset("resnet-50", "a100-80gb");
    CHECK(*course.visits[0].entered.scenario == first);
    CHECK(*course.visits[1].entered.pinned == first);
    CHECK(*course.visits[1].left.scenario == with(first, "device.peak.bf16", "624 TFLOP/s"));
    CHECK(*course.visits[2].entered.scenario == *course.visits[1].left.scenario);
    CHECK(*course.visits[2].left.scenario ==
          with(*course.visits[1].left.scenario, "device.memory.bandwidth", "9 TB/s"));
}

TEST_CASE("a model or a device alone keeps what was chosen, both at once start afresh", "[lessons]")
{
    using Kind = LessonChange::Kind;
    const LessonPlace chosen{
        std::make_shared<const Scenario>(with(preset("llama-3-8b", "h100-sxm"), "workload.batch", "7")), nullptr};
    const LessonShelf shelf = builtInShelf();
    const LessonPlace kept = changed(chosen, {{Kind::Device, "a100-80gb", 1}}, shelf).place;
    CHECK(kept.scenario->workload.batch == 7);
    CHECK(kept.scenario->device.id == "a100-80gb");
    const LessonPlace afresh =
        changed(chosen, {{Kind::Model, "llama-3-8b", 1}, {Kind::Device, "a100-80gb", 2}}, shelf).place;
    CHECK(*afresh.scenario == preset("llama-3-8b", "a100-80gb"));
    const LessonPlace pulled = changed(chosen, {{Kind::Lever, "gqa:kv_heads=4", 1}}, shelf).place;
    CHECK(*pulled.scenario == with(with(*chosen.scenario, "lever.gqa", "on"), "lever.gqa.kv_heads", "4"));
}

TEST_CASE("numbers by id are those of the evaluation, worked out of others with their unit", "[lessons]")
{
    const Evaluation now = evaluate(preset("llama-3-8b", "h100-sxm"));
    const Evaluation old = evaluate(preset("llama-3-8b", "a100-80gb"));
    const LessonScope scope{&now, &old, nullptr};
    const auto value = [&](const char* text) {
        const LessonNumber number = lessonNumber(text, scope);
        INFO(text << ": " << number.problem);
        REQUIRE(number.value);
        return *number.value;
    };
    CHECK(value("latency") == *metric(now, "latency").value);
    CHECK(value("old:latency") == *metric(old, "latency").value);
    CHECK(value("old:tpot / tpot") == *metric(old, "tpot").value / *metric(now, "tpot").value);
    CHECK(value("2 * ( kv_cache + model_size )") ==
          2 * (*metric(now, "kv_cache").value + *metric(now, "model_size").value));
    CHECK(value("6 - 2 - 1") == 3);
    CHECK(value("workload.batch") == 1);
    CHECK(value("macs:decode") > 0);
    CHECK(lessonNumber("model_size / device.memory.bandwidth", scope).unit == Unit::Seconds);
    CHECK(lessonNumber("kv_cache / model_size", scope).unit == Unit::Ratio);
    CHECK(lessonNumber("kv_cache / workload.batch", scope).unit == Unit::Bytes);
    CHECK(lessonNumber("latency / model_size", scope).problem.find("no unit") != std::string::npos);
    CHECK(lessonNumber("latency latency", scope).problem.find("operator is missing") != std::string::npos);
    CHECK(lessonNumber("( latency", scope).problem == "a bracket is not closed");
    CHECK(lessonNumber("latency / 0", scope).problem == "this divides by nothing");
    CHECK(lessonNumber("latency *", scope).problem == "a number is missing at the end");
}

TEST_CASE("conditions compare numbers with units, choices and what limits a stage", "[lessons]")
{
    const Evaluation now = evaluate(preset("llama-3-8b", "h100-sxm"));
    const LessonScope scope{&now, nullptr, nullptr};
    CHECK(lessonTruth("tpot < 20 ms", scope).holds);
    CHECK(!lessonTruth("tpot < 20 us", scope).holds);
    CHECK(lessonTruth("latency >= ttft", scope).holds);
    CHECK(lessonTruth("latency = old:latency", scope).holds);
    CHECK(lessonTruth("bound:decode is memory", scope).holds);
    CHECK(lessonTruth("bound:prefill is compute", scope).holds);
    CHECK(lessonTruth("deployment.weights is bf16", scope).holds);
    CHECK(lessonTruth("fits is yes", scope).holds);
    CHECK(lessonTruth("bound:denoise is memory", scope).problem == "\"bound:denoise\": the model has no such stage");
    CHECK(lessonTruth("latency < model_size", scope).problem == "numbers of different units cannot be compared");
}

TEST_CASE("an answer is read as number fields read it, within its tolerance", "[lessons]")
{
    LessonQuestion question;
    question.asked = "tpot";
    question.tolerance = 0.05;
    const Evaluation e = evaluate(preset("llama-3-8b", "h100-sxm"));
    const LessonScope scope{&e, nullptr, nullptr};
    const double tpot = *metric(e, "tpot").value;
    const auto typed = [&](double seconds, const char* unit, double factor) {
        return judged(question, std::to_string(seconds * factor) + unit, scope);
    };
    CHECK(typed(tpot, " ms", 1e3).isRight);
    CHECK(typed(tpot, "", 1).isRight);
    CHECK(typed(tpot * 1.04, " us", 1e6).isRight);
    CHECK(!typed(tpot * 1.06, " ms", 1e3).isRight);
    CHECK(typed(tpot * 1.5, " ms", 1e3).sentence == "Not yet: that is too much.");
    CHECK(typed(tpot / 1000, " ms", 1e3).sentence ==
          "Not yet: that is too little. It is a thousand times off: look at the prefix of the unit.");
    CHECK(typed(tpot * 8, " ms", 1e3).sentence.find("bits or bytes?") != std::string::npos);
    CHECK(!judged(question, "4 GB", scope).isRight);
    CHECK(!judged(question, "", scope).isRight);
    CHECK(!judged(question, "fast", scope).sentence.empty());
}

TEST_CASE("an until is met by the settings that it is about alone", "[lessons]")
{
    const Lesson lesson = readLesson(soundLesson).lesson;
    const LessonQuestion& question = *lesson.steps[2].question;
    const Scenario entered = *smallCourse().visits[2].entered.scenario;
    const auto at = [&](const Scenario& scenario) {
        const Evaluation e = evaluate(scenario);
        return judged(question, entered, {&e, nullptr, nullptr});
    };
    CHECK(at(entered).sentence == "Not there yet.");
    const Scenario met = with(entered, "device.memory.bandwidth", "12 TB/s");
    CHECK(at(met).isRight);
    CHECK(at(with(met, "workload.batch", "2")).sentence ==
          "It holds, but Batch was changed as well: go back to this step, and leave it.");
}

TEST_CASE("words have the scenario's numbers put in, and lead to those that can be explained", "[lessons]")
{
    const Evaluation e = evaluate(preset("llama-3-8b", "h100-sxm"));
    const LessonScope scope{&e, nullptr, nullptr};
    const std::string tpot = format(metric(e, "tpot").value, Unit::Seconds);
    CHECK(filled({"A token takes {{tpot}} on {{device}}.", 3}, scope).markdown ==
          "A token takes " + tpot + " on H100 SXM5 80GB.");
    CHECK(
        filled({"{{tpot}} and {{2 * tpot}}", 3}, scope, true).markdown.starts_with("[" + tpot + "](number:tpot) and "));
    const FilledWords wrong = filled({"One\ntwo {{nothing}}", 3}, scope);
    REQUIRE(wrong.fault);
    CHECK(wrong.fault->line == 4);
}

TEST_CASE("the Markdown of lessons becomes HTML in which words are words", "[lessons]")
{
    CHECK(htmlOfMarkdown("One\ntwo **bold** and *soft*.\n\nNext.") ==
          "<p>One two <b>bold</b> and <i>soft</i>.</p>\n<p>Next.</p>\n");
    CHECK(htmlOfMarkdown("- a\n- b\n  more\n\nAfter") == "<ul>\n<li>a</li>\n<li>b more</li>\n</ul>\n<p>After</p>\n");
    CHECK(htmlOfMarkdown("`a < b` & <b>") == "<p><code>a &lt; b</code> &amp; &lt;b&gt;</p>\n");
    CHECK(htmlOfMarkdown("[12 ms](number:latency)") == "<p><a href=\"number:latency\">12 ms</a></p>\n");
    CHECK(htmlOfMarkdown("2 * 3 * 4 and \\*") == "<p>2 * 3 * 4 and *</p>\n");
    CHECK(htmlOfMarkdown("").empty());
}

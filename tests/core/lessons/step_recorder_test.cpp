#include "core/evaluate/evaluate.h"
#include "core/lessons/step_recorder.h"
#include "tests/core/lessons/lesson_fixture.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;

namespace {

OnScreen onScreen(Scenario scenario, std::string number = "latency")
{
    return {{std::make_shared<const Scenario>(std::move(scenario)), nullptr}, "overview", NumberRef::parse(number)};
}

std::string fileOf(const RecordedStep& step) { return withSteps("", step.markdown, "recorded"); }

/// That it is a lesson which holds, and the last place that it leads to.
LessonPlace readBack(const RecordedStep& step)
{
    INFO(step.markdown);
    for (const LessonFault& fault : checkLessonFile(fileOf(step), smallWorld())) {
        FAIL_CHECK(fault.line << ": " << fault.sentence);
    }
    for (const std::string& sentence : step.leftOut) {
        FAIL_CHECK(sentence);
    }
    const LessonCourse course = courseOf(readLesson(fileOf(step)).lesson, builtInShelf());
    REQUIRE(!course.visits.empty());
    return course.visits.back().entered;
}

Scenario with(Scenario scenario, const std::vector<std::pair<const char*, const char*>>& settings)
{
    for (const auto& [id, text] : settings) {
        scenario = ridge::test::with(std::move(scenario), id, text);
    }
    return scenario;
}

std::vector<Scenario> changedScenarios()
{
    return {
        with(preset("llama-3-8b", "h100-sxm"), {{"workload.batch", "16"},
                                                {"deployment.weights", "int4-group"},
                                                {"deployment.group_size", "64"},
                                                {"device.memory.bandwidth", "3.123456789 TB/s"}}),
        with(preset("llama-3.1-405b", "h200-sxm"),
             {{"deployment.split.tensor", "16"}, {"workload.batch", "16"}, {"convention.bytes", "binary"}}),
        with(preset("llama-3-8b", "h100-sxm"), {{"workload.task", "training"},
                                                {"workload.batch", "8"},
                                                {"deployment.split.data", "8"},
                                                {"deployment.split.sharded", "weights"}}),
        with(preset("llama-2-7b", "rtx-4090"), {{"workload.task", "training"}, {"lever.qlora", "on"}}),
        with(preset("mobilenet-v2", "stm32f746"), {{"lever.patch_based", "on"}, {"environment.lifetime", "4 y"}}),
        with(preset("vit-b-16", "h100-sxm"), {{"model.vision.image", "1024"}, {"environment.use", "33.3 %"}}),
        with(preset("sd-1.5", "rtx-4090"), {{"workload.steps", "20"}, {"convention.times", "typical"}}),
    };
}

} // namespace

TEST_CASE("a step that was recorded is read back as the very scenario, levers and splits included", "[lessons]")
{
    for (const Scenario& scenario : changedScenarios()) {
        INFO(scenario.model.id);
        CHECK(*readBack(recordedStep(onScreen(scenario), builtInShelf())).scenario == scenario);
    }
}

TEST_CASE("a step of every preset holds", "[lessons]")
{
    for (const NamedScenario& each : presetScenarios()) {
        INFO(each.name);
        const RecordedStep step = recordedStep(onScreen(each.scenario), builtInShelf());
        CHECK(*readBack(step).scenario == each.scenario);
        CHECK(step.markdown.find("@set") == std::string::npos); // presets are what nothing is set of
    }
}

TEST_CASE("a recorded step asks for any number that is explained, and its answer is taken", "[lessons]")
{
    const Scenario scenario = with(preset("llama-3-8b", "h100-sxm"), {{"deployment.split.tensor", "2"}});
    const Evaluation e = evaluate(std::make_shared<const Scenario>(scenario));
    for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
        const std::string id(metricCatalogue()[i].id);
        const RecordedStep step = recordedStep(onScreen(scenario, id), builtInShelf());
        INFO(id);
        readBack(step);
        CHECK((step.markdown.find("@ask " + id + " within") != std::string::npos) == e.metrics[i].value.has_value());
    }
    const auto asks = [&](const char* number) {
        const RecordedStep step = recordedStep(onScreen(scenario, number), builtInShelf());
        readBack(step);
        const std::size_t at = step.markdown.find("@ask ") + 5;
        return step.markdown.substr(at, step.markdown.find(" within") - at);
    };
    CHECK(asks("macs:decode") == "macs:decode");
    CHECK(asks("time_s@1:0").starts_with("time_s:decode/")); // an operator, by the model's own name
    CHECK(asks("nothing") == "latency");
}

TEST_CASE("what is pinned is set up first: in the step itself, or in one before it", "[lessons]")
{
    OnScreen screen = onScreen(with(preset("llama-3-8b", "h100-sxm"), {{"workload.batch", "16"}}), "tpot");
    screen.place.pinned = std::make_shared<const Scenario>(
        with(preset("llama-3-8b", "h100-sxm"), {{"deployment.weights", "fp8"}, {"workload.batch", "4"}}));
    const RecordedStep one = recordedStep(screen, builtInShelf());
    CHECK(*readBack(one).scenario == *screen.place.scenario);
    CHECK(*readBack(one).pinned == *screen.place.pinned);
    CHECK(readLesson(fileOf(one)).lesson.steps.size() == 1);
    CHECK(one.markdown.find("{{pinned:tpot}}") != std::string::npos);

    screen.place.pinned = std::make_shared<const Scenario>(preset("resnet-50", "a100-80gb"));
    const RecordedStep two = recordedStep(screen, builtInShelf());
    CHECK(*readBack(two).scenario == *screen.place.scenario);
    CHECK(*readBack(two).pinned == *screen.place.pinned);
    CHECK(readLesson(fileOf(two)).lesson.steps.size() == 2);
    CHECK(two.markdown.find("pinned:tpot") == std::string::npos); // it has none
}

TEST_CASE("what no step can say is said when it is recorded", "[lessons]")
{
    Scenario foreign = preset("llama-3-8b", "h100-sxm");
    foreign.model.id = "of-a-file";
    const RecordedStep file = recordedStep(onScreen(foreign), builtInShelf());
    REQUIRE(file.leftOut.size() == 1);
    CHECK(file.leftOut.front().find("models and devices of the library") != std::string::npos);

    Scenario distilled = with(preset("resnet-50", "h100-sxm"), {{"workload.batch", "3"}});
    distilled.student = modelPreset("resnet-18");
    const RecordedStep student = recordedStep(onScreen(distilled), builtInShelf());
    REQUIRE(student.leftOut.size() == 1);
    CHECK(student.leftOut.front().find("more than a step can set") != std::string::npos);
    CHECK(student.markdown.find("@set workload.batch=3\n") != std::string::npos);
}

TEST_CASE("steps are added at the end of a lesson, and a new lesson is given its head", "[lessons]")
{
    const RecordedStep step = recordedStep(onScreen(preset("resnet-50", "a100-80gb")), builtInShelf());
    const std::string once = withSteps(soundLesson, step.markdown, "not-used");
    CHECK(once.starts_with(soundLesson));
    CHECK(checkLessonFile(once, smallWorld()).empty());
    CHECK(readLesson(once).lesson.steps.size() == 4);
    CHECK(readLesson(withSteps(once, step.markdown, "")).lesson.steps.size() == 5);
    CHECK(readLesson(withSteps(" \n", step.markdown, lessonId("Why slower? (v2)"))).lesson.id == "why-slower-v2");
    CHECK(lessonId("÷") == "lesson");
}

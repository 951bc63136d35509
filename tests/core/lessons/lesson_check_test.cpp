#include "core/formats/embedded.h"
#include "tests/core/lessons/lesson_fixture.h"

using namespace ridge;
using namespace ridge::test;

namespace {

/// That there is one fault, where it is, and what it says.
void checkFault(const std::string& line, const std::string& otherwise, const std::string& says)
{
    const std::vector<LessonFault> faults = checkLessonFile(spoilt(line, otherwise), smallWorld());
    INFO(line << " → " << otherwise);
    REQUIRE(!faults.empty());
    INFO(faults.front().sentence);
    CHECK(faults.front().line == lineOf(line));
    CHECK(faults.front().sentence.find(says) != std::string::npos);
    CHECK(faults.front().sentence.find('\n') == std::string::npos);
}

} // namespace

TEST_CASE("every built-in lesson holds, and each follows what it needs", "[lessons]")
{
    LessonWorld world{builtInShelf(), {}, {}};
    for (const LessonEntry& entry : builtInLessons()) {
        for (const LessonStep& step : entry.lesson.steps) {
            world.pages.push_back(step.page); // pages are the program's: its own test holds them
        }
    }
    std::size_t files = 0;
    for (const EmbeddedFile& file : embeddedFiles()) {
        files += file.path.ends_with(".lesson.md");
    }
    CHECK(builtInLessons().size() == files);
    CHECK(files >= 14);
    for (const LessonEntry& entry : builtInLessons()) {
        INFO(entry.file);
        for (const LessonFault& fault : checkLessonFile(entry.text, world)) { // needs what stands before it alone
            FAIL_CHECK(fault.line << ": " << fault.sentence);
        }
        CHECK(entry.lesson.steps.size() >= 4);
        world.lessons.push_back(entry.lesson.id);
    }
}

TEST_CASE("a lesson that holds has no fault", "[lessons]")
{
    CHECK(checkLessonFile(soundLesson, smallWorld()).empty());
}

TEST_CASE("each kind of fault in a lesson is found with its line and a sentence", "[lessons]")
{
    checkFault("The ridge is at {{ridge_point}}.", "The ridge is at {{ridge_pint}}.", "\"ridge_pint\" is no metric");
    checkFault("The ridge is at {{ridge_point}}.", "The cache is {{kv_cache}}.", "kv_cache does not apply here: ");
    checkFault("The ridge is at {{ridge_point}}.", "The ridge is at {{ridge_point.", "not closed");
    checkFault("The ridge is at {{ridge_point}}.", "The ridge is at 153 FLOP/s.", "153 FLOP/s is typed in");
    checkFault("The ridge is at {{ridge_point}}.", "It is {{pinned:latency}}.", "nothing is pinned here");
    checkFault("There: {{ridge_point}}.", "There: {{latency + kv_cache_per_token}}.", "kv_cache_per_token");
    checkFault("There: {{ridge_point}}.", "There: {{latency + model_size}}.", "different units cannot be added");
    checkFault("@model resnet-50", "@model resnet-51", "resnet-51");
    checkFault("@model resnet-50", "@set workload.batch=8", "the first step chooses both a model and a device");
    checkFault("@page overview", "@page overvew", "@page overvew: there is no such page");
    checkFault("@page overview", "@set workload.bach=8", "workload.bach");
    checkFault("@page overview", "@set workload.batch=many", "many");
    checkFault("@page overview", "@lever gqa", "gqa does not apply");
    checkFault("@point workload.batch", "@point workload.bach", "@point workload.bach: ");
    checkFault("@ask ridge_point within 5 %", "@ask ridge_pint within 5 %", "@ask ridge_pint: ");
    checkFault("@ask ridge_point within 5 %", "@ask ridge_point within 5", "within 5 %");
    checkFault("@answer 153 FLOP/B", "@answer 111 FLOP/B", "is not what comes out: ridge_point is 153 FLOP/B");
    checkFault("@answer 153 FLOP/B", "@answer 153 ms", "is no such number");
    checkFault("@reveal latency", "@reveal latncy", "@reveal latncy: ");
    checkFault("@reveal latency", "@reveal tpot", "tpot does not apply here");
    checkFault("- [x] Memory {bound is memory}", "- [x] Memory {bound is compute}", "does not hold");
    checkFault("- [ ] Arithmetic {bound is compute}", "- [ ] Arithmetic {bound is memory}", "holds, but");
    checkFault("- [ ] Arithmetic {bound is compute}", "- [ ] Arithmetic {latency}", "a condition compares");
    checkFault("@until bound is compute", "@until bound is memory", "holds before anything was done");
    checkFault("@until bound is compute", "@until bound is network", "the solution does not bring it about");
    checkFault("@solution set device.memory.bandwidth=9 TB/s", "@solution set device.memory.bandwith=9 TB/s",
               "device.memory.bandwith");
    checkFault("needs: before", "needs: after", "needs after: there is no such lesson");
    checkFault("minutes: 5", "minutes: five", "minutes is a whole number");
    checkFault("id: small", "id: Small lesson", "an id has small letters");
    checkFault("teaches: one thing", "teach: one thing", "not \"teach\"");
    checkFault("@pin", "@pinn", "there is no directive @pinn");
    checkFault("@pin", "@hint Early.", "@hint belongs to a question above it");
    checkFault("@pin", "@answer 5", "@answer belongs to an @ask above it");
    checkFault("@pin", "@solution set workload.batch=8", "@solution belongs to an @until above it");
    checkFault("@pin", "@set workload.batch", "write it as @set PARAMETER=VALUE");
    checkFault("@pin", "@then workload.batch=8", "write it as @then set PARAMETER=VALUE");
}

TEST_CASE("what a question lacks is said at the question", "[lessons]")
{
    const auto first = [](const std::string& text) {
        const std::vector<LessonFault> faults = checkLessonFile(text, smallWorld());
        REQUIRE(!faults.empty());
        return faults.front();
    };
    CHECK(first(spoilt("@answer 153 FLOP/B", "")) ==
          LessonFault{lineOf("@ask ridge_point within 5 %"),
                      "the question lacks its @answer, worked out by hand, that the program is held to"});
    CHECK(first(spoilt("- [x] Memory {bound is memory}", "- [ ] Memory")).line == lineOf("@choose"));
    CHECK(first(spoilt("@solution set device.memory.bandwidth=9 TB/s", "")).sentence.find("lacks its @solution") !=
          std::string::npos);
    CHECK(first(spoilt("What is it?", "")) ==
          LessonFault{lineOf("@ask ridge_point within 5 %"), "the question has no words"});
}

TEST_CASE("a typed number with a unit is found, and what is quoted or a name is not", "[lessons]")
{
    CHECK(typedNumber("It takes 24 ms.") == "24 ms");
    CHECK(typedNumber("It has 320KB of SRAM") == "320KB");
    CHECK(typedNumber("about 1,024 MB, no more") == "1,024 MB");
    CHECK(typedNumber("that is 5 %.") == "5 %");
    CHECK(typedNumber("It takes `24 ms`.").empty());
    CHECK(typedNumber("{{0.5 * latency}} s").empty());
    CHECK(typedNumber("64 filters of 7 × 7, 16 bits, an H100 or Llama-2 7B").empty() == false); // 7B reads as bytes
    CHECK(typedNumber("64 filters of 7 × 7 with 16 bits on an H100 s").empty());
}

TEST_CASE("what nobody writes by hand is refused before it is kept", "[lessons]")
{
    CHECK(readLesson(std::string(300 * 1024, 'x')).faults.size() == 1);
    std::string many = soundLesson;
    for (int i = 0; i < 200; ++i) {
        many += "\n## Another\nWords.\n";
    }
    CHECK(readLesson(many).lesson.steps.size() == 100);
    CHECK(readLesson(many).faults.front().sentence == "a lesson has at most 100 steps");
    std::string faults = soundLesson;
    for (int i = 0; i < 1000; ++i) {
        faults += "@nothing\n";
    }
    CHECK(readLesson(faults).faults.size() <= 51);
    CHECK(readLesson("").faults.front().sentence.find("the front matter lacks id") != std::string::npos);
    CHECK(lessonNumber(std::string(200, '('), {}).problem == "there are too many brackets in each other");
}

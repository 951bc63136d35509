#include "core/formats/json/presets.h"
#include "core/lessons/problems.h"
#include "core/reports/handout.h"
#include "core/reports/problem_sheet.h"
#include "tests/core/lessons/lesson_fixture.h"

#include <algorithm>

using namespace ridge;
using namespace ridge::test;

namespace {

ProblemStock stock() { return {builtInShelf(), modelIds(), deviceIds()}; }

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Whether a formula can be worked out of the givens and the results of other steps.
bool isGiven(const Expression& e, const Problem& problem)
{
    if (e.kind == Expression::Kind::Literal) {
        return true;
    }
    if (e.kind == Expression::Kind::Leaf || e.kind == Expression::Kind::Named) {
        return std::ranges::any_of(problem.givens, [&](const ProblemGiven& g) { return g.symbol == e.symbol; }) ||
               std::ranges::any_of(problem.solution.steps,
                                   [&](const ExplainedStep& s) { return s.symbol == e.symbol; }) ||
               (e.kind == Expression::Kind::Leaf && e.symbol.empty());
    }
    return std::ranges::all_of(e.arguments, [&](const ExpressionPtr& part) { return isGiven(*part, problem); });
}

} // namespace

TEST_CASE("the same seed gives the same sheet, another seed another one", "[lessons][problems]")
{
    const ProblemWish wish{{"kv_cache", "ridge_point"}, 4, 7};
    const auto sheet = [](const ProblemWish& asked, SolutionFormat format) {
        return problemSheet(problemsFor(asked, stock()).all, format, true);
    };
    for (const SolutionFormat format : {SolutionFormat::Html, SolutionFormat::Markdown, SolutionFormat::Latex}) {
        CHECK(sheet(wish, format) == sheet(wish, format));
    }
    CHECK(sheet(wish, SolutionFormat::Markdown) != sheet({wish.metrics, 4, 8}, SolutionFormat::Markdown));
}

TEST_CASE("a problem has what its number follows from, and the solution reaches it", "[lessons][problems]")
{
    const ProblemWish wish{
        {"kv_cache", "ridge_point", "tpot", "macs", "carbon", "parameters", "energy_per_inference"}, 14, 3};
    const Problems made = problemsFor(wish, stock());
    REQUIRE(made.problem.empty());
    REQUIRE(made.all.size() == 14);
    for (const Problem& problem : made.all) {
        INFO(problem.about << ": " << problem.solution.title);
        CHECK(problem.givens.size() > 1);
        CHECK(problem.solution.value == *valueOf(*problem.evaluation, problem.solution.ref));
        REQUIRE(!problem.solution.steps.empty());
        CHECK(isGiven(*problem.solution.steps.front().expression, problem));
    }
}

TEST_CASE("a metric that no problem can be made of is said", "[lessons][problems]")
{
    ProblemStock small = stock();
    small.models = {"resnet-50"};
    CHECK(problemsFor({{"kv_cache"}, 1, 1}, small).problem.starts_with("kv_cache: no model on any device"));
}

TEST_CASE("problems alone do not give their solutions away", "[lessons][problems]")
{
    const Problems made = problemsFor({{"kv_cache"}, 3, 11}, stock());
    const std::string problems = problemSheet(made.all, SolutionFormat::Text, false);
    const std::string whole = problemSheet(made.all, SolutionFormat::Text, true);
    CHECK(!has(problems, "Solutions"));
    CHECK(whole.starts_with(problems));
    for (const Problem& problem : made.all) {
        CHECK(!has(problems, "= " + problem.solution.result + "\n"));
        CHECK(has(whole, "= " + problem.solution.result + "\n"));
    }
}

TEST_CASE("the teacher's handout has every solution, the students' has none and room for answers", "[lessons][handout]")
{
    for (const LessonEntry& entry : builtInLessons()) {
        INFO(entry.file);
        const std::string students = handoutHtml(entry.lesson, builtInShelf(), Audience::Students);
        const std::string teacher = handoutHtml(entry.lesson, builtInShelf(), Audience::Teacher);
        CHECK(!has(students, "class=\"solution\""));
        CHECK(!has(students, "☒"));
        for (const LessonStep& step : entry.lesson.steps) {
            CHECK(has(students, step.title));
        }
        const auto isOfKind = [](LessonQuestion::Kind kind) {
            return [kind](const LessonStep& step) { return step.question && step.question->kind == kind; };
        };
        const bool asksNumbers = std::ranges::any_of(entry.lesson.steps, isOfKind(LessonQuestion::Kind::Number));
        CHECK(has(students, "Answer: ____") == asksNumbers);
        CHECK(has(teacher, "☒") == std::ranges::any_of(entry.lesson.steps, isOfKind(LessonQuestion::Kind::Choice)));
        CHECK(has(teacher, "class=\"equation\""));
        for (const std::string& page : {students, teacher}) { // nothing from elsewhere, and no number left open
            CHECK(!has(page, "src="));
            CHECK(!has(page, "<script"));
            CHECK(!has(page, "{{"));
        }
    }
}

TEST_CASE("a handout of a lesson that does not hold is refused in a sentence", "[lessons][handout]")
{
    const Lesson lesson = readLesson(spoilt("@model resnet-50", "@model resnet-51")).lesson;
    CHECK_THROWS_WITH(handoutHtml(lesson, builtInShelf(), Audience::Students),
                      Catch::Matchers::StartsWith("small:12: "));
}

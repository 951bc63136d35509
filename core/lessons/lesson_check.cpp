#include "core/lessons/lesson_check.h"

#include "core/lessons/lesson_text.h"
#include "core/metrics/catalogue.h"
#include "core/scenario/parameters/parameters.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ridge {
namespace {

constexpr std::array<std::string_view, 54> units{
    "B",      "kB",    "KB",     "MB",     "GB",      "TB",      "PB",      "KiB",  "MiB",   "GiB",   "TiB",
    "B/s",    "MB/s",  "GB/s",   "TB/s",   "s",       "ms",      "µs",      "ns",   "FLOP",  "FLOPs", "GFLOP",
    "GFLOPs", "TFLOP", "TFLOPs", "FLOP/s", "GFLOP/s", "TFLOP/s", "PFLOP/s", "OP/s", "TOP/s", "TOPS",  "MAC",
    "MACs",   "MMACs", "GMACs",  "TMACs",  "W",       "kW",      "mW",      "J",    "mJ",    "pJ",    "nJ",
    "kJ",     "Wh",    "kWh",    "g",      "kg",      "gCO₂",    "kgCO₂",   "USD",  "tok/s", "%"};

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Whether a number that begins here belongs to a name, such as H100 or Llama-2.
bool isInName(std::string_view line, std::size_t at)
{
    const auto before = at == 0 ? ' ' : line[at - 1];
    return before != ' ' && before != '(' && before != '*' && before != '~';
}

class Checker {
public:
    Checker(const Lesson& lesson, const LessonWorld& world) : m_lesson(lesson), m_world(world) {}

    std::vector<LessonFault> run()
    {
        for (const std::string& id : m_lesson.needs) {
            if (std::ranges::find(m_world.lessons, id) == m_world.lessons.end()) {
                complain(m_lesson.needsLine, "needs " + id + ": there is no such lesson");
            }
        }
        const LessonCourse course = courseOf(m_lesson, m_world.shelf);
        for (std::size_t i = 0; i < course.visits.size(); ++i) {
            check(m_lesson.steps[i], course.visits[i]);
        }
        m_faults.insert(m_faults.end(), course.faults.begin(), course.faults.end());
        std::ranges::stable_sort(m_faults, {}, &LessonFault::line);
        return std::move(m_faults);
    }

private:
    void complain(int line, std::string sentence) { m_faults.push_back({line, std::move(sentence)}); }

    void check(const LessonStep& step, const LessonVisit& visit)
    {
        const LessonNumbers numbers(visit);
        checkPlace(step, numbers.before());
        checkWords(step.words, numbers.entered());
        if (step.question) {
            check(*step.question, *visit.entered.scenario, numbers);
        } else if (step.words.isEmpty()) {
            complain(step.line, "the step says nothing and asks nothing");
        }
        for (const LessonWords& hint : step.hints) {
            checkWords(hint, numbers.entered());
        }
        for (const LessonStep::Point& number : step.revealed) {
            if (!lessonRef(number.id, numbers.after()).isValid()) {
                complain(number.line, "@reveal " + number.id + ": " + whyNone(number.id, numbers.left()));
            }
        }
        checkWords(step.conclusion, numbers.left());
    }

    static std::string whyNone(const std::string& id, const LessonScope& scope)
    {
        const LessonNumber number = lessonNumber(id, scope);
        return number.problem.empty() ? "this is worked out of others, and has no derivation of its own; name a metric"
                                      : number.problem;
    }

    void checkPlace(const LessonStep& step, const Evaluation& e)
    {
        if (!step.page.empty() && std::ranges::find(m_world.pages, step.page) == m_world.pages.end()) {
            complain(step.pageLine, "@page " + step.page + ": there is no such page");
        }
        for (const LessonStep::Point& point : step.points) {
            if (!lessonRef(point.id, e).isValid() && !findParameter(*e.chosen, point.id)) {
                complain(point.line, "@point " + point.id + ": " + whyNone(point.id, {&e, nullptr, nullptr}));
            }
        }
    }

    void checkWords(const LessonWords& words, const LessonScope& scope)
    {
        if (const FilledWords text = filled(words, scope); text.fault) {
            complain(text.fault->line, text.fault->sentence);
        }
        int line = words.line;
        for (std::size_t begin = 0; begin < words.text.size(); ++line) {
            const std::size_t end = std::min(words.text.find('\n', begin), words.text.size());
            const std::string typed = typedNumber(std::string_view(words.text).substr(begin, end - begin));
            if (!typed.empty()) {
                complain(line, typed + " is typed in; name the metric or parameter between {{ and }}, or put a figure "
                                       "that is quoted from elsewhere in backticks");
            }
            begin = end + 1;
        }
    }

    void check(const LessonQuestion& question, const Scenario& entered, const LessonNumbers& numbers)
    {
        if (question.words.isEmpty()) {
            complain(question.line, "the question has no words");
        }
        checkWords(question.words, numbers.entered());
        switch (question.kind) {
        case LessonQuestion::Kind::Number:
            return checkNumber(question, numbers.left());
        case LessonQuestion::Kind::Choice:
            return checkChoices(question, numbers);
        case LessonQuestion::Kind::Until:
            return checkUntil(question, entered, numbers);
        }
    }

    void checkNumber(const LessonQuestion& question, const LessonScope& scope)
    {
        const LessonNumber number = askedNumber(question, scope);
        if (!number.value) {
            complain(question.line, "@ask " + question.asked + ": " + number.problem);
        } else if (question.answer.empty()) {
            complain(question.line, "the question lacks its @answer, worked out by hand, that the program is held to");
        } else if (!judged(question, question.answer, scope).isRight) {
            const bool isNumber = parseNumber(question.answer, number.unit).has_value();
            complain(question.answerLine, "@answer " + question.answer +
                                              (isNumber ? " is not what comes out: " : " is no such number as ") +
                                              question.asked + " is " + numberText(number, scope));
        }
    }

    void checkChoices(const LessonQuestion& question, const LessonNumbers& numbers)
    {
        const auto right = std::ranges::count_if(question.choices, &LessonChoice::isRight);
        if (question.choices.size() < 2 || right != 1) {
            complain(question.line, "@choose needs two or more lines of \"- [ ]\", exactly one of them \"- [x]\"");
        }
        for (const LessonChoice& choice : question.choices) {
            checkWords({choice.text, choice.line}, numbers.entered());
            if (choice.condition.empty()) {
                continue;
            }
            const LessonTruth truth = lessonTruth(choice.condition, numbers.left());
            if (!truth.problem.empty()) {
                complain(choice.line, "{" + choice.condition + "}: " + truth.problem);
            } else if (truth.holds != choice.isRight) {
                complain(choice.line, "{" + choice.condition + "} " +
                                          (truth.holds ? "holds, but the choice is marked as wrong"
                                                       : "does not hold, but the choice is marked as right"));
            }
        }
    }

    void checkUntil(const LessonQuestion& question, const Scenario& entered, const LessonNumbers& numbers)
    {
        const LessonTruth before = lessonTruth(question.condition, numbers.entered());
        if (!before.problem.empty()) {
            complain(question.line, "@until " + question.condition + ": " + before.problem);
        } else if (before.holds) {
            complain(question.line, "@until " + question.condition + " holds before anything was done");
        } else if (question.solution.empty()) {
            complain(question.line, "@until lacks its @solution, such as @solution set workload.batch=8");
        } else if (const LessonFeedback after = judged(question, entered, numbers.left()); !after.isRight) {
            complain(question.line, "@until " + question.condition + ": the solution does not bring it about");
        }
    }

    const Lesson& m_lesson;
    const LessonWorld& m_world;
    std::vector<LessonFault> m_faults;
};

} // namespace

std::string typedNumber(std::string_view line)
{
    bool isQuoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line.substr(i).starts_with("{{")) {
            i = std::min(line.find("}}", i), line.size());
        } else if (line[i] == '`') {
            isQuoted = !isQuoted;
        } else if (isDigit(line[i]) && !isQuoted) {
            const std::size_t begin = i;
            i = std::min(line.find_first_not_of("0123456789.,", i), line.size());
            const std::size_t unit = i < line.size() && line[i] == ' ' ? i + 1 : i;
            const std::size_t end = std::min(line.find_first_of(" ,.;:!?)*'\"", unit), line.size());
            const bool hasUnit = std::ranges::find(units, line.substr(unit, end - unit)) != units.end();
            if (hasUnit && !isInName(line, begin)) {
                return std::string(line.substr(begin, end - begin));
            }
            --i;
        }
    }
    return {};
}

std::vector<LessonFault> checkLesson(const Lesson& lesson, const LessonWorld& world)
{
    return Checker(lesson, world).run();
}

std::vector<LessonFault> checkLessonFile(std::string_view file, const LessonWorld& world)
{
    const ReadLesson read = readLesson(file);
    return read.faults.empty() ? checkLesson(read.lesson, world) : read.faults;
}

} // namespace ridge

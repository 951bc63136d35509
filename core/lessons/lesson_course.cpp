#include "core/lessons/lesson_course.h"

#include "core/evaluate/evaluate.h"
#include "core/scenario/baseline.h"
#include "core/scenario/parameters/parameters.h"
#include "core/studies/pulled_levers.h"

#include <algorithm>
#include <stdexcept>

namespace ridge {
namespace {

using Kind = LessonChange::Kind;

bool hasKind(const std::vector<LessonChange>& changes, Kind kind)
{
    return std::ranges::any_of(changes, [kind](const LessonChange& change) { return change.kind == kind; });
}

const std::string& textOf(const std::vector<LessonChange>& changes, Kind kind)
{
    return std::ranges::find_if(changes, [kind](const LessonChange& change) { return change.kind == kind; })->text;
}

/// Which settings are set: everything else is to stay.
std::vector<std::string> parametersSet(const std::vector<LessonChange>& changes)
{
    std::vector<std::string> ids;
    for (const LessonChange& change : changes) {
        if (change.kind == Kind::Set) {
            ids.push_back(change.text.substr(0, change.text.find('=')));
        }
    }
    return ids;
}

std::string set(Scenario& scenario, const std::string& text)
{
    const std::size_t equals = text.find('=');
    return setParameter(scenario, text.substr(0, equals), text.substr(equals + 1));
}

/// Both at once start afresh, with what such a pair usually runs with; one of them keeps what was chosen.
Scenario withPart(const LessonPlace& place, const LessonChange& change, const LessonShelf& shelf)
{
    if (!place.scenario) {
        throw std::runtime_error("the first step chooses both a model and a device");
    }
    return change.kind == Kind::Model ? movedTo(*place.scenario, shelf.model(change.text), std::nullopt)
                                      : movedTo(*place.scenario, std::nullopt, shelf.device(change.text));
}

/// A sentence where it cannot be done.
std::string make(LessonPlace& place, const LessonChange& change, const LessonShelf& shelf)
{
    if (change.kind == Kind::Unpin) {
        place.pinned.reset();
        return {};
    }
    if (change.kind == Kind::Model || change.kind == Kind::Device) {
        place.scenario = std::make_shared<const Scenario>(withPart(place, change, shelf));
        return {};
    }
    if (!place.scenario) {
        return "the first step chooses both a model and a device, before anything is set";
    }
    if (change.kind == Kind::Pin) {
        place.pinned = place.scenario;
        return {};
    }
    Scenario next = *place.scenario;
    const std::string problem = change.kind == Kind::Set ? set(next, change.text) : pullLever(next, change.text);
    if (problem.empty()) {
        place.scenario = std::make_shared<const Scenario>(std::move(next));
    }
    return problem;
}

} // namespace

ChangedPlace changed(LessonPlace place, const std::vector<LessonChange>& changes, const LessonShelf& shelf)
{
    const bool isAfresh = hasKind(changes, Kind::Model) && hasKind(changes, Kind::Device);
    bool isDone = false;
    for (const LessonChange& change : changes) {
        std::string problem;
        try {
            if (isAfresh && (change.kind == Kind::Model || change.kind == Kind::Device)) {
                if (!std::exchange(isDone, true)) {
                    place.scenario = std::make_shared<const Scenario>(baseline(
                        shelf.model(textOf(changes, Kind::Model)), shelf.device(textOf(changes, Kind::Device))));
                }
            } else {
                problem = make(place, change, shelf);
            }
        } catch (const std::exception& error) {
            problem = error.what();
        }
        if (!problem.empty()) {
            return {std::move(place), LessonFault{change.line, std::move(problem)}};
        }
    }
    return {std::move(place), std::nullopt};
}

LessonCourse courseOf(const Lesson& lesson, const LessonShelf& shelf)
{
    LessonCourse course;
    LessonPlace place;
    for (const LessonStep& step : lesson.steps) {
        ChangedPlace entered = changed(place, step.changes, shelf);
        if (!entered.fault && !entered.place.scenario) {
            entered.fault =
                LessonFault{step.line, "the first step chooses a model and a device with @model and @device"};
        }
        ChangedPlace left = entered;
        for (const auto* changes : {step.question ? &step.question->solution : nullptr, &step.then}) {
            if (changes && !left.fault) {
                left = changed(left.place, *changes, shelf);
            }
        }
        if (left.fault) {
            course.faults.push_back(*left.fault);
            return course;
        }
        place = left.place;
        course.visits.push_back({std::move(entered.place), std::move(left.place)});
    }
    return course;
}

LessonNumbers::LessonNumbers(const LessonVisit& visit)
{
    const auto evaluated = [](const std::shared_ptr<const Scenario>& scenario) {
        return scenario ? std::make_shared<const Evaluation>(evaluate(scenario)) : nullptr;
    };
    m_entered = evaluated(visit.entered.scenario);
    m_left = visit.left.scenario == visit.entered.scenario ? m_entered : evaluated(visit.left.scenario);
    m_pinned = evaluated(visit.entered.pinned);
    m_leftPinned = visit.left.pinned == visit.entered.pinned ? m_pinned : evaluated(visit.left.pinned);
}

LessonNumber askedNumber(const LessonQuestion& question, const LessonScope& scope)
{
    return lessonNumber(question.asked, scope);
}

namespace {

/// What goes wrong most often leaves its factor behind.
std::string likelyMistake(double ratio)
{
    struct Mistake {
        double factor;
        const char* sentence;
    };
    static constexpr Mistake mistakes[] = {
        {1e3, "It is a thousand times off: look at the prefix of the unit."},
        {1e6, "It is a million times off: look at the prefix of the unit."},
        {8, "It is eight times off: bits or bytes?"},
        {2, "It is twice off: are there two of something, such as keys and values, or two operations in a MAC?"},
        {4, "It is four times off: are there two factors of two?"}};
    const double off = std::max(ratio, 1 / ratio);
    for (const Mistake& mistake : mistakes) {
        if (std::abs(off / mistake.factor - 1) < 0.03) {
            return std::string(" ") + mistake.sentence;
        }
    }
    return {};
}

} // namespace

LessonFeedback judged(const LessonQuestion& question, std::string_view typed, const LessonScope& scope)
{
    const LessonNumber wanted = askedNumber(question, scope);
    if (!wanted.value) {
        return {false, "There is no such number here: " + wanted.problem + "."};
    }
    const std::optional<double> given = parseNumber(typed, wanted.unit);
    if (!given) {
        const std::string_view unit = symbolOf(wanted.unit);
        return {false, refusal(typed, wanted.unit, unit.empty() ? "a number" : "a number in " + std::string(unit))};
    }
    const double off = *given - *wanted.value;
    if (std::abs(off) <= question.tolerance * std::abs(*wanted.value)) {
        return {true, "Right: " + numberText(wanted, scope) + "."};
    }
    const bool hasRatio = *given > 0 && *wanted.value > 0;
    return {false, std::string(off < 0 ? "Not yet: that is too little." : "Not yet: that is too much.") +
                       (hasRatio ? likelyMistake(*given / *wanted.value) : "")};
}

LessonFeedback judged(const LessonQuestion& question, std::size_t choice)
{
    const bool isRight = choice < question.choices.size() && question.choices[choice].isRight;
    return {isRight, isRight ? "Right." : "No. Look again, or take a hint."};
}

LessonFeedback judged(const LessonQuestion& question, const Scenario& entered, const LessonScope& scope)
{
    const LessonTruth truth = lessonTruth(question.condition, scope);
    if (!truth.holds) {
        return {false, truth.problem.empty() ? "Not there yet." : "That cannot be said here: " + truth.problem + "."};
    }
    const std::vector<std::string> mayChange = parametersSet(question.solution);
    const Scenario& now = *scope.now->chosen;
    for (const Parameter& row : parametersOf(now)) {
        const std::optional<double> before = row.get(entered);
        const bool isOther = !before || *before != *row.get(now);
        if (isOther && std::ranges::find(mayChange, row.id) == mayChange.end()) {
            return {false, "It holds, but " + row.label + " was changed as well: go back to this step, and leave it."};
        }
    }
    return {true, "Right: that is it."};
}

std::vector<std::string> settingsToChange(const LessonQuestion& question) { return parametersSet(question.solution); }

FilledWords filled(const LessonWords& words, const LessonScope& scope, bool linked)
{
    FilledWords result;
    int line = words.line;
    std::size_t at = 0;
    while (at < words.text.size()) {
        const std::size_t open = std::min(words.text.find("{{", at), words.text.size());
        line += static_cast<int>(std::count(words.text.begin() + at, words.text.begin() + open, '\n'));
        result.markdown += words.text.substr(at, open - at);
        const std::size_t close = words.text.find("}}", open);
        if (open == words.text.size()) {
            break;
        }
        if (close == std::string::npos) {
            result.fault = result.fault ? result.fault : LessonFault{line, "a number is not closed with }}"};
            result.markdown += words.text.substr(open);
            break;
        }
        const LessonShown number = lessonShown(std::string_view(words.text).substr(open + 2, close - open - 2), scope);
        if (!number.problem.empty() && !result.fault) {
            result.fault = LessonFault{line, number.problem};
        }
        for (const char c :
             number.ref.isValid() && linked ? "[" + number.text + "](number:" + number.ref.text() + ")" : number.text) {
            const bool isMarkup = c == '*' || c == '`' || c == '\\';
            result.markdown += isMarkup ? std::string("\\") + c : std::string(1, c);
        }
        at = close + 2;
    }
    return result;
}

} // namespace ridge

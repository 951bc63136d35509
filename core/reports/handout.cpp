#include "core/reports/handout.h"

#include "core/explain/worked_solution.h"
#include "core/formats/format_error.h"
#include "core/lessons/markdown.h"
#include "core/quantity/html.h"
#include "core/reports/html_page.h"
#include "core/scenario/badge.h"
#include "core/scenario/parameters/parameters.h"

namespace ridge {
namespace {

std::string settingText(const LessonChange& change, const Scenario& scenario)
{
    const std::size_t equals = change.text.find('=');
    const std::optional<Parameter> row = findParameter(scenario, change.text.substr(0, equals));
    return row ? row->label + " " + valueText(*row, scenario, *row->get(scenario)) : change.text;
}

/// "ResNet-50 on A100: Batch 8.", where a step sets something.
std::string placeText(const std::vector<LessonChange>& changes, const Scenario& scenario)
{
    std::string settings;
    for (const LessonChange& change : changes) {
        if (change.kind == LessonChange::Kind::Set || change.kind == LessonChange::Kind::Lever) {
            settings += (settings.empty() ? ": " : ", ") + settingText(change, scenario);
        }
    }
    return changes.empty() ? "" : scenario.model.name + " on " + scenario.device.name + settings + ".";
}

class Handout {
public:
    Handout(const Lesson& lesson, Audience audience) : m_lesson(lesson), m_isForTeacher(audience == Audience::Teacher)
    {
    }

    std::string write(const LessonCourse& course)
    {
        m_out += "<h1>" + forHtml(m_lesson.title) + "</h1>\n<p>" + forHtml(m_lesson.sentence) + "</p>\n";
        m_out += "<p class=\"muted\">" + std::to_string(m_lesson.minutes) + " minutes. Teaches " +
                 forHtml(m_lesson.teaches) + ". " + (m_isForTeacher ? "For the teacher, with solutions." : "Name:") +
                 "</p>\n";
        for (std::size_t i = 0; i < course.visits.size(); ++i) {
            step(i, course.visits[i]);
        }
        if (!m_hints.empty()) {
            m_out += "<h2>Hints</h2>\n<ul>\n" + m_hints + "</ul>\n";
        }
        const Scenario& last = *course.visits.back().left.scenario;
        m_out += "<p class=\"muted\">Conventions: " + forHtml(conventionBadge(last)) + ".</p>\n";
        return std::move(m_out);
    }

private:
    std::string words(const LessonWords& words, const LessonScope& scope)
    {
        const FilledWords text = filled(words, scope);
        if (text.fault) {
            throw FormatError(m_lesson.id + ":" + std::to_string(text.fault->line) + ": " + text.fault->sentence + ".");
        }
        return htmlOfMarkdown(text.markdown);
    }

    void step(std::size_t index, const LessonVisit& visit)
    {
        const LessonStep& step = m_lesson.steps[index];
        const LessonNumbers numbers(visit);
        const std::string place = placeText(step.changes, *visit.entered.scenario);
        m_out += "<h2>" + std::to_string(index + 1) + ". " + forHtml(step.title) + "</h2>\n";
        m_out += place.empty() ? "" : "<p class=\"setting\">" + forHtml(place) + "</p>\n";
        m_out += words(step.words, numbers.entered());
        if (step.question) {
            m_out += "<div class=\"question\">\n" + words(step.question->words, numbers.entered());
            room(*step.question, numbers);
            m_out += "</div>\n";
            for (std::size_t i = 0; i < step.hints.size(); ++i) {
                m_hints += "<li>Step " + std::to_string(index + 1) + ": " + words(step.hints[i], numbers.entered()) +
                           "</li>\n";
            }
        }
        if (m_isForTeacher) {
            solution(step, visit, numbers);
        }
    }

    /// Where students write, or what there is to choose from.
    void room(const LessonQuestion& question, const LessonNumbers& numbers)
    {
        if (question.kind == LessonQuestion::Kind::Number) {
            m_out += "<p>Answer: ______________________ " +
                     forHtml(formatParts(askedNumber(question, numbers.left()).value,
                                         askedNumber(question, numbers.left()).unit, numbers.after().numberStyle())
                                 .unit) +
                     "</p>\n";
        }
        for (const LessonChoice& choice : question.choices) {
            const std::string text = words({choice.text, choice.line}, numbers.entered());
            const bool isTicked = m_isForTeacher && choice.isRight;
            m_out += "<p>" + std::string(isTicked ? "☒ " : "☐ ") + withoutParagraph(text) + "</p>\n";
        }
    }

    static std::string withoutParagraph(const std::string& text)
    {
        const std::size_t end = text.rfind("</p>");
        return text.starts_with("<p>") && end != std::string::npos ? text.substr(3, end - 3) : text;
    }

    void solution(const LessonStep& step, const LessonVisit& visit, const LessonNumbers& numbers)
    {
        if (!step.question && !step.hasReveal()) {
            return;
        }
        m_out += "<div class=\"solution\">\n";
        if (step.question) {
            m_out += "<p class=\"answer\">" + forHtml(answerText(*step.question, numbers)) + "</p>\n";
        }
        const std::string then = placeText(step.then, *visit.left.scenario);
        m_out += then.empty() ? "" : "<p class=\"setting\">Then: " + forHtml(then) + "</p>\n";
        m_out += words(step.conclusion, numbers.left());
        for (const LessonStep::Point& number : step.revealed) {
            std::optional<Explanation> why = explain(numbers.after(), lessonRef(number.id, numbers.after()));
            if (why) {
                why->notes.clear(); // what the conclusion is about is one thing
            }
            m_out += why ? workedSolution(*why, SolutionFormat::Html) : "";
        }
        m_out += "</div>\n";
    }

    static std::string answerText(const LessonQuestion& question, const LessonNumbers& numbers)
    {
        if (question.kind == LessonQuestion::Kind::Number) {
            return "Answer: " + numberText(askedNumber(question, numbers.left()), numbers.left()) + ", within " +
                   format(question.tolerance, Unit::Percent) + ".";
        }
        if (question.kind == LessonQuestion::Kind::Until) {
            return "One way: " + placeText(question.solution, *numbers.after().chosen);
        }
        return "The ticked one is right.";
    }

    const Lesson& m_lesson;
    bool m_isForTeacher;
    std::string m_out, m_hints;
};

} // namespace

std::string handoutHtml(const Lesson& lesson, const LessonShelf& shelf, Audience audience)
{
    const LessonCourse course = courseOf(lesson, shelf);
    if (!course.faults.empty()) {
        throw FormatError(lesson.id + ":" + std::to_string(course.faults.front().line) + ": " +
                          course.faults.front().sentence + ".");
    }
    return htmlPage(lesson.title, Handout(lesson, audience).write(course));
}

} // namespace ridge

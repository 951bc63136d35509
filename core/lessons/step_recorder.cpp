#include "core/lessons/step_recorder.h"

#include "core/analysis/blocks.h"
#include "core/evaluate/evaluate.h"
#include "core/metrics/catalogue.h"
#include "core/metrics/operator_figures.h"
#include "core/quantity/digits.h"
#include "core/scenario/baseline.h"
#include "core/scenario/parameters/parameters.h"
#include "core/studies/change.h"

#include <algorithm>
#include <stdexcept>

namespace ridge {
namespace {

/// As people write it where that is the very same value, and with every digit where it is not.
std::string exactText(const Parameter& row, const Scenario& scenario, double value)
{
    for (std::string text : {parameterText(row, value), exactNumber(value)}) {
        if (parseParameter(row, scenario, text) == value) {
            return text;
        }
    }
    return exactNumber(value) + " " + std::string(baseSymbolOf(row.unit));
}

/// The way from one scenario to others, as lines of @set that were tried one after the other.
class Way {
public:
    explicit Way(Scenario from) : m_now(std::move(from)) {}

    /// A parameter may apply because of another, or change with another: several times round, until nothing moves.
    void goTo(const Scenario& wanted)
    {
        constexpr int mostRounds = 4;
        for (int round = 0; round < mostRounds && goRound(wanted); ++round) {}
    }
    void pin() { m_lines += "@pin\n"; }
    const std::string& lines() const { return m_lines; }
    /// "Batch 1 → 2": what no line says; empty where all is said.
    std::string leftOut(const Scenario& wanted) const { return describeEdits(m_now, wanted); }

private:
    bool goRound(const Scenario& wanted)
    {
        bool hasMoved = false;
        for (const Parameter& row : parametersOf(m_now)) {
            const std::optional<double> now = row.get(m_now), then = row.get(wanted);
            if (!now || !then || *now == *then) {
                continue;
            }
            const std::string text = exactText(row, m_now, *then);
            Scenario next = m_now;
            if (setParameter(next, row.id, text).empty() && row.get(next) == then) {
                m_now = std::move(next);
                m_lines += "@set " + row.id + "=" + text + "\n";
                hasMoved = true;
            }
        }
        return hasMoved;
    }

    Scenario m_now;
    std::string m_lines;
};

/// The block that an operator is by itself: lessons name numbers by the model's own names.
NumberRef namedNumber(const Evaluation& e, const NumberRef& number)
{
    if (!number.isOperator()) {
        return number;
    }
    std::size_t item = static_cast<std::size_t>(number.op);
    for (int stage = 0; stage < number.stage; ++stage) {
        item += e.program.stages[static_cast<std::size_t>(stage)].operators.size();
    }
    const BlockTree tree = operatorTree(e.program, e.scenario->model);
    NumberRef named{number.id};
    named.block = tree.nodes[static_cast<std::size_t>(tree.nodeOfItem[item])].path;
    return named;
}

/// The number as a lesson names it: the one that is explained, or the latency that everything has. Empty: neither.
std::string askedId(const Evaluation& e, const NumberRef& number)
{
    for (const NumberRef& each : {namedNumber(e, number), NumberRef{"latency"}}) {
        const std::string id = each.text();
        const bool isOneWord = id.find(' ') == std::string::npos;
        if (isOneWord && lessonRef(id, e).isValid() && lessonNumber(id, {&e}).value) {
            return id;
        }
    }
    return {};
}

/// "**Latency**", "**Time** of `decode/attn`".
std::string labelOf(const std::string& id)
{
    if (const auto index = metricIndex(id)) {
        return "**" + std::string(metricCatalogue()[*index].label) + "**";
    }
    const NumberRef ref = NumberRef::parse(id);
    const OperatorFigure* figure = operatorFigure(ref.id);
    return "**" + std::string(figure->label) + "** of `" + (ref.isGroup() ? ref.group : ref.block) + "`";
}

/// The program's own number, as it is written on screen where that is near enough to be taken.
std::string answerTo(const std::string& id, const LessonScope& scope)
{
    LessonQuestion question;
    question.asked = id;
    const LessonNumber number = lessonNumber(id, scope);
    const std::string text = numberText(number, scope);
    return judged(question, text, scope).isRight
               ? text
               : exactNumber(*number.value) + " " + std::string(baseSymbolOf(number.unit));
}

std::string questionAbout(const std::string& id, const LessonScope& scope)
{
    if (id.empty()) {
        return {};
    }
    std::string text = "\n@ask " + id + " within 5 %\nWhat does " + labelOf(id) + " come to?\n@answer " +
                       answerTo(id, scope) + "\n@reveal " + id + "\nIt is {{" + id + "}}.";
    if (scope.pinned && lessonNumber("pinned:" + id, scope).value) {
        text += " With what is pinned it is {{pinned:" + id + "}}.";
    }
    return text + "\n";
}

/// "Memory-bound": what the verdict says first, for the author to say better.
std::string titleOf(const Evaluation& e)
{
    const std::string& sentence = e.verdict.sentence;
    std::string title = sentence.substr(0, sentence.find_first_of(",;.:("));
    title.erase(title.find_last_not_of(' ') + 1);
    return title.empty() ? "A step" : title;
}

bool isOfSameParts(const Scenario& a, const Scenario& b)
{
    return a.model.id == b.model.id && a.device.id == b.device.id;
}

class Recorder {
public:
    Recorder(const OnScreen& screen, const LessonShelf& shelf) : m_screen(screen), m_shelf(shelf) {}

    RecordedStep record()
    {
        const Scenario& scenario = *m_screen.place.scenario;
        const Scenario* pinned = m_screen.place.pinned.get();
        if (pinned && !isOfSameParts(*pinned, scenario)) {
            recordPinned(*pinned);
            pinned = nullptr; // stays pinned in the step after it
        }
        const Evaluation e = evaluate(m_screen.place.scenario);
        m_result.markdown += "## " + titleOf(e) + "\n\n" + place(scenario, pinned);
        if (!m_screen.page.empty()) {
            m_result.markdown += "@page " + m_screen.page + "\n";
        }
        const std::string id = askedId(e, m_screen.number);
        m_result.markdown +=
            (id.empty() ? "" : "@point " + id + "\n") + "\n{{model}} on {{device}}.\n" + question(e, id);
        return std::move(m_result);
    }

private:
    void recordPinned(const Scenario& pinned)
    {
        m_result.markdown += "## What it is compared with\n\n" + place(pinned, &pinned) +
                             "\n{{model}} on {{device}} is pinned: the next step is compared with it.\n\n";
    }

    std::string question(const Evaluation& e, const std::string& id) const
    {
        if (!m_screen.place.pinned) {
            return questionAbout(id, {&e});
        }
        const Evaluation pinned = evaluate(m_screen.place.pinned);
        return questionAbout(id, {&e, nullptr, &pinned});
    }

    /// Both presets, so that nothing of the step before it is left, and what differs from them.
    std::string place(const Scenario& scenario, const Scenario* pinned)
    {
        Way way(presetsOf(scenario));
        if (pinned) {
            way.goTo(*pinned);
            notice("pinned", way.leftOut(*pinned));
            way.pin();
        }
        way.goTo(scenario);
        if (pinned != &scenario) {
            notice("on screen", way.leftOut(scenario));
        }
        return "@model " + scenario.model.id + "\n@device " + scenario.device.id + "\n" + way.lines();
    }

    void notice(const std::string& where, const std::string& difference)
    {
        if (!difference.empty()) {
            m_result.leftOut.push_back("What is " + where + " has more than a step can set: " + difference);
        }
    }

    Scenario presetsOf(const Scenario& scenario)
    {
        try {
            return baseline(m_shelf.model(scenario.model.id), m_shelf.device(scenario.device.id));
        } catch (const std::exception& error) {
            m_result.leftOut.push_back(std::string("A lesson chooses models and devices of the library: ") +
                                       error.what());
            return baseline(scenario.model, scenario.device);
        }
    }

    const OnScreen& m_screen;
    const LessonShelf& m_shelf;
    RecordedStep m_result;
};

} // namespace

RecordedStep recordedStep(const OnScreen& screen, const LessonShelf& shelf) { return Recorder(screen, shelf).record(); }

std::string newLessonHead(const std::string& id)
{
    return "---\nid: " + id +
           "\ntitle: A lesson\nsentence: What it is about, in one sentence.\nminutes: 5\n"
           "teaches: one thing\n---\n";
}

std::string withSteps(std::string file, std::string_view steps, const std::string& id)
{
    const bool isNew = file.find_first_not_of(" \t\r\n") == std::string::npos;
    if (isNew) {
        file = newLessonHead(id);
    }
    file.erase(file.find_last_not_of(" \t\r\n") + 1);
    file += "\n\n" + std::string(steps);
    return file.ends_with('\n') ? file : file + '\n';
}

std::string lessonId(std::string_view name)
{
    constexpr std::size_t mostLetters = 60;
    std::string id;
    for (const char c : lowerCase(name)) {
        const bool isKept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (isKept || (!id.empty() && id.back() != '-')) {
            id += isKept ? c : '-';
        }
    }
    id.resize(std::min(id.size(), mostLetters));
    id.erase(id.find_last_not_of('-') + 1);
    return id.empty() ? "lesson" : id;
}

} // namespace ridge

#include "core/lessons/lesson_text.h"

#include <algorithm>
#include <charconv>

namespace ridge {
namespace {

// What nobody writes by hand is no lesson; it is refused before anything is kept of it.
constexpr std::size_t mostBytes = 256 * 1024;
constexpr std::size_t mostLine = 4000;
constexpr std::size_t mostSteps = 100;
constexpr std::size_t mostOfOneKind = 32; // changes, hints, choices of one step
constexpr std::size_t mostFaults = 50;

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r");
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// "set workload.batch=8" → "set", "workload.batch=8".
std::pair<std::string_view, std::string_view> headed(std::string_view text)
{
    const std::size_t space = std::min(text.find(' '), text.size());
    return {text.substr(0, space), trimmed(text.substr(space))};
}

bool isId(std::string_view text)
{
    return !text.empty() && text.size() <= 60 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

std::string quoted(std::string_view text) { return "\"" + std::string(text.substr(0, 80)) + "\""; }

std::optional<LessonChange::Kind> changeCalled(std::string_view name)
{
    using Kind = LessonChange::Kind;
    constexpr std::pair<std::string_view, Kind> names[] = {{"model", Kind::Model}, {"device", Kind::Device},
                                                           {"set", Kind::Set},     {"lever", Kind::Lever},
                                                           {"pin", Kind::Pin},     {"unpin", Kind::Unpin}};
    const auto* found = std::ranges::find_if(names, [name](const auto& each) { return each.first == name; });
    return found == std::end(names) ? std::nullopt : std::optional(found->second);
}

class Reader {
public:
    ReadLesson read(std::string_view file)
    {
        if (file.size() > mostBytes) {
            complain(0, "the file is larger than a lesson may be, which is 256 KiB");
            return std::move(m_read);
        }
        for (std::size_t begin = 0; begin < file.size() && m_read.faults.size() < mostFaults;) {
            const std::size_t end = std::min(file.find('\n', begin), file.size());
            ++m_line;
            take(file.substr(begin, end - begin));
            begin = end + 1;
        }
        finish();
        return std::move(m_read);
    }

private:
    enum class Part { Before, Front, Steps };

    void complain(int line, std::string sentence) { m_read.faults.push_back({line, std::move(sentence)}); }
    void complain(std::string sentence) { complain(m_line, std::move(sentence)); }
    LessonStep& step() { return m_read.lesson.steps.back(); }

    void take(std::string_view line)
    {
        if (line.size() > mostLine) {
            complain("the line is longer than 4000 characters; break it");
            return;
        }
        const std::string_view text = trimmed(line);
        if (m_part == Part::Before) {
            if (text == "---") {
                m_part = Part::Front;
            } else if (!text.empty()) {
                complain("a lesson begins with its front matter between two lines of ---");
                m_part = Part::Steps;
            }
        } else if (m_part == Part::Front) {
            text == "---" ? void(m_part = Part::Steps) : frontMatter(text);
        } else if (text.starts_with("## ")) {
            startStep(trimmed(text.substr(3)));
        } else if (m_read.lesson.steps.empty()) {
            if (!text.empty()) {
                complain("this stands before the first step; a step begins with ## and its title");
            }
        } else if (text.starts_with('@')) {
            directive(text.substr(1));
        } else {
            words(line);
        }
    }

    void frontMatter(std::string_view text)
    {
        if (text.empty()) {
            return;
        }
        const std::size_t colon = text.find(':');
        const std::string_view key = trimmed(text.substr(0, colon));
        const std::string_view value = colon == std::string_view::npos ? "" : trimmed(text.substr(colon + 1));
        Lesson& lesson = m_read.lesson;
        if (key == "id") {
            lesson.id = value;
            if (!isId(value)) {
                complain("an id has small letters, digits and hyphens, not " + quoted(value));
            }
        } else if (key == "title" || key == "sentence" || key == "teaches") {
            (key == "title" ? lesson.title : key == "sentence" ? lesson.sentence : lesson.teaches) = value;
        } else if (key == "minutes") {
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), lesson.minutes);
            if (error != std::errc() || end != value.data() + value.size() || lesson.minutes < 1) {
                complain("minutes is a whole number, not " + quoted(value));
            }
        } else if (key == "needs") {
            lesson.needsLine = m_line;
            readNeeds(value);
        } else {
            complain("the front matter has id, title, sentence, minutes, teaches and needs, not " + quoted(key));
        }
    }

    void readNeeds(std::string_view value)
    {
        while (!value.empty() && m_read.lesson.needs.size() < mostOfOneKind) {
            const std::size_t comma = std::min(value.find(','), value.size());
            m_read.lesson.needs.emplace_back(trimmed(value.substr(0, comma)));
            value.remove_prefix(std::min(comma + 1, value.size()));
        }
    }

    void startStep(std::string_view title)
    {
        if (m_read.lesson.steps.size() == mostSteps) {
            complain("a lesson has at most 100 steps");
            return;
        }
        m_read.lesson.steps.push_back({});
        step().title = title;
        step().line = m_line;
        m_words = &step().words;
        m_inChoices = false;
    }

    /// What a directive needs behind it.
    bool hasText(std::string_view name, std::string_view rest, const char* example)
    {
        if (rest.empty()) {
            complain("@" + std::string(name) + " needs something behind it, such as @" + std::string(name) + " " +
                     example);
        }
        return !rest.empty();
    }

    void directive(std::string_view text)
    {
        const auto [name, rest] = headed(text);
        m_inChoices = false;
        if (const std::optional<LessonChange::Kind> kind = changeCalled(name)) {
            addChange(step().changes, *kind, rest);
        } else if (name == "then" || name == "solution") {
            changeBehind(name, rest);
        } else if (name == "page") {
            step().pageLine = m_line;
            step().page = rest;
            hasText(name, rest, "overview");
        } else if (name == "point") {
            points(step().points, name, rest);
        } else if (name == "reveal") {
            // Without a number it is the one that was asked for, where that is one and no expression.
            const std::string asked = step().question ? step().question->asked : std::string();
            points(step().revealed, name, !rest.empty() || asked.find(' ') != std::string::npos ? rest : asked);
            m_words = &step().conclusion;
        } else if (name == "hint") {
            hint(rest);
        } else {
            question(name, rest);
        }
    }

    void addChange(std::vector<LessonChange>& changes, LessonChange::Kind kind, std::string_view rest)
    {
        using Kind = LessonChange::Kind;
        const bool isWhole = kind == Kind::Pin || kind == Kind::Unpin;
        if (changes.size() == mostOfOneKind) {
            complain("a step changes at most 32 things");
        } else if (isWhole != rest.empty()) {
            complain(isWhole ? "@pin and @unpin have nothing behind them" : "this needs to say what is set");
        } else if (kind == Kind::Set && rest.find('=') == std::string_view::npos) {
            complain("write it as @set PARAMETER=VALUE, such as @set workload.batch=8");
        } else {
            changes.push_back({kind, std::string(rest), m_line});
        }
    }

    void changeBehind(std::string_view name, std::string_view rest)
    {
        const auto [what, value] = headed(rest);
        const std::optional<LessonChange::Kind> kind = changeCalled(what);
        if (!kind) {
            complain("write it as @" + std::string(name) + " set PARAMETER=VALUE; model, device and lever go as well");
        } else if (name == "then") {
            addChange(step().then, *kind, value);
        } else if (!step().question || step().question->kind != LessonQuestion::Kind::Until) {
            complain("@solution belongs to an @until above it");
        } else {
            addChange(step().question->solution, *kind, value);
        }
    }

    void points(std::vector<LessonStep::Point>& list, std::string_view name, std::string_view rest)
    {
        if (name == "point" && !hasText(name, rest, "workload.batch")) {
            return;
        }
        while (!rest.empty() && list.size() < mostOfOneKind) {
            const auto [id, others] = headed(rest);
            list.push_back({std::string(id), m_line});
            rest = others;
        }
    }

    void hint(std::string_view rest)
    {
        if (!step().question || step().hints.size() == mostOfOneKind) {
            complain(step().question ? "a question has at most 32 hints" : "@hint belongs to a question above it");
            return;
        }
        step().hints.push_back({std::string(rest), m_line});
        m_words = &step().hints.back();
    }

    void question(std::string_view name, std::string_view rest)
    {
        using Kind = LessonQuestion::Kind;
        if (name == "answer") {
            answer(rest);
            return;
        }
        const bool isNumber = name == "ask", isChoice = name == "choose";
        if (!isNumber && !isChoice && name != "until") {
            complain("there is no directive @" + std::string(name.substr(0, 40)) +
                     "; there are @model, @device, @set, @lever, @pin, @unpin, @page, @point, @ask, @answer, @choose, "
                     "@until, @solution, @hint, @then and @reveal");
            return;
        }
        if (step().question) {
            complain("a step asks one thing; begin another step with ##");
            return;
        }
        step().question = LessonQuestion{};
        LessonQuestion& question = *step().question;
        question.kind = isNumber ? Kind::Number : isChoice ? Kind::Choice : Kind::Until;
        question.line = m_line;
        m_words = &question.words;
        m_inChoices = isChoice;
        if (isNumber && hasText(name, rest, "latency within 5 %")) {
            asked(rest);
        } else if (!isNumber && !isChoice && hasText(name, rest, "tpot < 20 ms")) {
            question.condition = rest;
        }
    }

    /// "latency within 5 %"
    void asked(std::string_view rest)
    {
        const std::size_t within = rest.rfind(" within ");
        step().question->asked = trimmed(rest.substr(0, within));
        if (within == std::string_view::npos) {
            return;
        }
        const std::string_view tolerance = trimmed(rest.substr(within + 8));
        double percent = 0;
        const auto [end, error] = std::from_chars(tolerance.data(), tolerance.data() + tolerance.size(), percent);
        const std::string_view unit(end, static_cast<std::size_t>(tolerance.data() + tolerance.size() - end));
        if (error != std::errc() || trimmed(unit) != "%" || percent <= 0 || percent >= 100) {
            complain("a tolerance is written as within 5 %, not " + quoted(tolerance));
        } else {
            step().question->tolerance = percent / 100;
        }
    }

    void answer(std::string_view rest)
    {
        if (!step().question || step().question->kind != LessonQuestion::Kind::Number) {
            complain("@answer belongs to an @ask above it");
        } else if (hasText("answer", rest, "12 ms")) {
            step().question->answer = rest;
            step().question->answerLine = m_line;
        }
    }

    /// "- [x] Memory {t_memory > t_compute}"
    bool choice(std::string_view text)
    {
        const bool isRight = text.starts_with("- [x] ");
        if (!m_inChoices || (!isRight && !text.starts_with("- [ ] "))) {
            return false;
        }
        LessonChoice choice{std::string(trimmed(text.substr(6))), isRight, {}, m_line};
        const std::size_t brace = choice.text.rfind(" {");
        if (choice.text.ends_with('}') && !choice.text.ends_with("}}") && brace != std::string::npos) {
            choice.condition = choice.text.substr(brace + 2, choice.text.size() - brace - 3);
            choice.text.erase(brace);
        }
        if (step().question->choices.size() == mostOfOneKind) {
            complain("a question has at most 32 choices");
        } else {
            step().question->choices.push_back(std::move(choice));
        }
        return true;
    }

    void words(std::string_view line)
    {
        const std::string_view text = trimmed(line);
        if (choice(text) || (m_words->isEmpty() && text.empty())) {
            return;
        }
        if (m_words->isEmpty()) {
            m_words->line = m_line;
        } else {
            m_words->text += '\n';
        }
        m_words->text += line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
    }

    void finish()
    {
        const Lesson& lesson = m_read.lesson;
        const std::pair<const char*, bool> wanted[] = {{"id", lesson.id.empty()},
                                                       {"title", lesson.title.empty()},
                                                       {"sentence", lesson.sentence.empty()},
                                                       {"minutes", lesson.minutes == 0},
                                                       {"teaches", lesson.teaches.empty()}};
        for (const auto& [key, isMissing] : wanted) {
            if (isMissing && m_read.faults.empty()) {
                complain(1, std::string("the front matter lacks ") + key);
            }
        }
        if (lesson.steps.empty() && m_read.faults.empty()) {
            complain("the lesson has no step; a step begins with ## and its title");
        }
        for (LessonStep& each : m_read.lesson.steps) {
            trimEnds(each);
        }
    }

    static void trimEnds(LessonStep& step)
    {
        const auto trim = [](LessonWords& words) { words.text.erase(words.text.find_last_not_of(" \t\n") + 1); };
        trim(step.words);
        trim(step.conclusion);
        std::ranges::for_each(step.hints, trim);
        if (step.question) {
            trim(step.question->words);
        }
    }

    ReadLesson m_read;
    Part m_part = Part::Before;
    int m_line = 0;
    LessonWords* m_words = nullptr; // of the step, what is being written
    bool m_inChoices = false;
};

} // namespace

ReadLesson readLesson(std::string_view file) { return Reader().read(file); }

} // namespace ridge

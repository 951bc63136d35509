#include "core/lessons/lesson_numbers.h"

#include "core/explain/explain.h"
#include "core/explain/sum_figures.h"
#include "core/metrics/catalogue.h"
#include "core/metrics/operator_figures.h"
#include "core/scenario/parameters/parameters.h"

#include <array>
#include <charconv>
#include <cmath>
#include <vector>

namespace ridge {
namespace {

constexpr std::size_t mostLetters = 300;
constexpr int deepest = 16;

LessonNumber refused(std::string problem) { return {std::nullopt, Unit::Count, std::move(problem)}; }

std::string quoted(std::string_view text) { return "\"" + std::string(text.substr(0, 80)) + "\""; }

/// The evaluation that an id is of, and the id without what says so.
struct Place {
    const Evaluation* evaluation = nullptr;
    std::string_view id;
    std::string problem;
};
Place placeOf(std::string_view id, const LessonScope& scope)
{
    if (id.starts_with("old:")) {
        return {scope.old ? scope.old : scope.now, id.substr(4), {}};
    }
    if (id.starts_with("pinned:")) {
        return scope.pinned ? Place{scope.pinned, id.substr(7), {}}
                            : Place{nullptr, {}, quoted(id) + ": nothing is pinned here"};
    }
    return {scope.now, id, {}};
}

LessonNumber numberOf(std::string_view text, const LessonScope& scope)
{
    const auto [e, id, problem] = placeOf(text, scope);
    if (!e) {
        return refused(problem);
    }
    if (const auto index = metricIndex(id)) {
        const MetricValue& found = e->metrics[*index];
        const Unit unit = metricCatalogue()[*index].unit;
        return found.value ? LessonNumber{found.value, unit, {}}
                           : refused(std::string(id) + " does not apply here: " + found.absent);
    }
    if (const std::optional<Parameter> row = findParameter(*e->scenario, id)) {
        return {row->get(*e->scenario), row->unit, {}};
    }
    const NumberRef ref = NumberRef::parse(id);
    const OperatorFigure* figure = operatorFigure(ref.id);
    if (figure && (ref.isBlock() || ref.isGroup())) {
        if (!hasSum(*e, ref)) {
            return refused(quoted(id) + ": the model has no such " + (ref.isBlock() ? "block" : "group"));
        }
        const std::optional<double> value = sumValue(*e, ref);
        return value ? LessonNumber{value, figure->unit, {}} : refused(quoted(id) + " does not apply here");
    }
    return refused(quoted(id) + " is no metric, and no parameter of this scenario");
}

bool isPlain(Unit unit)
{
    return unit == Unit::Count || unit == Unit::Ratio || unit == Unit::Fraction || unit == Unit::Percent;
}

/// The unit of a product or quotient; none where the program has no name for it.
std::optional<Unit> unitOf(char sign, Unit a, Unit b)
{
    if (sign == '/' && a == b) {
        return Unit::Ratio;
    }
    if (isPlain(b)) {
        return a;
    }
    if (sign == '*' && isPlain(a)) {
        return b;
    }
    struct Rule {
        Unit a;
        char sign;
        Unit b, is;
    };
    static constexpr std::array rules{Rule{Unit::Bytes, '/', Unit::BytesPerSecond, Unit::Seconds},
                                      Rule{Unit::Ops, '/', Unit::OpsPerSecond, Unit::Seconds},
                                      Rule{Unit::Ops, '/', Unit::Bytes, Unit::OpsPerByte},
                                      Rule{Unit::OpsPerSecond, '/', Unit::BytesPerSecond, Unit::OpsPerByte},
                                      Rule{Unit::Bytes, '/', Unit::Seconds, Unit::BytesPerSecond},
                                      Rule{Unit::JoulesPerByte, '/', Unit::JoulesPerOp, Unit::OpsPerByte},
                                      Rule{Unit::Watts, '*', Unit::Seconds, Unit::Joules}};
    for (const Rule& rule : rules) {
        if (rule.sign == sign && rule.a == a && rule.b == b) {
            return rule.is;
        }
    }
    return std::nullopt;
}

/// One expression, read from left to right.
class Reader {
public:
    Reader(std::string_view text, const LessonScope& scope) : m_scope(scope)
    {
        for (std::size_t i = 0; i < text.size();) { // brackets stand alone, blanks part the rest
            if (text[i] == ' ') {
                ++i;
                continue;
            }
            const bool isBracket = text[i] == '(' || text[i] == ')';
            const std::size_t end = isBracket ? i + 1 : std::min(text.find_first_of(" ()", i), text.size());
            m_words.push_back(text.substr(i, end - i));
            i = end;
        }
    }

    LessonNumber whole()
    {
        LessonNumber result = sum();
        if (result.value && m_at < m_words.size()) {
            return refused("before " + quoted(m_words[m_at]) + " an operator is missing: + - * or /, between blanks");
        }
        return result;
    }

private:
    bool takes(std::string_view word) { return m_at < m_words.size() && m_words[m_at] == word && ++m_at; }

    LessonNumber sum()
    {
        LessonNumber left = product();
        while (left.value && m_at < m_words.size() && (m_words[m_at] == "+" || m_words[m_at] == "-")) {
            const double sign = m_words[m_at++] == "+" ? 1 : -1;
            const LessonNumber right = product();
            if (!right.value) {
                return right;
            }
            if (left.unit != right.unit && !(isPlain(left.unit) && isPlain(right.unit))) {
                return refused("numbers of different units cannot be added");
            }
            *left.value += sign * *right.value;
        }
        return left;
    }

    LessonNumber product()
    {
        LessonNumber left = factor();
        while (left.value && m_at < m_words.size() && (m_words[m_at] == "*" || m_words[m_at] == "/")) {
            const char sign = m_words[m_at++].front();
            const LessonNumber right = factor();
            if (!right.value) {
                return right;
            }
            const std::optional<Unit> unit = unitOf(sign, left.unit, right.unit);
            if (!unit) {
                return refused("what this comes to has no unit that the program writes");
            }
            if (sign == '/' && *right.value == 0) {
                return refused("this divides by nothing");
            }
            left = {sign == '*' ? *left.value * *right.value : *left.value / *right.value, *unit, {}};
        }
        return left;
    }

    LessonNumber factor()
    {
        if (m_at == m_words.size()) {
            return refused("a number is missing at the end");
        }
        if (takes("(")) {
            if (++m_depth > deepest) {
                return refused("there are too many brackets in each other");
            }
            LessonNumber inner = sum();
            --m_depth;
            return !inner.value || takes(")") ? inner : refused("a bracket is not closed");
        }
        const std::string_view word = m_words[m_at++];
        double plain = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), plain);
        if (error == std::errc() && end == word.data() + word.size() && std::isfinite(plain)) {
            return {plain, Unit::Count, {}};
        }
        return numberOf(word, m_scope);
    }

    const LessonScope& m_scope;
    std::vector<std::string_view> m_words;
    std::size_t m_at = 0;
    int m_depth = 0;
};

/// Names that are words and no numbers; nothing for others.
std::optional<std::string> wordOf(std::string_view text, const LessonScope& scope, std::string& problem)
{
    const auto place = placeOf(text, scope);
    if (!place.evaluation) {
        problem = place.problem;
        return "";
    }
    const Evaluation& e = *place.evaluation;
    const std::string_view id = place.id;
    if (id == "model" || id == "device") {
        return id == "model" ? e.scenario->model.name : e.scenario->device.name;
    }
    if (id == "bound") {
        return std::string(labelOf(e.verdict.bound));
    }
    if (id == "fits") {
        return e.verdict.fits ? "yes" : "no";
    }
    if (id.starts_with("bound:")) {
        for (std::size_t i = 0; i < e.stages.size(); ++i) {
            if (e.program.stages[i].name == id.substr(6)) {
                return std::string(labelOf(e.stages[i].totals.bound));
            }
        }
        problem = quoted(id) + ": the model has no such stage";
        return "";
    }
    const std::optional<Parameter> row = findParameter(*e.scenario, id);
    return row && row->unit == Unit::Choice ? std::optional(parameterText(*row, *row->get(*e.scenario))) : std::nullopt;
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(' ');
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

LessonTruth compared(std::string_view left, std::string_view sign, std::string_view right, const LessonScope& scope)
{
    const LessonNumber a = lessonNumber(left, scope);
    if (!a.value) {
        return {false, a.problem};
    }
    const std::optional<double> typed = parseNumber(right, a.unit); // "20 ms", as number fields read it
    const LessonNumber b = typed ? LessonNumber{typed, a.unit, {}} : lessonNumber(right, scope);
    if (!b.value) {
        return {false, b.problem};
    }
    if (a.unit != b.unit && !(isPlain(a.unit) && isPlain(b.unit))) {
        return {false, "numbers of different units cannot be compared"};
    }
    const double x = *a.value, y = *b.value;
    const bool isSame = std::fabs(x - y) <= 1e-9 * std::max(std::fabs(x), std::fabs(y));
    const bool holds = sign == "="    ? isSame
                       : sign == "<"  ? x < y && !isSame
                       : sign == ">"  ? x > y && !isSame
                       : sign == "<=" ? x < y || isSame
                                      : x > y || isSame;
    return {holds, {}};
}

} // namespace

LessonNumber lessonNumber(std::string_view expression, const LessonScope& scope)
{
    if (expression.empty() || expression.size() > mostLetters) {
        return refused(expression.empty() ? "a number is missing" : "the expression is too long");
    }
    LessonNumber number = Reader(expression, scope).whole();
    return number.value && !std::isfinite(*number.value) ? refused("this is no number that can be written") : number;
}

LessonTruth lessonTruth(std::string_view condition, const LessonScope& scope)
{
    if (const std::size_t is = condition.find(" is "); is != std::string_view::npos) {
        std::string problem;
        const auto word = wordOf(trimmed(condition.substr(0, is)), scope, problem);
        if (!word) {
            problem = quoted(condition.substr(0, is)) + " is no choice and no bound of this scenario";
        }
        return {problem.empty() && *word == trimmed(condition.substr(is + 4)), problem};
    }
    for (const std::string_view sign : {"<=", ">=", "<", ">", "="}) {
        const std::size_t at = condition.find(" " + std::string(sign) + " ");
        if (at != std::string_view::npos) {
            return compared(trimmed(condition.substr(0, at)), sign, trimmed(condition.substr(at + sign.size() + 2)),
                            scope);
        }
    }
    return {false, "a condition compares two numbers with < <= = >= or > between blanks, or says what something is"};
}

std::string numberText(const LessonNumber& number, const LessonScope& scope)
{
    return format(number.value, number.unit, scope.now->numberStyle());
}

NumberRef lessonRef(std::string_view id, const Evaluation& evaluation)
{
    NumberRef ref = NumberRef::parse(id);
    const bool isThere = metricIndex(id) ? metric(evaluation, id).value.has_value()
                                         : (ref.isBlock() || ref.isGroup()) && hasSum(evaluation, ref);
    return isThere ? ref : NumberRef{};
}

LessonShown lessonShown(std::string_view expression, const LessonScope& scope)
{
    const std::string_view text = trimmed(expression);
    std::string problem;
    if (const std::optional<std::string> word = wordOf(text, scope, problem)) {
        return {*word, {}, problem};
    }
    const LessonNumber number = lessonNumber(text, scope);
    if (!number.value) {
        return {"—", {}, number.problem};
    }
    return {numberText(number, scope), lessonRef(text, *scope.now), {}};
}

} // namespace ridge

#include "core/evaluate/evaluate.h"
#include "core/explain/explain.h"
#include "core/metrics/operator_figures.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"
#include "ui/why/formula_layout.h"
#include "ui/why/why_layout.h"

#include <QFontMetricsF>
#include <cmath>

using namespace ridge;
using namespace ridge::test;

namespace {

Notation part(Notation::Kind kind, std::string text, std::vector<Notation> parts = {}, std::string index = {})
{
    Notation n;
    n.kind = kind;
    n.text = std::move(text);
    n.index = std::move(index);
    n.parts = std::move(parts);
    return n;
}

Notation letter(const char* text, const char* index = "") { return part(Notation::Kind::Symbol, text, {}, index); }

const Page::Run& runOf(const Page& page, const char* text)
{
    const auto found =
        std::find_if(page.runs.begin(), page.runs.end(), [&](const Page::Run& run) { return run.text == text; });
    if (found == page.runs.end()) {
        throw std::logic_error(std::string("no such run: ") + text);
    }
    return *found;
}

/// What a run covers with ink.
QRectF inkOf(const Page::Run& run)
{
    return QFontMetricsF(run.font).tightBoundingRect(run.text).translated(run.baseline);
}

double rightOf(const Page::Run& run) { return run.baseline.x() + QFontMetricsF(run.font).horizontalAdvance(run.text); }

/// "" where no text lies on another, else the two that do. As high as its ink and as wide as it advances: a slanted
/// letter leans over its neighbour. Glyphs may touch: half a pixel is no overlap.
std::string overlapIn(const Page& page)
{
    std::vector<std::pair<QRectF, QString>> boxes;
    for (const Page::Run& run : page.runs) {
        const QRectF ink = inkOf(run);
        const QRectF box(run.baseline.x(), ink.top(), rightOf(run) - run.baseline.x(), ink.height());
        if (!run.text.trimmed().isEmpty()) {
            boxes.emplace_back(box.adjusted(0.5, 0.5, -0.5, -0.5), run.text);
        }
    }
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        for (std::size_t k = i + 1; k < boxes.size(); ++k) {
            if (boxes[i].first.intersects(boxes[k].first)) {
                return (boxes[i].second + " | " + boxes[k].second).toStdString();
            }
        }
    }
    return {};
}

/// Every metric of the scenario that applies, and every figure of its heaviest operators.
std::vector<Explanation> explanationsOf(const Evaluation& e)
{
    std::vector<Explanation> all;
    const auto add = [&](const NumberRef& ref) {
        if (std::optional<Explanation> one = explain(e, ref)) {
            all.push_back(std::move(*one));
        }
    };
    for (const Metric& row : metricCatalogue()) {
        add({std::string(row.id)});
    }
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        for (const OperatorFigure& figure : operatorFigures()) {
            const int last = static_cast<int>(e.stages[s].operators.size()) - 1;
            add({std::string(figure.id), static_cast<int>(s), last / 2});
        }
    }
    return all;
}

/// A CNN, a decoder, one with experts, and a microcontroller: formulas of every shape.
const std::vector<std::pair<std::string, Evaluation>>& evaluations()
{
    static const std::vector<std::pair<std::string, Evaluation>> all = [] {
        std::vector<std::pair<std::string, Evaluation>> made;
        const std::pair<const char*, const char*> ids[] = {{"resnet-50", "h100-sxm"},
                                                           {"llama-3-8b", "h100-sxm"},
                                                           {"mixtral-8x7b", "a100-80gb"},
                                                           {"mobilenet-v2", "stm32f746"}};
        for (const auto& [model, device] : ids) {
            made.emplace_back(std::string(model) + " on " + device, evaluate(preset(model, device)));
        }
        return made;
    }();
    return all;
}

Theme themeAt(double scale)
{
    Theme theme = Theme::light();
    theme.fontScale = scale;
    return theme;
}

const Theme& plainTheme()
{
    static const Theme theme = themeAt(1);
    return theme;
}

constexpr std::pair<double, double> places[] = {{240, 1}, {282, 1}, {700, 1}, {282, 1.5}, {700, 1.5}};

template <class Check> void forEachPage(Check check)
{
    for (const auto& [name, e] : sampled(evaluations())) {
        for (const Explanation& explanation : explanationsOf(e)) {
            for (const auto& [width, scale] : places) {
                const Theme theme = themeAt(scale);
                INFO(explanation.ref.text() << " of " << name << " at " << width << " px, type × " << scale);
                check(layoutExplanation(explanation, theme, width, 15), theme, width);
            }
        }
    }
}

} // namespace

TEST_CASE("a numerator lies above its bar and the denominator below", "[formula]")
{
    using Kind = Notation::Kind;
    for (const double scale : {1.0, 1.5}) {
        const Theme theme = themeAt(scale);
        const Notation upper = part(Kind::Row, "", {letter("A", "up"), part(Kind::Sign, "+"), letter("B")});
        const FormulaBox box = FormulaLayout(theme, 15, {}).line(part(Kind::Fraction, "", {upper, letter("q", "low")}));
        REQUIRE(box.page.fills.size() == 1); // the bar
        const QRectF bar = box.page.fills[0].area;
        for (const char* text : {"A", "up", "B"}) {
            CHECK(inkOf(runOf(box.page, text)).bottom() < bar.top());
        }
        for (const char* text : {"q", "low"}) {
            CHECK(inkOf(runOf(box.page, text)).top() > bar.bottom());
        }
        CHECK(bar.left() <= inkOf(runOf(box.page, "A")).left());
        CHECK(bar.right() >= inkOf(runOf(box.page, "B")).right());
        CHECK((-box.ascent < bar.top() && bar.bottom() < box.descent));
    }
}

TEST_CASE("an index is lower and smaller, an exponent higher and smaller", "[formula]")
{
    const FormulaLayout layout(plainTheme(), 15, {});
    const FormulaBox indexed = layout.line(letter("T", "compute"));
    const Page::Run &base = runOf(indexed.page, "T"), &index = runOf(indexed.page, "compute");
    CHECK(index.baseline.y() > base.baseline.y());
    CHECK(index.font.pixelSize() < base.font.pixelSize());
    CHECK(index.baseline.x() >= rightOf(base) - 0.5);
    CHECK(base.font.italic());        // a variable
    CHECK_FALSE(index.font.italic()); // a word

    const FormulaBox raised = layout.line(part(Notation::Kind::Power, "", {letter("d"), letter("n")}));
    CHECK(runOf(raised.page, "n").baseline.y() < runOf(raised.page, "d").baseline.y());
    CHECK(runOf(raised.page, "n").font.pixelSize() < runOf(raised.page, "d").font.pixelSize());
}

TEST_CASE("the sign of a sum is larger than what it sums, with its index below", "[formula]")
{
    const Notation sum = part(Notation::Kind::Series, "Σ", {letter("t", "a")}, "i");
    const FormulaBox box = FormulaLayout(plainTheme(), 15, {}).line(sum);
    const Page::Run &sign = runOf(box.page, "Σ"), &term = runOf(box.page, "t");
    CHECK(sign.font.pixelSize() > term.font.pixelSize());
    CHECK(inkOf(runOf(box.page, "i")).top() > inkOf(sign).bottom());
    CHECK(inkOf(term).left() > inkOf(sign).right());
    CHECK(inkOf(runOf(box.page, "i")).bottom() <= box.descent);
}

TEST_CASE("brackets grow with what they hold", "[formula]")
{
    using Kind = Notation::Kind;
    const FormulaLayout layout(plainTheme(), 15, {});
    const Notation low = part(Kind::Brackets, "", {letter("a")});
    const Notation tall = part(Kind::Brackets, "", {part(Kind::Fraction, "", {letter("a"), letter("b")})});
    const auto height = [&](const Notation& n) { return inkOf(runOf(layout.line(n).page, "(")).height(); };
    CHECK(height(tall) > 1.5 * height(low));
}

TEST_CASE("no line of any formula is wider than its place, and nothing in it overlaps", "[formula]")
{
    for (const auto& [name, e] : evaluations()) {
        for (const Explanation& explanation : explanationsOf(e)) {
            for (const auto& [width, scale] : places) {
                const Theme theme = themeAt(scale);
                const FormulaLayout layout(theme, 15, {});
                for (const ExplainedStep& step : explanation.steps) {
                    INFO(explanation.ref.text()
                         << ": " << step.symbol << " of " << name << " at " << width << " px × " << scale);
                    for (const Notation& n : {symbolicNotation(*step.expression),
                                              substitutedNotation(*step.expression, explanation.style)}) {
                        INFO(plainText(n));
                        for (const FormulaBox& line : layout.lines(n, width)) {
                            CHECK(line.width <= width);
                            CHECK(overlapIn(line.page) == "");
                        }
                    }
                }
            }
        }
    }
}

TEST_CASE("a formula that fits stays in one line, one that does not loses no sign", "[formula]")
{
    const FormulaLayout layout(plainTheme(), 15, {});
    const auto signsOf = [](const std::vector<FormulaBox>& lines) {
        QString all;
        for (const FormulaBox& line : lines) {
            for (const Page::Run& run : line.page.runs) {
                all += run.text;
            }
        }
        return all.remove(' ').remove('(').remove(')').remove('/'); // fractions broken up get these
    };
    for (const Explanation& explanation : explanationsOf(evaluations()[1].second)) {
        INFO(explanation.ref.text());
        const Notation n = substitutedNotation(*explanation.expression, explanation.style);
        const std::vector<FormulaBox> wide = layout.lines(n, 1e6), narrow = layout.lines(n, 240);
        CHECK(wide.size() == 1);
        CHECK((narrow.size() > 1) == (wide[0].width > 240));
        CHECK(signsOf(narrow) == signsOf(wide));
    }
}

TEST_CASE("everything on a page lies inside it, and no text on another", "[formula]")
{
    forEachPage([](const WhyPage& laid, const Theme&, double width) {
        for (const Page::Run& run : laid.page.runs) {
            INFO(run.text.toStdString());
            CHECK(run.baseline.x() >= 0);
            CHECK(rightOf(run) <= width);
            CHECK(run.baseline.y() + QFontMetricsF(run.font).descent() <= laid.height);
        }
        CHECK(overlapIn(laid.page) == "");
    });
}

TEST_CASE("links lie inside the page, in the order in which they are read", "[formula]")
{
    forEachPage([](const WhyPage& laid, const Theme&, double width) {
        const QRectF before(0, 0, width, laid.height);
        for (std::size_t i = 0; i < laid.page.links.size(); ++i) {
            const Page::Link& link = laid.page.links[i];
            INFO(link.text.toStdString());
            CHECK(before.contains(link.area));
            CHECK(link.target.isValid());
            CHECK_FALSE(link.text.isEmpty());
            if (i > 0) { // to the right of the one before, or below it: never back
                const QRectF& last = laid.page.links[i - 1].area;
                CHECK((link.area.left() >= last.right() - 0.5 || link.area.center().y() > last.center().y()));
            }
        }
    });
}

TEST_CASE("a link covers the text that it belongs to", "[formula]")
{
    const Evaluation& e = evaluations()[1].second;
    const std::optional<Explanation> kv = explain(e, {"kv_cache"});
    REQUIRE(kv);
    const WhyPage laid = layoutExplanation(*kv, plainTheme(), 282, 15);
    std::size_t symbols = 0;
    for (const Page::Link& link : laid.page.links) {
        if (link.target.parameter == "model.layers" && link.underlined) {
            ++symbols;
            const auto inside = std::count_if(laid.page.runs.begin(), laid.page.runs.end(), [&](const Page::Run& run) {
                return link.area.contains(QPointF(run.baseline.x() + 1, run.baseline.y() - 2));
            });
            CHECK(inside >= 1);
        }
    }
    CHECK(symbols == 2); // L in the symbols, 32 in the values
}

TEST_CASE("a page is wider and no higher where it has more room", "[formula]")
{
    for (const Explanation& explanation : explanationsOf(evaluations()[0].second)) {
        INFO(explanation.ref.text());
        const double narrow = layoutExplanation(explanation, plainTheme(), 240, 15).height;
        CHECK(layoutExplanation(explanation, plainTheme(), 700, 15).height <= narrow);
    }
}

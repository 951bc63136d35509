#include "core/evaluate/evaluate.h"
#include "core/explain/explain.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"
#include "ui/figure/figure.h"
#include "ui/why/solution_figure.h"
#include "ui/why/why_layout.h"

#include <QImage>
#include <QRegularExpression>

using namespace ridge;
using namespace ridge::test;

namespace {

struct Solved {
    std::shared_ptr<const Evaluation> evaluation =
        std::make_shared<const Evaluation>(evaluate(preset("llama-3-8b", "h100-sxm")));
    std::shared_ptr<const Explanation> explanation;

    explicit Solved(const char* metric)
        : explanation(std::make_shared<const Explanation>(*explain(*evaluation, {metric})))
    {
    }
    QByteArray svg(QSize size)
    {
        SolutionFigure figure(evaluation, explanation, Theme::light());
        return renderSvg(figure, {size, 1});
    }
};

int texts(const QByteArray& svg) { return static_cast<int>(svg.count("<text")); }

/// What stands in all texts, without the spaces at which lines are broken.
QString lettersOf(const QByteArray& svg)
{
    static const QRegularExpression text(QStringLiteral("<text[^>]*>([^<]*)</text>"));
    QString letters;
    for (auto found = text.globalMatch(QString::fromUtf8(svg)); found.hasNext();) {
        letters += found.next().captured(1);
    }
    return letters.remove(QRegularExpression(QStringLiteral("\\s")));
}

} // namespace

TEST_CASE("a solution's picture names the number, the scenario and the conventions", "[solution]")
{
    const QString svg = QString::fromUtf8(Solved("kv_cache").svg({1000, 560}));
    CHECK(svg.contains("KV cache: 570 MB"));
    CHECK(svg.contains("Llama-3-8B on H100 SXM5 80GB · 2 FLOP/MAC · full attention · speed of light · GB"));
}

TEST_CASE("a long solution is set in columns, and nothing of it is lost", "[solution]")
{
    Solved energy("energy_per_inference");
    const WhyPage page = layoutExplanation(*energy.explanation, Theme::light(), 500, 15);
    const QByteArray wide = energy.svg({1600, 900}), tall = energy.svg({500, 4000});
    CHECK(page.height > 900);                                          // one column would not hold it
    CHECK(lettersOf(wide) == lettersOf(tall));                         // lines are broken elsewhere
    CHECK(texts(tall) >= static_cast<int>(page.page.runs.size()) + 2); // title and caption
}

TEST_CASE("columns end where nothing is cut, and headings stay with what they head", "[solution]")
{
    for (const char* metric : {"latency", "kv_cache", "carbon", "memory_headroom"}) {
        const Solved solved(metric);
        for (const double width : {330.0, 600.0}) {
            const WhyPage page = layoutExplanation(*solved.explanation, Theme::light(), width, 15);
            for (const double at : page.breaks) {
                std::size_t whole = 0;
                whole += page.page.slice(0, at).runs.size() + page.page.slice(at, page.height + 1).runs.size();
                CHECK(whole == page.page.runs.size());
            }
            for (const Page::Run& run : page.page.runs) { // no break right below a heading
                if (run.text == "What went in") {
                    for (const double at : page.breaks) {
                        CHECK((at <= run.baseline.y() - 8 || at > run.baseline.y() + 12));
                    }
                }
            }
        }
    }
}

TEST_CASE("a solution is never set too small to read; what has no room is said to be missing", "[solution]")
{
    static const QRegularExpression size(QStringLiteral("<text[^>]*font-size=\"([0-9.]+)\""));
    const auto smallest = [](const QByteArray& svg) {
        double least = 100;
        for (auto found = size.globalMatch(QString::fromUtf8(svg)); found.hasNext();) {
            least = std::min(least, found.next().captured(1).toDouble());
        }
        return least;
    };
    for (const char* metric : {"latency", "energy_per_inference", "carbon"}) {
        Solved solved(metric);
        const QByteArray slide = solved.svg({1600, 900});
        CHECK(smallest(slide) >= 8); // indices of formulas; what they stand at is 12 (0.8 of 15)
        CHECK_FALSE(slide.contains("no room at this size"));
        CHECK(solved.svg({600, 300}).contains("no room at this size"));
    }
}

#include "tests/ui/charts/chart_fixture.h"
#include "ui/charts/chart_factory.h"
#include "ui/figure/figure.h"

#include <QGlyphRun>
#include <QLabel>
#include <QRawFont>
#include <QRegularExpression>
#include <QTextLayout>

#include <qcustomplot.h>

using namespace ridge;
using namespace ridge::test;

TEST_CASE("a chart that was never on screen becomes PNG, SVG and PDF")
{
    RooflineChart chart;
    chart.setTheme(Theme::print());
    chart.setEvaluation(evaluated(chartScenario()));
    const FigureSize size{{800, 450}, 2};

    const QImage image = QImage::fromData(renderPng(chart, size), "PNG");
    CHECK(image.size() == QSize(1600, 900)); // 800 × 450 at scale 2
    CHECK(image.pixelColor(2, 2) == QColor(Qt::white));

    const QByteArray svg = renderSvg(chart, size);
    CHECK(svg.contains("ridge 250 FLOP/B")); // 1e15 / 4e12
    CHECK(svg.contains("BF16 dense"));
    CHECK(svg.contains("Arithmetic intensity (FLOP/byte)"));
    CHECK_FALSE(svg.contains("width=\"1\" height=\"1\"")); // no stray dots where ticks are not drawn

    CHECK(renderPdf(chart, size).startsWith("%PDF"));
}

TEST_CASE("the same chart gives the same figure twice, and the screen is not disturbed")
{
    EnergyChart chart;
    settle(chart, {420, 208});
    chart.setEvaluation(evaluated(chartScenario()));
    settle(chart, {420, 208});
    const QImage before = chart.grab().toImage();
    const QByteArray first = renderPng(chart, {{1000, 600}, 1});
    CHECK(renderPng(chart, {{1000, 600}, 1}) == first);
    settle(chart, {420, 208});
    CHECK(chart.grab().toImage() == before);
}

TEST_CASE("a figure of an incomplete evaluation is stamped with what is missing")
{
    Scenario scenario = chartScenario();
    for (const bool isWhole : {true, false}) {
        Checkpoint said;
        said.unread = isWhole ? std::vector<std::string>() : std::vector<std::string>{"audio_config"};
        scenario.model.checkpoint = said;
        RooflineChart chart;
        chart.setEvaluation(evaluated(scenario));
        const QByteArray svg = renderSvg(chart, {{1600, 500}, 1});
        CHECK(svg.contains("(incomplete)") != isWhole);
        CHECK(svg.contains("Incomplete: not read: audio_config.") != isWhole);
        CHECK(chart.accessibleDescription().startsWith("Incomplete: not read: audio_config.") != isWhole);
    }
}

TEST_CASE("a chart can be drawn into any painter at any place")
{
    MemoryChart chart;
    chart.setTheme(Theme::light());
    chart.setEvaluation(evaluated(chartScenario()));
    QImage image(600, 400, QImage::Format_RGB32);
    image.fill(Qt::red);
    QPainter painter(&image);
    chart.render(painter, QRectF(100, 100, 400, 200));
    painter.end();
    CHECK(image.pixelColor(50, 50) == QColor(Qt::red));
    CHECK(image.pixelColor(102, 102) == Theme::light().window);
    CHECK(image.pixelColor(550, 350) == QColor(Qt::red));
}

TEST_CASE("a widget is drawn at the asked size and keeps its own")
{
    QLabel label("a label");
    label.resize(50, 20);
    const QByteArray png = renderPng(static_cast<QWidget&>(label), {{300, 100}, 2});
    CHECK(QImage::fromData(png, "PNG").size() == QSize(600, 200));
    CHECK(label.size() == QSize(50, 20));
    CHECK(renderSvg(static_cast<QWidget&>(label), {{300, 100}, 1}).contains("a label"));
}

TEST_CASE("the pixels of an image are bounded whatever scale is asked for")
{
    EnergyChart chart;
    chart.setEvaluation(evaluated(chartScenario()));
    const QImage image = QImage::fromData(renderPng(chart, {{1000, 10}, 1e6}), "PNG");
    CHECK(image.width() == 16384);
    CHECK(image.height() == 164); // the shape is kept
}

namespace {

struct SvgText {
    QString text;
    QRectF box; // in pixels of the figure
};

double number(const QString& tag, const char* name)
{
    const QRegularExpression pattern(QStringLiteral("\\b%1=\"([^\"]*)\"").arg(QLatin1String(name)));
    return pattern.match(tag).captured(1).toDouble();
}

/// Texts with their places, as QSvgGenerator nests them: one transformed group around each.
std::vector<SvgText> textsOf(const QByteArray& svg)
{
    static const QRegularExpression pattern(
        QStringLiteral("transform=\"matrix\\(([^)]*)\\)\"|(<text\\b[^>]*>)([^<]*)</text>"));
    std::vector<SvgText> texts;
    QTransform place;
    for (auto found = pattern.globalMatch(QString::fromUtf8(svg)); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        if (const QStringList m = match.captured(1).split(','); m.size() == 6) {
            place = QTransform(m[0].toDouble(), m[1].toDouble(), m[2].toDouble(), m[3].toDouble(), m[4].toDouble(),
                               m[5].toDouble());
        } else {
            const QString tag = match.captured(2);
            const double length = number(tag, "textLength"), size = number(tag, "font-size");
            const double before = tag.contains("anchor=\"start") ? 0 : tag.contains("anchor=\"end") ? 1 : 0.5;
            const QRectF box(number(tag, "x") - before * length, number(tag, "y") - 0.7 * size, length, 0.7 * size);
            texts.push_back({match.captured(3), place.mapRect(box)});
        }
    }
    return texts;
}

QString wordsOf(const QByteArray& svg)
{
    QString words;
    for (const SvgText& text : textsOf(svg)) {
        words += text.text + " ";
    }
    return words;
}

Theme atScale(double scale)
{
    Theme theme = onPaper(Theme::light());
    theme.fontScale = scale;
    return theme;
}

} // namespace

TEST_CASE("no text of a figure leaves it, at any size and scale of type")
{
    const auto evaluation = evaluated(chartScenario());
    for (const ChartKind& kind : chartKinds()) {
        for (const QSize size : {QSize(420, 300), QSize(960, 1080), QSize(1600, 900)}) {
            for (const double scale : {1.0, 1.6, 2.0}) {
                const std::unique_ptr<Chart> chart = kind.make();
                chart->setTheme(atScale(scale));
                chart->setEvaluation(evaluation);
                const QRectF page(-1, -1, size.width() + 2, size.height() + 2);
                for (const SvgText& text : textsOf(renderSvg(*chart, {size, 1}))) {
                    CAPTURE(kind.id, size.width(), scale, text.text.toStdString(), text.box.left(), text.box.right());
                    CHECK(page.contains(text.box));
                }
            }
        }
    }
}

TEST_CASE("names of model and device, legends and totals are whole in small figures")
{
    for (const ChartKind& kind : chartKinds()) {
        CAPTURE(kind.id);
        Scenario scenario = chartScenario();
        scenario.model.name = "A model with quite a long name";
        scenario.device.name = "a device with a name";
        const std::unique_ptr<Chart> chart = kind.make();
        chart->setTheme(atScale(1.6));
        chart->setEvaluation(evaluated(scenario));
        const QString words = wordsOf(renderSvg(*chart, {{960, 1080}, 1}));
        CHECK(words.contains("A model with quite a long name on a device with a name"));
        CHECK_FALSE(words.contains(QStringLiteral("…")));
    }
    MemoryChart memory;
    memory.setTheme(atScale(1.6));
    memory.setEvaluation(evaluated(chartScenario()));
    const QString words = wordsOf(renderSvg(memory, {{300, 400}, 1}));
    for (const char* name : {"weights", "KV cache", "activations"}) {
        CHECK(words.contains(name));
    }
}

TEST_CASE("the roofline names its heaviest dots, on screen as in figures")
{
    RooflineChart chart;
    settle(chart);
    chart.setEvaluation(evaluated(chartScenario()));
    settle(chart);
    const auto names = [&](const QString& words) {
        int named = 0;
        for (const RooflineDot& dot : chart.dots()) {
            const Stage& stage = chart.evaluation()->program.stages[static_cast<std::size_t>(dot.ref.stage)];
            named += words.contains(QString::fromStdString(stage.operators[static_cast<std::size_t>(dot.ref.op)].name));
        }
        return named;
    };
    CHECK(names(wordsOf(renderSvg(chart, {{1600, 900}, 1}))) >= 2);
    QString onScreen;
    for (const PlacedLabel& label : chart.labels()) {
        onScreen += label.text + " ";
    }
    CHECK(names(onScreen) >= 2);
}

TEST_CASE("a figure of twice the type on twice the page is the same figure: paddings and gaps grow with the type")
{
    const auto evaluation = evaluated(chartScenario());
    for (const ChartKind& kind : chartKinds()) {
        std::vector<SvgText> texts[2];
        for (const int times : {2, 4}) { // of 11.5 pixels: whole ones
            const std::unique_ptr<Chart> chart = kind.make();
            chart->setTheme(atScale(times));
            chart->setEvaluation(evaluation);
            texts[times / 4] = textsOf(renderSvg(*chart, {QSize(900, 500) * times, 1}));
        }
        CAPTURE(kind.id);
        QStringList moved;
        for (const SvgText& small : texts[0]) {
            const bool found = std::any_of(texts[1].begin(), texts[1].end(), [&](const SvgText& large) {
                const QPointF apart = large.box.center() - 2 * small.box.center();
                return large.text == small.text && std::max(std::abs(apart.x()), std::abs(apart.y())) < 10;
            });
            moved << (found ? QStringList() : QStringList(small.text));
        }
        CAPTURE(moved.join(" | ").toStdString());
        CHECK(moved.size() <= 2); // where labels vie for a place, another may win it
    }
}

TEST_CASE("an SVG says which fonts may stand in, how long each text is, and where it may grow")
{
    EnergyChart chart;
    chart.setTheme(atScale(1));
    chart.setEvaluation(evaluated(chartScenario()));
    const QByteArray svg = renderSvg(chart, {{800, 450}, 1});
    CHECK(svg.count("<text") > 8);
    // Of twice the resolution it is the same figure.
    CHECK(renderSvg(chart, {{800, 450}, 2}).count("anchor=\"end") == svg.count("anchor=\"end"));
    CHECK(svg.count("anchor=\"end") > 0); // of the totals at the right
    CHECK(svg.count("textLength=") == svg.count("<text"));
    CHECK(svg.count("text-anchor=") == svg.count("<text"));
    for (const SvgText& text : textsOf(svg)) { // one that is a fifth wider still stays on the page
        const double more = 0.2 * text.box.width();
        CAPTURE(text.text.toStdString());
        CHECK((text.box.left() < 20 || text.box.left() - more / 2 >= 0));
        CHECK((text.box.right() > 780 || text.box.right() + more / 2 <= 800));
    }
    CHECK(svg.count("sans-serif\"") == svg.count("font-family=\""));
}

TEST_CASE("figures carry the title of what they show, in every format")
{
    RooflineChart chart;
    Scenario scenario = chartScenario();
    scenario.model.name = "Seven";
    chart.setEvaluation(evaluated(scenario));
    const QImage image = QImage::fromData(renderPng(chart, {{800, 450}, 1}), "PNG");
    CHECK(image.text("Title").startsWith("Roofline: Seven on Round"));
    CHECK(image.text("Software") == "Ridgepoint");
    const QByteArray svg = renderSvg(chart, {{800, 450}, 1});
    CHECK(svg.contains("<title>Roofline: Seven on Round"));
    CHECK(svg.contains("Ridgepoint</desc>"));
    const QByteArray pdf = renderPdf(chart, {{800, 450}, 1});
    CHECK((pdf.contains("Roofline: Seven on Round") || pdf.contains(QByteArray("R\0o\0o\0f\0l\0i\0n\0e", 15))));
}

TEST_CASE("a light figure stands on white, a dark one on its own ground, and a transparent one on nothing")
{
    EnergyChart chart;
    chart.setEvaluation(evaluated(chartScenario()));
    const auto corner = [&](const Theme& theme, bool transparent) {
        chart.setTheme(onPaper(theme));
        return QImage::fromData(renderPng(chart, {{800, 450}, 1, transparent}), "PNG").pixelColor(3, 440);
    };
    CHECK(corner(Theme::light(), false) == QColor(Qt::white));
    CHECK(corner(Theme::darkTheme(), false) == Theme::darkTheme().window);
    CHECK(corner(Theme::light(), true).alpha() == 0);
    CHECK(corner(Theme::darkTheme(), true).alpha() == 0);
}

TEST_CASE("bars fill the height of a figure")
{
    EnergyChart chart;
    chart.setEvaluation(evaluated(chartScenario()));
    for (const QSize size : {QSize(420, 208), QSize(1600, 900), QSize(960, 1080)}) {
        settle(chart, size);
        REQUIRE(chart.groups().size() >= 3);
        const QRectF last = chart.rowOf(chart.groups().size() - 1);
        CHECK(last.bottom() > plotOf(chart).viewport().bottom() - 40); // the legend's line below
    }
}

TEST_CASE("letters are those that a PDF can tell again: nothing is put in their place")
{
    const QString text = QStringLiteral("Llama-3-8B (FLOP/byte) × 255 MEMORY-BOUND");
    QTextLayout layout(text, Theme::light().font(12));
    layout.beginLayout();
    layout.createLine();
    layout.endLayout();
    QList<quint32> drawn, plain;
    for (const QGlyphRun& run : layout.glyphRuns()) {
        drawn += run.glyphIndexes();
        plain = run.rawFont().glyphIndexesForString(text);
    }
    CHECK(drawn == plain);
}

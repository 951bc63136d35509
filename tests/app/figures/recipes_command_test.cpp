#include "core/formats/json/project.h"
#include "tests/app/whole/program.h"
#include "tests/support/scenarios.h"

#include <QImage>
#include <QPainter>
#include <QRegularExpression>
#include <QSvgRenderer>

using namespace ridge;
using namespace ridge::test;

namespace {

ScenarioFile talk()
{
    ScenarioFile file{preset("llama-3-8b", "h100-sxm"), {}, {}, {}};
    Recipe roofline;
    roofline.name = "Decode waits";
    roofline.title = "Decode waits for memory";
    Recipe pair;
    pair.name = "Two of them";
    pair.parts = {{"latency"}, {"energy"}};
    pair.place = "columns";
    pair.theme = "grey";
    file.figures = {roofline, pair};
    return file;
}

QByteArray textOf(const ScenarioFile& file)
{
    return QByteArray::fromStdString(writeScenarioJson(file.scenario, file.pins, file.targets, file.figures));
}

/// The drawing on white, at an eighth of its size: where there is ink, and not the edges of letters.
QImage inkOf(const QImage& picture)
{
    return picture.scaled(picture.size() / 8, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
        .convertToFormat(QImage::Format_Grayscale8);
}

QImage inkOf(const QByteArray& svg)
{
    QSvgRenderer renderer(svg);
    REQUIRE(renderer.isValid());
    QImage picture(renderer.viewBox().size(), QImage::Format_RGB32);
    picture.fill(Qt::white);
    QPainter painter(&picture);
    renderer.render(&painter);
    painter.end();
    return inkOf(picture);
}

/// 0 to 255, on average.
double differenceOf(const QImage& a, const QImage& b)
{
    REQUIRE(a.size() == b.size());
    double sum = 0;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x) {
            sum += std::abs(qGray(a.pixel(x, y)) - qGray(b.pixel(x, y)));
        }
    }
    return sum / (a.width() * a.height());
}

} // namespace

TEST_CASE("a recipe of the scenario's file is drawn by its name", "[command line][figures]")
{
    const ProgramFolder folder;
    const QString file = folder.with("talk.ridge", textOf(talk()));
    succeed({"figure", "--recipe", "Decode waits", file, "-o", folder.path("a.svg")});
    const QByteArray svg = folder.contents("a.svg");
    CHECK(svg.contains(">Decode waits for memory<"));
    succeed({"figure", file, "--recipe", "Decode waits", "-o", folder.path("b.svg")}); // in any order
    CHECK(folder.contents("b.svg") == svg);
}

TEST_CASE("every recipe of a scenario becomes a file, so that a talk is drawn anew by one command",
          "[command line][figures]")
{
    const ProgramFolder folder;
    const QString file = folder.with("talk.ridge", textOf(talk()));
    const Run run = succeed({"figure", "--all", file, "-o", folder.path("out")});
    CHECK(QDir(folder.path("out")).entryList(QDir::Files).size() == 2);
    CHECK(run.out.count('\n') == 2);
    succeed({"figure", "--all", "--as", "svg", file, "-o", folder.path("drawings")});
    CHECK(QDir(folder.path("drawings")).entryList({"*.svg"}, QDir::Files).size() == 2);
}

TEST_CASE("a figure opens as the scenario that it was drawn of", "[command line][figures]")
{
    const ProgramFolder folder;
    const QString file = folder.with("talk.ridge", textOf(talk()));
    const Run before = succeed({"report", file, "--format", "json"});
    for (const char* name : {"a.png", "a.svg", "a.pdf"}) {
        INFO(name);
        succeed({"figure", "--recipe", "Two of them", file, "-o", folder.path(name)});
        CHECK(succeed({"report", folder.path(name), "--format", "json"}).out == before.out);
        // With its recipes: the figure is drawn again from the figure.
        succeed({"figure", "--recipe", "Two of them", folder.path(name), "-o", folder.path("again.svg")});
    }
    CHECK(folder.contents("again.svg") == folder.contents("a.svg"));
    succeed({"figure", "roofline", file, "--set", "workload.batch=16", "-o", folder.path("plain.png")});
    const Run plain = succeed({"report", folder.path("plain.png"), "--format", "json"});
    CHECK(plain.out == succeed({"report", file, "--set", "workload.batch=16", "--format", "json"}).out);
}

TEST_CASE("what cannot be drawn or opened is one sentence", "[command line][figures]")
{
    const ProgramFolder folder;
    const QString file = folder.with("talk.ridge", textOf(talk()));
    refuse(3, {"figure", "--recipe", "Decode waitz", file, "-o", folder.path("a.svg")}, "did you mean");
    refuse(3, {"figure", "--recipe", "Decode waits", file, "-o", folder.path("a.gif")}, "figures are written as");
    refuse(3, {"figure", "--all", "--model", "resnet-50", "-o", folder.path("out")}, "has no figures");
    refuse(2, {"figure", "roofline", "--all", file, "-o", folder.path("out")}, "cannot both");
    refuse(2, {"figure", "-o", folder.path("a.svg")}, "required");
    refuse(2, {"figure", "pie", "-o", folder.path("a.svg")}, "not in");
    const QString empty = folder.with("empty.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>");
    refuse(3, {"report", empty}, "no scenario inside");
    const QString cut = folder.with("cut.png", QByteArray("\x89PNG\r\n\x1a\n\x00\x00\x00\x0DIHDR", 16));
    refuse(3, {"report", cut}, "no scenario inside");
    const QString wrong =
        folder.with("wrong.svg", "<svg><metadata id=\"ridgepoint-scenario\">e30=</metadata></svg>"); // {}
    refuse(3, {"report", wrong}, "wrong.svg");
}

TEST_CASE("a callout whose target has gone is said, and the figure is drawn", "[command line][figures]")
{
    const ProgramFolder folder;
    ScenarioFile file = talk();
    file.figures[0].callouts = {{"op:decode/nothing.here", "Look"}};
    const QString path = folder.with("talk.ridge", textOf(file));
    const Run done = run({"figure", "--recipe", "Decode waits", path, "-o", folder.path("a.svg")});
    CHECK(done.exitCode == 0);
    CHECK(done.err.contains("decode/nothing.here"));
    CHECK(done.err.count('\n') == 1);
    CHECK_FALSE(folder.contents("a.svg").contains(">Look<"));
}

TEST_CASE("letters are text or outlines in a drawing, as a recipe or the command line says, and look alike",
          "[command line][figures][outlines]")
{
    const ProgramFolder folder;
    ScenarioFile outlined = talk();
    outlined.figures.front().isOutlined = true;
    const QString file = folder.with("talk.ridge", textOf(talk()));
    succeed({"figure", "--recipe", "Decode waits", file, "-o", folder.path("text.svg")});
    succeed({"figure", "--recipe", "Decode waits", file, "--outlines", "-o", folder.path("asked.svg")});
    succeed({"figure", "--recipe", "Decode waits", folder.with("outlined.ridge", textOf(outlined)), "-o",
             folder.path("recipe.svg")});
    succeed({"figure", "roofline", file, "--outlines", "-o", folder.path("chart.svg")});
    const QByteArray text = folder.contents("text.svg");
    REQUIRE(text.contains("<text"));
    const std::pair<const char*, const char*> drawings[] = {{"asked.svg", "Decode waits for memory"},
                                                            {"recipe.svg", "Decode waits for memory"},
                                                            {"chart.svg", "Llama-3-8B on "}};
    for (const auto& [name, words] : drawings) {
        INFO(name);
        CHECK_FALSE(folder.contents(name).contains("<text"));
        CHECK_FALSE(folder.contents(name).contains("font-family=\"Inter, "));
        CHECK(folder.contents(name).contains(QByteArray("aria-label=\"") + words)); // who listens still hears it
    }
    const QByteArray asked = folder.contents("asked.svg");
    CHECK(QSvgRenderer(asked).defaultSize() == QSvgRenderer(text).defaultSize());
    CHECK(QSvgRenderer(asked).viewBoxF() == QSvgRenderer(text).viewBoxF());

    static const QRegularExpression texts(QStringLiteral("<text\\b[^>]*>[^<]*</text>"));
    const QByteArray wordless = QString::fromUtf8(text).remove(texts).toUtf8();
    succeed({"figure", "--recipe", "Decode waits", file, "-o", folder.path("points.png")});
    const QImage points = inkOf(QImage(folder.path("points.png"))); // in the fonts that the text is laid out in
    CHECK(differenceOf(points, inkOf(asked)) < differenceOf(points, inkOf(wordless)) / 4);
}

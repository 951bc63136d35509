#include "app/commands/commands.h"
#include "app/window/figures/figure_actions.h"
#include "core/formats/json/project.h"
#include "tests/app/whole/program.h"
#include "tests/app/window/window_fixture.h"
#include "ui/charts/diagram/diagram_chart.h"
#include "ui/figure/inside.h"
#include "ui/studio/figure_preview.h"
#include "ui/studio/figure_view.h"

#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QPushButton>
#include <QSpinBox>

using namespace ridge;
using namespace ridge::test;

namespace {

struct FigureBench : WindowBench {
    FigureBench() : WindowBench(preset("llama-3-8b", "h100-sxm")) {}

    FigureView& view() { return *window.findChild<FigureView*>(); }
    const Figures& figures() { return window.document().figures(); }
    template <class Kind> Kind& control(const char* name)
    {
        auto* found = view().findChild<Kind*>(name);
        REQUIRE(found);
        return *found;
    }
    void press(const char* button)
    {
        QTest::mouseClick(&control<QPushButton>(button), Qt::LeftButton);
        settle();
    }
    void openFigures()
    {
        QTest::keyClick(&window, Qt::Key_E, Qt::ControlModifier);
        settle();
        REQUIRE(view().isVisible());
    }
    int undoSteps() { return window.document().history().index(); }

    /// As the dialog of the program asks for it.
    void exportTo(const QString& path)
    {
        QTimer::singleShot(0, [path] {
            auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
            REQUIRE(dialog);
            auto* name = dialog->findChild<QLineEdit*>("fileNameEdit");
            name->setText(path);
            QTest::keyClick(name, Qt::Key_Return);
        });
        press("figureExport");
    }
};

void drawByName(const QString& file, const QString& recipe, const QString& output)
{
    const std::vector<std::string> texts{"ridgepoint",       "figure", "--recipe",          recipe.toStdString(),
                                         file.toStdString(), "-o",     output.toStdString()};
    std::vector<const char*> arguments;
    for (const std::string& text : texts) {
        arguments.push_back(text.c_str());
    }
    CHECK(runFigure(parseCommandLine(int(arguments.size()), arguments.data())) == 0);
}

} // namespace

TEST_CASE("from a start to a slide with title, takeaway, three named dots and a callout in six actions by mouse",
          "[window][figures]")
{
    FigureBench bench;
    const ProgramFolder folder;
    bench.openFigures(); // 1: a figure of what was on screen, its title to be written
    REQUIRE(bench.figures().size() == 1);
    CHECK(bench.figures()[0].parts[0].kind == "roofline");
    CHECK(bench.figures()[0].names == 3); // named without an action
    auto& title = bench.control<QLineEdit>("figureTitle");
    REQUIRE(title.hasFocus());
    QTest::keyClicks(&title, "Decode waits"); // 2
    auto& takeaway = bench.control<QLineEdit>("figureTakeaway");
    QTest::mouseClick(&takeaway, Qt::LeftButton);
    QTest::keyClicks(&takeaway, "Memory limits every step"); // 3
    bench.settle();
    FigurePreview& preview = bench.view().preview();
    const auto targets = bench.view().settings().findChild<QComboBox*>("figureTarget0");
    CHECK(targets == nullptr);
    REQUIRE_FALSE(preview.picture().isNull());
    // 4: a click on a dot. The callout is called after it, and its words are to be written (5).
    bench.press("figureAddCallout");
    auto& words = bench.control<QLineEdit>("figureCallout0");
    REQUIRE(words.hasFocus());
    QTest::keyClicks(&words, "the largest");
    bench.settle();
    bench.exportTo(folder.path("slide.svg")); // 6
    const QByteArray svg = folder.contents("slide.svg");
    for (const char* text : {">Decode waits<", ">Memory limits every step<", ">the largest<"}) {
        INFO(text);
        CHECK(svg.contains(text));
    }
    const auto inside = scenarioInside(svg);
    REQUIRE(inside);
    CHECK(readScenarioFileJson(inside->toStdString()).figures == bench.figures());
}

TEST_CASE("the same slide by keyboard alone", "[window][figures]")
{
    FigureBench bench;
    bench.openFigures();
    const auto type = [](const char* text) { QTest::keyClicks(QApplication::focusWidget(), text); };
    type("Mine");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    type("So it is");
    CHECK(bench.figures()[0].title == "Mine");
    CHECK(bench.figures()[0].takeaway == "So it is");
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
    REQUIRE(QTest::qWaitFor([&] { return bench.figures()[0].callouts.size() == 1; }, 2000)); // it is seen to be pressed
    type("here");
    bench.settle();
    REQUIRE(bench.figures()[0].callouts.size() == 1);
    CHECK(bench.figures()[0].callouts[0].text == "here");
}

TEST_CASE("a click on a dot of the preview points at that dot", "[window][figures]")
{
    FigureBench bench;
    bench.openFigures();
    auto& add = bench.control<QPushButton>("figureAddCallout");
    QTest::mouseClick(&add, Qt::LeftButton);
    bench.settle();
    auto& target = bench.control<QComboBox>("figureTarget0");
    REQUIRE(target.count() > 3);
    const QString first = target.itemData(0).toString();
    CHECK(QString::fromStdString(bench.figures()[0].callouts[0].target) == first);
    FigurePreview& preview = bench.view().preview();
    QTest::mouseClick(&preview, Qt::LeftButton, {}, QPoint(1, 1)); // beside the figure
    CHECK(bench.figures()[0].callouts.size() == 1);
}

TEST_CASE("each edit of a figure is one step to undo, and a word that is typed is one edit", "[window][figures]")
{
    FigureBench bench;
    bench.openFigures();
    const int start = bench.undoSteps();
    QTest::keyClicks(&bench.control<QLineEdit>("figureTitle"), "Many letters");
    CHECK(bench.undoSteps() == start + 1);
    auto& place = bench.control<QComboBox>("figurePlace");
    place.setCurrentIndex(place.findData("column"));
    CHECK(bench.undoSteps() == start + 2);
    CHECK(bench.figures()[0].place == "column");
    bench.window.undo();
    bench.settle();
    CHECK(bench.figures()[0].place == "slide");
    CHECK(place.currentData() == "slide");
    CHECK(bench.undoSteps() == start + 1); // showing it is no edit
    bench.window.undo();
    bench.settle();
    CHECK(bench.control<QLineEdit>("figureTitle").text() == "Roofline");
    bench.window.undo();
    CHECK(bench.figures().empty());
}

TEST_CASE("figures are made of the page in front, duplicated, renamed and deleted", "[window][figures]")
{
    FigureBench bench;
    bench.window.showView("latency");
    bench.openFigures();
    REQUIRE(bench.figures().size() == 1);
    CHECK(bench.figures()[0].parts[0].kind == "latency");
    bench.press("figureDuplicate");
    REQUIRE(bench.figures().size() == 2);
    CHECK(bench.figures()[1].parts == bench.figures()[0].parts);
    CHECK(bench.figures()[1].name != bench.figures()[0].name);
    auto& name = bench.control<QLineEdit>("figureName");
    name.setText("Second");
    QTest::keyClick(&name, Qt::Key_Return);
    bench.settle();
    CHECK(bench.figures()[1].name == "Second");
    bench.press("figureDelete");
    REQUIRE(bench.figures().size() == 1);
    bench.press("figureCopy");
    CHECK(QGuiApplication::clipboard()->image().size() == QSize(1920, 1080)); // 13.333 × 7.5 inches at 144
}

TEST_CASE("a figure of the model shows the stage and the blocks that are open on its page",
          "[window][figures][diagram]")
{
    FigureBench bench;
    bench.window.showView("diagram");
    bench.settle();
    auto& chart = *bench.window.findChild<DiagramChart*>();
    chart.setStage(std::size_t(0));
    chart.openUpTo(16);
    bench.openFigures();
    REQUIRE(bench.figures().size() == 1);
    FigurePart expected{"diagram"};
    expected.stage = bench.window.evaluation()->program.stages[0].name;
    const OpenBlocks open = chart.ownOpen().value();
    expected.open.emplace(open.begin(), open.end());
    CHECK_FALSE(expected.open->empty());
    CHECK(bench.figures()[0].parts[0] == expected);
}

TEST_CASE("window and command line draw a recipe to the same bytes", "[window][figures]")
{
    FigureBench bench;
    const ProgramFolder folder;
    bench.openFigures();
    QTest::keyClicks(&bench.control<QLineEdit>("figureTitle"), "Equal");
    REQUIRE(bench.window.files().saveTo(folder.path("talk.ridge")));
    const QString name = QString::fromStdString(bench.figures()[0].name);
    for (const char* ending : {".png", ".svg"}) {
        INFO(ending);
        bench.exportTo(folder.path(QStringLiteral("window") + ending));
        drawByName(folder.path("talk.ridge"), name, folder.path(QStringLiteral("command") + ending));
        const QByteArray drawn = folder.contents(QStringLiteral("window") + ending);
        CHECK(drawn.size() > 10000);
        CHECK((drawn == folder.contents(QStringLiteral("command") + ending)));
    }
}

TEST_CASE("a figure that is dropped on the window opens what it shows, and is no file to save to", "[window][figures]")
{
    const ProgramFolder folder;
    FigureBench bench;
    bench.openFigures();
    bench.exportTo(folder.path("figure.png"));
    const Scenario drawn = *bench.window.document().current();
    FigureBench other;
    Scenario changed = *other.window.document().current();
    changed.workload.batch = 7;
    other.window.document().load(changed, {});
    REQUIRE(other.drop(folder.path("figure.png"), other.window));
    other.settle();
    CHECK(*other.window.document().current() == drawn);
    CHECK(other.figures().size() == 1);
    CHECK(other.window.document().path().isEmpty());
}

TEST_CASE("a callout whose target has gone says so on the page", "[window][figures]")
{
    FigureBench bench;
    bench.openFigures();
    Figures figures = bench.figures();
    figures[0].callouts = {{"op:decode/not.there", "Look"}};
    bench.window.document().setFigures(figures, {"figures", 0, "test"});
    bench.settle();
    CHECK(bench.control<QLabel>("figureNotes").text().contains("decode/not.there"));
    CHECK(bench.control<QComboBox>("figureTarget0").currentText().startsWith(QStringLiteral("⚠")));
}

// The list of pages: tabs, the View menu, keys, the command line and the session all follow it.

#include "app/commands/commands.h"
#include "core/formats/onnx/read_onnx.h"
#include "tests/app/whole/program.h"
#include "tests/app/window/session_fixture.h"
#include "tests/core/formats/onnx/onnx_builder.h"
#include "ui/charts/latency_chart.h"
#include "ui/tables/block_view.h"

#include <QMenu>
#include <QMenuBar>
#include <QRegularExpression>
#include <iostream>
#include <set>
#include <sstream>

using namespace ridge;
using namespace ridge::test;

namespace {

using Place = PageKind::Place;

QStringList idsOf(Place place)
{
    QStringList ids;
    for (const PageKind& kind : pageKinds(place)) {
        ids << QString::fromLatin1(kind.id);
    }
    return ids;
}

QStringList titlesOf(Place place)
{
    QStringList titles;
    for (const PageKind& kind : pageKinds(place)) {
        titles << QString::fromLatin1(kind.title);
    }
    return titles;
}

QStringList tabsOf(const QTabWidget& row)
{
    QStringList texts;
    for (int i = 0; i < row.count(); ++i) {
        texts << row.tabText(i).remove(QRegularExpression(" \\d+$")); // what a page counts
    }
    return texts;
}

/// Texts of the View menu by the keys Ctrl+1 to Ctrl+9.
QStringList keyedViews(MainWindow& window)
{
    QStringList texts;
    for (QMenu* menu : window.menuBar()->findChildren<QMenu*>()) {
        for (const QAction* action : menu->actions()) {
            const QKeySequence next(Qt::CTRL | Qt::Key(Qt::Key_1 + texts.size()));
            if (menu->title() == "&View" && texts.size() < 9 && action->shortcut() == next) {
                texts << action->text();
            }
        }
    }
    return texts;
}

QString helpOfFigures()
{
    std::ostringstream help;
    std::streambuf* before = std::cout.rdbuf(help.rdbuf());
    const char* const arguments[] = {"ridgepoint", "figure", "--help"};
    parseCommandLine(3, arguments);
    std::cout.rdbuf(before);
    return QString::fromStdString(help.str());
}

QByteArray drawn(const QString& view, const ProgramFolder& folder)
{
    Request request;
    request.scenario.model = "resnet-50";
    request.scenario.device = "h100-sxm";
    request.scenario.levers = {"quantise_weights"}; // else no waterfall
    request.figure = "window";
    request.view = view.toStdString();
    request.output = folder.path(view + ".png").toStdString();
    runFigure(request);
    return folder.contents(view + ".png");
}

void checkOneList(WindowBench& bench)
{
    CHECK(tabsOf(bench.window.pages().middle()) == titlesOf(Place::Middle));
    CHECK(tabsOf(bench.window.pages().bottom()) == titlesOf(Place::Bottom));
    constexpr int keys = 9; // Ctrl+1 to Ctrl+9
    CHECK(keyedViews(bench.window) == titlesOf(Place::Middle).mid(0, keys));
    CHECK(helpOfFigures().simplified().contains("Page of the window: " + idsOf(Place::Middle).join(", ")));
    for (int i = 0; i < std::min<int>(keys, int(idsOf(Place::Middle).size())); ++i) {
        bench.window.editor().setFocus(); // as after a number was typed
        QTest::keyClick(&bench.window, Qt::Key(Qt::Key_1 + i), Qt::ControlModifier);
        const OverflowTabs& row = bench.window.pages().middle();
        CHECK((row.currentIndex() == i) == row.isOffered(i));
        if (row.isOffered(i)) { // and leads the keys there
            const QWidget* at = bench.window.focusWidget();
            CHECK((at == row.currentWidget() || row.currentWidget()->isAncestorOf(at)));
        }
    }
    for (const Place place : {Place::Middle, Place::Bottom}) {
        const OverflowTabs& row =
            place == Place::Middle ? bench.window.pages().middle() : bench.window.pages().bottom();
        for (int i = 0; i < row.count(); ++i) {
            CHECK(bench.window.showView(idsOf(place)[i]) == row.isOffered(i));
            CHECK((row.currentIndex() == i) == row.isOffered(i));
        }
    }
}

/// The first row of a table that holds others.
QModelIndex firstBlock(const QAbstractItemModel& model)
{
    int row = 0;
    while (row < model.rowCount() && !model.hasChildren(model.index(row, 0))) {
        ++row;
    }
    return model.index(row, 0);
}

/// Three nodes in two blocks.
Scenario importedScenario()
{
    OnnxBuilder builder = convNormRelu(&OnnxBuilder::weight);
    auto& graph = *builder.model.mutable_graph();
    graph.mutable_node(0)->set_name("/features/conv/Conv");
    graph.mutable_node(1)->set_name("/features/norm/BatchNormalization");
    graph.mutable_node(2)->set_name("/head/Relu");
    Scenario scenario = preset("resnet-50", "h100-sxm");
    scenario.model = readOnnx(builder.bytes(), "net.onnx");
    return scenario;
}

} // namespace

TEST_CASE("tabs, the View menu, its keys and the command line name the same pages", "[pages]")
{
    WindowBench bench;
    checkOneList(bench);
}

TEST_CASE("every page of the middle is a figure of its own", "[pages]")
{
    const ProgramFolder folder;
    std::set<QByteArray> pictures;
    for (const QString& id : idsOf(Place::Middle)) {
        INFO(id.toStdString());
        CHECK(pictures.insert(drawn(id, folder)).second);
    }
    CHECK_THROWS_WITH(drawn("nothing", folder), Catch::Matchers::ContainsSubstring(pageNames()));
}

TEST_CASE("the window opens on the first page, and a figure that names none draws it", "[pages]")
{
    const char* const arguments[] = {"ridgepoint", "figure", "window", "-o", "x.png"};
    Request request = parseCommandLine(5, arguments);
    const ProgramFolder folder;
    request.scenario.model = "resnet-50";
    request.scenario.device = "h100-sxm";
    request.scenario.levers = {"quantise_weights"}; // as the other has
    request.output = folder.path("any.png").toStdString();
    const QByteArray first = drawn(idsOf(Place::Middle).front(), folder);
    runFigure(request);
    CHECK(folder.contents("any.png") == first);
    CHECK(WindowBench().window.pages().middle().currentIndex() == 0);
}

TEST_CASE("no two pages share an id, and none of a row a place", "[pages]")
{
    std::set<std::string> ids;
    std::set<std::pair<Place, int>> places;
    for (const PageKind* page : allPages()) {
        INFO(page->id);
        CHECK(ids.insert(page->id).second);
        CHECK(places.insert({page->place, page->position}).second);
    }
    CHECK(idsOf(Place::Middle).front() == "overview");
}

TEST_CASE("a page gets what is on screen, the selection and its tab as the model asks for it", "[pages]")
{
    WindowBench bench(preset("llama-3-8b", "h100-sxm"));
    bench.window.showView("latency");
    applyBatch(bench.window, 4);
    bench.settle();
    const auto* chart = bench.window.findChild<LatencyChart*>();
    REQUIRE(chart);
    CHECK(chart->evaluation() == bench.window.evaluation());
    bench.window.selection().select({0, 3});
    CHECK(chart->selectedOperator() == OperatorRef{0, 3});
    const auto layers = static_cast<int>(idsOf(Place::Bottom).indexOf("layers"));
    CHECK_FALSE(bench.tabs().isOffered(layers));
    bench.window.document().chooseModel(modelPreset("resnet-50"));
    bench.settle();
    CHECK(bench.tabs().isOffered(layers));
}

TEST_CASE("a session remembers what is folded on every page", "[pages][session]")
{
    forgetEverything();
    std::vector<QStringList> left;
    {
        ProgramRun program(true, importedScenario());
        for (BlockView* table : program.window.pages().foldingTables()) {
            const QModelIndex block = firstBlock(*table->model());
            REQUIRE(block.isValid());
            table->setExpanded(block, !table->isExpanded(block));
            left.push_back(table->foldState());
            CHECK(left.back().size() == 1);
        }
        program.close();
    }
    REQUIRE(left.size() == 2); // the operators, and the nodes of the graph
    ProgramRun again(true, importedScenario());
    for (std::size_t i = 0; i < left.size(); ++i) {
        CHECK(again.window.pages().foldingTables()[i]->foldState() == left[i]);
    }
}

TEST_CASE("a page that has nothing to say of a scenario says why when its key is pressed", "[window][pages]")
{
    WindowBench bench(preset("llama-3-8b", "h100-sxm"));
    const int keys = int(idsOf(Place::Middle).indexOf("waterfall")) + 1;
    REQUIRE(keys <= 9);
    const auto press = [&] {
        QTest::keyClick(&bench.window, Qt::Key(Qt::Key_0 + keys), Qt::ControlModifier);
        bench.settle();
        return bench.tabs().isVisible() ? bench.window.pages().middle().currentWidget() : nullptr;
    };
    const QWidget* overview = bench.window.pages().middle().currentWidget();
    CHECK(press() == overview);
    CHECK(bench.message().contains("Waterfall: nothing to show. No lever is pulled"));
    Scenario next = *bench.window.document().current();
    REQUIRE(setParameter(next, "lever.gqa", "on").empty());
    bench.window.applyEdit(std::move(next), {"lever.gqa", 0, "Grouped-query attention"});
    bench.settle();
    CHECK(press() != overview);
    CHECK(bench.window.pages().refusalOf("waterfall").isEmpty());
    CHECK_FALSE(bench.window.pages().refusalOf("tensors").isEmpty());
}

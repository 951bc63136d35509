// The list of pages: tabs, the View menu, keys, the command line and the session all follow it.

#include "app/commands/commands.h"
#include "tests/app/whole/program.h"
#include "tests/app/window/session_fixture.h"
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

/// Texts of the View menu by the keys Ctrl+1 and on.
QStringList keyedViews(MainWindow& window)
{
    QStringList texts;
    for (QMenu* menu : window.menuBar()->findChildren<QMenu*>()) {
        for (const QAction* action : menu->actions()) {
            const QKeySequence next(Qt::CTRL | Qt::Key(Qt::Key_1 + texts.size()));
            if (menu->title() == "&View" && action->shortcut() == next) {
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
    CHECK(keyedViews(bench.window) == titlesOf(Place::Middle));
    CHECK(helpOfFigures().simplified().contains("Page of the window: " + idsOf(Place::Middle).join(", ")));
    for (int i = 0; i < idsOf(Place::Middle).size(); ++i) {
        QTest::keyClick(&bench.window, Qt::Key(Qt::Key_1 + i), Qt::ControlModifier);
        CHECK(bench.window.pages().middle().currentIndex() == i);
    }
    for (const Place place : {Place::Middle, Place::Bottom}) {
        const QTabWidget& row = place == Place::Middle ? bench.window.pages().middle() : bench.window.pages().bottom();
        for (int i = 0; i < row.count(); ++i) {
            bench.window.showView(idsOf(place)[i]);
            CHECK((row.currentIndex() == i || !row.isTabVisible(i)));
        }
    }
}

/// A page as another file would make it.
class TrialPage : public PageOf<OperatorTable> {
public:
    explicit TrialPage(MainWindow&) { view().view()->setObjectName("trialTable"); }

    void setEvaluations(const Evaluations& shown) override
    {
        view().setEvaluation(shown.now);
        last = shown;
    }
    void setSelected(OperatorRef ref, const Operator*) override { selected = ref; }
    bool appliesTo(const Scenario& scenario) const override { return scenario.model.generates(); }

    static inline Evaluations last;
    static inline OperatorRef selected;
};

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
    CHECK_THROWS_WITH(drawn("nothing", folder), Catch::Contains(pageNames()));
}

TEST_CASE("a page that registers itself is in every list, in its place, for as long as it is registered", "[pages]")
{
    const ProgramFolder folder;
    const QStringList before = idsOf(Place::Middle);
    {
        const PageRegistration trial({"trial", "Trial", Place::Middle, 15, makePage<TrialPage>});
        CHECK(idsOf(Place::Middle).indexOf("trial") == 1);
        WindowBench bench(preset("llama-3-8b", "h100-sxm"));
        checkOneList(bench);
        CHECK(drawn("trial", folder) != drawn("overview", folder));
    }
    CHECK(idsOf(Place::Middle) == before);
}

TEST_CASE("a page gets what is on screen, the selection and its tab as the model asks for it", "[pages]")
{
    const PageRegistration trial({"trial", "Trial", Place::Bottom, 15, makePage<TrialPage>});
    WindowBench bench(preset("llama-3-8b", "h100-sxm"));
    applyBatch(bench.window, 4);
    bench.settle();
    CHECK(TrialPage::last.now == bench.window.evaluation());
    CHECK(TrialPage::last.pinned == nullptr);
    bench.window.selection().select({0, 3});
    CHECK(TrialPage::selected == OperatorRef{0, 3});
    CHECK(bench.tabs().isTabVisible(1));
    bench.window.document().chooseModel(modelPreset("resnet-50"));
    bench.settle();
    CHECK_FALSE(bench.tabs().isTabVisible(1));
    TrialPage::last = {};
}

TEST_CASE("a session remembers what is folded on any page", "[pages][session]")
{
    forgetEverything();
    const PageRegistration trial({"trial", "Trial", Place::Middle, 15, makePage<TrialPage>});
    const Scenario llama = preset("llama-3-8b", "h100-sxm");
    const auto tableIn = [](ProgramRun& program) -> BlockView& {
        program.window.showView("trial");
        return *program.window.findChild<BlockView*>("trialTable");
    };
    {
        ProgramRun program(true, llama);
        tableIn(program).setFoldState({"open:prefill"});
        program.close();
    }
    ProgramRun again(true, llama);
    CHECK(tableIn(again).foldState() == QStringList{"open:prefill"});
    TrialPage::last = {};
}

#include "app/document/visits.h"
#include "tests/app/window/session_fixture.h"
#include "ui/panels/history_view.h"

#include <QInputDialog>
#include <QToolButton>

using namespace ridge;
using namespace ridge::test;

namespace {

struct HistoryBench : WindowBench {
    using WindowBench::WindowBench;

    HistoryView& view()
    {
        window.showView("history");
        QCoreApplication::processEvents();
        return *window.findChild<HistoryView*>();
    }
    QString title(int row) { return view().model()->index(row, 0).data().toString(); }
    void click(int row)
    {
        const QModelIndex index = view().model()->index(row, 0);
        view().scrollTo(index);
        QTest::mouseClick(view().viewport(), Qt::LeftButton, {}, view().visualRect(index).center());
        settle();
    }
    double batch() { return window.document().current()->workload.batch; }
};

QToolButton* button(QWidget& corner, const QString& text)
{
    for (QToolButton* each : corner.findChildren<QToolButton*>()) {
        if (each->text() == text) {
            return each;
        }
    }
    return nullptr;
}

/// Types a name into the question that asks for one.
void answerName(MainWindow& window, const QString& name)
{
    auto* ask = window.findChild<QInputDialog*>();
    REQUIRE(ask);
    ask->setTextValue(name);
    ask->accept();
    QCoreApplication::processEvents();
}

} // namespace

TEST_CASE("a click on a state that was visited brings it back, and undo leads away again", "[window]")
{
    HistoryBench bench;
    applyBatch(bench.window, 16);
    bench.settle();
    applyBatch(bench.window, 32);
    bench.settle();
    REQUIRE(bench.view().model()->rowCount() == 3);
    CHECK(bench.title(0) == "Batch → 32"); // the newest first
    CHECK(bench.title(2) == "ResNet-50 on H100 SXM5 80GB");
    bench.click(2);
    CHECK(bench.batch() == 1);
    CHECK(bench.message().contains("Back to “ResNet-50 on H100 SXM5 80GB”"));
    CHECK(bench.view().model()->rowCount() == 3);
    CHECK(bench.view().model()->index(2, 0).data(Qt::AccessibleTextRole).toString().startsWith("On screen, "));
    bench.window.undo();
    bench.settle();
    CHECK(bench.batch() == 32);
}

TEST_CASE("the history is walked by keyboard: arrows choose a state, Return goes there, K keeps it", "[window]")
{
    HistoryBench bench;
    applyBatch(bench.window, 16);
    bench.settle();
    HistoryView& view = bench.view();
    view.setFocus();
    REQUIRE(view.currentIndex().row() == 0); // what is on screen
    CHECK_FALSE(button(*view.corner(), "Go there")->isEnabled());
    QTest::keyClick(&view, Qt::Key_Right);
    CHECK(view.currentIndex().row() == 1);
    CHECK(button(*view.corner(), "Go there")->isEnabled());
    QTest::keyClick(&view, Qt::Key_Return);
    bench.settle();
    CHECK(bench.batch() == 1);
    QTest::keyClick(&view, Qt::Key_K);
    answerName(bench.window, "As it was");
    CHECK(bench.title(1) == "As it was");
    CHECK(bench.window.visits().kept().size() == 1);
    QTest::mouseClick(button(*view.corner(), "Keep no longer"), Qt::LeftButton);
    CHECK(bench.title(1) == "ResNet-50 on H100 SXM5 80GB");
}

TEST_CASE("a state that was visited is pinned without going there", "[window]")
{
    HistoryBench bench;
    applyBatch(bench.window, 16);
    bench.settle();
    HistoryView& view = bench.view();
    REQUIRE(button(*view.corner(), "Pin"));
    CHECK(button(*view.corner(), "Pin")->isVisible());
    view.setFocus();
    QTest::keyClick(&view, Qt::Key_Right);
    QTest::keyClick(&view, Qt::Key_Return, Qt::ShiftModifier);
    const Pins& pins = bench.window.document().pins();
    REQUIRE(pins.size() == 1);
    CHECK(pins[0].scenario->workload.batch == 1);
    CHECK(bench.batch() == 16); // pinning goes nowhere
}

TEST_CASE("states that were kept are there after a restart, and a broken one takes none along", "[session]")
{
    forgetEverything();
    {
        ProgramRun program;
        applyBatch(program.window, 48);
        program.window.evaluator().flush();
        program.window.visits().keep(1, "Forty-eight");
        program.close();
    }
    QStringList texts = QSettings().value("history/kept").toStringList();
    REQUIRE(texts.size() == 2);
    QSettings().setValue("history/kept", QStringList{"Broken", "{"} + texts);
    ProgramRun again;
    const std::vector<Visit>& visits = again.window.visits().all();
    REQUIRE(visits.size() == 2);
    CHECK(visits[0].title() == "Forty-eight");
    CHECK(visits[0].state.scenario->workload.batch == 48);
    CHECK(again.window.visits().present() == 1u);
}

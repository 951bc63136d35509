// The page of the arena in the window: one selection, levers as edits, and the cursor of the memory timeline.

#include "tests/app/window/window_fixture.h"
#include "ui/arena/arena_view.h"
#include "ui/charts/arena/arena_chart.h"
#include "ui/charts/memory/memory_chart.h"

#include <QHeaderView>
#include <QTableView>

using namespace ridge;
using namespace ridge::test;

namespace {

template <class Kind> Kind& only(WindowBench& bench)
{
    auto* found = bench.window.findChild<Kind*>();
    REQUIRE(found);
    return *found;
}

} // namespace

TEST_CASE("the cursor of the timeline lights up the operator in every view", "[window][cursor]")
{
    WindowBench bench;
    auto& memory = only<MemoryChart>(bench);
    memory.setFocus();
    for (int i = 0; i < 12; ++i) {
        QTest::keyClick(&memory, Qt::Key_Right);
    }
    REQUIRE(memory.cursorStep() == 11u);
    const OperatorRef lit = memory.selectedOperator();
    CHECK(bench.window.selection().current() == lit);
    for (const Chart* chart : bench.window.charts()) {
        CHECK(chart->selectedOperator() == lit);
    }
    bench.settle();
    CHECK_FALSE(bench.operatorView().selectionModel()->selectedIndexes().isEmpty());
    bench.window.showView("arena");
    bench.settle();
    CHECK(only<ArenaChart>(bench).selectedOperator() == lit);
    CHECK_FALSE(only<ArenaChart>(bench).selectedBoxes().empty());
}

TEST_CASE("a lever of the arena's table is an edit that undo takes back", "[window][arena]")
{
    WindowBench bench(preset("mobilenet-v2", "stm32f746"));
    bench.window.showView("arena");
    bench.settle();
    QTableView& table = *bench.window.findChild<QTableView*>("arenaTable");
    REQUIRE(QTest::qWaitFor([&] { return table.model()->rowCount() > 0; }, 60000)); // tried beside the window
    const double before = only<ArenaChart>(bench).bound();
    int column = 0;
    while (table.model()->headerData(column, Qt::Horizontal).toString() != "Depthwise in place") {
        REQUIRE(++column < table.model()->columnCount());
    }
    table.setCurrentIndex(table.model()->index(0, column));
    QTest::keyClick(&table, Qt::Key_Return);
    bench.settle();
    CHECK(bench.window.document().current()->deployment.inPlaceDepthwise);
    CHECK(only<ArenaChart>(bench).bound() < before);
    QTest::keyClick(&bench.window, Qt::Key_Z, Qt::ControlModifier);
    bench.settle();
    CHECK_FALSE(bench.window.document().current()->deployment.inPlaceDepthwise);
    CHECK(only<ArenaChart>(bench).bound() == before);
}

TEST_CASE("no heading of the arena's table is cut, whatever is pulled, down to 1280 × 800", "[window][arena]")
{
    for (const char* patches : {"off", "on"}) {
        WindowBench bench(with(preset("mobilenet-v2", "stm32f746"), "lever.patch_based", patches));
        bench.window.resize(1280, 800);
        bench.window.showView("arena");
        bench.settle();
        const QTableView& table = *bench.window.findChild<QTableView*>("arenaTable");
        REQUIRE(QTest::qWaitFor([&] { return table.model()->rowCount() > 0; }, 60000));
        const QHeaderView& header = *table.horizontalHeader();
        for (int column = 0; column < header.count(); ++column) {
            INFO(patches << ": " << table.model()->headerData(column, Qt::Horizontal).toString().toStdString());
            CHECK((header.isSectionHidden(column) || header.sectionSize(column) >= header.sectionSizeHint(column)));
        }
    }
}

TEST_CASE("the arena of an operator chosen in the table is that of its stage", "[window][arena]")
{
    WindowBench bench(preset("llama-3-8b", "h100-sxm"));
    bench.window.showView("arena");
    bench.settle();
    const auto& chart = only<ArenaChart>(bench);
    CHECK(bench.window.evaluation()->program.stages[chart.stage()].name == "prefill");
    bench.window.selection().select({1, 3});
    bench.settle();
    CHECK(chart.stage() == 1);
    CHECK(chart.evaluation() == bench.window.evaluation());
}

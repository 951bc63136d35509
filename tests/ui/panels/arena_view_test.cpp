#include "ui/arena/arena_view.h"

#include "core/evaluate/evaluate.h"
#include "core/studies/pulled_levers.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"
#include "ui/charts/arena/arena_chart.h"

#include <QApplication>
#include <QScrollBar>
#include <QTableView>
#include <QTest>

using namespace ridge;
using namespace ridge::test;

namespace {

/// Answers what the view asks for, as its page does.
struct ArenaBench {
    explicit ArenaBench(const Scenario& scenario) : evaluation(std::make_shared<const Evaluation>(evaluate(scenario)))
    {
        QObject::connect(&view, &ArenaView::tableWanted, &view, [this] {
            if (const auto now = view.chart()->evaluation()) {
                ++asked;
                view.setTable(arenaTable(now->chosen, now->program.stages[view.chart()->stage()].name,
                                         view.chart()->alignment()));
            }
        });
        QObject::connect(&view, &ArenaView::leverChosen, &view, [this](const LeverText& lever, bool on) {
            chosen = lever.id;
            isOn = on;
        });
        view.resize(860, 620);
        view.show();
        view.setEvaluation(evaluation);
        QApplication::processEvents();
    }
    QTableView& table() { return *view.findChild<QTableView*>("arenaTable"); }
    QString cell(int row, int column) { return table().model()->index(row, column).data().toString(); }
    int columnOf(const QString& title)
    {
        for (int column = 0; column < table().model()->columnCount(); ++column) {
            if (table().model()->headerData(column, Qt::Horizontal).toString() == title) {
                return column;
            }
        }
        FAIL("no column " << title.toStdString());
        return -1;
    }
    QPoint at(int row, int column) { return table().visualRect(table().model()->index(row, column)).center(); }
    QString text(double bytes) const
    {
        return QString::fromStdString(format(bytes, Unit::Bytes, evaluation->numberStyle()));
    }

    std::shared_ptr<const Evaluation> evaluation;
    ArenaView view;
    int asked = 0;
    std::string chosen;
    bool isOn = false;
};

} // namespace

TEST_CASE("the table lists every planner with its arena, and below them what any needs", "[arena]")
{
    ArenaBench bench(preset("mobilenet-v2", "stm32f746"));
    const ArenaTask task = arenaTaskOf(*bench.evaluation, 0, 0);
    const int planners = int(arenaPlanners().size());
    REQUIRE(bench.table().model()->rowCount() == planners + 1);
    for (int row = 0; row < planners; ++row) {
        const ArenaPlanner& planner = arenaPlanners()[std::size_t(row)];
        CHECK(bench.cell(row, 0).startsWith(planner.label));
        CHECK(bench.cell(row, 1) == bench.text(planner.plan(task).size));
    }
    CHECK(bench.cell(planners, 1) == bench.text(task.bound()));
    // 1.71 MB where 1.51 MB are alive: first fit leaves an eighth unused.
    CHECK(bench.cell(0, 2) == "+13 %");
    CHECK(bench.cell(1, 2) == "0");
    CHECK(bench.table().verticalScrollBar()->maximum() == 0);
}

TEST_CASE("clicking a row of the table packs the chart by that planner", "[arena]")
{
    ArenaBench bench(preset("mobilenet-v2", "stm32f746"));
    QTest::mouseClick(bench.table().viewport(), Qt::LeftButton, {}, bench.at(1, 0));
    CHECK(bench.view.chart()->planner() == 1);
    CHECK(bench.cell(1, 0).endsWith("✓"));
    CHECK_FALSE(bench.cell(0, 0).endsWith("✓"));
    bench.table().setCurrentIndex(bench.table().model()->index(3, 1));
    QTest::keyClick(&bench.table(), Qt::Key_Space);
    CHECK(bench.view.chart()->planner() == 3);
    const int last = bench.table().model()->rowCount() - 1; // the bound is no planner
    QTest::mouseClick(bench.table().viewport(), Qt::LeftButton, {}, bench.at(last, 0));
    CHECK(bench.view.chart()->planner() == 3);
}

TEST_CASE("a lever's column says what it would make of the arena, and a double-click pulls it", "[arena]")
{
    const Scenario s = preset("mobilenet-v2", "stm32f746");
    ArenaBench bench(s);
    const int inPlace = bench.columnOf("Depthwise in place");
    const Scenario with = switched(s,
                                   *arenaTable(bench.evaluation->chosen, bench.evaluation->program.stages[0].name, 0)
                                        ->changes[std::size_t(inPlace - 3)]
                                        .lever,
                                   true);
    const double then = arenaTaskOf(evaluate(with), 0, 0).bound();
    CHECK(bench.cell(bench.table().model()->rowCount() - 1, inPlace).startsWith(bench.text(then) + ", −"));
    QTest::mouseClick(bench.table().viewport(), Qt::LeftButton, {}, bench.at(1, inPlace));
    QTest::mouseDClick(bench.table().viewport(), Qt::LeftButton, {}, bench.at(1, inPlace));
    CHECK(bench.chosen == "in_place");
    CHECK(bench.isOn);
    bench.chosen.clear();
    const int order = bench.columnOf("Operator order"); // a chain with skips has one order
    CHECK(bench.cell(0, order) == "—");
    CHECK(bench.table().model()->index(0, order).data(Qt::ToolTipRole).toString() == "it finds nothing to change here");
    bench.table().setCurrentIndex(bench.table().model()->index(0, order));
    QTest::keyClick(&bench.table(), Qt::Key_Return);
    CHECK(bench.chosen.empty());
    bench.view.setEvaluation(std::make_shared<const Evaluation>(evaluate(with)));
    CHECK(bench.columnOf("Without depthwise in place") == inPlace);
    bench.table().setCurrentIndex(bench.table().model()->index(0, inPlace));
    QTest::keyClick(&bench.table(), Qt::Key_Return);
    CHECK(bench.chosen == "in_place");
    CHECK_FALSE(bench.isOn);
}

TEST_CASE("the table follows the stage and the alignment of the chart", "[arena]")
{
    ArenaBench bench(preset("llama-3-8b", "h100-sxm"));
    const QString prefill = bench.cell(0, 1);
    const int before = bench.asked;
    bench.view.chart()->setSelected({1, 0});
    CHECK(bench.asked > before);
    CHECK(bench.cell(0, 1) != prefill);
    CHECK(bench.cell(0, 1) == bench.text(bench.view.chart()->size()));
    bench.view.chart()->setAlignment(256);
    CHECK(bench.cell(0, 1) == bench.text(bench.view.chart()->size()));
}

// The subtotals of the window's folding tables lead to their derivations.

#include "tests/app/window/numbers_fixture.h"
#include "tests/core/formats/onnx/onnx_builder.h"
#include "ui/tables/block_model.h"
#include "ui/tables/block_view.h"
#include "ui/tables/graph_table.h"

using namespace ridge;
using namespace ridge::test;

namespace {

constexpr int wordColumns[] = {0, 1, 8}; // operator, kind, bound

bool isWord(int column)
{
    return std::find(std::begin(wordColumns), std::end(wordColumns), column) != std::end(wordColumns);
}

} // namespace

TEST_CASE("every subtotal of the operator table opens the sum that it is", "[numbers]")
{
    for (const auto& [model, device] : scenarios) {
        NumbersBench bench(preset(model, device));
        auto& table = static_cast<BlockView&>(bench.operatorView());
        const auto& cells = static_cast<const BlockModel&>(*table.model());
        const QModelIndex block = cells.index(cells.rowCount() > 2 ? 1 : 0, 0);
        REQUIRE(cells.isBlock(block));
        for (int column = 0; column < cells.columnCount(); ++column) {
            const QModelIndex cell = block.siblingAtColumn(column);
            if (table.isColumnHidden(column) || isWord(column)) {
                continue;
            }
            const QString heading = cells.headerData(column, Qt::Horizontal).toString();
            INFO(model << ": " << heading.toStdString());
            bench.explainSomethingElse({"latency"});
            bench.clickCell(table, cell);
            CHECK(bench.shown().isBlock());
            CHECK(QString::fromStdString(bench.shown().block) == cells.pathOf(block));
            const QString text = cell.data().toString().remove(QStringLiteral("×"));
            if (heading == "Share") { // in percent, to half of the last digit
                const double percent = bench.side().explanation()->value * 100;
                CHECK(QString(text).remove(" %").toDouble() == Approx(percent).margin(percent < 10 ? 0.05 : 0.5));
            } else {
                const Unit unit = heading == "Bytes"    ? Unit::Bytes
                                  : heading == "Time"   ? Unit::Seconds
                                  : heading == "Energy" ? Unit::Joules
                                                        : Unit::Count; // the heading says the unit
                CHECK(text.toStdString() == format(bench.side().explanation()->value, unit));
            }
        }
    }
}

TEST_CASE("words of a block explain nothing, and Return folds there and explains elsewhere", "[numbers]")
{
    NumbersBench bench;
    auto& table = static_cast<BlockView&>(bench.operatorView());
    const auto& cells = static_cast<const BlockModel&>(*table.model());
    const QModelIndex block = cells.index(1, 0);
    REQUIRE(cells.isBlock(block));
    bench.explainSomethingElse({"latency"});
    for (const int column : wordColumns) {
        bench.clickCell(table, block.siblingAtColumn(column));
        CHECK_FALSE(bench.shown().isBlock());
    }
    table.setFocus();
    table.setCurrentIndex(block);
    const bool wasOpen = table.isExpanded(block);
    QTest::keyClick(&table, Qt::Key_Return);
    CHECK(table.isExpanded(block) != wasOpen);
    CHECK_FALSE(bench.shown().isBlock());
    for (int i = 0; i < 4; ++i) { // kind, count, parameters, MACs
        QTest::keyClick(&table, Qt::Key_Right);
    }
    while (table.currentIndex().column() > 0 && table.currentIndex().parent() != block.parent()) {
        QTest::keyClick(&table, Qt::Key_Up);
    }
    QTest::keyClick(&table, Qt::Key_Return);
    CHECK(table.isExpanded(block) != wasOpen);
    CHECK(bench.shown() == NumberRef{"total_macs", -1, -1, {}, cells.pathOf(block).toStdString()});
    applyBatch(bench.window, 2); // and follows the scenario
    bench.settle();
    CHECK(bench.shown().isBlock());
    CHECK(bench.side().explanation()->value == *valueOf(bench.evaluation(), bench.shown()));
}

TEST_CASE("a subtotal in the table of an imported graph opens the sum over its operators", "[numbers]")
{
    const QTemporaryDir folder;
    OnnxBuilder builder = convNormRelu(&OnnxBuilder::weight);
    auto& graph = *builder.model.mutable_graph();
    graph.mutable_node(0)->set_name("/features/conv/Conv");
    graph.mutable_node(1)->set_name("/features/norm/BatchNormalization");
    graph.mutable_node(2)->set_name("/head/Relu");
    NumbersBench bench;
    REQUIRE(bench.open(writeTo(folder, builder.bytes())));
    bench.settle();
    auto& table = bench.part<GraphTable>();
    bench.tabs().setCurrentWidget(&table);
    const GraphModel& cells = *table.model();
    const QModelIndex block = cells.index(0, GraphModel::Parameters);
    REQUIRE(cells.isBlock(block));
    REQUIRE(block.data().toString() == "232"); // 8 · 3 · 3 · 3 weights, and scale and shift of 8 channels
    bench.clickCell(*table.view(), block);
    CHECK(bench.shown().text() == "parameters:" + cells.pathOf(block).toStdString());
    CHECK(bench.result() == "232");
    bench.clickCell(*table.view(), block.siblingAtColumn(GraphModel::Macs));
    CHECK(bench.shown().id == "macs");
    CHECK(block.siblingAtColumn(GraphModel::Macs).data().toString().toStdString() ==
          format(bench.side().explanation()->value, Unit::Count));
}

// The numbers of the window's tables lead to their derivations.

#include "core/library/published_figures.h"
#include "tests/app/window/numbers_fixture.h"
#include "tests/core/formats/onnx/onnx_builder.h"
#include "ui/charts/quantization/quantization_chart.h"
#include "ui/tables/block_view.h"
#include "ui/tables/graph_table.h"
#include "ui/tables/precision_model.h"
#include "ui/tables/self_check_model.h"

using namespace ridge;
using namespace ridge::test;

namespace {

/// Which figure of an operator stands in which column, by its heading, and the unit that it is written in there.
struct OperatorColumn {
    const char* title;
    const char* figure;
    Unit unit = Unit::Count;
};
const OperatorColumn operatorColumns[] = {{"Count", "executions"},
                                          {"Params", "total_parameters"},
                                          {"MACs", "total_macs"},
                                          {"Bytes", "total_bytes", Unit::Bytes},
                                          {"FLOP/B", "intensity"},
                                          {"Time", "total_time_s", Unit::Seconds},
                                          {"Energy", "total_energy_j", Unit::Joules},
                                          {"Share", "share", Unit::Percent}};

/// Operations of integer arithmetic are no floating-point ones.
int columnOf(const QAbstractItemModel& model, const QString& title)
{
    for (int c = 0; c < model.columnCount(); ++c) {
        const QString heading = model.headerData(c, Qt::Horizontal).toString();
        if (heading == title || "FL" + heading == title) {
            return c;
        }
    }
    throw std::logic_error("no such column: " + title.toStdString());
}

} // namespace

TEST_CASE("every column of the operator table opens the operator's figure", "[numbers]")
{
    for (const auto& [model, device] : scenarios) {
        NumbersBench bench(preset(model, device));
        QTreeView& table = bench.operatorView();
        bench.operators().setGrouped(false);
        const QAbstractItemModel& cells = *table.model();
        const int row = 11; // a matrix product in the decoder, a convolution in the CNNs
        for (const OperatorColumn& column : operatorColumns) {
            const QModelIndex cell = cells.index(row, columnOf(cells, column.title));
            const NumberRef ref{column.figure, 0, row}; // in the first stage, in program order
            INFO(ref.text() << " of " << model);
            const auto checkValue = [&] {
                const QString text = cell.data().toString().remove(QStringLiteral("×"));
                const auto& explained = bench.side().explanation();
                if (text == QStringLiteral("—")) { // nothing at all: zero, or no such figure
                    CHECK((!explained || explained->value == 0));
                } else if (column.unit == Unit::Percent) { // in percent, to half of the last digit
                    const double percent = explained->value * 100;
                    CHECK(QString(text).remove(" %").toDouble() == Approx(percent).margin(percent < 10 ? 0.05 : 0.5));
                } else {
                    CHECK(text.toStdString() == format(explained->value, column.unit));
                }
            };
            bench.leadsTo(ref, [&] { bench.clickCell(table, cell); });
            checkValue();
            bench.leadsTo(ref, [&] {
                table.setFocus();
                QTest::keyClick(&table, Qt::Key_Home, Qt::ControlModifier);
                for (int i = 0; i < row; ++i) {
                    QTest::keyClick(&table, Qt::Key_Down);
                }
                for (int i = 0; i < cell.column(); ++i) {
                    QTest::keyClick(&table, Qt::Key_Right);
                }
                QTest::keyClick(&table, Qt::Key_Return);
            });
            checkValue();
        }
    }
}

TEST_CASE("in a sorted and filtered table a cell still opens its own operator", "[numbers]")
{
    NumbersBench bench;
    QTreeView& table = bench.operatorView();
    bench.operators().setGrouped(false);
    const QAbstractItemModel& cells = *table.model();
    table.sortByColumn(columnOf(cells, "MACs"), Qt::DescendingOrder);
    QTest::keyClicks(bench.operators().filterField(), "layer3");
    for (const int row : {0, 3, 6}) { // the convolutions
        bench.clickCell(table, cells.index(row, columnOf(cells, "Bytes")));
        const NumberRef ref = bench.shown();
        REQUIRE(ref.isOperator());
        CHECK(ref.id == "total_bytes");
        const Operator& op = bench.evaluation().program.stages[std::size_t(ref.stage)].operators[std::size_t(ref.op)];
        INFO(op.name);
        CHECK(op.name == cells.index(row, 0).data().toString().toStdString());
        CHECK(bench.result() == cells.index(row, columnOf(cells, "Bytes")).data().toString());
    }
}

TEST_CASE("the self-check's numbers open the figure of their own scenario", "[numbers]")
{
    NumbersBench bench;
    CHECK_FALSE(bench.window.findChild<QTableView*>("selfCheckTable")); // not in the window before it is seen
    bench.window.showView("selfCheck");
    bench.settle();
    auto& table = bench.part<QTableView>("selfCheckTable");
    REQUIRE(table.model()->rowCount() == int(publishedFigures().size()));
    const std::vector<CheckedFigure> figures = selfCheck();
    const auto check = [&](int row) {
        const CheckedFigure& figure = figures[std::size_t(row)];
        INFO(figure.published.id);
        CHECK(bench.shown().text() == figure.published.metric);
        REQUIRE(bench.side().subject().other);
        CHECK(*bench.side().subject().other->scenario == *figure.evaluation->scenario);
        CHECK(bench.side().explanation()->value == *figure.ours);
    };
    bench.clickCell(table, table.model()->index(3, SelfCheckModel::Ours));
    check(3);
    table.setFocus();
    QTest::keyClick(&table, Qt::Key_Down);
    QTest::keyClick(&table, Qt::Key_Return);
    check(4);
    applyBatch(bench.window, 6); // the published number stays
    bench.settle();
    check(4);
}

TEST_CASE("the precision table's numbers open the number in that format", "[numbers]")
{
    NumbersBench bench(preset("llama-3-8b", "h100-sxm"));
    CHECK_FALSE(bench.window.findChild<QTableView*>("precisionTable"));
    bench.window.showView("quantization");
    bench.settle();
    auto& table = bench.part<QTableView>("precisionTable");
    const auto int8 = table.model()->match(table.model()->index(0, 0), Qt::DisplayRole, "INT8", 1, Qt::MatchExactly);
    REQUIRE(int8.size() == 1);
    const int row = int8[0].row();
    for (int column = 0; column < table.model()->columnCount(); ++column) {
        const std::string id = PrecisionModel::metricOf(column).toStdString();
        if (id.empty() || table.isColumnHidden(column)) {
            continue;
        }
        INFO(id);
        const QModelIndex cell = table.model()->index(row, column);
        const auto check = [&](auto action) {
            bench.leadsTo({id}, action);
            REQUIRE(bench.side().subject().other);
            CHECK(bench.side().subject().other->scenario->deployment.weights == Precision::INT8);
            CHECK(bench.result() == cell.data().toString());
        };
        check([&] { bench.clickCell(table, cell); });
        check([&] {
            table.setFocus();
            table.setCurrentIndex(cell);
            QTest::keyClick(&table, Qt::Key_Return);
        });
    }
    auto& chart = bench.part<QuantizationChart>();
    bench.leadsTo({"clip_threshold"}, [&] { bench.clickHeader(chart); });
    bench.leadsTo({"clip_threshold"}, [&] {
        chart.setFocus();
        QTest::keyClick(&chart, Qt::Key_Return);
    });
}

TEST_CASE("a node's parameters in the table of an imported graph open its operator's", "[numbers]")
{
    const QTemporaryDir folder;
    OnnxBuilder builder = convNormRelu(&OnnxBuilder::weight);
    builder.model.mutable_graph()->mutable_node(1)->set_name("/features/features.1/BatchNormalization"); // a path
    NumbersBench bench;
    REQUIRE(bench.open(writeTo(folder, builder.bytes())));
    bench.settle();
    auto& graph = bench.part<GraphTable>();
    bench.tabs().setCurrentWidget(&graph);
    QTreeView& table = *graph.view();
    CHECK(table.model()->index(0, 0).data().toString() == "Conv_0"); // the file has no name for it
    const QModelIndex convolution = table.model()->index(0, GraphModel::Parameters);
    REQUIRE(convolution.data().toString() == "216"); // c_o · c_i · k_h · k_w = 8 · 3 · 3 · 3
    const NumberRef ref{"parameters", 0, 0};
    const auto check = [&](auto action) {
        bench.leadsTo(ref, action);
        CHECK(bench.result() == "216");
    };
    check([&] { bench.clickCell(table, convolution); });
    CHECK(bench.window.charts().front()->selectedOperator() == OperatorRef{0, 0});
    check([&] {
        table.setFocus();
        QTest::keyClick(&table, Qt::Key_Return);
    });
    bench.askForMenu(table, table.visualRect(convolution).center(), QContextMenuEvent::Keyboard);
    check([&] { QTest::keyClick(&bench.menu(), Qt::Key_W); });
    bench.leadsTo({"parameters", 0, 1}, [&] { bench.clickCell(table, convolution.siblingAtRow(1)); });
    CHECK(bench.result() == convolution.siblingAtRow(1).data().toString());
    bench.clickRow(0); // and from the operators back to the node
    CHECK(table.currentIndex().row() == 0);
    bench.explainSomethingElse(ref);
    bench.clickCell(table, convolution.siblingAtColumn(GraphModel::Type)); // a word
    CHECK(bench.shown() != ref);
}

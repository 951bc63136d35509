// The table of an imported graph's nodes: what its cells say, where they lead, what a row selects.

#include "tests/core/models/graph/graph_builder.h"
#include "tests/ui/editors/editor_fixture.h"

#include "core/evaluate/evaluate.h"
#include "core/explain/explain.h"
#include "core/models/graph/bodies.h"
#include "ui/tables/block_view.h"
#include "ui/tables/graph_table.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace ridge;
using namespace ridge::test;

namespace {

struct GraphBench {
    explicit GraphBench(const Graph& graph)
    {
        ImportedGraph imported;
        imported.graph = graph;
        auto scenario = std::make_shared<Scenario>(layerScenario());
        scenario->model.body = imported;
        evaluation = std::make_shared<const Evaluation>(evaluate(std::shared_ptr<const Scenario>(scenario)));
        table.setTheme(Theme::light());
        table.setEvaluation(evaluation);
    }
    QModelIndex cell(int item, int column) const { return table.model()->indexOfItem(item, column); }
    std::string text(int item, int column) const { return cell(item, column).data().toString().toStdString(); }
    std::string wherePointsTo(int item, int column) const { return table.model()->numberAt(cell(item, column)).text(); }

    std::shared_ptr<const Evaluation> evaluation;
    GraphTable table;
};

/// Beside a plain product: an LSTM, which is several operators, and a product that runs 5 times with one weight.
Graph manyOperators()
{
    GraphBuilder b;
    b.node("MatMul", {b.input("x", {2, 4}), b.weight("v", {4, 4})}, {2, 4}, {}, "/one/product/MatMul");
    b.node("LSTM", {b.input("s", {5, 2, 7}), b.weight("w", {1, 12, 7}), b.weight("r", {1, 12, 3})}, {5, 1, 2, 3}, {},
           "/one/cell/LSTM");
    const int inside = b.node("MatMul", {b.input("h", {2, 4}), b.weight("u", {4, 4})}, {2, 4}, {}, "/two/body/MatMul");
    setBodyPlace(b.graph.nodes.back(), {0, 0});
    b.node("Loop", {0, inside}, {2, 4}, {}, "/two/loop/Loop");
    setBodyOwner(b.graph.nodes.back(), {0, -1, 5, false, 1, 1});
    return b.graph;
}

} // namespace

TEST_CASE("the graph table keeps the contract of item models", "[editors]")
{
    GraphBuilder b;
    b.node("Conv", {b.input("x", {1, 3, 8, 8}), b.weight("w", {4, 3, 3, 3}), -1}, {1, 4, 8, 8}, {}, "conv");
    GraphBench bench(b.graph);
    const QAbstractItemModelTester tester(bench.table.model(), QAbstractItemModelTester::FailureReportingMode::Warning);
    REQUIRE(bench.table.model()->rowCount() == 1);
    CHECK(bench.text(0, GraphModel::Inputs) == "1×3×8×8");
    CHECK(bench.text(0, GraphModel::Output) == "1×4×8×8");
    CHECK(bench.text(0, GraphModel::Parameters) == "108"); // 4·3·3·3
    CHECK(bench.text(0, GraphModel::Macs) == "6912");      // 108·8·8
    bench.table.setEvaluation(nullptr);
    CHECK(bench.table.model()->rowCount() == 0);
}

TEST_CASE("a node chosen is told, a node shown is not", "[editors]")
{
    GraphBench bench(manyOperators());
    QSignalSpy activated(&bench.table, &GraphTable::nodeActivated);
    bench.table.selectNode(2);
    CHECK(bench.table.model()->itemOf(bench.table.view()->currentIndex()) == 2);
    bench.table.selectNode(-1);
    CHECK_FALSE(bench.table.view()->selectionModel()->hasSelection());
    bench.table.selectNode(99);
    CHECK(activated.isEmpty());
    bench.table.view()->setCurrentIndex(bench.cell(1, 0));
    REQUIRE(activated.size() == 1);
    CHECK(activated.front().front().toInt() == 1);
}

TEST_CASE("a node's figures are those of all operators that compute it, as often as they run", "[editors]")
{
    const GraphBench bench(manyOperators());
    CHECK(bench.text(0, GraphModel::Macs) == "32");        // 2·4·4
    CHECK(bench.text(0, GraphModel::Parameters) == "16");  // 4·4
    CHECK(bench.text(1, GraphModel::Macs) == "1200");      // 5 steps · 2 sequences · 12·(7 + 3)
    CHECK(bench.text(1, GraphModel::Parameters) == "120"); // 12·(7 + 3)
    CHECK(bench.text(2, GraphModel::Macs) == "160");       // 5 passes · 2·4·4
    CHECK(bench.text(2, GraphModel::Parameters) == "16");  // once
}

TEST_CASE("a node leads to the derivation of what it shows: of its operator, or of the sum over several", "[editors]")
{
    const GraphBench bench(manyOperators());
    CHECK(bench.wherePointsTo(0, GraphModel::Macs) == "macs@0:0");
    CHECK(bench.wherePointsTo(1, GraphModel::Macs) == "macs:one/cell/LSTM");
    CHECK(bench.wherePointsTo(2, GraphModel::Macs) == "macs:two/body/MatMul");
    CHECK(bench.wherePointsTo(3, GraphModel::Macs).empty()); // a loop computes nothing beside its body
    CHECK(bench.wherePointsTo(0, GraphModel::Type).empty());
    for (int item = 0; item < 3; ++item) {
        for (const int column : {GraphModel::Parameters, GraphModel::Macs}) {
            INFO(bench.text(item, GraphModel::Name) << ", column " << column);
            const auto why = explain(*bench.evaluation, bench.table.model()->numberAt(bench.cell(item, column)));
            REQUIRE(why);
            CHECK(format(why->value, Unit::Count) == bench.text(item, column));
        }
    }
}

TEST_CASE("a sorted graph table is sorted by the figures of the graph that it shows", "[editors]")
{
    GraphBuilder small;
    small.node("Relu", {small.input("x", {1, 3, 8, 8})}, {1, 3, 8, 8}, {}, "relu");
    GraphBench bench(small.graph);
    bench.table.view()->sortByColumn(GraphModel::Macs, Qt::DescendingOrder);
    const GraphBench other(manyOperators());
    bench.table.setEvaluation(other.evaluation);
    bench.table.model()->setGrouped(false);
    GraphBench fresh(manyOperators());
    fresh.table.view()->sortByColumn(GraphModel::Macs, Qt::DescendingOrder);
    fresh.table.model()->setGrouped(false);
    CHECK(bench.table.model()->shownItems() == fresh.table.model()->shownItems());
    bench.table.model()->setGrouped(true);
    fresh.table.model()->setGrouped(true);
    bench.table.setEvaluation(GraphBench(small.graph).evaluation);
    bench.table.setEvaluation(other.evaluation);
    CHECK(bench.table.model()->shownItems() == fresh.table.model()->shownItems());
}

#include "tests/support/catch.h"
#include "tests/ui/editors/editor_fixture.h"
#include "ui/editors/layers/layer_model.h"
#include "ui/editors/layers/layer_table.h"
#include "ui/tables/block_view.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QSignalSpy>
#include <QTableView>
#include <QTreeView>

using namespace ridge;
using namespace ridge::test;

namespace {

struct TableBench {
    TableBench()
        : start(std::make_shared<const Scenario>(layerScenario())), current(start), table(LayerTable::Form::Full)
    {
        table.setTheme(Theme::light());
        table.setScenario(current);
        QObject::connect(&table, &LayerTable::edited, [this](const Scenario& next, const EditLabel& label) {
            edits.push_back(label);
            current = std::make_shared<const Scenario>(next);
            table.setScenario(current);
        });
        QObject::connect(&table, &LayerTable::rejected, [this](const QString& sentence) { rejections << sentence; });
        host.resize(1100, 500);
        table.setParent(&host);
        table.resize(host.size());
        host.show();
        host.activateWindow();
        QCoreApplication::processEvents();
        table.view()->setFocus();
    }

    void select(LayerPlace place) { table.view()->setCurrentIndex(table.model()->indexOf(place)); }
    bool type(LayerPlace place, LayerColumn column, const char* text)
    {
        return table.model()->setData(table.model()->indexOf(place, int(column)), QString::fromUtf8(text),
                                      Qt::EditRole);
    }
    const std::vector<LayerBlock>& blocks() const { return current->model.layers()->blocks; }
    const Layer& layer(int block, int index) const { return blocks()[std::size_t(block)].layers[std::size_t(index)]; }
    LayerPlace place() const { return table.model()->placeOf(table.view()->currentIndex()); }

    std::shared_ptr<const Scenario> start;
    std::shared_ptr<const Scenario> current;
    QWidget host; // stands for the window
    LayerTable table;
    std::vector<EditLabel> edits;
    QStringList rejections;
};

} // namespace

TEST_CASE("the layer tree keeps the contract of item models while it is edited", "[editors]")
{
    LayerModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Warning);
    LayerList list = *layerScenario().model.layers();
    model.setList(list);
    list.blocks[0].layers[0].channels = 32;
    model.setList(list);
    addBlock(list, {0, -1});
    model.setList(list);
    removeRow(list, {1, 0});
    model.setList(list);
    model.setList({});
    CHECK(model.rowCount() == 0);
}

TEST_CASE("each key edits the layer list once", "[editors]")
{
    TableBench bench;
    bench.select({1, 0});
    QTest::keyClick(bench.table.view(), Qt::Key_Insert);
    REQUIRE(bench.edits.size() == 1);
    CHECK(bench.blocks()[1].layers.size() == 4);
    CHECK(bench.layer(1, 1).name == "conv");
    CHECK(bench.place() == LayerPlace{1, 1});

    QTest::keyClick(bench.table.view(), Qt::Key_Delete);
    REQUIRE(bench.edits.size() == 2);
    CHECK(*bench.current == *bench.start);

    bench.select({1, 0});
    QTest::keyClick(bench.table.view(), Qt::Key_D, Qt::ControlModifier);
    REQUIRE(bench.edits.size() == 3);
    CHECK(bench.layer(1, 1).name == "conv1_2");
    CHECK(bench.layer(1, 1).kernelHeight == 3);

    QTest::keyClick(bench.table.view(), Qt::Key_Up, Qt::AltModifier);
    REQUIRE(bench.edits.size() == 4);
    CHECK(bench.layer(1, 0).name == "conv1_2");
    QTest::keyClick(bench.table.view(), Qt::Key_Down, Qt::AltModifier);
    CHECK(bench.layer(1, 1).name == "conv1_2");

    bench.select({1, -1});
    QTest::keyClick(bench.table.view(), Qt::Key_Insert, Qt::ShiftModifier);
    REQUIRE(bench.edits.size() == 6);
    CHECK(bench.blocks()[2].name == "block");
    for (const EditLabel& label : bench.edits) {
        CHECK(label.field == "model.layers");
        CHECK(label.gesture == 0);
        CHECK_FALSE(label.text.isEmpty());
    }
}

TEST_CASE("a key that the window uses as well means the row while the table has the focus", "[editors]")
{
    TableBench bench;
    QAction windows;
    windows.setShortcut(Qt::CTRL | Qt::Key_D);
    int elsewhere = 0;
    QObject::connect(&windows, &QAction::triggered, [&] { ++elsewhere; });
    bench.host.addAction(&windows);
    bench.select({1, 0});
    QTest::keyClick(bench.table.view(), Qt::Key_D, Qt::ControlModifier);
    CHECK(bench.edits.size() == 1);
    CHECK(elsewhere == 0);
}

TEST_CASE("a layer moved over the edge of its block lands in the next one", "[editors]")
{
    LayerList list = *layerScenario().model.layers();
    CHECK(moveRow(list, {0, 2}, 1) == LayerPlace{1, 0});
    CHECK(list.blocks[0].layers.size() == 2);
    CHECK(list.blocks[1].layers[0].name == "pool");
    CHECK_FALSE(moveRow(list, {0, 0}, -1).isValid());
    CHECK(moveRow(list, {0, -1}, 1) == LayerPlace{1, -1});
    CHECK(list.blocks[1].name == "stem");
}

TEST_CASE("every column of a layer can be typed", "[editors]")
{
    struct Row {
        LayerColumn column;
        const char* text;
        std::function<bool(const Layer&)> holds;
    };
    const std::vector<Row> rows{
        {LayerColumn::Name, "first", [](const Layer& l) { return l.name == "first"; }},
        {LayerColumn::Channels, "96", [](const Layer& l) { return l.channels == 96 && l.expand == 0; }},
        {LayerColumn::Channels, "×6", [](const Layer& l) { return l.channels == 0 && l.expand == 6; }},
        {LayerColumn::Channels, "same", [](const Layer& l) { return l.channels == 0 && l.expand == 0; }},
        {LayerColumn::Kernel, "3x1", [](const Layer& l) { return l.kernelHeight == 3 && l.kernelWidth == 1; }},
        {LayerColumn::Kernel, "5", [](const Layer& l) { return l.kernelHeight == 5 && l.kernelWidth == 5; }},
        {LayerColumn::Stride, "2", [](const Layer& l) { return l.stride == 2; }},
        {LayerColumn::Padding, "3", [](const Layer& l) { return l.padding == 3; }},
        {LayerColumn::Padding, "same", [](const Layer& l) { return l.padding == -1; }},
        {LayerColumn::Groups, "2", [](const Layer& l) { return l.groups == 2; }},
        {LayerColumn::Dilation, "2", [](const Layer& l) { return l.dilation == 2; }},
        {LayerColumn::From, "in, conv1",
         [](const Layer& l) {
             return l.from == std::vector<std::string>{"in", "conv1"};
         }},
        {LayerColumn::Option, "fixed width", [](const Layer& l) { return l.fixedWidth; }},
        {LayerColumn::Kind, "max_pool", [](const Layer& l) { return l.kind == LayerKind::MaxPool; }},
    };
    for (const Row& row : rows) {
        INFO(row.text);
        TableBench bench;
        bench.type({1, 1}, LayerColumn::Padding, "1"); // so that "same" is a change
        bench.edits.clear();
        CHECK(bench.type({1, 1}, row.column, row.text));
        CHECK(bench.edits.size() == 1);
        CHECK(row.holds(bench.layer(1, 1)));
    }
}

TEST_CASE("what a cell shows can be typed back and changes nothing", "[editors]")
{
    LayerList list = *layerScenario().model.layers();
    for (int b = 0; b < int(list.blocks.size()); ++b) {
        for (int l = -1; l < int(list.blocks[std::size_t(b)].layers.size()); ++l) {
            for (int c = 0; c < layerColumnCount - 1; ++c) {
                const LayerPlace place{b, l};
                const std::string text = cellText(list, place, LayerColumn(c));
                const bool editable =
                    l < 0 ? c <= 1
                          : usesColumn(list.blocks[std::size_t(b)].layers[std::size_t(l)].kind, LayerColumn(c));
                LayerList next = list;
                INFO(layerName(list, place) << " column " << c << ": " << text);
                CHECK(setCell(next, place, LayerColumn(c), text).empty() == editable);
                CHECK(next == list);
            }
        }
    }
}

TEST_CASE("bad input in the layer table is refused with a sentence and changes nothing", "[editors]")
{
    struct Row {
        LayerPlace place;
        LayerColumn column;
        const char* text;
    };
    const Row rows[] = {
        {{1, 1}, LayerColumn::Kernel, "3xx"},  {{1, 1}, LayerColumn::Kernel, "0"},
        {{1, 1}, LayerColumn::Channels, "-4"}, {{1, 1}, LayerColumn::Channels, "×0"},
        {{1, 1}, LayerColumn::Stride, "1.5"},  {{1, 1}, LayerColumn::Padding, "some"},
        {{1, 1}, LayerColumn::Name, "conv1"},  {{1, 1}, LayerColumn::Name, ""},
        {{1, 1}, LayerColumn::Name, "in"},     {{1, 1}, LayerColumn::From, "add"},
        {{1, 1}, LayerColumn::Kind, "magic"},  {{1, 2}, LayerColumn::Option, "maybe"},
        {{1, 2}, LayerColumn::Channels, "3"},  {{1, -1}, LayerColumn::Kind, "×many"},
        {{1, -1}, LayerColumn::Name, "stem"},
    };
    for (const Row& row : rows) {
        TableBench bench;
        INFO(int(row.column) << " " << row.text);
        CHECK_FALSE(bench.type(row.place, row.column, row.text));
        CHECK(bench.edits.empty());
        REQUIRE(bench.rejections.size() == 1);
        CHECK(bench.rejections[0].size() > 20);
        CHECK(*bench.current == *bench.start);
    }
}

TEST_CASE("a repeat count and a bias are edited in place", "[editors]")
{
    TableBench bench;
    CHECK(bench.type({1, -1}, LayerColumn::Kind, "×4"));
    CHECK(bench.blocks()[1].repeat == 4);
    const QModelIndex bias = bench.table.model()->indexOf({2, 0}, int(LayerColumn::Bias));
    CHECK(bench.table.model()->setData(bias, Qt::Checked, Qt::CheckStateRole));
    CHECK(bench.layer(2, 0).bias);
    CHECK(bench.edits.size() == 2);
}

TEST_CASE("renaming a layer renames it where it is read", "[editors]")
{
    TableBench bench;
    bench.type({1, 2}, LayerColumn::From, "in, conv2");
    bench.type({1, 1}, LayerColumn::Name, "second");
    CHECK(bench.layer(1, 2).from == std::vector<std::string>{"in", "second"});
}

TEST_CASE("the last block cannot be removed", "[editors]")
{
    TableBench bench;
    for (int i = 0; i < 3; ++i) {
        bench.select({0, -1});
        QTest::keyClick(bench.table.view(), Qt::Key_Delete);
    }
    CHECK(bench.blocks().size() == 1);
    CHECK(bench.edits.size() == 2);
    CHECK(bench.rejections.size() == 1);
}

TEST_CASE("operators lead to their layers and layers to their operators", "[editors]")
{
    const LayerList list = *layerScenario().model.layers();
    CHECK(findLayer(list, "stem.conv") == LayerPlace{0, 0});
    CHECK(findLayer(list, "body.0.conv2") == LayerPlace{1, 1});
    CHECK(findLayer(list, "body.1-2.add.project") == LayerPlace{1, 2});
    CHECK_FALSE(findLayer(list, "body.other.conv2").isValid());
    CHECK_FALSE(findLayer(list, "nothing").isValid());

    TableBench bench;
    QSignalSpy activated(&bench.table, &LayerTable::layerActivated);
    CHECK(bench.table.selectLayer("body.0.conv2", false));
    CHECK(bench.place() == LayerPlace{1, 1});
    CHECK(activated.isEmpty());
    QTest::keyClick(bench.table.view(), Qt::Key_Down);
    REQUIRE(activated.size() == 1);
    CHECK(activated[0][0] == "body.add");
}

TEST_CASE("a layer that does not fit says why where its shape stands", "[editors]")
{
    TableBench bench;
    bench.type({1, 1}, LayerColumn::Channels, "65");
    bench.type({1, 1}, LayerColumn::Groups, "2"); // 65 is odd
    const QModelIndex shape = bench.table.model()->indexOf({1, 1}, int(LayerColumn::Shape));
    CHECK(shape.data().toString().startsWith("⚠"));
    CHECK(shape.data(Qt::ToolTipRole).toString().contains("do not divide"));
}

TEST_CASE("edits in the column's short list reach the editor's own signal", "[editors]")
{
    EditorBench bench(layerScenario());
    auto* table = bench.editor.findChild<LayerTable*>();
    REQUIRE(table);
    CHECK(table->isVisible());
    table->model()->setData(table->model()->indexOf({0, 0}, int(LayerColumn::Channels)), "32", Qt::EditRole);
    REQUIRE(bench.edits.size() == 1);
    CHECK(bench.edits[0].text == "stem.conv: channels 64 → 32");
    const auto decoder = std::make_shared<const Scenario>(decoderScenario());
    bench.editor.setScenario(decoder, decoder);
    CHECK_FALSE(table->isVisible());
}

TEST_CASE("tables with a selection go away quietly", "[editors]")
{
    const auto scenario = std::make_shared<const Scenario>(layerScenario());
    auto table = std::make_unique<LayerTable>(LayerTable::Form::Full);
    QSignalSpy activated(table.get(), &LayerTable::layerActivated);
    table->setScenario(scenario);
    REQUIRE(table->selectLayer("stem.conv", false));
    table.reset();
    CHECK(activated.isEmpty());
}

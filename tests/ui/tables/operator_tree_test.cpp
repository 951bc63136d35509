#include "core/analysis/blocks.h"
#include "core/evaluate/evaluate.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"
#include "ui/controls/segmented_choice.h"
#include "ui/tables/block_view.h"
#include "ui/tables/operator_model.h"
#include "ui/tables/operator_table.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace ridge;
using namespace ridge::test;

namespace {

std::shared_ptr<const Evaluation> evaluated(const Scenario& scenario)
{
    return std::make_shared<const Evaluation>(evaluate(scenario));
}

struct TableBench {
    explicit TableBench(const Scenario& scenario) : start(scenario)
    {
        table.resize(1000, 400);
        table.setEvaluation(evaluated(scenario));
        table.show();
        QCoreApplication::processEvents();
    }
    OperatorModel& model() { return *static_cast<OperatorModel*>(view().model()); }
    BlockView& view() { return *table.findChild<BlockView*>("operatorTable"); }
    /// The rows in view, two dots per level.
    QStringList shown()
    {
        QStringList rows;
        for (QModelIndex at = model().index(0, 0); at.isValid(); at = view().indexBelow(at)) {
            QString dots;
            for (QModelIndex up = at.parent(); up.isValid(); up = up.parent()) {
                dots += "..";
            }
            rows << dots + at.data().toString();
        }
        return rows;
    }
    QModelIndex block(const QString& path, const QModelIndex& below = {})
    {
        for (int row = 0; row < model().rowCount(below); ++row) {
            const QModelIndex index = model().index(row, 0, below);
            const QModelIndex inside = model().pathOf(index) == path ? index : block(path, index);
            if (inside.isValid()) {
                return inside;
            }
        }
        return {};
    }
    SegmentedChoice* choice(const QString& name)
    {
        for (SegmentedChoice* one : table.corner()->findChildren<SegmentedChoice*>()) {
            if (one->accessibleName() == name) {
                return one;
            }
        }
        throw std::logic_error("no such choice");
    }
    QAction& action(const QString& text)
    {
        for (QAction* one : table.foldActions()) {
            if (one->text() == text) {
                return *one;
            }
        }
        throw std::logic_error("no such action");
    }

    Scenario start;
    OperatorTable table;
};

const QStringList decodeOpen{"prefill", "decode", "..embed", "..attn", "..mlp", "..final_norm", "..lm_head"};

} // namespace

TEST_CASE("of few stages the longest is open at first, and a list without blocks has no levels", "[operators]")
{
    TableBench llama(preset("llama-3-8b", "h100-sxm"));
    CHECK(llama.shown() == decodeOpen);
    CHECK(llama.view().rootIsDecorated());
    Scenario flat = preset("vgg-16", "h100-sxm");
    auto& blocks = flat.model.layers()->blocks;
    blocks = {{"a", 1, {blocks[0].layers[0]}}, {"b", 1, {blocks[0].layers[1]}}};
    TableBench list(flat);
    CHECK(list.model().rowCount() == 2);
    CHECK_FALSE(list.view().rootIsDecorated());
}

TEST_CASE("a block's row says the sums of what it holds and leads to no operator", "[operators]")
{
    TableBench bench(preset("llama-3-8b", "h100-sxm"));
    const QModelIndex mlp = bench.block("prefill/mlp");
    REQUIRE(mlp.isValid());
    const auto cell = [&](int column) { return mlp.siblingAtColumn(column).data().toString(); };
    CHECK(cell(1) == "5 operators");
    CHECK(cell(3) == "×160");   // 5 · 32 layers
    CHECK(cell(4) == "5.64 G"); // 32 · (3 · 4096 · 14336 + 4096 of the norm) = 5 637 275 648
    CHECK(cell(5) == "23.1 T"); // 4096 tokens · 32 · 3 · 4096 · 14336 = 23.09 · 10¹²
    CHECK(cell(OperatorModel::boundColumn) == "compute");
    CHECK_FALSE(bench.model().numberAt(mlp).isValid());
    const QSignalSpy numbers(&bench.table, &OperatorTable::numberActivated);
    bench.view().setCurrentIndex(mlp);
    QTest::keyClick(&bench.view(), Qt::Key_Return); // opens it
    CHECK(bench.view().isExpanded(mlp));
    CHECK(numbers.isEmpty());
}

TEST_CASE("what is selected elsewhere opens its blocks here, and a block selects no operator", "[operators]")
{
    TableBench bench(preset("llama-3-8b", "h100-sxm"));
    bench.table.setSelected({0, 12}); // prefill's mlp.act
    CHECK(bench.view().currentIndex().data().toString() == "act");
    CHECK(bench.view().isExpanded(bench.block("prefill/mlp")));
    QSignalSpy selected(&bench.table, &OperatorTable::selected);
    bench.view().setCurrentIndex(bench.block("decode/attn"));
    REQUIRE(selected.size() == 1);
    CHECK_FALSE(selected[0][0].value<OperatorRef>().isValid());
    bench.table.setSelected({}); // as the window answers
    CHECK(bench.view().currentIndex() == bench.block("decode/attn"));
    bench.table.setEvaluation(evaluated(with(bench.start, "workload.batch", "4")));
    CHECK(bench.view().currentIndex() == bench.block("decode/attn"));
}

TEST_CASE("what is folded stays so over edits, other models and a filter", "[operators]")
{
    TableBench bench(preset("llama-3-8b", "h100-sxm"));
    bench.view().expand(bench.block("decode/attn"));
    bench.view().collapse(bench.block("decode"));
    bench.view().expand(bench.block("prefill"));
    const QStringList before = bench.shown();
    bench.table.setEvaluation(evaluated(with(bench.start, "workload.batch", "4")));
    CHECK(bench.shown() == before);
    bench.table.filterField()->setText("softmax");
    CHECK(bench.shown() == QStringList{"prefill", "..attn", "....softmax", "decode", "..attn", "....softmax"});
    bench.table.filterField()->setText("decode softmax");
    CHECK(bench.shown() == QStringList{"decode", "..attn", "....softmax"});
    bench.table.filterField()->clear();
    CHECK(bench.shown() == before);
    bench.table.setEvaluation(evaluated(preset("resnet-50", "h100-sxm")));
    CHECK(bench.shown() == QStringList{"stem", "layer1", "layer2", "layer3", "layer4", "head"});
    bench.table.setEvaluation(evaluated(bench.start));
    CHECK(bench.shown() == before);
    CHECK(bench.view().isExpanded(bench.block("decode/attn"))); // inside the closed one
}

TEST_CASE("keys fold and go from number to number", "[operators]")
{
    TableBench bench(preset("llama-3-8b", "h100-sxm"));
    BlockView& view = bench.view();
    const QModelIndex prefill = bench.block("prefill");
    view.setCurrentIndex(prefill);
    QTest::keyClick(&view, Qt::Key_Plus);
    CHECK(view.isExpanded(prefill));
    QTest::keyClick(&view, Qt::Key_Minus);
    CHECK_FALSE(view.isExpanded(prefill));
    QTest::keyClick(&view, Qt::Key_Asterisk);
    CHECK(view.isExpanded(bench.block("prefill/attn")));
    QTest::keyClick(&view, Qt::Key_Left);
    CHECK_FALSE(view.isExpanded(prefill));
    QTest::keyClick(&view, Qt::Key_Right);
    CHECK(view.isExpanded(prefill));
    QTest::keyClick(&view, Qt::Key_Down);
    QTest::keyClick(&view, Qt::Key_Right);
    QTest::keyClick(&view, Qt::Key_Right);
    CHECK(view.currentIndex().column() == 3); // the stage is not shown
    const QSignalSpy numbers(&bench.table, &OperatorTable::numberActivated);
    QTest::keyClick(&view, Qt::Key_Return);
    REQUIRE(numbers.size() == 1);
    CHECK(numbers[0][0].value<NumberRef>() == NumberRef{"executions", 0, 0});
    QTest::keyClick(&view, Qt::Key_Home);
    CHECK(view.currentIndex().column() == 0);
    QTest::keyClick(&view, Qt::Key_Left);
    CHECK(view.currentIndex() == prefill);
    bench.action("C&ollapse all").trigger();
    CHECK(bench.shown() == QStringList{"prefill", "decode"});
    bench.action("&Expand all").trigger();
    CHECK(bench.shown().size() == 2 + 2 * (2 + 17)); // stages, their two blocks, and operators
    bench.action("&Group by block").trigger();
    CHECK(bench.shown().size() == 34);
    CHECK(bench.shown()[1] == "attn.norm"); // the whole name, where no block says it
}

TEST_CASE("siblings are sorted within their block, and the third click returns to the order of the run", "[operators]")
{
    TableBench bench(preset("llama-3-8b", "h100-sxm"));
    bench.view().sortByColumn(9, Qt::DescendingOrder);
    CHECK(bench.shown().mid(0, 3) == QStringList{"decode", "..mlp", "..attn"}); // by time
    bench.view().sortByColumn(-1, Qt::AscendingOrder);
    CHECK(bench.shown() == decodeOpen);
}

TEST_CASE("copying gives all operators under their whole names, whatever is folded or is the current row",
          "[operators]")
{
    TableBench bench(preset("llama-3-8b", "h100-sxm"));
    CHECK(bench.table.asText().count('\n') == 1 + 34);
    bench.view().setCurrentIndex(bench.block("decode/mlp"));
    CHECK(bench.table.asText().count('\n') == 1 + 34);
    // Several rows are what somebody selected: of a block all that it holds, 5 and 9 operators.
    bench.view().selectionModel()->select(bench.block("decode/attn"),
                                          QItemSelectionModel::Select | QItemSelectionModel::Rows);
    const QStringList lines = bench.table.asText().split('\n', Qt::SkipEmptyParts);
    REQUIRE(lines.size() == 1 + 5 + 9);
    CHECK(lines[1].startsWith("attn.norm\tNormalisation\tdecode\t8160\t"));
}

TEST_CASE("what is copied are raw numbers in base units, which the headings name", "[operators]")
{
    TableBench bench(preset("llama-3-8b", "h100-sxm"));
    const QStringList lines = bench.table.asText().split('\n', Qt::SkipEmptyParts);
    CHECK(lines[0].split('\t') == QStringList{"Operator, whole run", "Kind", "Stage", "Count", "Params", "MACs",
                                              "Bytes (B)", "FLOP/B", "Bound", "Time (s)", "Energy (J)", "Share"});
    const auto row = [&](const QString& start) {
        for (const QString& line : lines) {
            if (line.startsWith(start)) {
                return line.split('\t');
            }
        }
        return QStringList();
    };
    const QStringList up = row("mlp.gate_up\tLinear\tdecode");
    REQUIRE(up.size() == 12);
    CHECK(up[3] == "8160");          // 32 layers, 255 tokens
    CHECK(up[4] == "3758096384");    // 32 · 4096 · 2 · 14336, every digit
    CHECK(up[5] == "958314577920");  // 8160 · 117440512
    CHECK(up[6] == "1916929966080"); // 8160 · 2 bytes · (117440512 + 4096 in + 14336 out: gate and up leave one)
    const std::shared_ptr<const Evaluation> evaluation = evaluated(bench.start);
    const Evaluation& e = *evaluation;
    double seconds = 0;
    for (int i = 1; i < lines.size(); ++i) {
        seconds += lines[i].section('\t', 9, 9).toDouble();
    }
    CHECK(seconds == Approx(e.latency().inBaseUnits()).epsilon(1e-9)); // times of all executions add up to the run's
    CHECK(row("embed\tEmbedding\tdecode")[7].isEmpty());               // no intensity: empty, not a dash
}

TEST_CASE("all columns are of the whole run or all of one execution, as the heading says", "[operators]")
{
    TableBench bench(preset("llama-3-8b", "h100-sxm"));
    bench.table.setGrouped(false);
    const std::shared_ptr<const Evaluation> evaluation = evaluated(bench.start);
    const Evaluation& e = *evaluation;
    const std::vector<Operator>& operators = e.program.stages[1].operators;
    const auto up = std::ranges::find(operators, "mlp.gate_up", &Operator::name) - operators.begin();
    const OperatorCost& cost = e.stages[1].operators[std::size_t(up)];
    const QModelIndex row = bench.model().indexOf({1, static_cast<int>(up)});
    const double count = operators[std::size_t(up)].count, all = count * e.program.stages[1].repeat;
    const auto texts = [&] {
        QStringList shown;
        for (const int column : {3, 5, 6, 9}) {
            shown << row.siblingAtColumn(column).data().toString();
        }
        return shown;
    };
    const auto expected = [&](double executions, double times) {
        const auto text = [](double value, Unit unit) { return QString::fromStdString(format(value, unit)); };
        return QStringList{
            QStringLiteral("×") + text(executions, Unit::Count), text(times * cost.macs.inBaseUnits(), Unit::Count),
            text(times * cost.bytes.inBaseUnits(), Unit::Bytes), text(times * cost.time.inBaseUnits(), Unit::Seconds)};
    };
    CHECK(texts() == expected(all, all));
    auto* basis = bench.choice("What the columns are of");
    QTest::mouseClick(basis, Qt::LeftButton, {}, basis->segment(1).center().toPoint());
    CHECK(bench.model().headerData(0, Qt::Horizontal, Qt::DisplayRole) == "Operator, one execution");
    CHECK(texts() == expected(count, 1));
    // Of a block: one run of its stage, here a decode step.
    bench.table.setGrouped(true);
    const QModelIndex decode = bench.block("decode");
    CHECK(decode.siblingAtColumn(9).data().toString().toStdString() ==
          format(e.stages[1].totals.time.inBaseUnits(), Unit::Seconds));
    CHECK(decode.siblingAtColumn(5).data().toString().toStdString() ==
          format(e.stages[1].totals.macs.inBaseUnits(), Unit::Count));
}

TEST_CASE("a filter says the totals of what it leaves", "[operators]")
{
    TableBench bench(preset("llama-3-8b", "h100-sxm"));
    auto* totals = bench.table.findChild<QLabel*>("filterTotals");
    CHECK_FALSE(totals->isVisible());
    QTest::keyClicks(bench.table.filterField(), "mlp");
    REQUIRE(totals->isVisible());
    // 5 in each of two stages; weights that both run are there once: 32 · (3 · 4096 · 14336 + 4096)
    CHECK(totals->text().startsWith("10 of 34 operators · Params 5.64 G · MACs "));
    const std::shared_ptr<const Evaluation> evaluation = evaluated(bench.start);
    const Evaluation& e = *evaluation;
    double seconds = 0, macs = 0;
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        const Stage& stage = e.program.stages[s];
        for (std::size_t i = 0; i < stage.operators.size(); ++i) {
            if (stage.operators[i].name.starts_with("mlp")) {
                const double times = stage.repeat * stage.operators[i].count;
                seconds += times * e.stages[s].operators[i].time.inBaseUnits();
                macs += times * e.stages[s].operators[i].macs.inBaseUnits();
            }
        }
    }
    CHECK(totals->text().contains("MACs " + QString::fromStdString(format(macs, Unit::Count))));
    CHECK(totals->text().contains("Time " + QString::fromStdString(format(seconds, Unit::Seconds))));
    Checkpoint partly = *bench.start.model.checkpoint;
    partly.unread = {"vision_config"};
    Scenario incomplete = bench.start;
    incomplete.model.checkpoint = partly;
    bench.table.setEvaluation(evaluated(incomplete));
    CHECK(totals->text().startsWith("Incomplete · 10 of 34 operators"));
    CHECK(totals->text().contains("Share "));
    bench.table.setEvaluation(evaluated(with(bench.start, "workload.batch", "4")));
    CHECK_FALSE(totals->text().contains("MACs " + QString::fromStdString(format(macs, Unit::Count)))); // follows
    bench.table.filterField()->clear();
    CHECK_FALSE(totals->isVisible());
}

TEST_CASE("one list without blocks is sorted as a whole: the ten slowest of all", "[operators]")
{
    TableBench bench(preset("llama-3-8b", "h100-sxm"));
    auto* grouping = bench.choice("Operators by block or as one flat list");
    QTest::mouseClick(grouping, Qt::LeftButton, {}, grouping->segment(1).center().toPoint());
    CHECK_FALSE(bench.model().isGrouped());
    QTest::mouseClick(grouping, Qt::LeftButton, {}, grouping->segment(0).center().toPoint());
    CHECK(bench.model().isGrouped());
    bench.table.showSlowest();
    CHECK(grouping->current() == 1);
    std::vector<double> all;
    const std::shared_ptr<const Evaluation> evaluation = evaluated(bench.start);
    const Evaluation& e = *evaluation;
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        for (std::size_t i = 0; i < e.stages[s].operators.size(); ++i) {
            const Stage& stage = e.program.stages[s];
            all.push_back(stage.repeat * stage.operators[i].count * e.stages[s].operators[i].time.inBaseUnits());
        }
    }
    std::sort(all.rbegin(), all.rend());
    for (int row = 0; row < 10; ++row) {
        INFO(row);
        CHECK(bench.model().index(row, OperatorModel::timeColumn).data().toString().toStdString() ==
              format(all[std::size_t(row)], Unit::Seconds));
    }
}

TEST_CASE("the operators' tree keeps the contract of item models", "[operators]")
{
    OperatorModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Warning);
    for (const char* id : {"llama-3-8b", "resnet-50", "mobilenet-v2"}) {
        model.setEvaluation(evaluated(preset(id, "h100-sxm")));
        model.sort(9, Qt::DescendingOrder);
        model.setFilter("norm");
        model.setEvaluation(evaluated(with(preset(id, "h100-sxm"), "workload.batch", "3")));
        model.setGrouped(false);
        model.sort(0);
        model.setFilter({});
        model.setGrouped(true);
        model.sort(-1);
        CHECK(model.shownItems().size() == std::size_t(model.itemCount()));
    }
}

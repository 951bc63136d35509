#include "core/evaluate/evaluate.h"
#include "core/library/networks.h"
#include "tests/app/studies/ranked_bench.h"
#include "ui/charts/sweep/sweep_chart.h"
#include "ui/controls/parameter_field.h"
#include "ui/controls/segmented_choice.h"
#include "ui/splits/splits_view.h"

#include <QComboBox>

#include <qcustomplot.h>

using namespace ridge;
using namespace ridge::test;

namespace {

struct SplitsBench : RankedBench<SplitsView> {
    explicit SplitsBench(const Scenario& scenario = with(preset("llama-3-8b", "h100-sxm"), "workload.batch", "4"))
        : RankedBench(scenario, "splits")
    {
        wait();
    }
    ParameterField& count() { return *window.findChild<ParameterField*>("splitsDevices"); }
    /// Nothing is computed any more.
    void wait()
    {
        settle();
        REQUIRE(QTest::qWaitFor(
            [this] { return isUpToDate() && view().table().devices == view().devices() && !window.pages().areBusy(); },
            30000));
    }
    void type(const QString& devices)
    {
        count().setFocus();
        count().selectAll();
        QTest::keyClicks(&count(), devices);
        QTest::keyClick(&count(), Qt::Key_Return);
    }
    const Split& splitAt(int row) { return view().table().found.splits[model().rankedAt(row).index]; }
    const Split& split() { return window.document().current()->deployment.split; }
};

/// One that the box does not show now, by its row.
int otherThan(const QComboBox& box) { return box.currentIndex() == 1 ? 2 : 1; }

void chooseByKeys(QComboBox& box, int row)
{
    box.setFocus();
    while (box.currentIndex() != row) {
        QTest::keyClick(&box, box.currentIndex() < row ? Qt::Key_Down : Qt::Key_Up);
    }
}

} // namespace

TEST_CASE("splits stand in the order of the ranking, with the reason of each that is left out", "[window][splits]")
{
    SplitsBench bench;
    CHECK(bench.view().devices() == 8); // the scenario has one device
    const SplitRanking found = rankSplits(*bench.window.document().current(), 8, "latency");
    REQUIRE(bench.model().rowCount() == int(found.splits.size() + found.refused.size()));
    for (std::size_t i = 0; i < found.splits.size(); ++i) {
        const Split& split = found.splits[found.ranking.rows[i].index];
        Split degrees = split;
        degrees.sequence = false; // which has its own column
        CHECK(bench.text(int(i), RankedModel::Name) == QString::fromStdString(wordsOf(degrees)));
        CHECK(bench.text(int(i), RankedModel::Mark) == (split.sequence ? "yes" : ""));
        CHECK(bench.text(int(i), RankedModel::Rank) == QString::number(i + 1));
        CHECK(bench.model().sentenceAt(int(i)).contains("latency"));
    }
    const int below = bench.model().itemCount();
    CHECK(bench.text(below, RankedModel::Rank) == "—");
    CHECK(bench.text(below, RankedModel::Fit) == QString::fromStdString(found.refused.front().reason));
    CHECK(bench.table().columnSpan(below, RankedModel::Fit) == bench.model().columnCount() - RankedModel::Fit);
    bench.type("16");
    bench.wait();
    CHECK(bench.view().table().devices == 16);
    bench.type("200000");
    CHECK(bench.count().problem() == "A whole number from 1 to 100,000.");
    bench.type("1");
    bench.wait();
    CHECK(bench.model().itemCount() == 1);
    CHECK(bench.text(0, RankedModel::Name) == "▸ one device");
}

TEST_CASE("a split is taken by Return, by a double click and by the button, each as one edit", "[window][splits]")
{
    SplitsBench bench;
    const auto start = bench.window.document().current();
    const double promised = *bench.model().rankedAt(0).values.front().value;
    const Split best = bench.splitAt(0);
    bench.click(0, RankedModel::Name);
    QTest::keyClick(&bench.table(), Qt::Key_Return);
    bench.wait();
    CHECK(bench.split() == best);
    CHECK(bench.window.document().history().count() == 1);
    CHECK(metric(*bench.window.evaluation(), "latency").value == promised);
    CHECK(bench.model().isPresent(0));
    CHECK(bench.text(0, RankedModel::Name).startsWith("▸ "));
    CHECK_FALSE(bench.use().isEnabled()); // it is there already
    bench.window.undo();
    bench.wait();
    CHECK(*bench.window.document().current() == *start);
    bench.click(1, RankedModel::Name, true);
    bench.wait();
    CHECK(areAlike(bench.split(), bench.splitAt(1)));
    bench.window.undo();
    bench.wait();
    bench.click(2, RankedModel::Name);
    QTest::mouseClick(&bench.use(), Qt::LeftButton);
    bench.wait();
    CHECK(areAlike(bench.split(), bench.splitAt(2)));
    bench.window.undo();
    CHECK(*bench.window.document().current() == *start);
}

TEST_CASE("a network is chosen within a node and between nodes, each as one edit", "[window][splits]")
{
    SplitsBench bench;
    const auto start = bench.window.document().current();
    auto* between = bench.window.findChild<QComboBox*>("splitsBetween");
    auto* within = bench.window.findChild<QComboBox*>("splitsWithin");
    for (QComboBox* box : {between, within}) {
        INFO(box->objectName().toStdString());
        const int row = otherThan(*box);
        const QString name = box->itemText(row);
        const auto network = std::ranges::find_if(networks(), [&](const NetworkPreset& each) {
            return each.joinsNodes == (box == between) && name.startsWith(QString::fromStdString(each.name));
        });
        REQUIRE(network != networks().end());
        CHECK(box->itemData(row, Qt::ToolTipRole).toString().contains(QString::fromStdString(network->source)));
        Scenario expected = *start;
        takeNetwork(*network, expected);
        chooseByKeys(*box, row);
        bench.wait();
        CHECK(*bench.window.document().current() == expected);
        CHECK(box->currentText() == name);
        bench.window.undo();
        bench.wait();
        CHECK(*bench.window.document().current() == *start);
    }
}

TEST_CASE("the curve goes through the best split of each count, and a point of it is taken", "[window][splits]")
{
    SplitsBench bench(preset("llama-3-8b", "h100-sxm"));
    const SweepChart& chart = bench.view().chart();
    REQUIRE(chart.sweep());
    ScalingPlan plan{*bench.window.document().current()};
    const Scaling scaling = scalingOf(plan);
    for (std::size_t i = 0; i < scaling.points.size(); ++i) {
        CHECK(chart.sweep()->numberAt(i, 0) == scaling.points[i].time);
    }
    REQUIRE(chart.sweep()->wall);
    CHECK(chart.sweep()->wall->value == scaling.wall);
    const auto isWall = [](const PlacedLabel& label) { return label.text.startsWith("wall at"); };
    CHECK(QTest::qWaitFor([&] { return std::ranges::any_of(chart.labels(), isWall); })); // it is painted
    CHECK(chart.placeOfNow());                                                           // one device
    QTest::mouseClick(chart.findChild<QCustomPlot*>(), Qt::LeftButton, {}, chart.placeOf(2, 0).value().toPoint());
    bench.wait();
    CHECK(areAlike(bench.split(), *scaling.points[2].best));
    CHECK(bench.window.document().history().count() == 1);
    auto* figures = bench.window.findChild<SegmentedChoice*>("splitsFigure");
    figures->setFocus();
    QTest::keyClick(figures, Qt::Key_Right);
    CHECK(chart.sweep()->metric().id == "scalability_ratio");
    CHECK(chart.sweep()->numberAt(2, 0) == scaling.points[2].efficiency);
    auto* kinds = bench.window.findChild<SegmentedChoice*>("splitsScaling");
    kinds->setFocus();
    QTest::keyClick(kinds, Qt::Key_Right);
    bench.wait();
    plan.kind = ScalingKind::Weak;
    CHECK(chart.sweep()->numberAt(3, 0) == scalingOf(plan).points[3].efficiency);
}

TEST_CASE("where no split gives all devices work the page says what to do, and numbers on screen are explained",
          "[window][splits]")
{
    SplitsBench bench(preset("resnet-50", "h100-sxm"));
    bench.type("97"); // neither layers nor a batch of one
    bench.wait();
    CHECK(bench.model().itemCount() == 0);
    const auto* summary = bench.window.findChild<QLabel*>("splitsSummary");
    CHECK(summary->text().contains("no split gives all of them work. Raise the batch, or name fewer."));
    NumberRef explained;
    QObject::connect(&bench.window.explanations(), &Explanations::changed, &bench.window,
                     [&](const NumberRef& number) { explained = number; });
    bench.type("1");
    bench.wait();
    bench.click(0, RankedModel::FirstFigure);
    CHECK(explained == NumberRef{"latency"});
}

TEST_CASE("tensor ranks that share positions are rows of their own, and no column says so where no model has any",
          "[window][splits][sequence]")
{
    SplitsBench bench;
    CHECK_FALSE(bench.table().isColumnHidden(RankedModel::Mark));
    int shared = 0;
    while (shared < bench.model().itemCount() && !bench.splitAt(shared).sequence) {
        ++shared;
    }
    REQUIRE(shared < bench.model().itemCount());
    const Split split = bench.splitAt(shared);
    CHECK(bench.model().sentenceAt(shared).contains("+SP"));
    const QString spoken = bench.model().index(shared, RankedModel::Name).data(Qt::AccessibleTextRole).toString();
    CHECK(spoken == QString::fromStdString(wordsOf(split)));
    bench.click(shared, RankedModel::Name, true);
    bench.wait();
    CHECK(bench.split() == split);
    CHECK(bench.model().isPresent(bench.model().rowOf(QString::fromStdString(wordsOf(split)))));
    bench.window.document().chooseModel(modelPreset("resnet-50"));
    bench.wait();
    CHECK(bench.table().isColumnHidden(RankedModel::Mark));
}

TEST_CASE("splits are ranked by a heading and by a menu, which takes a split as well", "[window][splits]")
{
    SplitsBench bench;
    bench.clickHeading(bench.model().columnOf("tpot"));
    bench.wait();
    CHECK(bench.view().rankedMetric() == "tpot");
    bench.rankBy("Memory headroom");
    bench.wait();
    CHECK(bench.model().columnOf("memory_headroom") == RankedModel::FirstFigure);
    const Split best = bench.splitAt(0);
    QMenu& menu = bench.openMenu(0);
    menu.actions().front()->trigger();
    menu.close();
    bench.wait();
    CHECK(areAlike(bench.split(), best));
    const int below = bench.model().itemCount();
    bench.click(below, RankedModel::Name);
    CHECK_FALSE(bench.use().isEnabled()); // that is no split
}

TEST_CASE("the keyboard goes through the page of splits from the top to the table", "[window][splits]")
{
    SplitsBench bench;
    bench.count().setFocus();
    for (const char* next : {"splitsMetric", "splitsWithin", "splitsBetween", "splitsTable"}) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        CHECK(QApplication::focusWidget()->objectName() == next);
    }
}

TEST_CASE("no column of splits is cut, in a small window and in a wide one", "[window][splits]")
{
    for (const QSize size : {QSize(1280, 800), QSize(1440, 900), QSize(2000, 1200)}) {
        SplitsBench bench;
        bench.window.resize(size);
        bench.settle();
        int width = 0;
        for (int column = 0; column < bench.model().columnCount(); ++column) {
            width += bench.table().isColumnHidden(column) ? 0 : bench.table().columnWidth(column);
        }
        INFO(size.width());
        CHECK(width <= bench.table().viewport()->width());
        CHECK(width > bench.table().viewport()->width() - 100); // and the room is used
    }
}

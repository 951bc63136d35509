#include "core/evaluate/evaluate.h"
#include "core/library/networks.h"
#include "tests/app/window/window_fixture.h"
#include "ui/charts/sweep/sweep_chart.h"
#include "ui/controls/parameter_field.h"
#include "ui/controls/segmented_choice.h"
#include "ui/splits/split_model.h"
#include "ui/splits/splits_view.h"

#include <QComboBox>
#include <QPushButton>

#include <qcustomplot.h>

using namespace ridge;
using namespace ridge::test;

namespace {

struct SplitsBench : WindowBench {
    explicit SplitsBench(const Scenario& scenario = with(preset("llama-3-8b", "h100-sxm"), "workload.batch", "4"))
        : WindowBench(scenario)
    {
        window.showView("splits");
        wait();
    }
    SplitsView& view() { return *window.findChild<SplitsView*>(); }
    QTableView& table() { return *window.findChild<QTableView*>("splitsTable"); }
    SplitModel& model() { return *qobject_cast<SplitModel*>(table().model()); }
    ParameterField& count() { return *window.findChild<ParameterField*>("splitsDevices"); }
    /// The table on show is of the scenario on screen, and nothing is computed any more.
    void wait()
    {
        settle();
        REQUIRE(QTest::qWaitFor(
            [this] {
                const SplitTable& shown = model().table();
                return shown.scenario == window.evaluation()->chosen && shown.devices == view().devices() &&
                       shown.found.ranking.metrics.front() == view().rankedMetric() && !window.pages().areBusy();
            },
            30000));
    }
    void type(const QString& devices)
    {
        count().setFocus();
        count().selectAll();
        QTest::keyClicks(&count(), devices);
        QTest::keyClick(&count(), Qt::Key_Return);
    }
    void click(int row, int column, bool twice = false)
    {
        const QModelIndex cell = model().index(row, column);
        table().scrollTo(cell);
        const QPoint at = table().visualRect(cell).center();
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, at);
        if (twice) {
            QTest::mouseDClick(table().viewport(), Qt::LeftButton, {}, at);
        }
    }
    QString text(int row, int column) { return model().index(row, column).data().toString(); }
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
        CHECK(bench.text(int(i), SplitModel::Degrees) == QString::fromStdString(wordsOf(split)));
        CHECK(bench.text(int(i), SplitModel::Rank) == QString::number(i + 1));
        CHECK(bench.model().sentenceAt(int(i)).contains("latency"));
    }
    const int below = bench.model().splitCount();
    CHECK(bench.text(below, SplitModel::Rank) == "—");
    CHECK(bench.text(below, SplitModel::Fit) == QString::fromStdString(found.refused.front().reason));
    CHECK(bench.table().columnSpan(below, SplitModel::Fit) == bench.model().columnCount() - SplitModel::Fit);
    bench.type("16");
    bench.wait();
    CHECK(bench.model().table().devices == 16);
    bench.type("200000");
    CHECK(bench.count().problem() == "A whole number from 1 to 100,000.");
    bench.type("1");
    bench.wait();
    CHECK(bench.model().splitCount() == 1);
    CHECK(bench.text(0, SplitModel::Degrees) == "▸ one device");
}

TEST_CASE("a split is taken by Return, by a double click and by the button, each as one edit", "[window][splits]")
{
    SplitsBench bench;
    const auto start = bench.window.document().current();
    const double promised = *bench.model().rankedAt(0).values.front().value;
    const Split best = bench.model().splitAt(0);
    bench.click(0, SplitModel::Degrees);
    QTest::keyClick(&bench.table(), Qt::Key_Return);
    bench.wait();
    CHECK(bench.split() == best);
    CHECK(bench.window.document().history().count() == 1);
    CHECK(metric(*bench.window.evaluation(), "latency").value == promised);
    CHECK(bench.model().isPresent(0));
    CHECK(bench.text(0, SplitModel::Degrees).startsWith("▸ "));
    auto* use = bench.window.findChild<QPushButton*>("splitsUse");
    CHECK_FALSE(use->isEnabled()); // it is there already
    bench.window.undo();
    bench.wait();
    CHECK(*bench.window.document().current() == *start);
    bench.click(1, SplitModel::Degrees, true);
    bench.wait();
    CHECK(areAlike(bench.split(), bench.model().splitAt(1)));
    bench.window.undo();
    bench.wait();
    bench.click(2, SplitModel::Degrees);
    QTest::mouseClick(use, Qt::LeftButton);
    bench.wait();
    CHECK(areAlike(bench.split(), bench.model().splitAt(2)));
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
    CHECK(bench.model().splitCount() == 0);
    const auto* summary = bench.window.findChild<QLabel*>("splitsSummary");
    CHECK(summary->text().contains("no split gives all of them work. Raise the batch, or name fewer."));
    NumberRef explained;
    QObject::connect(&bench.window.explanations(), &Explanations::changed, &bench.window,
                     [&](const NumberRef& number) { explained = number; });
    bench.type("1");
    bench.wait();
    bench.click(0, SplitModel::FirstFigure);
    CHECK(explained == NumberRef{"latency"});
}

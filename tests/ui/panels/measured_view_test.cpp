#include "core/library/measured_runs.h"
#include "tests/support/catch.h"
#include "ui/charts/measured/measured_chart.h"
#include "ui/panels/measured_view.h"
#include "ui/tables/measured_model.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace ridge;

namespace {

/// One of each of a few kinds on three devices; the last is made to lie below its bound.
std::vector<CheckedRun> someRuns()
{
    std::vector<MeasuredRun> some;
    for (const MeasuredRun& run : measuredRuns()) {
        for (const char* id : {"llama-2-7b.a100-80gb.decode_rate", "resnet-50.jetson-nano.latency",
                               "resnet-50.rtx-4090.throughput", "gemm.h200-sxm.product_rate"}) {
            if (run.id == id) {
                some.push_back(run);
            }
        }
    }
    some.push_back(some.back());
    some.back().id = "impossible";
    some.back().value *= 100;
    return checkMeasured(some);
}

struct Page {
    MeasuredView view;
    MeasuredChart& chart = *view.findChild<MeasuredChart*>("measuredChart");
    QTableView& table = *view.findChild<QTableView*>("measuredTable");
    QLineEdit& filter = *view.findChild<QLineEdit*>("measuredFilter");
    std::vector<QString> activated;

    explicit Page(QSize size = {1100, 700})
    {
        QObject::connect(
            &view, &MeasuredView::numberActivated, &view,
            [this](const std::shared_ptr<const Evaluation>&, const QString& metric) { activated.push_back(metric); });
        view.setStyleSheet(Theme::light().styleSheet());
        view.resize(size);
        view.setRuns(someRuns());
        view.show();
        QTest::qWait(0);
    }

    QString label(const char* name) const { return view.findChild<QLabel*>(name)->text(); }
    QString cell(int row, int column) const { return table.model()->index(row, column).data().toString(); }
};

} // namespace

TEST_CASE("the page of measured runs asks for them once, when it is first seen", "[measured]")
{
    MeasuredView view;
    QSignalSpy asked(&view, &MeasuredView::runsRequested);
    view.show();
    CHECK(asked.count() == 1);
    view.hide();
    view.show();
    CHECK(asked.count() == 1);
}

TEST_CASE("every measured run stands in the table and in the chart, with its source below", "[measured]")
{
    Page page;
    REQUIRE(page.table.model()->rowCount() == 5);
    CHECK(page.label("measuredSummary").startsWith("4 of 5 measured runs lie above their bounds"));
    for (int row = 0; row < 5; ++row) {
        INFO(row);
        const std::optional<QPointF> at = page.chart.positionOf(row);
        REQUIRE(at);
        CHECK(page.chart.rect().contains(at->toPoint()));
        QTest::mouseClick(page.chart.childAt(at->toPoint()), Qt::LeftButton, {},
                          page.chart.childAt(at->toPoint())->mapFrom(&page.chart, at->toPoint()));
        CHECK(page.chart.current() == row);
        CHECK(page.table.currentIndex().row() == row);
        CHECK(page.label("measuredSource") == "Source: " + page.cell(row, MeasuredModel::Source));
    }
    CHECK(page.label("measuredNumbers").contains("the unit, sparsity, the format or a peak")); // the impossible one
}

TEST_CASE("runs are stepped through by the arrows, and a filtered one that is picked is shown again", "[measured]")
{
    Page page;
    page.view.activateWindow();
    page.chart.setFocus();
    QTest::keyClick(&page.chart, Qt::Key_Right);
    const int first = page.chart.current();
    QTest::keyClick(&page.chart, Qt::Key_Right);
    CHECK(page.chart.current() != first);
    QTest::keyClick(&page.chart, Qt::Key_Left);
    CHECK(page.chart.current() == first);
    QTest::keyClicks(&page.filter, "jetson");
    CHECK(page.table.model()->rowCount() == 1);
    CHECK(page.label("measuredNote").startsWith("1 of 5"));
    QTest::keyClick(&page.chart, Qt::Key_Left);
    QTest::keyClick(&page.chart, Qt::Key_Right);
    CHECK(page.table.model()->rowCount() == 5);
}

TEST_CASE("a click on a bound opens its derivation, a click on a word does not", "[measured]")
{
    Page page;
    const auto click = [&page](int row, int column) {
        const QModelIndex index = page.table.model()->index(row, column);
        page.table.scrollTo(index);
        QTest::mouseClick(page.table.viewport(), Qt::LeftButton, {}, page.table.visualRect(index).center());
    };
    click(0, MeasuredModel::Quantity);
    CHECK(page.activated.empty());
    click(0, MeasuredModel::Bound);
    REQUIRE(page.activated.size() == 1);
    CHECK(page.activated[0] == "tokens_per_second");
    QTest::keyClick(&page.table, Qt::Key_Return);
    CHECK(page.activated.size() == 2);
}

TEST_CASE("the table of measured runs keeps to the rules and sorts by what was measured", "[measured]")
{
    MeasuredModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setRuns(someRuns());
    CHECK(model.index(0, MeasuredModel::OverBound).data(MeasuredModel::SortRole).toDouble() > 1);
    CHECK(model.index(4, MeasuredModel::OverBound).data(MeasuredModel::SortRole).toDouble() < 1);
    model.setRuns({});
    CHECK(model.rowCount() == 0);
}

TEST_CASE("what is measured over its bound is in view on a narrow page", "[measured]")
{
    for (const int width : {660, 800, 1100}) {
        const Page page({width, 700});
        const int column = MeasuredModel::OverBound;
        INFO(width);
        CHECK(page.table.columnViewportPosition(column) + page.table.columnWidth(column) <=
              page.table.viewport()->width());
    }
}

#include "core/evaluate/evaluate.h"
#include "tests/support/scenarios.h"
#include "tests/ui/charts/chart_fixture.h"
#include "ui/charts/frontier/frontier_chart.h"

using namespace ridge;
using namespace ridge::test;

namespace {

struct Given {
    std::optional<double> x, y;
    bool fits = true;
    std::optional<double> size = {};
};

/// Batches 1, 2, … of one scenario, with latencies and costs as they are given here.
std::shared_ptr<const FrontierPicture> pictureOf(const std::vector<Given>& given,
                                                 std::vector<std::string_view> metrics = {"latency", "cost"})
{
    FrontierPicture picture;
    picture.scenario = std::make_shared<const Scenario>(chartScenario());
    FrontierAxis batch{"workload.batch", {}};
    std::vector<std::vector<std::optional<double>>> rows;
    std::vector<bool> competes;
    for (const std::string_view id : metrics) {
        picture.aims.push_back(aimOf(id));
    }
    for (const Given& each : given) {
        batch.values.push_back(double(batch.values.size()) + 1);
        FrontierPoint point;
        point.index = rows.size();
        point.fits = each.fits;
        point.values = {each.x, each.y};
        if (metrics.size() > 2) {
            point.values.push_back(each.size);
        }
        rows.push_back(point.values);
        competes.push_back(each.fits);
        picture.frontier.points.push_back(std::move(point));
        picture.frontier.misfits += each.fits ? 0 : 1;
    }
    picture.space.axes = {batch};
    const std::vector<Standing> standing = standings(rows, picture.aims, competes);
    for (std::size_t i = 0; i < standing.size(); ++i) {
        picture.frontier.points[i].isOnFront = standing[i].isOnFront;
        picture.frontier.points[i].dominatedBy = standing[i].dominatedBy;
    }
    return std::make_shared<const FrontierPicture>(std::move(picture));
}

void show(FrontierChart& chart, std::shared_ptr<const FrontierPicture> picture)
{
    chart.setEvaluation(evaluated(chartScenario()));
    chart.setPicture(std::move(picture));
    settle(chart);
}

/// 1, 2 and 4 s for 9, 3 and 1 dollars; one that is beaten by the second, one that does not fit, one without a cost.
const std::vector<Given> six{{1, 9}, {2, 3}, {4, 1}, {3, 6}, {0.5, 0.5, false}, {1, {}}};

} // namespace

TEST_CASE("the front is a staircase: between two points there is nothing", "[frontier]")
{
    FrontierChart chart;
    show(chart, pictureOf(six));
    CHECK(chart.front() == std::vector<std::size_t>{0, 1, 2});
    const QPolygonF line = chart.staircase();
    REQUIRE(line.size() == 5);
    CHECK(line[0] == chart.positionOf(0).value());
    CHECK(line[1] == QPointF(line[2].x(), line[0].y())); // beaten up to where the next begins
    CHECK(line[2] == chart.positionOf(1).value());
    CHECK(line[3] == QPointF(line[4].x(), line[2].y()));
    CHECK(line[4] == chart.positionOf(2).value());
    CHECK(line[0].x() < line[2].x());
    CHECK(line[0].y() < line[2].y()); // dearer is higher
    CHECK(chart.positionOf(3).has_value());
    CHECK_FALSE(chart.positionOf(4).has_value());
    CHECK_FALSE(chart.positionOf(5).has_value());
    CHECK(chart.summary() == "3 of 6 combinations are on the front. Left out: 1 do not fit, 1 have no such number.");
}

TEST_CASE("where more is better the staircase turns the other way", "[frontier]")
{
    FrontierChart chart;
    show(chart, pictureOf({{10, 1}, {20, 2}, {40, 8}}, {"throughput", "cost"}));
    CHECK(chart.front() == std::vector<std::size_t>{0, 1, 2});
    const QPolygonF line = chart.staircase();
    REQUIRE(line.size() == 5);
    CHECK(line[1] == QPointF(line[0].x(), line[2].y()));
}

TEST_CASE("pointing at a combination says what it is, its numbers, and what beats it by how much", "[frontier]")
{
    FrontierChart chart;
    show(chart, pictureOf(six));
    hoverAt(chart, chart.positionOf(3).value());
    CHECK(chart.hoverText().startsWith("batch 4\n"));
    CHECK(chart.hoverText().contains("3.00 s"));
    CHECK(chart.hoverText().contains("6.00 USD"));
    CHECK(chart.hoverText().contains("Beaten by: batch 2"));
    // 2 of 3 s are a third less, 3 of 6 dollars half.
    CHECK(chart.hoverText().contains("latency −33 %, electricity per inference −50 %"));
    hoverAt(chart, chart.positionOf(1).value());
    CHECK(chart.hoverText().contains("on the front"));
    CHECK(standingText(*chart.picture(), 3) == "Beaten by batch 2: latency −33 %, electricity per inference −50 %.");
    CHECK(standingText(*chart.picture(), 4) == "It does not fit.");
}

TEST_CASE("a combination is taken by a click and by keys along the front", "[frontier]")
{
    FrontierChart chart;
    show(chart, pictureOf(six));
    std::vector<std::size_t> taken;
    QObject::connect(&chart, &FrontierChart::pointTaken, &chart, [&](std::size_t index) { taken.push_back(index); });
    clickAt(chart, chart.positionOf(3).value());
    CHECK(taken == std::vector<std::size_t>{3});
    clickAt(chart, chart.positionOf(3).value() + QPointF(30, 30));
    CHECK(taken.size() == 1);
    QTest::keyClick(&chart, Qt::Key_Right);
    QTest::keyClick(&chart, Qt::Key_Right);
    CHECK(chart.hoverText().startsWith("batch 2"));
    QTest::keyClick(&chart, Qt::Key_Return);
    CHECK(taken == std::vector<std::size_t>{3, 1});
}

TEST_CASE("names of the front cover neither each other nor the line nor a point", "[frontier]")
{
    std::vector<Given> many;
    for (int i = 0; i < 60; ++i) { // along a hyperbola, where nothing beats anything
        const double x = std::pow(1.12, i);
        many.push_back({x, 1 / x});
    }
    FrontierChart chart;
    show(chart, pictureOf(many));
    CHECK(chart.front().size() == 60);
    const std::vector<PlacedLabel> labels = chart.labels();
    CHECK(labels.size() >= 5);
    CHECK(labels.size() < 60);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const QRectF box = labels[i].box().boundingRect();
        for (std::size_t j = 0; j < i; ++j) {
            CHECK_FALSE(box.intersects(labels[j].box().boundingRect()));
        }
        for (const std::size_t point : chart.front()) {
            CHECK_FALSE(box.contains(chart.positionOf(point).value()));
        }
    }
}

TEST_CASE("with a third metric what it saves is on the front, and the line leaves it out", "[frontier]")
{
    FrontierChart chart;
    // The second is slower and dearer than the first, and smaller.
    show(chart, pictureOf({{1, 1, true, 8e9}, {2, 2, true, 1e9}, {4, 0.5, true, 8e9}},
                          {"latency", "cost", "memory_footprint"}));
    CHECK(chart.front() == std::vector<std::size_t>{0, 1, 2});
    REQUIRE(chart.staircase().size() == 3);
    CHECK(chart.staircase().front() == chart.positionOf(0).value());
    CHECK(chart.staircase().back() == chart.positionOf(2).value());
    hoverAt(chart, chart.positionOf(1).value());
    CHECK(chart.hoverText().contains("1.00 GB"));
}

TEST_CASE("what all of the front have in common is said once, and not beside every point", "[frontier]")
{
    FrontierPicture picture = *pictureOf({{1, 9}, {2, 3}, {4, 1}});
    const Parameter* weights = catalogueRow(*picture.scenario, "deployment.weights");
    const double int8 = parseParameter(*weights, *picture.scenario, "int8").value();
    const double bf16 = parseParameter(*weights, *picture.scenario, "bf16").value();
    picture.space.axes.push_back({"deployment.weights", {int8, bf16}});
    for (FrontierPoint& point : picture.frontier.points) {
        point.index *= 2; // all with the first format
    }
    FrontierChart chart;
    show(chart, std::make_shared<const FrontierPicture>(picture));
    CHECK(chart.summary() == "3 of 3 combinations are on the front, all with INT8.");
    std::vector<QString> names;
    for (const PlacedLabel& label : chart.labels()) {
        names.push_back(label.text);
    }
    CHECK(std::ranges::find(names, "batch 2") != names.end());
    CHECK(nameOf(picture, 1) == "batch 2 · INT8");
}

TEST_CASE("where nothing fits the chart says so instead of a front", "[frontier]")
{
    FrontierChart chart;
    show(chart, pictureOf({{1, 1, false}, {2, 2, false}}));
    CHECK(chart.front().empty());
    REQUIRE(chart.items().size() == 1);
    CHECK(chart.items()[0].text == "0 of 2 combinations are on the front. Left out: 2 do not fit.");
}

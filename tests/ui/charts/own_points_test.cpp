#include "core/evaluate/evaluate.h"
#include "core/studies/own_measurements.h"
#include "tests/ui/charts/chart_fixture.h"
#include "ui/charts/latency_chart.h"

using namespace ridge;
using namespace ridge::test;

namespace {

/// The first operator of the first stage that is no epilogue, measured at twice its bound and five times its energy.
OwnMeasurements halfOf(const Evaluation& e, double slower = 2)
{
    std::size_t op = 0;
    while (e.program.stages[0].operators[op].inPlace || !e.stages[0].operators[op].intensity()) {
        ++op;
    }
    const OperatorCost& cost = e.stages[0].operators[op];
    const OwnMeasurement own{.subject = e.program.stages[0].operators[op].name,
                             .time = slower * cost.time.inBaseUnits(),
                             .energy = 5 * e.energyOf(cost).inBaseUnits()};
    return std::make_shared<const std::vector<PlacedMeasurement>>(placed({own}, e));
}

template <class Shown> struct Bench {
    std::shared_ptr<const Evaluation> evaluation = evaluated(chartScenario());
    Shown chart;
    Bench()
    {
        chart.setEvaluation(evaluation);
        settle(chart);
    }
};

} // namespace

TEST_CASE("a measured operator is a hollow point below its dot in the roofline, with the share it reached",
          "[own points]")
{
    Bench<RooflineChart> bench;
    CHECK(bench.chart.ownPoints().empty());
    const OwnMeasurements own = halfOf(*bench.evaluation);
    bench.chart.setMeasurements(own);
    const std::vector<OwnPoint> points = bench.chart.ownPoints();
    REQUIRE(points.size() == 1);
    CHECK(points[0].label == "50.0 %");
    CHECK_FALSE(points[0].isImpossible);
    const PlacedMeasurement& one = own->front();
    const auto dot = bench.chart.positionOf({int(one.stage), int(one.op)});
    REQUIRE(dot);
    CHECK(std::abs(points[0].at.x() - dot->x()) < 1); // its intensity is the same
    CHECK(points[0].at.y() > dot->y() + 3);           // half as fast
    bench.chart.setMeasurements(halfOf(*bench.evaluation, 0.5));
    CHECK(bench.chart.ownPoints()[0].isImpossible);
    bench.chart.setMeasurements(nullptr);
    CHECK(bench.chart.ownPoints().empty());
}

TEST_CASE("a measured operator lies as far out on its group's bar as it was slower or drew more", "[own points]")
{
    Bench<LatencyChart> latency;
    latency.chart.setMeasurements(halfOf(*latency.evaluation));
    REQUIRE(latency.chart.ownPoints().size() == 1);
    CHECK(latency.chart.ownPoints()[0].label == "50.0 %");
    Bench<EnergyChart> energy;
    energy.chart.setMeasurements(halfOf(*energy.evaluation));
    REQUIRE(energy.chart.ownPoints().size() == 1);
    CHECK(energy.chart.ownPoints()[0].label == "20.0 %");
    const QRectF row = energy.chart.rowOf(0);
    CHECK(energy.chart.ownPoints()[0].at.x() <= row.right());
}

TEST_CASE("what was measured of the whole run stands beside the summary", "[own points]")
{
    Bench<LatencyChart> bench;
    const OwnMeasurement run{.time = 4 * bench.evaluation->latency().inBaseUnits()};
    bench.chart.setMeasurements(
        std::make_shared<const std::vector<PlacedMeasurement>>(placed({run}, *bench.evaluation)));
    CHECK(bench.chart.ownPoints().empty());
    CHECK(bench.chart.accessibleDescription().contains("4× ours"));
}

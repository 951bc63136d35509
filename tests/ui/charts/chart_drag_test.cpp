// What the handles of charts are, and where they lie.

#include "tests/ui/charts/chart_fixture.h"
#include "ui/charts/drag/dragging.h"
#include "ui/figure/figure.h"

#include <qcustomplot.h>

using namespace ridge;
using namespace ridge::test;

namespace {

std::vector<QString> idsOf(const Chart& chart)
{
    std::vector<QString> ids;
    for (const DragHandle& handle : chart.handles()) {
        ids.push_back(handle.id);
    }
    return ids;
}

template <class Kind> void show(Kind& chart, const Scenario& scenario, const Scenario& stock)
{
    settle(chart);
    chart.dragging()->setScenario(std::make_shared<const Scenario>(scenario), std::make_shared<const Scenario>(stock));
    chart.setEvaluation(evaluated(scenario));
    settle(chart);
}

} // namespace

TEST_CASE("a roofline offers its roofs, the ridge and its stages, each with the parameters that it sets", "[drag]")
{
    RooflineChart chart;
    show(chart, chartScenario(), chartScenario());
    CHECK(idsOf(chart) ==
          std::vector<QString>{"device.memory.bandwidth", "device.peak.bf16", "ridge", "stage 0", "stage 1"});
    for (const DragHandle& handle : chart.handles()) {
        for (const HandleDrive& drive : handle.drives) {
            CAPTURE(handle.id.toStdString(), drive.parameter);
            CHECK((handle.stage.has_value() || catalogueRow(chartScenario(), drive.parameter) != nullptr));
        }
    }
    // A cache's roof sets the cache's bandwidth.
    Scenario cached = chartScenario();
    cached.device.memory.insert(cached.device.memory.begin(), {"L2", MemoryLevel::Kind::Sram, 50e6, 10e12, 1e-12});
    show(chart, cached, cached);
    CHECK(idsOf(chart)[1] == "device.cache.bandwidth");
    MemoryChart memory;
    show(memory, chartScenario(), chartScenario());
    CHECK(idsOf(memory) == std::vector<QString>{"capacity"});
    CHECK(memory.handles().front().drives.front().parameter == "device.memory.capacity");
}

TEST_CASE("ends of a handle lie where the machine with other figures would draw them", "[drag]")
{
    // Twice the peak: the ridge goes from 250 to 500 FLOP/B. Twice the bandwidth: to 125.
    RooflineChart chart;
    show(chart, chartScenario(), chartScenario());
    const HandlePlane plane(plotOf(chart));
    const std::vector<DragHandle> handles = chart.handles();
    const QPointF high = plane.units(plane.line(handles[1], {2}).p1());
    CHECK(high.x() == Approx(500));
    CHECK(high.y() == Approx(2e15));
    const QLineF steep = plane.line(handles[0], {2});
    CHECK(plane.units(steep.p2()).x() == Approx(125));
    CHECK(plane.units(steep.p2()).y() == Approx(1e15));
    CHECK(plane.units(steep.p1()).y() == Approx(2 * plane.units(plane.line(handles[0]).p1()).y()));
    const QPointF both = plane.units(plane.line(handles[2], {2, 4}).p1());
    CHECK(both.x() == Approx(125));
    CHECK(both.y() == Approx(2e15));
}

TEST_CASE("figures draw no handles", "[drag]")
{
    RooflineChart bare, held;
    Scenario edited = chartScenario();
    edited.device.memory.front().bandwidth = 2e12; // the preset's roof is shown beside it
    settle(bare);
    bare.setEvaluation(evaluated(edited));
    settle(bare);
    show(held, edited, chartScenario());
    CHECK(renderSvg(held, {{836, 430}, 1}) == renderSvg(bare, {{836, 430}, 1}));
    settle(held);
    settle(bare);
    CHECK(held.grab().toImage() != bare.grab().toImage()); // and the screen does
}

TEST_CASE("what can be dragged is in the chart's description, and a chart without a document offers nothing", "[drag]")
{
    RooflineChart chart;
    settle(chart);
    chart.setEvaluation(evaluated(chartScenario()));
    settle(chart);
    CHECK_FALSE(chart.accessibleDescription().contains("dragged"));
    const QPointF grip = HandlePlane(plotOf(chart)).grip(chart.handles()[1]);
    hoverAt(chart, grip);
    CHECK(chart.dragging()->bubbleText().isEmpty());
    show(chart, chartScenario(), chartScenario());
    CHECK(chart.accessibleDescription().contains("Bandwidth 4.00 TB/s, Peak BF16 1.00 PFLOP/s, Ridge 250 FLOP/B"));
    hoverAt(chart, grip);
    CHECK(chart.dragging()->bubbleText() == "1.00 PFLOP/s, Peak BF16");
    CHECK(plotOf(chart).cursor().shape() == Qt::SizeVerCursor);
    hoverAt(chart, grip + QPointF(-60, 90));
    CHECK(chart.dragging()->bubbleText().isEmpty());
    CHECK(plotOf(chart).cursor().shape() == Qt::ArrowCursor);
}

TEST_CASE("what lies off the frame is taken at its edge, and follows once the hand moves inwards", "[drag]")
{
    Scenario vast = chartScenario();
    vast.device.memory.front().capacity = 1e15; // far above a peak of some 20 GB
    MemoryChart chart;
    show(chart, vast, vast);
    std::shared_ptr<const Scenario> now = std::make_shared<const Scenario>(vast);
    QObject::connect(chart.dragging(), &Dragging::edited, &chart, [&](const Scenario& next, const EditLabel&) {
        now = std::make_shared<const Scenario>(next);
        chart.dragging()->setScenario(now, now);
        chart.setEvaluation(evaluated(next));
    });
    QCustomPlot& plot = plotOf(chart);
    const QPoint from = HandlePlane(plot).grip(chart.handles().front()).toPoint();
    CHECK(from.y() == plot.axisRect()->top());
    QTest::mousePress(&plot, Qt::LeftButton, {}, from);
    QTest::mouseMove(&plot, from - QPoint(0, 20));
    CHECK(*now->device.memory.front().capacity == 1e15);
    QTest::mouseMove(&plot, from + QPoint(0, 60));
    const double there = plot.yAxis->pixelToCoord(from.y() + 60);
    CHECK(*now->device.memory.front().capacity == Approx(there).epsilon(0.03));
    QTest::mouseRelease(&plot, Qt::LeftButton, {}, from + QPoint(0, 60));
}

// Roofs, ridge, stages and the capacity taken by mouse and by keys, in the whole window.

#include "core/library/presets.h"
#include "core/studies/reach.h"
#include "tests/app/window/window_fixture.h"
#include "ui/charts/drag/dragging.h"
#include "ui/charts/memory/memory_chart.h"
#include "ui/charts/roofline/roofline_chart.h"

#include <QMenu>

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

using namespace ridge;
using namespace ridge::test;

namespace {

/// The window with a hand on one of its charts.
template <class Kind> struct HandBench : WindowBench {
    explicit HandBench(Scenario scenario = preset("llama-3-8b", "h100-sxm"))
        : WindowBench(std::move(scenario)), chart(*window.findChild<Kind*>()), hand(*chart.dragging()),
          plot(*chart.template findChild<QCustomPlot*>())
    {
        QTest::qWait(250); // the frame has arrived
    }

    DragHandle handle(const QString& id)
    {
        for (const DragHandle& each : chart.handles()) {
            if (each.id == id) {
                return each;
            }
        }
        FAIL("no handle " << id.toStdString());
        return {};
    }
    QPoint grip(const QString& id) { return HandlePlane(plot).grip(handle(id)).toPoint(); }
    void press(const QPoint& at) { QTest::mousePress(&plot, Qt::LeftButton, {}, at); }
    void move(const QPoint& to, Qt::KeyboardModifiers keys = Qt::ControlModifier)
    {
        QTest::mouseEvent(QTest::MouseMove, &plot, Qt::NoButton, keys, to);
        settle();
    }
    void release(const QPoint& at)
    {
        QTest::mouseRelease(&plot, Qt::LeftButton, {}, at);
        settle();
    }
    /// Without snapping, unless other keys are held.
    void drag(const QString& id, const QPoint& by, Qt::KeyboardModifiers keys = Qt::ControlModifier)
    {
        const QPoint from = grip(id);
        press(from);
        move(from + by / 2, keys);
        move(from + by, keys);
        release(from + by);
    }
    void key(Qt::Key key, Qt::KeyboardModifiers keys = {})
    {
        QTest::keyClick(&chart, key, keys);
        settle();
    }
    void take(const QString& id)
    {
        chart.setFocus();
        for (int i = 0; i < 20 && hand.takenHandle() != id; ++i) {
            key(Qt::Key_H);
        }
        REQUIRE(hand.takenHandle() == id);
    }

    const Scenario& scenario() { return *window.document().current(); }
    double figure(const char* id) { return *catalogueRow(scenario(), id)->get(scenario()); }
    int undos() { return window.document().history().count(); }
    std::pair<QCPRange, QCPRange> frame() { return {plot.xAxis->range(), plot.yAxis->range()}; }

    Kind& chart;
    Dragging& hand;
    QCustomPlot& plot;
};
using RooflineBench = HandBench<RooflineChart>;
using MemoryBench = HandBench<MemoryChart>;

constexpr const char* peak = "device.peak.bf16";
constexpr const char* bandwidth = "device.memory.bandwidth";
constexpr const char* capacity = "device.memory.capacity";

} // namespace

TEST_CASE("a flat roof taken by the mouse sets the peak that is read beside it, as one entry of the history", "[drag]")
{
    RooflineBench bench;
    const Scenario before = bench.scenario();
    const auto frame = bench.frame();
    const QPoint from = bench.grip(peak);
    const double unitsPerPixel =
        bench.plot.yAxis->pixelToCoord(from.y() - 1) / bench.plot.yAxis->pixelToCoord(from.y());
    bench.press(from);
    for (int up = 4; up <= 40; up += 4) {
        bench.move(from - QPoint(0, up));
        CHECK(bench.frame() == frame);
        const double wanted =
            before.device.peak[static_cast<std::size_t>(Precision::BF16)].value_or(0) * std::pow(unitsPerPixel, up);
        CHECK(bench.figure(peak) == Approx(wanted).epsilon(0.006)); // three digits are shown, and set
        const Parameter& row = *catalogueRow(bench.scenario(), peak);
        const std::string shown = parameterText(row, bench.figure(peak));
        CHECK(parseParameter(row, bench.scenario(), shown) == bench.figure(peak));
        CHECK(bench.hand.bubbleText().startsWith(QString::fromStdString(shown)));
        CHECK(bench.chart.evaluation() == bench.window.evaluation());
        CHECK(bench.chart.machine().peak() == bench.figure(peak));
        CHECK(bench.window.charts()[1]->evaluation() == bench.window.evaluation()); // others follow
    }
    bench.release(from - QPoint(0, 40));
    CHECK(bench.undos() == 1);
    CHECK_FALSE(bench.hand.isActive());
    Scenario expected = before; // and nothing else
    expected.device.peak[static_cast<std::size_t>(Precision::BF16)] = bench.figure(peak);
    CHECK(bench.scenario() == expected);
    bench.window.undo();
    CHECK(bench.scenario() == before);
}

TEST_CASE("a slanted roof follows the hand along both axes, and the ridge sets peak and bandwidth in one gesture",
          "[drag]")
{
    RooflineBench bench;
    const double before = bench.figure(bandwidth), top = bench.figure(peak);
    const QPoint from = bench.grip(bandwidth);
    const QPointF there = HandlePlane(bench.plot).units(from - QPoint(20, 25));
    bench.drag(bandwidth, QPoint(-20, -25));
    CHECK(bench.figure(bandwidth) == Approx(there.y() / there.x()).epsilon(0.05)); // the grip is half a pixel off
    CHECK(bench.figure(bandwidth) > 1.5 * before);
    CHECK(bench.figure(peak) == top);
    CHECK(bench.undos() == 1);
    QTest::qWait(250);

    // Straight to the right the ridge keeps its height: a lower bandwidth under the same peak.
    const double slope = bench.figure(bandwidth);
    bench.drag("ridge", QPoint(30, 0));
    CHECK(bench.figure(peak) == top);
    CHECK(bench.figure(bandwidth) < 0.9 * slope);
    CHECK(bench.undos() == 2);
    QTest::qWait(250);
    const double low = bench.figure(bandwidth);
    bench.drag("ridge", QPoint(0, -30));
    CHECK(bench.figure(peak) > 1.1 * top);
    CHECK(bench.figure(bandwidth) / low == Approx(bench.figure(peak) / top).epsilon(0.02)); // the ridge stays
    CHECK(bench.undos() == 3);
}

TEST_CASE("Escape brings back the very scenario, and so does going home: neither leaves a trace", "[drag]")
{
    RooflineBench bench;
    const auto before = bench.window.document().current();
    const QPoint from = bench.grip(bandwidth);
    bench.press(from);
    bench.move(from + QPoint(0, -30));
    CHECK(bench.scenario() != *before);
    bench.key(Qt::Key_Escape);
    CHECK(bench.scenario() == *before);
    CHECK(bench.undos() == 0);
    bench.move(from + QPoint(0, -60)); // the rest of the gesture moves nothing, also not the view
    const auto frame = bench.frame();
    bench.move(from + QPoint(40, -60));
    CHECK(bench.frame() == frame);
    bench.release(from + QPoint(40, -60));
    CHECK(bench.scenario() == *before);

    bench.press(from);
    bench.move(from + QPoint(0, -30));
    bench.move(from);
    bench.release(from);
    CHECK(bench.scenario() == *before);
    CHECK(bench.undos() == 0);

    bench.press(from); // undone meanwhile: the hand has let go
    bench.move(from + QPoint(0, -30));
    bench.window.undo();
    bench.settle();
    bench.move(from + QPoint(0, -50));
    bench.release(from + QPoint(0, -50));
    CHECK(bench.scenario() == *before);
}

TEST_CASE("a roof snaps to the nearest machine of the library within six pixels, and with Ctrl it does not", "[drag]")
{
    RooflineBench bench;
    const double start = bench.figure(bandwidth);
    const DragHandle slanted = bench.handle(bandwidth);
    const HandlePlane plane(bench.plot);
    /// By trying all of them: pixels from such a roof, and the bandwidth.
    const auto nearestTo = [&](double figure) {
        std::pair<double, double> nearest{1e9, 0};
        for (const std::string& id : deviceIds()) {
            Scenario with = bench.scenario();
            with.device = devicePreset(id);
            const double there = *catalogueRow(with, bandwidth)->get(with);
            nearest = std::min(nearest, {plane.apart(slanted, {figure / start}, {there / start}), there});
        }
        return nearest;
    };
    const double h200 = devicePreset("h200-sxm").mainMemory()->bandwidth;
    const int lift = qRound(plane.apart(slanted, {h200 / start}, {1.0}));
    REQUIRE(lift > 6); // so that the place it began no longer attracts
    const QPoint from = bench.grip(bandwidth);
    bench.press(from);
    for (const auto& [up, isNear] : {std::pair(lift, true), {lift + 4, true}, {lift + 60, false}}) {
        INFO(up);
        bench.move(from - QPoint(0, up), Qt::ControlModifier);
        const double free = bench.figure(bandwidth);
        const auto [pixels, machine] = nearestTo(free);
        REQUIRE((pixels <= 6) == isNear);
        bench.move(from - QPoint(0, up), Qt::NoModifier);
        CHECK(bench.figure(bandwidth) == (isNear ? machine : free));
        CHECK(bench.hand.bubbleText().contains("= ") == isNear); // and the machine's name
        CHECK(bench.hand.markedDevices().size() > 5);
    }
    bench.move(from - QPoint(0, lift), Qt::NoModifier);
    CHECK(bench.figure(bandwidth) == h200);
    CHECK(bench.hand.bubbleText().contains("= " + QString::fromStdString(devicePreset("h200-sxm").name)));
    bench.release(from - QPoint(0, lift));
    CHECK(bench.figure(bandwidth) == h200);
    CHECK(bench.hand.markedDevices().isEmpty());
}

TEST_CASE("a stage's foot moves along the intensity by the batch, says so, and its menu offers other ways", "[drag]")
{
    RooflineBench bench;
    const DragHandle decode = bench.handle("stage 1");
    const double intensity = decode.first.x(), before = bench.scenario().workload.batch;
    const QPoint from = bench.grip("stage 1") - QPoint(0, 4);
    bench.press(from);
    bench.move(from + QPoint(120, 0));
    CHECK(bench.scenario().workload.batch > 2 * before);
    CHECK(bench.hand.bubbleText().contains("Batch " + QString::number(bench.scenario().workload.batch)));
    const double wanted = HandlePlane(bench.plot).units(QPointF(from) + QPointF(120, 0)).x();
    const double reached = *intensityOf(*bench.window.evaluation(), 1);
    CHECK(reached / intensity == Approx(wanted / intensity).epsilon(0.15)); // whole batches, and half a pixel
    bench.release(from + QPoint(120, 0));
    CHECK(bench.undos() == 1);

    const QPoint now = bench.grip("stage 1") - QPoint(0, 4);
    QContextMenuEvent event(QContextMenuEvent::Mouse, now, bench.plot.mapToGlobal(now));
    QCoreApplication::sendEvent(&bench.plot, &event);
    auto* menu = bench.window.findChild<QMenu*>("stageMenu");
    REQUIRE(menu);
    QStringList ids;
    for (QAction* action : menu->actions()) {
        ids << action->data().toString();
        if (action->data() == "deployment.weights") {
            action->trigger();
        }
    }
    menu->close();
    CHECK(ids.contains("workload.batch"));
    CHECK(ids.contains("workload.prompt_tokens"));
    REQUIRE(ids.contains("deployment.weights"));
    CHECK(bench.message().contains("Weights"));
    const Scenario batched = bench.scenario();
    bench.settle();
    bench.drag("stage 1", QPoint(50, 0));
    CHECK(bench.scenario().workload.batch == batched.workload.batch);
    CHECK(infoOf(bench.scenario().deployment.weights).bits < infoOf(batched.deployment.weights).bits);
}

TEST_CASE("the capacity is dragged in the memory chart, whose frame stays until the hand lets go", "[drag]")
{
    MemoryBench bench;
    const double before = bench.figure(capacity);
    const auto frame = bench.frame();
    const QPoint from = bench.grip("capacity");
    bench.press(from);
    for (const int up : {-10, 30, 200}) { // 200 pixels lead far above the frame
        bench.move(from - QPoint(0, up));
        CHECK(bench.frame() == frame);
        const double wanted = bench.plot.yAxis->pixelToCoord(bench.plot.yAxis->coordToPixel(before) - up);
        CHECK(bench.figure(capacity) == Approx(wanted).epsilon(0.006));
    }
    bench.release(from - QPoint(0, 200));
    CHECK(bench.undos() == 1);
    CHECK(QTest::qWaitFor([&] { return bench.frame() != frame; }, 2000));
    bench.window.undo();
    CHECK(bench.figure(capacity) == before);
}

TEST_CASE("keys take the handles one after the other and do all that the mouse does", "[drag]")
{
    RooflineBench bench;
    const Scenario before = bench.scenario();
    const double start = bench.figure(bandwidth);
    const auto frame = bench.frame();
    bench.take(bandwidth);
    CHECK(bench.message().contains("Shift"));
    CHECK(bench.chart.accessibleDescription().contains("Bandwidth"));
    bench.key(Qt::Key_Up);
    CHECK(bench.figure(bandwidth) == Approx(1.01 * start).epsilon(0.002));
    bench.key(Qt::Key_Up, Qt::ControlModifier);
    bench.key(Qt::Key_PageUp);
    CHECK(bench.figure(bandwidth) == Approx(1.01 * 1.1 * 1.1 * start).epsilon(0.003));
    const double coarse = bench.figure(bandwidth);
    bench.key(Qt::Key_Down, Qt::ShiftModifier);
    CHECK(bench.figure(bandwidth) < coarse);
    CHECK(bench.figure(bandwidth) > coarse * 0.99);
    CHECK(bench.frame() == frame);
    CHECK(bench.undos() == 1); // one gesture until it is left
    bench.key(Qt::Key_Escape);
    CHECK(bench.scenario() == before);
    CHECK(bench.undos() == 0);

    bench.key(Qt::Key_Down);
    bench.key(Qt::Key_Return);
    CHECK(bench.hand.takenHandle().isEmpty());
    CHECK(bench.figure(bandwidth) == Approx(start / 1.01).epsilon(0.002));
    CHECK(bench.undos() == 1);
    bench.take(bandwidth);
    bench.key(Qt::Key_Delete);
    CHECK(bench.scenario() == before); // the preset's figure
    CHECK(bench.undos() == 2);
    bench.take("ridge");
    bench.key(Qt::Key_Right);
    CHECK(bench.figure(peak) == before.device.peak[static_cast<std::size_t>(Precision::BF16)]);
    CHECK(bench.figure(bandwidth) < start);
    bench.take("stage 1");
    CHECK(bench.undos() == 3); // the next handle is the next gesture
    bench.key(Qt::Key_Right);
    CHECK(bench.scenario().workload.batch == before.workload.batch + 1);
    while (!bench.hand.takenHandle().isEmpty()) {
        bench.key(Qt::Key_Tab);
    }
    CHECK(bench.undos() == 4);
}

TEST_CASE("nothing is dragged out of its parameter's range", "[drag]")
{
    RooflineBench bench;
    for (const char* id : {peak, bandwidth}) {
        const Parameter row = *catalogueRow(bench.scenario(), id);
        for (const Qt::Key direction : {Qt::Key_Up, Qt::Key_Down}) {
            bench.take(id);
            const double end = direction == Qt::Key_Up ? row.maximum : row.minimum;
            for (int i = 0; i < 600 && bench.figure(id) != end; ++i) {
                QTest::keyClick(&bench.chart, direction, Qt::ControlModifier);
                REQUIRE(row.range().contains(bench.figure(id)));
            }
            CHECK(bench.figure(id) == end);
            bench.key(direction, Qt::ControlModifier);
            CHECK(bench.figure(id) == end);
            bench.key(Qt::Key_Escape);
            bench.key(Qt::Key_Escape);
        }
    }
    const QPoint from = bench.grip(peak);
    bench.press(from);
    bench.move(from - QPoint(0, 30000));
    CHECK(bench.figure(peak) == catalogueRow(bench.scenario(), peak)->maximum);
    bench.release(from);
    CHECK(bench.undos() == 1);
    const QPoint foot = bench.grip("stage 0") - QPoint(0, 4);
    bench.press(foot);
    bench.move(foot - QPoint(30000, 0));
    CHECK(bench.scenario().workload.batch == 1);
    bench.release(foot);
}

TEST_CASE("a double click takes the preset's figure, and a plain click still selects what lies below", "[drag]")
{
    RooflineBench bench;
    const Scenario before = bench.scenario();
    bench.drag(peak, QPoint(0, 40));
    REQUIRE(bench.scenario() != before);
    QTest::qWait(250);
    const QPoint at = bench.grip(peak);
    QTest::mouseClick(&bench.plot, Qt::LeftButton, {}, at);
    QTest::mouseDClick(&bench.plot, Qt::LeftButton, {}, at);
    bench.settle();
    CHECK(bench.scenario() == before);
    CHECK(bench.undos() == 2);

    const OperatorRef dot = bench.chart.dots().front().ref;
    const QPointF place = *bench.chart.positionOf(dot);
    QTest::mouseClick(&bench.plot, Qt::LeftButton, {}, place.toPoint());
    bench.settle();
    CHECK(bench.chart.selectedOperator().isValid()); // that one, or one drawn over it
    CHECK(bench.scenario() == before);
    CHECK(bench.undos() == 2);
}

// The cursor of the memory timeline, by mouse and keys.

#include "tests/support/scenarios.h"
#include "tests/ui/charts/chart_fixture.h"

#include <algorithm>

#include <qcustomplot.h>

using namespace ridge;
using namespace ridge::test;

namespace {

struct ShownTimeline {
    explicit ShownTimeline(const Scenario& scenario) : said(chart)
    {
        settle(chart);
        chart.setEvaluation(evaluated(scenario));
        settle(chart);
    }
    const std::vector<MemoryStep>& steps() const { return chart.evaluation()->memory.timeline; }
    QPointF at(double share) const
    {
        const QRectF area = plotOf(const_cast<MemoryChart&>(chart)).axisRect()->rect();
        return {area.left() + share * area.width(), area.center().y()};
    }
    void send(QEvent::Type type, const QPointF& position, bool isHeld)
    {
        QCustomPlot& plot = plotOf(chart);
        const Qt::MouseButton button = type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton;
        QMouseEvent event(type, position, plot.mapToGlobal(position), button, isHeld ? Qt::LeftButton : Qt::NoButton,
                          {});
        QApplication::sendEvent(&plot, &event);
    }
    void drag(double from, double to)
    {
        send(QEvent::MouseButtonPress, at(from), true);
        for (int i = 1; i <= 8; ++i) {
            send(QEvent::MouseMove, at(from + (to - from) * i / 8), true);
        }
        send(QEvent::MouseButtonRelease, at(to), false);
    }
    void checkLit() const
    {
        REQUIRE(chart.cursorStep());
        const MemoryStep& step = steps()[*chart.cursorStep()];
        CHECK(chart.selectedOperator() == OperatorRef{step.stage, static_cast<int>(step.op)});
    }

    MemoryChart chart;
    Said said;
};

} // namespace

TEST_CASE("dragging along the time axis moves a cursor and selects the operator that runs there", "[memory][cursor]")
{
    ShownTimeline shown(preset("resnet-50", "h100-sxm"));
    CHECK_FALSE(shown.chart.cursorStep());
    CHECK(shown.chart.cursorText().isEmpty());
    shown.drag(0.1, 0.5);
    shown.checkLit();
    CHECK(shown.said.last == shown.chart.selectedOperator());
    CHECK(shown.said.count > 3); // one after the other on the way
    const double share = double(*shown.chart.cursorStep()) / double(shown.steps().size());
    CHECK(share == Approx(0.5).margin(0.03));
    shown.drag(0.5, 1.4); // beyond the end it stays at the end
    CHECK(double(*shown.chart.cursorStep()) >= 0.97 * double(shown.steps().size()));
}

TEST_CASE("a click is no drag: it selects what lies there and leaves no cursor", "[memory][cursor]")
{
    ShownTimeline shown(preset("resnet-50", "h100-sxm"));
    clickAt(shown.chart, shown.at(0.3));
    CHECK(shown.said.count == 1);
    CHECK_FALSE(shown.chart.cursorStep());
    hoverAt(shown.chart, shown.at(0.6)); // without a button
    CHECK_FALSE(shown.chart.cursorStep());
}

TEST_CASE("Left and Right step through the timeline, block after block", "[memory][cursor]")
{
    ShownTimeline shown(preset("llama-3-8b", "h100-sxm"));
    for (std::size_t i = 0; i < 40; ++i) {
        QTest::keyClick(&shown.chart, Qt::Key_Right);
        REQUIRE(shown.chart.cursorStep() == i);
        shown.checkLit();
    }
    QTest::keyClick(&shown.chart, Qt::Key_Left);
    CHECK(shown.chart.cursorStep() == 38u);
    QTest::keyClick(&shown.chart, Qt::Key_Left, Qt::ControlModifier);
    CHECK(shown.chart.cursorStep() == 28u);
    for (int i = 0; i < 5; ++i) {
        QTest::keyClick(&shown.chart, Qt::Key_Left, Qt::ControlModifier);
    }
    CHECK(shown.chart.cursorStep() == 0u); // and not before the first
    CHECK(shown.steps()[0].stage == 0);
    QTest::keyClick(&shown.chart, Qt::Key_Escape);
    CHECK_FALSE(shown.chart.cursorStep());
    CHECK_FALSE(shown.chart.selectedOperator().isValid());
    QTest::keyClick(&shown.chart, Qt::Key_Left); // from nowhere: the end
    CHECK(shown.chart.cursorStep() == shown.steps().size() - 1);
}

TEST_CASE("the cursor says what is alive at its step, and the parts add up to the total", "[memory][cursor]")
{
    ShownTimeline shown(preset("llama-3-8b", "h100-sxm"));
    const Evaluation& e = *shown.chart.evaluation();
    const auto text = [&](double bytes) { return QString::fromStdString(format(bytes, Unit::Bytes, e.numberStyle())); };
    for (const std::size_t step : {std::size_t(3), shown.steps().size() / 2, shown.steps().size() - 1}) {
        shown.chart.setCursorStep(step);
        const MemoryStep& at = shown.steps()[step];
        const QString said = shown.chart.cursorText();
        INFO(said.toStdString());
        CHECK(said.contains(QString::fromStdString(e.program.stages[at.stage].operators[at.op].name)));
        CHECK(said.contains(QString("step %1 of %2").arg(step + 1).arg(shown.steps().size())));
        CHECK(said.contains(text(e.memory.weights.inBaseUnits())));
        CHECK(said.contains(text(at.kvCache)));
        CHECK(said.contains(text(at.activations)));
        CHECK(said.contains(text(e.memory.weights.inBaseUnits() + at.kvCache + at.activations)));
        CHECK(said.contains("Alive"));
    }
}

TEST_CASE("selecting another operator elsewhere takes the cursor away, the same one leaves it", "[memory][cursor]")
{
    ShownTimeline shown(preset("resnet-50", "h100-sxm"));
    shown.chart.setCursorStep(20);
    const OperatorRef lit = shown.chart.selectedOperator();
    shown.chart.setSelected(lit);
    CHECK(shown.chart.cursorStep() == 20u);
    shown.chart.setEvaluation(evaluated(with(preset("resnet-50", "h100-sxm"), "workload.batch", "4")));
    CHECK(shown.chart.cursorStep() == 20u); // the same operators in the same order
    shown.chart.setSelected({0, 2});
    CHECK_FALSE(shown.chart.cursorStep());
    shown.chart.setCursorStep(30);
    shown.chart.setEvaluation(evaluated(preset("lenet-5", "h100-sxm"))); // has no thirty steps
    CHECK_FALSE(shown.chart.cursorStep());
}

TEST_CASE("a drag that begins outside the axes moves no cursor", "[memory][cursor]")
{
    ShownTimeline shown(preset("llama-3-8b", "rtx-4090"));
    shown.send(QEvent::MouseButtonPress, {1, 1}, true); // outside the axes
    shown.send(QEvent::MouseMove, shown.at(0.5), true);
    shown.send(QEvent::MouseButtonRelease, shown.at(0.5), false);
    CHECK_FALSE(shown.chart.cursorStep());
}

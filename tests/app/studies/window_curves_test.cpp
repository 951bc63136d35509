#include "app/window/profiler.h"
#include "tests/app/window/session_fixture.h"
#include "ui/editors/curve_column.h"

#include <QPainter>

using namespace ridge;
using namespace ridge::test;

namespace {

bool waitForCurves(MainWindow& window)
{
    window.evaluator().flush();
    return QTest::qWaitFor([&window] { return !window.profiler().isBusy(); }, 60000);
}

SliderCurve curveOf(MainWindow& window, const char* id)
{
    for (const ParameterRow* row : window.findChildren<ParameterRow*>()) {
        if (row->parameter().id == id) {
            return row->findChild<ValueSlider*>()->curve();
        }
    }
    return {};
}

} // namespace

TEST_CASE("Ctrl+U shows the curves along the sliders and hides them again; they follow edits and undo", "[window]")
{
    WindowBench bench(preset("llama-3-8b", "h100-sxm"));
    MainWindow& window = bench.window;
    CHECK_FALSE(window.profiler().isOn());
    CHECK_FALSE(window.editor().curves().isVisible());
    QTest::keyClick(&window, Qt::Key_U, Qt::ControlModifier);
    CHECK(window.profiler().isOn());
    CHECK(window.editor().curves().isVisible());
    REQUIRE(waitForCurves(window));
    const SliderCurve before = curveOf(window, "workload.prompt_tokens");
    REQUIRE_FALSE(before.line.isEmpty());
    CHECK(before.words.contains("Time per output token"));
    applyBatch(window, 64);
    REQUIRE(waitForCurves(window));
    CHECK_FALSE(curveOf(window, "workload.prompt_tokens") == before);
    window.undo();
    REQUIRE(waitForCurves(window));
    CHECK(curveOf(window, "workload.prompt_tokens") == before);
    QTest::keyClick(&window, Qt::Key_U, Qt::ControlModifier);
    CHECK_FALSE(window.profiler().isOn());
    CHECK_FALSE(window.editor().curves().isVisible());
}

TEST_CASE("every family has curves, and another model brings its own", "[window]")
{
    WindowBench bench;
    MainWindow& window = bench.window;
    window.profiler().setOn(true);
    for (const char* model : {"resnet-50", "llama-3-8b", "sd-1.5", "vit-b-16", "bert-base", "pointnet"}) {
        INFO(model);
        window.document().load(preset(model, "h100-sxm"), {});
        REQUIRE(waitForCurves(window));
        CHECK_FALSE(curveOf(window, "workload.batch").line.isEmpty());
        CHECK_FALSE(curveOf(window, "device.memory.bandwidth").line.isEmpty());
    }
}

TEST_CASE("curves and their metric return after a restart; nobody sees them before they were asked for", "[session]")
{
    forgetEverything();
    const Scenario llama = preset("llama-3-8b", "h100-sxm");
    {
        ProgramRun program(true, llama);
        CHECK_FALSE(program.window.profiler().isOn());
        program.window.profiler().setOn(true);
        program.window.profiler().setMetric("kv_cache");
        program.close();
    }
    ProgramRun again(true, llama);
    CHECK(again.window.profiler().isOn());
    CHECK(again.window.profiler().metric() == "kv_cache");
    REQUIRE(waitForCurves(again.window));
    CHECK(curveOf(again.window, "workload.batch").words.startsWith("KV cache along Batch"));
}

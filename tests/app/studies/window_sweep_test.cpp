#include "app/document/library.h"
#include "tests/app/studies/sweep_bench.h"
#include "ui/charts/roofline/roofline_chart.h"
#include "ui/charts/sensitivity/sensitivity_chart.h"
#include "ui/panels/number_card.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QListWidget>

using namespace ridge;
using namespace ridge::test;

TEST_CASE("the Sweep page shows a curve before anything was chosen, and follows edits", "[window][sweep]")
{
    SweepBench bench;
    CHECK_FALSE(bench.sweeping().picture()); // nobody looks: nothing is computed
    bench.show();
    CHECK(bench.first() == "workload.batch");
    CHECK(bench.plan().metrics == std::vector<std::string>{"tpot"});
    CHECK(bench.view().chart()->sweep() == bench.sweeping().picture());
    CHECK(bench.sweeping().picture()->table.size() == bench.plan().rows());
    bench.checkAt(1);
    Scenario next = *bench.window.document().current();
    next.workload.promptTokens *= 4;
    bench.window.applyEdit(std::move(next), {"workload.prompt_tokens", 0, "Context"});
    REQUIRE(bench.waitForAll());
    bench.checkAt(1);
    CHECK(bench.view().chart()->sweep() == bench.sweeping().picture());
}

TEST_CASE("the menu of a setting plots against it: by mouse, by the menu key, of numbers, choices and the device",
          "[window][sweep]")
{
    SweepBench bench;
    ParameterRow* prompt = bench.row("workload.prompt_tokens");
    REQUIRE(bench.choose(prompt->editor(), QContextMenuEvent::Keyboard, "rowMenu", "Plot against this"));
    CHECK(bench.isInFront());
    REQUIRE(bench.waitForAll());
    CHECK(bench.first() == "workload.prompt_tokens");
    bench.checkAt(bench.window.document().current()->workload.promptTokens);
    ParameterRow* weights = bench.row("deployment.weights");
    REQUIRE(bench.choose(weights->editor(), QContextMenuEvent::Keyboard, "rowMenu", "Plot against this"));
    CHECK(bench.first() == "deployment.weights");
    bench.window.showView("overview");
    ParameterRow* batch = bench.row("workload.batch");
    REQUIRE(bench.choose(batch, QContextMenuEvent::Mouse, "rowMenu", "Plot against this"));
    CHECK(bench.isInFront());
    CHECK(bench.first() == "workload.batch");
    emit bench.window.editor().plotRequested("device");
    REQUIRE(bench.waitForAll());
    CHECK(bench.first() == "device");
    CHECK(bench.plan().points() == std::size_t(libraryDevices().size())); // all of the library
}

TEST_CASE("the menu of a number plots it, and lists that search by words choose both", "[window][sweep]")
{
    SweepBench bench(preset("vit-b-16", "h100-sxm"));
    NumberCard* card = nullptr;
    for (NumberCard* each : bench.window.findChildren<NumberCard*>()) {
        card = each->isVisible() && each->figure().ref.id == "latency" ? each : card;
    }
    REQUIRE(card);
    REQUIRE(bench.choose(card, QContextMenuEvent::Mouse, "numberMenu", "Against"));
    CHECK(bench.isInFront());
    CHECK(bench.plan().metrics == std::vector<std::string>{"latency"});
    bench.pick("sweepParameter", "bandwidth");
    CHECK(bench.first() == "device.memory.bandwidth");
    bench.pick("sweepMetric", "energy per inference");
    CHECK(bench.plan().metrics == std::vector<std::string>{"energy_per_inference"});
    CHECK(bench.first() == "device.memory.bandwidth");
}

TEST_CASE("values are typed as on the command line; what cannot be says why in one sentence and changes nothing",
          "[window][sweep]")
{
    SweepBench bench;
    bench.show();
    bench.type("sweepValues", "1..64x2");
    REQUIRE(bench.waitForAll());
    CHECK(bench.plan().variations[0].values == std::vector<double>{1, 2, 4, 8, 16, 32, 64});
    const auto before = bench.sweeping().choice();
    const auto picture = bench.sweeping().picture();
    bench.type("sweepValues", "64..1");
    CHECK(bench.note() == "Batch=64..1: the first value is the smaller one.");
    CHECK(bench.sweeping().choice() == before);
    CHECK(bench.sweeping().picture() == picture);
    bench.type("sweepValues", "3,5");
    CHECK_FALSE(bench.note().contains("smaller"));
    CHECK(bench.plan().variations[0].values == std::vector<double>{3, 5});
    bench.type("sweepValues", "");
    CHECK(bench.plan().points() > 100); // the whole range again
    bench.pick("sweepParameter", "Device");
    bench.type("sweepValues", "h100-sxm,no-such-device");
    CHECK(bench.note() == "The library has no device \"no-such-device\".");
    bench.type("sweepValues", "h100-sxm, a100-80gb");
    REQUIRE(bench.waitForAll());
    CHECK(bench.plan().points() == 2);
}

TEST_CASE("a second parameter gives at most six series, or a map where both are numbers", "[window][sweep]")
{
    SweepBench bench;
    bench.show();
    bench.pick("sweepSecond", "prompt");
    REQUIRE(bench.waitForAll());
    REQUIRE(bench.plan().variations.size() == 2);
    CHECK(bench.plan().variations[1].row.id == "workload.prompt_tokens");
    CHECK(bench.plan().series() <= 6);
    const auto& values = bench.plan().variations[1].values;
    const double now = bench.window.document().current()->workload.promptTokens;
    CHECK(std::ranges::find(values, now) != values.end());
    bench.type("sweepSecondValues", "1..1024:12");
    CHECK(bench.note() == "12 series cannot be told apart; 6 can, or a map shows all.");
    CHECK(bench.plan().series() <= 6);
    emit bench.view().mapWanted(true);
    REQUIRE(bench.waitForAll());
    CHECK(bench.view().chart()->isMap());
    CHECK(bench.plan().series() > 20);
    bench.pick("sweepSecond", "none");
    REQUIRE(bench.waitForAll());
    CHECK(bench.plan().variations.size() == 1);
    CHECK_FALSE(bench.view().chart()->isMap());
}

TEST_CASE("a point that is clicked becomes the scenario as one edit, also of two settings and of a device",
          "[window][sweep]")
{
    SweepBench bench;
    bench.show();
    const auto start = bench.window.document().current();
    bench.take({8});
    CHECK(bench.window.document().current()->workload.batch == 8);
    CHECK(bench.undoText() == "Batch 1 → 8");
    bench.window.undo();
    CHECK(*bench.window.document().current() == *start);
    bench.pick("sweepSecond", "prompt");
    REQUIRE(bench.waitForAll());
    bench.take({4, 777});
    CHECK(bench.window.document().current()->workload.batch == 4);
    CHECK(bench.window.document().current()->workload.promptTokens == 777);
    CHECK(bench.undoText().startsWith("Batch 1 → 4, "));
    bench.window.undo();
    CHECK(*bench.window.document().current() == *start);
    bench.pick("sweepParameter", "Device");
    REQUIRE(bench.waitForAll());
    const auto& ids = bench.plan().variations[0].row.choices;
    const auto other = std::ranges::find(ids, "a100-80gb") - ids.begin();
    bench.take({double(other), 777});
    CHECK(bench.window.document().current()->device.id == "a100-80gb");
    CHECK(bench.window.document().current()->workload.promptTokens == 777);
    CHECK(bench.window.document().baseline()->device.id == "a100-80gb"); // as the list of devices does
    bench.window.undo();
    CHECK(*bench.window.document().current() == *start);
    CHECK(bench.window.document().baseline()->device.id == "h100-sxm");
}

TEST_CASE("a long sweep shows an outline at once, can be stopped, and goes on where it is told to", "[window][sweep]")
{
    SweepBench bench;
    bench.show();
    bench.window.document().chooseModel(modelPreset("sd-1.5")); // of so many operators that it takes seconds
    REQUIRE(bench.waitForAll());
    bench.sweeping().choose(
        {"latency", {"device.memory.bandwidth", "100GB/s..10TB/s:440"}, {"workload.batch", "1..440:1000"}, true});
    REQUIRE(bench.plan().rows() > 90'000);
    const auto isOutlined = [&bench] {
        const auto& picture = bench.sweeping().picture();
        return picture && picture->plan.variations[0].row.id == "device.memory.bandwidth";
    };
    REQUIRE(QTest::qWaitFor(isOutlined, 20000));
    CHECK_FALSE(bench.sweeping().isWhole());
    REQUIRE(bench.sweeping().isBusy());
    auto* stop = bench.view().findChild<QAbstractButton*>("sweepStop");
    REQUIRE(QTest::qWaitFor([stop] { return stop->isVisible(); }, 20000));
    CHECK(stop->text() == "Stop");
    QTest::mouseClick(stop, Qt::LeftButton);
    CHECK_FALSE(bench.sweeping().isBusy());
    CHECK(stop->text() == "Go on");
    CHECK(bench.sweeping().picture()->plan.rows() < 200);
    QTest::mouseClick(stop, Qt::LeftButton);
    CHECK(bench.sweeping().isBusy());
    bench.sweeping().choose({}); // what is asked now is answered, and the long one given up
    REQUIRE(bench.waitForAll());
    CHECK(bench.first() == "workload.batch");
    CHECK_FALSE(stop->isVisible());
}

TEST_CASE("of every family there is a sweep; what was chosen and means nothing there is said and returns later",
          "[window][sweep]")
{
    SweepBench bench;
    bench.show();
    bench.pick("sweepParameter", "prompt");
    REQUIRE(bench.waitForAll());
    REQUIRE(bench.first() == "workload.prompt_tokens");
    for (const char* model : {"resnet-50", "sd-1.5", "vit-b-16", "pointnet", "bert-base", "clip-vit-b-32"}) {
        INFO(model);
        bench.window.document().chooseModel(modelPreset(model));
        REQUIRE(bench.waitForAll());
        const bool applies = findParameter(*bench.window.document().current(), "workload.prompt_tokens").has_value();
        CHECK(bench.first() == (applies ? "workload.prompt_tokens" : "workload.batch"));
        CHECK(bench.note().contains("means nothing for") == !applies);
        const SweepColumn& column = bench.sweeping().picture()->table.columns[0];
        CHECK((std::ranges::count(column.isThere, 1) > 0 || !bench.sweeping().absence().isEmpty()));
    }
    bench.window.document().chooseModel(modelPreset("llama-2-7b"));
    REQUIRE(bench.waitForAll());
    CHECK(bench.first() == "workload.prompt_tokens");
    CHECK_FALSE(bench.note().contains("means nothing for"));
}

TEST_CASE("the trail of the sweep stands on the roofline while it is switched on", "[window][sweep]")
{
    SweepBench bench;
    bench.show();
    auto* roofline = bench.window.findChild<RooflineChart*>();
    CHECK(roofline->trails().empty());
    QTest::mouseClick(bench.view().findChild<QCheckBox*>("sweepTrail"), Qt::LeftButton, {}, {8, 8});
    REQUIRE(bench.waitForAll());
    REQUIRE(roofline->trails().size() == 2); // prefill and decode
    CHECK(roofline->trails()[1].first == "1");
    CHECK(roofline->trails()[1].places.size() > 20);
    const auto before = roofline->trails();
    bench.window.showView("overview"); // it goes on following where nobody sees the page
    Scenario next = *bench.window.document().current();
    next.workload.promptTokens *= 8;
    bench.window.applyEdit(std::move(next), {"workload.prompt_tokens", 0, "Context"});
    REQUIRE(bench.waitForAll());
    CHECK(roofline->trails() != before);
    bench.show();
    QTest::mouseClick(bench.view().findChild<QCheckBox*>("sweepTrail"), Qt::LeftButton, {}, {8, 8});
    CHECK(roofline->trails().empty());
}

TEST_CASE("the sweep is copied as CSV, and is a figure while its page is in front", "[window][sweep]")
{
    SweepBench bench;
    bench.show();
    bench.type("sweepValues", "1,8");
    REQUIRE(bench.waitForAll());
    emit bench.view().copyWanted();
    const QStringList lines = QGuiApplication::clipboard()->text().trimmed().split('\n');
    REQUIRE(lines.size() == 3);
    CHECK(lines[0] == "workload.batch,tpot [s],bound,fits");
    CHECK(lines[2].startsWith("8,"));
    const auto part = bench.window.pages().partInFront();
    REQUIRE(part);
    CHECK(*part == FigurePart{"sweep", {"tpot"}, {"workload.batch=1,8"}});
    bench.window.showView("latency");
    CHECK(bench.window.pages().partInFront() == FigurePart{"latency"});
}

TEST_CASE("a bar of the tornado leads to the sweep of its metric over its parameter", "[window][sweep]")
{
    SweepBench bench;
    bench.window.showView("sensitivity");
    auto* tornado = bench.window.findChild<SensitivityChart*>();
    REQUIRE(QTest::qWaitFor([tornado] { return !tornado->tornado().rows.empty(); }, 20000));
    tornado->setFocus();
    QTest::keyClick(tornado, Qt::Key_Down);
    REQUIRE(tornado->currentRow());
    const std::string parameter = tornado->tornado().rows[*tornado->currentRow()].parameter;
    QTest::keyClick(tornado, Qt::Key_Return);
    REQUIRE(bench.waitForAll());
    CHECK(bench.isInFront());
    CHECK(bench.first() == parameter);
    CHECK(bench.plan().metrics.front() == tornado->metric().toStdString());
}

TEST_CASE("what is swept returns after a restart", "[session][sweep]")
{
    forgetEverything();
    const Scenario llama = preset("llama-3-8b", "h100-sxm");
    const SweepChoice chosen{"kv_cache", {"workload.prompt_tokens", "1..1000:7"}, {"workload.batch", "1,2"}, false};
    {
        ProgramRun program(true, llama);
        Sweeping::of(program.window).choose(chosen);
        program.close();
    }
    ProgramRun program(true, llama);
    CHECK(Sweeping::of(program.window).choice() == chosen);
    program.close();
}

TEST_CASE("a curve over no chosen range ends soon after it stops fitting", "[window][sweep]")
{
    SweepBench bench;
    bench.show();
    const auto ends = [&] { return bench.plan().variations.front().values.back(); };
    const auto set = [&](const char* id, const char* value) {
        Scenario next = *bench.window.document().current();
        REQUIRE(setParameter(next, id, value).empty());
        bench.window.applyEdit(std::move(next), {id, 0, id});
        REQUIRE(bench.waitForAll());
    };
    CHECK(bench.first() == "workload.batch");
    CHECK(ends() == 256); // 97 is too many; of 65536, a quarter, a quarter of it … the least that is
    set("workload.batch", "80");
    CHECK(ends() == 1024); // what is on screen stands not at the edge
    set("device.memory.capacity", "8 GB");
    CHECK(ends() == 1024); // nor where nothing fits
    SweepChoice window;
    window.first.parameter = "model.sliding_window"; // 0, for none: no multiple of it is an end
    const SweepPlan whole = setupOf(window, *bench.window.evaluation(), {}).plan;
    CHECK(whole.variations.front().row.id == window.first.parameter);
    CHECK(whole.variations.front().values.back() == 1e8);
}

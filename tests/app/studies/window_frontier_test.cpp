#include "app/ranking/frontier_space.h"
#include "app/ranking/library_items.h"
#include "core/evaluate/evaluate.h"
#include "core/library/baseline.h"
#include "tests/app/whole/program.h"
#include "tests/app/window/window_fixture.h"
#include "tests/support/sampled.h"
#include "ui/charts/frontier/frontier_chart.h"
#include "ui/frontier/frontier_view.h"

#include <QComboBox>

#include <map>

#include <qcustomplot.h>

using namespace ridge;
using namespace ridge::test;

namespace {

struct FrontierBench : WindowBench {
    explicit FrontierBench(const Scenario& scenario = preset("llama-3-8b", "h100-sxm")) : WindowBench(scenario)
    {
        window.showView("frontier");
        wait();
    }
    FrontierView& view() { return *window.findChild<FrontierView*>(); }
    FrontierChart& chart() { return view().chart(); }
    const FrontierPicture& picture() { return *chart().picture(); }
    QComboBox& box(const char* name) { return *window.findChild<QComboBox*>(name); }
    /// The picture on show is of the scenario on screen and of what is chosen.
    void wait()
    {
        settle();
        REQUIRE(QTest::qWaitFor(
            [this] {
                const auto& shown = chart().picture();
                const FrontierWish wish = view().wish();
                return shown && shown->scenario == window.evaluation()->chosen && shown->frontier.complete &&
                       shown->aims.size() == wish.metrics.size() && shown->aims[0].metric == wish.metrics[0] &&
                       shown->aims[1].metric == wish.metrics[1] && shown->space.models.empty() == !wish.allModels &&
                       shown->space.devices.empty() == !wish.allDevices;
            },
            60000));
        QCoreApplication::processEvents();
    }
    QCustomPlot& plot() { return *chart().findChild<QCustomPlot*>(); }
    void clickAt(QPointF at) { QTest::mouseClick(&plot(), Qt::LeftButton, {}, at.toPoint()); }
};

/// Two metrics of one combination, lower better in both; nothing where it does not fit.
struct Tried {
    std::size_t index;
    double a, b;
};

/// By the definition, over whatever the space holds.
std::set<std::size_t> naiveFront(const Scenario& scenario, const FrontierSpace& space, const char* a, const char* b)
{
    std::vector<Tried> all;
    for (std::size_t i = 0; i < space.size(); ++i) {
        if (const std::optional<Scenario> there = scenarioAt(scenario, space, i)) {
            const Evaluation e = evaluate(*there);
            if (e.placement.fits && metric(e, a).value && metric(e, b).value) {
                all.push_back({i, *metric(e, a).value, *metric(e, b).value});
            }
        }
    }
    std::set<std::size_t> front;
    for (const Tried& one : all) {
        const bool isBeaten = std::ranges::any_of(all, [&one](const Tried& other) {
            return other.a <= one.a && other.b <= one.b && (other.a < one.a || other.b < one.b);
        });
        if (!isBeaten) {
            front.insert(one.index);
        }
    }
    return front;
}

std::set<std::size_t> shownFront(FrontierBench& bench)
{
    std::set<std::size_t> front;
    for (const std::size_t point : bench.chart().front()) {
        front.insert(bench.picture().at(point).index);
    }
    return front;
}

} // namespace

TEST_CASE("the front is what nothing beats among all devices, formats and batches, and follows edits",
          "[window][frontier]")
{
    FrontierBench bench;
    const FrontierPicture& first = bench.picture();
    CHECK(first.space.devices.size() == libraryMachines().size());
    CHECK(first.space.size() == first.space.devices.size() * 4 * 4); // BF16, FP8, INT8, INT4 groups; 1, 4, 16, 64
    CHECK(shownFront(bench) == naiveFront(*first.scenario, first.space, "tpot", "energy_per_token"));
    std::size_t misfits = 0;
    for (const FrontierPoint& point : first.frontier.points) {
        misfits += !point.fits;
    }
    CHECK(misfits > 0);
    const QString words = bench.window.findChild<QLabel*>("frontierNote")->text();
    CHECK(words.contains(QString("%1 do not fit").arg(misfits)));
    const auto before = shownFront(bench);
    Scenario next = *bench.window.document().current();
    next.workload.promptTokens = 131072; // the cache then outweighs the weights
    bench.window.applyEdit(next, {"workload.prompt_tokens", 0, "Prompt"});
    bench.wait();
    CHECK(shownFront(bench) ==
          naiveFront(*bench.window.document().current(), bench.picture().space, "tpot", "energy_per_token"));
}

TEST_CASE("a click takes a point of the front as one edit, which undo takes back", "[window][frontier]")
{
    FrontierBench bench;
    const auto start = bench.window.document().current();
    const auto presets = bench.window.document().baseline();
    const QPointF at = bench.chart().positionOf(bench.chart().front().front()).value();
    std::map<QString, Scenario> drawnThere; // combinations with the same figures lie on one another
    for (const std::size_t point : bench.chart().front()) {
        if (QLineF(at, bench.chart().positionOf(point).value()).length() < 12) {
            const std::size_t index = bench.picture().at(point).index;
            drawnThere.emplace(nameOf(bench.picture(), point),
                               scenarioAt(*start, bench.picture().space, index).value());
        }
    }
    bench.clickAt(at);
    bench.wait();
    CHECK(bench.window.document().history().count() == 1);
    const auto taken = drawnThere.find(bench.window.document().history().undoText());
    REQUIRE(taken != drawnThere.end());
    CHECK(*bench.window.document().current() == taken->second);
    CHECK(bench.window.document().baseline()->device.id == taken->second.device.id);
    CHECK(taken->second.device.id != start->device.id);
    bench.window.undo();
    bench.wait();
    CHECK(*bench.window.document().current() == *start);
    CHECK(*bench.window.document().baseline() == *presets);
}

TEST_CASE("metrics and what is combined are chosen by keys", "[window][frontier]")
{
    FrontierBench bench;
    QComboBox& devices = bench.box("frontierDevices");
    devices.setFocus();
    QTest::keyClick(&devices, Qt::Key_Home); // this one
    bench.wait();
    CHECK(bench.picture().space.devices.empty());
    CHECK(bench.picture().space.size() == 16);
    QComboBox& up = bench.box("frontierVertical");
    up.setFocus();
    up.setCurrentIndex(up.findText("Electricity per inference") - 1);
    QTest::keyClick(&up, Qt::Key_Down);
    bench.wait();
    CHECK(bench.picture().aims[1].metric == "cost");
    QComboBox& size = bench.box("frontierSize");
    size.setFocus();
    size.setCurrentIndex(size.findText("Memory footprint") - 1);
    QTest::keyClick(&size, Qt::Key_Down);
    bench.wait();
    REQUIRE(bench.picture().aims.size() == 3);
    CHECK(bench.picture().aims[2].metric == "memory_footprint");
    QComboBox& models = bench.box("frontierModels");
    models.setFocus();
    QTest::keyClick(&models, Qt::Key_End);
    bench.wait();
    CHECK(bench.picture().space.models.size() >= 50); // language models
    CHECK(bench.picture().frontier.points.size() > 500);
}

TEST_CASE("every family has a front, or the page says why not", "[window][frontier]")
{
    FrontierBench bench;
    for (const char* name :
         sampled(std::vector{"resnet-50", "bert-base", "vit-b-16", "sd-1.5", "clip-vit-b-32", "llava-1.5-7b",
                             "whisper-base", "r3d-18", "pointnet", "minkunet-18", "mcunet-vww1", "deepseek-v3"})) {
        INFO(name);
        bench.window.document().chooseModel(modelPreset(name));
        bench.wait();
        const bool isEmpty = bench.chart().front().empty();
        CHECK(isEmpty == naiveFront(*bench.window.document().current(), bench.picture().space,
                                    bench.picture().aims[0].metric.data(), bench.picture().aims[1].metric.data())
                             .empty());
        CHECK(bench.chart().items().back().text.contains("do not fit") == (bench.picture().frontier.misfits > 0));
    }
}

TEST_CASE("the frontier is a figure too, of the metrics that are asked for", "[command line][frontier]")
{
    const ProgramFolder folder;
    const QString file = folder.path("front.svg");
    succeed({"figure", "frontier", "--model", "resnet-50", "--metrics", "latency,cost", "-o", file});
    const QByteArray drawn = folder.contents("front.svg");
    CHECK(drawn.contains("Electricity per inference (USD)"));
    CHECK(drawn.contains("Latency (s)"));
    CHECK(drawn.contains("combinations are on the front"));
    refuse(3, {"figure", "frontier", "--metrics", "latency", "-o", file}, "--metrics: give two");
    refuse(3, {"figure", "frontier", "--metrics", "cost,latncy", "-o", file}, "did you mean \"latency\"?");
    refuse(3, {"figure", "frontier", "--model", "resnet-50", "--metrics", "latency,kv_cache", "-o", file},
           "figure frontier: kv_cache: only models that");
}

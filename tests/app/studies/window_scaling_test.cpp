// Strong and weak scaling on the Sweep page: the number of devices as an axis.

#include "app/window/pages/page_tabs.h"
#include "tests/app/studies/sweep_bench.h"
#include "ui/charts/sweep/sweep_chart.h"

using namespace ridge;
using namespace ridge::test;

namespace {

void chooseScaling(SweepBench& bench, const char* words, const QString& counts)
{
    bench.show();
    bench.pick("sweepParameter", words);
    bench.type("sweepValues", counts);
    REQUIRE(bench.waitForAll());
}

} // namespace

TEST_CASE("strong scaling is a sweep over devices, each count by its best split, with its wall",
          "[window][sweep][split]")
{
    SweepBench bench;
    chooseScaling(bench, "Devices, same", "1..16");
    const ScalingPlan plan = [&] {
        ScalingPlan wanted = scalingPlan(*bench.window.document().current(), ScalingKind::Strong, "tpot");
        wanted.most = 16;
        return wanted;
    }();
    const Scaling expected = scalingOf(plan);
    const SweepPicture& picture = *bench.view().chart()->sweep();
    REQUIRE(picture.plan.variations.front().values == std::vector<double>{1, 2, 4, 8, 16});
    for (std::size_t i = 0; i < expected.points.size(); ++i) {
        CHECK(picture.numberAt(i, 0) == expected.points[i].time);
    }
    for (const std::string& sentence : findingsOf(plan, expected)) {
        CHECK(bench.note().contains(QString::fromStdString(sentence)));
    }
    bench.take({4});
    CHECK(areAlike(bench.window.document().current()->deployment.split, *expected.points[2].best));
    CHECK(bench.window.document().history().count() == 1);
    REQUIRE(bench.waitForAll()); // the same curve, with the point elsewhere on it
    CHECK(bench.sweeping().curve()->plan->scenario == plan.scenario);
    CHECK(*bench.window.pages().partInFront() == FigurePart{"scaling", {"tpot"}, {"scaling.strong=1..16"}});
}

TEST_CASE("weak scaling draws its efficiency, and a point brings the batch that belongs to it",
          "[window][sweep][split]")
{
    SweepBench bench;
    chooseScaling(bench, "Devices, growing", "8");
    bench.pick("sweepMetric", "Scaling efficiency");
    REQUIRE(bench.waitForAll());
    const SweepPicture& picture = *bench.view().chart()->sweep();
    CHECK(picture.metric().id == "scalability_ratio");
    CHECK(picture.numberAt(0, 0) == 1.0);
    bench.take({8});
    CHECK(bench.window.document().current()->workload.batch == 8);
    CHECK(bench.window.document().current()->deployment.split.devices() == 8);
    CHECK(*bench.window.pages().partInFront() == FigurePart{"scaling", {"scalability_ratio"}, {"scaling.weak=1..8"}});
}

TEST_CASE("what scaling cannot show is said, and changes nothing", "[window][sweep][split]")
{
    SweepBench bench;
    chooseScaling(bench, "Devices, same", "1..4");
    bench.type("sweepValues", "3..9");
    CHECK(bench.note().contains("Devices double from 1 on"));
    CHECK(bench.view().chart()->sweep()->plan.variations.front().values == std::vector<double>{1, 2, 4});
    CHECK(bench.view().chart()->sweep()->plan.metrics.front() == "tpot");
    SweepChoice cache;
    cache.metric = "kv_cache";
    bench.sweeping().choose(cache);
    REQUIRE(bench.waitForAll());
    CHECK(bench.plan().metrics == std::vector<std::string>{"kv_cache"});
    bench.pick("sweepParameter", "Devices, same");
    REQUIRE(bench.waitForAll());
    CHECK(bench.plan().metrics == std::vector<std::string>{"latency"});
    CHECK(bench.note().contains("this is Latency"));
    bench.pick("sweepParameter", "Batch"); // what was chosen returns with an axis that it can be drawn over
    REQUIRE(bench.waitForAll());
    CHECK(bench.plan().metrics == std::vector<std::string>{"kv_cache"});
}

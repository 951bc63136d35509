#include "app/document/live_evaluator.h"
#include "app/document/visits.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;

namespace {

/// A document whose every state is evaluated at once.
struct VisitBench {
    explicit VisitBench(Scenario start = preset("llama-3-8b", "h100-sxm"))
        : document(std::move(start)), visits(document, evaluator)
    {
        QObject::connect(&document, &ScenarioDocument::changed, [this] { look(); });
        look();
    }

    void look()
    {
        evaluator.setScenario(document.current());
        evaluator.flush();
    }
    void batch(double size, quint64 gesture = 0)
    {
        Scenario next = *document.current();
        next.workload.batch = size;
        document.apply(std::move(next), {"workload.batch", gesture, QString("Batch → %1").arg(size)});
    }
    QStringList changes() const
    {
        QStringList all;
        for (const Visit& visit : visits.all()) {
            all << visit.change;
        }
        return all;
    }

    ScenarioDocument document;
    LiveEvaluator evaluator;
    Visits visits;
};

} // namespace

TEST_CASE("each edit leaves its state, with what it did and its headline numbers", "[history]")
{
    VisitBench bench;
    bench.batch(16);
    bench.batch(10'000);
    CHECK(bench.changes() == QStringList{"Llama-3-8B on H100 SXM5 80GB", "Batch → 16", "Batch → 10000"});
    CHECK(bench.visits.present() == 2u);
    const Visit& sixteen = bench.visits.all()[1];
    Scenario scenario = preset("llama-3-8b", "h100-sxm");
    scenario.workload.batch = 16;
    CHECK(*sixteen.state.scenario == scenario);
    LiveEvaluator other;
    std::shared_ptr<const Evaluation> e;
    QObject::connect(&other, &LiveEvaluator::evaluated,
                     [&e](const std::shared_ptr<const Evaluation>& now) { e = now; });
    other.setScenario(sixteen.state.scenario);
    const auto text = [&](const char* id, Unit unit) {
        return QString::fromStdString(format(metricOf(*e, id), unit, e->numberStyle()));
    };
    CHECK(sixteen.numbers == QStringList{text("tpot", Unit::Seconds) + " per token",
                                         text("memory_footprint", Unit::Bytes),
                                         text("energy_per_token", Unit::Joules) + " per token"});
    CHECK(sixteen.fits);
    CHECK_FALSE(bench.visits.all()[2].fits); // over a terabyte of cache
}

TEST_CASE("undo and redo visit no new state, and what was undone is still there after another edit", "[history]")
{
    VisitBench bench;
    bench.batch(2);
    bench.batch(3);
    bench.document.history().undo();
    CHECK(bench.visits.present() == 1u);
    bench.document.history().undo();
    CHECK(bench.visits.present() == 0u);
    bench.document.history().redo();
    CHECK(bench.visits.all().size() == 3);
    CHECK(bench.visits.present() == 1u);
    bench.batch(4); // the undo stack has no 3 any more
    CHECK(bench.changes().mid(1) == QStringList{"Batch → 2", "Batch → 3", "Batch → 4"});
    CHECK(bench.visits.present() == 3u);
}

TEST_CASE("a gesture is one state, its last, and one that ends where it began none", "[history]")
{
    VisitBench bench;
    for (int size = 2; size <= 20; ++size) {
        bench.batch(size, 7);
    }
    CHECK(bench.changes().mid(1) == QStringList{"Batch → 20"});
    CHECK(bench.visits.all()[1].state.scenario->workload.batch == 20);
    for (const int size : {21, 30, 21, 20}) {
        bench.batch(size, 8);
    }
    CHECK(bench.document.current()->workload.batch == 20);
    CHECK(bench.changes().mid(1) == QStringList{"Batch → 20"});
    CHECK(bench.visits.present() == 1u);
    bench.document.history().undo();
    CHECK(bench.visits.present() == 0u);
}

TEST_CASE("a state that was visited comes back as an edit, with the presets it had", "[history]")
{
    VisitBench bench;
    bench.batch(16);
    bench.document.chooseModel(modelPreset("resnet-50"));
    REQUIRE(bench.document.baseline()->model.id == "resnet-50");
    const Visit there = bench.visits.all()[1];
    bench.document.returnTo(there.state, {"scenario", 0, "Back"});
    CHECK(*bench.document.current() == *there.state.scenario);
    CHECK(bench.document.baseline()->model.id == "llama-3-8b");
    CHECK(bench.document.baseline()->workload.batch == 1);
    CHECK(bench.visits.present() == 1u);
    CHECK(bench.visits.all().size() == 3);
    CHECK(bench.document.history().undoText() == "Back");
    bench.document.history().undo();
    CHECK(bench.document.current()->model.id == "resnet-50");
    CHECK(bench.document.baseline()->model.id == "resnet-50");
}

TEST_CASE("only so many states are remembered, and those that are kept longest of all", "[history]")
{
    VisitBench bench(preset("lenet-5", "h100-sxm"));
    bench.batch(2);
    bench.visits.keep(1, " Two ");
    CHECK(bench.visits.all()[1].title() == "Two");
    for (std::size_t i = 0; i < Visits::most + 20; ++i) {
        bench.batch(double(3 + i));
    }
    CHECK(bench.visits.all().size() == Visits::most);
    CHECK(bench.visits.all().front().name == "Two");
    const std::vector<KeptState> kept = bench.visits.kept();
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].scenario.workload.batch == 2);
    bench.visits.keep(0, {});
    CHECK(bench.visits.kept().empty());

    VisitBench later(preset("lenet-5", "h100-sxm"));
    later.visits.restoreKept(kept);
    CHECK(later.visits.all().front().title() == "Two");
    CHECK(later.visits.all().front().numbers.size() == 3);
    CHECK(later.visits.present() == 1u);
}

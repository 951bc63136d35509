#include "app/document/document.h"
#include "app/document/live_evaluator.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <QTest>

using namespace ridge;
using namespace ridge::test;

namespace {

std::shared_ptr<const Scenario> batch(double size)
{
    Scenario scenario = preset("resnet-50", "h100-sxm");
    scenario.workload.batch = size;
    return std::make_shared<const Scenario>(std::move(scenario));
}

struct Results {
    explicit Results(LiveEvaluator& evaluator)
    {
        QObject::connect(&evaluator, &LiveEvaluator::evaluated,
                         [this](std::shared_ptr<const Evaluation> e) { all.push_back(std::move(e)); });
    }
    std::vector<std::shared_ptr<const Evaluation>> all;
};

constexpr int severalFramesMs = 100;

} // namespace

TEST_CASE("the first edit is evaluated at once", "[evaluator]")
{
    LiveEvaluator evaluator;
    const Results results(evaluator);
    const auto scenario = batch(3);
    evaluator.setScenario(scenario);
    REQUIRE(results.all.size() == 1);
    CHECK(results.all.front()->scenario == scenario); // the same object: scenario and figures never part
}

TEST_CASE("1,000 edits in one turn of the event loop are evaluated at most twice and end on the last", "[evaluator]")
{
    LiveEvaluator evaluator;
    const Results results(evaluator);
    ScenarioDocument document(*batch(1));
    QObject::connect(&document, &ScenarioDocument::changed, [&] { evaluator.setScenario(document.current()); });
    for (int i = 2; i <= 1001; ++i) {
        document.apply(*batch(i), {"workload.batch", 1, "Batch"});
    }
    CHECK(results.all.size() == 1); // however slow the machine: the timer cannot fire in the loop above
    QTest::qWait(severalFramesMs);
    CHECK(results.all.size() == 2);
    CHECK(results.all.back()->scenario == document.current());
    CHECK(results.all.back()->scenario->workload.batch == 1001);
}

TEST_CASE("a scenario that was evaluated is not evaluated again", "[evaluator]")
{
    LiveEvaluator evaluator;
    const Results results(evaluator);
    const auto scenario = batch(1);
    evaluator.setScenario(scenario);
    evaluator.setScenario(scenario);
    QTest::qWait(severalFramesMs);
    evaluator.setScenario(scenario);
    evaluator.flush();
    CHECK(results.all.size() == 1);
}

TEST_CASE("an edit taken back before its frame is not evaluated", "[evaluator]")
{
    LiveEvaluator evaluator;
    const Results results(evaluator);
    const auto first = batch(1);
    evaluator.setScenario(first);
    evaluator.setScenario(batch(2));
    evaluator.setScenario(first);
    QTest::qWait(severalFramesMs);
    CHECK(results.all.size() == 1);
}

TEST_CASE("flush evaluates what waits, once", "[evaluator]")
{
    LiveEvaluator evaluator;
    const Results results(evaluator);
    evaluator.flush(); // nothing to do
    CHECK(results.all.empty());
    evaluator.setScenario(batch(1));
    evaluator.setScenario(batch(2));
    REQUIRE(results.all.size() == 1);
    evaluator.flush();
    REQUIRE(results.all.size() == 2);
    CHECK(results.all.back()->scenario->workload.batch == 2);
    QTest::qWait(severalFramesMs);
    CHECK(results.all.size() == 2);
}

TEST_CASE("an evaluator destroyed with work waiting says nothing", "[evaluator]")
{
    int count = 0;
    {
        LiveEvaluator evaluator;
        evaluator.setScenario(batch(1));
        QObject::connect(&evaluator, &LiveEvaluator::evaluated, [&] { ++count; });
        evaluator.setScenario(batch(2));
    }
    QTest::qWait(severalFramesMs);
    CHECK(count == 0);
}

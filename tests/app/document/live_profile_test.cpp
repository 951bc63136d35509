#include "app/document/live_profile.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <QCoreApplication>
#include <QTest>

#include <atomic>

using namespace ridge;
using namespace ridge::test;

namespace {

LiveProfile::Question question(double batch, std::vector<double> values = {1, 64})
{
    auto scenario = std::make_shared<Scenario>(preset("llama-3-8b", "h100-sxm"));
    scenario->workload.batch = batch;
    const Parameter prompt = findParameter(*scenario, "workload.prompt_tokens").value();
    return {scenario, "tpot", {{prompt, std::move(values)}}};
}

struct Answers {
    explicit Answers(LiveProfile& live)
    {
        QObject::connect(&live, &LiveProfile::answered,
                         [this](std::shared_ptr<const Profile> profile) { all.push_back(std::move(profile)); });
    }
    std::vector<std::shared_ptr<const Profile>> all;
};

bool waitFor(LiveProfile& live)
{
    return QTest::qWaitFor([&live] { return !live.isBusy(); }, 60000);
}

} // namespace

TEST_CASE("of many questions in a row the newest alone is answered, from the event loop", "[profile]")
{
    LiveProfile live;
    Answers answers(live);
    for (int batch = 1; batch <= 200; ++batch) {
        live.ask(question(batch));
    }
    CHECK(answers.all.empty()); // nothing comes in the middle of what runs here
    CHECK(live.isBusy());
    REQUIRE(waitFor(live));
    REQUIRE(answers.all.size() == 1);
    const LiveProfile::Question last = question(200);
    CHECK(answers.all[0]->curves == profileOf(*last.scenario, last.metric, last.axes)->curves);
}

TEST_CASE("a question that takes long is given up for the next", "[profile]")
{
    LiveProfile live;
    Answers answers(live);
    std::atomic<int> tried = 0;
    LiveProfile::Question slow = question(1, std::vector<double>(100'000, 8));
    slow.axes.front().parameter.set = [&tried](Scenario& scenario, double value) {
        ++tried;
        scenario.workload.promptTokens = value;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    };
    live.ask(slow);
    REQUIRE(QTest::qWaitFor([&tried] { return tried > 0; }, 60000));
    live.ask(question(3));
    REQUIRE(waitFor(live));
    REQUIRE(answers.all.size() == 1);
    CHECK(answers.all[0]->curves[0].points.size() == 2);
    CHECK(tried < 100'000);
}

TEST_CASE("what was cancelled is never answered, and the next question is", "[profile]")
{
    LiveProfile live;
    Answers answers(live);
    live.ask(question(1));
    live.cancel();
    CHECK_FALSE(live.isBusy());
    QTest::qWait(50);
    CHECK(answers.all.empty());
    live.ask(question(2));
    REQUIRE(waitFor(live));
    CHECK(answers.all.size() == 1);
}

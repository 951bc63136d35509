#include "core/evaluate/evaluate.h"
#include "core/formats/format_error.h"
#include "core/formats/measurements_csv.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// 100 Tops/s and 1 TB/s: every bound is worked out by hand.
Evaluation lenet()
{
    Scenario scenario = baseline(modelPreset("lenet-5"), roundDevice());
    return evaluate(scenario);
}

PlacedMeasurement placedOne(const OwnMeasurement& own, const Evaluation& e) { return placed({own}, e).front(); }

double secondsOf(const Evaluation& e, std::size_t op) { return e.stages[0].operators[op].time.inBaseUnits(); }

} // namespace

TEST_CASE("Times, rates and energies are read with the units of their headings or their cells", "[own measurements]")
{
    const auto rows = readMeasurementsCsv("operator,time_ms,energy (uJ)\nconv1,1.5,20\n\"a, \"\"b\"\"\",2 us,\n");
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].subject == "conv1");
    CHECK(rows[0].time == Approx(1.5e-3));
    CHECK(rows[0].energy == Approx(20e-6));
    CHECK(rows[0].line == 2);
    CHECK(rows[1].subject == "a, \"b\"");
    CHECK(rows[1].time == Approx(2e-6));
    CHECK_FALSE(rows[1].energy);
    const auto other = readMeasurementsCsv("\xEF\xBB\xBFmodel;note;latency [s];rate\r\nLlama;x;;42\r\n\r\n;;0.5;\r\n");
    REQUIRE(other.size() == 2);
    CHECK(other[0].subject == "Llama");
    CHECK(other[0].rate == Approx(42));
    CHECK(other[1].time == Approx(0.5));
    CHECK(other[1].line == 4);
}

TEST_CASE("A file that holds no measurements is refused with its line", "[own measurements]")
{
    struct Row {
        std::string text, part;
    };
    const Row row = GENERATE(Row{"", "line 1: there are no measurements"}, Row{"time\n", "there are no measurements"},
                             Row{"a,b\n1,2\n", "no heading is time, rate or energy"},
                             Row{"timestamp,x\n1,2\n", "no heading is time"}, Row{"op,time\nconv,fast\n", "line 2: "},
                             Row{"op,time\nconv,-1\n", "line 2: "}, Row{"op,time\n\"conv,1\n", "not closed"});
    INFO(row.text);
    CHECK_THROWS_AS(readMeasurementsCsv(row.text), FormatError);
    CHECK_THROWS_WITH(readMeasurementsCsv(row.text), ContainsSubstring(row.part));
}

TEST_CASE("A measured operator stands on its intensity and below its roof, with the share it reached",
          "[own measurements]")
{
    const Evaluation e = lenet();
    const Operator& conv = e.program.stages[0].operators[0];
    const OperatorCost& cost = e.stages[0].operators[0];
    const PlacedMeasurement placed = placedOne({.subject = conv.name, .time = 4 * secondsOf(e, 0), .line = 2}, e);
    CHECK(placed.part == PlacedMeasurement::Part::OneOperator);
    CHECK(placed.share() == Approx(0.25));
    CHECK(placed.intensity == Approx(*cost.intensity()));
    CHECK(placed.opsPerSecond == Approx(cost.ops.inBaseUnits() / (4 * secondsOf(e, 0))));
    CHECK_FALSE(placed.isImpossible());
    CHECK(placed.sentence() == conv.name + ": 25.0 % of the speed of light.");
}

TEST_CASE("A rate is the model's: of samples, or of tokens where they are generated", "[own measurements]")
{
    const Evaluation cnn = lenet();
    const double latency = cnn.latency().inBaseUnits();
    CHECK(placedOne({.subject = "LeNet-5", .rate = 0.5 / latency}, cnn).share() == Approx(0.5)); // one image
    Scenario scenario = baseline(modelPreset("llama-2-7b"), roundDevice());
    scenario.workload.batch = 4;
    const Evaluation llm = evaluate(scenario);
    const double step = *metric(llm, "tpot").value;
    const PlacedMeasurement decode = placedOne({.subject = "", .rate = 4 / (2 * step)}, llm); // four tokens a step
    CHECK(decode.part == PlacedMeasurement::Part::OneStage);
    CHECK(decode.share() == Approx(0.5));
    CHECK(placedOne({.subject = "prefill", .time = 2 * *metric(llm, "ttft").value}, llm).share() == Approx(0.5));
}

TEST_CASE("A point above its roof is reported with the mistake that has its size", "[own measurements]")
{
    Evaluation e = lenet();
    const std::string name = e.program.stages[0].operators[0].name;
    const auto faster = [&](double factor) {
        return placedOne({.subject = name, .time = secondsOf(e, 0) / factor}, e);
    };
    CHECK(faster(1000).isImpossible());
    CHECK_THAT(faster(1000).sentence(),
               ContainsSubstring("of what its roof allows") && ContainsSubstring("wrong unit"));
    CHECK_THAT(faster(1.1).sentence(), ContainsSubstring("a peak or bandwidth of the device is most likely too low"));
    CHECK_THAT(faster(10).sentence(), ContainsSubstring("work that was left out"));
    Scenario sparse = *e.scenario;
    sparse.device.sparsePeak = sparse.device.peak;
    for (auto& peak : sparse.device.sparsePeak) {
        peak = 2 * *peak;
    }
    e = evaluate(sparse);
    CHECK_THAT(faster(2).sentence(), ContainsSubstring("structured sparsity"));
    CHECK_FALSE(faster(1).isImpossible());
}

TEST_CASE("Energy below arithmetic and movement is as impossible as a time below the bound", "[own measurements]")
{
    const Evaluation e = lenet();
    const double lowest = e.energyBottomUp().inBaseUnits();
    const PlacedMeasurement good = placedOne({.subject = "lenet-5", .energy = 10 * lowest}, e);
    CHECK(good.sentence() == "LeNet-5: 10.0× of the lower bound.");
    const PlacedMeasurement bad = placedOne({.subject = "lenet-5", .energy = lowest / 2}, e);
    CHECK(bad.isImpossible());
    CHECK_THAT(bad.sentence(), ContainsSubstring("is less than the"));
}

TEST_CASE("What a measurement is of is said to be unknown where nothing is called so", "[own measurements]")
{
    const PlacedMeasurement lost = placedOne({.subject = "conv99", .time = 1, .line = 7}, lenet());
    CHECK(lost.part == PlacedMeasurement::Part::Nowhere);
    CHECK(lost.sentence() == "Line 7: no operator, stage or model is called \"conv99\".");
}

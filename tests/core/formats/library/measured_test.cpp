#include "core/evaluate/evaluate.h"
#include "core/formats/format_error.h"
#include "core/formats/json/presets.h"
#include "core/formats/json/typical.h"
#include "core/library/measured_runs.h"
#include "core/reports/report_format.h"
#include "tests/support/catch.h"
#include "tests/support/csv_reader.h"
#include "tests/support/typical_fit.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::vector<CheckedRun>& checked()
{
    static const std::vector<CheckedRun> runs = checkMeasured();
    return runs;
}

const std::vector<TimedRun>& timed()
{
    static const std::vector<TimedRun> runs = timedRuns(checked());
    return runs;
}

std::string listOf(const std::string& fields)
{
    return R"({"format": "ridgepoint-measured", "version": 1, "runs": [{)" + fields + "}]}";
}

const std::string goodFields = R"("id": "a", "model": "resnet-50", "device": "a100-80gb", "measured_on": "m on d",
    "quantity": "latency", "value": 0.001, "source": "s")";

CheckedRun checkedAs(const std::string& quantity, double value)
{
    MeasuredRun run;
    run.model = "resnet-50", run.device = "a100-80gb", run.quantity = quantity, run.value = value;
    return checkMeasured({run}).front();
}

} // namespace

TEST_CASE("Every measured run has its source and a bound beside it", "[measured]")
{
    CHECK(measuredRuns().size() >= 130);
    for (const CheckedRun& run : checked()) {
        INFO(run.run.id);
        CHECK_FALSE(run.run.source.empty());
        CHECK_FALSE(run.run.measuredOn.empty());
        CHECK(run.bound);
        CHECK(run.typical);
        CHECK(run.refusal().empty());
    }
}

TEST_CASE("No bound lies below a measurement", "[measured]")
{
    for (const CheckedRun& run : checked()) {
        INFO(run.run.id << ": measured " << run.run.value << ", bound " << *run.bound << "; " << run.run.source);
        CHECK(run.passes());
    }
}

TEST_CASE("Energy at the wall, typically, is within a factor of three of what was measured", "[measured]")
{
    int energies = 0;
    for (const CheckedRun& run : checked()) {
        if (run.quantity().kind == MeasuredQuantity::Kind::Energy) {
            INFO(run.run.id << ": measured " << run.run.value << " J, typically " << *run.typical << " J");
            CHECK(std::abs(std::log(*run.overTypical())) < std::log(3.0));
            ++energies;
        }
    }
    CHECK(energies >= 8);
}

TEST_CASE("A rate and the time that it follows from stand the same over their bounds", "[measured]")
{
    const double bound = *checkedAs("latency", 1).bound; // one image
    CHECK(checkedAs("latency", 2 * bound).overBound() == Approx(2));
    CHECK(checkedAs("throughput", 0.5 / bound).overBound() == Approx(2));
    CHECK(checkedAs("latency", 2 * bound).sentence() == "50.0 % of the speed of light is reached.");
    const CheckedRun impossible = checkedAs("throughput", 4 / bound);
    CHECK_FALSE(impossible.passes());
    CHECK_THAT(impossible.sentence(), ContainsSubstring("4.00× of what the bound allows") &&
                                          ContainsSubstring("the unit, sparsity, the format or a peak"));
    const CheckedRun none = checkedAs("decode_rate", 10); // a CNN
    CHECK_FALSE(none.passes());
    CHECK_THAT(none.refusal(), ContainsSubstring("Decode rate does not apply"));
    CHECK(summaryOf({none, impossible}).sentence().find("0 of 2 measured runs lie above their bounds") == 0);
}

TEST_CASE("A list of runs that cannot be right is refused where it goes wrong", "[measured]")
{
    CHECK(readMeasuredJson(listOf(goodFields)).size() == 1);
    struct Row {
        std::string text, part;
    };
    const auto without = [](const std::string& part) {
        std::string fields = goodFields;
        return listOf(fields.erase(fields.find(part), part.size()));
    };
    const auto changed = [](const std::string& from, const std::string& to) {
        std::string fields = goodFields;
        return listOf(fields.replace(fields.find(from), from.size(), to));
    };
    const Row row = GENERATE_COPY(
        Row{without(R"(, "source": "s")"), "source"}, Row{without(R"("device": "a100-80gb", )"), "device"},
        Row{changed("resnet-50", "resnet-5"), "did you mean"},
        Row{changed("\"latency\"", "\"latenci\""), "there is no quantity"}, Row{changed("0.001", "0"), "outside"},
        Row{listOf(goodFields + "}, {" + goodFields), "used twice"},
        Row{listOf(goodFields + R"(, "settings": {"workload.batch": "-1"})"), "settings"},
        Row{listOf(goodFields + R"(, "colour": "red")"), "unknown field"});
    INFO(row.text);
    CHECK_THROWS_AS(readMeasuredJson(row.text), FormatError);
    CHECK_THROWS_WITH(readMeasuredJson(row.text), ContainsSubstring(row.part));
}

TEST_CASE("What the fit adds up is what typical times are", "[measured]")
{
    for (const CheckedRun& run : checked()) {
        const auto one = std::find_if(timed().begin(), timed().end(),
                                      [&run](const TimedRun& each) { return each.id == run.run.id; });
        if (one == timed().end()) {
            CHECK_FALSE(run.quantity().isSpeed());
            continue;
        }
        INFO(run.run.id);
        const double fitted = typicalTime(*one, run.evaluation->scenario->device.typical);
        CHECK(one->measured / fitted == Approx(*run.overTypical()).epsilon(1e-6));
    }
}

TEST_CASE("The shares that ship are those that the measured runs give", "[measured]")
{
    const std::vector<Typical> fit = fitTypical(timed());
    REQUIRE(fit.size() == typicalClasses().size());
    for (std::size_t i = 0; i < fit.size(); ++i) {
        const Typical shipped = typicalClasses()[i]; // three digits of each
        INFO(shipped.id << ": run tests/typical again when peaks or runs have changed");
        CHECK(shipped.rows == fit[i].rows);
        CHECK(shipped.sources == fit[i].sources);
        CHECK(shipped.spread == Approx(fit[i].spread).epsilon(0.006));
        CHECK(shipped.overhead == Approx(fit[i].overhead).epsilon(0.006));
        for (std::size_t kind = 0; kind < allWorkKinds.size(); ++kind) {
            CHECK(shipped.shares[kind].compute == Approx(fit[i].shares[kind].compute).epsilon(0.006));
            CHECK(shipped.shares[kind].bandwidth == Approx(fit[i].shares[kind].bandwidth).epsilon(0.006));
        }
    }
}

TEST_CASE("Typical times foretell what a source measured that they never saw", "[measured]")
{
    const auto ofChecks = [](std::vector<LeftOut> errors) {
        std::erase_if(errors, [](const LeftOut& each) { return !each.run->isCheck; });
        return errors;
    };
    const std::vector<LeftOut> unseen = leaveOneSourceOut(timed());
    CHECK(medianError(unseen) < 0.2); // the aim
    const std::vector<LeftOut> kept = ofChecks(fitErrors(timed(), typicalClasses()));
    CHECK(kept.size() >= 20);
    CHECK(medianError(kept) < 0.25); // runs that were kept for checking: 20 % of 33
    std::vector<double> light;       // against the speed of light alone
    for (const CheckedRun& run : checked()) {
        if (run.quantity().isSpeed()) {
            light.push_back(1 - 1 / *run.overBound());
        }
    }
    std::sort(light.begin(), light.end());
    CHECK(light[light.size() / 2] > 2 * medianError(unseen));
}

TEST_CASE("A device says its class in its file, and a class that nobody measured is refused", "[measured]")
{
    CHECK(devicePreset("a100-80gb").typical.id == "data-centre-gpu");
    CHECK(devicePreset("a100-80gb").typical.rows >= 20);
    CHECK(devicePreset("tpu-v5e").typical.id == anyClass);
    CHECK_THROWS_WITH(typicalOf("desktop-gpus", "class"), ContainsSubstring("did you mean \"desktop-gpu\""));
}

TEST_CASE("Measured runs stand in every report of the self-check", "[measured]")
{
    const std::vector<CheckedRun> runs{checkedAs("latency", 1), checkedAs("decode_rate", 10)};
    CHECK_THAT(reportFormat("text")->selfCheck({}, runs),
               ContainsSubstring("Measured: 1 of 2 measured runs lie above their bounds"));
    CHECK_THAT(reportFormat("markdown")->selfCheck({}, runs), ContainsSubstring("## Measured"));
    CHECK(readCsv(reportFormat("csv")->selfCheck({}, runs)).size() == 3);
    const auto json = nlohmann::json::parse(reportFormat("json")->selfCheck({}, runs))["measured"];
    CHECK(json["summary"]["above"] == 1);
    CHECK(json["runs"][0]["measured"] == 1);
    CHECK(json["runs"][1]["bound"].is_null());
}

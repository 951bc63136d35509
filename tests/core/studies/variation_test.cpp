#include "core/studies/variation.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <cmath>
#include <functional>

using namespace ridge;
using namespace ridge::test;

namespace {

const Scenario& llama()
{
    static const Scenario scenario = preset("llama-2-7b", "h100-sxm");
    return scenario;
}

std::vector<double> valuesOf(std::string_view text)
{
    const Parsed<Variation> parsed = parseVariation(llama(), text);
    INFO(text << ": " << parsed.problem);
    REQUIRE(parsed.value);
    return parsed.value->values;
}

using Values = std::vector<double>;

} // namespace

TEST_CASE("a grid has both its ends and so many values, spread over the row's own scale", "[studies][variation]")
{
    CHECK(valuesOf("workload.batch=1..256:9") == Values{1, 2, 4, 8, 16, 32, 64, 128, 256}); // logarithmic
    // linear: (0.2 − 0.1) / 4 = 0.025 apart
    const Values shares = valuesOf("deployment.utilisation.compute=0.1..0.2:5");
    REQUIRE(shares.size() == 5);
    CHECK(shares.front() == 0.1);
    CHECK(shares.back() == 0.2);
    CHECK(shares[1] == Approx(0.125));
    CHECK(shares[2] == Approx(0.15));
    const Values bandwidths = valuesOf("device.memory.bandwidth=1TB/s .. 4 TB/s : 3");
    CHECK(bandwidths.front() == 1e12);
    CHECK(bandwidths[1] == Approx(2e12)); // √(1 · 4)
    CHECK(bandwidths.back() == 4e12);
}

TEST_CASE("whole numbers stay whole, and a grid has each of them once", "[studies][variation]")
{
    CHECK(valuesOf("workload.batch=1..8:50") == Values{1, 2, 3, 4, 5, 6, 7, 8});
    CHECK(valuesOf("workload.batch=3..6") == Values{3, 4, 5, 6}); // every one where there are few
    const Values many = valuesOf("workload.prompt_tokens=1..100000");
    CHECK(many.size() <= 65);
    CHECK(many.back() == 100000);
    CHECK(std::ranges::all_of(many, [](double value) { return value == std::floor(value); }));
    CHECK(std::ranges::adjacent_find(many, std::greater_equal<>()) == many.end()); // ascending, none twice
}

TEST_CASE("a factor multiplies as long as the end is not passed", "[studies][variation]")
{
    for (const char* text : {"workload.batch=1..100x4", "workload.batch=1..100:x4", "workload.batch=1 .. 100 : x4"}) {
        CHECK(valuesOf(text) == Values{1, 4, 16, 64});
    }
    CHECK(valuesOf("workload.batch=5..320x4") == Values{5, 20, 80, 320});
    const Values tenths = valuesOf("device.memory.bandwidth=1000..1331x1.1"); // 1.1³ = 1.331, not quite in doubles
    REQUIRE(tenths.size() == 4);
    CHECK(tenths[2] == Approx(1210));
    CHECK(tenths[3] == Approx(1331));
}

TEST_CASE("lists keep their order, and choices go by their ids or all of them", "[studies][variation]")
{
    CHECK(valuesOf("workload.batch=8,1,64") == Values{8, 1, 64});
    CHECK(valuesOf("device.memory.capacity=80GB, 80 GiB") == Values{80e9, 80 * 1073741824.0});
    const Parsed<Variation> some = parseVariation(llama(), "deployment.weights=int8,bf16");
    REQUIRE(some.value);
    CHECK_FALSE(some.value->isNumber());
    CHECK(some.value->textOf(some.value->values[0]) == "int8");
    CHECK(some.value->textOf(some.value->values[1]) == "bf16");
    const Parsed<Variation> all = parseVariation(llama(), "deployment.weights=all");
    REQUIRE(all.value);
    CHECK(all.value->values.size() == formatsFor(FormatUse::Weights).size());
    CHECK(valuesOf("lever.gqa=all") == Values{0, 1});
    // A machine with so many memory levels has one choice for each, and one for none of them.
    CHECK(valuesOf("deployment.memory_level=all").size() == llama().device.memory.size() + 1);
}

TEST_CASE("what is no variation is refused in one sentence", "[studies][variation]")
{
    const std::pair<const char*, const char*> refused[] = {
        {"workload.batch", "names no values"},
        {"workload.speed=1,2", "there is no such parameter"},
        {"model.points=1,2", "there is no such parameter"},
        {"workload.points=1,2", "does not apply"},
        {"workload.batch=", "is not a whole number"},
        {"workload.batch=1,,2", "is not a whole number"},
        {"workload.batch=0..8", "from 1 to 65536"},
        {"workload.batch=1.5..8", "is not a whole number"},
        {"workload.batch=8..1", "the first value is the smaller one"},
        {"workload.batch=1..8:1", "2 or more"},
        {"workload.batch=1..8:2.5", "2 or more"},
        {"workload.batch=1..8:many", "2 or more"},
        {"workload.batch=1..8x1", "more than 1"},
        {"workload.batch=1..8:x0.5", "more than 1"},
        {"deployment.weights=int8,int7", "is not one of"},
        {"deployment.weights=1..2", "is not one of"},
        {"workload.prompt_tokens=1..1e7:1e8", "a study takes at most 10.0 M"},
        {"device.memory.bandwidth=1kB/s..1e18x1.0000001", "a study takes at most 10.0 M"},
        {"device.memory.bandwidth=1kB/s..1e18:1e300", "a study takes at most 10.0 M"},
    };
    for (const auto& [text, part] : refused) {
        const Parsed<Variation> parsed = parseVariation(llama(), text);
        INFO(text << ": " << parsed.problem);
        CHECK_FALSE(parsed.value);
        CHECK(parsed.problem.find(part) != std::string::npos);
        CHECK(parsed.problem.find('\n') == std::string::npos);
    }
}

TEST_CASE("a row's whole range is every value where there are few, and has the present one", "[studies][variation]")
{
    const Variation drafts = wholeRange(*findParameter(llama(), "workload.draft_tokens"), llama(), 257);
    CHECK(drafts.values.size() == 65); // 0 to 64
    const Variation batches =
        wholeRange(*findParameter(llama(), "workload.batch"), with(llama(), "workload.batch", "37"), 33);
    CHECK(batches.values.front() == 1);
    CHECK(batches.values.back() == 65536);
    CHECK(std::ranges::binary_search(batches.values, 37.0));
    CHECK(batches.values.size() <= 34);
}

TEST_CASE("another device brings what is usual for it, and leaves what the user chose", "[studies][variation]")
{
    const Scenario mine = with(llama(), "workload.batch", "7");
    const Variation devices = variationOf(std::vector<Device>{devicePreset("h100-sxm"), devicePreset("rtx-4090")});
    CHECK(devices.textOf(1) == "rtx-4090");
    Scenario moved = mine;
    devices.row.set(moved, 1);
    CHECK(moved == with(preset("llama-2-7b", "rtx-4090"), "workload.batch", "7"));
    Scenario back = moved;
    devices.row.set(back, 0);
    CHECK(back == mine);
    Scenario other = mine;
    variationOf(std::vector<Model>{modelPreset("llama-3-8b")}).row.set(other, 0);
    CHECK(other == with(preset("llama-3-8b", "h100-sxm"), "workload.batch", "7"));
}

#include "core/evaluate/evaluate.h"
#include "core/explain/conversions.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <limits>
#include <map>
#include <set>

namespace ridge {
namespace {

using namespace test;

const Metric& metricRow(std::string_view id)
{
    const auto index = metricIndex(id);
    if (!index) {
        throw std::logic_error("no metric " + std::string(id));
    }
    return metricCatalogue()[*index];
}

/// conversion id → "text | rule"
std::map<std::string, std::string> converted(std::string_view id, double value, const Scenario& s)
{
    std::map<std::string, std::string> all;
    for (const ConvertedNumber& one : conversionsOf(metricRow(id), value, s)) {
        all[std::string(one.id)] = one.text + " | " + one.rule;
    }
    return all;
}

using Expected = std::map<std::string, std::string>;

/// The sheet's example figures: FP16, PUE 1.2, 400 g/kWh, 0.20 USD/kWh.
Scenario sheet() { return preset("llama-2-7b", "cheatsheet"); }

TEST_CASE("work is shown as MACs and as operations", "[conversions]")
{
    CHECK(converted("macs", 4.1e9, sheet()) == Expected{{"macs-to-flops", "8.20 GFLOP | × 2"}});
    CHECK(converted("flops", 8.2e9, sheet()) == Expected{{"flops-to-macs", "4.10 GMAC | ÷ 2"}});
    CHECK(converted("macs", 4.1e9, with(sheet(), "convention.ops_per_mac", "1")) ==
          Expected{{"macs-to-flops", "4.10 GFLOP | × 1"}});
    const Scenario integers = with(with(sheet(), "deployment.weights", "int8"), "deployment.activations", "int8");
    CHECK(converted("macs", 4.1e9, integers) == Expected{{"macs-to-ops", "8.20 GOP | × 2 (non-float)"}});
    CHECK(converted("elementwise_ops", 1e9, sheet()).empty()); // no multiply-accumulates
}

TEST_CASE("elements become bytes at their own precision", "[conversions]")
{
    const Scenario some = with(sheet(), "deployment.weights", "int4");
    CHECK(converted("parameters", 7e9, some).empty()); // embeddings and norms keep 16 bits: no one factor
    const Scenario s = with(some, "deployment.quantised", "all");
    CHECK(converted("parameters", 7e9, s) == Expected{{"parameters-to-bytes", "3.50 GB | × 4 / 8 (INT4)"}});
    CHECK(converted("activations_total", 7e6, s) == Expected{{"activations-to-bytes", "14.0 MB | × 16 / 8 (FP16)"}});
}

TEST_CASE("bytes are shown as bits and with the other prefix", "[conversions]")
{
    // 5.84e9 / 2^30 = 5.439
    CHECK(converted("kv_cache", 5.84e9, sheet()) ==
          Expected{{"bytes-to-bits", "46.7 Gbit | × 8"}, {"gb-to-gib", "5.44 GiB | × 10⁹ ÷ 2³⁰"}});
    CHECK(converted("kv_cache", 5.84e9, with(sheet(), "convention.bytes", "binary")) ==
          Expected{{"bytes-to-bits", "46.7 Gbit | × 8"}, {"gib-to-gb", "5.84 GB | × 2³⁰ ÷ 10⁹"}});
}

TEST_CASE("energy at the wall becomes watt-hours, carbon and cost", "[conversions]")
{
    // 7.2 kJ = 2 Wh = 0.002 kWh; · 400 g/kWh = 0.8 g; · 0.20 USD/kWh = 0.4 mUSD
    CHECK(converted("energy_per_inference", 7200, sheet()) ==
          Expected{{"joules-to-wh", "2.00 Wh | ÷ 3600"},
                   {"joules-to-kwh", "0.00200 kWh | ÷ 3600 ÷ 1000"},
                   {"energy-to-carbon", "800 mgCO₂ | energy at the wall ÷ 3.6 × 10⁶ × 400 g/kWh"},
                   {"energy-to-cost", "400 µUSD | energy at the wall ÷ 3.6 × 10⁶ × 0.2 USD/kWh"}});
}

TEST_CASE("energy at the device says so and meets the PUE", "[conversions]")
{
    // 7.2 kJ · 1.2 = 0.0024 kWh; · 400 = 0.96 g; · 0.20 = 0.48 mUSD
    const auto all = converted("energy_compute", 7200, sheet());
    CHECK(all.at("joules-to-kwh") == "0.00200 kWh | ÷ 3600 ÷ 1000");
    CHECK(all.at("energy-to-carbon") == "960 mgCO₂ | energy at the device × PUE 1.2 ÷ 3.6 × 10⁶ × 400 g/kWh");
    CHECK(all.at("energy-to-cost") == "480 µUSD | energy at the device × PUE 1.2 ÷ 3.6 × 10⁶ × 0.2 USD/kWh");
    CHECK(converted("energy_per_token", 3.6e-3, sheet()).at("joules-to-kwh") ==
          "1.00×10⁻⁹ kWh | ÷ 3600 ÷ 1000"); // 3.6e-3 / 3.6e6
}

TEST_CASE("carbon and cost converted by hand are the metrics' own", "[conversions]")
{
    for (const char* rule : {"bottom_up", "tdp"}) {
        const Scenario s = with(sheet(), "convention.energy", rule);
        const Evaluation e = evaluate(s);
        const auto all = converted("energy_per_inference", metricOf(e, "energy_per_inference"), s);
        CHECK(all.at("energy-to-carbon").find(format(metricOf(e, "carbon"), Unit::Grams) + " | ") == 0);
        CHECK(all.at("energy-to-cost").find(format(metricOf(e, "cost"), Unit::Dollars) + " | ") == 0);
        const auto device = converted("energy_bottom_up", metricOf(e, "energy_bottom_up"), s);
        const bool same = device.at("energy-to-carbon").find(format(metricOf(e, "carbon"), Unit::Grams)) == 0;
        CHECK(same == (std::string(rule) == "bottom_up")); // batch 1: PUE is all there is between the two
    }
}

TEST_CASE("latency and throughput are each other's reciprocal", "[conversions]")
{
    CHECK(converted("tpot", 0.004, sheet()) == Expected{{"latency-to-throughput", "250 /s | 1 / latency"}});
    CHECK(converted("throughput", 250, sheet()) == Expected{{"throughput-to-latency", "4.00 ms | 1 / throughput"}});
    CHECK(converted("tpot", 0, sheet()).empty());
}

TEST_CASE("a rate is written out, and grams as the sheet's kilograms", "[conversions]")
{
    CHECK(converted("achieved_ops", tera(989), sheet()) ==
          Expected{{"tflops-to-flops", "9.89×10¹⁴ FLOP/s | TFLOPS × 10¹²"}});
    CHECK(converted("carbon", 0.8, sheet()) == Expected{{"grams-to-kilograms", "8.00×10⁻⁴ kgCO₂ | ÷ 1000"}});
}

TEST_CASE("a number that is no metric is converted by its unit", "[conversions]")
{
    const auto capacity = conversionsOf(Unit::Bytes, gibi(80), sheet());
    REQUIRE(capacity.size() == 2);
    CHECK(capacity[1].text == "80.0 GiB");
    CHECK(conversionsOf(Unit::Bits, 16, sheet()).front().text == "2.00 B");
    CHECK(conversionsOf(Unit::Count, 16, sheet()).empty());
    CHECK(conversionsOf(Unit::Seconds, std::numeric_limits<double>::infinity(), sheet()).empty());
}

TEST_CASE("every energy is at the device or at the wall, and only energies at the wall grow with the PUE",
          "[conversions]")
{
    const Scenario s = preset("llama-2-7b", "h100-sxm"); // states an idle power
    for (const Metric& row : metricCatalogue()) {
        if (row.unit == Unit::Joules) {
            INFO(row.id);
            const char* task = row.family == Family::Training ? "training" : "inference";
            const Scenario of = with(s, "workload.task", task);
            const Evaluation before = evaluate(of);
            const Evaluation after = evaluate(with(of, "environment.pue", "2")); // of 1
            const double ratio = metricOf(after, row.id) / metricOf(before, row.id);
            CHECK(ratio == Approx(kindOf(row) == NumberKind::EnergyAtWall ? 2 : 1));
        }
    }
}

TEST_CASE("every conversion has its own id and says what it does for some metric or unit", "[conversions]")
{
    std::set<std::string_view> ids;
    for (const Conversion& row : conversions()) {
        INFO(row.id);
        CHECK(ids.insert(row.id).second);
        CHECK_FALSE(row.from.empty());
        CHECK_FALSE(row.to.empty());
        CHECK_FALSE(row.rule(NumberKind::Other, sheet()).empty());
        CHECK_FALSE(row.text(NumberKind::Other, 1, sheet()).empty());
    }
}

} // namespace
} // namespace ridge

#include "tests/core/levers/shape_checks.h"

#include <set>

using namespace ridge;
using namespace ridge::test;

namespace {

constexpr double sram = 320 * 1024.0; // of the microcontroller, KiB as MCUNet's papers print kB

double peakOf(const Scenario& s) { return evaluate(s).memory.peakLive.inBaseUnits(); }

/// Of operators whose time is mostly this.
double timeOf(const Evaluation& e, Bound bound)
{
    double time = 0;
    for (std::size_t i = 0; i < e.stages[0].operators.size(); ++i) {
        const OperatorCost& cost = e.stages[0].operators[i];
        time += cost.bound == bound ? e.program.stages[0].operators[i].count * cost.time.inBaseUnits() : 0;
    }
    return time;
}

/// The number of a lever that comes first among so many hundredths and at which a metric is half of what it is without;
/// 0 where there is none.
double thatHalves(const Scenario& s, const char* metric, const char* lever, const char* number,
                  const std::vector<int>& hundredths)
{
    const double whole = metricOf(evaluate(s), metric);
    for (const int each : hundredths) {
        const std::string text = std::to_string(each / 100.0);
        if (metricOf(evaluate(pulled(s, lever, {{number, text.c_str()}})), metric) <= whole / 2) {
            return each / 100.0;
        }
    }
    return 0;
}

std::vector<int> between(int first, int last)
{
    std::vector<int> all;
    for (int i = first; i != last; i += first < last ? 1 : -1) {
        all.push_back(i);
    }
    return all;
}

double withNumber(const Scenario& s, const char* metric, const char* lever, const char* number, double value)
{
    const std::string text = std::to_string(value);
    return metricOf(evaluate(pulled(s, lever, {{number, text.c_str()}})), metric);
}

} // namespace

TEST_CASE("Which single lever brings MobileNetV2 under 320 KB, and which stack?", "[questions]")
{
    const Scenario s = preset("mobilenet-v2", "stm32f746"); // in INT8, 1470 KiB
    REQUIRE(peakOf(s) == 96 * 112.0 * 112 + 96 * 56.0 * 56);
    std::set<std::string> alone;
    for (const Lever* lever : leverCatalogue()) {
        const bool isOwn = !lever->toggle.parameter && !lever->refusal(s);
        if (isOwn && peakOf(pulled(s, lever->id)) <= sram) {
            alone.insert(lever->id);
        }
    }
    CHECK(alone.contains("patch_based"));
    for (const char* other : {"pruning", "channel_pruning", "width_multiplier", "resolution"}) {
        CHECK_FALSE(alone.contains(other)); // as they stand
    }
    // Behind the patches, the first depthwise convolution with the shortcut around it: 318.5 KiB. In them less: the
    // image, the last map, and 35×35 inputs and 17×17 outputs of another depthwise convolution.
    CHECK(peakOf(pulled(s, "patch_based")) == (32 + 2 * 192) * 28.0 * 28);
    CHECK(3 * 224 * 224 + 32 * 28 * 28 + 96 * (35 * 35 + 17 * 17) < (32 + 2 * 192) * 28 * 28);
    CHECK(peakOf(with(s, "deployment.in_place_depthwise", "yes")) == (16 + 96) * 112.0 * 112); // 1372 KiB do not fit

    // A stack without patches: α = 0.5 and ρ = 0.5 are each too little, and their product α·ρ² is not.
    const Scenario narrow = pulled(s, "width_multiplier", {{"alpha", "0.5"}});
    CHECK(peakOf(narrow) > sram);
    CHECK(peakOf(pulled(s, "resolution", {{"rho", "0.5"}})) > sram);
    CHECK(peakOf(pulled(narrow, "resolution", {{"rho", "0.5"}})) <= sram);
    // In place, less of the resolution has to go: at 152 pixels (8 + 48)·76² fit and 48·(76² + 38²) do not.
    const Scenario inPlace = with(narrow, "deployment.in_place_depthwise", "yes");
    CHECK(peakOf(pulled(inPlace, "resolution", {{"rho", "0.68"}})) == (8 + 48) * 76.0 * 76);
    CHECK((8 + 48) * 76.0 * 76 <= sram);
    CHECK(peakOf(pulled(narrow, "resolution", {{"rho", "0.68"}})) == 48 * (76.0 * 76 + 38 * 38));
    CHECK(48 * (76.0 * 76 + 38 * 38) > sram);
}

TEST_CASE("How much channel pruning halves ResNet-50's latency, and why is half of its MACs not enough?", "[questions]")
{
    for (const auto& [device, batch] :
         {std::pair("h100-sxm", "1"), std::pair("h100-sxm", "32"), std::pair("jetson-orin-nano", "1")}) {
        const Scenario s = with(preset("resnet-50", device), "workload.batch", batch);
        const Evaluation whole = evaluate(s);
        const double latency = metricOf(whole, "latency"), macs = metricOf(whole, "macs");
        INFO(device << ", batch " << batch);

        // Of inner channels, where residual streams stay as wide: half of the MACs at 0.44, half of the time nowhere.
        const double inner = thatHalves(s, "macs", "channel_pruning", "ratio", between(1, 91));
        CHECK(inner < 0.5); // 1×1 convolutions shrink in proportion, 3×3 ones with the square
        CHECK(inner > 0.4);
        CHECK(withNumber(s, "latency", "channel_pruning", "ratio", inner) > 0.6 * latency);
        CHECK(withNumber(s, "latency", "channel_pruning", "ratio", 0.9) > 0.5 * latency);
        const Evaluation pruned = evaluate(pulled(s, "channel_pruning", {{"ratio", "0.44"}}));
        CHECK(timeOf(pruned, Bound::Memory) > 0.8 * metricOf(pruned, "latency")); // maps of the residual streams

        // Of all channels, streams as well: half of the MACs at a width near √½, half of the time further down.
        const std::vector<int> widths = between(99, 20);
        const double halfMacs = thatHalves(s, "macs", "width_multiplier", "alpha", widths);
        const double halfTime = thatHalves(s, "latency", "width_multiplier", "alpha", widths);
        CHECK(halfMacs == Approx(std::sqrt(0.5)).margin(0.03));
        CHECK(halfTime > 0.4);
        CHECK(halfTime < halfMacs); // maps shrink in proportion alone
        CHECK(withNumber(s, "macs", "width_multiplier", "alpha", halfTime) < 0.42 * macs);
    }
}

TEST_CASE("Where launches take most of the time, no pruning of channels halves it", "[questions]")
{
    const Scenario s = with(preset("resnet-50", "h100-sxm"), "convention.times", "typical");
    const Evaluation whole = evaluate(s);
    const StageTotals& totals = whole.stages[0].totals;
    CHECK(totals.times.overhead > 0.5 * totals.time); // one image is too little work for such a machine
    const Evaluation pruned = evaluate(pulled(s, "channel_pruning", {{"ratio", "0.9"}}));
    CHECK(metricOf(pruned, "macs") < 0.3 * metricOf(whole, "macs"));
    CHECK(metricOf(pruned, "latency") > 0.5 * metricOf(whole, "latency"));
}

#include "core/analysis/evaluation.h"
#include "core/analysis/groups.h"
#include "core/evaluate/evaluate.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

namespace ridge {
namespace {

using namespace test;

/// One 1000×1000 linear layer in bf16: 2·10^6 operations, 2·10^6 B of weights, 2000 B in, 2000 B out.
Scenario oneLinear()
{
    LayerList list;
    list.inputChannels = 1000;
    list.inputHeight = list.inputWidth = 1;
    Layer layer;
    layer.name = "fc";
    layer.kind = LayerKind::Linear;
    layer.channels = 1000;
    list.blocks.push_back({.name = "only", .repeat = 1, .layers = {layer}});
    return scenarioOf(list);
}

/// The lower bound alone: datapath and memory.
Scenario oneLinearAtLeast()
{
    Scenario s = oneLinear();
    s.convention.energy = EnergyRule::BottomUp;
    return s;
}

// On the machine of round numbers: 100 Tops/s, 1 TB/s, 1 pJ per operation, 10 pJ per byte, idle 100 W, TDP 400 W.
constexpr double bytes = 2004000;
constexpr double seconds = bytes / 1e12; // memory-bound: arithmetic takes 2e6 / 1e14 s, a hundredth of it
constexpr double arithmetic = 2e6 * 1e-12;
constexpr double movement = bytes * 1e-11;
constexpr double idle = 100 * seconds;

TEST_CASE("the lower bound of the energy is operations, bytes and idle time, each with its own price", "[energy]")
{
    const Evaluation e = evaluate(oneLinearAtLeast());
    CHECK(metricOf(e, "energy_compute") == Approx(arithmetic));
    CHECK(metricOf(e, "energy_movement") == Approx(movement));
    CHECK(metricOf(e, "energy_static") == Approx(idle));
    CHECK(metricOf(e, "energy_bottom_up") == Approx(arithmetic + movement + idle));
    CHECK(metricOf(e, "energy_per_inference") == Approx(arithmetic + movement + idle)); // PUE 1
    CHECK(e.energyBottomUp().inBaseUnits() == metricOf(e, "energy_bottom_up"));
}

TEST_CASE("the PUE multiplies the energy at the wall once, and nothing at the device", "[energy]")
{
    Scenario s = oneLinearAtLeast();
    s.environment.pue = 1.5;
    const Evaluation e = evaluate(s);
    CHECK(metricOf(e, "energy_bottom_up") == Approx(arithmetic + movement + idle));
    CHECK(metricOf(e, "energy_per_inference") == Approx(1.5 * (arithmetic + movement + idle)));
    CHECK(metricOf(e, "total_power") == Approx(1.5 * (arithmetic + movement + idle) / seconds));
    CHECK(metricOf(e, "power_draw") == 400); // the device's own
    s.convention.energy = EnergyRule::TdpTimesTime;
    const Evaluation sheet = evaluate(s);
    CHECK(metricOf(sheet, "energy_per_inference") == Approx(400 * 1.5 * seconds));
    CHECK(metricOf(sheet, "total_power") == Approx(600));
}

TEST_CASE("the sheet's energy is TDP × utilisation × PUE × time", "[energy]")
{
    Scenario s = oneLinear();
    s.deployment.powerUtilisation = 0.7;
    s.environment.pue = 1.2;
    const Evaluation e = evaluate(s);
    CHECK(metricOf(e, "energy_tdp") == Approx(400 * 0.7 * 1.2 * seconds));
    CHECK(metricOf(e, "energy_per_inference") == metricOf(e, "energy_tdp"));
    CHECK(metricOf(e, "power_draw") == Approx(280));  // 400 · 0.7
    CHECK(metricOf(e, "total_power") == Approx(336)); // · 1.2
}

TEST_CASE("carbon and cost are kilowatt-hours times intensity and price", "[energy]")
{
    Scenario s = oneLinearAtLeast();
    s.environment = {.pue = 2, .gridIntensity = 500, .price = 0.25};
    const double kilowattHours = 2 * (arithmetic + movement + idle) / 3.6e6;
    const Evaluation e = evaluate(s);
    CHECK(metricOf(e, "carbon") == Approx(kilowattHours * 500));
    CHECK(metricOf(e, "cost") == Approx(kilowattHours * 0.25));
}

TEST_CASE("at the wall the parts and the rest of chip and board make up power × time", "[energy]")
{
    // 400 W for 2.004 µs; 2 µJ of arithmetic, 20 µJ of movement, 200 µJ of idling: the rest is what is left of 802 µJ.
    const Evaluation e = evaluate(oneLinear());
    CHECK(e.isEnergyByPower());
    CHECK(metricOf(e, "energy_per_inference") == Approx(400 * seconds));
    CHECK(metricOf(e, "energy_rest") == Approx(400 * seconds - arithmetic - movement - idle));
    const std::vector<OperatorGroup> groups = energyByGroup(e);
    REQUIRE(groups.size() == 1);
    CHECK(groups[0].by.compute == Approx(arithmetic));
    CHECK(groups[0].by.memory == Approx(movement));
    CHECK(groups[0].by.overhead == Approx(idle));
    CHECK(groups[0].rest == Approx(metricOf(e, "energy_rest")));
    CHECK(metricOf(e, "ops_per_watt") == Approx(metricOf(e, "ops") / (400 * seconds)));
}

TEST_CASE("where arithmetic and memory alone need more than TDP × time, energy is their sum, and that is said",
          "[energy]")
{
    Scenario s = oneLinear();
    s.device.tdp = 50; // half of what it idles at
    const Evaluation e = evaluate(s);
    CHECK_FALSE(e.isEnergyByPower());
    CHECK(metricOf(e, "energy_per_inference") == Approx(arithmetic + movement + idle));
    CHECK_FALSE(metric(e, "energy_rest").value);
    CHECK(std::any_of(e.issues.begin(), e.issues.end(), [](const Issue& i) {
        return i.severity == Severity::Warning && i.message.find("would lower its clock") != std::string::npos;
    }));
}

TEST_CASE("an inference is one of the batch", "[energy]")
{
    Scenario s = oneLinearAtLeast();
    s.workload.batch = 8;
    const Evaluation e = evaluate(s);
    // Weights are read once for all eight; operations and activations are eight times as many.
    const double moved = 2e6 + 8 * 4000;
    const double whole = 8 * 2e6 * 1e-12 + moved * 1e-11 + 100 * moved / 1e12;
    CHECK(metricOf(e, "energy_bottom_up") == Approx(whole));
    CHECK(metricOf(e, "energy_per_inference") == Approx(whole / 8));
}

/// By a rule that has an answer on this device.
Scenario withEnergy(Scenario s)
{
    s.convention.energy = s.device.tdp > 0 ? s.convention.energy : EnergyRule::BottomUp;
    return s;
}

TEST_CASE("efficiencies are rates over power, that is counts over energy", "[energy]")
{
    for (const NamedScenario& one : presetScenarios()) {
        Scenario s = withEnergy(one.scenario);
        s.workload.batch = 4;
        const Evaluation e = evaluate(s);
        INFO(one.name);
        const double energy = metricOf(e, "energy_per_inference") * 4;
        CHECK(metricOf(e, "ops_per_watt") == Approx(metricOf(e, "ops") / energy));
        CHECK(metricOf(e, "ops_per_watt") == Approx(metricOf(e, "achieved_ops") / metricOf(e, "total_power")));
        CHECK(metricOf(e, "ops_per_wh") ==
              metricOf(e, "ops_per_watt")); // base units: one joule; shown per 3600 of them
        CHECK(metricOf(e, "inferences_per_watt") == Approx(1 / metricOf(e, "energy_per_inference")));
        if (metric(e, "tokens_per_watt").value) {
            // Aggregate tokens over the power of decode; the batch is in the rate and is not counted again.
            CHECK(metricOf(e, "tokens_per_watt") == Approx(1 / metricOf(e, "energy_per_token")));
            const double power = metricOf(e, "energy_per_token") * 4 / metricOf(e, "tpot");
            CHECK(metricOf(e, "tokens_per_watt") == Approx(metricOf(e, "tokens_per_second") / power));
        }
    }
    CHECK(format(2.0, Unit::OpsPerWattHour) == "7.20 kFLOP/Wh"); // 2 per joule · 3600 J per Wh
}

TEST_CASE("energy is the sum over stages, operators and groups", "[energy]")
{
    for (const NamedScenario& one : presetScenarios()) {
        const Evaluation e = evaluate(withEnergy(one.scenario));
        INFO(one.name);
        const double least = sumOver(e, [](const OperatorCost& c) { return c.energy().inBaseUnits(); });
        CHECK(metricOf(e, "energy_bottom_up") == Approx(least).epsilon(1e-12));
        const double operators = sumOver(e, [&e](const OperatorCost& c) { return e.energyOf(c).inBaseUnits(); });
        CHECK(metricOf(e, "energy_batch") == Approx(operators * one.scenario.environment.pue).epsilon(1e-9));
        double groups = 0;
        for (const OperatorGroup& group : energyByGroup(e, 4)) {
            groups += group.total();
        }
        CHECK(groups == Approx(operators).epsilon(1e-12));
        CHECK(energyByGroup(e, 4).size() <= 5); // four and the rest
    }
}

TEST_CASE("the sheet's example device, worked by hand for ResNet-50", "[energy]")
{
    // 100 TFLOPS at 70 %, 900 GB/s, 300 W at 70 %, PUE 1.2, 400 g/kWh, 0.20 USD/kWh, fp16.
    const Scenario s = preset("resnet-50", "cheatsheet");
    const Evaluation e = evaluate(s);
    const double operations = 2 * metricOf(e, "macs") + metricOf(e, "elementwise_ops");
    CHECK(metricOf(e, "t_compute") == Approx(operations / 70e12));
    CHECK(metricOf(e, "t_compute") == Approx(2 * 4.089e9 / 70e12).epsilon(0.01)); // 0.117 ms
    const double moved = sumOver(e, [](const OperatorCost& c) { return c.bytes.inBaseUnits(); });
    CHECK(metricOf(e, "t_memory") == Approx(moved / 900e9));
    CHECK(metricOf(e, "latency_sheet") == std::max(metricOf(e, "t_compute"), metricOf(e, "t_memory")));
    CHECK(metricOf(e, "power_draw") == Approx(210));  // 300 · 0.7
    CHECK(metricOf(e, "total_power") == Approx(252)); // · 1.2
    const double energy = 252 * metricOf(e, "latency");
    CHECK(metricOf(e, "energy_per_inference") == Approx(energy));
    CHECK(metricOf(e, "carbon") == Approx(energy / 3.6e6 * 400));
    CHECK(metricOf(e, "cost") == Approx(energy / 3.6e6 * 0.20));
    CHECK(metricOf(e, "ridge_point") == Approx(100e12 / 900e9)); // the machine's, without utilisation
}

TEST_CASE("weights in flash are paid at the flash's price", "[energy]")
{
    Scenario s = oneLinear();
    s.device.memory = {{"SRAM", MemoryLevel::Kind::Sram, 1e6, 1e12, 1e-12},
                       {"Flash", MemoryLevel::Kind::Flash, 1e9, 1e11, 1e-10}};
    const Evaluation e = evaluate(s);
    CHECK(metricOf(e, "energy_movement") == Approx(2e6 * 1e-10 + 4000 * 1e-12));
    CHECK(metricOf(e, "t_weights") == Approx(2e6 / 1e11));
    CHECK(metricOf(e, "t_activations") == Approx(4000 / 1e12));
    CHECK(metricOf(e, "t_memory") == Approx(2e6 / 1e11 + 4000 / 1e12));
}

TEST_CASE("a device without idle power draws none, and says so", "[energy]")
{
    Scenario s = oneLinear();
    s.device.idlePower.reset();
    const Evaluation e = evaluate(s);
    CHECK(metricOf(e, "energy_static") == 0);
    CHECK(std::any_of(e.issues.begin(), e.issues.end(),
                      [](const Issue& i) { return i.message.find("states no idle power") != std::string::npos; }));
}

TEST_CASE("a device that states no power limit has a lower bound of energy and no power × time, and says so",
          "[energy]")
{
    Scenario s = oneLinear();
    s.device.tdp = 0;
    s.convention.energy = EnergyRule::TdpTimesTime;
    const Evaluation e = evaluate(s);
    CHECK(metricOf(e, "energy_bottom_up") == Approx(e.energyBottomUp().inBaseUnits()));
    for (const char* id : {"power_draw", "energy_tdp", "energy_per_inference", "carbon", "cost", "ops_per_watt"}) {
        CAPTURE(id);
        CHECK_FALSE(metric(e, id).value);
    }
    CHECK_FALSE(findParameter(s, "device.tdp"));
    s.convention.energy = EnergyRule::BottomUp; // asked for, it is the answer
    CHECK(metricOf(evaluate(s), "energy_batch") == Approx(e.energyBottomUp().inBaseUnits() * s.environment.pue));
    CHECK(std::any_of(e.issues.begin(), e.issues.end(),
                      [](const Issue& i) { return i.message.find("states no power limit") != std::string::npos; }));
    CHECK(std::none_of(e.issues.begin(), e.issues.end(),
                       [](const Issue& i) { return i.message.find("would lower its clock") != std::string::npos; }));
}

TEST_CASE("a device that states neither power nor energies has no energy by any rule, not one of nothing", "[energy]")
{
    Scenario s = oneLinear();
    s.device.tdp = 0;
    s.device.idlePower.reset();
    s.device.energyPerOp = {};
    for (MemoryLevel& level : s.device.memory) {
        level.energyPerByte = 0;
    }
    s.convention.energy = EnergyRule::BottomUp;
    const Evaluation e = evaluate(s);
    CHECK(e.latency() > Seconds<>());
    for (const char* id : {"energy_batch", "energy_per_inference", "energy_inference_bound", "energy_bottom_up",
                           "total_power", "carbon", "cost", "ops_per_watt"}) {
        CAPTURE(id);
        CHECK_FALSE(metric(e, id).value);
        CHECK(std::string_view(metric(e, id).absent).find("the device states no") == 0);
    }
}

} // namespace
} // namespace ridge

#include "core/analysis/evaluation.h"
#include "core/evaluate/evaluate.h"
#include "core/metrics/operator_figures.h"
#include "core/quantity/notation.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>

namespace ridge {
namespace {

using namespace test;

std::size_t operatorNamed(const Evaluation& e, std::string_view name)
{
    const auto& ops = e.program.stages[0].operators;
    const auto found = std::find_if(ops.begin(), ops.end(), [&](const Operator& op) { return op.name == name; });
    REQUIRE(found != ops.end());
    return static_cast<std::size_t>(found - ops.begin());
}

Scenario pvcnnOnRound()
{
    Scenario s = preset("pvcnn", "h100-sxm");
    s.device = roundDevice(); // 1 TB/s, 10 pJ per byte
    s.deployment.fusion = Fusion::None;
    s.deployment.activations = s.deployment.weights = Precision::FP16;
    return s;
}

TEST_CASE("a gather reads eight voxels for every point, and the grid not in order", "[irregular]")
{
    const Evaluation e = evaluate(pvcnnOnRound());
    const OperatorCost& c = e.stages[0].operators[operatorNamed(e, "block1.devoxelise")];
    CHECK(c.irregular == Bytes<>(8 * 4096 * 64 * 2.0));
    CHECK(c.input == Bytes<>(3 * 4096 * 2.0)); // the coordinates
    CHECK(c.output == Bytes<>(4096 * 64 * 2.0));
    CHECK(c.weights == Bytes<>());
    CHECK(c.bytes == c.input + c.output + c.irregular);
    CHECK(c.elementwise == Ops<>(15 * 4096 * 64.0));
    CHECK(c.energyMovement.inBaseUnits() == Approx(c.bytes.inBaseUnits() * 1e-11));
}

TEST_CASE("a scatter fills its grid in order and adds to it in no order", "[irregular]")
{
    const Evaluation e = evaluate(pvcnnOnRound());
    const OperatorCost& c = e.stages[0].operators[operatorNamed(e, "block1.voxelise")];
    CHECK(c.input == Bytes<>((9 + 3) * 4096 * 2.0)); // the features, and where they go
    CHECK(c.output == Bytes<>(9 * 32768 * 2.0));
    CHECK(c.irregular == Bytes<>(2 * 9 * 4096 * 2.0));
    CHECK(c.elementwise == Ops<>(9 * (4096 + 32768.0)));
}

TEST_CASE("the irregular stream has its own share of the bandwidth", "[irregular]")
{
    const Scenario base = pvcnnOnRound();
    const Evaluation light = evaluate(base);
    const std::size_t gather = operatorNamed(light, "block1.devoxelise");
    const OperatorCost& c = light.stages[0].operators[gather];
    CHECK(c.times.memory.inBaseUnits() == Approx(c.bytes.inBaseUnits() / 1e12));
    const Evaluation slow = evaluate(with(base, "deployment.utilisation.irregular", "25 %"));
    const OperatorCost& s = slow.stages[0].operators[gather];
    CHECK(s.times.memory.inBaseUnits() == Approx((c.streamed.inBaseUnits() + 4 * c.irregular.inBaseUnits()) / 1e12));
    CHECK(s.bytes == c.bytes);
    CHECK(s.energyMovement == c.energyMovement);
    const Evaluation regular = evaluate(with(base, "deployment.utilisation.bandwidth", "50 %"));
    CHECK(regular.stages[0].operators[gather].times.memory.inBaseUnits() ==
          Approx((2 * c.streamed.inBaseUnits() + c.irregular.inBaseUnits()) / 1e12));
    CHECK(metricOf(slow, "t_irregular") == Approx(4 * metricOf(light, "t_irregular")));
    CHECK(metricOf(slow, "t_memory") - metricOf(light, "t_memory") == Approx(3 * metricOf(light, "t_irregular")));
    CHECK(metricOf(slow, "t_activations") == metricOf(light, "t_activations"));
}

TEST_CASE("the three streams are all that is moved", "[irregular]")
{
    for (const char* id : {"pvcnn", "minkunet-18", "minkunet-semantickitti"}) {
        INFO(id);
        const Evaluation e = evaluate(preset(id, "h100-sxm"));
        const StageTotals& t = e.stages[0].totals;
        CHECK(t.bytes.inBaseUnits() == Approx((t.weights + t.streamed + t.irregular).inBaseUnits()).epsilon(1e-12));
        CHECK(metricOf(e, "irregular_share") == Approx(t.irregular.inBaseUnits() / t.bytes.inBaseUnits()));
        CHECK(metricOf(e, "arithmetic_intensity") == Approx(t.ops.inBaseUnits() / t.bytes.inBaseUnits()));
        CHECK(metricOf(e, "irregular_bytes") ==
              Approx(sumOver(e, [](const OperatorCost& c) { return c.irregular.inBaseUnits(); })));
    }
}

TEST_CASE("nothing waits in registers while results are scattered", "[irregular]")
{
    const Evaluation e = evaluate(preset("minkunet-18", "h100-sxm"));
    const auto& ops = e.program.stages[0].operators;
    for (std::size_t i = 0; i + 1 < ops.size(); ++i) {
        INFO(ops[i].name);
        CHECK_FALSE((ops[i].scattered > 0 && ops[i + 1].inPlace)); // the sum is complete only at the end
    }
    const Evaluation dense = evaluate(preset("pvcnn", "h100-sxm"));
    CHECK(dense.program.stages[0].operators[operatorNamed(dense, "block1.conv1.norm")].inPlace);
}

TEST_CASE("models without gathers speak of none", "[irregular]")
{
    for (const char* id : {"llama-3-8b", "resnet-50", "pointnet"}) {
        INFO(id);
        const Evaluation e = evaluate(preset(id, "h100-sxm"));
        for (const char* metricId : {"irregular_bytes", "irregular_share", "t_irregular"}) {
            CHECK_FALSE(metric(e, metricId).value);
        }
        for (const char* metricId : {"t_memory", "latency", "arithmetic_intensity", "energy_movement"}) {
            const std::string formula =
                symbolicText(*metricCatalogue()[*metricIndex(metricId)].derive(e)->expression());
            CHECK(formula.find("irr") == std::string::npos);
        }
        const std::optional<Traced> memory = operatorFigure("t_memory_s")->derive(e, 0, 3);
        CHECK(symbolicText(*memory->expression()).find("irr") == std::string::npos);
    }
}

TEST_CASE("the share of irregular bandwidth is asked for where it decides, and found again in the formula",
          "[irregular]")
{
    const Scenario s = preset("minkunet-18", "h100-sxm");
    const Evaluation e = evaluate(s);
    CHECK(metricOf(e, "irregular_share") > 0.5);
    CHECK(std::any_of(e.issues.begin(), e.issues.end(),
                      [](const Issue& i) { return i.field == "deployment.utilisation.irregular"; }));
    const std::string formula = symbolicText(*metricCatalogue()[*metricIndex("t_irregular")].derive(e)->expression());
    CHECK(formula.find("U_irr") != std::string::npos);
    CHECK_FALSE(findParameter(preset("resnet-50", "h100-sxm"), "deployment.utilisation.irregular"));
    CHECK(findParameter(s, "workload.points"));
}

} // namespace
} // namespace ridge

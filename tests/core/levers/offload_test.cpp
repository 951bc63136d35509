#include "tests/core/levers/lever_checks.h"

namespace ridge {
namespace {

using namespace test;

constexpr double expert = 3.0 * 4096 * 14336 * 2; // bytes of one expert of a layer of Mixtral-8x7B in 16 bits: 352 MB

Scenario mixtral(const char* resident, const char* hits)
{
    const Scenario s = with(preset("mixtral-8x7b", "h100-sxm"), "device.host_link", "16 GB/s");
    return with(with(with(s, "lever.expert_offload", "on"), "lever.expert_offload.resident", resident),
                "lever.expert_offload.hits", hits);
}

/// Of one layer's experts in a decode step.
struct Experts {
    double linked = 0, link = 0, time = 0;
};
Experts expertsOf(const Evaluation& e)
{
    const std::size_t decode = *e.program.find(StageRole::Decode);
    Experts all;
    for (std::size_t i = 0; i < e.stages[decode].operators.size(); ++i) {
        const Operator& op = e.program.stages[decode].operators[i];
        const OperatorCost& cost = e.stages[decode].operators[i];
        if (infoOf(op.role).holds == WeightKind::Expert) {
            all.linked += cost.linked.inBaseUnits();
            all.link += cost.times.network.inBaseUnits();
            all.time += cost.time.inBaseUnits();
            CHECK((cost.bound == Bound::Network) == (cost.times.network > cost.times.memory));
        }
    }
    return all;
}

TEST_CASE("an expert of Mixtral takes 22 ms over a link of 16 GB/s", "[levers][offload]")
{
    const Evaluation e = evaluate(mixtral("0", "0")); // a step of one sequence needs 2 of 8, and none is there
    CHECK(expert == Approx(352e6).epsilon(0.001));
    CHECK(expertsOf(e).linked == 2 * expert);
    CHECK(expertsOf(e).link / 2 == Approx(0.022).epsilon(0.002));
    CHECK(expertsOf(e).time == Approx(2 * expert / 16e9).epsilon(1e-12)); // the link is the roof
    // Half of them are found: half as much comes over the link.
    CHECK(expertsOf(evaluate(mixtral("0.5", "0.5"))).linked == expert);
}

TEST_CASE("experts in the host's memory take none of the device's", "[levers][offload]")
{
    const Evaluation before = evaluate(preset("mixtral-8x7b", "h100-sxm"));
    for (const auto& [text, resident] : {std::pair("0", 0.0), std::pair("0.5", 0.5)}) {
        const Evaluation e = evaluate(mixtral(text, "0.5"));
        CHECK(e.memory.weights.inBaseUnits() ==
              Approx(before.memory.weights.inBaseUnits() - (1 - resident) * 32 * 8 * expert).epsilon(1e-12));
        CHECK(e.parameters == before.parameters);
        checkDerived(e, "latency", "device.host_link");
    }
    const Evaluation half = evaluate(mixtral("0.5", "0.5"));
    checkDerived(half, "memory_footprint", "lever.expert_offload.resident");
    checkDerived(half, "tpot", "lever.expert_offload.hits");
    checkAtRest(preset("mixtral-8x7b", "h100-sxm"), "expert_offload");
}

TEST_CASE("no more experts are found than stay, and more of them never take longer", "[levers][offload]")
{
    CHECK(expertsOf(evaluate(mixtral("0", "1"))).linked == 2 * expert); // none stays
    CHECK(expertsOf(evaluate(mixtral("0.125", "1"))).linked == expert); // one stays: one of two
    CHECK(expertsOf(evaluate(mixtral("1", "0"))).linked == 0);          // all stay
    checkSame(evaluate(mixtral("1", "0")),
              evaluate(with(preset("mixtral-8x7b", "h100-sxm"), "device.host_link", "16 GB/s")));
    double latency = 1e300, headroom = -1e300;
    for (const char* share : {"0", "0.25", "0.5", "0.75", "1"}) {
        const Evaluation e = evaluate(mixtral(share, share));
        CHECK(metricOf(e, "latency") <= latency);
        latency = metricOf(e, "latency");
        CHECK((headroom == -1e300 || metricOf(e, "memory_headroom") <= headroom)); // and leave less room
        headroom = metricOf(e, "memory_headroom");
    }
}

TEST_CASE("what does not stay of the weights comes over the link at every step", "[levers][offload]")
{
    const Scenario plain = with(preset("llama-2-7b", "h100-sxm"), "device.host_link", "16 GB/s");
    const Scenario pulled = with(with(plain, "lever.weight_offload", "on"), "lever.weight_offload.resident", "0.25");
    const Evaluation before = evaluate(plain), after = evaluate(pulled);
    const double layers = 32 * (4.0 * 4096 * 4096 + 3.0 * 4096 * 11008 + 2 * 4096) + 4096; // norms as well
    CHECK(after.memory.weights.inBaseUnits() ==
          Approx(before.memory.weights.inBaseUnits() - 0.75 * layers * 2).epsilon(1e-12));
    const std::size_t decode = *after.program.find(StageRole::Decode);
    CHECK(after.stages[decode].totals.times.network.inBaseUnits() ==
          Approx(0.75 * layers * 2 / 16e9).epsilon(1e-12)); // 609 ms a token
    CHECK(after.stages[decode].totals.bound == Bound::Network);
    checkDerived(after, "tpot", "lever.weight_offload.resident");
    checkDerived(after, "memory_footprint", "lever.weight_offload.resident");
    checkAtRest(plain, "weight_offload");
    checkSame(evaluate(with(pulled, "lever.weight_offload.resident", "1")), before);
}

TEST_CASE("where there is no link to a host, nothing is offloaded", "[levers][offload]")
{
    for (const char* device : {"apple-m4-max", "stm32f746", "xeon-8480"}) {
        Scenario s = preset("mixtral-8x7b", device);
        CHECK_FALSE(findParameter(s, "device.host_link"));
        CHECK(setParameter(s, "lever.weight_offload", "on").starts_with("lever.weight_offload does not apply"));
        CHECK(setParameter(s, "lever.expert_offload", "on").starts_with("lever.expert_offload does not apply"));
    }
    CHECK(*findParameter(preset("gpt-2", "rtx-4090"), "device.host_link")->get(preset("gpt-2", "rtx-4090")) == 31e9);
}

} // namespace
} // namespace ridge

#include "tests/core/levers/lever_checks.h"

namespace ridge {
namespace {

using namespace test;

Scenario trained(const char* model, const char* device = "h100-sxm")
{
    Scenario s = with(preset(model, device), "device.host_link", "16 GB/s");
    s.workload.batch = 1, s.workload.promptTokens = 256;
    s.training.task = Task::Training;
    return s;
}

Scenario offloaded(Scenario s) { return with(std::move(s), "training.state", "host"); }

/// Seconds that the link takes in the update.
double linkTime(const Evaluation& e) { return e.stages[e.program.training->update].totals.times.network.inBaseUnits(); }

TEST_CASE("with its optimizer in host memory a step keeps weights alone, two bytes of each", "[training][offload]")
{
    // DeepSpeed, docs/code-docs/source/memory.rst, ZeRO-2 with offload: 2 bytes of each parameter on the GPU.
    const Evaluation here = evaluate(trained("gpt-2-xl")), there = evaluate(offloaded(trained("gpt-2-xl")));
    CHECK(here.memory.gradients.inBaseUnits() == Approx(2 * here.parameters));
    CHECK(here.memory.optimizer.inBaseUnits() == Approx(12 * here.parameters));
    CHECK(there.memory.weights == here.memory.weights);
    CHECK(there.memory.gradients == Bytes<>());
    CHECK(there.memory.optimizer == Bytes<>());
    CHECK(there.memory.weights.inBaseUnits() == Approx(2 * there.parameters));
    CHECK(metricOf(there, "macs") == metricOf(here, "macs"));
}

TEST_CASE("gradients go over the link while weights come back; a drive moves all of the state as well",
          "[training][offload]")
{
    const Evaluation host = evaluate(offloaded(trained("gpt-2-xl")));
    CHECK(linkTime(host) == Approx(2 * host.parameters / 16e9));
    // 4 bytes of a master copy and 8 of moments are read from it, and written while they are read.
    const Evaluation drive = evaluate(with(offloaded(trained("gpt-2-xl")), "deployment.drive", "7 GB/s"));
    CHECK(linkTime(drive) == Approx((2 + 12) * drive.parameters / 7e9));
    // A drive that is faster than the link waits for it.
    const Evaluation fast = evaluate(with(offloaded(trained("gpt-2-xl")), "deployment.drive", "100 GB/s"));
    CHECK(linkTime(fast) == Approx((2 + 12) * fast.parameters / 16e9));
    CHECK(evaluate(trained("gpt-2-xl")).stages.back().totals.times.network == Seconds<>());
}

TEST_CASE("replicas that share their state send their part of it", "[training][offload]")
{
    Scenario s = offloaded(trained("gpt-2-xl"));
    s.workload.batch = 8;
    s.deployment.split.data = 8, s.deployment.split.sharded = Sharded::Gradients;
    const Evaluation e = evaluate(s);
    CHECK(e.memory.gradients == Bytes<>());
    CHECK(e.memory.optimizer == Bytes<>());
    double linked = 0;
    const StageResult& update = e.stages[e.program.training->update];
    for (std::size_t i = 0; i < update.operators.size(); ++i) {
        linked +=
            e.program.stages[e.program.training->update].operators[i].count * update.operators[i].linked.inBaseUnits();
    }
    CHECK(linked == Approx(2 * e.parameters / 8));
}

TEST_CASE("numbers of an optimizer in host memory follow from their derivations", "[training][offload][explain]")
{
    checkDerivations(evaluate(offloaded(trained("gpt-2"))));
    checkDerivations(evaluate(with(offloaded(trained("resnet-18")), "deployment.drive", "3 GB/s")));
}

TEST_CASE("weights come from a drive at its rate, where that is less than the link's", "[offload]")
{
    const Scenario s =
        with(with(preset("llama-3-8b", "h100-sxm"), "device.host_link", "64 GB/s"), "lever.weight_offload", "on");
    const auto link = [](const Evaluation& e) {
        return e.stages[*e.program.find(StageRole::Decode)].totals.times.network.inBaseUnits();
    };
    const double host = link(evaluate(s));
    CHECK(link(evaluate(with(s, "deployment.drive", "8 GB/s"))) == Approx(8 * host));
    CHECK(link(evaluate(with(s, "deployment.drive", "80 GB/s"))) == host);
}

TEST_CASE("a device without a host has nowhere to keep an optimizer, and inference has none", "[training][offload]")
{
    const Lever* lever = findLever("state_offload");
    REQUIRE(lever);
    CHECK(lever->refusal(preset("llama-3-8b", "h100-sxm")));
    CHECK(lever->refusal(trained("llama-3-8b")) == nullptr);
    Scenario small = preset("mobilenet-v2", "stm32f746");
    small.training.task = Task::Training;
    CHECK(lever->refusal(small));
    small.training.state = StatePlace::Host;
    CHECK(evaluate(small).memory.optimizer > Bytes<>());
}

} // namespace
} // namespace ridge

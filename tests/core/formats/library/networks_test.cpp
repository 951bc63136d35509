#include "core/library/networks.h"

#include "core/formats/format_error.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("every network says how fast it is in one direction, how it is laid out, and where that was read",
          "[library][networks]")
{
    CHECK(networks().size() >= 15);
    for (const NetworkPreset& network : networks()) {
        INFO(network.id);
        CHECK_FALSE(network.name.empty());
        CHECK_FALSE(network.topology.empty());
        CHECK_FALSE(network.source.empty());
        CHECK(network.bandwidth >= 10e9);
        CHECK(network.bandwidth <= 1e12);
        CHECK((!network.latency || (*network.latency > 1e-7 && *network.latency < 1e-5)));
    }
}

TEST_CASE("NVLink 4 is nine times as fast as a port of InfiniBand NDR", "[library][networks][published]")
{
    // 450 / 50 GB/s in one direction: zxypro1/algolocal#93, from the data sheets.
    CHECK(networkCalled("nvlink-4").bandwidth / networkCalled("infiniband-ndr").bandwidth == 9);
}

TEST_CASE("a network sets the link within a node, or what joins nodes", "[library][networks]")
{
    Scenario scenario = preset("llama-3-8b", "h100-sxm");
    const NodeNetwork before = scenario.deployment.network;
    takeNetwork(networkCalled("nvlink-5"), scenario);
    CHECK(scenario.device.deviceLink()->bandwidth == 900e9);
    CHECK(scenario.device.hostLink()->bandwidth == 63e9);
    CHECK(scenario.deployment.network == before);
    takeNetwork(networkCalled("ethernet-100"), scenario);
    CHECK(scenario.deployment.network.bandwidth == 12.5e9);
    CHECK(scenario.device.deviceLink()->bandwidth == 900e9);
    Scenario alone = preset("llama-3-8b", "rtx-4090");
    REQUIRE_FALSE(alone.device.deviceLink());
    takeNetwork(networkCalled("pcie-4"), alone);
    CHECK(alone.device.deviceLink()->bandwidth == 31e9);
    CHECK(alone.deployment.network.linkLatency == 1e-6);
}

TEST_CASE("a network that does not exist is refused with one that may be meant, and so is a torn list",
          "[library][networks]")
{
    CHECK_THROWS_WITH(networkCalled("nvlink4"), ContainsSubstring("nvlink-4"));
    CHECK_THROWS_AS(readNetworksJson("{}"), FormatError);
    const std::string entry =
        R"({"id": "x", "name": "X", "bandwidth_bytes_per_s": 1e9, "topology": "t", "source": "s"})";
    const std::string twice =
        R"({"format": "ridgepoint-networks", "version": 1, "networks": [)" + entry + ", " + entry + "]}";
    CHECK_THROWS_WITH(readNetworksJson(twice), ContainsSubstring("networks[1].id") && ContainsSubstring("twice"));
}

TEST_CASE("the network is one more slope of the roofline: its ridges are those of the data sheets",
          "[library][networks][published]")
{
    // 989 TFLOP/s over 3.35 TB/s, 450, 63 and 50 GB/s of one direction: 295, 2198, 15698 and 19780 FLOP per byte.
    const Device h100 = devicePreset("h100-sxm");
    const double peak = *h100.peak[static_cast<std::size_t>(Precision::BF16)];
    CHECK(peak / h100.mainMemory()->bandwidth == Approx(295).epsilon(0.003));
    CHECK(peak / networkCalled("nvlink-4").bandwidth == Approx(2198).epsilon(0.003));
    CHECK(peak / networkCalled("pcie-5").bandwidth == Approx(15698).epsilon(0.003));
    CHECK(peak / networkCalled("infiniband-ndr").bandwidth == Approx(19780).epsilon(0.003));
}

TEST_CASE("a TPU v5p needs 2550 tokens for each axis of its torus before its links keep up",
          "[library][networks][published]")
{
    // jax-ml/scaling-book, training.md: 459 TFLOP/s over the two links of one axis, 180 GB/s; for a network 28672 wide
    // 11 tensor ranks at most.
    const Device tpu = devicePreset("tpu-v5p");
    const double axis = networkCalled("ici-v5p").bandwidth / 3;
    const double tokens = *tpu.peak[static_cast<std::size_t>(Precision::BF16)] / axis;
    CHECK(tokens == Approx(2550).epsilon(0.001));
    CHECK(28672 / tokens == Approx(11).epsilon(0.03));
    CHECK(tpu.deviceLink()->bandwidth == networkCalled("ici-v5p").bandwidth);
}

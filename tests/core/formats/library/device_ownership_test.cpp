#include "core/evaluate/evaluate.h"
#include "core/formats/format_error.h"
#include "core/formats/json/project.h"
#include "core/library/presets.h"
#include "core/scenario/sources.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <map>
#include <string>

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A device's file with nothing but what it needs, and `more` figures.
std::string ownDevice(const std::string& more = {})
{
    return R"({"format": "ridgepoint-device", "version": 1, "name": "My board", )" + more +
           R"("peak_ops_per_s": {"fp16": 1e12}, "memory": [{"name": "LPDDR5", "bandwidth_bytes_per_s": 5e10}]})";
}

constexpr const char* ownership[] = {"device.price", "device.rent", "device.embodied_carbon",
                                     "device.devices_per_node"};

} // namespace

TEST_CASE("What it takes to buy, rent and make a device has its source wherever it is stated", "[presets]")
{
    std::map<std::string, int> stated;
    for (const PresetInfo& info : devicePresets()) {
        const Scenario s = preset("resnet-50", info.id);
        for (const char* figure : ownership) {
            CAPTURE(info.id, figure);
            const auto row = findParameter(s, figure);
            const std::string source = sourceOf(s, figure);
            const bool isStated = row && row->get(s).value() > 0;
            CHECK(isStated != source.empty());
            stated[figure] += isStated;
        }
        CHECK((!s.device.price || !s.device.rent || *s.device.rent < *s.device.price / 1000)); // months pay for one
    }
    CHECK(stated["device.price"] >= 20);
    CHECK(stated["device.rent"] >= 4);
    CHECK(stated["device.embodied_carbon"] >= 3);
    CHECK(stated["device.devices_per_node"] >= 15);
}

TEST_CASE("A GPU's carbon is its share of the baseboard that was assessed", "[presets]")
{
    CHECK(devicePreset("h100-sxm").embodiedCarbon == 1312e3 / 8); // NVIDIA: 1312 kg for eight on a baseboard
    CHECK(devicePreset("b200-sxm").embodiedCarbon == Approx(164e3 * 2.3 * 0.50 / 0.66).epsilon(0.002));
}

TEST_CASE("What a device costs comes back from its file, and none is added where none was stated", "[json]")
{
    const Device plain = readDeviceJson(ownDevice());
    CHECK_FALSE((plain.price || plain.rent || plain.embodiedCarbon || plain.devicesPerNode));
    for (const char* key : {"usd", "carbon", "node"}) {
        CAPTURE(key);
        CHECK(writeDeviceJson(plain).find(key) == std::string::npos);
    }
    const std::string figures =
        R"("price_usd": 249, "rent_usd_per_h": 0.35, "embodied_carbon_g": 24000, "devices_per_node": 4, )";
    const Device mine = readDeviceJson(ownDevice(figures));
    CHECK(mine.price == 249);
    CHECK(mine.rent == 0.35);
    CHECK(mine.embodiedCarbon == 24000);
    CHECK(mine.devicesPerNode == 4);
    CHECK(readDeviceJson(writeDeviceJson(mine)) == mine);
    CHECK_THROWS_WITH(readDeviceJson(ownDevice(R"("price_usd": -1, )")), ContainsSubstring("price_usd"));
    CHECK_THROWS_WITH(readDeviceJson(ownDevice(R"("devices_per_node": 2.5, )")), ContainsSubstring("devices_per_node"));
}

TEST_CASE("What a device costs is edited whether or not it is stated, and changes no other figure", "[presets]")
{
    const Scenario s = preset("resnet-50", "h100-sxm");
    const Scenario dearer = with(s, "device.rent", "4.5 $/h");
    CHECK(dearer.device.rent == 4.5);
    CHECK(metricOf(evaluate(dearer), "cost") == metricOf(evaluate(s), "cost")); // that is the electricity alone
    CHECK(metricOf(evaluate(dearer), "rent") == Approx(metricOf(evaluate(s), "rent") * 4.5 / s.device.rent.value()));
    const Scenario unpriced = preset("resnet-50", "l4");
    REQUIRE_FALSE(unpriced.device.rent);
    const Scenario mine = with(unpriced, "device.rent", "1");
    CHECK(mine.device.rent == 1);
    CHECK(readDeviceJson(writeDeviceJson(mine.device)) == mine.device);
}

TEST_CASE("A device of one's own needs a name, a peak and a memory, and says what it leaves open", "[json]")
{
    const Scenario s = baseline(modelPreset("mobilenet-v2"), readDeviceJson(ownDevice()));
    const Evaluation e = evaluate(s);
    CHECK(metricOf(e, "latency") > 0);
    CHECK_FALSE(e.placement.capacityKnown);
    CHECK_FALSE(metric(e, "power_draw").value);
    CHECK_THROWS_WITH(readDeviceJson(R"({"format": "ridgepoint-device", "version": 1, "name": "None"})"),
                      ContainsSubstring("peak"));
}

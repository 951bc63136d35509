#include "core/formats/json/device.h"
#include "core/formats/json/project.h"
#include "core/formats/json/typical.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

constexpr const char* deviceFormat = "ridgepoint-device";
constexpr NumberRange peakRange = ranges::opsPerSecond.widened(1, 1e24);
constexpr NumberRange rateRange = ranges::bytesPerSecond.widened(1, 1e24);
constexpr NumberRange capacityRange = ranges::capacity.widened(1, 1e21);
constexpr NumberRange picojouleRange{0, 1e9, false};
constexpr NumberRange perOpRange = ranges::joulesPerOp.widened(0, 1e-3);
constexpr NumberRange perByteRange = ranges::joulesPerByte.widened(0, 1e-3);
constexpr NumberRange tdpRange = ranges::tdp.widened(0, 1e9);
constexpr NumberRange idleRange = ranges::idlePower.widened(0, 1e9);
constexpr NumberRange overheadRange = ranges::launchOverhead.widened(0, 1e3);
constexpr NumberRange priceRange = ranges::price.widened(0, 1e12);
constexpr NumberRange rentRange = ranges::rent.widened(0, 1e9);
constexpr NumberRange embodiedRange = ranges::embodiedCarbon.widened(0, 1e15);
constexpr NumberRange ownBytesRange = ranges::ownBytes.widened(0, 1e18);
constexpr NumberRange perNodeRange = ranges::devicesPerNode.widened(1, 1e6);
constexpr std::size_t mostLevels = 8; // as many as deployment.memory_level can name
constexpr std::size_t mostLinks = 16;

using PerPrecision = std::array<std::optional<double>, precisionCount>;

const std::vector<std::string> memoryKinds{"sram", "dram", "flash"};

/// A number of the whole device that makers may leave unsaid.
struct Figure {
    const char* key;
    std::optional<double> Device::*value;
    NumberRange range;
};
constexpr Figure optionalFigures[] = {
    {"idle_w", &Device::idlePower, idleRange},
    {"typical_w", &Device::typicalPower, idleRange},
    {"price_usd", &Device::price, priceRange},
    {"rent_usd_per_h", &Device::rent, rentRange},
    {"embodied_carbon_g", &Device::embodiedCarbon, embodiedRange},
    {"code_bytes", &Device::codeSize, ownBytesRange},
    {"runtime_bytes", &Device::runtimeMemory, ownBytesRange},
    {"devices_per_node", &Device::devicesPerNode, perNodeRange},
};

PerPrecision readPerPrecision(const ObjectReader& reader, const char* key, NumberRange range)
{
    PerPrecision out{};
    if (const Json* json = reader.find(key)) {
        const ObjectReader values(*json, reader.placeOf(key));
        for (Precision precision : allPrecisions) {
            if (!hasArithmetic(precision)) {
                continue;
            }
            out[static_cast<std::size_t>(precision)] = values.optionalNumber(infoOf(precision).id.data(), range);
        }
        values.rejectUnknown();
    }
    return out;
}

template <class Convert>
void writePerPrecision(OrderedJson& json, const char* key, const PerPrecision& values, Convert&& convert)
{
    OrderedJson object = OrderedJson::object();
    for (Precision precision : allPrecisions) {
        if (const auto& value = values[static_cast<std::size_t>(precision)]) {
            object[std::string(infoOf(precision).id)] = numberJson(convert(*value));
        }
    }
    if (!object.empty()) {
        json[key] = std::move(object);
    }
}

/// "arithmetic_energy" names a table; "energy_pj_per_op" or "energy_j_per_op" give numbers.
void readArithmeticEnergy(const ObjectReader& reader, Device& device)
{
    const std::string id = reader.text("arithmetic_energy", "");
    if (!id.empty()) {
        const ArithmeticEnergy table = arithmeticEnergy(id, reader.placeOf("arithmetic_energy"));
        device.energyPerOp = table.perOp;
        device.sources.emplace("energy", table.source);
    }
    const PerPrecision picojoules = readPerPrecision(reader, "energy_pj_per_op", picojouleRange);
    const PerPrecision joules = readPerPrecision(reader, "energy_j_per_op", perOpRange);
    for (std::size_t i = 0; i < precisionCount; ++i) {
        if (joules[i]) {
            device.energyPerOp[i] = joules[i];
        } else if (picojoules[i]) {
            device.energyPerOp[i] = fromPicojoules(*picojoules[i]);
        }
    }
}

void writeArithmeticEnergy(OrderedJson& json, const Device& device)
{
    const bool exact = std::all_of(device.energyPerOp.begin(), device.energyPerOp.end(),
                                   [](const auto& energy) { return !energy || exactPicojoules(*energy); });
    if (exact) {
        writePerPrecision(json, "energy_pj_per_op", device.energyPerOp, [](double j) { return *exactPicojoules(j); });
    } else {
        writePerPrecision(json, "energy_j_per_op", device.energyPerOp, [](double j) { return j; });
    }
}

MemoryLevel readLevel(const Json& json, const std::string& place, Device& device)
{
    const ObjectReader reader(json, place);
    MemoryLevel level;
    level.name = reader.text("name");
    level.kind =
        static_cast<MemoryLevel::Kind>(reader.choice("kind", memoryKinds, static_cast<std::size_t>(level.kind)));
    level.capacity = reader.optionalNumber("capacity_bytes", capacityRange);
    level.bandwidth = reader.number("bandwidth_bytes_per_s", rateRange);
    const std::string energy = reader.text("energy", "");
    if (!energy.empty()) {
        const MemoryEnergy row = memoryEnergy(energy, reader.placeOf("energy"));
        level.energyPerByte = row.perByte;
        device.sources.emplace("memory." + level.name + ".energy", row.source);
    }
    if (const auto picojoules = reader.optionalNumber("energy_pj_per_byte", picojouleRange)) {
        level.energyPerByte = fromPicojoules(*picojoules);
    }
    level.energyPerByte = reader.number("energy_j_per_byte", perByteRange, level.energyPerByte);
    reader.rejectUnknown();
    return level;
}

OrderedJson levelJson(const MemoryLevel& level)
{
    OrderedJson json;
    json["name"] = level.name;
    json["kind"] = memoryKinds[static_cast<std::size_t>(level.kind)];
    if (level.capacity) {
        json["capacity_bytes"] = numberJson(*level.capacity);
    }
    json["bandwidth_bytes_per_s"] = numberJson(level.bandwidth);
    if (const auto picojoules = exactPicojoules(level.energyPerByte)) {
        json["energy_pj_per_byte"] = numberJson(*picojoules);
    } else {
        json["energy_j_per_byte"] = level.energyPerByte;
    }
    return json;
}

void readLinks(const ObjectReader& reader, Device& device)
{
    for (const Json* json : reader.array("interconnect", mostLinks)) {
        const ObjectReader link(*json,
                                reader.placeOf("interconnect[" + std::to_string(device.interconnect.size()) + "]"));
        Interconnect interconnect;
        interconnect.name = link.text("name");
        interconnect.bandwidth = link.number("bandwidth_bytes_per_s", rateRange);
        interconnect.toHost = link.boolean("to_host", false);
        link.rejectUnknown();
        device.interconnect.push_back(std::move(interconnect));
    }
}

} // namespace

Device readDeviceFields(const Json& json, const std::string& place)
{
    const ObjectReader reader(json, place);
    checkHeader(reader, deviceFormat);
    Device device;
    device.id = reader.text("id", "");
    device.name = reader.text("name");
    device.vendor = reader.text("vendor", "");
    device.year = static_cast<int>(reader.number("year", {0, 9999}, 0));
    if (const std::string id = reader.text("class", ""); !id.empty()) {
        device.typical = typicalOf(id, reader.placeOf("class"));
    }
    device.sources = reader.texts("sources"); // before the figures: a source given here wins over a table's
    device.usual = reader.texts("usual");
    device.peak = readPerPrecision(reader, "peak_ops_per_s", peakRange);
    device.sparsePeak = readPerPrecision(reader, "sparse_peak_ops_per_s", peakRange);
    readArithmeticEnergy(reader, device);
    for (const Json* level : reader.array("memory", mostLevels)) {
        const std::string at = reader.placeOf("memory[" + std::to_string(device.memory.size()) + "]");
        device.memory.push_back(readLevel(*level, at, device));
    }
    device.tdp = reader.number("tdp_w", tdpRange, device.tdp);
    device.launchOverhead = reader.number("launch_overhead_s", overheadRange, device.launchOverhead);
    readLinks(reader, device);
    for (const Figure& figure : optionalFigures) {
        device.*figure.value = reader.optionalNumber(figure.key, figure.range);
    }
    reader.rejectUnknown();
    const auto isSet = [](const auto& peak) { return peak.has_value(); };
    if (std::none_of(device.peak.begin(), device.peak.end(), isSet)) {
        failAt(reader.placeOf("peak_ops_per_s"), "gives no peak for any precision.");
    }
    if (!device.mainMemory()) {
        failAt(reader.placeOf("memory"), "lists no memory level besides flash.");
    }
    return device;
}

OrderedJson deviceJson(const Device& device)
{
    const auto same = [](double value) { return value; };
    OrderedJson json{{"format", deviceFormat}, {"version", 1}};
    if (!device.id.empty()) {
        json["id"] = device.id;
    }
    json["name"] = device.name;
    if (!device.vendor.empty()) {
        json["vendor"] = device.vendor;
    }
    if (device.year != 0) {
        json["year"] = device.year;
    }
    if (!device.typical.id.empty()) {
        json["class"] = device.typical.id;
    }
    writePerPrecision(json, "peak_ops_per_s", device.peak, same);
    writePerPrecision(json, "sparse_peak_ops_per_s", device.sparsePeak, same);
    writeArithmeticEnergy(json, device);
    json["memory"] = OrderedJson::array();
    for (const MemoryLevel& level : device.memory) {
        json["memory"].push_back(levelJson(level));
    }
    json["tdp_w"] = numberJson(device.tdp);
    for (const Figure& figure : optionalFigures) {
        if (const std::optional<double>& value = device.*figure.value) {
            json[figure.key] = numberJson(*value);
        }
    }
    if (device.launchOverhead != 0) {
        json["launch_overhead_s"] = numberJson(device.launchOverhead);
    }
    for (const Interconnect& link : device.interconnect) {
        OrderedJson one{{"name", link.name}, {"bandwidth_bytes_per_s", numberJson(link.bandwidth)}};
        if (link.toHost) {
            one["to_host"] = true;
        }
        json["interconnect"].push_back(std::move(one));
    }
    if (!device.usual.empty()) {
        json["usual"] = device.usual;
    }
    if (!device.sources.empty()) {
        json["sources"] = device.sources;
    }
    return json;
}

Device readDeviceJson(std::string_view text) { return readDeviceFields(parseJson(text, "The device"), ""); }

std::string writeDeviceJson(const Device& device) { return jsonText(deviceJson(device)); }

} // namespace ridge

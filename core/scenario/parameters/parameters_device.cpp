// Rows of the parameter catalogue about the device: peaks, memory levels, power, and what it takes to have one.

#include "core/scenario/parameters/parameter_rows.h"

#include <utility>

namespace ridge {
namespace {

using namespace rows;

Parameter peakRow(Precision precision)
{
    const auto index = static_cast<std::size_t>(precision);
    const PrecisionInfo info = infoOf(precision);
    const auto access = [index](auto& s) {
        auto& peak = s.device.peak[index];
        return peak ? &*peak : nullptr;
    };
    return number("device.peak." + std::string(info.id), "Peak " + std::string(info.label), "OPS", Section::Device,
                  Unit::OpsPerSecond, ranges::opsPerSecond, "Dense operations per second; a fused multiply-add is two.",
                  access);
}

/// A number of the whole device that makers may leave unsaid.
Parameter optionalRow(const char* id, const char* label, const char* symbol, Unit unit, NumberRange range,
                      const char* help, std::optional<double> Device::*figure)
{
    return advanced(number(id, label, symbol, Section::Device, unit, range, help, [figure](auto& s) {
        auto& value = s.device.*figure;
        return value ? &*value : nullptr;
    }));
}

/// One that nobody needs to state, and everybody can: of any device, 0 until then.
Parameter stateableRow(const char* id, const char* label, Unit unit, NumberRange range, const char* help,
                       std::optional<double> Device::*figure)
{
    Parameter row = advanced(number(id, label, "", Section::Device, unit, {0, range.maximum, false}, help,
                                    [](auto&) { return static_cast<double*>(nullptr); }));
    row.get = [figure](const Scenario& s) -> std::optional<double> { return (s.device.*figure).value_or(0); };
    row.set = [figure](Scenario& s, double value) {
        s.device.*figure = value > 0 ? std::optional(value) : std::nullopt;
    };
    row.logarithmic = true;
    row.mayBeUnstated = true;
    return row;
}

template <class Level>
void addLevelRows(std::vector<Parameter>& rows, const std::string& id, const std::string& what, Level level)
{
    const auto bandwidth = [level](auto& s) {
        auto* l = level(s);
        return l ? &l->bandwidth : nullptr;
    };
    const auto capacity = [level](auto& s) {
        auto* l = level(s);
        return l && l->capacity ? &*l->capacity : nullptr;
    };
    const auto energy = [level](auto& s) {
        auto* l = level(s);
        return l ? &l->energyPerByte : nullptr;
    };
    const bool main = id == "device.memory";
    const Section d = Section::Device;
    rows.push_back(number(id + ".bandwidth", main ? "Bandwidth" : what + " bandwidth", main ? "BW" : "", d,
                          Unit::BytesPerSecond, ranges::bytesPerSecond, "Bytes per second of this memory, decimal.",
                          bandwidth));
    rows.back().advanced = !main;
    rows.push_back(number(id + ".capacity", main ? "Capacity" : what + " capacity", "", d, Unit::Bytes,
                          ranges::capacity, "Bytes this memory holds.", capacity));
    rows.back().advanced = !main;
    rows.push_back(advanced(number(id + ".energy", main ? "Energy per byte" : what + " energy", "", d,
                                   Unit::JoulesPerByte, ranges::joulesPerByte, "Energy to move one byte.", energy)));
}

/// What is not the model's, but takes room that the model cannot have.
void addOverheadRows(std::vector<Parameter>& rows)
{
    rows.push_back(stateableRow(
        "device.code_size", "Code", Unit::Bytes, ranges::ownBytes,
        "Flash that the program itself takes beside the weights: kernels, runtime, application.", &Device::codeSize));
    rows.back().get = [](const Scenario& s) {
        return s.device.flash() ? std::optional(s.device.codeSize.value_or(0)) : std::nullopt;
    };
    rows.push_back(stateableRow("device.runtime_memory", "Runtime's memory", Unit::Bytes, ranges::ownBytes,
                                "Working memory that the runtime takes beside weights, activations and cache: its "
                                "interpreter and stack, a driver's context.",
                                &Device::runtimeMemory));
}

/// What it takes to have such a device.
void addOwnershipRows(std::vector<Parameter>& rows)
{
    rows.push_back(stateableRow("device.price", "Price", Unit::Dollars, ranges::price, "To buy one.", &Device::price));
    rows.push_back(stateableRow("device.rent", "Rent", Unit::DollarsPerHour, ranges::rent,
                                "To rent one, per hour, without a commitment; its electricity is in it.",
                                &Device::rent));
    rows.push_back(stateableRow("device.embodied_carbon", "Embodied carbon", Unit::Grams, ranges::embodiedCarbon,
                                "CO₂-equivalent of making one, before it draws any power.", &Device::embodiedCarbon));
    rows.push_back(optionalRow("device.devices_per_node", "Devices that its links join", "", Unit::Count,
                               ranges::devicesPerNode.widened(1, 65536),
                               "Devices that reach each other over its own links: those of a computer, of an NVLink "
                               "domain or of a pod. Beyond them exchanges cross the network between nodes.",
                               &Device::devicesPerNode));
}

} // namespace

void rows::addDeviceRows(std::vector<Parameter>& rows)
{
    const Section d = Section::Device;
    for (Precision precision : allPrecisions) {
        if (hasArithmetic(precision)) {
            rows.push_back(peakRow(precision));
        }
    }
    addLevelRows(rows, "device.memory", "", [](auto& s) { return s.device.mainMemory(); });
    addLevelRows(rows, "device.cache", "Cache", [](auto& s) { return s.device.cache(); });
    addLevelRows(rows, "device.flash", "Flash", [](auto& s) { return s.device.flash(); });
    rows.push_back(number("device.tdp", "TDP", "TDP", d, Unit::Watts, ranges::tdp,
                          "Thermal design power: the board's limit.",
                          [](auto& s) { return s.device.tdp > 0 ? &s.device.tdp : nullptr; }));
    rows.push_back(optionalRow("device.idle_power", "Idle power", "P_idle", Unit::Watts, ranges::idlePower,
                               "Power drawn while nothing runs.", &Device::idlePower));
    rows.push_back(optionalRow("device.typical_power", "Typical power", "P_typ", Unit::Watts, ranges::idlePower,
                               "Mean power of the whole device while it runs models: what a meter shows, between "
                               "idle power and TDP.",
                               &Device::typicalPower));
    rows.push_back(advanced(number("device.launch_overhead", "Launch overhead", "t_0", d, Unit::Seconds,
                                   ranges::launchOverhead, "Time added to every operator that is started on its own.",
                                   [](auto& s) { return &s.device.launchOverhead; })));
    rows.push_back(
        advanced(number("device.host_link", "Host link", "BW_link", d, Unit::BytesPerSecond, ranges::bytesPerSecond,
                        "Bytes per second between its memory and the host's, one direction: PCIe.", [](auto& s) {
                            auto* link = s.device.hostLink();
                            return link ? &link->bandwidth : nullptr;
                        })));
    rows.push_back(advanced(
        number("device.link", "Link to devices", "BW_link", d, Unit::BytesPerSecond, ranges::bytesPerSecond,
               "Bytes per second to the other devices of its node, one direction: NVLink and its like.", [](auto& s) {
                   auto* link = s.device.deviceLink();
                   return link ? &link->bandwidth : nullptr;
               })));
    addOverheadRows(rows);
    addOwnershipRows(rows);
    for (Precision precision : allPrecisions) {
        if (!hasArithmetic(precision)) {
            continue;
        }
        const auto index = static_cast<std::size_t>(precision);
        const auto access = [index](auto& s) {
            auto& energy = s.device.energyPerOp[index];
            return energy ? &*energy : nullptr;
        };
        rows.push_back(advanced(number(
            "device.energy." + std::string(infoOf(precision).id), "Energy " + std::string(infoOf(precision).label), "e",
            d, Unit::JoulesPerOp, ranges::joulesPerOp, "Energy of one operation; a multiply-add is two.", access)));
    }
}

} // namespace ridge

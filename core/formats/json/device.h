// Devices inside project JSON, and the energy tables they refer to by name.
// Not the file readers themselves; those are in project.h.
#pragma once

#include "core/formats/json/reader.h"
#include "core/scenario/device.h"

namespace ridge {

Device readDeviceFields(const Json& json, const std::string& place);
OrderedJson deviceJson(const Device& device);

/// One row of resources/energy.json. Joules.
struct ArithmeticEnergy {
    std::array<std::optional<double>, precisionCount> perOp{};
    std::string source; // name, note and source in one text
};
struct MemoryEnergy {
    double perByte = 0;
    std::string source;
};

/// Throw FormatError that names the closest known id.
ArithmeticEnergy arithmeticEnergy(const std::string& id, const std::string& place);
MemoryEnergy memoryEnergy(const std::string& id, const std::string& place);

/// Energies in files are picojoules; values in the core are joules.
double fromPicojoules(double picojoules);
/// Picojoules that read back as exactly this value; empty when there are none.
std::optional<double> exactPicojoules(double joules);

} // namespace ridge

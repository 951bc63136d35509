// A machine as the user sees it: peaks, memory levels, power, each figure with its source.
// Not a simulator's description: no cores, no caches lines, no schedule.
#pragma once

#include "core/scenario/precision.h"
#include "core/scenario/typical.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ridge {

/// One place that holds data. Capacity in bytes, bandwidth in bytes per second, energy in joules per byte.
struct MemoryLevel {
    enum class Kind { Sram, Dram, Flash };
    std::string name;
    Kind kind = Kind::Dram;
    std::optional<double> capacity; // absent: the maker states none
    double bandwidth = 0;
    double energyPerByte = 0;
    friend bool operator==(const MemoryLevel&, const MemoryLevel&) = default;
};

struct Interconnect {
    std::string name;
    double bandwidth = 0; // bytes per second, one direction
    bool toHost = false;  // to the memory of the machine it is plugged into
    friend bool operator==(const Interconnect&, const Interconnect&) = default;
};

struct Device {
    std::string id;
    std::string name;
    std::string vendor;
    int year = 0;
    std::array<std::optional<double>, precisionCount> peak{};        // dense operations per second
    std::array<std::optional<double>, precisionCount> sparsePeak{};  // with structured sparsity, never used silently
    std::array<std::optional<double>, precisionCount> energyPerOp{}; // joules
    std::vector<MemoryLevel> memory;                                 // fastest first
    double tdp = 0;                                                  // watts
    std::optional<double> idlePower;                                 // watts, nothing runs
    std::optional<double> typicalPower;                              // watts, mean while models run
    double launchOverhead = 0;                                       // seconds per operator
    std::vector<Interconnect> interconnect;
    std::optional<double> price;                // USD, to buy one
    std::optional<double> rent;                 // USD per hour, to rent one
    std::optional<double> embodiedCarbon;       // grams of CO2-equivalent, to make one
    std::optional<double> codeSize;             // bytes of flash that the program beside the weights takes
    std::optional<double> runtimeMemory;        // bytes of working memory that the runtime takes beside the model
    std::optional<double> devicesPerNode;       // in the computer that it usually stands in
    std::map<std::string, std::string> sources; // figure ("peak", "memory.HBM3.bandwidth", …) → where it was read
    std::map<std::string, std::string> usual;   // parameters this device sets when chosen, as text
    Typical typical;                            // of its class: what such devices reach of their bounds
    friend bool operator==(const Device&, const Device&) = default;

    /// The level that holds everything when nothing faster does: the last one that is not flash.
    const MemoryLevel* mainMemory() const;
    MemoryLevel* mainMemory();
    /// The fastest level above the main memory, if it has a known bandwidth.
    const MemoryLevel* cache() const;
    MemoryLevel* cache();
    /// Read-only storage that weights run from, on microcontrollers.
    const MemoryLevel* flash() const;
    MemoryLevel* flash();
    /// What joins its memory to the host's; null where it has no memory of its own, or nobody said.
    const Interconnect* hostLink() const;
    Interconnect* hostLink();
    /// What joins it to other devices of its node; null where nobody said.
    const Interconnect* deviceLink() const;
    Interconnect* deviceLink();
};

} // namespace ridge

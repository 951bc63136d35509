#include "core/analysis/placement.h"

namespace ridge {
namespace {

int indexOf(const Device& device, const MemoryLevel* level)
{
    return level ? static_cast<int>(level - device.memory.data()) : -1;
}

/// Whether the model can run from a level: weights alone stay in flash, and a level without a rate gives no time.
bool canWork(const MemoryLevel& level) { return level.kind != MemoryLevel::Kind::Flash && level.bandwidth > 0; }

/// The level that the user chose where it can work and holds `need`: a cache that is too small speeds nothing up.
/// Otherwise the main memory.
int levelFor(const Scenario& scenario, Bytes<> need)
{
    const Device& device = scenario.device;
    const auto chosen = static_cast<std::size_t>(scenario.deployment.memoryLevel);
    if (chosen >= 1 && chosen <= device.memory.size()) {
        const MemoryLevel& level = device.memory[chosen - 1];
        if (canWork(level) && (!level.capacity || *level.capacity >= need.inBaseUnits())) {
            return static_cast<int>(chosen) - 1;
        }
    }
    return indexOf(device, device.mainMemory());
}

/// What has to be in working memory.
const char* inWorkingOf(const Scenario& scenario, bool hasFlash)
{
    return scenario.trains() ? "weights, gradients, optimizer state and activations"
           : hasFlash        ? "activations"
                             : "weights, activations and cache";
}

/// Takes one level's account: how much is left, or what is missing.
void account(const MemoryLevel& level, Bytes<> need, const char* what, NumberStyle style, Placement& placement)
{
    if (!level.capacity) {
        placement.capacityKnown = false;
        return;
    }
    const Bytes<> left = Bytes<>(*level.capacity) - need;
    if (left < Bytes<>()) { // the larger shortage first
        const std::string words = std::string(what) + " need " + format(need.inBaseUnits(), Unit::Bytes, style) +
                                  " of " + format(*level.capacity, Unit::Bytes, style) + " " + level.name;
        const std::string& other = placement.shortage;
        placement.shortage = other.empty()               ? words
                             : left < placement.headroom ? words + ", and " + other
                                                         : other + ", and " + words;
        placement.fits = false;
    }
    if (left < placement.headroom) {
        placement.headroom = left;
        placement.level = level.name;
    }
}

} // namespace

Placement place(const Scenario& scenario, const MemoryPlan& plan)
{
    const Device& device = scenario.device;
    Placement placement;
    const MemoryLevel* flash = device.flash();
    const Bytes<> working = plan.peakWorking + plan.runtime;
    const Bytes<> inWorking = flash ? working : working + plan.weights;
    placement.workingLevel = levelFor(scenario, inWorking);
    placement.weightLevel = flash ? indexOf(device, flash) : placement.workingLevel;
    if (placement.workingLevel < 0) {
        placement.capacityKnown = false;
        return placement;
    }
    placement.headroom = Bytes<>(1e300);
    const NumberStyle style = scenario.convention.numberStyle();
    if (flash) {
        account(*flash, plan.weights + plan.code, plan.code > Bytes<>() ? "weights and code" : "weights", style,
                placement);
    }
    account(device.memory[static_cast<std::size_t>(placement.workingLevel)], inWorking,
            inWorkingOf(scenario, flash != nullptr), style, placement);
    if (placement.headroom == Bytes<>(1e300)) {
        placement.headroom = Bytes<>();
    }
    return placement;
}

} // namespace ridge

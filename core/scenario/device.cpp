#include "core/scenario/device.h"

#include <algorithm>

namespace ridge {
namespace {

template <class Levels> auto* mainLevel(Levels& memory)
{
    for (auto level = memory.rbegin(); level != memory.rend(); ++level) {
        if (level->kind != MemoryLevel::Kind::Flash) {
            return &*level;
        }
    }
    return static_cast<decltype(&memory.front())>(nullptr);
}

template <class Levels> auto* cacheLevel(Levels& memory)
{
    auto* main = mainLevel(memory);
    for (auto& level : memory) {
        if (&level == main) {
            break;
        }
        if (level.kind != MemoryLevel::Kind::Flash && level.bandwidth > 0) {
            return &level;
        }
    }
    return static_cast<decltype(main)>(nullptr);
}

template <class Levels> auto* flashLevel(Levels& memory)
{
    for (auto& level : memory) {
        if (level.kind == MemoryLevel::Kind::Flash) {
            return &level;
        }
    }
    return static_cast<decltype(&memory.front())>(nullptr);
}

template <class Links> auto* linkTo(bool host, Links& links)
{
    const auto found =
        std::find_if(links.begin(), links.end(), [host](const auto& link) { return link.toHost == host; });
    return found == links.end() ? nullptr : &*found;
}

} // namespace

const MemoryLevel* Device::mainMemory() const { return mainLevel(memory); }
MemoryLevel* Device::mainMemory() { return mainLevel(memory); }
const MemoryLevel* Device::cache() const { return cacheLevel(memory); }
MemoryLevel* Device::cache() { return cacheLevel(memory); }
const MemoryLevel* Device::flash() const { return flashLevel(memory); }
MemoryLevel* Device::flash() { return flashLevel(memory); }
const Interconnect* Device::hostLink() const { return linkTo(true, interconnect); }
Interconnect* Device::hostLink() { return linkTo(true, interconnect); }
const Interconnect* Device::deviceLink() const { return linkTo(false, interconnect); }
Interconnect* Device::deviceLink() { return linkTo(false, interconnect); }

} // namespace ridge

// What can limit an operator, and figures of any kind split by that: times above all.
// Not how long anything takes: formulas.h says that.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace ridge {

enum class Bound : std::uint8_t { Compute, Memory, Overhead, Network };

inline constexpr std::array<Bound, 4> allBounds{Bound::Compute, Bound::Memory, Bound::Overhead, Bound::Network};

constexpr std::string_view labelOf(Bound bound)
{
    constexpr std::array<std::string_view, allBounds.size()> labels{"compute", "memory", "overhead", "network"};
    return labels[static_cast<std::size_t>(bound)];
}

template <class T> struct PerBound {
    T compute{}, memory{}, overhead{}, network{};

    constexpr T& operator[](Bound bound)
    {
        T* const all[] = {&compute, &memory, &overhead, &network};
        return *all[static_cast<std::size_t>(bound)];
    }
    constexpr const T& operator[](Bound bound) const { return const_cast<PerBound&>(*this)[bound]; }

    PerBound& operator+=(const PerBound& other)
    {
        compute += other.compute, memory += other.memory, overhead += other.overhead, network += other.network;
        return *this;
    }
    friend PerBound operator*(double times, const PerBound& p)
    {
        return {times * p.compute, times * p.memory, times * p.overhead, times * p.network};
    }
    /// Of what runs side by side, the longest.
    T roof() const { return std::max(std::max(compute, memory), network); }
    T sum() const { return compute + memory + overhead + network; }
};

/// What limits: the longest. At equality memory does, since more arithmetic is free.
template <class Time> constexpr Bound limitOf(const PerBound<Time>& times)
{
    Bound longest = times.compute > times.memory ? Bound::Compute : Bound::Memory;
    for (const Bound other : {Bound::Network, Bound::Overhead}) {
        longest = times[other] > times[longest] ? other : longest;
    }
    return longest;
}

} // namespace ridge

// What it takes to have devices for a time: rent by the hour, or a share of their price and of their embodied carbon.
// Not the metrics: cost_metrics.cpp and training_metrics.cpp have them.
#pragma once

#include "core/metrics/energy_facts.h"

namespace ridge {

inline constexpr const char* noRent = "the device states no rent";
inline constexpr const char* noPrice = "the device states no price";
inline constexpr const char* noEmbodied = "the device states no embodied carbon";

/// Why a cost or a mass has no answer; null: it has. What nobody stated is never taken for nothing.
inline const char* unlessStated(const std::optional<double>& figure, const char* why)
{
    return figure.value_or(0) > 0 ? nullptr : why;
}
inline const char* whyNoRent(const Evaluation& e) { return unlessStated(e.scenario->device.rent, noRent); }
inline const char* whyNoEmbodied(const Evaluation& e)
{
    return unlessStated(e.scenario->device.embodiedCarbon, noEmbodied);
}
inline const char* whyNotOwned(const Evaluation& e)
{
    const char* why = whyNoEnergy(e);
    return why ? why : unlessStated(e.scenario->device.price, noPrice);
}

template <class N> Dollars<N> electricity(const Facts<N>& f, const Joules<N>& energy)
{
    return formula::cost(energy,
                         f.leaf("environment.price", "price", f.s.environment.price, Unit::DollarsPerKilowattHour));
}

template <class N> Grams<N> operationalCarbon(const Facts<N>& f, const Joules<N>& energy)
{
    return formula::carbon(
        energy, f.leaf("environment.grid_intensity", "CI", f.s.environment.gridIntensity, Unit::GramsPerKilowattHour));
}

/// Of all devices together, which are all taken for as long.
template <class N> N deviceHours(const Facts<N>& f, const Seconds<N>& time)
{
    const N hours = time.inBaseUnits() / constantLeaf<N>("1 h", 3600, "by definition: 60 × 60 s", Unit::Seconds);
    return f.e.program.isSplit() ? f.program().devices * hours : hours;
}

template <class N> Dollars<N> rentFor(const Facts<N>& f, const Seconds<N>& time)
{
    return Dollars<N>(named("hours", Unit::Count, deviceHours(f, time)) *
                      f.leaf("device.rent", "rent", f.s.device.rent.value_or(0), Unit::DollarsPerHour));
}

/// Lives of a device that the time takes, of all devices together. What waits for work is shared by what is worked on.
template <class N> N livesIn(const Facts<N>& f, const Seconds<N>& time)
{
    const Environment& environment = f.s.environment;
    const N share =
        time.inBaseUnits() / (f.leaf("environment.lifetime", "T_life", environment.lifetime, Unit::Seconds) *
                              f.leaf("environment.use", "U_life", environment.use, Unit::Fraction));
    return f.e.program.isSplit() ? f.program().devices * share : share;
}

template <class N> Dollars<N> priceFor(const Facts<N>& f, const Seconds<N>& time)
{
    return Dollars<N>(named("lives", Unit::Count, livesIn(f, time)) *
                      f.leaf("device.price", "price_device", f.s.device.price.value_or(0), Unit::Dollars));
}

template <class N> Grams<N> embodiedFor(const Facts<N>& f, const Seconds<N>& time)
{
    return Grams<N>(named("lives", Unit::Count, livesIn(f, time)) *
                    f.leaf("device.embodied_carbon", "embodied", f.s.device.embodiedCarbon.value_or(0), Unit::Grams));
}

/// Electricity, and the share of their price that the time takes from the devices' lives.
template <class N> Dollars<N> ownedFor(const Facts<N>& f, const Joules<N>& energy, const Seconds<N>& time)
{
    return named("electricity", Unit::Dollars, electricity(f, energy)) +
           named("share", Unit::Dollars, priceFor(f, time));
}

} // namespace ridge

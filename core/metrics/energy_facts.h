// What energies are made of: power at the wall, and arithmetic, movement and idling as their lower bound.
// Not the metrics: energy_metrics.cpp and cost_metrics.cpp have them, operator_figures.cpp those of one operator.
#pragma once

#include "core/metrics/facts.h"

namespace ridge {

/// Energy of everything at the device, before PUE: a lower bound.
template <class N> Joules<N> bottomUp(const Facts<N>& f)
{
    const auto part = [&f](const char* symbol, Joules<N> (Facts<N>::*of)(std::size_t) const) {
        return named(symbol, Unit::Joules, f.overStages(of, symbol, Unit::Joules));
    };
    return part("E_compute", &Facts<N>::energyCompute) + part("E_movement", &Facts<N>::energyMovement) +
           part("E_static", &Facts<N>::energyStatic);
}

template <class N> Watts<N> tdp(const Facts<N>& f)
{
    return Watts<N>(f.leaf("device.tdp", "TDP", f.s.device.tdp, Unit::Watts));
}

template <class N> N powerUse(const Facts<N>& f)
{
    return f.leaf("deployment.utilisation.power", "U", f.s.deployment.powerUtilisation, Unit::Fraction);
}

/// What the device draws on average while it works: TDP × utilisation.
template <class N> Watts<N> powerDraw(const Facts<N>& f) { return tdp(f) * powerUse(f); }

/// The part of it that chip and board draw beside arithmetic, movement and idling.
template <class N> Watts<N> restPower(const Facts<N>& f)
{
    return f.e.restPower > Watts<>() ? powerDraw(f) - named("E_device", Unit::Joules, bottomUp(f)) /
                                                          f.program().devices / named("T", Unit::Seconds, f.latency())
                                     : Watts<N>(N(0));
}

/// Power × time at the wall.
template <class N> Joules<N> energyByPower(const Facts<N>& f, const Seconds<N>& time)
{
    return f.program().devices * formula::tdpEnergy(tdp(f), powerUse(f), f.pue(), time);
}

/// Energy of all work at the wall, by the rule of the convention.
template <class N> Joules<N> energyAtWall(const Facts<N>& f)
{
    return f.e.isEnergyByPower() ? energyByPower(f, named("t", Unit::Seconds, f.latency()))
                                 : named("E_device", Unit::Joules, bottomUp(f)) * f.pue();
}

/// Of one image or request, at the wall.
template <class N> Joules<N> perInference(const Facts<N>& f)
{
    return named("E_batch", Unit::Joules, energyAtWall(f)) / f.batch();
}

/// Of one decode step for one sequence, with the PUE: arithmetic, movement and idling alone.
template <class N> Joules<N> leastPerToken(const Facts<N>& f)
{
    const auto part = [&f](const char* symbol, Joules<N> (Facts<N>::*of)(std::size_t) const) {
        return named(symbol, Unit::Joules, f.perOutputToken(of, symbol, Unit::Joules));
    };
    const Joules<N> step = part("E_compute", &Facts<N>::energyCompute) + part("E_movement", &Facts<N>::energyMovement) +
                           part("E_static", &Facts<N>::energyStatic);
    return step * f.pue() / f.batch();
}

/// Energy of one decode step for one sequence, at the wall.
template <class N> Joules<N> perToken(const Facts<N>& f)
{
    return f.e.isEnergyByPower() ? energyByPower(f, named("TPOT", Unit::Seconds, f.timePerToken())) / f.batch()
                                 : leastPerToken(f);
}

inline constexpr const char* noLimit = "the device states no power limit";
inline constexpr const char* noEnergy = "the device states no power: neither TDP nor energies";

inline bool hasTime(const Evaluation& e) { return e.latency() > Seconds<>(); }

/// Power × time has no answer where no power is stated. The lower bound, a metric of its own, would pass for one and
/// win every comparison.
inline bool lacksPower(const Evaluation& e)
{
    return e.scenario->convention.energy == EnergyRule::TdpTimesTime && e.scenario->device.tdp <= 0;
}

/// Nor has a sum of energies where the device states none: work that takes time takes energy.
inline bool lacksEnergies(const Evaluation& e) { return hasTime(e) && e.energyBottomUp() <= Joules<>(); }

/// Why energy at the wall has no answer; null: it has.
inline const char* whyNoEnergy(const Evaluation& e)
{
    if (lacksPower(e)) {
        return noLimit;
    }
    return !e.isEnergyByPower() && lacksEnergies(e) ? noEnergy : nullptr;
}

} // namespace ridge

// What energies are made of: power at the wall, and arithmetic, movement and idling as their lower bound.
// Not the metrics: energy_metrics.cpp has them, operator_figures.cpp those of one operator.
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

} // namespace ridge

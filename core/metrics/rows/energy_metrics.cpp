#include "core/metrics/cost_facts.h"
#include "core/metrics/row.h"

namespace ridge {
namespace {

constexpr const char* noEnergies = "the device states no energies: neither of operations, nor of bytes, nor of idling";

/// Mean power at the wall over the run, by the convention's rule.
template <class N> Watts<N> meanPower(const Facts<N>& f)
{
    if (f.e.isEnergyByPower()) {
        return f.program().devices * powerDraw(f) * f.pue();
    }
    return named("E_batch", Unit::Joules, energyAtWall(f)) / named("T", Unit::Seconds, f.latency());
}

/// Why nothing can be divided by energy or time; null: it can.
const char* whyNoRatio(const Evaluation& e)
{
    if (!hasTime(e)) {
        return "nothing takes time";
    }
    if (const char* why = whyNoEnergy(e)) {
        return why;
    }
    return e.restPower > Watts<>() || e.energyBottomUp() > Joules<>() ? nullptr : noEnergy;
}

template <class N> Answer<N> unlessUnknown(const Facts<N>& f, Joules<N> (*energy)(const Facts<N>&))
{
    const char* why = whyNoEnergy(f.e);
    return why ? Answer<N>::none(why) : Answer<N>(energy(f));
}

template <class N> Answer<N> boundUnlessUnknown(const Facts<N>& f, Joules<N> (*energy)(const Facts<N>&))
{
    return lacksEnergies(f.e) ? Answer<N>::none(noEnergies) : Answer<N>(energy(f));
}

/// Of one image or request, with the PUE: arithmetic, movement and idling alone.
template <class N> Joules<N> leastPerInference(const Facts<N>& f)
{
    return named("E_device", Unit::Joules, bottomUp(f)) * f.pue() / f.batch();
}

void addPower(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"power_draw", "Device power draw", "P", Family::Energy, Unit::Watts,
         "What the board draws by the sheet: TDP × utilisation, before PUE; of several devices each."},
        RIDGE_FORMULA { return f.s.device.tdp > 0 ? Answer<N>(powerDraw(f)) : Answer<N>::none(noLimit); }));
    rows.push_back(makeMetric(
        {"total_power", "Total power with PUE", "P_tot", Family::Energy, Unit::Watts,
         "Mean power at the wall: TDP × utilisation × PUE by the sheet, energy over time bottom-up; of all devices."},
        RIDGE_FORMULA {
            const char* why = whyNoRatio(f.e);
            return why ? Answer<N>::none(why) : Answer<N>(meanPower(f));
        }));
}

void addEnergies(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"energy_batch", "Energy, whole batch", "E_batch", Family::Energy, Unit::Joules,
         "Energy at the wall for all images or requests of the batch, by the convention's energy model; of all "
         "devices.",
         "power × time of the cheat sheet; as a lower bound: operations, bytes and idle time, each with its energy"},
        RIDGE_FORMULA { return unlessUnknown<N>(f, energyAtWall); }));
    rows.push_back(makeMetric(
        {"energy_per_inference", "Energy per inference", "E", Family::Energy, Unit::Joules,
         "Energy at the wall for one image or request, by the convention's energy model; of all devices.",
         "power × time of the cheat sheet; as a lower bound: operations, bytes and idle time, each with its energy"},
        RIDGE_FORMULA { return unlessUnknown<N>(f, perInference); }));
    rows.push_back(makeMetric(
        {"energy_per_token", "Energy per output token", "E_token", Family::Energy, Unit::Joules,
         "Energy of one decode step at the wall, shared by the batch.", "power over the aggregate token rate",
         StageRole::Decode},
        RIDGE_FORMULA { return f.hasDecode() ? unlessUnknown<N>(f, perToken) : Answer<N>::none(noDecode); }));
}

void addEnergyBounds(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"energy_inference_bound", "Energy per inference, lower bound", "E_least", Family::Energy, Unit::Joules,
         "Arithmetic, movement and idling alone for one image or request, with the PUE.",
         "Horowitz 2014: operations and bytes, each with its energy; idle power × time"},
        RIDGE_FORMULA { return boundUnlessUnknown<N>(f, leastPerInference); }));
    rows.push_back(makeMetric(
        {"energy_token_bound", "Energy per output token, lower bound", "E_token,least", Family::Energy, Unit::Joules,
         "Arithmetic, movement and idling alone of one decode step, for one sequence, with the PUE.",
         "Horowitz 2014: operations and bytes, each with its energy; idle power × time", StageRole::Decode},
        RIDGE_FORMULA { return f.hasDecode() ? boundUnlessUnknown<N>(f, leastPerToken) : Answer<N>::none(noDecode); }));
}

void addEnergyParts(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"energy_compute", "Energy of arithmetic", "E_compute", Family::Energy, Unit::Joules,
         "Operations × energy per operation, at the device, whole batch.", "Horowitz 2014, Jouppi et al. 2021"},
        RIDGE_FORMULA { return f.overStages(&Facts<N>::energyCompute, "E_compute", Unit::Joules); }));
    rows.push_back(makeMetric(
        {"energy_movement", "Energy of data movement", "E_movement", Family::Energy, Unit::Joules,
         "Bytes × energy per byte of the levels in use, at the device, whole batch.", "memory energies of the device"},
        RIDGE_FORMULA { return f.overStages(&Facts<N>::energyMovement, "E_movement", Unit::Joules); }));
    rows.push_back(makeMetric(
        {"energy_static", "Static energy", "E_static", Family::Energy, Unit::Joules,
         "Idle power × time, at the device, whole batch.", "idle power of the device"},
        RIDGE_FORMULA { return f.overStages(&Facts<N>::energyStatic, "E_static", Unit::Joules); }));
    rows.push_back(makeMetric(
        {"energy_bottom_up", "Energy, lower bound", "E_device", Family::Energy, Unit::Joules,
         "Arithmetic, movement and idling alone, at the device, whole batch: no run of this work needs less. Clocks, "
         "caches, schedulers, regulators and fans come on top.",
         "Horowitz 2014: operations and bytes, each with its energy; idle power × time"},
        RIDGE_FORMULA { return boundUnlessUnknown<N>(f, bottomUp); }));
    rows.push_back(makeMetric(
        {"energy_rest", "Energy of the rest of chip and board", "E_rest", Family::Energy, Unit::Joules,
         "What is drawn beside arithmetic, movement and idling, up to TDP × utilisation × latency; at the device, "
         "whole "
         "batch.",
         "power × time of the cheat sheet, less the lower bound"},
        RIDGE_FORMULA {
            if (!f.e.isEnergyByPower()) {
                return Answer<N>::none("energy is counted bottom-up: nothing is known of the rest");
            }
            return f.program().devices * named("P_rest", Unit::Watts, restPower(f)) *
                   named("T", Unit::Seconds, f.latency());
        }));
    rows.push_back(makeMetric(
        {"energy_tdp", "Energy, TDP × time (the sheet)", "E_TDP", Family::Energy, Unit::Joules,
         "TDP × utilisation × PUE × latency, whole batch: what a run at full power takes from the wall."},
        RIDGE_FORMULA {
            return f.s.device.tdp > 0 ? Answer<N>(energyByPower(f, named("T", Unit::Seconds, f.latency())))
                                      : Answer<N>::none(noLimit);
        }));
}

/// OPS/W and OPS/Wh are one number in two units.
template <class N> Answer<N> opsPerJoule(const Facts<N>& f)
{
    if (const char* why = whyNoRatio(f.e)) {
        return Answer<N>::none(why);
    }
    return named("OPs", Unit::Ops, f.overStages(&Facts<N>::ops, "OPs", Unit::Ops)) /
           named("E_batch", Unit::Joules, energyAtWall(f));
}

void addEfficiency(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"ops_per_watt", "OPS/W", "", Family::Energy, Unit::OpsPerWatt,
         "Operations per second and watt at the wall, that is operations per joule."},
        RIDGE_FORMULA { return opsPerJoule(f); }));
    rows.push_back(makeMetric(
        {"ops_per_wh", "OPS/Wh", "", Family::Energy, Unit::OpsPerWattHour,
         "Operations that one watt-hour at the wall pays for: OPS/W × 3600."},
        RIDGE_FORMULA { return opsPerJoule(f); }));
    rows.push_back(makeMetric(
        {"inferences_per_watt", "IPS/W", "", Family::Energy, Unit::PerWatt,
         "Inferences per second and watt, that is per joule."},
        RIDGE_FORMULA {
            if (const char* why = whyNoRatio(f.e)) {
                return Answer<N>::none(why);
            }
            return f.batch() / named("E_batch", Unit::Joules, energyAtWall(f));
        }));
    rows.push_back(makeMetric(
        {"tokens_per_watt", "TPS/W", "", Family::Energy, Unit::PerWatt,
         "Aggregate tokens per second and watt; the rate already counts the batch, so it is not multiplied again.",
         "cheat sheet, without its second factor BS", StageRole::Decode},
        RIDGE_FORMULA {
            if (const char* why = f.hasDecode() ? whyNoRatio(f.e) : noDecode) {
                return Answer<N>::none(why);
            }
            return N(1) / named("E_token", Unit::Joules, perToken(f));
        }));
}

} // namespace

void addEnergyMetrics(Metrics& rows)
{
    addEnergies(rows);
    addEnergyBounds(rows);
    addEnergyParts(rows);
    addPower(rows);
    addEfficiency(rows);
    rows.push_back(makeMetric(
        {"carbon", "Carbon per inference", "", Family::Energy, Unit::Grams,
         "Operational carbon: energy at the wall × grid intensity. What making the devices emitted is a metric of its "
         "own.",
         "cheat sheet; PUE counted once, as in mlco2/codecarbon"},
        RIDGE_FORMULA {
            if (const char* why = whyNoEnergy(f.e)) {
                return Answer<N>::none(why);
            }
            return operationalCarbon(f, named("E", Unit::Joules, perInference(f)));
        }));
}

} // namespace ridge

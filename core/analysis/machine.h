// What operator costs depend on beside the operator, of an evaluation's device and deployment, over the number type.
// Not the costs: see operator_work.h.
#pragma once

#include "core/analysis/cost.h"
#include "core/analysis/links.h"
#include "core/program/stage_view.h"
#include "core/program/work_kind.h"

namespace ridge {

/// Everything about the machine and the deployment that operator costs depend on.
template <class N = double> struct Machine : StoredBits<N> {
    explicit Machine(const Deployment& deployment, const LeverOrigins& changed = {})
        : StoredBits<N>(deployment, changed)
    {
    }

    OpsPerMac<N> opsPerMac;
    OpsPerSecond<N> peak; // a multiply-add is two, whatever the convention counts
    OpsPerSecond<N> countedPeak;
    BytesPerSecond<N> weightBandwidth, workingBandwidth, hostLink;
    OpsPerSecond<N> sparsePeak; // where arithmetic leaves out what is pruned; the products left out count as well
    N computeUse{}, bandwidthUse{}, irregularUse{};
    Seconds<N> overhead;
    bool isTypical = false; // otherwise no share is part of a formula
    std::array<N, allWorkKinds.size()> computeShare{}, bandwidthShare{};
    JoulesPerOp<N> energyPerOp;
    JoulesPerByte<N> weightEnergy, workingEnergy;
    Watts<N> idle;
    Links<N> links;                         // where ranks share the work
    std::vector<PartOf<N>> parts;           // those of the program
    const Evaluation* evaluation = nullptr; // whose machine this is

    const PartOf<N>& partOf(const Operator& op) const { return parts[op.part]; }
};

/// What such devices were measured to reach, in place of what the machine is set to take for a launch.
template <class N> void addTypicalShares(const Scenario& s, Machine<N>& m)
{
    const Typical& typical = s.device.typical;
    m.isTypical = s.isTypical();
    if (!m.isTypical) {
        return;
    }
    std::string source;
    if constexpr (std::is_same_v<N, Traced>) {
        source = "measured: " + std::to_string(typical.rows) + " runs on " + typical.label;
    }
    for (std::size_t i = 0; i < allWorkKinds.size() && i < typical.shares.size(); ++i) {
        m.computeShare[i] = constantLeaf<N>("share_c", typical.shares[i].compute, source, Unit::Fraction);
        m.bandwidthShare[i] = constantLeaf<N>("share_m", typical.shares[i].bandwidth, source, Unit::Fraction);
    }
    if (typical.overhead > s.device.launchOverhead) {
        m.overhead = Seconds<N>(constantLeaf<N>("t_0", typical.overhead, source, Unit::Seconds));
    }
}

/// Only derivations ask: they alone are worth a second expansion.
template <class N> const LeverOrigins& leverOrigins(const Evaluation& e)
{
    static const LeverOrigins none;
    if constexpr (std::is_same_v<N, Traced>) {
        return e.changes.empty() ? none : e.origins.of(e).changed;
    } else {
        return none;
    }
}

/// How operators of one rank stand to the whole system.
template <class N> std::vector<PartOf<N>> partsOf(const Evaluation& e)
{
    const std::vector<PartOf<double>>& plain = e.program.parts;
    if constexpr (std::is_same_v<N, Traced>) {
        const std::vector<PartOf<N>>& traced = e.origins.of(e).program.parts;
        if (traced.size() == plain.size()) {
            return traced;
        }
    }
    std::vector<PartOf<N>> parts;
    for (const PartOf<double>& part : plain) {
        parts.push_back(fromPlain<N>(part));
    }
    return parts;
}

/// A figure of a memory level; 0 where there is none.
template <class N>
N levelLeaf(const Device& device, const MemoryLevel* level, [[maybe_unused]] const char* suffix,
            [[maybe_unused]] const char* symbol, double MemoryLevel::*field, [[maybe_unused]] Unit unit)
{
    const double value = level ? level->*field : 0.0;
    if constexpr (std::is_same_v<N, double>) {
        return value;
    } else {
        const std::string id = levelId(device, level);
        return deviceLeaf<N>(id.empty() ? id : id + suffix, symbol, value, unit);
    }
}

/// A figure of the device in one number format; it leads nowhere where it is of none.
template <class N>
N precisionLeaf([[maybe_unused]] const char* prefix, [[maybe_unused]] std::optional<Precision> precision,
                [[maybe_unused]] const char* symbol, double value, [[maybe_unused]] Unit unit)
{
    if constexpr (std::is_same_v<N, double>) {
        return value;
    } else {
        return deviceLeaf<N>(precision ? prefix + std::string(infoOf(*precision).id) : std::string(), symbol, value,
                             unit);
    }
}

/// What arithmetic takes at the precision in use: dense, and leaving out what is pruned.
template <class N> void addArithmetic(const Evaluation& e, Machine<N>& m)
{
    const Device& device = e.scenario->device;
    const double opsPerMac = e.scenario->convention.opsPerMac;
    m.opsPerMac = OpsPerMac<N>(parameterLeaf<N>("convention.ops_per_mac", "FLOP/MAC", opsPerMac, Unit::Count));
    const double peak = device.peak[static_cast<std::size_t>(e.computePrecision)].value_or(0);
    m.peak = OpsPerSecond<N>(precisionLeaf<N>("device.peak.", e.computePrecision, "OPS", peak, Unit::OpsPerSecond));
    m.countedPeak = formula::countedPeak(m.peak, m.opsPerMac);
    if (const auto sparse = device.sparsePeak[static_cast<std::size_t>(e.computePrecision)]) {
        std::string source;
        if constexpr (std::is_same_v<N, Traced>) {
            source = sparsePeakSource(device, e.computePrecision);
        }
        m.sparsePeak = OpsPerSecond<N>(constantLeaf<N>("OPS_sparse", *sparse, source, Unit::OpsPerSecond));
    }
    m.energyPerOp = JoulesPerOp<N>(precisionLeaf<N>("device.energy.", energyPrecision(device, e.computePrecision),
                                                    "e_op", e.energyPerOp.inBaseUnits(), Unit::JoulesPerOp));
}

/// Of the levels that hold weights and what is worked on, and of the link to the host.
template <class N> void addMemory(const Evaluation& e, Machine<N>& m)
{
    const Device& device = e.scenario->device;
    const MemoryLevel* weights = e.weightLevel();
    const MemoryLevel* working = e.workingLevel();
    const bool split = weights != working;
    const auto bandwidth = [&](const MemoryLevel* level, const char* symbol) {
        return BytesPerSecond<N>(levelLeaf<N>(device, level, ".bandwidth", split ? symbol : "BW",
                                              &MemoryLevel::bandwidth, Unit::BytesPerSecond));
    };
    const auto energy = [&](const MemoryLevel* level, const char* symbol) {
        return JoulesPerByte<N>(levelLeaf<N>(device, level, ".energy", split ? symbol : "e_B",
                                             &MemoryLevel::energyPerByte, Unit::JoulesPerByte));
    };
    m.weightBandwidth = bandwidth(weights, "BW_w"), m.workingBandwidth = bandwidth(working, "BW_a");
    m.weightEnergy = energy(weights, "e_w"), m.workingEnergy = energy(working, "e_a");
    if (const Interconnect* link = device.hostLink()) {
        const auto leaf = [](const char* id, const char* symbol, double rate) {
            return parameterLeaf<N>(id, symbol, rate, Unit::BytesPerSecond);
        };
        const N host = leaf("device.host_link", "BW_link", link->bandwidth);
        const double drive = e.scenario->deployment.driveBandwidth;
        m.hostLink = BytesPerSecond<N>(drive > 0 ? smaller(host, leaf("deployment.drive", "BW_drive", drive)) : host);
    }
}

template <class N = double> Machine<N> machineOf(const Evaluation& e)
{
    const Scenario& s = *e.scenario;
    const Deployment& d = s.deployment;
    const auto use = [](const char* id, const char* symbol, double value) {
        return parameterLeaf<N>(id, symbol, value, Unit::Fraction);
    };
    Machine<N> m(d, leverOrigins<N>(e));
    addArithmetic(e, m);
    addMemory(e, m);
    m.computeUse = use("deployment.utilisation.compute", "U_c", d.computeUtilisation);
    m.bandwidthUse = use("deployment.utilisation.bandwidth", "U_m", d.bandwidthUtilisation);
    m.irregularUse = use("deployment.utilisation.irregular", "U_irr", d.irregularUtilisation);
    m.overhead = Seconds<N>(parameterLeaf<N>("device.launch_overhead", "t_0", s.device.launchOverhead, Unit::Seconds));
    m.idle = Watts<N>(
        s.device.idlePower ? parameterLeaf<N>("device.idle_power", "P_idle", *s.device.idlePower, Unit::Watts) : N(0));
    addTypicalShares(s, m);
    m.evaluation = &e;
    if (e.program.isSplit()) {
        m.links = linksOf<N>(s);
        m.parts = partsOf<N>(e);
    }
    return m;
}

} // namespace ridge

#include "core/metrics/operator_figures.h"

#include "core/analysis/rank_times.h"
#include "core/metrics/energy_facts.h"
#include "core/metrics/memory_facts.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace ridge {
namespace {

/// What the formulas below are made of: one execution's work, and how often it happens.
template <class N> struct OperatorFacts {
    const Evaluation& e;
    std::size_t s, i;
    OperatorWork<N> w;

    N count() const { return viewOf<N>(e, s).op(i).count; }
    /// Executions in the whole run.
    N executions() const { return viewOf<N>(e, s).repeat() * count(); }
    /// And of all devices that do the same or another part of it.
    N executionsEverywhere() const
    {
        const std::vector<PartOf<N>>& parts = programOver<N>(e).parts;
        return parts.empty() ? executions()
                             : viewOf<N>(e, s).repeat() * timesOf(viewOf<N>(e, s).op(i), parts, Over::Effort);
    }
    /// Activations alive while it runs.
    Bytes<N> live() const
    {
        const Facts<N> facts(e);
        return Bytes<N>(MemoryFacts<N>(facts).aliveWith(s, i));
    }
    Joules<N> energy() const
    {
        return part("E_compute,i", w.energyCompute) + part("E_movement,i", w.energyMovement) +
               part("E_static,i", w.energyStatic) + part("E_rest,i", rest());
    }
    /// What chip and board draw beside that while it runs.
    Joules<N> rest() const
    {
        return e.restPower > Watts<>()
                   ? named("P_rest", Unit::Watts, restPower(Facts<N>(e))) * named("t_i", Unit::Seconds, w.time)
                   : Joules<N>(N(0));
    }
    /// Under its own symbol, unless there is none: what does not apply is not written.
    static Joules<N> part(const char* symbol, const Joules<N>& energy)
    {
        return valueOf(energy.inBaseUnits()) == 0 ? energy : named(symbol, Unit::Joules, energy);
    }
    /// Of the whole run.
    Seconds<N> latency() const
    {
        if constexpr (std::is_same_v<N, Traced>) {
            return Seconds<N>(derivedLatency(e));
        } else {
            return Seconds<N>(e.latency().inBaseUnits());
        }
    }
};

OperatorFacts<double> valuesOf(const Evaluation& e, std::size_t s, std::size_t i)
{
    return {e, s, i, e.stages[s].operators[i]};
}

OperatorFacts<Traced> derivationsOf(const Evaluation& e, std::size_t s, std::size_t i)
{
    OperatorFacts<Traced> facts{e, s, i, {}};
    const Machine<Traced> machine = machineOf<Traced>(e);
    const StageView<Traced> stage = viewOf<Traced>(e, s);
    workOf(stage, i, machine, e.scenario->convention, facts.w);
    timeOf(stage, i, machine, facts.w);
    return facts;
}

struct FigureText {
    std::string_view id, label, symbol;
    Unit unit;
    Extent extent;
    std::string_view help;
};

/// `Formula` is a captureless generic lambda: const OperatorFacts<N>& → Answer<N>.
template <class Formula> OperatorFigure makeFigure(const FigureText& text, Formula)
{
    OperatorFigure row{};
    row.id = text.id, row.label = text.label, row.symbol = text.symbol, row.unit = text.unit;
    row.extent = text.extent, row.help = text.help;
    row.inBlock = text.extent == Extent::All ? InBlock::Sum : InBlock::SumOfExecutions;
    row.value = [](const Evaluation& e, std::size_t s, std::size_t i) { return Formula{}(valuesOf(e, s, i)).value; };
    row.derive = [](const Evaluation& e, std::size_t s, std::size_t i) {
        return Formula{}(derivationsOf(e, s, i)).value;
    };
    return row;
}

#define RIDGE_FIGURE []<class N>([[maybe_unused]] const OperatorFacts<N>& f) -> Answer<N>

using Rows = std::vector<OperatorFigure>;

void addWork(Rows& rows)
{
    using enum Extent;
    rows.push_back(makeFigure(
        {"count", "Count", "", Unit::Count, One, "Executions in one run of the stage."},
        RIDGE_FIGURE { return f.count(); }));
    rows.back().inBlock = InBlock::Sum;
    rows.push_back(makeFigure(
        {"executions", "Executions", "", Unit::Count, All,
         "In the whole run: those of one run of the stage, each time."},
        RIDGE_FIGURE { return f.executions(); }));
    rows.push_back(makeFigure(
        {"parameters", "Parameters", "W_i", Unit::Count, One,
         "Trainable elements of one execution, as the convention counts them."},
        RIDGE_FIGURE { return f.w.parameters; }));
    rows.back().isHeadline = true;
    rows.push_back(makeFigure(
        {"total_parameters", "Parameters, all copies", "", Unit::Count, All,
         "Trainable elements of every copy of its block."},
        RIDGE_FIGURE { return f.count() * named("W_i", Unit::Count, f.w.parameters); }));
    rows.push_back(makeFigure(
        {"macs", "MACs", "MACs_i", Unit::Macs, One, "Multiply-accumulates of one execution."},
        RIDGE_FIGURE { return f.w.macs; }));
    rows.back().isHeadline = true;
    rows.push_back(makeFigure(
        {"total_macs", "MACs, all executions", "", Unit::Macs, All,
         "Multiply-accumulates of one execution times how often it happens."},
        RIDGE_FIGURE { return f.executions() * named("MACs_i", Unit::Macs, f.w.macs); }));
    rows.push_back(makeFigure(
        {"elementwise_ops", "Element-wise operations", "", Unit::Ops, One,
         "Norms, softmax, activations, additions and pooling of one execution."},
        RIDGE_FIGURE { return f.w.elementwise; }));
    rows.push_back(makeFigure(
        {"ops", "Operations", "ops_i", Unit::Ops, One, "MACs in operations and element-wise work, of one execution."},
        RIDGE_FIGURE { return f.w.ops; }));
}

void addTraffic(Rows& rows)
{
    using enum Extent;
    const auto bytes = [&rows](const char* id, const char* label, const char* help, auto formula) {
        rows.push_back(makeFigure({id, label, "", Unit::Bytes, One, help}, formula));
    };
    bytes(
        "weight_bytes", "Weights read", "Weights that one execution reads.", RIDGE_FIGURE { return f.w.weights; });
    bytes(
        "size_bytes", "Weights stored", "Its parameters in their formats, of all copies.",
        RIDGE_FIGURE { return f.w.size; });
    bytes(
        "input_bytes", "Inputs read", "Activations that one execution reads from memory.",
        RIDGE_FIGURE { return f.w.input; });
    bytes(
        "output_bytes", "Outputs written", "Activations that one execution writes to memory.",
        RIDGE_FIGURE { return f.w.output; });
    bytes(
        "kv_read_bytes", "KV cache read", "Cached keys or values that one execution reads.",
        RIDGE_FIGURE { return f.w.kvRead; });
    bytes(
        "kv_write_bytes", "KV cache written", "Keys or values that one execution adds to the cache.",
        RIDGE_FIGURE { return f.w.kvWritten; });
    bytes(
        "streamed_bytes", "Activations and cache moved", "All bytes that one execution moves but the weights.",
        RIDGE_FIGURE { return f.w.streamed; });
    bytes(
        "irregular_bytes", "Gathered and scattered", "Bytes that one execution reads and writes in no order.",
        RIDGE_FIGURE { return f.w.irregular; });
    bytes(
        "bytes", "Bytes", "All bytes that one execution moves.", RIDGE_FIGURE { return f.w.bytes; });
    rows.back().isHeadline = true;
    bytes(
        "exchanged_bytes", "Bytes sent", "Bytes that one execution sends to other ranks.",
        RIDGE_FIGURE { return f.w.exchanged; });
    rows.push_back(makeFigure(
        {"total_bytes", "Bytes, all executions", "", Unit::Bytes, All,
         "Bytes that one execution moves times how often it happens."},
        RIDGE_FIGURE { return f.executions() * named("bytes_i", Unit::Bytes, f.w.bytes); }));
    bytes(
        "live_bytes", "Live activations", "Activations that are in memory while it runs.",
        RIDGE_FIGURE { return f.live(); });
    rows.back().inBlock = InBlock::None; // what lives at the same time does not add up over time
}

void addIntensity(Rows& rows)
{
    using enum Extent;
    rows.push_back(makeFigure(
        {"intensity", "Arithmetic intensity", "AI_i", Unit::OpsPerByte, One, "Operations per byte moved."},
        RIDGE_FIGURE {
            if (valueOf(f.w.bytes.inBaseUnits()) <= 0 || valueOf(f.w.ops.inBaseUnits()) <= 0) {
                return Answer<N>::none("nothing is computed, or nothing is moved");
            }
            return named("ops_i", Unit::Ops, f.w.ops) / named("bytes_i", Unit::Bytes, f.w.bytes);
        }));
    rows.back().isHeadline = true;
    rows.back().inBlock = InBlock::Quotient;
    rows.back().numerator = "ops", rows.back().denominator = "bytes";
}

void addTimes(Rows& rows)
{
    using enum Extent;
    rows.push_back(makeFigure(
        {"t_compute_s", "Compute time", "t_compute", Unit::Seconds, One, "Operations at the peak rate in use."},
        RIDGE_FIGURE { return f.w.times.compute; }));
    rows.push_back(makeFigure(
        {"t_memory_s", "Memory time", "t_memory", Unit::Seconds, One, "Bytes at the bandwidth of the levels in use."},
        RIDGE_FIGURE { return f.w.times.memory; }));
    rows.push_back(makeFigure(
        {"t_network_s", "Network time", "t_network", Unit::Seconds, One,
         "Exchanges with other ranks that nothing hides, or weights that come over the host link."},
        RIDGE_FIGURE { return f.w.times.network; }));
    rows.push_back(makeFigure(
        {"time_s", "Time", "t_i", Unit::Seconds, One,
         "The longer of compute and memory time, and the overhead, of one execution."},
        RIDGE_FIGURE { return f.w.time; }));
    rows.back().isHeadline = true;
    rows.push_back(makeFigure(
        {"total_time_s", "Time, all executions", "", Unit::Seconds, All,
         "Time of one execution times how often it happens."},
        RIDGE_FIGURE { return f.executions() * named("t_i", Unit::Seconds, f.w.time); }));
    rows.push_back(makeFigure(
        {"share", "Share of the latency", "", Unit::Percent, All,
         "Time of all executions over the latency of the run."},
        RIDGE_FIGURE {
            const Seconds<N> whole = f.latency();
            if (valueOf(whole.inBaseUnits()) <= 0) {
                return Answer<N>::none("nothing takes time");
            }
            return f.executions() * named("t_i", Unit::Seconds, f.w.time) / whole;
        }));
    rows.back().inBlock = InBlock::Quotient;
    rows.back().numerator = "total_time_s";
}

void addEnergies(Rows& rows)
{
    using enum Extent;
    const auto joules = [&rows](const char* id, const char* label, const char* symbol, const char* help, auto formula) {
        rows.push_back(makeFigure({id, label, symbol, Unit::Joules, One, help}, formula));
    };
    joules(
        "energy_compute_j", "Energy of arithmetic", "E_compute,i",
        "Operations × energy per operation, of one execution.", RIDGE_FIGURE { return f.w.energyCompute; });
    joules(
        "energy_movement_j", "Energy of data movement", "E_movement,i", "Bytes × energy per byte, of one execution.",
        RIDGE_FIGURE { return f.w.energyMovement; });
    joules(
        "energy_static_j", "Static energy", "E_static,i", "Idle power × time, of one execution.",
        RIDGE_FIGURE { return f.w.energyStatic; });
    joules(
        "energy_rest_j", "Energy of the rest", "E_rest,i",
        "What chip and board draw beside that, by the time, of one execution.", RIDGE_FIGURE { return f.rest(); });
    joules(
        "energy_j", "Energy", "E_i", "All that is drawn at the device, of one execution, by the convention's rule.",
        RIDGE_FIGURE { return f.energy(); });
    rows.back().isHeadline = true;
    rows.push_back(makeFigure(
        {"total_energy_j", "Energy, all executions", "", Unit::Joules, All,
         "Energy of one execution times how often it happens, at the device; of several devices on all of them."},
        RIDGE_FIGURE { return f.executionsEverywhere() * named("E_i", Unit::Joules, f.energy()); }));
}

} // namespace

std::span<const OperatorFigure> operatorFigures()
{
    static const Rows rows = [] {
        Rows all;
        addWork(all);
        addTraffic(all);
        addIntensity(all);
        addTimes(all);
        addEnergies(all);
        return all;
    }();
    return rows;
}

Traced derivedLatency(const Evaluation& e)
{
    return named("T", Unit::Seconds, Facts<Traced>(e).latency()).inBaseUnits();
}

const OperatorFigure* operatorFigure(std::string_view id)
{
    const auto rows = operatorFigures();
    const auto found = std::find_if(rows.begin(), rows.end(), [id](const OperatorFigure& row) { return row.id == id; });
    return found == rows.end() ? nullptr : &*found;
}

} // namespace ridge

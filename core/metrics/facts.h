// What metric formulas are made of: sums over operators and stages, and the scenario's numbers, over the number type.
// With double it reads what evaluate() computed; with Traced it builds the same sums again, term by term.
#pragma once

#include "core/analysis/operator_work.h"

namespace ridge {

/// A metric's outcome: a number, or why there is none.
template <class N> struct Answer {
    std::optional<N> value;
    const char* absent = "";

    Answer(const N& number) : value(number) {}
    template <Dimension D> Answer(const Quantity<D, N>& quantity) : value(quantity.inBaseUnits()) {}
    static Answer none(const char* reason)
    {
        Answer answer{N(0)};
        answer.value.reset();
        answer.absent = reason;
        return answer;
    }
};

template <class N> class Facts {
public:
    static constexpr bool traced = std::is_same_v<N, Traced>;

    explicit Facts(const Evaluation& evaluation)
        : e(evaluation), s(*evaluation.scenario), machine(machineOf<N>(evaluation))
    {
    }

    const Evaluation& e;
    const Scenario& s;
    Machine<N> machine;

    N leaf(const char* id, const char* symbol, double value, Unit unit = Unit::Count) const
    {
        return parameterLeaf<N>(id, symbol, value, unit);
    }
    N known(const char* symbol, double value, Unit unit = Unit::Count) const
    {
        return symbolLeaf<N>(symbol, value, unit);
    }

    N batch() const
    {
        return leaf("workload.batch", "BS", e.program.stages.empty() ? 1 : e.program.stages.front().samples);
    }
    N pue() const { return leaf("environment.pue", "PUE", s.environment.pue, Unit::Fraction); }

    bool isDecoder() const { return s.model.decoder() != nullptr; }
    bool hasDecode() const { return isDecoder() && e.program.stages.size() > 1; }
    bool isEmpty() const { return e.stages.empty() || e.stages.front().operators.empty(); }

    // Sums over one execution of a stage.
    Macs<N> macs(std::size_t stage) const
    {
        return sum<Macs<N>>(stage, "MACs_i", Unit::Macs, e.stages[stage].totals.macs,
                            [](const auto& w) { return w.macs; });
    }
    Ops<N> ops(std::size_t stage) const
    {
        return sum<Ops<N>>(stage, "ops_i", Unit::Ops, e.stages[stage].totals.ops, [](const auto& w) { return w.ops; });
    }
    Ops<N> elementwise(std::size_t stage) const
    {
        return sum<Ops<N>>(stage, "ops_i", Unit::Ops, e.stages[stage].totals.elementwise,
                           [](const auto& w) { return w.elementwise; });
    }
    Bytes<N> weightBytes(std::size_t stage) const
    {
        return sum<Bytes<N>>(stage, "weights_i", Unit::Bytes, e.stages[stage].totals.weights,
                             [](const auto& w) { return w.weights; });
    }
    Bytes<N> streamedBytes(std::size_t stage) const
    {
        return sum<Bytes<N>>(stage, "activations_i", Unit::Bytes, e.stages[stage].totals.streamed,
                             [](const auto& w) { return w.streamed; });
    }
    Seconds<N> time(std::size_t stage) const
    {
        return sum<Seconds<N>>(stage, "t_i", Unit::Seconds, e.stages[stage].totals.time,
                               [](const auto& w) { return w.time; });
    }
    Seconds<N> computeTime(std::size_t stage) const
    {
        return sum<Seconds<N>>(stage, "t_i", Unit::Seconds, e.stages[stage].totals.compute,
                               [](const auto& w) { return w.compute; });
    }
    Seconds<N> memoryTime(std::size_t stage) const
    {
        return sum<Seconds<N>>(stage, "t_i", Unit::Seconds, e.stages[stage].totals.memory,
                               [](const auto& w) { return w.memory; });
    }
    Joules<N> energyCompute(std::size_t stage) const
    {
        return sum<Joules<N>>(stage, "E_i", Unit::Joules, e.stages[stage].totals.energyCompute,
                              [](const auto& w) { return w.energyCompute; });
    }
    Joules<N> energyMovement(std::size_t stage) const
    {
        return sum<Joules<N>>(stage, "E_i", Unit::Joules, e.stages[stage].totals.energyMovement,
                              [](const auto& w) { return w.energyMovement; });
    }
    Joules<N> energyStatic(std::size_t stage) const
    {
        return sum<Joules<N>>(stage, "E_i", Unit::Joules, e.stages[stage].totals.energyStatic,
                              [](const auto& w) { return w.energyStatic; });
    }
    Macs<N> attentionMacs(std::size_t stage) const
    {
        return sum<Macs<N>>(
            stage, "MACs_i", Unit::Macs, e.stages[stage].totals.attentionMacs, [](const auto& w) { return w.macs; },
            [](const Operator& op) {
                return op.kind == OperatorKind::AttentionScores || op.kind == OperatorKind::AttentionValues;
            });
    }

    /// Σ over stages of repetitions × what one execution costs.
    template <class Q> Q overStages(Q (Facts::*perStage)(std::size_t) const) const
    {
        if constexpr (traced) {
            std::vector<Traced> terms;
            for (std::size_t i = 0; i < e.stages.size(); ++i) {
                const double repeat = e.program.stages[i].repeat;
                const bool tokens = hasDecode() && i == 1;
                const Traced times = repeat == 1 ? Traced(1)
                                     : tokens
                                         ? Traced::parameter("workload.output_tokens", "N_out", repeat, Unit::Count)
                                         : Traced::leaf("repeat", repeat);
                terms.push_back(times * (this->*perStage)(i).inBaseUnits());
            }
            return Q(terms.size() == 1 ? terms[0] : Traced::sum("stage", std::move(terms)));
        } else {
            Q total{};
            for (std::size_t i = 0; i < e.stages.size(); ++i) {
                total += e.program.stages[i].repeat * (this->*perStage)(i);
            }
            return total;
        }
    }

    /// Parameters of the model: the first stage's operators, all copies.
    N parameters() const
    {
        if constexpr (traced) {
            return sum<Ops<N>>(0, "W_i", Unit::Count, Ops<>(e.parameters),
                               [](const auto& w) { return Ops<N>(w.parameters); })
                .inBaseUnits();
        } else {
            return e.parameters;
        }
    }

    Seconds<N> latency() const { return overStages(&Facts::time); }

    /// Energy of everything at the device, before PUE.
    Joules<N> bottomUp() const
    {
        const Joules<N> compute = named("E_compute", Unit::Joules, overStages(&Facts::energyCompute));
        const Joules<N> movement = named("E_movement", Unit::Joules, overStages(&Facts::energyMovement));
        return compute + movement + named("E_static", Unit::Joules, overStages(&Facts::energyStatic));
    }
    Watts<N> tdp() const { return Watts<N>(leaf("device.tdp", "TDP", s.device.tdp, Unit::Watts)); }
    N powerUse() const
    {
        return leaf("deployment.utilisation.power", "U", s.deployment.powerUtilisation, Unit::Fraction);
    }
    Joules<N> tdpEnergy(const Seconds<N>& t) const { return formula::tdpEnergy(tdp(), powerUse(), pue(), t); }

    /// Energy of all work at the wall, by the rule of the convention.
    Joules<N> energy() const
    {
        if (s.convention.energy == EnergyRule::TdpTimesTime) {
            return tdpEnergy(named("t", Unit::Seconds, latency()));
        }
        return named("E_device", Unit::Joules, bottomUp()) * pue();
    }

private:
    struct All {
        bool operator()(const Operator&) const { return true; }
    };

    template <class Q, class Total, class Term, class Filter = All>
    Q sum(std::size_t stageIndex, const char* symbol, Unit unit, const Total& total, Term term, Filter keep = {}) const
    {
        if constexpr (traced) {
            const Stage& stage = e.program.stages[stageIndex];
            std::vector<Traced> terms;
            for (const Operator& op : stage.operators) {
                if (!keep(op)) {
                    continue;
                }
                OperatorWork<Traced> work;
                workOf(stage, op, machine, s.convention, work);
                timeOf(op, machine, work);
                const Traced one = Traced::named(symbol, unit, term(work).inBaseUnits());
                terms.push_back(op.count == 1 ? one : Traced::leaf("count_i", op.count) * one);
            }
            return Q(Traced::sum("i", std::move(terms)));
        } else {
            return total;
        }
    }
};

} // namespace ridge

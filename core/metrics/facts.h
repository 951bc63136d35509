// What metric formulas are made of: sums over operators and stages, and the scenario's numbers, over the number type.
// With double it reads what evaluate() computed; with Traced it builds the same sums again, term by term.
#pragma once

#include "core/analysis/memory/memory_sizes.h"
#include "core/levers/winograd.h"
#include "core/metrics/answer.h"
#include "core/metrics/operator_sums.h"

#include <numeric>
#include <vector>

namespace ridge {

template <class N> class Facts : public OperatorSums<N> {
    using Sums = OperatorSums<N>;
    using Sums::sumOf;
    using typename Sums::All;
    using typename Sums::AsItIs;
    using typename Sums::Summand;

public:
    using Sums::e;
    using Sums::machine;
    using Sums::s;
    using Sums::Sums;
    using Sums::traced;

    N leaf(const char* id, const char* symbol, double value, Unit unit = Unit::Count) const
    {
        return leverLeaf<N>(id, symbol, value, unit, leverOrigins<N>(e));
    }

    /// Samples that are worked on together.
    const N& batch() const { return program().samples; }
    /// Executions of a stage.
    N repeat(std::size_t stage) const { return viewOf<N>(e, stage).repeat(); }
    /// Of them that make up one step.
    N slices(std::size_t stage) const { return viewOf<N>(e, stage).slices(); }
    const ProgramOf<N>& program() const { return programOver<N>(e); }
    N pue() const { return leaf("environment.pue", "PUE", s.environment.pue, Unit::Fraction); }

    bool keepsCache() const { return !e.program.caches.empty(); }
    bool hasDecode() const { return e.program.find(StageRole::Decode).has_value(); }
    /// The stage that generates tokens one by one; only where there is one.
    std::size_t decode() const { return e.program.find(StageRole::Decode).value(); }
    bool isEmpty() const { return e.stages.empty() || e.stages.front().operators.empty(); }

    // Sums over one execution of a stage: work and energy of the whole system, times and traffic of one rank.
    Macs<N> macs(std::size_t stage) const { return macsOver(stage, Over::Work); }
    Ops<N> ops(std::size_t stage) const { return opsOver(stage, Over::Work); }
    Ops<N> elementwise(std::size_t stage) const { return elementwiseOver(stage, Over::Work); }
    Macs<N> rankMacs(std::size_t stage) const { return macsOver(stage, Over::Rank); }
    Ops<N> rankOps(std::size_t stage) const { return opsOver(stage, Over::Rank); }
    Ops<N> rankElementwise(std::size_t stage) const { return elementwiseOver(stage, Over::Rank); }
    Bytes<N> exchangedBytes(std::size_t stage) const
    {
        return this->template over<Bytes<N>>(stage, {"exchanged_bytes", "sent_i", Unit::Bytes},
                                             [](const auto& w) { return w.exchanged; });
    }
    /// That of exchanges which nothing hides.
    Seconds<N> exchangeTime(std::size_t stage) const
    {
        return this->template sum<Seconds<N>>(
            stage, {"time_s", "t_i", Unit::Seconds}, e.stages[stage].totals.exchange,
            [](const auto& w) { return w.time; }, [](const Operator& op) { return isExchange(op.kind); });
    }
    Bytes<N> weightBytes(std::size_t stage) const
    {
        return this->template over<Bytes<N>>(stage, {"weight_bytes", "weights_i", Unit::Bytes},
                                             [](const auto& w) { return w.weights; });
    }
    Bytes<N> streamedBytes(std::size_t stage) const
    {
        return this->template over<Bytes<N>>(stage, {"streamed_bytes", "activations_i", Unit::Bytes},
                                             [](const auto& w) { return w.streamed; });
    }
    Bytes<N> irregularBytes(std::size_t stage) const
    {
        return this->template over<Bytes<N>>(stage, {"irregular_bytes", "irregular_i", Unit::Bytes},
                                             [](const auto& w) { return w.irregular; });
    }
    /// Whether anything is read or written in no order.
    bool hasIrregular() const
    {
        return e.total([](const StageTotals& t) { return t.irregular.inBaseUnits(); }) > 0;
    }
    Seconds<N> time(std::size_t stage) const
    {
        return this->template over<Seconds<N>>(stage, {"time_s", "t_i", Unit::Seconds},
                                               [](const auto& w) { return w.time; });
    }
    Seconds<N> computeTime(std::size_t stage) const
    {
        return this->template over<Seconds<N>>(stage, {"t_compute_s", "t_compute", Unit::Seconds},
                                               [](const auto& w) { return w.times.compute; });
    }
    Seconds<N> memoryTime(std::size_t stage) const
    {
        return this->template over<Seconds<N>>(stage, {"t_memory_s", "t_memory", Unit::Seconds},
                                               [](const auto& w) { return w.times.memory; });
    }
    Joules<N> energyCompute(std::size_t stage) const
    {
        return this->template sum<Joules<N>>(stage, {"energy_compute_j", "E_compute,i", Unit::Joules, Over::Effort},
                                             e.stages[stage].system.energyCompute,
                                             [](const auto& w) { return w.energyCompute; });
    }
    Joules<N> energyMovement(std::size_t stage) const
    {
        return this->template sum<Joules<N>>(stage, {"energy_movement_j", "E_movement,i", Unit::Joules, Over::Effort},
                                             e.stages[stage].system.energyMovement,
                                             [](const auto& w) { return w.energyMovement; });
    }
    Joules<N> energyStatic(std::size_t stage) const
    {
        const Joules<N> ofRank = this->template over<Joules<N>>(stage, {"energy_static_j", "E_static,i", Unit::Joules},
                                                                [](const auto& w) { return w.energyStatic; });
        return program().devices * ofRank;
    }
    Macs<N> attentionMacs(std::size_t stage) const
    {
        return this->template sum<Macs<N>>(
            stage, macsOf, e.stages[stage].system.attentionMacs, [](const auto& w) { return w.macs; },
            [](const Operator& op) { return isAttention(op.kind); });
    }

    /// Of a forward pass and its gradients: without what is computed again.
    Macs<N> modelMacs(std::size_t stage) const
    {
        return this->template ofSome<Macs<N>>(
            stage, macsOf, [](const auto& w) { return w.macs; },
            [](const Operator& op) { return !op.recomputed && op.pass != Pass::Update; });
    }

    /// Of those convolutions that Winograd F(2×2, 3×3) could compute.
    Macs<N> winogradEligible(std::size_t stage) const
    {
        return this->template sum<Macs<N>>(
            stage, macsOf, e.stages[stage].system.winogradMacs, [](const auto& w) { return w.macs; },
            [](const Operator& op) { return isWinograd(op); });
    }

    // What stands between a vision encoder and the language model.
    Macs<N> connectorMacs(std::size_t stage) const
    {
        return this->template ofSome<Macs<N>>(
            stage, macsOf, [](const auto& w) { return w.macs; }, isConnector);
    }
    Seconds<N> connectorTime(std::size_t stage) const
    {
        return this->template ofSome<Seconds<N>>(
            stage, {"time_s", "t_i", Unit::Seconds}, [](const auto& w) { return w.time; }, isConnector);
    }

    /// Σ over stages of repetitions × what one execution costs: "MACs_prefill + N_out·MACs_decode".
    template <class Q> Q overStages(Q (Facts::*perStage)(std::size_t) const, const char* symbol, Unit unit) const
    {
        Q total{};
        for (std::size_t i = 0; i < e.stages.size(); ++i) {
            const Q one = (this->*perStage)(i);
            total += repeat(i) * (e.stages.size() == 1 ? one : ofStage(i, symbol, unit, one));
        }
        return total;
    }

    /// What one output token of every sequence costs: a decode step; or a round of drafts and their check, over the
    /// tokens it yields. Only where tokens are generated.
    template <class Q> Q perOutputToken(Q (Facts::*perStage)(std::size_t) const, const char* symbol, Unit unit) const
    {
        const auto draft = e.program.find(StageRole::Draft);
        const Q step = ofStep(perStage, decode());
        if (!draft) {
            return step;
        }
        const Q proposals = ofStage(*draft, symbol, unit, ofStep(perStage, *draft)) * program().proposals;
        return (proposals + ofStage(decode(), symbol, unit, step)) / named("E", Unit::Count, program().perRound);
    }
    /// What one step of a stage costs: all micro-batches of it.
    template <class Q> Q ofStep(Q (Facts::*perStage)(std::size_t) const, std::size_t stage) const
    {
        return slices(stage) * (this->*perStage)(stage);
    }
    Seconds<N> timePerToken() const { return perOutputToken(&Facts::time, "T", Unit::Seconds); }

    /// Parameters of the model: the operators of all stages that hold weights, all copies.
    N parameters() const
    {
        if constexpr (traced) {
            return sumOf(weightStages(), trainable, parametersOf, All{}, AsItIs{});
        } else {
            return e.parameters;
        }
    }

    /// Whether all weights are stored in the deployment's format.
    bool inOneFormat() const
    {
        return !anyOperator([format = s.deployment.weights](const Operator& op) {
            return op.formats.weights != format || op.formats.biases != format || isPruned(op);
        });
    }

    /// Bytes of the parameters, each in its format.
    Bytes<N> modelSize() const
    {
        if (inOneFormat()) {
            return formula::bytes(named("W", Unit::Count, parameters()), machine.weightBits);
        }
        if constexpr (traced) {
            return Bytes<N>(
                sumOf(weightStages(), {"size_bytes", "M_i", Unit::Bytes, Over::Parameters}, sizeOf, All{}, AsItIs{}));
        } else {
            return e.size;
        }
    }

    /// Parameters of one stage alone.
    N parameters(std::size_t stage) const
    {
        return this->template sum<Ops<N>>(stage, trainable, Ops<>(e.stages[stage].system.parameters), parametersOf)
            .inBaseUnits();
    }

    /// Whether some weights have copies of which a token meets a few.
    bool hasExperts() const
    {
        return anyOperator([](const Operator& op) { return ridge::hasExperts(op); });
    }

    /// Parameters that work on one token: of E experts only the k that are picked.
    N activeParameters() const
    {
        if constexpr (traced) {
            return sumOf(weightStages(), trainable, parametersOf, All{},
                         []<class M>(const OperatorOf<M>& op, const M& all) {
                             return ridge::hasExperts(op) ? all / op.sizes.copies * op.sizes.picked : all;
                         });
        } else {
            return e.activeParameters;
        }
    }

    /// Until the first token is there: every stage up to prefill. Only where there is a prefill.
    Seconds<N> timeToFirstToken() const
    {
        const std::size_t prefill = e.program.find(StageRole::Prefill).value();
        Seconds<N> total{};
        for (std::size_t i = 0; i <= prefill; ++i) {
            total += repeat(i) * (prefill == 0 ? time(i) : ofStage(i, "T", Unit::Seconds, time(i)));
        }
        return total;
    }

    Seconds<N> latency() const { return overStages(&Facts::time, "T", Unit::Seconds); }

    bool trains() const { return e.program.training.has_value(); }

private:
    static bool isConnector(const Operator& op) { return op.isConnector; }

    Macs<N> macsOver(std::size_t stage, Over whose) const
    {
        return this->template over<Macs<N>>(stage, {"macs", "MACs_i", Unit::Macs, whose},
                                            [](const auto& w) { return w.macs; });
    }
    Ops<N> opsOver(std::size_t stage, Over whose) const
    {
        return this->template over<Ops<N>>(stage, {"ops", "ops_i", Unit::Ops, whose},
                                           [](const auto& w) { return w.ops; });
    }
    Ops<N> elementwiseOver(std::size_t stage, Over whose) const
    {
        return this->template over<Ops<N>>(stage, {"elementwise_ops", "ops_i", Unit::Ops, whose},
                                           [](const auto& w) { return w.elementwise; });
    }
    template <class Is> bool anyOperator(Is is) const
    {
        return std::ranges::any_of(e.program.stages,
                                   [is](const Stage& stage) { return std::ranges::any_of(stage.operators, is); });
    }

    /// What one execution of a stage costs, under the stage's name.
    template <class Q> Q ofStage(std::size_t stage, const char* symbol, Unit unit, const Q& one) const
    {
        if constexpr (traced) {
            const std::string& name = e.program.stages[stage].name;
            const std::string symbolText = symbol;
            const char* joint = symbolText.find('_') == std::string::npos ? "_" : ",";
            return Q(Traced::term(symbolText + joint + name, unit, one.inBaseUnits(), name, {}));
        } else {
            return one;
        }
    }

    static constexpr Summand macsOf{"macs", "MACs_i", Unit::Macs, Over::Work};
    static constexpr Summand trainable{"parameters", "W_i", Unit::Count, Over::Parameters};
    static constexpr auto sizeOf = [](const auto& work) { return work.size; };
    static constexpr auto parametersOf = []<class M>(const OperatorWork<M>& work) { return Ops<M>(work.parameters); };

    /// Those that hold weights of their own.
    std::vector<std::size_t> weightStages() const
    {
        std::vector<std::size_t> all(e.program.stages.size());
        std::iota(all.begin(), all.end(), std::size_t(0));
        std::erase_if(all, [this](std::size_t stage) { return e.program.stages[stage].sharesWeights; });
        return all;
    }
};

} // namespace ridge

// Sums over the operators of stages, over the number type: of what evaluate() computed, or derived term by term.
// Not which sums there are: see facts.h.
#pragma once

#include "core/analysis/origins.h"
#include "core/analysis/rank_times.h"
#include "core/analysis/system_share.h"
#include "core/metrics/number_ref.h"

#include <vector>

namespace ridge {

template <class N> class OperatorSums {
public:
    static constexpr bool traced = std::is_same_v<N, Traced>;

    explicit OperatorSums(const Evaluation& evaluation)
        : e(evaluation), s(*evaluation.scenario), machine(machineOf<N>(evaluation))
    {
    }

    const Evaluation& e;
    const Scenario& s;
    Machine<N> machine;

protected:
    /// The figure of an operator that a sum adds up.
    struct Summand {
        const char* figure;
        const char* symbol;
        Unit unit;
        Over over = Over::Rank;
    };

    /// A figure that stages have under the same name as operators.
    template <class Q, class Term> Q over(std::size_t stage, const Summand& of, Term term) const
    {
        const StageResult& result = e.stages[stage];
        return sum<Q>(stage, of, term(of.over == Over::Rank ? result.totals : result.system), term);
    }

    struct All {
        bool operator()(const Operator&) const { return true; }
    };

    template <class Q, class Term, class Filter>
    Q ofSome(std::size_t stage, const Summand& of, Term term, Filter keep) const
    {
        decltype(term(e.stages[stage].operators.front())) total{};
        for (std::size_t i = 0; i < e.stages[stage].operators.size(); ++i) {
            const Operator& op = e.program.stages[stage].operators[i];
            if (keep(op)) {
                total += timesOf(op, e.program.parts, of.over) * term(e.stages[stage].operators[i]);
            }
        }
        return sum<Q>(stage, of, total, term, keep);
    }

    struct AsItIs {
        template <class M> const M& operator()(const OperatorOf<M>&, const M& term) const { return term; }
    };

private:
    struct Place {
        std::uint32_t stage, op;
    };

    /// What one operator adds to a sum, derived.
    template <class Term, class Adjust>
    static Traced termOf(const Evaluation& e, const Machine<Traced>& machine, Place at, const Summand& of, Term term,
                         Adjust adjust)
    {
        const StageView<Traced> stage = viewOf<Traced>(e, at.stage);
        OperatorWork<Traced> work;
        workOf(stage, at.op, machine, e.scenario->convention, work);
        timeOf(stage, at.op, machine, work);
        const OperatorOf<Traced> op = stage.op(at.op);
        const NumberRef ref{of.figure, static_cast<int>(at.stage), static_cast<int>(at.op)};
        const Traced one = Traced::term(of.symbol, of.unit, term(work).inBaseUnits(), op.name, ref.text());
        return adjust(op, timesOf(op, machine.parts, of.over) * one);
    }

    /// The work of a stage's operators without its derivation, once for all sums over it.
    const std::vector<OperatorWork<Outlined>>& outlines(std::size_t stageIndex) const
    {
        m_outlines.resize(e.program.stages.size());
        std::vector<OperatorWork<Outlined>>& all = m_outlines[stageIndex];
        const Stage& stage = e.program.stages[stageIndex];
        if (all.size() != stage.operators.size()) {
            const Machine<Outlined> outline = machineOf<Outlined>(e);
            const StageView<Outlined> view = viewOf<Outlined>(e, stageIndex);
            all.resize(stage.operators.size());
            for (std::size_t i = 0; i < all.size(); ++i) {
                workOf(view, i, outline, s.convention, all[i]);
                timeOf(view, i, outline, all[i]);
            }
        }
        return all;
    }

protected:
    /// One term per operator that has one: what does not apply is not written. Can be opened as long as the evaluation
    /// lives.
    template <class Term, class Filter, class Adjust>
    Traced sumOf(const std::vector<std::size_t>& stages, const Summand& of, Term term, Filter keep, Adjust adjust) const
    {
        std::vector<Place> places;
        std::vector<double> values;
        for (const std::size_t stage : stages) {
            const std::vector<Operator>& operators = e.program.stages[stage].operators;
            for (std::size_t i = 0; i < operators.size(); ++i) {
                const Outlined figure = term(outlines(stage)[i]).inBaseUnits();
                const double times = timesOf(operators[i], e.program.parts, of.over);
                const bool isElsewhere = times == 0 && e.program.isSplit();
                if (keep(operators[i]) && !isElsewhere && !figure.isLiteral(0)) {
                    places.push_back({static_cast<std::uint32_t>(stage), static_cast<std::uint32_t>(i)});
                    values.push_back(adjust(operators[i], times * figure.value()));
                }
            }
        }
        return Traced::sum("i", values,
                           [&evaluation = e, own = machine, places = std::move(places), of, term,
                            adjust](std::size_t i) { return termOf(evaluation, own, places[i], of, term, adjust); });
    }

    template <class Q, class Total, class Term, class Filter = All>
    Q sum(std::size_t stageIndex, const Summand& of, const Total& total, Term term, Filter keep = {}) const
    {
        if constexpr (traced) {
            return Q(sumOf({stageIndex}, of, term, keep, AsItIs{}));
        } else {
            return total;
        }
    }

private:
    mutable std::vector<std::vector<OperatorWork<Outlined>>> m_outlines; // by stage; of derivations alone
};

} // namespace ridge

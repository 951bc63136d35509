// The time and energy of one operator, also where ranks of a split send to each other and wait, over the number type.
// Not its work, and not what a device alone takes: see operator_work.h.
#pragma once

#include "core/analysis/operator_work.h"

namespace ridge {

template <class N> void timeOf(const StageView<N>& stage, std::size_t index, const Machine<N>& m, OperatorWork<N>& out);

/// What one operator adds to the time of many.
template <class N> N timeTimes(const N& often, const StageView<N>& stage, std::size_t index, const Machine<N>& m)
{
    OperatorWork<N> work;
    workOf(stage, index, m, m.evaluation->scenario->convention, work);
    timeOf(stage, index, m, work);
    return often * named("t_i", Unit::Seconds, work.time).inBaseUnits();
}

/// The sum over operators of a stage of what `times` says of each execution, but for what waits itself. A derivation
/// can be opened as long as the evaluation lives: `times` must own what it reads beside that.
template <class N, class Times>
Seconds<N> timeOfOperators(const StageView<N>& stage, std::size_t from, std::size_t to, const Machine<N>& m,
                           Times times)
{
    const auto adds = [&](std::size_t i, const N& often) {
        return stage.plain().operators[i].kind != OperatorKind::PipelineWait && valueOf(often) != 0;
    };
    if constexpr (std::is_same_v<N, Traced>) {
        const Evaluation& e = *m.evaluation;
        const StageResult& known = e.stages[static_cast<std::size_t>(&stage.plain() - e.program.stages.data())];
        std::vector<std::size_t> places;
        std::vector<double> values;
        for (std::size_t i = from; i < to; ++i) {
            if (const N often = times(i); adds(i, often)) {
                places.push_back(i);
                values.push_back(often.value() * known.operators[i].time.inBaseUnits());
            }
        }
        return Seconds<N>(Traced::sum("i", values, [stage, m, times, places](std::size_t term) {
            return timeTimes(times(places[term]), stage, places[term], m);
        }));
    } else {
        N sum(0);
        for (std::size_t i = from; i < to; ++i) {
            if (const N often = times(i); adds(i, often)) {
                sum = sum + timeTimes(often, stage, i, m);
            }
        }
        return Seconds<N>(sum);
    }
}

/// Of an exchange whose work is known: what it sends, and what of its time nothing before it hides.
template <class N>
void timeOfExchange(const StageView<N>& stage, std::size_t index, const Machine<N>& m, OperatorWork<N>& out)
{
    const auto& op = stage.op(index);
    const Sizes<N>& s = op.sizes;
    const RankSpan<N> span{s.kh, s.picked};
    const Bytes<N> array = named(
        "S", Unit::Bytes, formula::bytes(s.n * s.co * s.to * s.ho * s.wo, m.ofActivations(op.formats.activations)));
    out.exchanged = formula::sentBytes(op.kind, array, span.ranks);
    Seconds<N> network = formula::exchangeTime(op.kind, array, span, m.links.inside, m.links.between);
    if (valueOf(m.links.overlap) > 0) {
        const std::vector<Operator>& all = stage.plain().operators;
        std::size_t from = index;
        while (from > 0 && all[from - 1].block == all[index].block && !isExchange(all[from - 1].kind)) {
            --from;
        }
        const Seconds<N> work =
            timeOfOperators(stage, from, index, m, [&all](std::size_t i) { return all[i].count > 0 ? N(1) : N(0); });
        network = formula::exposedTime(network, named("T_work", Unit::Seconds, work), m.links.overlap);
    }
    out.times.network = named("t_network", Unit::Seconds, network);
}

/// What a rank of a pipeline waits in each run of its stage, on average: for what other ranks do before and after it.
template <class N> Seconds<N> pipelineWait(const StageView<N>& stage, const Machine<N>& m)
{
    const std::size_t all = stage.size();
    const Seconds<N> own =
        named("t_rank", Unit::Seconds,
              timeOfOperators(stage, 0, all, m, [stage](std::size_t i) -> N { return stage.op(i).count; }));
    // All ranks add up their gradients at the same time: nobody waits for that of others.
    const Seconds<N> others = timeOfOperators(stage, 0, all, m, [stage, parts = m.parts](std::size_t i) -> N {
        const Operator& op = stage.plain().operators[i];
        return isExchange(op.kind) && op.pass == Pass::WeightGradient ? N(0) : parts[op.part].away;
    });
    const N slices = stage.slices();
    const N repeat = stage.repeat();
    const Seconds<N> whole = formula::pipelineTime(own, own + others, slices, repeat / slices);
    return Seconds<N>(larger(N(0), (whole / repeat - own).inBaseUnits()));
}

template <class N> void timeOf(const StageView<N>& stage, std::size_t index, const Machine<N>& m, OperatorWork<N>& out)
{
    timeAlone(stage, index, m, out);
    const Operator& op = stage.plain().operators[index];
    if (op.part == 0) {
        return; // of no split
    }
    if (isExchange(op.kind)) {
        timeOfExchange(stage, index, m, out);
    } else if (op.kind == OperatorKind::PipelineWait) {
        out.times.overhead = named("t_wait", Unit::Seconds, pipelineWait(stage, m));
    } else {
        return;
    }
    out.time = formula::operatorTime(out.times);
    out.energyStatic = m.idle * out.time;
}

} // namespace ridge

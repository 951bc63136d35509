#include "core/levers/split/sequence_split.h"

#include <algorithm>
#include <utility>

namespace ridge::split {
namespace {

template <class N> class SequenceSplit {
public:
    SequenceSplit(StageOf<N>& stage, const Degrees<N>& degrees, const N& replicas, std::vector<PartOf<N>>& parts)
        : m_stage(stage), m_degrees(degrees), m_replicas(replicas), m_parts(parts), m_states(stage.tensors.size())
    {
    }

    void run()
    {
        for (OperatorOf<N>& op : std::exchange(m_stage.operators, {})) {
            place(std::move(op));
        }
        for (std::size_t t = 0, made = m_states.size(); t < made; ++t) { // what leaves the stage leaves it whole
            if (m_states[t].isShared && m_stage.tensors[t].role == TensorRole::Output) {
                const TensorId whole = wholeOf(static_cast<TensorId>(t), m_stage.operators.back());
                tensor(whole).role = std::exchange(m_stage.tensors[t].role, TensorRole::Activation);
            }
        }
    }

private:
    struct State {
        bool isShared = false; // a rank has its positions alone
        N positions{1};        // of all ranks
        TensorId part = -1;    // has taken its place
        TensorId whole = -1;   // gathered from it
    };

    State& of(TensorId id) { return m_states[static_cast<std::size_t>(id)]; }
    TensorOf<N>& tensor(TensorId id) { return m_stage.tensors[static_cast<std::size_t>(id)]; }
    TensorId& input(const OperatorOf<N>& op, std::uint32_t u) { return m_stage.uses[op.firstInput + u]; }
    bool isShared(TensorId id) { return id >= 0 && of(id).isShared; }
    RankSpan<N> span() const { return m_degrees.span(m_degrees.tensor, 1); }

    void place(OperatorOf<N> op)
    {
        bool any = false;
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            TensorId& id = input(op, u);
            id = id >= 0 && of(id).part >= 0 ? of(id).part : id;
            any = any || isShared(id);
        }
        if (op.kind == OperatorKind::AllReduce && isDivisible(input(op, 0))) {
            scatter(op);
        } else if (any && worksByPosition(op)) {
            cut(op);
        } else if (any) {
            for (std::uint32_t u = 0; u < op.inputCount; ++u) {
                if (isShared(input(op, u))) {
                    const TensorId whole = wholeOf(input(op, u), op);
                    input(op, u) = whole;
                }
            }
        }
        m_stage.operators.push_back(std::move(op));
    }

    bool isDivisible(TensorId id)
    {
        const TensorOf<N>& t = tensor(id);
        return t.role != TensorRole::Output && valueOf(t.w) >= valueOf(m_degrees.tensor) && valueOf(t.h) == 1 &&
               valueOf(t.t) == 1;
    }

    TensorId add(TensorOf<N> made)
    {
        m_stage.tensors.push_back(std::move(made));
        m_states.push_back({});
        return static_cast<TensorId>(m_stage.tensors.size() - 1);
    }

    /// A tensor of the rank's positions of another one.
    TensorId partOf(TensorId id)
    {
        TensorOf<N> part = tensor(id);
        part.role = TensorRole::Activation;
        const N positions = part.w;
        shareOf(positions, m_degrees.tensor).take(part.w);
        const TensorId made = add(std::move(part));
        of(made).isShared = true, of(made).positions = positions;
        return made;
    }

    /// The sum over the ranks, of which each keeps its positions.
    void scatter(OperatorOf<N>& op)
    {
        const TensorId summand = input(op, 0);
        const std::size_t end = op.name.rfind('.');
        op.kind = OperatorKind::ReduceScatter;
        op.name = op.name.substr(0, end) + "." + std::string(kinds::ReduceScatter::id);
        op.output = op.result = partOf(summand);
        op.writtenInPlace = N(0);
        of(summand).part = op.output;
    }

    /// Ranks that do distinct work on a rank's positions.
    N workOn(TensorId id, const N& otherwise) const
    {
        const auto maker = std::find_if(m_stage.operators.rbegin(), m_stage.operators.rend(),
                                        [id](const OperatorOf<N>& op) { return op.output == id; });
        return maker == m_stage.operators.rend() ? otherwise : m_parts[maker->part].work;
    }

    /// All positions again, once for all that need them.
    TensorId wholeOf(TensorId id, const OperatorOf<N>& before)
    {
        if (of(id).whole < 0) {
            TensorOf<N> all = tensor(id);
            all.w = of(id).positions;
            OperatorOf<N> gather = exchangeOf(m_stage, OperatorKind::AllGather, before, id, span());
            gather.sizes.wo = all.w;
            PartOf<N> part = m_degrees.sameForAll(m_replicas);
            part.work = workOn(id, part.work) * tensor(id).w / of(id).positions; // distinct still, if not between these
            gather.part = indexOf(part, m_parts);
            const TensorId whole = add(std::move(all));
            gather.output = gather.result = whole;
            m_stage.operators.push_back(std::move(gather));
            of(id).whole = whole;
        }
        return of(id).whole;
    }

    /// Norms, functions of elements, sums and dropouts of as many positions as there are.
    bool worksByPosition(const OperatorOf<N>& op)
    {
        const bool isOfPositions = op.kind == OperatorKind::Normalisation || op.kind == OperatorKind::Elementwise ||
                                   op.kind == OperatorKind::Add || op.kind == OperatorKind::Embedding;
        if (!isOfPositions || op.output < 0 || op.node >= 0) {
            return false;
        }
        const double positions = valueOf(tensor(op.output).w);
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            const TensorId id = input(op, u);
            const double width = id < 0 ? 1 : valueOf(isShared(id) ? of(id).positions : tensor(id).w);
            if (width != positions && width != 1) { // one for all positions serves each
                return false;
            }
        }
        return true;
    }

    void cut(OperatorOf<N>& op)
    {
        const Share<N> share = shareOf(tensor(op.output).w, m_degrees.tensor);
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            const TensorId id = input(op, u);
            if (id >= 0 && !isShared(id) && valueOf(tensor(id).w) > 1) {
                takeFrom(op, u);
            }
        }
        for (N* size : {&op.sizes.wi, &op.sizes.wo, &op.readOfFirst}) {
            share.take(*size);
        }
        State& made = of(op.output);
        made.isShared = true, made.positions = tensor(op.output).w;
        share.take(tensor(op.output).w);
        op.sharesPositions = true;
        PartOf<N> part = m_parts[op.part];
        part.work = part.work * share.ranks(), part.ranks = part.ranks / m_degrees.tensor * share.ranks();
        op.part = indexOf(part, m_parts);
    }

    /// Of what every rank has whole, its positions: a view.
    void takeFrom(const OperatorOf<N>& op, std::uint32_t u)
    {
        const TensorId id = input(op, u);
        if (of(id).part < 0) {
            OperatorOf<N> view = exchangeOf(m_stage, OperatorKind::Reshape, op, id, span());
            view.name = op.name + ".positions";
            view.output = partOf(id);
            view.inPlace = view.sharesPositions = true;
            view.part = indexOf(m_degrees.sameForAll(m_replicas), m_parts);
            of(id).part = view.output;
            m_stage.operators.push_back(std::move(view));
        }
        input(op, u) = of(id).part;
    }

    StageOf<N>& m_stage;
    const Degrees<N>& m_degrees;
    N m_replicas;
    std::vector<PartOf<N>>& m_parts;
    std::vector<State> m_states; // of each tensor
};

} // namespace

template <class N>
void shareSequence(StageOf<N>& stage, const Degrees<N>& degrees, const N& replicas, std::vector<PartOf<N>>& parts)
{
    if (valueOf(degrees.tensor) > 1) {
        SequenceSplit<N>(stage, degrees, replicas, parts).run();
    }
}

template void shareSequence(StageOf<double>&, const Degrees<double>&, const double&, std::vector<PartOf<double>>&);
template void shareSequence(StageOf<Traced>&, const Degrees<Traced>&, const Traced&, std::vector<PartOf<Traced>>&);

} // namespace ridge::split

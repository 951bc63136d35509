#include "core/levers/split/tensor_split.h"

#include <map>
#include <utility>

namespace ridge::split {
namespace {

/// Heads of the attention that a block contains.
template <class N> struct Heads {
    N queries{1}, size{1};
};

template <class N> class TensorSplit {
public:
    TensorSplit(StageOf<N>& stage, const Degrees<N>& degrees, const N& replicas, std::vector<PartOf<N>>& parts)
        : m_stage(stage), m_degrees(degrees), m_replicas(replicas), m_parts(parts), m_states(stage.tensors.size())
    {
        for (const OperatorOf<N>& op : stage.operators) {
            if (isAttention(op.kind)) {
                Heads<N>& heads = m_heads[op.block];
                heads = valueOf(op.sizes.heads) > valueOf(heads.queries) ? Heads<N>{op.sizes.heads, op.sizes.headSize}
                                                                         : heads;
            }
        }
    }

    CacheShare<N> run()
    {
        std::vector<OperatorOf<N>> operators = std::exchange(m_stage.operators, {});
        m_stage.operators.reserve(operators.size() + operators.size() / 4);
        for (OperatorOf<N>& op : operators) {
            place(op);
        }
        for (std::size_t t = 0; t < m_states.size(); ++t) { // what leaves the stage leaves it whole
            if (m_stage.tensors[t].role == TensorRole::Output) {
                complete(static_cast<TensorId>(t));
            }
        }
        return m_cache;
    }

private:
    /// Every rank has a tensor whole, or its part of it; or a summand of it, also before experts are weighed.
    enum class Held { Whole, Part, Summand, ExpertSummand };
    struct State {
        Held held = Held::Whole;
        Share<N> share = {};
        N channels{0};         // of all ranks
        N fullest{1};          // how much more of it the fullest rank has than the mean
        TensorId alias = -1;   // what has taken its place
        std::size_t maker = 0; // among the operators of the rank
    };

    State& of(TensorId id) { return m_states[static_cast<std::size_t>(id)]; }
    TensorOf<N>& tensor(TensorId id) { return m_stage.tensors[static_cast<std::size_t>(id)]; }
    TensorId first(const OperatorOf<N>& op) const { return op.inputCount ? m_stage.uses[op.firstInput] : -1; }
    bool isSummand(TensorId id)
    {
        return id >= 0 && (of(id).held == Held::Summand || of(id).held == Held::ExpertSummand);
    }

    /// Adds the operator as this rank has it, with exchanges before and behind it.
    void place(OperatorOf<N> op)
    {
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            TensorId& id = m_stage.uses[op.firstInput + u];
            id = id >= 0 && of(id).alias >= 0 ? of(id).alias : id;
        }
        const Held passed = passedOn(op);
        if (passed == Held::Whole) {
            for (std::uint32_t u = 0; u < op.inputCount; ++u) {
                complete(m_stage.uses[op.firstInput + u], true);
            }
        }
        PartOf<N> part = m_degrees.sameForAll(m_replicas);
        if (op.part != 0) { // ranks of the context share it
            const N& ranks = m_parts[op.part].ranks;
            part.work = part.work * ranks, part.ranks = part.ranks / m_degrees.context * ranks;
        }
        if (op.node < 0) { // what a file lists is not known well enough
            shareOut(op, part);
        }
        op.part = indexOf(part, m_parts);
        m_stage.operators.push_back(op);
        if (op.output >= 0) {
            State& made = of(op.output);
            made.maker = m_stage.operators.size() - 1;
            made.held = passed != Held::Whole ? passed : made.held;
        }
        if (op.role == Role::ExpertDown && op.output >= 0 && valueOf(of(op.output).fullest) > 1) {
            sendBack(op);
        }
    }

    /// Sums of summands are summands, and so is what weighs those of experts: they are reduced once.
    Held passedOn(const OperatorOf<N>& op)
    {
        const TensorId in = first(op);
        if (!isSummand(in)) {
            return Held::Whole;
        }
        if (op.kind == OperatorKind::Elementwise && of(in).held == Held::ExpertSummand) {
            return Held::Summand;
        }
        bool all = op.kind == OperatorKind::Add || op.kind == OperatorKind::Reshape;
        for (std::uint32_t u = 0; u < op.inputCount && all; ++u) {
            all = isSummand(m_stage.uses[op.firstInput + u]);
        }
        return all ? of(in).held : Held::Whole;
    }

    /// Summands are added up over the ranks; of what leaves the stage, parts are gathered.
    void complete(TensorId id, bool isUsedHere = false)
    {
        if (isSummand(id)) {
            exchange(OperatorKind::AllReduce, id, tensorSpan());
            m_stage.operators.back().writtenInPlace = tensor(id).elements();
            of(id).held = Held::Whole;
        } else if (id >= 0 && !isUsedHere && of(id).held == Held::Part) {
            const bool isForLoss = m_degrees.trains && m_stage.operators[of(id).maker].role == Role::OutputHead;
            exchange(isForLoss ? OperatorKind::AllReduce : OperatorKind::AllGather, id, tensorSpan());
            OperatorOf<N>& op = m_stage.operators.back();
            op.sizes.co = isForLoss ? N(2) : of(id).channels; // the largest and the sum of each row
            op.keepsNothing = isForLoss;
        }
    }

    RankSpan<N> tensorSpan() const { return m_degrees.span(m_degrees.tensor, 1); }
    RankSpan<N> expertSpan() const
    {
        return m_degrees.span(m_degrees.expert, valueOf(m_degrees.withContext(m_degrees.tensor)));
    }
    bool hasExpertRanks() const { return valueOf(m_degrees.expert) > 1; }

    void exchange(OperatorKind kind, TensorId id, const RankSpan<N>& span)
    {
        const OperatorOf<N> maker = m_stage.operators[of(id).maker];
        OperatorOf<N> op = exchangeOf(m_stage, kind, maker, id, span);
        op.part = indexOf(m_degrees.sameForAll(m_replicas), m_parts);
        m_stage.operators.push_back(op);
    }

    void shareOut(OperatorOf<N>& op, PartOf<N>& part)
    {
        if (op.role == Role::ExpertGateUp || op.role == Role::ExpertDown) {
            shareExperts(op, part);
        } else if (first(op) >= 0 && valueOf(of(first(op)).fullest) > 1) {
            fill(op, of(first(op)).fullest, part);
        }
        if (valueOf(m_degrees.tensor) <= 1) {
            noteCache(op, {}); // whose layers a pipeline may share
            return;
        }
        const TensorId in = first(op);
        const bool isPart = in >= 0 && of(in).held == Held::Part;
        if (isAttention(op.kind) && isPart) {
            shareHeads(op, part);
        } else if (const Share<N> columns = columnsOf(op); !columns.isWhole()) {
            widen(op, columns, part);
        } else if (op.kind == OperatorKind::Embedding) {
            shareTable(op, part);
        } else if (isPart && op.kind == OperatorKind::Linear) {
            narrow(op, of(in).share, part);
        } else if (isPart) {
            follow(op, of(in).share, part);
        }
    }

    const Heads<N>& headsOf(const OperatorOf<N>& op) const
    {
        static const Heads<N> none;
        const auto found = m_heads.find(op.block);
        return found == m_heads.end() ? none : found->second;
    }

    /// The share of a layer's columns; the whole where they are not divided.
    Share<N> columnsOf(const OperatorOf<N>& op) const
    {
        const N& t = m_degrees.tensor;
        const Heads<N>& heads = headsOf(op);
        switch (op.role) {
        case Role::Query:
        case Role::QueryKeyValue:
        case Role::AttentionUp:
            return shareOf(heads.queries, t);
        case Role::Key:
        case Role::Value:
            return shareOf(op.sizes.co / heads.size, t);
        case Role::KeyValue:
            return shareOf(op.sizes.co / (N(2) * heads.size), t);
        case Role::MlpUp:
        case Role::MlpGateUp:
        case Role::ExpertGateUp:
        case Role::OutputHead:
            return shareOf(op.sizes.co, t);
        default:
            return {};
        }
    }

    /// Ranks that do distinct work, and that work. Where there are fewer heads than ranks, several have the same.
    void divide(PartOf<N>& part, const Share<N>& share, bool isReplicated = false) const
    {
        part.weights = part.weights * share.ranks();
        part.work = part.work * share.ranks();
        part.ranks = isReplicated ? part.ranks : part.ranks / m_degrees.tensor * share.ranks();
    }

    void makePart(TensorId id, const Share<N>& share)
    {
        if (id >= 0) {
            TensorOf<N>& t = tensor(id);
            State& state = of(id);
            state.channels = t.c, state.held = Held::Part, state.share = share;
            share.take(t.c);
        }
    }

    void widen(OperatorOf<N>& op, const Share<N>& share, PartOf<N>& part)
    {
        const bool isOfKeys = op.role == Role::Key || op.role == Role::Value || op.role == Role::KeyValue;
        noteCache(op, share);
        for (N* size : {&op.sizes.co, &op.sizes.bias, &op.weightParameters, &op.kvWritten, &op.kvKept}) {
            share.take(*size);
        }
        makePart(op.output, share);
        divide(part, share, isOfKeys && valueOf(share.ranks()) < valueOf(m_degrees.tensor));
    }

    /// One rank adds the bias: a share of it stands for that.
    void narrow(OperatorOf<N>& op, const Share<N>& share, PartOf<N>& part)
    {
        for (N* size : {&op.sizes.ci, &op.sizes.bias, &op.weightParameters, &op.readOfFirst}) {
            share.take(*size);
        }
        if (op.output >= 0) {
            of(op.output).held = op.role == Role::ExpertDown ? Held::ExpertSummand : Held::Summand;
        }
        divide(part, share);
    }

    void shareHeads(OperatorOf<N>& op, PartOf<N>& part)
    {
        const Share<N> heads = shareOf(op.sizes.heads, m_degrees.tensor);
        const Share<N> keys = shareOf(op.sizes.kvHeads, m_degrees.tensor);
        noteCache(op, keys);
        heads.take(op.sizes.heads), heads.take(op.weightParameters);
        keys.take(op.sizes.kvHeads), keys.take(op.kvWritten), keys.take(op.kvKept);
        makePart(op.output, heads);
        divide(part, heads);
    }

    /// Every rank holds some rows, finds those of them that are asked for, and has nothing for the others.
    void shareTable(OperatorOf<N>& op, PartOf<N>& part)
    {
        const TensorId in = first(op);
        if (in < 0 || tensor(in).role != TensorRole::Input || op.output < 0) {
            return; // a table of positions, which adds to what is there
        }
        const Share<N> rows = shareOf(op.sizes.ci, m_degrees.tensor);
        rows.take(op.sizes.ci), rows.take(op.sizes.wo), rows.take(op.weightParameters);
        of(op.output).held = Held::Summand;
        divide(part, rows);
    }

    /// Works channel by channel on what a rank has.
    void follow(OperatorOf<N>& op, const Share<N>& share, PartOf<N>& part)
    {
        const bool isOfChannels = valueOf(op.weightParameters) >= valueOf(op.sizes.co); // not one for each head
        for (N* size : {&op.sizes.ci, &op.sizes.co, &op.sizes.bias, &op.kvWritten, &op.kvKept}) {
            share.take(*size);
        }
        if (isOfChannels) {
            share.take(op.weightParameters);
        }
        makePart(op.output, share);
        const N held = part.weights;
        divide(part, share);
        part.weights = isOfChannels || valueOf(op.weightParameters) < 0 ? part.weights : held;
    }

    /// A rank's experts get the tokens of all replicas of the group, the fullest rank more than its mean. What goes to
    /// them is a copy for each expert that a token picked.
    void shareExperts(OperatorOf<N>& op, PartOf<N>& part)
    {
        const N& e = m_degrees.expert;
        Sizes<N>& s = op.sizes;
        if (!hasExpertRanks() || valueOf(s.copies) <= 1) {
            return;
        }
        const N arrivals = s.n * s.wo * e; // of all tokens and their picks
        const Share<N> share = shareOf(s.copies, e);
        const bool isEven = valueOf(share.ranks()) == valueOf(e); // else some ranks have more experts than others
        const N imbalance = formula::expectedImbalance(isEven ? e : share.ranks(), arrivals);
        const N fullest = named("fullest", Unit::Ratio, isEven ? imbalance : imbalance * share.part * e / share.of);
        if (op.role == Role::ExpertGateUp) {
            dispatch(op, fullest);
        }
        s.touched = formula::touchedExperts(s.copies, smaller(s.picked, s.copies), arrivals / s.picked);
        for (N* size : {&s.copies, &s.picked, &s.touched}) {
            share.take(*size);
        }
        part.weights = share.ranks();
        fill(op, fullest, part);
    }

    /// What the fullest rank has more of than the mean.
    void fill(OperatorOf<N>& op, const N& fullest, PartOf<N>& part)
    {
        op.sizes.wi = op.sizes.wi * fullest, op.sizes.wo = op.sizes.wo * fullest;
        if (op.output >= 0) {
            tensor(op.output).w = tensor(op.output).w * fullest;
            of(op.output).fullest = fullest;
        }
        part.work = part.work / fullest, part.ranks = part.ranks / fullest;
    }

    void dispatch(OperatorOf<N>& op, const N& fullest)
    {
        const TensorId in = first(op);
        TensorOf<N> arrived = tensor(in);
        arrived.c = op.sizes.ci, arrived.h = N(1), arrived.w = op.sizes.wi * fullest;
        arrived.role = TensorRole::Activation;
        OperatorOf<N> send = exchangeOf(m_stage, OperatorKind::AllToAll, op, in, expertSpan());
        send.sizes.co = op.sizes.ci, send.sizes.ho = N(1), send.sizes.wo = op.sizes.wi;
        m_stage.uses[op.firstInput] = deliver(send, arrived);
    }

    /// Results go back to where their tokens came from, as many as were sent.
    void sendBack(const OperatorOf<N>& op)
    {
        TensorOf<N> back = tensor(op.output);
        back.w = back.w / of(op.output).fullest;
        OperatorOf<N> send = exchangeOf(m_stage, OperatorKind::AllToAll, op, op.output, expertSpan());
        send.sizes.wo = back.w;
        const Held held = of(op.output).held;
        const TensorId id = deliver(send, back);
        of(id).held = held, of(id).maker = m_stage.operators.size() - 1;
        of(op.output).alias = id;
    }

    TensorId deliver(OperatorOf<N>& send, const TensorOf<N>& result)
    {
        m_stage.tensors.push_back(result);
        m_states.push_back({});
        send.output = send.result = static_cast<TensorId>(m_stage.tensors.size() - 1);
        send.part = indexOf(m_degrees.sameForAll(m_replicas), m_parts);
        m_stage.operators.push_back(send);
        return send.output;
    }

    void noteCache(const OperatorOf<N>& op, const Share<N>& share)
    {
        if (valueOf(op.kvWritten) > 0 && !m_cache.isKnown) {
            m_cache = {share, shareOf(headsOf(op).queries, m_degrees.tensor), true};
        }
    }

    StageOf<N>& m_stage;
    const Degrees<N>& m_degrees;
    N m_replicas;
    std::vector<PartOf<N>>& m_parts;
    std::vector<State> m_states;               // of each tensor
    std::map<std::uint16_t, Heads<N>> m_heads; // by block
    CacheShare<N> m_cache;
};

} // namespace

template <class N>
CacheShare<N> splitTensors(StageOf<N>& stage, const Degrees<N>& degrees, const N& replicas,
                           std::vector<PartOf<N>>& parts)
{
    return TensorSplit<N>(stage, degrees, replicas, parts).run();
}

template CacheShare<double> splitTensors(StageOf<double>&, const Degrees<double>&, const double&,
                                         std::vector<PartOf<double>>&);
template CacheShare<Traced> splitTensors(StageOf<Traced>&, const Degrees<Traced>&, const Traced&,
                                         std::vector<PartOf<Traced>>&);

} // namespace ridge::split

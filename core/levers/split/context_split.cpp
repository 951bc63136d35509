#include "core/levers/split/context_split.h"

#include "core/formulas/formulas.h"

#include <utility>

namespace ridge::split {
namespace {

template <class N> bool isSoftmaxAttention(const OperatorOf<N>& op)
{
    return op.kind == OperatorKind::AttentionScores || op.kind == OperatorKind::AttentionValues;
}

/// Positions that ask: the most of any attention, 0 without.
template <class N> N queriesOf(const StageOf<N>& stage)
{
    N most(0);
    for (const OperatorOf<N>& op : stage.operators) {
        most = isAttention(op.kind) && valueOf(op.sizes.queries) > valueOf(most) ? op.sizes.queries : most;
    }
    return most;
}

template <class N> class ContextSplit {
public:
    ContextSplit(StageOf<N>& stage, const Degrees<N>& degrees, std::vector<PartOf<N>>& parts)
        : m_stage(stage), m_degrees(degrees), m_parts(parts),
          m_sharesQueries(valueOf(stage.seenBefore) == 0 && valueOf(queriesOf(stage)) >= valueOf(degrees.context)),
          m_states(stage.tensors.size())
    {
    }

    void run()
    {
        for (OperatorOf<N>& op : std::exchange(m_stage.operators, {})) {
            m_sharesQueries ? placeOfPositions(std::move(op)) : placeOfStep(std::move(op));
        }
        if (m_sharesQueries && !m_degrees.trains) {
            gatherOutputs();
        }
    }

private:
    struct State {
        bool isSeen = false, isCut = false;
        N positions{1};      // of all ranks
        TensorId whole = -1; // gathered from it
    };

    TensorOf<N>& tensor(TensorId id) { return m_stage.tensors[static_cast<std::size_t>(id)]; }
    TensorId input(const OperatorOf<N>& op, std::uint32_t u) const
    {
        return u < op.inputCount ? m_stage.uses[op.firstInput + u] : -1;
    }
    RankSpan<N> span() const { return m_degrees.span(m_degrees.context, valueOf(m_degrees.tensor)); }
    Share<N> shareOfPositions(const N& positions) const
    {
        return valueOf(positions) >= valueOf(m_degrees.context) ? shareOf(positions, m_degrees.context) : Share<N>();
    }

    void push(OperatorOf<N> op, const Share<N>& share = {})
    {
        if (!share.isWhole()) {
            op.part = indexOf({N(1), share.ranks(), share.ranks(), N(0)}, m_parts);
        }
        m_stage.operators.push_back(std::move(op));
    }

    // ---- as many positions as ranks, or more ----

    void placeOfPositions(OperatorOf<N> op)
    {
        if (isSoftmaxAttention(op)) {
            return attend(std::move(op));
        }
        const bool isOfScores = op.role == Role::AttentionMix;
        N& to = isOfScores ? op.sizes.ho : op.sizes.wo;
        N& from = isOfScores ? op.sizes.hi : op.sizes.wi;
        const Share<N> rows = shareOfPositions(to);
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            cut(input(op, u), isOfScores);
        }
        if (rows.isWhole()) { // such as the last position alone
            return push(std::move(op));
        }
        cut(op.output, isOfScores);
        const N positions = to;
        for (N* size : {&to, &from, &op.readOfFirst, &op.kvWritten, &op.kvKept}) {
            rows.take(*size);
        }
        if (valueOf(op.sizes.copies) > 1) {
            op.sizes.touched = formula::touchedExperts(op.sizes.copies, smaller(op.sizes.picked, op.sizes.copies),
                                                       op.sizes.n * op.sizes.wo / op.sizes.picked);
        }
        const OperatorOf<N> placed = op;
        push(std::move(op), rows);
        if (valueOf(placed.kvWritten) > 0) {
            sendKeys(placed, positions);
        }
    }

    /// Its own queries meet the keys and values of all positions.
    void attend(OperatorOf<N> op)
    {
        const Share<N> rows = shareOfPositions(op.sizes.queries);
        rows.take(op.sizes.queries);
        cut(input(op, 0), op.kind == OperatorKind::AttentionValues);
        cut(op.output, op.kind == OperatorKind::AttentionScores);
        if (const TensorId keys = input(op, 1); keys >= 0) {
            const TensorId whole = wholeOf(keys, op);
            m_stage.uses[op.firstInput + 1] = whole;
        }
        push(std::move(op), rows);
    }

    State& of(TensorId id) { return m_states[static_cast<std::size_t>(id)]; }

    /// Of a tensor this rank's positions: of scores those that ask.
    void cut(TensorId id, bool isOfScores = false)
    {
        if (id >= 0 && !of(id).isSeen) {
            N& positions = isOfScores ? tensor(id).h : tensor(id).w;
            const Share<N> share = shareOfPositions(positions);
            of(id) = {true, !share.isWhole(), positions, -1};
            share.take(positions);
        }
    }

    /// What was written to the cache goes to all others.
    void sendKeys(const OperatorOf<N>& writer, const N& positions)
    {
        OperatorOf<N> op;
        op.kind = OperatorKind::AllGather, op.role = writer.role, op.formats = writer.formats;
        op.block = writer.block, op.count = writer.count;
        op.name = writer.name + "." + std::string(kinds::AllGather::id);
        op.firstInput = static_cast<std::uint32_t>(m_stage.uses.size());
        op.sizes.n = writer.sizes.n, op.sizes.co = writer.sizes.co, op.sizes.wo = positions;
        op.sizes.kh = span().ranks, op.sizes.picked = span().perNode;
        push(std::move(op));
    }

    /// Keys or values of all positions.
    TensorId wholeOf(TensorId keys, const OperatorOf<N>& reader)
    {
        cut(keys);
        if (of(keys).isCut && of(keys).whole < 0) {
            TensorOf<N> all = tensor(keys);
            all.w = of(keys).positions;
            OperatorOf<N> op = exchangeOf(m_stage, OperatorKind::AllGather, reader, keys, span());
            op.name = reader.name + "." + std::string(kinds::AllGather::id);
            op.sizes.wo = all.w;
            m_stage.tensors.push_back(all);
            m_states.push_back({true, false, all.w, -1});
            op.output = op.result = static_cast<TensorId>(m_stage.tensors.size() - 1);
            of(keys).whole = op.output;
            push(std::move(op));
        }
        return of(keys).isCut ? of(keys).whole : keys;
    }

    /// What leaves the stage leaves it whole.
    void gatherOutputs()
    {
        for (std::size_t t = 0, made = m_states.size(); t < made; ++t) {
            if (m_states[t].isCut && m_stage.tensors[t].role == TensorRole::Output) {
                const auto id = static_cast<TensorId>(t);
                const TensorId whole = wholeOf(id, m_stage.operators.back());
                tensor(whole).role = std::exchange(tensor(id).role, TensorRole::Activation);
            }
        }
    }

    // ---- fewer: a step of decode ----

    void placeOfStep(OperatorOf<N> op)
    {
        const Share<N> cache{N(1), m_degrees.context};
        cache.take(op.kvWritten), cache.take(op.kvKept); // every rank is the one for some of the positions
        const bool isAttention = isSoftmaxAttention(op), isMix = op.role == Role::AttentionMix;
        if (isAttention) {
            cache.take(op.sizes.context), cache.take(op.sizes.cached);
        } else if (isMix) {
            cache.take(op.sizes.wi), cache.take(op.sizes.wo);
        }
        if ((op.kind == OperatorKind::AttentionScores || isMix) && op.output >= 0) {
            cache.take(tensor(op.output).w);
        }
        const OperatorOf<N> placed = op;
        push(std::move(op), isAttention || isMix ? cache : Share<N>());
        if (placed.kind == OperatorKind::AttentionValues) {
            OperatorOf<N> sum = exchangeOf(m_stage, OperatorKind::AllReduce, placed, placed.output, span());
            sum.sizes.co = sum.sizes.co + N(2) * placed.sizes.heads; // and the largest score and the sum of each head
            sum.writtenInPlace = tensor(placed.output).elements();
            push(std::move(sum));
        }
    }

    StageOf<N>& m_stage;
    const Degrees<N>& m_degrees;
    std::vector<PartOf<N>>& m_parts;
    bool m_sharesQueries;
    std::vector<State> m_states; // of each tensor
};

} // namespace

template <class N> const char* whyNoContext(const ProgramOf<N>& program)
{
    if (valueOf(program.promptSteps) > 0) {
        return "prompts that are read beside what is generated are not shared by position";
    }
    for (const CacheOf<N>& cache : program.caches) {
        if (valueOf(cache.constant) > 0) {
            return "what is cached once for all positions is not shared by them";
        }
    }
    bool attends = false;
    for (const StageOf<N>& stage : program.stages) {
        for (const OperatorOf<N>& op : stage.operators) {
            if (op.role == Role::AttentionUp) {
                return "what latent attention would send is not worked out";
            }
            if (!isAttention(op.kind)) {
                continue;
            }
            attends = true;
            const auto shapeOf = [&](std::uint32_t u) {
                const TensorId id = u < op.inputCount ? stage.uses[op.firstInput + u] : -1;
                return id < 0 ? TensorOf<N>() : stage.tensors[static_cast<std::size_t>(id)];
            };
            const bool isScores = op.kind == OperatorKind::AttentionScores;
            const bool isCached = op.inputCount < 2 || stage.uses[op.firstInput + 1] < 0;
            if (op.node >= 0 || !isSoftmaxAttention(op) ||
                (isScores &&
                 (valueOf(shapeOf(0).h) != 1 || (!isCached && valueOf(shapeOf(1).w) != valueOf(shapeOf(0).w))))) {
                return "only sequences that attend to themselves are shared by position";
            }
        }
    }
    return attends ? nullptr : "nothing attends to other positions";
}

template <class N> void shareContext(ProgramOf<N>& program, const Degrees<N>& degrees)
{
    if (valueOf(degrees.context) <= 1 || whyNoContext(program)) {
        return;
    }
    for (StageOf<N>& stage : program.stages) {
        ContextSplit<N>(stage, degrees, program.parts).run();
    }
    for (CacheOf<N>& cache : program.caches) {
        cache.perPosition = cache.perPosition / degrees.context;
    }
    if (std::optional<N>& all = program.architecture.cacheOfEveryHead) {
        *all = *all / degrees.context;
    }
}

template const char* whyNoContext(const Program&);
template void shareContext(Program&, const Degrees<double>&);
template void shareContext(ProgramOf<Traced>&, const Degrees<Traced>&);

} // namespace ridge::split

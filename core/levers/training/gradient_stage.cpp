#include "core/levers/training/gradient_stage.h"

#include "core/formulas/formulas.h"

#include <algorithm>
#include <string>

namespace ridge {
namespace {

constexpr std::uint32_t atTheEnd = ~std::uint32_t(0);

template <class N> class GradientBuilder {
public:
    GradientBuilder(StageOf<N>& forward, const KeptResults<N>& kept, const GradientStyle<N>& style, bool isLast)
        : m_forward(forward), m_kept(kept), m_style(style), m_isLast(isLast), m_gradients(forward.tensors.size(), -1),
          m_copies(forward.tensors.size(), -1)
    {
        m_stage.freedAfter.assign(forward.operators.size(), atTheEnd);
        m_stage.samples = forward.samples, m_stage.tokens = forward.tokens, m_stage.repeat = forward.repeat;
        m_stage.slices = forward.slices;
        m_stage.sharesWeights = true;
    }

    StageOf<N> build()
    {
        for (auto run = m_kept.runs().rbegin(); run != m_kept.runs().rend(); ++run) {
            rerun(*run);
            for (std::size_t i = run->end; i-- > run->begin;) {
                differentiate(i);
                settle(i);
            }
            holdTogether(*run);
            m_waiting.clear(); // stays until the end
        }
        markForward();
        return std::move(m_stage);
    }

private:
    static std::size_t index(TensorId id) { return static_cast<std::size_t>(id); }
    TensorId inputOf(const OperatorOf<N>& op, std::uint32_t u) const { return m_forward.uses[op.firstInput + u]; }

    TensorId push(TensorOf<N> tensor)
    {
        m_stage.tensors.push_back(std::move(tensor));
        return static_cast<TensorId>(m_stage.tensors.size() - 1);
    }

    /// The forward pass's result, as backward reads it.
    TensorId copyOf(TensorId id)
    {
        TensorId& copy = m_copies[index(id)];
        if (copy < 0) {
            TensorOf<N> tensor = m_forward.tensors[index(id)];
            tensor.role = m_kept.isRemade(id) ? TensorRole::Activation : TensorRole::Saved;
            tensor.onChip = m_kept.isOnChip(id);
            copy = push(std::move(tensor));
        }
        return copy;
    }

    TensorId gradientLike(TensorId id)
    {
        TensorOf<N> tensor = m_forward.tensors[index(id)];
        const bool leaves = tensor.role == TensorRole::Input;
        tensor.role = leaves ? TensorRole::Output : TensorRole::Activation;
        tensor.onChip = m_kept.isOnChip(id);
        return push(std::move(tensor));
    }

    /// Weights that others keep, there while they are used.
    TensorId gathered(TensorId forward) { return push(m_forward.tensors[index(forward)]); }

    OperatorOf<N>& add(const OperatorOf<N>& of, const char* suffix, Pass pass, const std::vector<TensorId>& inputs,
                       TensorId output)
    {
        OperatorOf<N>& op = m_stage.operators.emplace_back(of);
        op.name += suffix;
        op.pass = pass;
        op.firstInput = static_cast<std::uint32_t>(m_stage.uses.size());
        op.inputCount = static_cast<std::uint32_t>(inputs.size());
        m_stage.uses.insert(m_stage.uses.end(), inputs.begin(), inputs.end());
        op.output = op.result = output;
        op.sharesWeights = true;
        op.workspace = valueOf(of.resident) < 1 && of.workspace >= 0 ? gathered(of.workspace) : -1;
        op.readOfFirst = N(-1), op.writtenInPlace = N(0), op.keptBytes = N(0);
        op.kvWritten = op.kvKept = N(0);
        op.gathered = of.scattered, op.scattered = of.gathered; // what was added in no order is read so, and back
        return op;
    }

    /// Operators of a block that are computed again before its gradients.
    void rerun(const OperatorRun& run)
    {
        for (std::size_t i = run.begin; i < run.end; ++i) {
            const OperatorOf<N>& op = m_forward.operators[i];
            if (!m_kept.isRerun(i)) {
                continue;
            }
            std::vector<TensorId> inputs;
            for (std::uint32_t u = 0; u < op.inputCount; ++u) {
                inputs.push_back(inputOf(op, u) < 0 ? -1 : copyOf(inputOf(op, u)));
            }
            TensorId output = -1;
            if (op.output >= 0) { // what is kept all the same is made a second time, and dropped
                output = m_kept.isRemade(op.output) ? copyOf(op.output) : gradientLike(op.output);
            }
            OperatorOf<N>& again = add(op, "", Pass::Forward, inputs, output);
            again.recomputed = true;
            again.gathered = op.gathered, again.scattered = op.scattered;
            again.readOfFirst = op.readOfFirst;
        }
    }

    /// Of blocks that are computed again together all results are there until their gradients are, those that go from
    /// one to the next among them.
    void holdTogether(const OperatorRun& run)
    {
        const N together = m_kept.together(run);
        if (valueOf(together) <= 1) {
            return;
        }
        N elements(0);
        std::size_t first = m_stage.operators.size();
        for (std::size_t i = run.begin; i < run.end; ++i) {
            const TensorId made = m_forward.operators[i].output;
            const bool isMade = made >= 0 && (m_kept.isRemade(made) || valueOf(m_kept.share(made)) < 1);
            const bool isThere = m_kept.isRerun(i) && isMade && !m_kept.isOnChip(made);
            elements = isThere ? elements + m_forward.tensors[index(made)].elements() : elements;
        }
        const std::uint16_t block = m_forward.operators[run.begin].block;
        while (first > 0 && m_stage.operators[first - 1].block == block) {
            --first;
        }
        if (valueOf(elements) <= 0 || first == m_stage.operators.size()) {
            return;
        }
        TensorOf<N> others;
        others.n = together - N(1), others.c = elements;
        const TensorId held = push(std::move(others));
        m_stage.operators[first].workspace = m_stage.operators.back().workspace = held;
    }

    /// What ranks exchanged in place or waited for going forward they do again: sums become copies and copies sums, of
    /// as much.
    void mirror(const OperatorOf<N>& op)
    {
        if (op.inputCount == 0 || (m_kept.needs(inputOf(op, 0)) && !op.keepsNothing)) {
            add(op, ".backward", Pass::InputGradient, {}, -1);
        }
    }

    /// Over all that hold the same weights, once in a step.
    void addUp(const OperatorOf<N>& op)
    {
        if (!m_style.degrees || op.sharesWeights) {
            return;
        }
        const RankSpan<N> span = split::summedOver(op, *m_style.degrees);
        if (valueOf(span.ranks) > 1) {
            OperatorOf<N>& sum = m_stage.operators.emplace_back(split::exchangeOfWeights(
                m_style.exchange, op, trainedElements(op), m_style.format, span, *m_style.parts, m_stage.repeat));
            sum.pass = Pass::WeightGradient;
        }
    }

    void differentiate(std::size_t i)
    {
        const OperatorOf<N>& op = m_forward.operators[i];
        const TensorId made = op.output;
        if (op.kind == OperatorKind::PipelineWait || (isExchange(op.kind) && made < 0)) {
            mirror(op);
            return;
        }
        if (made < 0 || (!m_kept.needs(made) && !learns(op))) {
            return;
        }
        const TensorId given = gradientOf(op, made);
        if (given < 0) {
            return; // nobody uses what it made
        }
        if (learnsWeights(op) && (backwardOf(op.kind).weightGradient > 0 || isTableRow(op))) {
            gradientOfWeights(op, i, given);
        }
        const bool passesOn = op.kind == OperatorKind::Add || op.kind == OperatorKind::Embedding;
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            if (const TensorId in = inputOf(op, u); m_kept.needs(in)) {
                passesOn&& passOn(op, in, given) ? void() : gradientOfInput(op, i, u, given);
            }
        }
        if (learns(op)) {
            addUp(op);
        }
    }

    static bool isTableRow(const OperatorOf<N>& op)
    {
        return withKind(op.kind, [](auto row) { return decltype(row)::isTable; });
    }

    /// Of what an operator made: there already, or from outside. A loss makes its own of what it kept.
    TensorId gradientOf(const OperatorOf<N>& op, TensorId made)
    {
        TensorId& gradient = m_gradients[index(made)];
        if (op.isLoss) {
            return copyOf(made);
        }
        if (gradient < 0 && m_forward.tensors[index(made)].role == TensorRole::Output && !m_isLast) {
            TensorOf<N> tensor = m_forward.tensors[index(made)];
            tensor.role = TensorRole::Input;
            gradient = push(std::move(tensor));
        }
        return gradient;
    }

    void gradientOfWeights(const OperatorOf<N>& op, std::size_t i, TensorId given)
    {
        std::vector<TensorId> inputs{given};
        if (m_kept.needsInputs(i)) {
            inputs.push_back(copyOf(inputOf(op, 0)));
        }
        OperatorOf<N>& gradient = add(op, ".weight_gradient", Pass::WeightGradient, inputs, -1);
        gradient.perParameter = m_style.bytes;
        gradient.products = N(backwardOf(op.kind).weightGradient) * op.learnedShare;
    }

    /// A sum hands its gradient on: no operator, where nothing else adds to both.
    bool passOn(const OperatorOf<N>& op, TensorId in, TensorId given)
    {
        const TensorOf<N>&from = m_forward.tensors[index(op.output)], &to = m_forward.tensors[index(in)];
        TensorId& gradient = m_gradients[index(in)];
        const bool isWhole = valueOf(from.elements()) == valueOf(to.elements()) && to.role != TensorRole::Input;
        const bool isTaken = std::find(m_handedOn.begin(), m_handedOn.end(), given) != m_handedOn.end();
        if (gradient >= 0 || !isWhole || (isTaken && m_kept.readers(in) > 1)) {
            return false;
        }
        if (m_kept.readers(in) > 1) {
            m_handedOn.push_back(given);
        }
        gradient = given;
        return true;
    }

    /// Of a table added to something it is a sum; what was gathered is added up by parts, what was taken is gathered.
    static OperatorKind gradientKind(const OperatorOf<N>& op)
    {
        switch (op.kind) {
        case OperatorKind::Embedding:
            return OperatorKind::Add;
        case OperatorKind::AllGather:
            return OperatorKind::ReduceScatter;
        case OperatorKind::ReduceScatter:
            return OperatorKind::AllGather;
        default:
            return op.kind == OperatorKind::Reshape && op.sharesPositions ? OperatorKind::AllGather : op.kind;
        }
    }

    void gradientOfInput(const OperatorOf<N>& op, std::size_t i, std::uint32_t u, TensorId given)
    {
        const TensorId in = inputOf(op, u);
        const Backward row = backwardOf(op.kind);
        std::vector<TensorId> inputs{given};
        double factors = 0;
        for (std::uint32_t other = 0; other < op.inputCount; ++other) {
            const TensorId id = inputOf(op, other);
            factors += id >= 0;
            const bool isRead = id >= 0 && (row.inputGradient > 1    ? other != u
                                            : row.inputGradient == 0 ? m_kept.needsInputs(i)
                                                                     : false);
            if (isRead) {
                inputs.push_back(copyOf(id));
            }
        }
        if (row.keepsOutput && !op.keepsNothing && !op.isLoss) {
            inputs.push_back(copyOf(op.output));
        }
        TensorId& gradient = m_gradients[index(in)];
        const bool addsUp = gradient >= 0;
        if (addsUp) {
            inputs.push_back(gradient);
        } else {
            gradient = gradientLike(in);
        }
        const std::string suffix =
            op.inputCount > 1 ? ".input_gradient" + std::to_string(u + 1) : std::string(".input_gradient");
        OperatorOf<N>& made = add(op, suffix.c_str(), Pass::InputGradient, inputs, gradient);
        made.products = N(row.inputGradient / std::max(1.0, row.inputGradient > 1 ? factors : 1.0));
        if (op.kind == OperatorKind::Concat) {
            made.readOfFirst = m_forward.tensors[index(in)].elements();
        }
        made.kind = gradientKind(op);
        made.inPlace = made.kind == OperatorKind::Reshape && op.inPlace && !addsUp;
        made.result = made.inPlace ? -1 : made.output;
    }

    /// The result of a forward operator goes once its own gradients are there; that of one without, with the next of
    /// its block.
    void settle(std::size_t i)
    {
        m_waiting.push_back(static_cast<std::uint32_t>(i));
        const std::size_t now = m_stage.operators.size();
        if (now == m_settled || m_stage.operators.back().block != m_forward.operators[i].block ||
            m_stage.operators.back().pass == Pass::Forward) {
            return;
        }
        for (const std::uint32_t op : m_waiting) {
            m_stage.freedAfter[op] = static_cast<std::uint32_t>(now - 1);
        }
        m_waiting.clear();
        m_settled = now;
    }

    void markForward()
    {
        for (std::size_t t = 0; t < m_forward.tensors.size(); ++t) {
            const auto id = static_cast<TensorId>(t);
            if (m_kept.isKept(id)) {
                m_forward.tensors[t].role = TensorRole::Saved;
            }
        }
        for (std::size_t i = 0; i < m_forward.operators.size(); ++i) {
            OperatorOf<N>& op = m_forward.operators[i];
            op.keptBytes = m_kept.bytesBeside(i);
            op.keptShare = op.output >= 0 && m_kept.isKept(op.output) ? m_kept.share(op.output) : N(1);
        }
    }

    StageOf<N>& m_forward;
    const KeptResults<N>& m_kept;
    const GradientStyle<N>& m_style;
    bool m_isLast;
    StageOf<N> m_stage;
    std::vector<TensorId> m_gradients, m_copies; // by tensor of the forward stage
    std::vector<TensorId> m_handedOn;            // gradients that are already that of a tensor with several readers
    std::vector<std::uint32_t> m_waiting;        // forward operators whose results have not gone yet
    std::size_t m_settled = 0;
};

} // namespace

template <class N>
StageOf<N> gradientsOf(StageOf<N>& forward, const KeptResults<N>& kept, const GradientStyle<N>& style, bool isLast)
{
    return GradientBuilder<N>(forward, kept, style, isLast).build();
}

template StageOf<double> gradientsOf(StageOf<double>&, const KeptResults<double>&, const GradientStyle<double>&, bool);
template StageOf<Traced> gradientsOf(StageOf<Traced>&, const KeptResults<Traced>&, const GradientStyle<Traced>&, bool);

} // namespace ridge

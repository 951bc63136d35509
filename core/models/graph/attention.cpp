#include "core/models/graph/attention.h"

#include <algorithm>

namespace ridge {
namespace {

class Recogniser {
public:
    explicit Recogniser(Stage& stage)
        : m_stage(stage), m_producer(stage.tensors.size(), -1), m_reader(stage.tensors.size(), -1)
    {
        for (std::size_t i = 0; i < stage.operators.size(); ++i) {
            const Operator& op = stage.operators[i];
            for (std::uint32_t u = 0; u < op.inputCount; ++u) {
                int& reader = m_reader[at(stage.uses[op.firstInput + u])];
                reader = reader == -1 ? static_cast<int>(i) : several;
            }
            if (op.output >= 0) {
                m_producer[at(op.output)] = static_cast<int>(i);
            }
        }
    }

    void run()
    {
        for (const Operator& op : m_stage.operators) {
            if (op.kind != OperatorKind::Softmax || op.inputCount == 0 || op.output < 0) {
                continue;
            }
            m_visits = 0;
            const int scores = findScores(m_stage.uses[op.firstInput], longestChain);
            const int values = scores < 0 ? -1 : findValues(op.output);
            if (values >= 0) {
                mark(m_stage.operators[at(scores)], m_stage.operators[at(values)]);
            }
        }
    }

private:
    static constexpr int several = -2;
    static constexpr int longestChain = 8;
    static constexpr int mostVisits = 1000; // of one search: additions may join the same tensors again and again

    static std::size_t at(int index) { return static_cast<std::size_t>(index); }

    static bool passesOn(const Operator& op)
    {
        return op.kind == OperatorKind::Elementwise || op.kind == OperatorKind::Add || op.kind == OperatorKind::Reshape;
    }

    double elements(TensorId id) const { return m_stage.tensors[at(id)].elements(); }

    /// Back through scales, masks and casts to a product; masks end at inputs or at something smaller.
    int findScores(TensorId id, int steps)
    {
        const int producer = m_producer[at(id)];
        if (producer < 0 || steps == 0 || ++m_visits > mostVisits) {
            return -1;
        }
        const Operator& op = m_stage.operators[at(producer)];
        if (op.kind == OperatorKind::Matmul) {
            return producer;
        }
        for (std::uint32_t u = 0; passesOn(op) && u < op.inputCount; ++u) {
            const TensorId input = m_stage.uses[op.firstInput + u];
            const int found = elements(input) == elements(id) ? findScores(input, steps - 1) : -1;
            if (found >= 0) {
                return found;
            }
        }
        return -1;
    }

    /// On through casts, dropouts and layouts to the one product that reads the weights.
    int findValues(TensorId id) const
    {
        for (int steps = longestChain; steps > 0; --steps) {
            const int reader = m_reader[at(id)];
            if (reader < 0) {
                return -1;
            }
            const Operator& op = m_stage.operators[at(reader)];
            if (op.kind == OperatorKind::Matmul) {
                return reader;
            }
            if (!passesOn(op) || op.output < 0 || elements(op.output) != elements(id)) {
                return -1;
            }
            id = op.output;
        }
        return -1;
    }

    /// Scores are queries × context; values are that times context × size, or size × context times the transpose.
    void mark(Operator& scores, Operator& values) const
    {
        const double n = scores.sizes.n;
        const double queries = scores.sizes.ho;
        const double context = scores.sizes.co;
        const Sizes<>& v = values.sizes;
        const bool isRight = v.ho == queries;
        const bool isTurned = !isRight && v.co == queries;
        if (v.n != n || v.ci != context || scores.sizes.wo != 1 || v.wo != 1 || (!isRight && !isTurned)) {
            return;
        }
        const double headSize = isRight ? v.co : v.ho;
        const double samples = samplesOf(scores);
        become(OperatorKind::AttentionScores, scores, {samples, n / samples, queries, context, scores.sizes.ci});
        become(OperatorKind::AttentionValues, values, {samples, n / samples, queries, context, headSize});
    }

    /// The part of the products that is the batch; the rest are heads.
    double samplesOf(const Operator& scores) const
    {
        const double n = scores.sizes.n;
        const Tensor& result = m_stage.tensors[at(scores.output)];
        if (result.n > 0 && result.n * result.c == n) {
            return result.n;
        }
        const double samples = m_stage.samples;
        return samples >= 1 && n >= samples && n / samples == static_cast<double>(static_cast<long long>(n / samples))
                   ? samples
                   : 1;
    }

    struct Head {
        double n, heads, queries, context, size;
    };

    static void become(OperatorKind kind, Operator& op, const Head& head)
    {
        op.kind = kind;
        op.sizes = {};
        op.sizes.n = head.n;
        op.sizes.heads = op.sizes.kvHeads = head.heads;
        op.sizes.headSize = op.sizes.ci = head.size;
        op.sizes.queries = op.sizes.wi = op.sizes.wo = head.queries;
        op.sizes.context = head.context;
        op.sizes.cached = 0; // keys and values are tensors of the graph
    }

    Stage& m_stage;
    int m_visits = 0;
    std::vector<int> m_producer; // operator that writes a tensor
    std::vector<int> m_reader;   // operator that reads it; `several` when more than one do
};

} // namespace

void recogniseAttention(Stage& stage)
{
    const auto isSoftmax = [](const Operator& op) { return op.kind == OperatorKind::Softmax; };
    if (std::ranges::any_of(stage.operators, isSoftmax)) {
        Recogniser(stage).run();
    }
}

} // namespace ridge

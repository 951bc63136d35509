#include "core/levers/split/pipeline_split.h"

#include "core/formulas/formulas.h"
#include "core/levers/split/operator_cut.h"

#include <algorithm>
#include <tuple>
#include <vector>

namespace ridge::split {
namespace {

/// Layers that repeat, all of one kind.
template <class N> struct Kind {
    std::uint16_t block;
    N all, here;
};

template <class N> class PipelineSplit {
public:
    PipelineSplit(StageOf<N>& stage, const Device& device, const Degrees<N>& degrees, const N& replicas,
                  PipelineCut& cut, std::vector<PartOf<N>>& parts)
        : m_stage(stage), m_device(device), m_degrees(degrees), m_replicas(replicas), m_cut(cut), m_parts(parts)
    {
        for (std::size_t i = 0; i < stage.operators.size(); ++i) {
            const OperatorOf<N>& op = stage.operators[i];
            if (op.block == 0) {
                continue;
            }
            m_begin = m_kinds.empty() ? i : m_begin;
            m_end = i + 1;
            if (m_kinds.empty() || m_kinds.back().block != op.block) {
                m_kinds.push_back({op.block, op.count, op.count});
                m_layers = m_layers + op.count;
            }
        }
    }

    Share<N> run()
    {
        if (m_kinds.empty()) {
            cutBetweenOperators();
            return {};
        }
        const Share<N> layers = shareOf(m_layers, m_degrees.pipeline);
        deal(layers);
        const bool hasEnd = weightsOf(m_end, m_stage.operators.size()) >= weightsOf(0, m_begin);
        for (std::size_t i = 0; i < m_stage.operators.size(); ++i) {
            OperatorOf<N>& op = m_stage.operators[i];
            if (op.block != 0) {
                place(op, kindOf(op.block).here);
            } else if (hasEnd ? i < m_begin : i >= m_end) {
                place(op, N(0));
            } else if (op.sharesWeights && !m_stage.sharesWeights) {
                keepCopy(op);
            }
        }
        send();
        wait();
        return layers;
    }

private:
    /// What does not repeat is cut where the slowest rank has least to do. Whichever is shown, operators are the same.
    void cutBetweenOperators()
    {
        const OperatorCut cut = cutOf(m_stage, m_device, valueOf(m_degrees.pipeline));
        m_cut.runs = std::max(m_cut.runs, static_cast<int>(cut.ends.size()));
        std::tie(m_begin, m_end) = cut.run(m_cut.shown < 0 ? cut.slowest : static_cast<std::size_t>(m_cut.shown));
        std::vector<std::vector<TensorId>> passed;
        for (const std::size_t end : cut.ends) {
            passed.push_back(tensorsAcross(end));
        }
        for (std::size_t i = 0; i < m_stage.operators.size(); ++i) {
            OperatorOf<N>& op = m_stage.operators[i];
            if (i < m_begin || i >= m_end) {
                place(op, N(0));
            } else if (op.sharesWeights && !m_stage.sharesWeights && m_begin > 0) {
                keepCopy(op);
            }
        }
        for (std::size_t r = cut.ends.size() - 1; r-- > 0;) { // from behind: places stay what they are
            const std::size_t border = cut.ends[r];
            const bool isOwn = m_end < cut.ends.back() ? border == m_end : border == m_begin; // sent, or awaited
            for (const TensorId id : passed[r]) {
                insertSend(border, id, isOwn ? N(1) : N(0));
            }
        }
        wait();
    }

    /// What is made before an operator and used from it on.
    std::vector<TensorId> tensorsAcross(std::size_t border) const
    {
        std::vector<bool> isMade(m_stage.tensors.size()), isUsed(m_stage.tensors.size());
        for (std::size_t i = 0; i < m_stage.operators.size(); ++i) {
            const OperatorOf<N>& op = m_stage.operators[i];
            if (i < border && op.output >= 0) {
                isMade[std::size_t(op.output)] = true;
            }
            for (std::uint32_t u = 0; i >= border && u < op.inputCount; ++u) {
                if (const TensorId id = m_stage.uses[op.firstInput + u]; id >= 0) {
                    isUsed[std::size_t(id)] = true;
                }
            }
        }
        std::vector<TensorId> across;
        for (std::size_t t = 0; t < isMade.size(); ++t) {
            if (isMade[t] && isUsed[t]) {
                across.push_back(static_cast<TensorId>(t));
            }
        }
        return across;
    }

    /// Of a tensor from one rank to the next; by other ranks where this one neither sends nor awaits it.
    void insertSend(std::size_t border, TensorId id, const N& here)
    {
        std::size_t maker = border;
        while (maker > 0 && m_stage.operators[maker - 1].output != id) {
            --maker;
        }
        OperatorOf<N> op = sendOf(m_stage.operators[maker - 1], id);
        PartOf<N> part = m_degrees.sameForAll(m_replicas);
        part.away = N(1) - here;
        op.count = here;
        op.part = indexOf(part, m_parts);
        m_stage.operators.insert(m_stage.operators.begin() + static_cast<std::ptrdiff_t>(border), op);
    }

    OperatorOf<N> sendOf(const OperatorOf<N>& maker, TensorId id)
    {
        const bool crosses = valueOf(m_degrees.devices()) > m_degrees.perNode;
        const N& p = m_degrees.pipeline;
        OperatorOf<N> op = exchangeOf(m_stage, OperatorKind::Send, maker, id, {p, crosses ? N(1) : p});
        op.block = 0, op.count = N(1);
        return op;
    }

    Kind<N>& kindOf(std::uint16_t block)
    {
        return *std::find_if(m_kinds.begin(), m_kinds.end(), [block](const auto& kind) { return kind.block == block; });
    }

    /// The fullest rank's layers among their kinds: largest remainders, so that their sum stays what it is.
    void deal(const Share<N>& layers)
    {
        const double wanted = valueOf(m_layers) * valueOf(layers.part) / valueOf(layers.of);
        const bool isEven = std::all_of(m_kinds.begin(), m_kinds.end(), [&layers](const Kind<N>& kind) {
            const double here = valueOf(kind.all) * valueOf(layers.part) / valueOf(layers.of);
            return here == std::floor(here);
        });
        if (isEven) {
            for (Kind<N>& kind : m_kinds) {
                kind.here =
                    m_kinds.size() == 1 && valueOf(layers.part) != 1 ? layers.part : kind.all * layers.part / layers.of;
            }
            return;
        }
        std::vector<double> whole, rest;
        double left = wanted;
        for (const Kind<N>& kind : m_kinds) {
            const double here = valueOf(kind.all) * valueOf(layers.part) / valueOf(layers.of);
            whole.push_back(std::floor(here)), rest.push_back(here - std::floor(here));
            left -= whole.back();
        }
        for (; left > 0.5; left -= 1) {
            const auto next = static_cast<std::size_t>(std::max_element(rest.begin(), rest.end()) - rest.begin());
            whole[next] += 1, rest[next] = -1;
        }
        for (std::size_t i = 0; i < m_kinds.size(); ++i) {
            m_kinds[i].here = constantLeaf<N>("layers", whole[i], "of this kind on the fullest rank of the pipeline");
        }
    }

    double weightsOf(std::size_t from, std::size_t to) const
    {
        double sum = 0;
        for (std::size_t i = from; i < to; ++i) {
            const OperatorOf<N>& op = m_stage.operators[i];
            sum += valueOf(formula::weights(op.kind, op.sizes, op.weightParameters));
        }
        return sum;
    }

    /// So many executions here, the others by other ranks.
    void place(OperatorOf<N>& op, const N& here)
    {
        PartOf<N> part = m_parts[op.part];
        part.away = valueOf(here) == 0 ? op.count : op.count - here;
        op.count = here;
        op.part = indexOf(part, m_parts);
    }

    /// A head that is tied to a table at the other end of the pipeline has a copy of it, which is no parameter more.
    void keepCopy(OperatorOf<N>& op)
    {
        PartOf<N> part = m_parts[op.part];
        part.weights = N(0);
        op.sharesWeights = false;
        op.part = indexOf(part, m_parts);
    }

    void send()
    {
        std::size_t last = m_end;
        while (last > m_begin && m_stage.operators[last - 1].output < 0) {
            --last;
        }
        if (last == m_begin) {
            return;
        }
        const OperatorOf<N> maker = m_stage.operators[last - 1];
        OperatorOf<N> op = sendOf(maker, maker.output);
        const N stages = smaller(m_degrees.pipeline, m_layers);
        const N others = valueOf(stages) > 2 ? stages - N(2) : N(0); // as many sends as there are borders
        PartOf<N> part = m_degrees.sameForAll(m_replicas);
        part.away = others;
        op.part = indexOf(part, m_parts);
        m_stage.operators.insert(m_stage.operators.begin() + static_cast<std::ptrdiff_t>(m_end), op);
    }

    void wait()
    {
        OperatorOf<N> op;
        op.kind = OperatorKind::PipelineWait;
        op.name = "pipeline.wait";
        op.part = indexOf(m_degrees.sameForAll(m_replicas), m_parts);
        m_stage.operators.push_back(op);
    }

    StageOf<N>& m_stage;
    const Device& m_device;
    const Degrees<N>& m_degrees;
    N m_replicas;
    PipelineCut& m_cut;
    std::vector<PartOf<N>>& m_parts;
    std::vector<Kind<N>> m_kinds;
    N m_layers{0};
    std::size_t m_begin = 0, m_end = 0; // of the operators that repeat
};

} // namespace

template <class N>
Share<N> splitLayers(StageOf<N>& stage, const Device& device, const Degrees<N>& degrees, const N& replicas,
                     PipelineCut& cut, std::vector<PartOf<N>>& parts)
{
    return PipelineSplit<N>(stage, device, degrees, replicas, cut, parts).run();
}

template Share<double> splitLayers(StageOf<double>&, const Device&, const Degrees<double>&, const double&, PipelineCut&,
                                   std::vector<PartOf<double>>&);
template Share<Traced> splitLayers(StageOf<Traced>&, const Device&, const Degrees<Traced>&, const Traced&, PipelineCut&,
                                   std::vector<PartOf<Traced>>&);

} // namespace ridge::split

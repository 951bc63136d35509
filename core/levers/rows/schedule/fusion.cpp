#include "core/levers/levers.h"

#include <algorithm>

namespace ridge {
namespace {

template <class N> class FusionPass {
public:
    FusionPass(StageOf<N>& stage, Fusion fusion) : m_stage(stage), m_fusion(fusion), m_states(stage.tensors.size())
    {
        for (TensorId id : stage.uses) {
            if (id >= 0) {
                ++of(id).remaining;
            }
        }
        if (fusion == Fusion::Attention && std::ranges::any_of(stage.operators, isScores)) {
            findLastReaders();
        }
    }

    void run()
    {
        for (std::size_t i = 0; i < m_stage.operators.size(); ++i) {
            OperatorOf<N>& op = m_stage.operators[i];
            for (std::uint32_t u = 0; u < op.inputCount; ++u) {
                resolve(m_stage.uses[op.firstInput + u]);
            }
            if (op.kind == OperatorKind::Reshape && op.inPlace) {
                viewInput(op);
                continue;
            }
            if (op.output >= 0) {
                of(op.output).maker = static_cast<int>(i);
            }
            if (m_fusion != Fusion::None && isEpilogue(op.kind) && fuseEpilogue(op)) {
                continue;
            }
            consumeInputs(op);
            m_kernel = static_cast<int>(i);
            if (op.output >= 0 && valueOf(op.scattered) == 0) { // a sum in no order is complete only at the end
                of(op.output).writer = m_kernel;
            }
            if (m_fusion == Fusion::Attention && isScores(op)) {
                keepScoresOnChip(i);
            }
        }
    }

private:
    static bool isScores(const OperatorOf<N>& op) { return op.kind == OperatorKind::AttentionScores; }

    static constexpr std::size_t longestChain = 64; // steps between scores and values; models have a handful

    void resolve(TensorId& id) const
    {
        while (id >= 0 && of(id).alias >= 0) {
            id = of(id).alias;
        }
    }

    void consumeInputs(const OperatorOf<N>& op)
    {
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            const TensorId id = m_stage.uses[op.firstInput + u];
            if (id >= 0) {
                --of(id).remaining;
            }
        }
    }

    /// A view is its input under another name: it moves nothing and owns nothing.
    void viewInput(OperatorOf<N>& op)
    {
        const TensorId in = op.inputCount ? m_stage.uses[op.firstInput] : -1;
        if (in < 0 || op.output < 0) {
            return;
        }
        TensorOf<N>& source = tensor(in);
        const TensorOf<N>& view = tensor(op.output);
        if (view.role == TensorRole::Output) {
            source.role = TensorRole::Output;
        }
        of(in).remaining += of(op.output).remaining - 1;
        of(op.output).alias = in;
        op.output = -1;
    }

    /// Runs in the epilogue of the kernel that has just produced its first (or, for additions, any) input.
    bool fuseEpilogue(OperatorOf<N>& op)
    {
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            const TensorId in = m_stage.uses[op.firstInput + u];
            const bool fresh = in >= 0 && m_kernel >= 0 && of(in).writer == m_kernel;
            const bool sameBlock = fresh && coversOutput(in, op.output) &&
                                   m_stage.operators[static_cast<std::size_t>(m_kernel)].block == op.block;
            if (!sameBlock) {
                continue;
            }
            std::swap(m_stage.uses[op.firstInput], m_stage.uses[op.firstInput + u]);
            op.inPlace = true;
            consumeInputs(op);
            takeOver(op, in);
            return true;
        }
        return false;
    }

    /// What is broadcast, such as one factor per channel, is complete long before its partner passes by.
    bool coversOutput(TensorId in, TensorId out) const
    {
        const auto elements = [this](TensorId id) { return valueOf(tensor(id).elements()); };
        return out < 0 || elements(in) >= elements(out);
    }

    /// Where nobody else needs the input, the producer writes the result in its place.
    void takeOver(OperatorOf<N>& op, TensorId in)
    {
        if (op.output >= 0) {
            of(op.output).writer = m_kernel;
        }
        const int maker = of(in).maker;
        OperatorOf<N>* owner = maker >= m_kernel ? &m_stage.operators[static_cast<std::size_t>(maker)] : nullptr;
        if (of(in).remaining > 0 || tensor(in).role != TensorRole::Activation || !owner) {
            return; // still needed: the epilogue writes a second result
        }
        owner->output = op.output;
        if (op.output >= 0) {
            of(op.output).maker = maker;
        }
        m_stage.uses[op.firstInput] = op.output;
        tensor(in).onChip = true;
        op.output = -1;
    }

    void findLastReaders()
    {
        for (std::size_t i = 0; i < m_stage.operators.size(); ++i) {
            const OperatorOf<N>& op = m_stage.operators[i];
            for (std::uint32_t u = 0; u < op.inputCount; ++u) {
                if (const TensorId id = m_stage.uses[op.firstInput + u]; id >= 0) {
                    of(id).lastReader = i;
                }
            }
        }
    }

    /// From the scores through what scales, masks and normalises them to their product with the values: none of it is
    /// written where each result has one reader. Imported graphs spell these steps out, and may put others in between.
    void keepScoresOnChip(std::size_t scores)
    {
        m_chain.clear();
        const TensorId first = m_stage.operators[scores].output;
        std::size_t at = scores;
        for (TensorId id = first; id >= 0 && isPrivate(id) && m_chain.size() < longestChain;) {
            m_chain.push_back(id);
            const std::size_t next = of(id).lastReader; // the only one still to come
            if (next <= at) {
                return;
            }
            at = next;
            const OperatorOf<N>& reader = m_stage.operators[at];
            if (reader.kind == OperatorKind::AttentionValues) {
                for (TensorId kept : m_chain) {
                    tensor(kept).onChip = true;
                }
                return;
            }
            const bool passesOn = isEpilogue(reader.kind) || reader.kind == OperatorKind::Reshape;
            id = passesOn ? reader.output : -1;
        }
    }

    /// One operator alone reads it, and nobody outside the stage does.
    bool isPrivate(TensorId id) const { return of(id).remaining == 1 && tensor(id).role == TensorRole::Activation; }

    /// What is known of a tensor so far.
    struct State {
        int remaining = 0;          // uses still to come
        int writer = -1;            // kernel that produced it
        int maker = -1;             // operator whose output it is
        TensorId alias = -1;        // whose view it is
        std::size_t lastReader = 0; // operator; for attention alone
    };
    State& of(TensorId id) { return m_states[static_cast<std::size_t>(id)]; }
    const State& of(TensorId id) const { return m_states[static_cast<std::size_t>(id)]; }
    TensorOf<N>& tensor(TensorId id) { return m_stage.tensors[static_cast<std::size_t>(id)]; }
    const TensorOf<N>& tensor(TensorId id) const { return m_stage.tensors[static_cast<std::size_t>(id)]; }

    StageOf<N>& m_stage;
    Fusion m_fusion;
    std::vector<State> m_states;   // of each tensor
    std::vector<TensorId> m_chain; // from the scores to the values, kept between uses
    int m_kernel = -1;             // the latest operator that is not in place
};

} // namespace

/// Views are folded whatever is fused: they move nothing on any machine.
extern const Lever fusionLever; // named by the list of all rows
const Lever fusionLever = [] {
    Lever lever = programLever({.id = "fusion",
                                .label = "Fusion",
                                .reduces = "traffic of activations",
                                .kind = LeverKind::Schedule,
                                .order = 0,
                                .caveat = "Epilogues need a compiler or kernels that fuse them; scores stay on chip "
                                          "only where the head fits (FlashAttention: Dao et al. 2022, "
                                          "arXiv:2205.14135).",
                                .toggle = {"deployment.fusion", double(Fusion::Attention), double(Fusion::None)}},
                               []<class N>(const Pulled<N>& pulled, ProgramOf<N>& program) {
                                   for (StageOf<N>& stage : program.stages) {
                                       FusionPass<N>(stage, pulled.scenario.deployment.fusion).run();
                                   }
                                   return true;
                               });
    lever.isOn = [](const Scenario&) { return true; };
    return lever;
}();

} // namespace ridge

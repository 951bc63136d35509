#include "core/levers/levers.h"

namespace ridge {
namespace {

template <class N> bool isDepthwise(const OperatorOf<N>& op)
{
    const Sizes<N>& s = op.sizes;
    return op.kind == OperatorKind::Convolution && s.g > 1 && s.g == s.ci && s.g == s.co;
}

/// Whether each tensor is read after the operator at this place, as far as the walk has come from the end.
template <class N> class LaterUses {
public:
    explicit LaterUses(const StageOf<N>& stage) : m_stage(stage), m_used(stage.tensors.size(), false) {}

    bool of(TensorId id) const { return id >= 0 && m_used[static_cast<std::size_t>(id)]; }
    void add(const OperatorOf<N>& op)
    {
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            if (const TensorId id = m_stage.uses[op.firstInput + u]; id >= 0) {
                m_used[static_cast<std::size_t>(id)] = true;
            }
        }
    }

private:
    const StageOf<N>& m_stage;
    std::vector<bool> m_used;
};

template <class N> bool canOverwrite(const StageOf<N>& stage, const OperatorOf<N>& op, const LaterUses<N>& later)
{
    if (!isDepthwise(op) || op.inputCount != 1 || op.output < 0 || stage.uses[op.firstInput] < 0) {
        return false;
    }
    const TensorId in = stage.uses[op.firstInput];
    const TensorOf<N>& input = stage.tensors[static_cast<std::size_t>(in)];
    const TensorOf<N>& output = stage.tensors[static_cast<std::size_t>(op.output)];
    const bool inMemory = !input.onChip && !output.onChip && input.role == TensorRole::Activation;
    return inMemory && valueOf(output.elements()) <= valueOf(input.elements()) && !later.of(in) && later.of(op.output);
}

template <class N> bool computeInPlace(StageOf<N>& stage)
{
    bool changed = false;
    LaterUses<N> later(stage);
    for (std::size_t i = stage.operators.size(); i-- > 0;) {
        OperatorOf<N>& op = stage.operators[i];
        if (canOverwrite(stage, op, later)) {
            TensorOf<N> plane;
            plane.t = op.sizes.to, plane.h = op.sizes.ho, plane.w = op.sizes.wo;
            op.workspace = static_cast<TensorId>(stage.tensors.size());
            op.overwritesInput = changed = true;
            stage.tensors.push_back(plane);
        }
        later.add(op);
    }
    return changed;
}

} // namespace

/// Channels of a depthwise convolution do not see each other, so that one is computed into a spare plane and takes the
/// place of its input once that is used up: (C + 1)·H·W instead of 2·C·H·W, with a stride C·H·W and one output plane.
/// Only where nobody else needs the input.
extern const Lever inplaceLever; // named by the list of all rows
const Lever inplaceLever = [] {
    Lever lever =
        programLever({.id = "in_place",
                      .label = "Depthwise in place",
                      .reduces = "peak activations",
                      .kind = LeverKind::MemoryPlan,
                      .order = 0,
                      .caveat = "Needs kernels that overwrite their input, as TinyEngine has (Lin et al. 2020, MCUNet, "
                                "arXiv:2007.10319).",
                      .toggle = {"deployment.in_place_depthwise", 1, 0}},
                     []<class N>(const Pulled<N>&, ProgramOf<N>& program) {
                         bool changed = false;
                         for (StageOf<N>& stage : program.stages) {
                             changed = computeInPlace(stage) || changed;
                         }
                         return changed;
                     });
    lever.isOn = [](const Scenario& s) { return s.deployment.inPlaceDepthwise && !s.trains(); };
    return lever;
}();

} // namespace ridge

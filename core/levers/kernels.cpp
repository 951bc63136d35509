#include "core/levers/kernels.h"

namespace ridge {
namespace {

bool isDepthwise(const Operator& op)
{
    const Sizes<>& s = op.sizes;
    return op.kind == OperatorKind::Convolution && s.g > 1 && s.g == s.ci && s.g == s.co;
}

/// Whether each tensor is read after the operator at this place, as far as the walk has come from the end.
class LaterUses {
public:
    explicit LaterUses(const Stage& stage) : m_stage(stage), m_used(stage.tensors.size(), false) {}

    bool of(TensorId id) const { return id >= 0 && m_used[static_cast<std::size_t>(id)]; }
    void add(const Operator& op)
    {
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            if (const TensorId id = m_stage.uses[op.firstInput + u]; id >= 0) {
                m_used[static_cast<std::size_t>(id)] = true;
            }
        }
    }

private:
    const Stage& m_stage;
    std::vector<bool> m_used;
};

bool canOverwrite(const Stage& stage, const Operator& op, const LaterUses& later)
{
    if (!isDepthwise(op) || op.inputCount != 1 || op.output < 0 || stage.uses[op.firstInput] < 0) {
        return false;
    }
    const TensorId in = stage.uses[op.firstInput];
    const Tensor& input = stage.tensors[static_cast<std::size_t>(in)];
    const Tensor& output = stage.tensors[static_cast<std::size_t>(op.output)];
    const bool inMemory = !input.onChip && !output.onChip && input.role == TensorRole::Activation;
    return inMemory && output.elements() <= input.elements() && !later.of(in) && later.of(op.output);
}

void computeInPlace(Stage& stage)
{
    LaterUses later(stage);
    for (std::size_t i = stage.operators.size(); i-- > 0;) {
        Operator& op = stage.operators[i];
        if (canOverwrite(stage, op, later)) {
            Tensor plane;
            plane.t = op.sizes.to, plane.h = op.sizes.ho, plane.w = op.sizes.wo;
            op.workspace = static_cast<TensorId>(stage.tensors.size());
            op.overwritesInput = true;
            stage.tensors.push_back(plane);
        }
        later.add(op);
    }
}

} // namespace

bool isWinograd(const Operator& op)
{
    const Sizes<>& s = op.sizes;
    return op.kind == OperatorKind::Convolution && s.kt == 1 && s.kh == 3 && s.kw == 3 && s.g == 1 &&
           s.ho >= s.hi - 2 && s.wo >= s.wi - 2;
}

WinogradCost winogradCost(int tile) { return tile == 2 ? WinogradCost{32, 24} : WinogradCost{156, 90}; }

void chooseKernels(Stage& stage, const Deployment& deployment)
{
    if (deployment.winograd != Winograd::None) {
        for (Operator& op : stage.operators) {
            op.winogradTile = !isWinograd(op) ? 0 : deployment.winograd == Winograd::F2 ? 2 : 4;
        }
    }
    if (deployment.inPlaceDepthwise) {
        computeInPlace(stage);
    }
}

} // namespace ridge

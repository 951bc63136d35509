#include "core/levers/levers.h"
#include "core/levers/operator_order.h"

#include <algorithm>
#include <numeric>

namespace ridge {
namespace {

/// What must stay where it stands: it writes or reads what is no tensor, or changes what it reads.
template <class N> bool isBound(const StageOf<N>& stage, const OperatorOf<N>& op)
{
    const auto isState = [&](TensorId id) {
        return id >= 0 && stage.tensors[static_cast<std::size_t>(id)].role == TensorRole::State;
    };
    bool touchesState = isState(op.output);
    for (std::uint32_t u = 0; u < op.inputCount; ++u) {
        touchesState = touchesState || isState(stage.uses[op.firstInput + u]);
    }
    return touchesState || op.output < 0 || op.overwritesInput || valueOf(op.kvWritten) > 0 ||
           valueOf(op.writtenInPlace) > 0 || valueOf(op.count) != 1;
}

/// Whether it runs with the one before it: in its epilogue, or from what never leaves the chip.
template <class N> bool followsAtOnce(const StageOf<N>& stage, const OperatorOf<N>& op)
{
    bool isChained = op.inPlace;
    for (std::uint32_t u = 0; u < op.inputCount; ++u) {
        const TensorId id = stage.uses[op.firstInput + u];
        isChained = isChained || (id >= 0 && stage.tensors[static_cast<std::size_t>(id)].onChip);
    }
    return isChained;
}

/// The work of a stage, and which operators each piece is made of.
struct StageWork {
    OrderTask task;                 // of pieces
    OrderTask whole;                // of operators, each by itself: what the pieces are weighed by in the end
    std::vector<std::size_t> begin; // of each piece, and the end of the last
};

/// What takes no part in the peak, or the same part in every order, weighs nothing.
template <class N> StageWork workOf(const StageOf<N>& stage, bool inputCounts)
{
    StageWork made;
    for (const TensorOf<N>& tensor : stage.tensors) {
        const bool isLeftOut =
            tensor.onChip || tensor.role == TensorRole::State || (tensor.role == TensorRole::Input && !inputCounts);
        made.whole.elements.push_back(isLeftOut ? 0 : valueOf(tensor.elements()));
        made.whole.stays.push_back(tensor.role == TensorRole::Output);
    }
    made.task.elements = made.whole.elements;
    made.task.stays = made.whole.stays;
    for (std::size_t i = 0; i < stage.operators.size(); ++i) {
        const OperatorOf<N>& op = stage.operators[i];
        OrderedWork alone;
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            if (const TensorId id = stage.uses[op.firstInput + u]; id >= 0) {
                alone.reads.push_back(static_cast<std::size_t>(id));
            }
        }
        if (op.output >= 0) {
            alone.writes.push_back(static_cast<std::size_t>(op.output));
        }
        alone.workspace = op.workspace >= 0 ? made.whole.elements[static_cast<std::size_t>(op.workspace)] : 0;
        alone.isFixed = isBound(stage, op);
        if (i == 0 || !followsAtOnce(stage, op)) {
            made.begin.push_back(i);
            made.task.work.emplace_back();
        }
        OrderedWork& piece = made.task.work.back();
        piece.reads.insert(piece.reads.end(), alone.reads.begin(), alone.reads.end());
        piece.writes.insert(piece.writes.end(), alone.writes.begin(), alone.writes.end());
        piece.workspace = std::max(piece.workspace, alone.workspace);
        piece.isFixed = piece.isFixed || alone.isFixed;
        made.whole.work.push_back(std::move(alone));
    }
    made.begin.push_back(stage.operators.size());
    return made;
}

template <class N> bool reorder(StageOf<N>& stage, bool inputCounts)
{
    const StageWork work = workOf(stage, inputCounts);
    std::vector<std::size_t> now(stage.operators.size()), then;
    std::iota(now.begin(), now.end(), std::size_t{0});
    for (const std::size_t piece : orderOfSmallestPeak(work.task)) {
        for (std::size_t i = work.begin[piece]; i < work.begin[piece + 1]; ++i) {
            then.push_back(i);
        }
    }
    if (peakOf(work.whole, then) >= peakOf(work.whole, now)) {
        return false;
    }
    std::vector<OperatorOf<N>> operators;
    operators.reserve(then.size());
    for (const std::size_t i : then) {
        operators.push_back(std::move(stage.operators[i]));
    }
    stage.operators = std::move(operators);
    return true;
}

} // namespace

/// The same operators in another order, which the data allows: branches that leave little behind run first.
extern const Lever operatororderLever; // named by the list of all rows
const Lever operatororderLever = programLever(
    {.id = "operator_order",
     .label = "Operator order",
     .reduces = "peak activations, where the model has branches",
     .kind = LeverKind::MemoryPlan,
     .order = -10,
     .caveat = "Costs nothing but the search. Reordered, SwiftNet Cell needs 301 KB instead of 351 KB and fits a "
               "microcontroller with 512 KB that its default order exceeds with the framework (Liberis and Lane 2019, "
               "arXiv:1910.05110). Models without branches, or with mere skips around a chain, have one order.",
     .refusal = [](const Scenario& s) -> const char* {
         return s.trains() ? "the order of gradients follows that of forward" : nullptr;
     }},
    []<class N>(const Pulled<N>& pulled, ProgramOf<N>& program) {
        bool changed = false;
        for (StageOf<N>& stage : program.stages) {
            changed = reorder(stage, pulled.scenario.convention.inputInPeak) || changed;
        }
        return changed;
    });

} // namespace ridge

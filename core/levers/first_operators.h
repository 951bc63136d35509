// The operators at the start of a stage whose outputs depend on a few neighbours alone, and the map that ends them.
// Not what is done with them: patch_pass.h cuts their maps into patches, streaming_pass.h keeps rows of them.
#pragma once

#include "core/program/program.h"

#include <algorithm>
#include <set>

namespace ridge {

/// Each output depends on a few neighbours alone.
template <class N> bool looksNearby(const OperatorOf<N>& op)
{
    const Sizes<N>& s = op.sizes;
    const bool wholeMap = valueOf(s.kh) >= valueOf(s.hi) && valueOf(s.kw) >= valueOf(s.wi);
    const bool inFrame = valueOf(s.kt) == 1 && valueOf(op.writtenInPlace) == 0;
    switch (op.kind) {
    case OperatorKind::Convolution:
    case OperatorKind::Pool:
        return inFrame && !wholeMap;
    case OperatorKind::Normalisation:
    case OperatorKind::Elementwise:
    case OperatorKind::Add:
    case OperatorKind::Concat:
        return inFrame;
    default:
        return false;
    }
}

/// Along one side; 1 of what does not slide.
template <class N> N slidingSize(const OperatorOf<N>& op, const N& size)
{
    const bool slides = op.kind == OperatorKind::Convolution || op.kind == OperatorKind::Pool;
    return slides ? size : N(1);
}

/// The only map that is read behind the first `end` operators; −1 where there is none or more than one.
template <class N> TensorId onlyMapBehind(const StageOf<N>& stage, std::size_t end)
{
    std::set<TensorId> made, used, read;
    for (std::size_t i = 0; i < stage.operators.size(); ++i) {
        const OperatorOf<N>& op = stage.operators[i];
        if (i < end && op.output >= 0) {
            made.insert(op.output);
        }
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            if (const TensorId id = stage.uses[op.firstInput + u]; made.contains(id)) {
                (i < end ? used : read).insert(id);
            }
        }
    }
    const bool isWhole = std::ranges::all_of(made, [&](TensorId id) {
        const bool isInside = stage.tensors[static_cast<std::size_t>(id)].role == TensorRole::Activation;
        return isInside && (used.contains(id) || read.contains(id));
    });
    return read.size() == 1 && isWhole ? *read.begin() : -1;
}

} // namespace ridge

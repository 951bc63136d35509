// The kind of work that an operator is to what machines were measured to reach (core/scenario/typical.h).
// Not its kind of operator: those are many, and few measurements are of one alone.
#pragma once

#include "core/program/program.h"

#include <array>

namespace ridge {

inline constexpr std::array<WorkKind, 5> allWorkKinds{WorkKind::Products, WorkKind::NarrowProducts, WorkKind::Attention,
                                                      WorkKind::Grouped, WorkKind::Movement};

/// "narrow_products": in files.
constexpr std::string_view idOf(WorkKind kind)
{
    constexpr std::array<std::string_view, allWorkKinds.size()> ids{"products", "narrow_products", "attention",
                                                                    "grouped", "movement"};
    return ids[static_cast<std::size_t>(kind)];
}

/// Weights in fewer bits than the activations are expanded before they are multiplied. Convolutions are grouped where
/// an output sees at most eight channels: depthwise ones above all.
template <class N> WorkKind workKindOf(const OperatorOf<N>& op)
{
    const WorkKind kind = withKind(op.kind, [](auto row) { return decltype(row)::work; });
    if (kind != WorkKind::Products) {
        return kind;
    }
    if (valueOf(op.sizes.g) > 1 && valueOf(op.sizes.ci) <= 8 * valueOf(op.sizes.g)) {
        return WorkKind::Grouped;
    }
    const PrecisionInfo &weights = infoOf(op.formats.weights), &activations = infoOf(op.formats.activations);
    return weights.bits < activations.bits ? WorkKind::NarrowProducts : WorkKind::Products;
}

} // namespace ridge

// Operators that are computed on patches of their map, one after the other, halos each time again.
// Not the lever that cuts the map: see rows/patchbased.cpp.
#pragma once

#include "core/program/program.h"

namespace ridge {

/// Its sizes are then sums over the patches, and the maps between such operators as large as the largest patch. Weights
/// are read for each patch: more often than they have copies.
template <class N> bool isInPatches(const OperatorOf<N>& op)
{
    return valueOf(op.sizes.touched) > valueOf(op.sizes.copies);
}

} // namespace ridge

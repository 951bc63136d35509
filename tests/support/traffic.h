// What one operator of a stage reads and writes, elements, for tests that look at stages alone.
// Not bytes on a machine: an evaluation has those.
#pragma once

#include "core/analysis/operator_work.h"

namespace ridge::test {

/// `op` is one of the stage's own.
inline double inputElements(const Stage& stage, const Operator& op)
{
    const auto index = static_cast<std::size_t>(&op - stage.operators.data());
    return ridge::inputElements<double>(StageView<>(stage), index, op);
}
inline double outputElements(const Stage& stage, const Operator& op)
{
    return ridge::outputElements(StageView<>(stage), op);
}

} // namespace ridge::test

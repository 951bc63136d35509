// Words and numbers that cells of the layer table show and take back.
// Not the cells: layer_edit.cpp shows them, layer_set.cpp writes them.
#pragma once

#include "core/quantity/unit.h"
#include "core/scenario/families/layer_list.h"

#include <string>
#include <vector>

namespace ridge {

inline std::string numberText(double value) { return formatForField(value, Unit::Count); }

inline bool isConvolution(LayerKind kind)
{
    return kind == LayerKind::Conv || kind == LayerKind::DepthwiseConv || kind == LayerKind::TransposedConv;
}

inline bool isPool(LayerKind kind) { return kind == LayerKind::MaxPool || kind == LayerKind::AveragePool; }

inline bool isMapAttention(LayerKind kind)
{
    return kind == LayerKind::Attention || kind == LayerKind::LinearAttention;
}

/// Kinds whose option is one of a few words: the first is what an empty cell means.
inline std::vector<std::string> optionWords(LayerKind kind)
{
    switch (kind) {
    case LayerKind::Add:
        return {"error", "project", "skip"};
    case LayerKind::TemporalShift:
        return {"offline", "online", "none"};
    case LayerKind::MaxPool:
    case LayerKind::AveragePool:
        return {"", "ceil"};
    case LayerKind::Conv:
    case LayerKind::TransposedConv:
        return {"", "fixed width"};
    default:
        return {};
    }
}

} // namespace ridge

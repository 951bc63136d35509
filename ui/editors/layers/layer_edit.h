// Edits of a layer list: cells as text, and rows added, copied, removed and moved.
// No widgets and no undo: values in, values out.
#pragma once

#include "core/scenario/families/layer_list.h"

#include <string>
#include <string_view>

namespace ridge {

enum class LayerColumn { Name, Kind, Channels, Kernel, Stride, Padding, Groups, Dilation, Bias, From, Option, Shape };
inline constexpr int layerColumnCount = 12;

/// A row of the list: a block, or a layer in it.
struct LayerPlace {
    int block = -1;
    int layer = -1; // −1: the block itself
    bool isValid() const { return block >= 0; }
    bool isBlock() const { return block >= 0 && layer < 0; }
    friend bool operator==(const LayerPlace&, const LayerPlace&) = default;
};

/// Whether layers of this kind have something in that column that can be edited.
bool usesColumn(LayerKind kind, LayerColumn column);

/// What stands in a cell; empty where the kind has nothing there. Shapes are not known here.
std::string cellText(const LayerList& list, LayerPlace place, LayerColumn column);

/// Writes a cell from text. Returns a sentence when it cannot, and leaves the list unchanged.
std::string setCell(LayerList& list, LayerPlace place, LayerColumn column, const std::string& text);

/// Each changes the list and returns the row that should be current afterwards; invalid when nothing could be done.
LayerPlace addLayer(LayerList& list, LayerPlace after);
LayerPlace addBlock(LayerList& list, LayerPlace after);
LayerPlace duplicateRow(LayerList& list, LayerPlace place);
LayerPlace removeRow(LayerList& list, LayerPlace place);
LayerPlace moveRow(LayerList& list, LayerPlace place, int by);

/// "block.layer", as validation and operators name it.
std::string layerName(const LayerList& list, LayerPlace place);
/// The layer an operator came from: "stem.conv", "layer1.0.conv1", "layer1.1-2.add.project".
LayerPlace findLayer(const LayerList& list, std::string_view operatorName);

} // namespace ridge

// A stage as boxes and what flows between them: blocks that are open hold others, blocks that are folded stand for all
// that is in them. Not where the boxes stand: ui/charts/diagram lays them out.
#pragma once

#include "core/analysis/blocks.h"

#include <set>

namespace ridge {

struct DiagramBox {
    int node = 0;        // of the block tree
    int parent = -1;     // the open box around it; −1: none
    bool isOpen = false; // holds boxes of its own
    int item = -1;       // the operator, numbered through all stages; −1: a block, or what enters the stage
    double repeats = 1;  // executions of all that is in it, where it is the same for all; 1: not
    bool isInput = false;
};

struct DiagramArrow {
    int from = 0, to = 0;    // boxes that are not open
    TensorId tensor = -1;    // the largest of what flows; −1: by way of the cache
    std::size_t tensors = 1; // that flow
    bool throughCache = false;
};

struct Diagram {
    std::vector<DiagramBox> boxes; // parents before what they hold
    std::vector<DiagramArrow> arrows;
    std::size_t stage = 0;

    /// The box that is not open and has the operator, numbered through all stages; −1: it is in another stage.
    int boxOf(int item) const;
    std::vector<int> boxOfItem; // by number; −1
};

/// Which nodes of a tree are open, by their paths.
using OpenBlocks = std::set<std::string>;

/// What a stage of this evaluation looks like with these blocks open.
Diagram diagramOf(const Program& program, const BlockTree& tree, std::size_t stage, const OpenBlocks& open);

/// Opens blocks, the outermost first, as long as no more than so many boxes stand side by side.
OpenBlocks openUpTo(const Program& program, const BlockTree& tree, std::size_t stage, std::size_t mostBoxes);

/// "512 × 4096" of a sequence, "64 × 112 × 112" of a map, with the batch in front where it is not 1.
std::string shapeText(const Tensor& tensor);

} // namespace ridge

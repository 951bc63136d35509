// Folds a list of items into a tree of blocks by their names, and sums figures up over it.
// Not the parts that people name ("MLP", see groups.h): blocks are where the model's own names say that they are.
#pragma once

#include "core/analysis/cost.h"

namespace ridge {

struct Graph;

/// Node 0 is the root. Parents stand before their children, children in the order of their first item.
struct BlockTree {
    struct Node {
        std::string label; // what the parent does not say: "conv1"; a number keeps its block's name: "layer1.0"
        std::string path;  // "layer1.0.conv1", below a stage's name where there are several
        int parent = -1;
        int item = -1;             // index into the list; −1: a block
        std::vector<int> children; // empty for items
        bool isBlock() const { return item < 0; }
    };
    std::vector<Node> nodes{Node{}};
    std::vector<int> nodeOfItem; // one per item
};

/// One part of the list, under a node of its own where there are several parts.
struct BlockPart {
    std::string name;               // of the stage
    std::vector<std::string> paths; // of its items; '.' and '/' separate blocks
};

/// Every item is in exactly one place. A block that would hold nothing but one block or item is merged with it, so that
/// no level is in vain; an item that has the name of a block is its member.
BlockTree blockTree(const std::vector<BlockPart>& parts);

/// The operators of every stage. Those of an imported graph have the paths that the file gives their nodes: of several
/// that compute one node each is below its path.
std::vector<BlockPart> operatorParts(const Program& program, const Model& model);
/// The path that a node has for an item's path within its part, or for the part itself where that is empty.
std::string pathInTree(const BlockPart& part, bool isOneOfSeveral, std::string_view path);
/// Whether an item with this path is below the block with that one.
bool isBelow(std::string_view path, std::string_view block);

/// Stages → blocks → operators, numbered through all stages.
BlockTree operatorTree(const Program& program, const Model& model);
/// The nodes of an imported graph.
BlockTree graphTree(const Graph& graph);

/// Per node, the sum of a figure over the items below it; one value per item.
std::vector<double> blockSums(const BlockTree& tree, const std::vector<double>& ofItems);

/// What all executions of a block's operators take.
struct BlockTotals {
    double operators = 0; // rows of the list
    // In one run of the stage, each operator as often as it is executed:
    double executions = 0;
    double parameters = 0, macs = 0, ops = 0, bytes = 0;
    // In the whole run:
    double seconds = 0, joules = 0;
    PerBound<Seconds<>> times; // what the seconds are made of

    /// As of a stage: by the sums, not by what is most frequent below.
    Bound bound() const { return limitOf(times); }
    std::optional<double> intensity() const { return ops > 0 && bytes > 0 ? std::optional(ops / bytes) : std::nullopt; }
};

/// One per node of the tree of this evaluation's program.
std::vector<BlockTotals> blockTotals(const BlockTree& tree, const Evaluation& evaluation);

} // namespace ridge

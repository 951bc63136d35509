// Bodies of conditions and loops inside a graph: which of them run, and how often.
// Not their expansion: graph.cpp does that, with what is planned here.
#pragma once

#include "core/program/program.h"
#include "core/scenario/families/imported_graph.h"
#include "core/scenario/scenario.h"

#include <optional>

namespace ridge {

/// What an If, Loop or Scan says of bodies that stand in the graph as nodes of their own, before it. Inputs of such a
/// node are its own and then the results of its bodies, one body after the other.
struct BodyOwner {
    int key = -1;           // its bodies' nodes bear the same
    int branch = -1;        // of a condition that is known; −1: it depends on data
    double trips = -1;      // −1: not known
    bool endsEarly = false; // a loop whose body decides whether to go on
    std::size_t ownInputs = 0;
    std::size_t states = 0; // outputs of a loop that hand a value on; those behind them collect one of every pass
};
void setBodyOwner(GraphNode& node, const BodyOwner& owner);
/// Empty for nodes without such bodies.
std::optional<BodyOwner> bodyOwner(const GraphNode& node);

/// Where a node of a body belongs.
struct BodyPlace {
    int key = -1, branch = 0;
};
void setBodyPlace(GraphNode& node, const BodyPlace& place);

struct BodyPlan {
    std::vector<double> passes; // per node; 0: its branch is not taken
    std::vector<int> branch;    // per node: the body of a condition that counts
    std::vector<std::string> remarks;
};

/// Of a condition the branch with more operations counts, of a loop whose trips nobody knows one pass. Empty where the
/// graph has no bodies.
BodyPlan planBodies(const Graph& graph, CausalCount causal);

} // namespace ridge

// Networks read from a file as a graph of nodes and tensors, at one assignment of its symbolic sizes.
// Not the reading: core/formats does that.
#pragma once

#include "core/scenario/shared.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ridge {

/// A tensor of an imported graph, shape resolved for the symbol values in use.
struct GraphTensor {
    std::string name;
    std::vector<double> shape;
    double bits = 32; // as stored in the file
    bool isConstant = false;
    bool isTrainable = false; // counts as parameters
    bool isOpen = false;      // nobody knows its shape: it counts as empty
    friend bool operator==(const GraphTensor&, const GraphTensor&) = default;
};

/// A node of an imported graph. Attributes are those that cost rules need, as numbers.
struct GraphNode {
    std::string name;
    std::string type;        // the format's own operator name, e.g. "Conv"
    std::vector<int> inputs; // indices into Graph::tensors; −1 = not given
    std::vector<int> outputs;
    std::map<std::string, std::vector<double>> attributes;
    friend bool operator==(const GraphNode&, const GraphNode&) = default;
};

/// All nodes with their shapes, at one assignment of the symbolic sizes.
struct Graph {
    std::vector<GraphTensor> tensors;
    std::vector<GraphNode> nodes; // in execution order, constants folded away
    std::vector<int> inputs;
    std::vector<int> outputs;
    std::vector<int> states;          // tensors that are kept from one run to the next, beside the outputs
    std::vector<std::string> remarks; // what the importer wants the user to know
    friend bool operator==(const Graph&, const Graph&) = default;
};

/// Where an imported graph came from, and how its shapes follow from its symbolic sizes.
/// Implementations are immutable and pure, so that a scenario that holds one stays a value.
class GraphSource {
public:
    virtual ~GraphSource() = default;
    /// Shapes for other symbol values; throws std::runtime_error with one sentence when they do not fit the graph.
    virtual Graph resolve(const std::map<std::string, double>& symbols) const = 0;
    /// The file without its weights, for the scenario file.
    virtual const std::string& bytes() const = 0;
};

struct ImportedGraph {
    std::string format;                    // "onnx"
    std::map<std::string, double> symbols; // "batch" and the file's own dimension names → value
    Shared<Graph> graph;
    std::shared_ptr<const GraphSource> source;

    /// Sets one symbolic size and resolves the shapes again; keeps the old ones and returns the reason when impossible.
    std::string setSymbol(const std::string& name, double value);

    friend bool operator==(const ImportedGraph& a, const ImportedGraph& b)
    {
        return a.format == b.format && a.symbols == b.symbols && a.graph == b.graph;
    }
};

} // namespace ridge

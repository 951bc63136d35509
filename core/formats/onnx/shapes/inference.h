// Shapes of all tensors of an ONNX graph for given symbolic sizes, in one pass over its nodes.
// Not the library's own loop: its rules run node by node, so that shapes computed inside the graph can be followed.
#pragma once

#include "core/formats/file_bytes.h"
#include "core/formats/onnx/shapes/symbols.h"

#include <deque>

namespace ridge::onnx_import {

/// What is known about every tensor and node. Pointers refer to the arenas below or to those of the constant part.
struct Facts {
    std::vector<const onnx::TypeProto*> types;  // nullptr: unknown
    std::vector<const onnx::TensorProto*> data; // small constants for the library's rules
    std::vector<const Value*> values;           // the same for ours
    std::vector<char> isConstant;
    std::vector<char> followsShapes; // constant only because the shapes are
    std::vector<char> isMade;        // constant without stored fractions behind it: filled, counted up, computed
    std::vector<int> origin;         // the stored tensor that this is a rearranged copy of
    std::vector<char> isFolded;      // per node
    std::size_t sizes = 0;           // dimensions of all types, and numbers of all values, that were worked out
};

struct Inference : Facts {
    std::deque<onnx::TypeProto> ownTypes;
    std::deque<onnx::TensorProto> ownData;
    std::deque<Value> ownValues;
    struct Failure {
        int node;
        std::string reason;
    };
    std::vector<Failure> failures; // nodes whose inputs do not fit

    /// Empty when unknown.
    std::optional<Shape> shapeOf(int tensor) const;
    int elementType(int tensor) const;
};

class ShapeInference {
public:
    /// Runs the constant part once. Throws FormatError for attributes that no operator can have.
    ShapeInference(const FileGraph& graph, const Symbols& symbols, const std::string& fileName,
                   const std::stop_token& stop = {});

    /// Pure, and safe to call from several threads. Throws FormatError where nodes times sizes are beyond bounds.
    Inference run(const SymbolValues& values, const std::stop_token& stop = {}) const;

private:
    void addStored();
    void count(int node, std::size_t sizes, Inference& state) const;
    void runNode(int node, Inference& state, const SymbolValues& values) const;
    void followBatch(const FileNode& node, const Inference& state, const SymbolValues& values,
                     onnx::TypeProto& type) const;
    void inferTypes(int node, Inference& state, const SymbolValues& values, std::vector<onnx::TypeProto>& types) const;
    void foldValues(int node, Inference& state) const;
    void markConstants(int node, Inference& state) const;
    bool staysInGraph(int node, const Inference& state) const;
    bool isWeight(int tensor, const Inference& state) const;
    void setValue(int node, int tensor, Value value, Inference& state) const;

    const FileGraph& m_graph;
    const Symbols& m_symbols;
    std::string m_fileName;
    Inference m_constants;
    std::vector<char> m_isConstantNode;
};

} // namespace ridge::onnx_import

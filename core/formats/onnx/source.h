// The GraphSource of an ONNX file: resolves its symbolic sizes into a Graph.
// Not the reader: reader.cpp decides which symbols there are and makes the Model.
#pragma once

#include "core/formats/onnx/shapes/inference.h"
#include "core/scenario/checkpoint.h"
#include "core/scenario/families/imported_graph.h"

#include <unordered_set>

namespace ridge::onnx_import {

class OnnxSource final : public GraphSource {
public:
    /// `stripped` is the file without its weights, see wire.h. Throws FormatError.
    OnnxSource(std::string stripped, const std::string& fileName, const std::stop_token& stop = {});

    Graph resolve(const std::map<std::string, double>& symbols) const override;
    const std::string& bytes() const override { return m_stripped; }

    /// The graph at the start values, with whatever does not fit turned into remarks.
    const Graph& initialGraph() const { return m_initial; }
    /// What the user can change, with the start values.
    const SymbolValues& symbols() const { return m_adjustable; }
    const FileGraph& file() const { return *m_file; }
    /// How the file stores the weights, and the format that most activations have there; see stored.h.
    const std::vector<StoredTensor>& weights() const { return m_weights; }
    const std::string& activations() const { return m_activations; }

private:
    bool batchCanChange(const Graph& atFileSize, const std::stop_token& stop) const;
    void addFileRemarks();

    std::string m_stripped;
    std::unique_ptr<const FileGraph> m_file;
    Symbols m_symbols;
    ShapeInference m_inference;
    std::vector<GraphNode> m_nodes;          // without inputs and outputs, which may change with the sizes
    std::unordered_set<int> m_knownFailures; // nodes that do not fit even at the start values
    std::vector<std::string> m_fileRemarks;
    SymbolValues m_adjustable;
    Graph m_initial;
    std::vector<StoredTensor> m_weights;
    std::string m_activations;
};

} // namespace ridge::onnx_import

// The symbolic sizes of an ONNX file: which there are, their usual values, and what a declared shape is for given ones.
// Not inference: only shapes that the file declares are looked at.
#pragma once

#include "core/formats/onnx/graph.h"

#include <map>
#include <optional>
#include <string>

namespace ridge::onnx_import {

using SymbolValues = std::map<std::string, double>;
using Shape = std::vector<std::int64_t>;

class Symbols {
public:
    /// Throws FormatError when an input has a size that no tensor can have.
    Symbols(const FileGraph& graph, const std::string& fileName);

    /// Every symbol with the value to start with. "batch" is among them also when the file fixes it.
    const SymbolValues& defaults() const { return m_defaults; }
    /// The first size of the inputs, where the file gives a number for it.
    std::optional<double> fixedBatch() const { return m_fixedBatch; }

    /// The declared shape of a tensor; empty when the file does not say.
    std::optional<Shape> shapeOf(const FileTensor& tensor, const SymbolValues& values) const;

private:
    void findBatch(const FileGraph& graph);
    void addInput(const FileTensor& tensor, const std::string& fileName);
    void addTerms(const std::string& expression, double fallback);
    std::optional<double> sizeOf(const onnx::TensorShapeProto& shape, int axis, std::string_view tensorName,
                                 const SymbolValues& values) const;
    std::string symbolOf(const std::string& parameter) const;

    std::string m_batchParameter; // the file's own name of the batch, if it has one
    std::optional<double> m_fixedBatch;
    SymbolValues m_defaults;
};

} // namespace ridge::onnx_import

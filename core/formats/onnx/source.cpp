#include "core/formats/onnx/source.h"

#include "core/formats/onnx/assembly.h"
#include "core/formats/onnx/shapes/node_rules.h"
#include "core/formats/onnx/stored.h"
#include "core/quantity/digits.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ridge::onnx_import {
namespace {

double elementsOf(const GraphTensor& tensor)
{
    double product = 1;
    for (double size : tensor.shape) {
        product *= size;
    }
    return product;
}

std::string sizesText(const SymbolValues& values)
{
    std::string text;
    for (const auto& [name, value] : values) {
        text += (text.empty() ? "" : ", ") + name + " = " + groupedDigits(value);
    }
    return text;
}

/// "Loop 'steps' (body: 12 nodes)". Nested bodies belong to the outermost.
std::string bodiesText(const onnx::NodeProto& node)
{
    std::string text;
    const auto add = [&](const std::string& attribute, const onnx::GraphProto& body) {
        text += (text.empty() ? "" : ", ") + cleanText(attribute) + ": " +
                groupedDigits(static_cast<double>(body.node_size())) + (body.node_size() == 1 ? " node" : " nodes");
    };
    for (const onnx::AttributeProto& attribute : node.attribute()) {
        if (attribute.has_g()) {
            add(attribute.name(), attribute.g());
        }
        for (const onnx::GraphProto& body : attribute.graphs()) {
            add(attribute.name(), body);
        }
    }
    return describe(node) + " (" + text + ")";
}

/// What is left out where nodes run graphs of their own.
std::string bodiesRemark(const FileGraph& file)
{
    constexpr int mostNamed = 3;
    int count = 0;
    std::string names;
    for (const FileNode& node : file.nodes) {
        if (node.hasSubgraph && node.key < 0 && ++count <= mostNamed) {
            names += (count > 1 ? ", " : "") + bodiesText(*node.proto);
        }
    }
    names += count > mostNamed ? " and " + std::to_string(count - mostNamed) + " more" : std::string();
    return "Some bodies of conditions and loops are not followed: the weights inside " + names +
           " count, their arithmetic, their own traffic and their repetitions do not.";
}

bool canBeSize(double value) { return value >= 0 && value <= 1e9 && value == std::floor(value); }

} // namespace

OnnxSource::OnnxSource(std::string stripped, const std::string& fileName, const std::stop_token& stop)
    : m_stripped(std::move(stripped)), m_file(buildFileGraph(m_stripped, fileName, stop)), m_symbols(*m_file, fileName),
      m_inference(*m_file, m_symbols, fileName, stop), m_nodes(describeNodes(*m_file, stop)),
      m_adjustable(m_symbols.defaults())
{
    const Inference state = m_inference.run(m_adjustable, stop);
    for (const Inference::Failure& failure : state.failures) {
        m_knownFailures.insert(failure.node);
    }
    addFileRemarks();
    if (!state.failures.empty()) {
        const Inference::Failure& first = state.failures.front();
        m_fileRemarks.push_back(describe(*m_file->nodes[first.node].proto) + " does not fit its inputs (" +
                                first.reason + "): what follows from it may be missing.");
    }
    m_initial = assembleGraph(*m_file, m_nodes, state, stop);
    m_weights = storedWeights(*m_file, state, m_initial);
    m_activations = activationFormat(*m_file, state);
    if (m_symbols.fixedBatch() && !batchCanChange(m_initial, stop)) {
        m_adjustable.erase("batch");
        m_fileRemarks.push_back("The batch is fixed at " + groupedDigits(*m_symbols.fixedBatch()) +
                                " in the file: a shape inside the graph holds that number.");
    }
    m_initial.remarks.insert(m_initial.remarks.end(), m_fileRemarks.begin(), m_fileRemarks.end());
}

/// Tries twice the batch: nothing may break, and an output has to grow with it.
bool OnnxSource::batchCanChange(const Graph& atFileSize, const std::stop_token& stop) const
{
    SymbolValues twice = m_symbols.defaults();
    twice["batch"] *= 2;
    const Inference state = m_inference.run(twice, stop);
    if (state.failures.size() != m_knownFailures.size()) {
        return false;
    }
    for (std::size_t i = 0; i < m_file->outputs.size(); ++i) {
        const auto shape = state.shapeOf(m_file->outputs[i]);
        const double before = elementsOf(atFileSize.tensors[atFileSize.outputs[i]]);
        if (shape && before > 0 && onnx_import::elementsOf(*shape) == 2 * before) {
            return true;
        }
    }
    return false;
}

void OnnxSource::addFileRemarks()
{
    std::size_t external = 0;
    for (const FileTensor& tensor : m_file->tensors) {
        external += tensor.stored && tensor.stored->data_location() == onnx::TensorProto::EXTERNAL;
    }
    if (external > 0) {
        m_fileRemarks.push_back("The data of " + groupedDigits(static_cast<double>(external)) +
                                (external == 1 ? " tensor is" : " tensors are") +
                                " in another file, which is not needed: sizes follow from the shapes.");
    }
    bool hasNorm = false;
    bool hasBias = false;
    bool hasBody = false;
    for (const FileNode& node : m_file->nodes) {
        hasNorm = hasNorm || node.proto->op_type() == "BatchNormalization";
        hasBias = hasBias || (node.proto->op_type() == "Conv" && node.inputs.size() > 2);
        hasBody = hasBody || (node.hasSubgraph && node.key < 0);
    }
    if (hasBias && !hasNorm) {
        m_fileRemarks.emplace_back(
            "There are no batch normalisation nodes although convolutions have biases: if the network "
            "had any, they are folded into the weights, and the count is that of the folded network.");
    }
    if (hasBody) {
        m_fileRemarks.push_back(bodiesRemark(*m_file));
    }
}

Graph OnnxSource::resolve(const std::map<std::string, double>& symbols) const
{
    SymbolValues values = m_symbols.defaults();
    for (const auto& [name, value] : symbols) {
        if (!m_adjustable.contains(name)) {
            throw std::runtime_error("The graph has no size called '" + name + "'.");
        }
        if (!canBeSize(value) || (name == "batch" && value < 1)) {
            throw std::runtime_error("A graph's " + name + " has to be a whole number up to a billion.");
        }
        values[name] = value;
    }
    const Inference state = m_inference.run(values);
    for (const Inference::Failure& failure : state.failures) {
        if (!m_knownFailures.contains(failure.node)) {
            throw std::runtime_error("The graph does not work with " + sizesText(symbols) + ": " +
                                     describe(*m_file->nodes[failure.node].proto) + " does not fit its inputs (" +
                                     failure.reason + ").");
        }
    }
    Graph graph = assembleGraph(*m_file, m_nodes, state);
    graph.remarks.insert(graph.remarks.end(), m_fileRemarks.begin(), m_fileRemarks.end());
    return graph;
}

} // namespace ridge::onnx_import

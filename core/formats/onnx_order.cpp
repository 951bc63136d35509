// Nodes in execution order, and whether they are what their definitions say.

#include "core/formats/formats.h"
#include "core/formats/onnx_graph.h"

#include <algorithm>
#include <queue>

namespace ridge::onnx_import {
namespace {

bool hasValueOf(const onnx::AttributeProto& attribute, onnx::AttributeProto::AttributeType type)
{
    switch (type) {
    case onnx::AttributeProto::INT:
        return attribute.has_i();
    case onnx::AttributeProto::FLOAT:
        return attribute.has_f();
    case onnx::AttributeProto::STRING:
        return attribute.has_s();
    case onnx::AttributeProto::TENSOR:
        return attribute.has_t();
    case onnx::AttributeProto::GRAPH:
        return attribute.has_g();
    case onnx::AttributeProto::SPARSE_TENSOR:
        return attribute.has_sparse_tensor();
    case onnx::AttributeProto::TYPE_PROTO:
        return attribute.has_tp();
    default:
        return true; // lists may be empty
    }
}

bool isSorted(const FileGraph& graph)
{
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        for (int input : graph.nodes[i].inputs) {
            if (input >= 0 && graph.tensors[input].producer >= static_cast<int>(i)) {
                return false;
            }
        }
    }
    return true;
}

void renumberProducers(FileGraph& graph)
{
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        for (int output : graph.nodes[i].outputs) {
            if (output >= 0) {
                graph.tensors[output].producer = static_cast<int>(i);
            }
        }
    }
}

/// Kahn's algorithm with the file's order as preference, so that a sorted file stays as it is.
void sort(FileGraph& graph, const std::string& fileName)
{
    const int count = static_cast<int>(graph.nodes.size());
    std::vector<std::vector<int>> readers(count);
    std::vector<int> missing(count, 0);
    for (int i = 0; i < count; ++i) {
        for (int input : graph.nodes[i].inputs) {
            if (input >= 0 && graph.tensors[input].producer >= 0) {
                readers[graph.tensors[input].producer].push_back(i);
                ++missing[i];
            }
        }
    }
    std::priority_queue<int, std::vector<int>, std::greater<>> ready;
    for (int i = 0; i < count; ++i) {
        if (missing[i] == 0) {
            ready.push(i);
        }
    }
    std::vector<FileNode> sorted;
    while (!ready.empty()) {
        const int node = ready.top();
        ready.pop();
        sorted.push_back(std::move(graph.nodes[node]));
        for (int reader : readers[node]) {
            if (--missing[reader] == 0) {
                ready.push(reader);
            }
        }
    }
    if (static_cast<int>(sorted.size()) != count) {
        const auto stuck = std::ranges::find_if(missing, [](int m) { return m > 0; }) - missing.begin();
        throw FormatError(fileName + ": " + describe(*graph.nodes[stuck].proto) +
                          " waits for its own result: the graph has a cycle; "
                          "export it again.");
    }
    graph.nodes = std::move(sorted);
    renumberProducers(graph);
}

} // namespace

/// The library's rules read what the definition promises without looking whether it is there. Attributes and inputs
/// that newer definitions have added are fine.
bool followsSchema(const onnx::NodeProto& node, const onnx::OpSchema& schema)
{
    if (node.input_size() < schema.min_input() || node.output_size() < std::max(1, schema.min_output())) {
        return false;
    }
    for (int i = 0; i < schema.min_input(); ++i) {
        if (node.input(i).empty()) {
            return false;
        }
    }
    std::size_t required = 0;
    for (const onnx::AttributeProto& attribute : node.attribute()) {
        const auto known = schema.attributes().find(attribute.name());
        if (known != schema.attributes().end()) {
            if (!hasValueOf(attribute, known->second.type)) {
                return false;
            }
            required += known->second.required;
        }
    }
    const auto isRequired = [](const auto& entry) { return entry.second.required; };
    return static_cast<std::ptrdiff_t>(required) >= std::ranges::count_if(schema.attributes(), isRequired);
}

void sortNodes(FileGraph& graph, const std::string& fileName)
{
    if (!isSorted(graph)) {
        sort(graph, fileName);
    }
}

} // namespace ridge::onnx_import

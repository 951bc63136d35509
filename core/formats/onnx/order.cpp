// Nodes in execution order.

#include "core/formats/format_error.h"
#include "core/formats/onnx/graph.h"

#include <algorithm>
#include <queue>

namespace ridge::onnx_import {
namespace {

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
                          " waits for its own result: the graph has a cycle; export it again.");
    }
    graph.nodes = std::move(sorted);
    renumberProducers(graph);
}

} // namespace

void sortNodes(FileGraph& graph, const std::string& fileName)
{
    if (!isSorted(graph)) {
        sort(graph, fileName);
    }
}

} // namespace ridge::onnx_import

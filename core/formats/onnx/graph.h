// An ONNX file made ready for shape inference: names resolved to indices, nodes in execution order.
// Not a model yet: nothing here depends on the symbolic sizes.
#pragma once

#include "core/formats/file_bytes.h"
#include "core/formats/onnx/functions.h"
#include "core/formats/onnx/shapes/values.h"
#include "core/quantity/shown_text.h"

#include <google/protobuf/arena.h>
#include <onnx/defs/schema.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ridge::onnx_import {

/// Stands for a file that does not say which operator set it uses: the newest there is.
inline constexpr int unstatedOpset = 1000;

struct FileTensor {
    std::string_view name;
    const onnx::TensorProto* stored = nullptr; // initialiser, or a weight inside a sub-graph
    const onnx::TypeProto* declared = nullptr; // what the file says about an input, output or inner tensor
    int producer = -1;                         // node; −1: an input or a stored tensor
};

/// What a node that stands for an input of a body gives it: a value handed on from pass to pass, one slice of a list,
/// or a number of the loop itself.
enum class BodyInput { None, State, Slice, Counter, Condition };

struct FileNode {
    const onnx::NodeProto* proto = nullptr;
    const onnx::OpSchema* schema = nullptr; // nullptr: an operator the library does not know
    std::vector<int> inputs;                // tensors, −1 where left out; then what its sub-graphs use from outside
    std::vector<int> outputs;
    bool hasSubgraph = false;
    int key = -1;                          // of a node whose bodies stand before it as nodes of the graph
    std::vector<std::vector<int>> results; // of its bodies, the condition of a loop left out; inputs of the node too
    int condition = -1;                    // of a loop: what its body computes to decide whether to go on
    int inside = -1;                       // of a node of a body: the key it belongs to
    int branch = 0;                        // and which of its bodies
    BodyInput bodyInput = BodyInput::None;
    std::int64_t axis = 0; // that the slices are cut from
};

struct FileGraph {
    google::protobuf::Arena arena;
    const onnx::ModelProto* model = nullptr; // in the arena, with all that the pointers above refer to
    std::vector<FileTensor> tensors;
    std::vector<FileNode> nodes; // in execution order
    std::vector<int> inputs;     // fed by the user: neither stored nor computed
    std::vector<int> outputs;
    int opset = 0; // of the standard operators, but for those of:
    OpsetOfNode otherOpsets;
};

/// Parses a stripped file and resolves its names. Throws FormatError for what no runtime could execute.
std::unique_ptr<const FileGraph> buildFileGraph(const std::string& stripped, const std::string& fileName,
                                                const std::stop_token& stop);

/// Old files may list nodes in any order. Throws FormatError where the graph has a cycle.
void sortNodes(FileGraph& graph, const std::string& fileName);

/// Whether a node has what its definition promises, so that the library's rules may read it.
bool followsSchema(const onnx::NodeProto& node, const onnx::OpSchema& schema);

/// How a node is called in messages: its name, or its type and first output.
std::string describe(const onnx::NodeProto& node);

} // namespace ridge::onnx_import

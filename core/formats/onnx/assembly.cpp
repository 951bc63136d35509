#include "core/formats/onnx/assembly.h"

#include "core/formats/onnx/bodies.h"
#include "core/formats/onnx/learned.h"
#include "core/formats/onnx/shapes/element_types.h"
#include "core/formats/onnx/shapes/node_rules.h"
#include "core/quantity/digits.h"

#include <algorithm>
#include <iterator>

namespace ridge::onnx_import {
namespace {

using onnx::TensorProto;

bool isWide(int type) { return type == TensorProto::INT64 || type == TensorProto::INT32; }

/// The attributes that cost rules use.
bool isNeeded(const std::string& attribute)
{
    static constexpr std::string_view names[]{"group",
                                              "kernel_shape",
                                              "strides",
                                              "pads",
                                              "dilations",
                                              "transA",
                                              "transB",
                                              "axis",
                                              "axes",
                                              "perm",
                                              "hidden_size",
                                              "num_heads",
                                              "q_num_heads",
                                              "kv_num_heads",
                                              "qkv_hidden_sizes",
                                              "is_causal",
                                              "causal",
                                              "local_window_size",
                                              "do_rotary",
                                              "rotary_embedding_dim",
                                              "linear_before_reset",
                                              "input_forget",
                                              "blocksize",
                                              "unidirectional",
                                              "layout",
                                              "K",
                                              "N",
                                              "k",
                                              "sampling_ratio",
                                              "onesided",
                                              "expert_weight_bits",
                                              "keepdims"};
    return std::ranges::find(names, attribute) != std::end(names);
}

/// Words as character codes, with spaces between.
template <class Words> std::vector<double> codesOf(const Words& words)
{
    std::vector<double> codes;
    for (const std::string& word : words) {
        if (codes.size() + word.size() > 256) {
            break;
        }
        codes.insert(codes.end(), codes.empty() ? 0 : 1, ' ');
        codes.insert(codes.end(), word.begin(), word.end());
    }
    return codes;
}

class Assembler {
public:
    Assembler(const FileGraph& file, const std::vector<GraphNode>& nodes, const Inference& state)
        : m_file(file), m_nodes(nodes), m_state(state), m_index(file.tensors.size(), -1),
          m_owner(file.tensors.size(), -1), m_isCounted(file.tensors.size(), 0)
    {
    }

    Graph run(const std::stop_token& stop)
    {
        m_graph.tensors.reserve(m_file.tensors.size());
        m_graph.nodes.reserve(m_nodes.size());
        for (int input : m_file.inputs) {
            m_graph.inputs.push_back(indexOf(input));
        }
        for (std::size_t i = 0; i < m_nodes.size(); ++i) {
            giveUpIf(stop);
            if (!m_state.isFolded[i]) {
                addNode(static_cast<int>(i));
            }
        }
        for (int output : m_file.outputs) {
            m_graph.outputs.push_back(indexOf(output));
        }
        addRemarks();
        return std::move(m_graph);
    }

private:
    int indexOf(int tensor)
    {
        if (m_index[tensor] >= 0) {
            return m_index[tensor];
        }
        m_index[tensor] = static_cast<int>(m_graph.tensors.size());
        GraphTensor& added = m_graph.tensors.emplace_back();
        added.name = cleanText(m_file.tensors[tensor].name);
        added.isConstant = m_state.isConstant[tensor] != 0;
        added.bits = elementTypeOf(m_state.elementType(added.isConstant ? m_state.origin[tensor] : tensor)).bits;
        if (const auto shape = m_state.shapeOf(tensor)) {
            added.shape.assign(shape->begin(), shape->end());
        } else {
            added.shape = {0};
            added.isOpen = true;
            m_unknown.push_back(m_index[tensor]);
        }
        return m_index[tensor];
    }

    void addNode(int index)
    {
        const FileNode& node = m_file.nodes[index];
        GraphNode added = m_nodes[index];
        if (node.key >= 0) {
            setBodyOwner(added, describeOwner(m_file, node, m_state));
        }
        for (std::size_t k = 0; k < node.inputs.size(); ++k) {
            const int tensor = node.inputs[k];
            added.inputs.push_back(tensor < 0 ? -1 : indexOf(tensor));
            if (tensor >= 0 && m_state.isConstant[tensor]) {
                classify(added.type, k, tensor, node.hasSubgraph);
            }
        }
        for (int output : node.outputs) {
            added.outputs.push_back(output < 0 ? -1 : indexOf(output));
        }
        m_graph.nodes.push_back(std::move(added));
    }

    void classify(const std::string& type, std::size_t position, int tensor, bool isSubgraph)
    {
        const int elementType = m_state.elementType(tensor);
        double count = 1;
        for (double size : m_graph.tensors[m_index[tensor]].shape) {
            count *= size;
        }
        const bool holdsWeights = elementTypeOf(elementType).isFloating || readsIntegers(type, position, elementType);
        const bool isScalar = count == 1 && (isElementwise(type) || isSubgraph);
        if (holdsWeights && !isScalar && !isSetting(type, position) && isLearned(type, position, tensor)) {
            int& owner = m_owner[m_state.origin[tensor]];
            owner = owner < 0 ? tensor : owner; // another copy of the same weights is no further parameter
            GraphTensor& added = m_graph.tensors[m_index[tensor]];
            added.isTrainable = added.isTrainable || owner == tensor;
        } else if (!m_isCounted[tensor]) {
            m_isCounted[tensor] = 1;
            m_statistics += type == "BatchNormalization" && position >= 3 ? count : 0;
            m_shapeConstants += isWide(elementType) && !m_state.followsShapes[tensor] ? count : 0;
        }
    }

    /// What was filled or counted up instead of stored is a mask, a canvas or a state that begins at zero, unless an
    /// operator expects weights there.
    bool isLearned(const std::string& type, std::size_t position, int tensor) const
    {
        return !m_state.followsShapes[tensor] && (!m_state.isMade[tensor] || expectsWeight(type, position));
    }

    void addRemarks()
    {
        std::string parts = m_statistics > 0 ? groupedDigits(m_statistics) + " running statistics" : std::string();
        if (m_shapeConstants > 0) {
            parts += (parts.empty() ? "" : " and ") + groupedDigits(m_shapeConstants) +
                     (m_shapeConstants == 1 ? " shape constant" : " shape constants");
        }
        if (!parts.empty()) {
            m_graph.remarks.push_back(parts + (m_statistics + m_shapeConstants == 1 ? " is" : " are") +
                                      " in the file but not counted as parameters.");
        }
        addUnknownRemark();
    }

    /// Second outputs that nobody reads (a dropout's mask) are not worth a remark.
    void addUnknownRemark()
    {
        std::vector<char> isRead(m_graph.tensors.size(), 0);
        for (const GraphNode& node : m_graph.nodes) {
            for (int input : node.inputs) {
                if (input >= 0) {
                    isRead[input] = 1;
                }
            }
        }
        for (int output : m_graph.outputs) {
            isRead[output] = 1;
        }
        std::erase_if(m_unknown, [&](int tensor) { return !isRead[tensor]; });
        if (m_unknown.empty()) {
            return;
        }
        std::string names;
        for (std::size_t i = 0; i < std::min<std::size_t>(m_unknown.size(), 3); ++i) {
            names += (i ? ", " : "") + m_graph.tensors[m_unknown[i]].name;
        }
        names += m_unknown.size() > 3 ? ", …" : "";
        m_graph.remarks.push_back(
            "The file leaves the shape of " + groupedDigits(static_cast<double>(m_unknown.size())) +
            (m_unknown.size() == 1 ? " tensor" : " tensors") + " open (" + names + "): counted as empty.");
    }

    const FileGraph& m_file;
    const std::vector<GraphNode>& m_nodes;
    const Inference& m_state;
    Graph m_graph;
    std::vector<int> m_index; // tensor of the file → tensor of the graph
    std::vector<int> m_owner; // stored tensor → the copy of it that counts
    std::vector<char> m_isCounted;
    std::vector<int> m_unknown; // tensors of the graph
    double m_statistics = 0;
    double m_shapeConstants = 0;
};

} // namespace

std::vector<GraphNode> describeNodes(const FileGraph& file, const std::stop_token& stop)
{
    std::vector<GraphNode> nodes;
    for (const FileNode& node : file.nodes) {
        giveUpIf(stop);
        GraphNode& added = nodes.emplace_back();
        if (node.inside >= 0) {
            setBodyPlace(added, {node.inside, node.branch});
        }
        const std::string& domain = node.proto->domain();
        const bool isPlain = domain.empty() || domain == "ai.onnx" || domain == "com.microsoft";
        added.name = cleanText(node.proto->name());
        added.type = cleanText(isPlain ? node.proto->op_type() : domain + "." + node.proto->op_type());
        for (const onnx::AttributeProto& attribute : node.proto->attribute()) {
            const bool isText = attribute.name() == "equation" || attribute.name() == "mode" ||
                                attribute.name() == "activation"; // as character codes
            if (isText && attribute.has_s() && attribute.s().size() <= 64) {
                added.attributes[attribute.name()].assign(attribute.s().begin(), attribute.s().end());
            }
            if (attribute.name() == "activations") { // of recurrent layers, one behind the other
                added.attributes[attribute.name()] = codesOf(attribute.strings());
            }
            if (!isNeeded(attribute.name()) || attribute.ints_size() > 64) {
                continue;
            }
            auto& numbers = added.attributes[attribute.name()];
            numbers.assign(attribute.ints().begin(), attribute.ints().end());
            if (attribute.has_i()) {
                numbers.push_back(static_cast<double>(attribute.i()));
            }
        }
    }
    return nodes;
}

Graph assembleGraph(const FileGraph& file, const std::vector<GraphNode>& nodes, const Inference& state,
                    const std::stop_token& stop)
{
    return Assembler(file, nodes, state).run(stop);
}

} // namespace ridge::onnx_import

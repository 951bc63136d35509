#include "core/formats/onnx/stored.h"

#include "core/formats/onnx/learned.h"
#include "core/formats/onnx/shapes/element_types.h"
#include "core/formats/onnx/shapes/node_rules.h"
#include "core/formats/weights/checkpoint_model.h"
#include "core/models/graph/rules.h"
#include "core/scenario/precision.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace ridge::onnx_import {
namespace {

using onnx::TensorProto;

double bytesOf(double elements, int type) { return std::ceil(elements * elementTypeOf(type).bits / 8); }

bool isDequantiser(const onnx::NodeProto& node) { return node.op_type() == "DequantizeLinear"; }
bool isQuantiser(const onnx::NodeProto& node) { return node.op_type() == "QuantizeLinear"; }

/// Weights that an operator keeps several to a byte: how many bits each takes, and how many there are.
struct Packing {
    double bits = 8;
    double elements = 0; // 0: as many as fit
    std::string format;
};

std::optional<Packing> packingOf(const onnx::NodeProto& node, int elementType)
{
    const std::string& type = node.op_type();
    const bool isFourBit = type == "MatMulBnb4";
    const bool isPacked = isFourBit || type == "MatMulNBits" || type == "QMoE" || type == "GatherBlockQuantized";
    const std::int64_t bits = isFourBit ? 4 : attributeOf(node, type == "QMoE" ? "expert_weight_bits" : "bits", 4);
    const bool isBytes = elementType == TensorProto::UINT8 || elementType == TensorProto::INT8;
    if (!isPacked || !isBytes || bits < 1 || bits >= 8) {
        return std::nullopt;
    }
    const char* code = attributeOf(node, "quant_type", 1) == 0 ? "FP" : "NF"; // of bitsandbytes
    const double elements =
        static_cast<double>(attributeOf(node, "K", 0)) * static_cast<double>(attributeOf(node, "N", 0));
    return Packing{static_cast<double>(bits), elements, (isFourBit ? code : "INT") + std::to_string(bits)};
}

class Storage {
public:
    Storage(const FileGraph& file, const Inference& state)
        : m_file(file), m_state(state), m_isCounted(file.tensors.size(), 0)
    {
    }

    /// All bytes that a constant is made from and that no weight before it took, in the format of the largest part.
    StoredTensor storedFrom(int tensor)
    {
        m_total = {};
        m_largest = 0;
        m_total.name = cleanText(m_file.tensors[tensor].name);
        add(tensor);
        return m_total;
    }

    /// As above, of a scale or another tensor beside the weight.
    void addBeside(int tensor, StoredTensor& to)
    {
        m_total = {};
        add(tensor);
        to.bytes += m_total.bytes;
    }

private:
    void add(int tensor)
    {
        std::vector<int> open{tensor};
        while (!open.empty()) {
            const int next = open.back();
            open.pop_back();
            if (next < 0 || m_isCounted[next] || !m_state.isConstant[next]) {
                continue;
            }
            m_isCounted[next] = 1;
            const int producer = m_file.tensors[next].producer;
            const onnx::NodeProto* node = producer < 0 ? nullptr : m_file.nodes[producer].proto;
            if (!node || node->op_type() == "Constant" || node->op_type() == "ConstantOfShape") {
                addLeaf(next, m_state.elementType(next));
                continue;
            }
            const std::vector<int>& inputs = m_file.nodes[producer].inputs;
            if (isQuantiser(*node)) { // a runtime keeps the integers, and throws away what they were rounded from
                const auto given = static_cast<int>(attributeOf(*node, "output_dtype", 0));
                addLeaf(next, given > 0 ? given : m_state.elementType(next));
                open.insert(open.end(), inputs.begin() + 1, inputs.end());
            } else if (isRearrangement(node->op_type()) && !isDequantiser(*node)) {
                open.push_back(inputs.front());
            } else {
                open.insert(open.end(), inputs.begin(), inputs.end());
            }
        }
    }

    void addLeaf(int tensor, int type)
    {
        const auto shape = m_state.shapeOf(tensor);
        if (!shape || type == TensorProto::INT64) { // shapes and axes
            return;
        }
        const double bytes = bytesOf(elementsOf(*shape), type);
        m_total.bytes += bytes;
        if (bytes > m_largest) {
            m_largest = bytes;
            m_total.format = elementTypeOf(type).name;
        }
    }

    const FileGraph& m_file;
    const Inference& m_state;
    std::vector<char> m_isCounted;
    StoredTensor m_total;
    double m_largest = 0;
};

/// The type that all weights have and nothing beside them, scales for instance; empty where there is none.
std::string plainType(const std::vector<StoredTensor>& weights)
{
    if (weights.empty()) {
        return {};
    }
    const std::string& type = weights.front().format;
    const auto format = plainFormat(type);
    const auto isPlain = [&](const StoredTensor& weight) {
        return weight.format == type && format && weight.bytes * 8 == weight.elements * infoOf(*format).bits;
    };
    return std::ranges::all_of(weights, isPlain) ? type : std::string();
}

} // namespace

std::vector<StoredTensor> storedWeights(const FileGraph& file, const Inference& state, const Graph& graph)
{
    std::vector<StoredTensor> weights;
    std::vector<char> isDone(graph.tensors.size(), 0);
    Storage storage(file, state);
    std::size_t next = 0; // nodes of the graph are those of the file that were not folded, in the same order
    for (std::size_t i = 0; i < file.nodes.size(); ++i) {
        if (state.isFolded[i]) {
            continue;
        }
        const FileNode& node = file.nodes[i];
        const GraphNode& known = graph.nodes[next++];
        const LearnedInputs* row = learnedInputs(node.proto->op_type());
        for (std::size_t k = 0; k < node.inputs.size(); ++k) {
            const int tensor = known.inputs[k];
            if (tensor < 0 || !graph.tensors[tensor].isTrainable || isDone[tensor]) {
                continue;
            }
            isDone[tensor] = 1;
            StoredTensor weight = storage.storedFrom(node.inputs[k]);
            weight.elements = elementsOf(graph.tensors[tensor]);
            if (const auto packing = packingOf(*node.proto, state.elementType(node.inputs[k]))) {
                weight.elements = packing->elements > 0 ? packing->elements : weight.elements * 8 / packing->bits;
                weight.format = packing->format;
            }
            for (const std::size_t beside : row ? row->shared : std::initializer_list<std::size_t>{}) {
                if (beside < node.inputs.size() && node.inputs[beside] >= 0) {
                    storage.addBeside(node.inputs[beside], weight);
                }
            }
            weights.push_back(std::move(weight));
        }
    }
    return weights;
}

std::string activationFormat(const FileGraph& file, const Inference& state)
{
    std::vector<char> isRounded(file.tensors.size(), 0); // the same values lie in narrow numbers beside it
    for (const FileNode& node : file.nodes) {
        const auto& beside = isDequantiser(*node.proto) ? node.outputs : node.inputs;
        const bool isBoundary = isDequantiser(*node.proto) || isQuantiser(*node.proto);
        if (isBoundary && !beside.empty() && beside[0] >= 0) {
            isRounded[beside[0]] = 1;
        }
    }
    std::map<std::string_view, double> elements;
    for (std::size_t i = 0; i < file.tensors.size(); ++i) {
        const auto shape = state.isConstant[i] || isRounded[i] ? std::nullopt : state.shapeOf(static_cast<int>(i));
        if (shape) {
            elements[elementTypeOf(state.elementType(static_cast<int>(i))).name] += elementsOf(*shape);
        }
    }
    std::string_view format;
    double most = 0;
    for (const auto& [type, count] : elements) {
        if (const auto plain = plainFormat(type); plain && count > most) {
            most = count;
            format = infoOf(*plain).id;
        }
    }
    return std::string(format);
}

void setFormats(Model& model, std::vector<StoredTensor> weights, const std::string& activations)
{
    if (!activations.empty()) {
        model.usual["deployment.activations"] = activations;
    }
    if (const std::string type = plainType(weights); !type.empty()) {
        model.usual["deployment.weights"] = infoOf(*plainFormat(type)).id;
    } else if (!weights.empty()) {
        Checkpoint checkpoint;
        checkpoint.format = "onnx";
        checkpoint.tensors = std::move(weights);
        attachCheckpoint(model, std::move(checkpoint), true);
    }
}

} // namespace ridge::onnx_import

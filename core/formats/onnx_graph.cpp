#include "core/formats/onnx_graph.h"

#include "core/formats/formats.h"
#include "core/formats/onnx_runtime_shapes.h"

#include <google/protobuf/io/coded_stream.h>

#include <algorithm>
#include <queue>
#include <unordered_map>

namespace ridge::onnx_import {
namespace {

constexpr double maximumElements = 1e15; // of one tensor: a petabyte of them at one byte each

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

class Builder {
public:
    Builder(FileGraph& graph, const std::string& fileName) : m_graph(graph), m_fileName(fileName) {}

    void build()
    {
        const onnx::GraphProto& proto = m_graph.model->graph();
        const int count = proto.node_size() + proto.initializer_size() + proto.input_size();
        m_graph.tensors.reserve(static_cast<std::size_t>(count));
        m_index.reserve(static_cast<std::size_t>(count));
        m_graph.nodes.reserve(static_cast<std::size_t>(proto.node_size()));
        readOperatorSet();
        addStored(proto);
        addNodes(proto);
        addInputs(proto);
        addDeclarations(proto);
        connect(proto);
        if (!isSorted()) {
            sort();
        }
    }

private:
    [[noreturn]] void fail(const std::string& sentence) const { throw FormatError(m_fileName + ": " + sentence); }

    void readOperatorSet()
    {
        m_graph.opset = m_graph.model->ir_version() < 3 ? 1 : unstatedOpset; // operator sets came with version 3
        for (const onnx::OperatorSetIdProto& set : m_graph.model->opset_import()) {
            if (set.domain().empty() || set.domain() == "ai.onnx") {
                m_graph.opset = static_cast<int>(std::clamp<std::int64_t>(set.version(), 1, unstatedOpset - 1));
            }
        }
    }

    int addTensor(std::string_view name, bool mustBeNew)
    {
        const auto [found, isNew] = m_index.emplace(name, static_cast<int>(m_graph.tensors.size()));
        if (isNew) {
            m_graph.tensors.emplace_back();
            m_graph.tensors.back().name = name;
        } else if (mustBeNew) {
            fail("two tensors are called '" + cleanText(name) + "'; rename one and export it again.");
        }
        return found->second;
    }

    void checkDims(const onnx::TensorProto& tensor) const
    {
        double count = 1;
        for (std::int64_t dim : tensor.dims()) {
            if (dim < 0) {
                fail("the stored tensor '" + cleanText(tensor.name()) + "' has the size " + std::to_string(dim) +
                     " in one dimension; export it again.");
            }
            count *= static_cast<double>(dim);
        }
        if (count > maximumElements || tensor.dims_size() > 64) {
            fail("the stored tensor '" + cleanText(tensor.name()) +
                 "' claims more elements than any memory holds; "
                 "export it again.");
        }
    }

    void addStored(const onnx::GraphProto& proto)
    {
        for (const onnx::TensorProto& tensor : proto.initializer()) {
            checkDims(tensor);
            m_graph.tensors[addTensor(tensor.name(), true)].stored = &tensor;
        }
        for (const onnx::SparseTensorProto& sparse : proto.sparse_initializer()) {
            checkDims(sparse.values());
            m_graph.tensors[addTensor(sparse.values().name(), true)].stored = &sparse.values();
        }
    }

    void addNodes(const onnx::GraphProto& proto)
    {
        for (const onnx::NodeProto& node : proto.node()) {
            FileNode added;
            added.proto = &node;
            added.schema = schemaOf(node);
            for (const std::string& name : node.output()) {
                added.outputs.push_back(name.empty() ? -1 : addTensor(name, true));
                if (!name.empty()) {
                    m_graph.tensors[added.outputs.back()].producer = static_cast<int>(m_graph.nodes.size());
                }
            }
            m_graph.nodes.push_back(std::move(added));
        }
    }

    const onnx::OpSchema* schemaOf(const onnx::NodeProto& node) const
    {
        const bool isStandard = node.domain().empty() || node.domain() == "ai.onnx";
        if (!isStandard && node.domain() != "com.microsoft") {
            return nullptr; // other domains have no shapes that costs depend on
        }
        const onnx::OpSchema* schema =
            isStandard ? onnx::OpSchemaRegistry::Schema(node.op_type(), m_graph.opset) : nullptr;
        if (const std::string_view twin = schema ? "" : standardTwin(node.op_type()); !twin.empty()) {
            schema = onnx::OpSchemaRegistry::Schema(std::string(twin), m_graph.opset);
        }
        return schema && followsSchema(node, *schema) ? schema : nullptr;
    }

    /// Old exporters list stored tensors among the inputs too; those the user cannot feed.
    void addInputs(const onnx::GraphProto& proto)
    {
        for (const onnx::ValueInfoProto& input : proto.input()) {
            const int index = addTensor(input.name(), false);
            FileTensor& tensor = m_graph.tensors[index];
            if (tensor.stored || tensor.producer >= 0) {
                continue;
            }
            if (tensor.declared) {
                fail("two inputs are called '" + cleanText(input.name()) + "'; rename one and export it again.");
            }
            tensor.declared = &input.type();
            m_graph.inputs.push_back(index);
        }
    }

    void addDeclarations(const onnx::GraphProto& proto)
    {
        for (const auto* list : {&proto.value_info(), &proto.output()}) {
            for (const onnx::ValueInfoProto& info : *list) {
                const auto found = m_index.find(info.name());
                if (found != m_index.end() && !m_graph.tensors[found->second].declared) {
                    m_graph.tensors[found->second].declared = &info.type();
                }
            }
        }
        for (const onnx::ValueInfoProto& output : proto.output()) {
            const auto found = m_index.find(output.name());
            if (found == m_index.end()) {
                fail("nothing in the file computes the output '" + cleanText(output.name()) + "'; export it again.");
            }
            m_graph.outputs.push_back(found->second);
        }
    }

    void connect(const onnx::GraphProto& proto)
    {
        for (int i = 0; i < proto.node_size(); ++i) {
            const onnx::NodeProto& node = proto.node(i);
            for (const std::string& name : node.input()) {
                const auto found = m_index.find(name);
                if (found == m_index.end() && !name.empty()) {
                    fail(describe(node) + " reads '" + cleanText(name) +
                         "', which nothing in the file provides; export it again.");
                }
                m_graph.nodes[i].inputs.push_back(name.empty() ? -1 : found->second);
            }
            for (const onnx::AttributeProto& attribute : node.attribute()) {
                if (attribute.has_g()) {
                    connectSubgraph(attribute.g(), m_graph.nodes[i]);
                }
                for (const onnx::GraphProto& body : attribute.graphs()) {
                    connectSubgraph(body, m_graph.nodes[i]);
                }
            }
        }
    }

    /// What a body (of If, Loop, Scan) reads from outside and stores inside counts as read by its node.
    void connectSubgraph(const onnx::GraphProto& body, FileNode& node)
    {
        node.hasSubgraph = true;
        for (const onnx::TensorProto& tensor : body.initializer()) {
            addInnerWeight(tensor, node);
        }
        for (const onnx::NodeProto& inner : body.node()) {
            for (const std::string& name : inner.input()) {
                const auto found = m_index.find(name);
                const bool isOutside = found != m_index.end() && !m_graph.tensors[found->second].name.empty();
                if (isOutside && std::ranges::find(node.inputs, found->second) == node.inputs.end() &&
                    std::ranges::find(node.outputs, found->second) == node.outputs.end()) {
                    node.inputs.push_back(found->second);
                }
            }
            for (const onnx::AttributeProto& attribute : inner.attribute()) {
                if (attribute.has_t() && inner.op_type() == "Constant") {
                    addInnerWeight(attribute.t(), node);
                }
                if (attribute.has_g()) {
                    connectSubgraph(attribute.g(), node);
                }
            }
        }
    }

    void addInnerWeight(const onnx::TensorProto& tensor, FileNode& node)
    {
        checkDims(tensor);
        node.inputs.push_back(static_cast<int>(m_graph.tensors.size()));
        m_graph.tensors.emplace_back(); // its name means nothing outside of the body
        m_graph.tensors.back().stored = &tensor;
    }

    bool isSorted() const
    {
        for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
            for (int input : m_graph.nodes[i].inputs) {
                if (input >= 0 && m_graph.tensors[input].producer >= static_cast<int>(i)) {
                    return false;
                }
            }
        }
        return true;
    }

    /// Kahn's algorithm with the file's order as preference, so that a sorted file stays as it is.
    void sort()
    {
        const int count = static_cast<int>(m_graph.nodes.size());
        std::vector<std::vector<int>> readers(count);
        std::vector<int> missing(count, 0);
        for (int i = 0; i < count; ++i) {
            for (int input : m_graph.nodes[i].inputs) {
                if (input >= 0 && m_graph.tensors[input].producer >= 0) {
                    readers[m_graph.tensors[input].producer].push_back(i);
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
            sorted.push_back(std::move(m_graph.nodes[node]));
            for (int reader : readers[node]) {
                if (--missing[reader] == 0) {
                    ready.push(reader);
                }
            }
        }
        if (static_cast<int>(sorted.size()) != count) {
            const auto stuck = std::ranges::find_if(missing, [](int m) { return m > 0; }) - missing.begin();
            fail(describe(*m_graph.nodes[stuck].proto) + " waits for its own result: the graph has a cycle; "
                                                         "export it again.");
        }
        m_graph.nodes = std::move(sorted);
        renumberProducers();
    }

    void renumberProducers()
    {
        for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
            for (int output : m_graph.nodes[i].outputs) {
                if (output >= 0) {
                    m_graph.tensors[output].producer = static_cast<int>(i);
                }
            }
        }
    }

    FileGraph& m_graph;
    const std::string& m_fileName;
    std::unordered_map<std::string_view, int> m_index; // tensor name → index
};

} // namespace

std::unique_ptr<const FileGraph> buildFileGraph(const std::string& stripped, const std::string& fileName)
{
    auto graph = std::make_unique<FileGraph>();
    google::protobuf::io::CodedInputStream stream(reinterpret_cast<const std::uint8_t*>(stripped.data()),
                                                  static_cast<int>(stripped.size()));
    stream.SetRecursionLimit(64);
    auto* model = google::protobuf::Arena::CreateMessage<onnx::ModelProto>(&graph->arena);
    graph->model = model;
    if (!model->ParseFromCodedStream(&stream) || !stream.ConsumedEntireMessage()) {
        throw FormatError(fileName + ": the file is not a valid ONNX model, although it is framed like one; "
                                     "export or download it again.");
    }
    if (!model->has_graph()) {
        throw FormatError(fileName + ": the model holds no graph; export it again.");
    }
    if (model->graph().node_size() == 0) {
        throw FormatError(fileName + ": the graph has no nodes, so there is nothing to analyse; export it again.");
    }
    Builder(*graph, fileName).build();
    return graph;
}

} // namespace ridge::onnx_import

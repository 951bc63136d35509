#include "core/formats/onnx/graph.h"

#include "core/formats/format_error.h"
#include "core/formats/onnx/bodies.h"
#include "core/formats/onnx/shapes/runtime_shapes.h"

#include <google/protobuf/io/coded_stream.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace ridge::onnx_import {
namespace {

constexpr double maximumElements = 1e15; // of one tensor: a petabyte of them at one byte each

class Builder {
public:
    Builder(FileGraph& graph, const std::string& fileName, const std::stop_token& stop)
        : m_graph(graph), m_fileName(fileName), m_stop(stop)
    {
    }

    void build()
    {
        const onnx::GraphProto& proto = m_graph.model->graph();
        const int count = proto.node_size() + proto.initializer_size() + proto.input_size();
        m_graph.tensors.reserve(static_cast<std::size_t>(count));
        m_scopes.resize(1);
        m_scopes[0].index.reserve(static_cast<std::size_t>(count));
        m_graph.nodes.reserve(static_cast<std::size_t>(proto.node_size()));
        readOperatorSet();
        addStored(proto);
        addNodes(proto);
        addInputs(proto);
        declare(proto, 0);
        addOutputs(proto);
        connect();
        sortNodes(m_graph, m_fileName);
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

    /// A body sees its own names and those around it.
    struct Scope {
        std::unordered_map<std::string_view, int> index; // tensor name → index
        int around = -1;
    };

    int find(std::string_view name, int scope) const
    {
        for (; scope >= 0; scope = m_scopes[scope].around) {
            const auto& index = m_scopes[scope].index;
            if (const auto found = index.find(name); found != index.end()) {
                return found->second;
            }
        }
        return -1;
    }

    int addTensor(std::string_view name, bool mustBeNew, int scope = 0)
    {
        const auto [found, isNew] = m_scopes[scope].index.emplace(name, static_cast<int>(m_graph.tensors.size()));
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

    void addStored(const onnx::GraphProto& proto, int scope = 0)
    {
        for (const onnx::TensorProto& tensor : proto.initializer()) {
            checkDims(tensor);
            m_graph.tensors[addTensor(tensor.name(), true, scope)].stored = &tensor;
        }
        for (const onnx::SparseTensorProto& sparse : proto.sparse_initializer()) {
            checkDims(sparse.values());
            m_graph.tensors[addTensor(sparse.values().name(), true, scope)].stored = &sparse.values();
        }
    }

    void addNodes(const onnx::GraphProto& proto, int scope = 0, int inside = -1, int branch = 0)
    {
        for (const onnx::NodeProto& node : proto.node()) {
            giveUpIf(m_stop);
            FileNode added;
            added.proto = &node;
            added.schema = schemaOf(node);
            added.inside = inside;
            added.branch = branch;
            addBodies(node, added, scope);
            for (const std::string& name : node.output()) {
                added.outputs.push_back(name.empty() ? -1 : addTensor(name, true, scope));
            }
            push(std::move(added), scope);
        }
    }

    void push(FileNode node, int scope)
    {
        for (int output : node.outputs) {
            if (output >= 0) {
                m_graph.tensors[output].producer = static_cast<int>(m_graph.nodes.size());
            }
        }
        m_graph.nodes.push_back(std::move(node));
        m_scopeOf.push_back(scope);
    }

    /// Each body stands in the graph once, however often it runs; parsing has bounded how deep they nest.
    void addBodies(const onnx::NodeProto& node, FileNode& owner, int scope)
    {
        const std::vector<const onnx::GraphProto*> bodies = followedBodies(node, m_graph.opset);
        owner.key = bodies.empty() ? -1 : ++m_lastKey;
        owner.hasSubgraph = !bodies.empty();
        const int key = owner.key;
        for (std::size_t k = 0; k < bodies.size(); ++k) {
            const int inner = static_cast<int>(m_scopes.size());
            m_scopes.push_back({{}, scope});
            addStored(*bodies[k], inner);
            addBodyInputs(node, *bodies[k], inner, key);
            addNodes(*bodies[k], inner, key, static_cast<int>(k));
            declare(*bodies[k], inner);
            std::vector<int>& results = owner.results.emplace_back();
            for (const onnx::ValueInfoProto& output : bodies[k]->output()) {
                results.push_back(find(output.name(), inner));
                if (results.back() < 0) {
                    fail("nothing computes what a body of " + describe(node) + " hands out as '" +
                         cleanText(output.name()) + "'; export it again.");
                }
            }
            if (node.op_type() == "Loop") {
                owner.condition = results.front();
                results.erase(results.begin());
            }
        }
    }

    /// Nodes of their own give a body its inputs: values that are handed on are not constant even where the first is.
    void addBodyInputs(const onnx::NodeProto& node, const onnx::GraphProto& body, int scope, int key)
    {
        const std::vector<BodyOperand> operands = bodyOperands(node);
        for (int i = 0; i < body.input_size() && i < static_cast<int>(operands.size()); ++i) {
            auto* proto = google::protobuf::Arena::CreateMessage<onnx::NodeProto>(&m_graph.arena);
            proto->set_op_type(operands[i].kind == BodyInput::Slice ? "Slice" : "Identity");
            proto->set_name(body.input(i).name());
            if (operands[i].input >= 0) {
                proto->add_input(node.input(operands[i].input));
            }
            FileNode added;
            added.proto = proto;
            added.inside = key;
            added.bodyInput = operands[i].kind;
            added.axis = operands[i].axis;
            added.outputs.push_back(addTensor(body.input(i).name(), true, scope));
            m_graph.tensors[added.outputs.back()].declared = &body.input(i).type();
            push(std::move(added), m_scopes[scope].around);
        }
    }

    const onnx::OpSchema* schemaOf(const onnx::NodeProto& node) const
    {
        const bool isStandard = node.domain().empty() || node.domain() == "ai.onnx";
        if (!isStandard && node.domain() != "com.microsoft") {
            return nullptr; // other domains have no shapes that costs depend on
        }
        const auto other = m_graph.otherOpsets.find(&node);
        const int opset = other == m_graph.otherOpsets.end() ? m_graph.opset : other->second;
        const onnx::OpSchema* schema = isStandard ? onnx::OpSchemaRegistry::Schema(node.op_type(), opset) : nullptr;
        if (const std::string_view twin = schema ? "" : standardTwin(node.op_type()); !twin.empty()) {
            schema = onnx::OpSchemaRegistry::Schema(std::string(twin), opset);
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

    void declare(const onnx::GraphProto& proto, int scope)
    {
        const auto& index = m_scopes[scope].index;
        for (const auto* list : {&proto.value_info(), &proto.output()}) {
            for (const onnx::ValueInfoProto& info : *list) {
                const auto found = index.find(info.name());
                if (found != index.end() && !m_graph.tensors[found->second].declared) {
                    m_graph.tensors[found->second].declared = &info.type();
                }
            }
        }
    }

    void addOutputs(const onnx::GraphProto& proto)
    {
        for (const onnx::ValueInfoProto& output : proto.output()) {
            const int found = find(output.name(), 0);
            if (found < 0) {
                fail("nothing in the file computes the output '" + cleanText(output.name()) + "'; export it again.");
            }
            m_graph.outputs.push_back(found);
        }
    }

    void connect()
    {
        for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
            giveUpIf(m_stop);
            FileNode& added = m_graph.nodes[i];
            const onnx::NodeProto& node = *added.proto;
            for (const std::string& name : node.input()) {
                const int found = find(name, m_scopeOf[i]);
                if (found < 0 && !name.empty()) {
                    fail(describe(node) + " reads '" + cleanText(name) +
                         "', which nothing in the file provides; export it again.");
                }
                added.inputs.push_back(name.empty() ? -1 : found);
            }
            for (const std::vector<int>& results : added.results) {
                added.inputs.insert(added.inputs.end(), results.begin(), results.end());
            }
            m_known = {};
            for (const onnx::AttributeProto& attribute : node.attribute()) {
                if (attribute.has_g() && added.key < 0) {
                    connectSubgraph(attribute.g(), added, m_scopeOf[i]);
                }
                for (const onnx::GraphProto& body : attribute.graphs()) {
                    connectSubgraph(body, added, m_scopeOf[i]);
                }
            }
        }
    }

    /// What a body that is not followed reads from outside and stores inside counts as read by its node.
    void connectSubgraph(const onnx::GraphProto& body, FileNode& node, int scope)
    {
        node.hasSubgraph = true;
        if (m_known.empty()) {
            m_known.insert(node.inputs.begin(), node.inputs.end());
            m_known.insert(node.outputs.begin(), node.outputs.end());
        }
        for (const onnx::TensorProto& tensor : body.initializer()) {
            addInnerWeight(tensor, node);
        }
        for (const onnx::NodeProto& inner : body.node()) {
            for (const std::string& name : inner.input()) {
                const int found = find(name, scope);
                const bool isOutside = found >= 0 && !m_graph.tensors[found].name.empty();
                if (isOutside && m_known.insert(found).second) {
                    node.inputs.push_back(found);
                }
            }
            for (const onnx::AttributeProto& attribute : inner.attribute()) {
                if (attribute.has_t() && inner.op_type() == "Constant") {
                    addInnerWeight(attribute.t(), node);
                }
                if (attribute.has_g()) {
                    connectSubgraph(attribute.g(), node, scope);
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

    FileGraph& m_graph;
    const std::string& m_fileName;
    const std::stop_token& m_stop;
    std::vector<Scope> m_scopes;
    std::vector<int> m_scopeOf;      // per node
    std::unordered_set<int> m_known; // tensors that the node being connected reads or writes
    int m_lastKey = -1;
};

} // namespace

std::unique_ptr<const FileGraph> buildFileGraph(const std::string& stripped, const std::string& fileName,
                                                const std::stop_token& stop)
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
    graph->otherOpsets = openFunctions(*model, fileName);
    if (model->graph().node_size() == 0) {
        throw FormatError(fileName + ": the graph has no nodes, so there is nothing to analyse; export it again.");
    }
    Builder(*graph, fileName, stop).build();
    return graph;
}

} // namespace ridge::onnx_import

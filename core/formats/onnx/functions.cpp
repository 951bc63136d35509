#include "core/formats/onnx/functions.h"

#include "core/formats/format_error.h"
#include "core/formats/onnx/wire.h"
#include "core/quantity/shown_text.h"

#include <onnx/defs/schema.h>

#include <map>
#include <tuple>

namespace ridge::onnx_import {
namespace {

using onnx::AttributeProto;
using onnx::FunctionProto;
using onnx::GraphProto;
using onnx::NodeProto;
using Nodes = google::protobuf::RepeatedPtrField<NodeProto>;
using Names = std::unordered_map<std::string, std::string>;

// Fields that came after the library: onnx.proto of IR version 8 and 10.
constexpr int nodeOverload = 8, functionOverload = 13, functionDefaults = 11;

template <class Message, class Visit> void eachNewer(const Message& message, int field, Visit visit)
{
    const google::protobuf::UnknownFieldSet& fields = message.unknown_fields();
    for (int i = 0; i < fields.field_count(); ++i) {
        const google::protobuf::UnknownField& each = fields.field(i);
        if (each.number() == field && each.type() == google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED) {
            visit(each.length_delimited());
        }
    }
}

bool isStandard(const std::string& domain) { return domain.empty() || domain == "ai.onnx"; }

/// One call being opened: what its function's names mean around it.
struct Call {
    const FunctionProto* function = nullptr;
    const NodeProto* node = nullptr; // with the names of the graph around it
    std::string prefix;              // of names that the function alone knows
    std::string path;                // of its nodes
    Names names;
};

class Opener {
public:
    Opener(onnx::ModelProto& model, const std::string& fileName) : m_model(model), m_fileName(fileName)
    {
        for (const FunctionProto& function : model.functions()) {
            std::string overload;
            eachNewer(function, functionOverload, [&](const std::string& text) { overload = text; });
            m_functions[{function.domain(), function.name(), overload}] = &function;
        }
    }

    OpsetOfNode run()
    {
        if (openedNodes(m_model.graph().node(), 0) > static_cast<double>(maximumNodes)) {
            failTooLarge();
        }
        openGraph(*m_model.mutable_graph());
        return std::move(m_opsets);
    }

private:
    const FunctionProto* functionOf(const NodeProto& node) const
    {
        if (isStandard(node.domain()) && onnx::OpSchemaRegistry::Schema(node.op_type())) {
            return nullptr; // a function may spell out an operator of the standard, which rules know better
        }
        std::string overload;
        eachNewer(node, nodeOverload, [&](const std::string& text) { overload = text; });
        const auto found = m_functions.find({node.domain(), node.op_type(), overload});
        return found == m_functions.end() ? nullptr : found->second;
    }

    [[noreturn]] void failTooLarge() const
    {
        throw FormatError(m_fileName + ": its functions open into more than " + std::to_string(maximumNodes) +
                          " nodes or " + std::to_string(maximumStrippedBytes >> 20) +
                          " MiB; export it without functions.");
    }

    /// Calls of calls multiply: how many nodes there will be is known before any is made.
    double openedNodes(const Nodes& nodes, int depth)
    {
        double count = nodes.size();
        for (const NodeProto& node : nodes) {
            if (const FunctionProto* function = functionOf(node)) {
                count += openedNodes(*function, depth + 1);
            }
            for (const AttributeProto& attribute : node.attribute()) {
                count += attribute.has_g() ? openedNodes(attribute.g().node(), depth) : 0;
                for (const GraphProto& body : attribute.graphs()) {
                    count += openedNodes(body.node(), depth);
                }
            }
        }
        return count;
    }

    double openedNodes(const FunctionProto& function, int depth)
    {
        constexpr int deepest = 32;
        if (depth > deepest) {
            throw FormatError(m_fileName + ": the function '" + cleanText(function.name()) +
                              "' calls itself, or others without end; export it again.");
        }
        const auto known = m_sizes.find(&function);
        return known != m_sizes.end() ? known->second : m_sizes[&function] = openedNodes(function.node(), depth);
    }

    void openGraph(GraphProto& graph)
    {
        Nodes nodes;
        nodes.Swap(graph.mutable_node());
        for (NodeProto& node : nodes) {
            addNode(node, 0, *graph.mutable_node());
        }
    }

    /// `opset` is that of the function the node comes from; 0: the model's.
    void addNode(NodeProto& node, int opset, Nodes& out)
    {
        if (const FunctionProto* function = functionOf(node)) {
            openCall(node, *function, out);
            return;
        }
        for (AttributeProto& attribute : *node.mutable_attribute()) {
            if (attribute.has_g()) {
                openGraph(*attribute.mutable_g());
            }
            for (GraphProto& body : *attribute.mutable_graphs()) {
                openGraph(body);
            }
        }
        NodeProto& added = *out.Add();
        added.Swap(&node);
        if (opset > 0 && &out == &m_model.graph().node()) { // nodes of bodies move once more with their owner
            m_opsets[&added] = opset;
        }
    }

    void openCall(const NodeProto& node, const FunctionProto& function, Nodes& out)
    {
        Call call{&function, &node, {}, {}, {}};
        const std::string name = node.name().empty() ? function.name() : node.name();
        const int use = ++m_uses[name];
        call.path = name + (use > 1 ? "_" + std::to_string(use) : "") + "/";
        call.prefix = "function " + std::to_string(++m_calls) + ": ";
        nameOperands(call);
        const int opset = opsetOf(function);
        for (const NodeProto& inner : function.node()) {
            grow(inner.ByteSizeLong() + call.path.size());
            NodeProto copy = inner;
            fill(copy, call);
            addNode(copy, opset, out);
        }
        passThrough(call, out);
    }

    void nameOperands(Call& call) const
    {
        const auto give = [&](const auto& formal, const auto& actual) {
            for (int i = 0; i < formal.size(); ++i) {
                const bool isGiven = i < actual.size() && !actual.Get(i).empty();
                call.names.emplace(formal.Get(i), isGiven ? actual.Get(i) : std::string());
            }
        };
        give(call.function->input(), call.node->input());
        for (int i = 0; i < call.function->output_size() && i < call.node->output_size(); ++i) {
            if (!call.node->output(i).empty()) {
                call.names.emplace(call.function->output(i), call.node->output(i));
            }
        }
    }

    /// Results that are an input under another name are computed by no node.
    static void passThrough(const Call& call, Nodes& out)
    {
        for (int i = 0; i < call.function->output_size() && i < call.node->output_size(); ++i) {
            const std::string& result = call.node->output(i);
            const auto named = call.names.find(call.function->output(i));
            if (!result.empty() && named != call.names.end() && named->second != result) {
                NodeProto& copy = *out.Add();
                copy.set_op_type("Identity");
                copy.set_name(call.path + "Identity");
                copy.add_input(named->second);
                copy.add_output(result);
            }
        }
    }

    int opsetOf(const FunctionProto& function) const
    {
        const auto stated = [](const auto& sets) {
            std::int64_t version = 0;
            for (const onnx::OperatorSetIdProto& set : sets) {
                version = isStandard(set.domain()) ? set.version() : version;
            }
            return version;
        };
        const std::int64_t own = stated(function.opset_import());
        const bool differs = own > 0 && own < 1000 && own != stated(m_model.opset_import());
        return differs ? static_cast<int>(own) : 0;
    }

    /// The names and attributes of a function's node, as the graph around the call has them.
    void fill(NodeProto& node, const Call& call)
    {
        node.set_name(call.path + (node.name().empty() ? node.op_type() : node.name()));
        for (std::string& input : *node.mutable_input()) {
            rename(input, call);
        }
        for (std::string& output : *node.mutable_output()) {
            rename(output, call);
        }
        google::protobuf::RepeatedPtrField<AttributeProto> attributes;
        attributes.Swap(node.mutable_attribute());
        for (AttributeProto& attribute : attributes) {
            if (!attribute.ref_attr_name().empty()) {
                takeAttribute(attribute, call, node);
                continue;
            }
            if (attribute.has_g()) {
                renameGraph(*attribute.mutable_g(), call);
            }
            for (GraphProto& body : *attribute.mutable_graphs()) {
                renameGraph(body, call);
            }
            node.add_attribute()->Swap(&attribute);
        }
    }

    /// What the call says, else what the function says for calls that do not; neither: the node goes without.
    void takeAttribute(const AttributeProto& reference, const Call& call, NodeProto& node)
    {
        const auto take = [&](const AttributeProto& from) {
            grow(from.ByteSizeLong());
            AttributeProto& added = *node.add_attribute();
            added = from;
            added.set_name(reference.name());
        };
        for (const AttributeProto& given : call.node->attribute()) {
            if (given.name() == reference.ref_attr_name()) {
                take(given);
                return;
            }
        }
        bool isTaken = false;
        eachNewer(*call.function, functionDefaults, [&](const std::string& bytes) {
            AttributeProto usual;
            if (!isTaken && usual.ParseFromString(bytes) && usual.name() == reference.ref_attr_name()) {
                take(usual);
                isTaken = true;
            }
        });
    }

    void rename(std::string& name, const Call& call)
    {
        if (name.empty()) {
            return;
        }
        const auto known = call.names.find(name);
        grow(known == call.names.end() ? call.prefix.size() : known->second.size());
        name = known == call.names.end() ? call.prefix + name : known->second;
    }

    void renameGraph(GraphProto& graph, const Call& call)
    {
        for (auto* values : {graph.mutable_input(), graph.mutable_output(), graph.mutable_value_info()}) {
            for (onnx::ValueInfoProto& value : *values) {
                rename(*value.mutable_name(), call);
            }
        }
        for (onnx::TensorProto& stored : *graph.mutable_initializer()) {
            rename(*stored.mutable_name(), call);
        }
        for (onnx::SparseTensorProto& stored : *graph.mutable_sparse_initializer()) {
            rename(*stored.mutable_values()->mutable_name(), call);
        }
        for (NodeProto& node : *graph.mutable_node()) {
            fill(node, call);
        }
    }

    /// Names grow with every call around them, and what a call is given may be used many times.
    void grow(std::size_t bytes)
    {
        m_bytes += bytes;
        if (m_bytes > maximumStrippedBytes) {
            failTooLarge();
        }
    }

    onnx::ModelProto& m_model;
    const std::string& m_fileName;
    std::map<std::tuple<std::string, std::string, std::string>, const FunctionProto*> m_functions;
    std::unordered_map<std::string, int> m_uses; // of the name of a call
    OpsetOfNode m_opsets;
    std::unordered_map<const FunctionProto*, double> m_sizes; // nodes that a call opens into
    std::size_t m_calls = 0, m_bytes = 0;
};

} // namespace

OpsetOfNode openFunctions(onnx::ModelProto& model, const std::string& fileName)
{
    return model.functions_size() == 0 ? OpsetOfNode{} : Opener(model, fileName).run();
}

} // namespace ridge::onnx_import

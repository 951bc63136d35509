#include "core/formats/onnx/wire.h"

#include "core/formats/format_error.h"
#include "core/formats/onnx/framing.h"

#include <algorithm>
#include <array>

namespace ridge::onnx_import {
namespace {

enum class Message { Model, Graph, Node, Attribute, Tensor, SparseTensor, Function };
enum class Action { Copy, Drop, Data, Descend };

struct FieldRule {
    Message in;
    std::uint64_t field;
    Action action;
    Message into = Message::Model; // of Descend
};

// Field numbers of onnx.proto. Fields without a row are copied as they are.
constexpr FieldRule fieldRules[] = {
    {Message::Model, 6, Action::Drop},                            // doc_string
    {Message::Model, 7, Action::Descend, Message::Graph},         // graph
    {Message::Model, 20, Action::Drop},                           // training_info
    {Message::Model, 25, Action::Descend, Message::Function},     // functions
    {Message::Function, 7, Action::Descend, Message::Node},       // node
    {Message::Function, 8, Action::Drop},                         // doc_string
    {Message::Function, 11, Action::Descend, Message::Attribute}, // attribute_proto
    {Message::Graph, 1, Action::Descend, Message::Node},          // node
    {Message::Graph, 5, Action::Descend, Message::Tensor},        // initializer
    {Message::Graph, 10, Action::Drop},                           // doc_string
    {Message::Graph, 14, Action::Drop},                           // quantization_annotation
    {Message::Graph, 15, Action::Descend, Message::SparseTensor}, // sparse_initializer
    {Message::Node, 5, Action::Descend, Message::Attribute},      // attribute
    {Message::Node, 6, Action::Drop},                             // doc_string
    {Message::Attribute, 5, Action::Descend, Message::Tensor},    // t
    {Message::Attribute, 6, Action::Descend, Message::Graph},     // g
    {Message::Attribute, 10, Action::Descend, Message::Tensor},   // tensors
    {Message::Attribute, 11, Action::Descend, Message::Graph},    // graphs
    {Message::Attribute, 13, Action::Drop},                       // doc_string
    {Message::Attribute, 22, Action::Descend, Message::SparseTensor},
    {Message::Attribute, 23, Action::Descend, Message::SparseTensor},
    {Message::SparseTensor, 1, Action::Descend, Message::Tensor}, // values
    {Message::SparseTensor, 2, Action::Descend, Message::Tensor}, // indices
    {Message::Tensor, 4, Action::Data},                           // float_data
    {Message::Tensor, 5, Action::Data},                           // int32_data
    {Message::Tensor, 6, Action::Data},                           // string_data
    {Message::Tensor, 7, Action::Data},                           // int64_data
    {Message::Tensor, 9, Action::Data},                           // raw_data
    {Message::Tensor, 10, Action::Data},                          // double_data
    {Message::Tensor, 11, Action::Data},                          // uint64_data
    {Message::Tensor, 12, Action::Drop},                          // doc_string
};

constexpr std::size_t messageCount = 7;
constexpr std::size_t fieldCount = 26;

/// The rows above by message and field: every field of the file is looked up.
constexpr auto ruleTable = [] {
    std::array<std::array<FieldRule, fieldCount>, messageCount> table{};
    for (auto& row : table) {
        row.fill({Message::Model, 0, Action::Copy});
    }
    for (const FieldRule& rule : fieldRules) {
        table[static_cast<std::size_t>(rule.in)][rule.field] = rule;
    }
    return table;
}();

const FieldRule& ruleFor(Message message, std::uint64_t field)
{
    return ruleTable[static_cast<std::size_t>(message)][field < fieldCount ? field : 0];
}

std::string varintOf(std::uint64_t value)
{
    std::string text;
    while (value >= 0x80) {
        text.push_back(static_cast<char>(value | 0x80));
        value >>= 7;
    }
    text.push_back(static_cast<char>(value));
    return text;
}

class Stripper : private Framing {
public:
    using Framing::Framing;

    std::string run()
    {
        std::string out;
        out.reserve(std::min<std::uint64_t>(m_bytes.size(), 1u << 20));
        copyMessage(Message::Model, m_bytes.size(), 0, out);
        return out;
    }

private:
    void copyMessage(Message message, std::size_t end, int depth, std::string& out)
    {
        if (depth > maximumDepth) {
            fail("messages are nested too deeply", m_at);
        }
        std::size_t data = 0; // bytes of tensor data kept so far
        while (m_at < end) {
            const std::size_t start = m_at;
            const std::uint64_t tag = readVarint(end);
            const std::uint64_t wireType = tag & 7;
            if (message == Message::Model && !belongsToModel(tag >> 3, wireType)) {
                failNotOnnx(start);
            }
            const FieldRule& rule = ruleFor(message, tag >> 3);
            const std::size_t content = skipContent(wireType, start, end);
            if (rule.action == Action::Data) {
                data += m_at - content + (wireType == Varint ? m_at - start : 0);
            }
            if (rule.action == Action::Drop || (rule.action == Action::Data && data > keptDataBytes)) {
                continue;
            }
            if (rule.action == Action::Descend && wireType == Length) {
                const std::size_t lengthStart = out.size() + varintOf(tag).size();
                out += varintOf(tag);
                out += varintOf(m_at - content);
                checkSize(out.size(), start);
                descend(rule.into, content, lengthStart, depth, out);
            } else {
                checkSize(out.size() + (m_at - start), start);
                out.append(m_bytes.at(start, m_at - start));
            }
        }
    }

    /// Appends a message behind its tag and old length, and corrects the length when something was left out.
    void descend(Message into, std::size_t content, std::size_t lengthStart, int depth, std::string& out)
    {
        if (into == Message::Node && ++m_nodes > maximumNodes) {
            fail("there are more than " + std::to_string(maximumNodes) + " nodes", content);
        }
        const std::size_t end = m_at;
        const std::size_t outStart = out.size();
        m_at = content;
        copyMessage(into, end, depth + 1, out);
        const std::size_t size = out.size() - outStart;
        if (size == end - content) {
            return;
        }
        out.replace(lengthStart, outStart - lengthStart, varintOf(size));
    }

    void checkSize(std::size_t size, std::size_t at) const
    {
        if (size > maximumStrippedBytes) {
            throw FormatError(m_fileName + ": the graph alone takes more than " +
                              std::to_string(maximumStrippedBytes >> 20) + " MiB without its weights at byte " +
                              std::to_string(at) + "; simplify it before opening it.");
        }
    }

    static constexpr int maximumDepth = 48; // a model needs five levels, and four for every nested body

    std::size_t m_nodes = 0;
};

} // namespace

std::string stripWeights(const FileBytes& bytes, const std::string& fileName)
{
    if (bytes.size() == 0) {
        throw FormatError(fileName + ": the file is empty; export or download it again.");
    }
    if (bytes.size() > 0x7fffffff) {
        throw FormatError(fileName + ": the file is larger than 2 GiB, which ONNX cannot be; "
                                     "export it with its weights as external data.");
    }
    return Stripper(bytes, fileName).run();
}

} // namespace ridge::onnx_import

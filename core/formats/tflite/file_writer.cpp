// The flatbuffer of a TFLite file with everything but the values of its tensors.

#include "core/formats/tflite/slots.h"
#include "core/formats/tflite/tflite.h"

#include <cstring>
#include <map>

namespace ridge::tflite {
namespace {

using flatbuffers::Table;
using Builder = flatbuffers::FlatBufferBuilder;
using TableOffset = flatbuffers::Offset<Table>;

/// A table of the fields that `add` adds.
template <class Add> TableOffset table(Builder& builder, Add add)
{
    const auto start = builder.StartTable();
    add();
    return TableOffset(builder.EndTable(start));
}

TableOffset writeTensor(Builder& builder, const FileTensor& tensor, std::uint32_t buffer)
{
    const std::vector<std::int32_t> sizes(tensor.shape.begin(), tensor.shape.end());
    const auto shape = builder.CreateVector(sizes);
    const auto name = builder.CreateString(tensor.name);
    std::vector<std::int32_t> open(sizes);
    for (std::size_t i = 0; i < tensor.open.size(); ++i) {
        open[i] = tensor.open[i] ? -1 : open[i];
    }
    const auto signature = tensor.open.empty() ? 0 : builder.CreateVector(open);
    return table(builder, [&] {
        builder.AddOffset(fieldOf(Shape), shape);
        builder.AddElement(fieldOf(IsVariable), static_cast<std::uint8_t>(tensor.isVariable), std::uint8_t{0});
        builder.AddOffset(fieldOf(ShapeSignature), signature);
        builder.AddElement(fieldOf(ElementType), static_cast<std::int8_t>(tensor.type), std::int8_t{0});
        builder.AddElement(fieldOf(BufferIndex), buffer, std::uint32_t{0});
        builder.AddOffset(fieldOf(TensorName), name);
    });
}

TableOffset writeCode(Builder& builder, const FileOperator& op)
{
    const auto custom = builder.CreateString(op.custom);
    return table(builder, [&] {
        builder.AddOffset(fieldOf(CustomCode), custom);
        builder.AddElement(fieldOf(WideCode), static_cast<std::int32_t>(op.code), std::int32_t{0});
    });
}

TableOffset writeOperator(Builder& builder, const FileOperator& op, std::uint32_t code)
{
    const auto inputs = builder.CreateVector(op.inputs);
    const auto outputs = builder.CreateVector(op.outputs);
    const OperatorRow* row = operatorRow(op.code);
    const auto resource = op.resource.empty() ? 0 : builder.CreateString(op.resource.substr(op.resource.find('/') + 1));
    const auto container = op.resource.empty() ? 0 : builder.CreateString(op.resource.substr(0, op.resource.find('/')));
    const TableOffset options = table(builder, [&] {
        builder.AddOffset(fieldOf(Container), container);
        builder.AddOffset(fieldOf(SharedName), resource);
        for (std::size_t i = 0; i < op.options.size(); ++i) {
            const Option& option = (*row->options)[i];
            if (option.isByte) {
                builder.AddElement(fieldOf(option.slot), static_cast<std::int8_t>(op.options[i]));
            } else {
                builder.AddElement(fieldOf(option.slot), static_cast<std::int32_t>(op.options[i]));
            }
        }
    });
    return table(builder, [&] {
        builder.AddElement(fieldOf(CodeIndex), code, std::uint32_t{0});
        builder.AddOffset(fieldOf(Inputs), inputs);
        builder.AddOffset(fieldOf(Outputs), outputs);
        builder.AddElement(fieldOf(OptionsType), static_cast<std::uint8_t>(op.optionsType), std::uint8_t{0});
        builder.AddOffset(fieldOf(Options), options);
    });
}

/// All subgraphs of a file, with one operator code for each operator: simpler than sharing them, and a few bytes.
class Writer {
public:
    explicit Writer(const File& file) : m_file(file) {}

    std::string run()
    {
        m_buffers.push_back(table(m_builder, [] {}));
        m_graphs.push_back(writeGraph(m_file));
        for (const Subgraph& body : m_file.bodies) {
            m_graphs.push_back(writeGraph(body));
        }
        const auto codeList = m_builder.CreateVector(m_codes);
        const auto graphList = m_builder.CreateVector(m_graphs);
        const auto bufferList = m_builder.CreateVector(m_buffers);
        const auto description = m_builder.CreateString(m_file.description);
        m_builder.Finish(table(m_builder,
                               [&] {
                                   m_builder.AddElement(fieldOf(Version), std::uint32_t{3}, std::uint32_t{0});
                                   m_builder.AddOffset(fieldOf(OperatorCodes), codeList);
                                   m_builder.AddOffset(fieldOf(Subgraphs), graphList);
                                   m_builder.AddOffset(fieldOf(Description), description);
                                   m_builder.AddOffset(fieldOf(Buffers), bufferList);
                               }),
                         identifier);
        return std::string(reinterpret_cast<const char*>(m_builder.GetBufferPointer()), m_builder.GetSize());
    }

private:
    TableOffset writeGraph(const Subgraph& graph)
    {
        std::vector<TableOffset> tensors, operators;
        for (const FileTensor& tensor : graph.tensors) {
            tensors.push_back(writeTensor(m_builder, tensor, bufferOf(tensor)));
        }
        for (const FileOperator& op : graph.operators) {
            operators.push_back(writeOperator(m_builder, op, static_cast<std::uint32_t>(m_codes.size())));
            m_codes.push_back(writeCode(m_builder, op));
        }
        const auto tensorList = m_builder.CreateVector(tensors);
        const auto operatorList = m_builder.CreateVector(operators);
        const auto inputs = m_builder.CreateVector(graph.inputs);
        const auto outputs = m_builder.CreateVector(graph.outputs);
        return table(m_builder, [&] {
            m_builder.AddOffset(fieldOf(Tensors), tensorList);
            m_builder.AddOffset(fieldOf(GraphInputs), inputs);
            m_builder.AddOffset(fieldOf(GraphOutputs), outputs);
            m_builder.AddOffset(fieldOf(Operators), operatorList);
        });
    }

    /// Its number; constants that share one in the file share one again. Of values those are kept that count loops.
    std::uint32_t bufferOf(const FileTensor& tensor)
    {
        if (!tensor.isConstant) {
            return 0;
        }
        const auto next = static_cast<std::uint32_t>(m_buffers.size());
        if (tensor.buffer != 0) {
            const auto [shared, isNew] = m_shared.try_emplace(tensor.buffer, next);
            if (!isNew) {
                return shared->second;
            }
        }
        const auto data = tensor.value ? m_builder.CreateVector(dataOf(tensor)) : 0;
        m_buffers.push_back(table(m_builder, [&] {
            if (tensor.value) {
                m_builder.AddOffset(fieldOf(Data), data);
            } else {
                m_builder.AddElement(fieldOf(Size), static_cast<std::uint64_t>(tensor.bytes), std::uint64_t{0});
            }
        }));
        return next;
    }

    static std::vector<std::uint8_t> dataOf(const FileTensor& tensor)
    {
        const auto value = static_cast<std::int64_t>(*tensor.value); // little-endian: the low bytes come first
        std::vector<std::uint8_t> bytes(static_cast<std::size_t>(tensor.bytes));
        std::memcpy(bytes.data(), &value, std::min(bytes.size(), sizeof value));
        return bytes;
    }

    const File& m_file;
    Builder m_builder;
    std::vector<TableOffset> m_codes, m_graphs, m_buffers;
    std::map<std::uint32_t, std::uint32_t> m_shared; // number of a buffer in the file → here
};

} // namespace

std::string writeFile(const File& file) { return Writer(file).run(); }

} // namespace ridge::tflite

// The flatbuffer of a TFLite file, read table by table: each field is checked before it is followed, so that only what
// is asked for needs to be sound. Slots number a table's fields from 0, as tensorflow/lite/schema/schema.fbs has them.

#include "core/formats/tflite/tflite.h"

#include "core/formats/weights/checkpoint_model.h"

#include <flatbuffers/flatbuffers.h>

namespace ridge::tflite {
namespace {

using flatbuffers::Table;
using flatbuffers::Verifier;

constexpr const char* identifier = "TFL3";
constexpr std::size_t mostItems = 1'000'000;
constexpr std::size_t mostSizes = 16;                                              // dimensions of a tensor
constexpr std::size_t smallestFile = 16, largestFile = (std::size_t{1} << 31) - 1; // offsets are signed 32 bits

constexpr flatbuffers::voffset_t fieldOf(int slot) { return static_cast<flatbuffers::voffset_t>(4 + 2 * slot); }

enum ModelSlot { Version, OperatorCodes, Subgraphs, Description, Buffers };
enum SubgraphSlot { Tensors, GraphInputs, GraphOutputs, Operators };
enum TensorSlot { Shape, ElementType, BufferIndex, TensorName };
enum OperatorCodeSlot { NarrowCode, CustomCode, CodeVersion, WideCode };
enum OperatorSlot { CodeIndex, Inputs, Outputs, OptionsType, Options };
enum BufferSlot { Data, Offset, Size };

/// A table whose fields are verified when they are read.
class Node {
public:
    Node(const Table* table, Verifier& verifier, const std::string& file)
        : m_table(table), m_verifier(&verifier), m_file(&file)
    {
        require(table && m_table->VerifyTableStart(verifier));
        verifier.EndTable();
    }

    template <class T> T number(int slot, T fallback = 0) const
    {
        require(m_table->VerifyField<T>(*m_verifier, fieldOf(slot), sizeof(T)));
        return m_table->GetField<T>(fieldOf(slot), fallback);
    }

    std::optional<Node> table(int slot) const
    {
        const auto* pointer = follow<Table>(slot);
        return pointer ? std::optional<Node>(Node(pointer, *m_verifier, *m_file)) : std::nullopt;
    }

    std::vector<Node> tables(int slot) const
    {
        using Tables = flatbuffers::Vector<flatbuffers::Offset<Table>>;
        std::vector<Node> nodes;
        const auto* vector = checkedVector<Tables>(slot, sizeof(flatbuffers::uoffset_t), mostItems);
        for (flatbuffers::uoffset_t i = 0; vector && i < vector->size(); ++i) {
            const auto* place =
                reinterpret_cast<const std::uint8_t*>(vector->Data()) + i * sizeof(flatbuffers::uoffset_t);
            require(m_verifier->VerifyOffset(place, 0) != 0);
            nodes.emplace_back(vector->Get(i), *m_verifier, *m_file);
        }
        return nodes;
    }

    std::vector<int> numbers(int slot, std::size_t most) const
    {
        const auto* vector = checkedVector<flatbuffers::Vector<std::int32_t>>(slot, sizeof(std::int32_t), most);
        return vector ? std::vector<int>(vector->begin(), vector->end()) : std::vector<int>();
    }

    std::string text(int slot) const
    {
        const auto* vector = checkedVector<flatbuffers::Vector<char>>(slot, 1, mostItems);
        return vector ? cleanText({vector->data(), vector->size()}) : std::string();
    }

    double byteCount(int slot) const
    {
        const auto* vector = checkedVector<flatbuffers::Vector<std::uint8_t>>(slot, 1, largestFile);
        return vector ? vector->size() : 0;
    }

    void require(bool sound) const
    {
        if (!sound) {
            throw FormatError(*m_file +
                              " is damaged: a table leads outside the file or holds too much; copy it again.");
        }
    }

private:
    template <class T> const T* follow(int slot) const
    {
        require(m_table->VerifyOffset(*m_verifier, fieldOf(slot)));
        return m_table->GetPointer<const T*>(fieldOf(slot));
    }

    template <class Vector> const Vector* checkedVector(int slot, std::size_t elementBytes, std::size_t most) const
    {
        const auto* vector = follow<Vector>(slot);
        if (vector) {
            const auto* start = reinterpret_cast<const std::uint8_t*>(vector);
            require(m_verifier->VerifyVectorOrString(start, elementBytes));
            require(vector->size() <= most);
        }
        return vector;
    }

    const Table* m_table;
    Verifier* m_verifier;
    const std::string* m_file;
};

class FileReader {
public:
    FileReader(const Node& model, const std::stop_token& stop)
        : m_model(model), m_stop(stop), m_buffers(model.tables(Buffers))
    {
    }

    File read()
    {
        const std::vector<Node> graphs = m_model.tables(Subgraphs);
        m_model.require(!graphs.empty());
        const Node& graph = graphs.front();
        m_file.otherSubgraphs = graphs.size() - 1;
        m_file.description = m_model.text(Description);
        for (const Node& tensor : graph.tables(Tensors)) {
            giveUpIf(m_stop);
            readTensor(tensor);
        }
        for (const Node& code : m_model.tables(OperatorCodes)) {
            readCode(code);
        }
        for (const Node& op : graph.tables(Operators)) {
            giveUpIf(m_stop);
            readOperator(op);
        }
        m_file.inputs = tensorIndices(graph, GraphInputs);
        m_file.outputs = tensorIndices(graph, GraphOutputs);
        return std::move(m_file);
    }

private:
    void readTensor(const Node& node)
    {
        FileTensor tensor;
        tensor.name = node.text(TensorName);
        tensor.type = node.number<std::int8_t>(ElementType);
        double elements = 1;
        for (int size : node.numbers(Shape, mostSizes)) {
            tensor.shape.push_back(std::max(1, size)); // −1: open until it runs
            elements *= tensor.shape.back();
        }
        node.require(elements <= 1e15);
        const auto buffer = node.number<std::uint32_t>(BufferIndex);
        if (buffer != 0) { // the first stands for "none"
            node.require(buffer < m_buffers.size());
            const Node& held = m_buffers[buffer];
            tensor.bytes = held.byteCount(Data);
            if (tensor.bytes == 0) { // kept behind the flatbuffer, or left out
                tensor.bytes = static_cast<double>(held.number<std::uint64_t>(Size));
            }
            node.require(tensor.bytes <= 1e15);
            tensor.isConstant = tensor.bytes > 0;
        }
        m_file.tensors.push_back(std::move(tensor));
    }

    void readCode(const Node& node)
    {
        const int narrow = node.number<std::int8_t>(NarrowCode);
        const int wide = node.number<std::int32_t>(WideCode);
        constexpr int custom = 32;
        const int code = std::max(narrow, wide); // old files have the narrow one alone
        m_codes.emplace_back(code, code == custom ? node.text(CustomCode) : std::string());
    }

    void readOperator(const Node& node)
    {
        const auto index = node.number<std::uint32_t>(CodeIndex);
        node.require(index < m_codes.size());
        FileOperator op;
        op.code = m_codes[index].first;
        op.custom = m_codes[index].second;
        op.inputs = tensorIndices(node, Inputs);
        op.outputs = tensorIndices(node, Outputs);
        op.optionsType = node.number<std::uint8_t>(OptionsType);
        const OperatorRow* row = operatorRow(op.code);
        if (row && row->options) {
            const std::optional<Node> options = node.table(Options);
            for (const Option& option : *row->options) {
                op.options.push_back(!options        ? option.fallback
                                     : option.isByte ? options->number<std::int8_t>(option.slot, option.fallback != 0)
                                                     : options->number<std::int32_t>(option.slot, option.fallback));
            }
        }
        m_file.operators.push_back(std::move(op));
    }

    std::vector<int> tensorIndices(const Node& node, int slot) const
    {
        std::vector<int> indices = node.numbers(slot, mostItems);
        m_indices += indices.size();
        node.require(m_indices <= 4 * mostItems);
        for (int index : indices) {
            node.require(index >= -1 && index < static_cast<int>(m_file.tensors.size()));
        }
        return indices;
    }

    const Node& m_model;
    const std::stop_token m_stop;
    std::vector<Node> m_buffers;
    std::vector<std::pair<int, std::string>> m_codes;
    mutable std::size_t m_indices = 0; // lists may overlap in the file: their sum is bounded, not only each
    File m_file;
};

// ---- writing --------------------------------------------------------------------------------------------------------

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
    return table(builder, [&] {
        builder.AddOffset(fieldOf(Shape), shape);
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
    const TableOffset options = table(builder, [&] {
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

/// One operator code for each operator: simpler than sharing them, and a few bytes.
TableOffset writeGraph(Builder& builder, const File& file)
{
    std::vector<TableOffset> tensors, operators;
    for (std::size_t i = 0; i < file.tensors.size(); ++i) {
        const bool isConstant = file.tensors[i].isConstant;
        tensors.push_back(writeTensor(builder, file.tensors[i], isConstant ? static_cast<std::uint32_t>(i) + 1 : 0));
    }
    for (std::size_t i = 0; i < file.operators.size(); ++i) {
        operators.push_back(writeOperator(builder, file.operators[i], static_cast<std::uint32_t>(i)));
    }
    const auto tensorList = builder.CreateVector(tensors);
    const auto operatorList = builder.CreateVector(operators);
    const auto inputs = builder.CreateVector(file.inputs);
    const auto outputs = builder.CreateVector(file.outputs);
    return table(builder, [&] {
        builder.AddOffset(fieldOf(Tensors), tensorList);
        builder.AddOffset(fieldOf(GraphInputs), inputs);
        builder.AddOffset(fieldOf(GraphOutputs), outputs);
        builder.AddOffset(fieldOf(Operators), operatorList);
    });
}

} // namespace

File readFile(const FileBytes& file, const std::string& name)
{
    if (file.size() >= largestFile) {
        throw FormatError(name + " is larger than 2 GiB, more than this format's tables can address.");
    }
    const FileBytes inMemory = file.loaded();
    std::string_view bytes = inMemory.text();
    std::vector<std::uint64_t> copy; // numbers are read where they lie: they must lie where their type may
    if (reinterpret_cast<std::uintptr_t>(bytes.data()) % sizeof(std::uint64_t) != 0) {
        copy.resize(bytes.size() / sizeof(std::uint64_t) + 1);
        std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(copy.data()));
        bytes = {reinterpret_cast<const char*>(copy.data()), bytes.size()};
    }
    const auto* start = reinterpret_cast<const std::uint8_t*>(bytes.data());
    Verifier verifier(start, bytes.size());
    const bool isTflite = bytes.size() >= smallestFile && flatbuffers::BufferHasIdentifier(start, identifier);
    const auto root = isTflite ? verifier.VerifyOffset(std::size_t{0}) : 0;
    if (root == 0) {
        throw FormatError(name + " is no whole TFLite file; copy it again.");
    }
    const Node model(reinterpret_cast<const Table*>(start + root), verifier, name);
    return FileReader(model, file.stop()).read();
}

std::string writeFile(const File& file)
{
    Builder builder;
    const TableOffset graph = writeGraph(builder, file);
    std::vector<TableOffset> codes;
    for (const FileOperator& op : file.operators) {
        codes.push_back(writeCode(builder, op));
    }
    std::vector<TableOffset> buffers{table(builder, [] {})};
    for (const FileTensor& tensor : file.tensors) {
        buffers.push_back(table(builder, [&] {
            builder.AddElement(fieldOf(Size), static_cast<std::uint64_t>(tensor.bytes), std::uint64_t{0});
        }));
    }
    const auto codeList = builder.CreateVector(codes);
    const auto graphList = builder.CreateVector(std::vector<TableOffset>(file.otherSubgraphs + 1, graph));
    const auto bufferList = builder.CreateVector(buffers);
    const auto description = builder.CreateString(file.description);
    builder.Finish(table(builder,
                         [&] {
                             builder.AddElement(fieldOf(Version), std::uint32_t{3}, std::uint32_t{0});
                             builder.AddOffset(fieldOf(OperatorCodes), codeList);
                             builder.AddOffset(fieldOf(Subgraphs), graphList);
                             builder.AddOffset(fieldOf(Description), description);
                             builder.AddOffset(fieldOf(Buffers), bufferList);
                         }),
                   identifier);
    return std::string(reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize());
}

} // namespace ridge::tflite

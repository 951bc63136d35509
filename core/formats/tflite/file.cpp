// The flatbuffer of a TFLite file, read table by table: each field is checked before it is followed, so that only what
// is asked for needs to be sound.

#include "core/formats/tflite/tflite.h"

#include "core/formats/tflite/slots.h"
#include "core/formats/weights/checkpoint_model.h"

#include <algorithm>
#include <cstring>
#include <iterator>

namespace ridge::tflite {
namespace {

using flatbuffers::Table;
using flatbuffers::Verifier;

constexpr std::size_t mostItems = 1'000'000;
constexpr std::size_t mostSizes = 16;                                              // dimensions of a tensor
constexpr std::size_t smallestFile = 16, largestFile = (std::size_t{1} << 31) - 1; // offsets are signed 32 bits

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

    std::string_view bytes(int slot) const
    {
        const auto* vector = checkedVector<flatbuffers::Vector<std::uint8_t>>(slot, 1, largestFile);
        return vector ? std::string_view(reinterpret_cast<const char*>(vector->data()), vector->size())
                      : std::string_view();
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
        for (const Node& code : m_model.tables(OperatorCodes)) {
            readCode(code);
        }
        File file;
        file.description = m_model.text(Description);
        for (std::size_t i = 0; i < graphs.size(); ++i) {
            readGraph(graphs[i], i == 0 ? file : file.bodies.emplace_back());
        }
        return file;
    }

private:
    void readGraph(const Node& node, Subgraph& graph)
    {
        for (const Node& tensor : node.tables(Tensors)) {
            giveUpIf(m_stop);
            graph.tensors.push_back(readTensor(tensor));
            node.require(++m_items <= mostItems); // subgraphs may overlap in the file
        }
        for (const Node& op : node.tables(Operators)) {
            giveUpIf(m_stop);
            graph.operators.push_back(readOperator(op, graph.tensors.size()));
            node.require(++m_items <= mostItems);
        }
        graph.inputs = tensorIndices(node, GraphInputs, graph.tensors.size());
        graph.outputs = tensorIndices(node, GraphOutputs, graph.tensors.size());
    }

    FileTensor readTensor(const Node& node) const
    {
        FileTensor tensor;
        tensor.name = node.text(TensorName);
        tensor.type = node.number<std::int8_t>(ElementType);
        tensor.isVariable = node.number<std::uint8_t>(IsVariable) != 0;
        double elements = 1;
        for (int size : node.numbers(Shape, mostSizes)) {
            tensor.shape.push_back(std::max(1, size)); // −1: open until it runs
            elements *= tensor.shape.back();
        }
        node.require(elements <= 1e15);
        const std::vector<int> signature = node.numbers(ShapeSignature, mostSizes);
        if (signature.size() == tensor.shape.size() && std::count(signature.begin(), signature.end(), -1) > 0) {
            std::transform(signature.begin(), signature.end(), std::back_inserter(tensor.open),
                           [](int size) { return static_cast<char>(size == -1); });
        }
        const auto buffer = node.number<std::uint32_t>(BufferIndex);
        if (buffer != 0) { // the first stands for "none"
            node.require(buffer < m_buffers.size());
            const Node& held = m_buffers[buffer];
            const std::string_view data = held.bytes(Data);
            tensor.bytes = static_cast<double>(data.size());
            if (data.empty()) { // kept behind the flatbuffer, or left out
                tensor.bytes = static_cast<double>(held.number<std::uint64_t>(Size));
            }
            node.require(tensor.bytes <= 1e15);
            tensor.isConstant = tensor.bytes > 0;
            tensor.buffer = tensor.isConstant ? buffer : 0;
            tensor.value = elements == 1 ? numberIn(data, tensor.type) : std::nullopt;
        }
        return tensor;
    }

    template <class T> static std::optional<double> numberAs(std::string_view data)
    {
        T value;
        if (data.size() != sizeof value) {
            return std::nullopt;
        }
        std::memcpy(&value, data.data(), sizeof value);
        return static_cast<double>(value);
    }

    /// Of the types that count loops.
    static std::optional<double> numberIn(std::string_view data, int type)
    {
        const std::string_view name = typeOf(type).name;
        return name == "INT32"   ? numberAs<std::int32_t>(data)
               : name == "INT64" ? numberAs<std::int64_t>(data)
               : name == "BOOL"  ? numberAs<std::uint8_t>(data)
                                 : std::nullopt;
    }

    void readCode(const Node& node)
    {
        const int narrow = node.number<std::int8_t>(NarrowCode);
        const int wide = node.number<std::int32_t>(WideCode);
        constexpr int custom = 32;
        const int code = std::max(narrow, wide); // old files have the narrow one alone
        m_codes.emplace_back(code, code == custom ? node.text(CustomCode) : std::string());
    }

    FileOperator readOperator(const Node& node, std::size_t tensors)
    {
        const auto index = node.number<std::uint32_t>(CodeIndex);
        node.require(index < m_codes.size());
        FileOperator op;
        op.code = m_codes[index].first;
        op.custom = m_codes[index].second;
        op.inputs = tensorIndices(node, Inputs, tensors);
        op.outputs = tensorIndices(node, Outputs, tensors);
        op.optionsType = node.number<std::uint8_t>(OptionsType);
        const OperatorRow* row = operatorRow(op.code);
        if (op.code == varHandle) {
            const std::optional<Node> options = node.table(Options);
            op.resource = options ? options->text(Container) + "/" + options->text(SharedName) : std::string();
        } else if (row && row->options) {
            const std::optional<Node> options = node.table(Options);
            for (const Option& option : *row->options) {
                op.options.push_back(!options        ? option.fallback
                                     : option.isByte ? options->number<std::int8_t>(option.slot, option.fallback != 0)
                                                     : options->number<std::int32_t>(option.slot, option.fallback));
            }
        }
        return op;
    }

    std::vector<int> tensorIndices(const Node& node, int slot, std::size_t tensors)
    {
        std::vector<int> indices = node.numbers(slot, mostItems);
        m_indices += indices.size();
        node.require(m_indices <= 4 * mostItems);
        for (int index : indices) {
            node.require(index >= -1 && index < static_cast<int>(tensors));
        }
        return indices;
    }

    const Node& m_model;
    const std::stop_token m_stop;
    std::vector<Node> m_buffers;
    std::vector<std::pair<int, std::string>> m_codes;
    std::size_t m_indices = 0, m_items = 0; // lists may overlap in the file: their sum is bounded, not only each
};

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

} // namespace ridge::tflite

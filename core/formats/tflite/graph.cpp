// A TFLite graph in the words of the cost rules. TFLite keeps images as n × h × w × c and fuses activations into their
// operator: shapes are turned to n × c × h × w, and the fused activation stays an attribute: it costs operations and no
// traffic.

#include "core/formats/tflite/tflite.h"

#include <algorithm>
#include <cmath>

namespace ridge::tflite {
namespace {

class GraphBuilder {
public:
    explicit GraphBuilder(const FlatFile& file) : m_file(file), m_turned(file.tensors.size(), 0) {}

    Graph run()
    {
        for (const FileTensor& tensor : m_file.tensors) {
            GraphTensor out;
            out.name = tensor.name;
            out.shape = tensor.shape;
            out.bits = typeOf(tensor.type).bits;
            out.isConstant = tensor.isConstant;
            m_graph.tensors.push_back(std::move(out));
        }
        turnImages();
        for (const FlatOperator& op : m_file.operators) {
            m_place = op.place;
            add(op);
        }
        m_graph.inputs = given(resolved(m_file.inputs));
        m_graph.outputs = given(resolved(m_file.outputs));
        m_graph.remarks = m_file.remarks;
        m_graph.states = m_file.states;
        const double bits = typeOf(activationType(m_file)).bits;
        for (const int state : m_graph.states) { // as many elements of the activations' format as take its bytes
            std::vector<double>& shape = tensor(state).shape;
            shape.resize(std::max<std::size_t>(1, shape.size()), 1);
            shape.back() *= bits > 0 ? tensor(state).bits / bits : 1;
        }
        return std::move(m_graph);
    }

private:
    static std::size_t at(int index) { return static_cast<std::size_t>(index); }
    GraphTensor& tensor(int index) { return m_graph.tensors[at(index)]; }
    bool isConstant(int index) const { return index >= 0 && m_graph.tensors[at(index)].isConstant; }
    static int operand(const std::vector<int>& list, std::size_t i) { return i < list.size() ? list[i] : -1; }

    void turnImages()
    {
        const std::vector<char> isMatrix = matricesOf(m_file);
        for (std::size_t i = 0; i < m_graph.tensors.size(); ++i) {
            std::vector<double>& shape = m_graph.tensors[i].shape;
            if (shape.size() == 4 && !isMatrix[i] && !m_graph.tensors[i].isConstant) {
                shape = {shape[0], shape[3], shape[1], shape[2]};
            }
        }
    }

    /// Weights that are stored in 16 bits pass a Dequantize first: that one's output stands for the weights.
    int resolved(int index) const
    {
        const auto found = m_sameAs.find(index);
        return found == m_sameAs.end() ? index : found->second;
    }
    std::vector<int> resolved(std::vector<int> indices) const
    {
        for (int& index : indices) {
            index = resolved(index);
        }
        return indices;
    }

    static std::vector<int> given(std::vector<int> indices)
    {
        indices.erase(std::remove(indices.begin(), indices.end(), -1), indices.end());
        return indices;
    }

    /// What stands for more than an operator: a condition, a loop, a name, a variable that is read or written.
    void addTyped(const FlatOperator& op)
    {
        GraphNode node;
        node.type = op.type;
        node.inputs = resolved(op.inputs);
        node.outputs = op.code == assignVariable ? std::vector<int>() : op.outputs;
        node.name = node.outputs.empty() ? op.type : nameOf(op);
        if (op.owner) {
            setBodyOwner(node, *op.owner);
        }
        push(std::move(node));
    }

    void push(GraphNode node)
    {
        if (m_place) {
            setBodyPlace(node, *m_place);
        }
        m_graph.nodes.push_back(std::move(node));
    }

    void add(const FlatOperator& op)
    {
        if (!op.type.empty()) {
            addTyped(op);
            return;
        }
        const OperatorRow* row = operatorRow(op.code);
        std::vector<int> inputs = resolved(op.inputs);
        if ((op.code == dequantize || op.code == densify) && isConstant(operand(inputs, 0)) && op.outputs.size() == 1) {
            m_sameAs[op.outputs.front()] = inputs.front();
            return;
        }
        GraphNode node;
        node.type = row ? row->type : op.custom.empty() ? "Operator " + std::to_string(op.code) : op.custom;
        node.outputs = op.outputs;
        node.name = nameOf(op);
        node.inputs = std::move(inputs);
        setForm(row ? row->form : Form::Same, op, node);
        const std::string_view function = functionOf(optionOf(op, "activation", 0));
        if (!function.empty()) {
            node.attributes["activation"] = {function.begin(), function.end()};
        }
        for (const char* option : {"time_major", "rank"}) {
            if (const double value = optionOf(op, option, 0); value != 0) {
                node.attributes[option] = {value};
            }
        }
        markTrainable(node, row);
        push(std::move(node));
        if (m_bias >= 0) {
            addBias();
        }
    }

    /// By its number in ActivationFunctionType. What clips to −1 … 1 compares as often as what clips to 0 … 6, and the
    /// bit of a sign is one comparison.
    static std::string_view functionOf(double number)
    {
        constexpr std::string_view names[] = {"", "relu", "relu6", "relu6", "tanh", "relu"};
        return number > 0 && number < static_cast<double>(std::size(names)) ? names[static_cast<std::size_t>(number)]
                                                                            : std::string_view();
    }

    /// Converters join the names of what they fused by semicolons, the operator itself last. Filters bear its name
    /// alone.
    std::string nameOf(const FileOperator& op) const
    {
        const int output = operand(op.outputs, 0), filter = operand(op.inputs, 1);
        const OperatorRow* row = operatorRow(op.code);
        const bool hasFilter = row && isConstant(filter) &&
                               (row->form == Form::Conv || row->form == Form::Depthwise ||
                                row->form == Form::TransposeConv || row->form == Form::FullyConnected);
        const int named = hasFilter ? filter : output;
        const std::string name = named < 0 ? std::string() : m_graph.tensors[at(named)].name;
        return name.substr(name.rfind(';') + 1); // npos + 1 is 0
    }

    void setForm(Form form, const FileOperator& op, GraphNode& node)
    {
        switch (form) {
        case Form::Conv:
            return setConv(op, node);
        case Form::Depthwise:
            return setDepthwise(op, node);
        case Form::TransposeConv:
            return setTransposeConv(op, node);
        case Form::FullyConnected:
            return setFullyConnected(node);
        case Form::BatchMatmul:
            return setMatmul(op, node);
        case Form::Lookup: // indices first, table second
            node.inputs = {operand(node.inputs, 1), operand(node.inputs, 0)};
            return;
        case Form::ValueLast: // axis first, value second
            node.inputs = {operand(node.inputs, 1)};
            return;
        case Form::Table:
            node.attributes["axis"] = {optionOf(op, "axis", 0)};
            return;
        case Form::Same:
            setWindow(op, node);
            return;
        }
    }

    static void setWindow(const FileOperator& op, GraphNode& node)
    {
        if (const double width = optionOf(op, "filter_width", 0); width > 0) {
            node.attributes["kernel_shape"] = {optionOf(op, "filter_height", 1), width};
            setStrides(op, node);
        }
    }

    static void setStrides(const FileOperator& op, GraphNode& node)
    {
        node.attributes["strides"] = {optionOf(op, "stride_h", 1), optionOf(op, "stride_w", 1)};
        node.attributes["dilations"] = {optionOf(op, "dilation_h", 1), optionOf(op, "dilation_w", 1)};
    }

    /// The filter's four dimensions in another order, once for all operators that share it. False: it is none.
    bool turnFilter(int filter, const std::vector<std::size_t>& order)
    {
        if (!isConstant(filter) || tensor(filter).shape.size() != 4) {
            return false;
        }
        if (!m_turned[at(filter)]) {
            m_turned[at(filter)] = 1;
            const std::vector<double> shape = tensor(filter).shape;
            for (std::size_t i = 0; i < 4; ++i) {
                tensor(filter).shape[i] = shape[order[i]];
            }
        }
        return true;
    }

    double channelsOf(int index) const
    {
        return index >= 0 && m_graph.tensors[at(index)].shape.size() == 4 ? m_graph.tensors[at(index)].shape[1] : 0;
    }

    void setConv(const FileOperator& op, GraphNode& node)
    {
        const int filter = operand(node.inputs, 1); // c_o × k_h × k_w × c_i
        if (!turnFilter(filter, {0, 3, 1, 2})) {
            node.type = "CONV_2D with a computed filter";
            return;
        }
        const double inputs = channelsOf(operand(node.inputs, 0)), perGroup = tensor(filter).shape[1];
        node.attributes["group"] = {std::max(1.0, std::floor(inputs / std::max(1.0, perGroup)))};
        setStrides(op, node);
    }

    void setDepthwise(const FileOperator& op, GraphNode& node)
    {
        const int filter = operand(node.inputs, 1); // 1 × k_h × k_w × c_o
        if (!turnFilter(filter, {3, 0, 1, 2})) {
            node.type = "DEPTHWISE_CONV_2D with a computed filter";
            return;
        }
        node.attributes["group"] = {std::max(1.0, channelsOf(operand(node.inputs, 0)))};
        setStrides(op, node);
    }

    void setTransposeConv(const FileOperator& op, GraphNode& node)
    {
        const int filter = operand(node.inputs, 1); // behind the output's shape; c_o × k_h × k_w × c_i
        if (!turnFilter(filter, {3, 0, 1, 2})) {
            node.type = "TRANSPOSE_CONV with a computed filter";
            return;
        }
        node.inputs = {operand(node.inputs, 2), filter, operand(node.inputs, 3)};
        setStrides(op, node);
    }

    /// Weights are outputs × inputs. An input of more dimensions is flattened, or keeps them as a product of matrices.
    void setFullyConnected(GraphNode& node)
    {
        const int input = operand(node.inputs, 0), weight = operand(node.inputs, 1), bias = operand(node.inputs, 2);
        const int output = operand(node.outputs, 0);
        if (input < 0 || weight < 0 || output < 0 || tensor(weight).shape.size() != 2) {
            return;
        }
        node.inputs = {input, weight, bias};
        if (tensor(output).shape.size() > 2) {
            node.type = "MatMul";
            if (isConstant(weight) && !m_turned[at(weight)]) {
                m_turned[at(weight)] = 1;
                std::swap(tensor(weight).shape[0], tensor(weight).shape[1]);
            }
            node.inputs = {input, weight};
            m_bias = bias;
            return;
        }
        node.attributes["transB"] = {1};
        if (tensor(input).shape.size() != 2) {
            node.inputs[0] = flattened(input, tensor(weight).shape[1]);
        }
    }

    /// A view of the tensor as rows of so many elements.
    int flattened(int input, double columns)
    {
        double elements = 1;
        for (double size : tensor(input).shape) {
            elements *= size;
        }
        GraphTensor view;
        view.name = tensor(input).name + " as rows";
        view.shape = {std::max(1.0, std::floor(elements / std::max(1.0, columns))), columns};
        view.bits = tensor(input).bits;
        const int index = static_cast<int>(m_graph.tensors.size());
        GraphNode node;
        node.name = view.name;
        node.type = "Flatten";
        node.inputs = {input};
        node.outputs = {index};
        m_graph.tensors.push_back(std::move(view));
        push(std::move(node));
        return index;
    }

    /// The bias of a product of matrices, added in its epilogue.
    void addBias()
    {
        GraphNode& product = m_graph.nodes.back();
        const int output = product.outputs.front();
        GraphTensor sum = tensor(output);
        const int before = static_cast<int>(m_graph.tensors.size());
        product.outputs.front() = before;
        GraphNode node;
        node.name = product.name + " bias";
        node.type = "Add";
        node.inputs = {before, m_bias};
        node.outputs = {output};
        if (const auto function = product.attributes.extract("activation"); !function.empty()) {
            node.attributes["activation"] = function.mapped(); // comes last
        }
        setTrainable(m_bias, isConstant(m_bias));
        m_graph.tensors.push_back(std::move(sum));
        push(std::move(node));
        m_bias = -1;
    }

    /// Operands that are read transposed are written as an Einsum, whose letters say so.
    void setMatmul(const FileOperator& op, GraphNode& node)
    {
        const int left = operand(node.inputs, 0), right = operand(node.inputs, 1);
        const bool turnsLeft = optionOf(op, "adj_x", 0) != 0, turnsRight = optionOf(op, "adj_y", 0) != 0;
        if ((!turnsLeft && !turnsRight) || left < 0 || right < 0) {
            return;
        }
        const std::size_t rank = tensor(left).shape.size();
        if (rank < 2 || rank > 10 || tensor(right).shape.size() != rank) {
            node.type = "BATCH_MATMUL of different ranks";
            return;
        }
        const std::string batch = std::string("abcdefgh").substr(0, rank - 2);
        const std::string equation =
            batch + (turnsLeft ? "ki" : "ik") + "," + batch + (turnsRight ? "jk" : "kj") + "->" + batch + "ij";
        node.type = "Einsum";
        node.attributes["equation"] = std::vector<double>(equation.begin(), equation.end());
    }

    /// Constants that an operator computes with are parameters; shapes, axes and single numbers are settings, but not
    /// where weights and biases are expected.
    void markTrainable(const GraphNode& node, const OperatorRow* row)
    {
        const bool isMovement = row && !row->keepsLayout && row->form == Form::Same && !isUnknown(*row);
        const bool isTable = row && (row->form == Form::Table || row->form == Form::Lookup);
        const bool hasWeights = row && (isUnknown(*row) || row->form == Form::Conv || row->form == Form::Depthwise ||
                                        row->form == Form::TransposeConv || row->form == Form::FullyConnected);
        for (std::size_t i = 0; i < node.inputs.size(); ++i) {
            const int input = node.inputs[i];
            if (!isConstant(input) || isMovement) {
                continue;
            }
            double elements = 1;
            for (double size : tensor(input).shape) {
                elements *= size;
            }
            setTrainable(input, (elements > 1 || hasWeights) && (!isTable || i == 0));
        }
    }

    /// Of tensors that have the same values one counts.
    void setTrainable(int index, bool isTrainable)
    {
        const std::uint32_t buffer = isTrainable ? m_file.tensors[at(index)].buffer : 0;
        const bool isFirst = buffer == 0 || m_weightOf.try_emplace(buffer, index).first->second == index;
        tensor(index).isTrainable |= isTrainable && isFirst; // used elsewhere as a setting, it stays a parameter
    }

    /// The schema's own names are in capitals or marked: no cost rule knows them, but their weights count.
    static bool isUnknown(const OperatorRow& row)
    {
        const std::string_view type = row.type;
        return type.find('_') != std::string_view::npos || type.find(' ') != std::string_view::npos || type == "SVDF";
    }

    const FlatFile& m_file;
    Graph m_graph;
    std::vector<char> m_turned; // per tensor: its dimensions are in the rules' order already
    std::map<int, int> m_sameAs;
    std::optional<BodyPlace> m_place;        // of the operator that is being added
    std::map<std::uint32_t, int> m_weightOf; // number of a buffer → the tensor that counts it
    int m_bias = -1;                         // of the product that was added last, still to be added
};

} // namespace

Graph graphOf(const FlatFile& file) { return GraphBuilder(file).run(); }

} // namespace ridge::tflite

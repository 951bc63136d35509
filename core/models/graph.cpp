#include "core/models/graph.h"

#include "core/models/graph_names.h"
#include "core/models/graph_rules.h"

#include <algorithm>
#include <map>

namespace ridge {
namespace {

class GraphExpander {
public:
    GraphExpander(const ImportedGraph& imported, std::vector<Issue>& issues)
        : m_graph(*imported.graph), m_issues(issues), m_tensorOf(m_graph.tensors.size(), -1),
          m_isUsed(m_graph.tensors.size(), 0), m_isCounted(m_graph.tensors.size(), 0)
    {
        const auto batch = imported.symbols.find("batch");
        m_stage.name = "inference";
        m_stage.samples = batch == imported.symbols.end() ? 1 : batch->second;
    }

    Stage run()
    {
        findUses();
        for (int input : m_graph.inputs) {
            addTensor({input}, TensorRole::Input);
        }
        const std::vector<std::string> names = operatorNames(m_graph);
        m_stage.operators.reserve(m_graph.nodes.size());
        for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
            addOperator(m_graph.nodes[i], names[i]);
        }
        for (int output : m_graph.outputs) {
            const TensorId tensor = m_tensorOf[at(output)];
            if (tensor >= 0 && m_stage.tensors[at(tensor)].role == TensorRole::Activation) {
                m_stage.tensors[at(tensor)].role = TensorRole::Output;
            }
        }
        reportIssues();
        return std::move(m_stage);
    }

private:
    static std::size_t at(int index) { return static_cast<std::size_t>(index); }

    void findUses()
    {
        for (const GraphNode& node : m_graph.nodes) {
            for (int input : node.inputs) {
                if (input >= 0) {
                    m_isUsed[at(input)] = 1;
                }
            }
        }
        for (int output : m_graph.outputs) {
            m_isUsed[at(output)] = 1;
        }
    }

    /// One tensor for all the outputs given: their shape if it is one, else a row with the elements of all.
    TensorId addTensor(const std::vector<int>& outputs, TensorRole role)
    {
        Tensor tensor;
        if (outputs.size() == 1) {
            tensor = foldedShape(m_graph.tensors[at(outputs[0])].shape);
        } else {
            tensor.c = 0;
            for (int output : outputs) {
                tensor.c += elementsOf(m_graph.tensors[at(output)]);
            }
        }
        tensor.role = role;
        const auto id = static_cast<TensorId>(m_stage.tensors.size());
        m_stage.tensors.push_back(tensor);
        m_fromLinear.push_back(0);
        for (int output : outputs) {
            m_tensorOf[at(output)] = id;
        }
        return id;
    }

    /// The outputs somebody reads; the first one when nobody reads any.
    std::vector<int> usedOutputs(const GraphNode& node) const
    {
        std::vector<int> used;
        for (int output : node.outputs) {
            if (output >= 0 && m_isUsed[at(output)]) {
                used.push_back(output);
            }
        }
        if (used.empty() && !node.outputs.empty() && node.outputs[0] >= 0) {
            used.push_back(node.outputs[0]);
        }
        return used;
    }

    void addOperator(const GraphNode& node, const std::string& name)
    {
        const NodeRule rule = ruleFor(NodeView(m_graph, node));
        Operator op;
        op.name = name;
        op.kind = rule.kind;
        op.sizes = rule.sizes;
        op.isEmbedding = rule.isEmbedding;
        op.inPlace = rule.isView;
        op.firstInput = static_cast<std::uint32_t>(m_stage.uses.size());
        for (int input : node.inputs) {
            const TensorId tensor = input < 0 ? -1 : m_tensorOf[at(input)];
            if (tensor >= 0) {
                m_stage.uses.push_back(tensor);
            }
        }
        op.inputCount = static_cast<std::uint32_t>(m_stage.uses.size()) - op.firstInput;
        addWeights(op, rule, node);
        const std::vector<int> outputs = usedOutputs(node);
        op.output = outputs.empty() ? -1 : addTensor(outputs, TensorRole::Activation);
        if (op.output >= 0) {
            m_fromLinear[at(op.output)] = op.kind == OperatorKind::Linear;
        }
        if (rule.kind == OperatorKind::Unknown) {
            ++m_unknown[node.type];
        }
        m_stage.operators.push_back(std::move(op));
    }

    /// Each weight counts where it is used first. Kinds that derive their weights from their sizes are left to do so.
    void addWeights(Operator& op, const NodeRule& rule, const GraphNode& node)
    {
        double own = 0;
        double bias = 0;
        for (std::size_t k = 0; k < node.inputs.size(); ++k) {
            const int input = node.inputs[k];
            const bool counts = input >= 0 && m_graph.tensors[at(input)].isTrainable && !m_isCounted[at(input)];
            if (!counts) {
                continue;
            }
            m_isCounted[at(input)] = 1;
            const bool isBias = static_cast<int>(k) == rule.bias || addsBias(op, m_graph.tensors[at(input)]);
            (isBias ? bias : own) += elementsOf(m_graph.tensors[at(input)]);
        }
        op.sizes.bias = bias;
        op.weightParameters = own;
        const double derived = derivedWeights(op);
        if (rule.weight >= 0 && own == 0 && derived > 0) {
            op.sharesWeights = true; // read again, but counted earlier
            op.weightParameters = -1;
        } else if (own == derived && derived > 0) {
            op.weightParameters = -1;
        }
    }

    /// Exporters write a linear layer with a bias as MatMul and Add.
    bool addsBias(const Operator& op, const GraphTensor& weight) const
    {
        return op.kind == OperatorKind::Add && weight.shape.size() == 1 && op.inputCount == 1 &&
               m_fromLinear[at(m_stage.uses[op.firstInput])];
    }

    /// What the analysis derives for a kind that knows its weights; 0 for others.
    static double derivedWeights(const Operator& op)
    {
        const Sizes<>& s = op.sizes;
        switch (op.kind) {
        case OperatorKind::Convolution:
        case OperatorKind::TransposedConvolution:
            return s.co * s.ci * s.kh * s.kw / s.g;
        case OperatorKind::Linear:
        case OperatorKind::Embedding:
            return s.co * s.ci;
        case OperatorKind::Normalisation:
            return 2 * s.co;
        default:
            return 0;
        }
    }

    void reportIssues()
    {
        for (const std::string& remark : m_graph.remarks) {
            m_issues.push_back({Severity::Info, {}, remark});
        }
        if (m_unknown.empty()) {
            return;
        }
        int count = 0;
        std::string types;
        for (const auto& [type, uses] : m_unknown) {
            count += uses;
            types += (types.empty() ? "" : ", ") + type + (uses > 1 ? " ×" + std::to_string(uses) : std::string());
        }
        const std::string sentence = count == 1 ? "1 operator has no cost rule (" + types + "): its bytes count, its"
                                                : std::to_string(count) + " operators have no cost rule (" + types +
                                                      "): their bytes count, their";
        m_issues.push_back({Severity::Warning, {}, sentence + " arithmetic does not."});
    }

    const Graph& m_graph;
    std::vector<Issue>& m_issues;
    Stage m_stage;
    std::vector<TensorId> m_tensorOf; // tensor of the graph → of the stage; −1: constant, or not computed yet
    std::vector<char> m_fromLinear;   // per tensor of the stage
    std::vector<char> m_isUsed;
    std::vector<char> m_isCounted;
    std::map<std::string, int> m_unknown; // type → number of nodes
};

} // namespace

Stage expandGraph(const Scenario&, const ImportedGraph& imported, std::vector<Issue>& issues)
{
    return GraphExpander(imported, issues).run();
}

} // namespace ridge

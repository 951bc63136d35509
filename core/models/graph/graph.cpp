#include "core/models/graph/graph.h"

#include "core/formulas/formulas.h"
#include "core/models/graph/attention.h"
#include "core/models/graph/bodies.h"
#include "core/models/graph/names.h"
#include "core/models/graph/rules.h"

#include <algorithm>
#include <map>

namespace ridge {
namespace {

class GraphExpander {
public:
    GraphExpander(const Scenario& scenario, const ImportedGraph& imported, std::vector<Issue>& issues)
        : m_graph(*imported.graph), m_causal(scenario.convention.causal), m_issues(issues),
          m_tensorOf(m_graph.tensors.size(), -1), m_isUsed(m_graph.tensors.size(), 0),
          m_isCounted(m_graph.tensors.size(), 0)
    {
        const auto batch = imported.symbols.find("batch");
        m_stage.name = "inference";
        m_stage.samples = batch == imported.symbols.end() ? 1 : batch->second;
    }

    Stage run()
    {
        findUses();
        m_plan = planBodies(m_graph, m_causal);
        for (int input : m_graph.inputs) {
            addTensor(input, TensorRole::Input);
        }
        for (int state : m_graph.states) {
            addTensor(state, TensorRole::State);
        }
        const std::vector<std::string> names = operatorNames(m_graph);
        m_stage.operators.reserve(m_graph.nodes.size());
        for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
            const std::size_t before = m_stage.operators.size();
            const double passes = m_plan.passes.empty() ? 1 : m_plan.passes[i];
            if (passes == 0) {
                continue;
            }
            if (const auto owner = m_plan.passes.empty() ? std::nullopt : bodyOwner(m_graph.nodes[i])) {
                addOwner(i, *owner, names[i]);
            } else {
                addNode(m_graph.nodes[i], names[i]);
            }
            repeat(before, passes);
            for (std::size_t k = before; k < m_stage.operators.size(); ++k) {
                m_stage.operators[k].node = static_cast<std::int32_t>(i);
            }
        }
        if (!m_plan.passes.empty()) {
            addIdleWeights();
        }
        recogniseAttention(m_stage);
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

    TensorId addTensor(Tensor tensor)
    {
        m_stage.tensors.push_back(tensor);
        m_fromLinear.push_back(0);
        return static_cast<TensorId>(m_stage.tensors.size()) - 1;
    }

    TensorId addTensor(int ofGraph, TensorRole role)
    {
        Tensor tensor = foldedShape(m_graph.tensors[at(ofGraph)].shape);
        tensor.role = role;
        return m_tensorOf[at(ofGraph)] = addTensor(tensor);
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

    void addNode(const GraphNode& node, const std::string& name)
    {
        const NodeView view(m_graph, node);
        const std::vector<int> outputs = usedOutputs(node);
        if (const std::vector<NodePart> parts = partsOf(view, m_causal); !parts.empty()) {
            const int main = outputs.empty() ? -1 : outputs[0];
            addParts(node, name, parts, main);
            addFurther(node, name, outputs, main);
            return;
        }
        const NodeRule rule = ruleFor(view);
        if (rule.kind == OperatorKind::Unknown && !isControlFlow(node.type) && !lacksShape(m_graph, node)) {
            ++m_unknown[node.type];
        }
        if (node.type == "Split" && view.input(0) && !view.isConstant(0) && !outputs.empty()) {
            addPieces(node, name, rule, outputs);
            return;
        }
        addOperator(name, rule, usesOf(node.inputs), node.inputs);
        if (!outputs.empty()) {
            writes(m_stage.operators.back(), addTensor(outputs[0], TensorRole::Activation));
            addFunction(view, name, outputs[0]);
            addFurther(node, name, outputs, outputs[0]);
        }
    }

    /// Element by element of an output, in the kernel that writes it.
    NodeRule inPlaceRule(int output) const
    {
        NodeRule rule;
        rule.kind = OperatorKind::Elementwise;
        rule.isView = true;
        const Tensor result = foldedShape(m_graph.tensors[at(output)].shape);
        rule.sizes.n = result.n;
        rule.sizes.co = result.c, rule.sizes.ho = result.h, rule.sizes.wo = result.w;
        return rule;
    }

    /// The function that a node applies to its own result before it writes it.
    void addFunction(const NodeView& view, const std::string& name, int output)
    {
        if (const std::string function = view.text("activation"); !function.empty()) {
            NodeRule rule = inPlaceRule(output);
            rule.sizes.perElement = functionOps(function);
            addOperator(name + "." + function, rule, usesOf({output}), {});
        }
    }

    /// Weights of branches that are not taken exist, but nothing reads them.
    void addIdleWeights()
    {
        std::vector<int> idle;
        for (std::size_t i = 0; i < m_plan.passes.size(); ++i) {
            const std::vector<int>& inputs = m_graph.nodes[i].inputs;
            idle.insert(idle.end(), inputs.begin(), m_plan.passes[i] == 0 ? inputs.end() : inputs.begin());
        }
        NodeRule rule;
        rule.isView = true;
        rule.sizes.touched = 0;
        addOperator("branches not taken", rule, {}, idle);
        if (m_stage.operators.back().weightParameters == 0) {
            m_stage.operators.pop_back();
        }
    }

    /// What a condition or loop hands out was computed in its body: a state is the body's result under another name,
    /// and what every pass adds to a list is written straight to its place there.
    void addOwner(std::size_t index, const BodyOwner& owner, const std::string& name)
    {
        const GraphNode& node = m_graph.nodes[index];
        const bool isCondition = node.type == "If";
        const std::size_t first = owner.ownInputs + (isCondition && m_plan.branch[index] > 0 ? node.outputs.size() : 0);
        for (std::size_t k = 0; k < node.outputs.size(); ++k) {
            const int output = node.outputs[k];
            const int result = first + k < node.inputs.size() ? node.inputs[first + k] : -1;
            if (output < 0 || !m_isUsed[at(output)]) {
                continue;
            }
            const TensorId tensor = result < 0 ? -1 : m_tensorOf[at(result)];
            const bool isList = !isCondition && k >= owner.states;
            if (tensor >= 0 && !isList) {
                m_tensorOf[at(output)] = tensor;
                continue;
            }
            if (tensor >= 0) {
                m_stage.tensors[at(tensor)].onChip = true;
            }
            addWritten(name + "[" + std::to_string(k) + "]", output, result);
        }
    }

    /// All operators since `before` run so many times; their weights exist once.
    void repeat(std::size_t before, double passes)
    {
        const std::size_t end = m_stage.operators.size();
        for (std::size_t i = before; i < end && passes > 1; ++i) {
            Operator& op = m_stage.operators[i];
            const bool ownsWeights = op.weightParameters > 0 || op.sizes.bias > 0 ||
                                     (op.weightParameters < 0 && !op.sharesWeights && derivedWeights(op) > 0);
            op.count = ownsWeights ? 1 : passes;
            if (ownsWeights) {
                Operator again = op;
                again.name += ".again";
                again.count = passes - 1;
                again.sharesWeights = true;
                m_stage.operators.push_back(std::move(again));
            }
        }
    }

    std::vector<TensorId> usesOf(const std::vector<int>& inputs) const
    {
        std::vector<TensorId> uses;
        for (int input : inputs) {
            if (const TensorId tensor = input < 0 ? -1 : m_tensorOf[at(input)]; tensor >= 0) {
                uses.push_back(tensor);
            }
        }
        return uses;
    }

    /// `inputs` are those of the node that the operator reads, weights among them.
    void addOperator(const std::string& name, const NodeRule& rule, const std::vector<TensorId>& uses,
                     const std::vector<int>& inputs)
    {
        Operator& op = m_stage.operators.emplace_back();
        op.name = name;
        op.kind = rule.kind;
        op.sizes = rule.sizes;
        op.role = rule.role == Role::Other ? roleFromName(name, rule.kind) : rule.role;
        op.inPlace = rule.isView;
        op.readOfFirst = rule.readOfFirst;
        op.firstInput = static_cast<std::uint32_t>(m_stage.uses.size());
        op.inputCount = static_cast<std::uint32_t>(uses.size());
        m_stage.uses.insert(m_stage.uses.end(), uses.begin(), uses.end());
        addWeights(op, rule, inputs);
    }

    void writes(Operator& op, TensorId tensor)
    {
        op.output = tensor;
        m_fromLinear[at(tensor)] = op.kind == OperatorKind::Linear;
    }

    /// A part that is used is copied by an operator of its own, which reads no more than that part.
    void addPieces(const GraphNode& node, const std::string& name, NodeRule rule, const std::vector<int>& outputs)
    {
        std::ptrdiff_t place = 0;
        for (int output : outputs) {
            const Tensor piece = foldedShape(m_graph.tensors[at(output)].shape);
            rule.sizes.n = piece.n;
            rule.sizes.co = piece.c, rule.sizes.ho = piece.h, rule.sizes.wo = piece.w;
            rule.readOfFirst = piece.elements();
            addOperator(outputs.size() == 1 ? name : placed(name, node, output, place), rule, usesOf({node.inputs[0]}),
                        {});
            writes(m_stage.operators.back(), addTensor(output, TensorRole::Activation));
        }
    }

    /// "split[1]": the second output. Looked for from the place of the output before it, and left there.
    static std::string placed(const std::string& name, const GraphNode& node, int output, std::ptrdiff_t& place)
    {
        place = std::find(node.outputs.begin() + place, node.outputs.end(), output) - node.outputs.begin();
        return name + "[" + std::to_string(place) + "]";
    }

    /// Results beside the main one are written in the same kernel: each takes the traffic of its own tensor.
    void addFurther(const GraphNode& node, const std::string& name, const std::vector<int>& outputs, int main)
    {
        std::ptrdiff_t place = 0;
        for (int output : outputs) {
            if (output != main) {
                addWritten(placed(name, node, output, place), output, main);
            }
        }
    }

    /// In place: the kernel that writes it is at work already.
    void addWritten(const std::string& name, int output, int source)
    {
        addOperator(name, inPlaceRule(output), usesOf({source}), {source});
        writes(m_stage.operators.back(), addTensor(output, TensorRole::Activation));
    }

    /// `main` is the output that the last part writes.
    void addParts(const GraphNode& node, const std::string& name, const std::vector<NodePart>& parts, int main)
    {
        std::vector<TensorId> results;
        for (const NodePart& part : parts) {
            std::vector<TensorId> uses;
            std::vector<int> inputs(node.inputs.size(), -1);
            for (int read : part.reads) {
                const int input = read < 0 ? -1 : node.inputs[at(read)];
                if (read >= 0) {
                    inputs[at(read)] = input;
                }
                const TensorId tensor = read < 0 ? results[at(-1 - read)] : input < 0 ? -1 : m_tensorOf[at(input)];
                if (tensor >= 0) {
                    uses.push_back(tensor);
                }
            }
            addOperator(name + part.suffix, part.rule, uses, inputs);
            if (part.inEpilogue) {
                m_stage.operators.back().inPlace = true;
                results.push_back(results.empty() ? -1 : results.back());
                continue;
            }
            const bool isLast = part.output >= 0 && main >= 0;
            results.push_back(isLast ? addTensor(main, TensorRole::Activation) : addTensor(part.result));
            writes(m_stage.operators.back(), results.back());
        }
    }

    /// Each weight counts where it is used first. Kinds that derive their weights from their sizes are left to do so.
    void addWeights(Operator& op, const NodeRule& rule, const std::vector<int>& inputs)
    {
        double own = 0, bias = 0;
        for (std::size_t k = 0; k < inputs.size(); ++k) {
            const int input = inputs[k];
            const bool counts = input >= 0 && m_graph.tensors[at(input)].isTrainable && !m_isCounted[at(input)];
            if (!counts) {
                continue;
            }
            m_isCounted[at(input)] = 1;
            const bool isBias = static_cast<int>(k) == rule.bias || addsBias(op, m_graph.tensors[at(input)]);
            (isBias ? bias : own) += elementsOf(m_graph.tensors[at(input)]);
        }
        op.sizes.bias = bias / op.sizes.copies;
        op.weightParameters = own;
        const double derived = derivedWeights(op);
        if (rule.weight >= 0 && own == 0 && derived > 0) {
            op.sharesWeights = true; // read again, but counted earlier
            op.weightParameters = -1;
        } else if (derived > 0 && (own == derived || rule.isPacked)) {
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
    static double derivedWeights(const Operator& op) { return formula::weights(op.kind, op.sizes, -1.0); }

    void reportIssues()
    {
        std::vector<std::string> remarks = m_graph.remarks;
        remarks.insert(remarks.end(), m_plan.remarks.begin(), m_plan.remarks.end());
        for (std::string& remark : remarks) {
            m_issues.push_back({Severity::Info, {}, std::move(remark)});
        }
        const auto isPacked = [](const GraphNode& node) {
            return node.type == "PackedAttention" || node.type == "PackedMultiHeadAttention";
        };
        if (std::ranges::any_of(m_graph.nodes, isPacked)) {
            const char* remark = "Attention over packed sequences does not say how long each of them is: they are "
                                 "counted as equally long.";
            m_issues.push_back({Severity::Info, {}, remark});
        }
        if (!m_unknown.empty()) {
            m_issues.push_back({Severity::Warning, {}, withoutRule(m_unknown)});
        }
    }

    const Graph& m_graph;
    CausalCount m_causal;
    std::vector<Issue>& m_issues;
    Stage m_stage;
    std::vector<TensorId> m_tensorOf; // tensor of the graph → of the stage; −1: constant, or not computed yet
    std::vector<char> m_fromLinear, m_isUsed, m_isCounted; // per tensor of the stage; of the graph
    BodyPlan m_plan;
    std::map<std::string, int> m_unknown; // type → number of nodes
};

} // namespace

Stage expandGraph(const Scenario& scenario, const ImportedGraph& imported, std::vector<Issue>& issues)
{
    return GraphExpander(scenario, imported, issues).run();
}

} // namespace ridge

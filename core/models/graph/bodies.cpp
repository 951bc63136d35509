#include "core/models/graph/bodies.h"

#include "core/formulas/formulas.h"
#include "core/models/graph/rules.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace ridge {
namespace {

constexpr const char* ownerAttribute = "bodies";
constexpr const char* placeAttribute = "inside";

double operationsOf(const NodeRule& rule)
{
    return 2 * formula::macs(rule.kind, rule.sizes).inBaseUnits() +
           formula::elementwise(rule.kind, rule.sizes).inBaseUnits();
}

class Planner {
public:
    Planner(const Graph& graph, CausalCount causal) : m_graph(graph), m_causal(causal)
    {
        for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
            // Graphs are expanded at every keystroke, and most have no bodies: the type is looked at first.
            if (const auto owner = isControlFlow(graph.nodes[i].type) ? bodyOwner(graph.nodes[i]) : std::nullopt) {
                m_owners.emplace(owner->key, Owner{i, *owner, {}});
            }
        }
    }

    BodyPlan run()
    {
        if (m_owners.empty()) {
            return {};
        }
        m_plan.passes.assign(m_graph.nodes.size(), 1);
        m_plan.branch.assign(m_graph.nodes.size(), -1);
        for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
            addCost(i);
        }
        for (std::size_t i = m_graph.nodes.size(); i-- > 0;) { // owners stand behind their bodies
            setPasses(i);
        }
        remark();
        return std::move(m_plan);
    }

private:
    struct Owner {
        std::size_t node;
        BodyOwner says;
        std::array<double, 2> cost; // operations of one pass through each body
    };

    Owner* ownerAround(std::size_t node, int& branch)
    {
        const auto& attributes = m_graph.nodes[node].attributes;
        const auto place = attributes.find(placeAttribute);
        if (place == attributes.end() || place->second.size() != 2) {
            return nullptr;
        }
        branch = place->second[1] > 0 ? 1 : 0;
        const auto found = m_owners.find(static_cast<int>(place->second[0]));
        return found == m_owners.end() || found->second.node <= node ? nullptr : &found->second;
    }

    static bool isCondition(const GraphNode& node) { return node.type == "If"; }

    static double tripsOf(const Owner& owner) { return owner.says.trips >= 0 ? owner.says.trips : 1; }

    double costOf(std::size_t index)
    {
        const GraphNode& node = m_graph.nodes[index];
        if (const auto owner = bodyOwner(node)) {
            Owner& own = m_owners.at(owner->key);
            if (!isCondition(node)) {
                return own.cost[0] * tripsOf(own);
            }
            m_plan.branch[index] = own.says.branch >= 0 ? own.says.branch : own.cost[1] > own.cost[0];
            return own.cost[static_cast<std::size_t>(m_plan.branch[index] > 0)];
        }
        const NodeView view(m_graph, node);
        double sum = 0;
        const std::vector<NodePart> parts = partsOf(view, m_causal);
        for (const NodePart& part : parts) {
            sum += operationsOf(part.rule);
        }
        return parts.empty() ? operationsOf(ruleFor(view)) : sum;
    }

    void addCost(std::size_t index)
    {
        const double cost = costOf(index);
        int branch = 0;
        if (Owner* owner = ownerAround(index, branch)) {
            owner->cost[static_cast<std::size_t>(branch)] += cost;
        }
    }

    void setPasses(std::size_t index)
    {
        int branch = 0;
        const Owner* owner = ownerAround(index, branch);
        if (!owner) {
            return;
        }
        const double around = m_plan.passes[owner->node];
        const bool isTaken = !isCondition(m_graph.nodes[owner->node]) || m_plan.branch[owner->node] == branch;
        m_plan.passes[index] = !isTaken ? 0 : around * (isCondition(m_graph.nodes[owner->node]) ? 1 : tripsOf(*owner));
    }

    std::string nameOf(const Owner& owner) const
    {
        const GraphNode& node = m_graph.nodes[owner.node];
        return node.name.empty() ? node.type : node.name;
    }

    void remark()
    {
        std::string open, known, unknown;
        int count = 0;
        constexpr int mostNamed = 6;
        for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
            const auto says = bodyOwner(m_graph.nodes[i]);
            const bool isDecided = says && says->branch >= 0;
            if (!says || isDecided || m_plan.passes[i] == 0 || ++count > mostNamed) {
                continue;
            }
            const Owner& owner = m_owners.at(says->key);
            if (isCondition(m_graph.nodes[i])) {
                open += (open.empty() ? "" : ", ") + nameOf(owner) + (m_plan.branch[i] > 0 ? ": else" : ": then");
            } else if (says->trips < 0) {
                unknown += (unknown.empty() ? "" : ", ") + nameOf(owner);
            } else {
                known += (known.empty() ? "" : ", ") + nameOf(owner) + ": " +
                         std::to_string(std::int64_t(says->trips)) + (says->endsEarly ? " at most" : "");
            }
        }
        const auto add = [&](const std::string& names, const char* sentence) {
            if (!names.empty()) {
                m_plan.remarks.push_back(sentence + names + (count > mostNamed ? ", …)." : ")."));
            }
        };
        add(open, "Conditions depend on data: of their branches the more expensive one counts (");
        add(known, "Loops count their body as often as it runs (");
        add(unknown, "How often a loop runs depends on data: its body counts once (");
    }

    const Graph& m_graph;
    CausalCount m_causal;
    BodyPlan m_plan;
    std::unordered_map<int, Owner> m_owners;
};

} // namespace

std::optional<BodyOwner> bodyOwner(const GraphNode& node)
{
    const auto found = node.attributes.find(ownerAttribute);
    if (found == node.attributes.end() || found->second.size() != 6) {
        return std::nullopt;
    }
    const std::vector<double>& v = found->second;
    BodyOwner owner;
    owner.key = static_cast<int>(v[0]);
    owner.branch = static_cast<int>(v[1]);
    owner.trips = v[2];
    owner.endsEarly = v[3] != 0;
    owner.ownInputs = static_cast<std::size_t>(v[4]);
    owner.states = static_cast<std::size_t>(v[5]);
    return owner;
}

void setBodyOwner(GraphNode& node, const BodyOwner& owner)
{
    node.attributes[ownerAttribute] = {
        static_cast<double>(owner.key), static_cast<double>(owner.branch),    owner.trips,
        owner.endsEarly ? 1.0 : 0.0,    static_cast<double>(owner.ownInputs), static_cast<double>(owner.states)};
}

void setBodyPlace(GraphNode& node, const BodyPlace& place)
{
    node.attributes[placeAttribute] = {static_cast<double>(place.key), static_cast<double>(place.branch)};
}

BodyPlan planBodies(const Graph& graph, CausalCount causal) { return Planner(graph, causal).run(); }

} // namespace ridge

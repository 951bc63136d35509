#include "core/analysis/blocks.h"

#include "core/analysis/system_share.h"
#include "core/models/graph/names.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace ridge {
namespace {

constexpr std::size_t deepest = 12; // levels; a hostile name of many dots goes no deeper

/// Where the components of a path end: "a.b/c" → 1, 3, 5.
std::vector<std::size_t> endsOf(std::string_view path)
{
    std::vector<std::size_t> ends;
    for (std::size_t i = 1; i < path.size() && ends.size() < deepest; ++i) {
        const bool separates = path[i] == '.' || path[i] == '/';
        if (separates && path[i - 1] != '.' && path[i - 1] != '/' && i + 1 < path.size()) {
            ends.push_back(i);
        }
    }
    ends.push_back(path.size());
    return ends;
}

/// A tree whose levels may still be in vain: every prefix of a path is a node.
class Trie {
public:
    struct Node {
        std::string_view path;
        int parent = -1;
        int item = -1;
        std::vector<int> children;
    };

    Trie() : m_nodes(1) {}

    void add(const std::vector<std::string>& paths, int firstItem)
    {
        std::vector<std::vector<std::size_t>> ends;
        std::unordered_set<std::string_view> blocks;
        ends.reserve(paths.size());
        for (const std::string& path : paths) {
            ends.push_back(endsOf(path));
            for (std::size_t e = 0; e + 1 < ends.back().size(); ++e) {
                blocks.insert(std::string_view(path).substr(0, ends.back()[e]));
            }
        }
        for (std::size_t i = 0; i < paths.size(); ++i) {
            const std::string_view path = paths[i];
            int block = 0;
            for (const std::size_t end : ends[i]) {
                const bool isItsOwn = end == path.size() && !blocks.contains(path); // no block is named like it
                block = isItsOwn ? block : blockAt(block, path.substr(0, end));
            }
            append(block, path, firstItem + static_cast<int>(i));
        }
    }
    const std::vector<Node>& nodes() const { return m_nodes; }

private:
    int append(int parent, std::string_view path, int item)
    {
        const int made = static_cast<int>(m_nodes.size());
        m_nodes.push_back({path, parent, item, {}});
        m_nodes[static_cast<std::size_t>(parent)].children.push_back(made);
        return made;
    }
    int blockAt(int parent, std::string_view path)
    {
        const auto [known, isNew] = m_blocks.try_emplace(path, 0);
        if (isNew) {
            known->second = append(parent, path, -1);
        }
        return known->second;
    }
    std::vector<Node> m_nodes;
    std::unordered_map<std::string_view, int> m_blocks;
};

bool isDigit(char c) { return c >= '0' && c <= '9'; }

std::size_t componentBefore(std::string_view path, std::size_t start)
{
    const std::size_t separator = start < 2 ? std::string_view::npos : path.find_last_of("./", start - 2);
    return separator == std::string_view::npos ? 0 : separator + 1;
}

/// What a node is called below its parent. A number alone says nothing: it keeps the component before it.
std::string labelOf(std::string_view path, std::string_view above)
{
    const bool isNamesake = path.size() <= above.size(); // an item named as its block
    std::size_t start = isNamesake ? componentBefore(path, path.size() + 1) : above.empty() ? 0 : above.size() + 1;
    while (start > 0 && start < path.size() && isDigit(path[start])) {
        start = componentBefore(path, start);
    }
    return std::string(path.substr(start));
}

/// Copies what is below a node of the trie, without the levels in vain.
class Folding {
public:
    Folding(BlockTree& tree, const Trie& trie, const BlockPart& part, bool isOneOfSeveral)
        : m_tree(tree), m_trie(trie), m_part(part), m_isOneOfSeveral(isOneOfSeveral)
    {
    }
    void copyChildren(int from, int to, std::string_view above)
    {
        for (int child : at(from).children) {
            while (at(child).item < 0 && at(child).children.size() == 1) {
                child = at(child).children.front();
            }
            const Trie::Node& node = at(child);
            const int made = static_cast<int>(m_tree.nodes.size());
            m_tree.nodes.push_back(
                {labelOf(node.path, above), pathInTree(m_part, m_isOneOfSeveral, node.path), to, node.item, {}});
            m_tree.nodes[static_cast<std::size_t>(to)].children.push_back(made);
            if (node.item >= 0) {
                m_tree.nodeOfItem[static_cast<std::size_t>(node.item)] = made;
            } else {
                copyChildren(child, made, node.path);
            }
        }
    }

private:
    const Trie::Node& at(int node) const { return m_trie.nodes()[static_cast<std::size_t>(node)]; }

    BlockTree& m_tree;
    const Trie& m_trie;
    const BlockPart& m_part;
    bool m_isOneOfSeveral;
};

/// One block that holds everything says nothing: where the tree begins to branch.
int firstFork(const Trie& trie)
{
    int node = 0;
    for (;;) {
        const std::vector<int>& children = trie.nodes()[static_cast<std::size_t>(node)].children;
        if (children.size() != 1 || trie.nodes()[static_cast<std::size_t>(children.front())].item >= 0) {
            return node;
        }
        node = children.front();
    }
}

} // namespace

BlockTree blockTree(const std::vector<BlockPart>& parts)
{
    BlockTree tree;
    const bool areSeveral = parts.size() > 1;
    for (const BlockPart& part : parts) {
        const int first = static_cast<int>(tree.nodeOfItem.size());
        tree.nodeOfItem.resize(tree.nodeOfItem.size() + part.paths.size());
        Trie trie;
        trie.add(part.paths, first);
        int parent = 0;
        if (areSeveral) {
            parent = static_cast<int>(tree.nodes.size());
            tree.nodes.push_back({part.name, pathInTree(part, areSeveral, {}), 0, -1, {}});
            tree.nodes.front().children.push_back(parent);
        }
        const int from = firstFork(trie);
        const std::string_view above = trie.nodes()[static_cast<std::size_t>(from)].path;
        Folding(tree, trie, part, areSeveral).copyChildren(from, parent, above);
    }
    return tree;
}

std::vector<BlockPart> operatorParts(const Program& program, const Model& model)
{
    std::vector<std::string> names, paths; // of the nodes of an imported graph
    if (const ImportedGraph* imported = model.imported()) {
        names = operatorNames(*imported->graph);
        paths = operatorPaths(*imported->graph);
    }
    std::vector<BlockPart> parts;
    for (const Stage& stage : program.stages) {
        BlockPart part{stage.name, {}};
        part.paths.reserve(stage.operators.size());
        for (const Operator& op : stage.operators) {
            const auto node = static_cast<std::size_t>(op.node);
            part.paths.push_back(op.node < 0 ? op.name : paths[node] + op.name.substr(names[node].size()));
        }
        parts.push_back(std::move(part));
    }
    return parts;
}

BlockTree operatorTree(const Program& program, const Model& model) { return blockTree(operatorParts(program, model)); }

std::string pathInTree(const BlockPart& part, bool isOneOfSeveral, std::string_view path)
{
    return !isOneOfSeveral ? std::string(path) : path.empty() ? part.name : part.name + "/" + std::string(path);
}

bool isBelow(std::string_view path, std::string_view block)
{
    return path.substr(0, block.size()) == block &&
           (path.size() == block.size() || path[block.size()] == '.' || path[block.size()] == '/');
}

std::vector<double> blockSums(const BlockTree& tree, const std::vector<double>& ofItems)
{
    std::vector<double> sums(tree.nodes.size());
    for (std::size_t item = 0; item < ofItems.size(); ++item) {
        sums[static_cast<std::size_t>(tree.nodeOfItem[item])] = ofItems[item];
    }
    for (std::size_t node = tree.nodes.size(); node-- > 1;) { // children stand behind their parents
        sums[static_cast<std::size_t>(tree.nodes[node].parent)] += sums[node];
    }
    return sums;
}

BlockTree graphTree(const Graph& graph) { return blockTree({{"", operatorPaths(graph)}}); }

namespace {

BlockTotals totalsOf(const Evaluation& evaluation, const Operator& op, const OperatorCost& cost, double repeat)
{
    const double count = op.count;
    BlockTotals one;
    one.operators = 1;
    one.executions = count;
    one.parameters = count * cost.parameters;
    one.macs = count * cost.macs.inBaseUnits();
    one.ops = count * cost.ops.inBaseUnits();
    one.bytes = count * cost.bytes.inBaseUnits();
    one.seconds = repeat * count * cost.time.inBaseUnits();
    const double everywhere = timesOf(op, evaluation.program.parts, Over::Effort); // energy is of all ranks
    one.joules = repeat * everywhere * evaluation.energyOf(cost).inBaseUnits();
    one.times = repeat * count * cost.times;
    return one;
}

void add(BlockTotals& sum, const BlockTotals& part)
{
    sum.operators += part.operators;
    sum.executions += part.executions;
    sum.parameters += part.parameters;
    sum.macs += part.macs;
    sum.ops += part.ops;
    sum.bytes += part.bytes;
    sum.seconds += part.seconds;
    sum.joules += part.joules;
    sum.times += part.times;
}

} // namespace

std::vector<BlockTotals> blockTotals(const BlockTree& tree, const Evaluation& evaluation)
{
    std::vector<BlockTotals> totals(tree.nodes.size());
    std::size_t item = 0;
    for (std::size_t s = 0; s < evaluation.stages.size(); ++s) {
        const Stage& stage = evaluation.program.stages[s];
        for (std::size_t i = 0; i < stage.operators.size(); ++i) {
            totals[static_cast<std::size_t>(tree.nodeOfItem[item++])] =
                totalsOf(evaluation, stage.operators[i], evaluation.stages[s].operators[i], stage.repeat);
        }
    }
    for (std::size_t node = tree.nodes.size(); node-- > 1;) { // children stand behind their parents
        add(totals[static_cast<std::size_t>(tree.nodes[node].parent)], totals[node]);
    }
    return totals;
}

} // namespace ridge

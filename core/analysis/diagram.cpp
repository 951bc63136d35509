#include "core/analysis/diagram.h"

#include "core/quantity/quantity.h"

#include <algorithm>
#include <map>

namespace ridge {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// Operators of all stages before this one.
int firstItem(const Program& program, std::size_t stage)
{
    std::size_t before = 0;
    for (std::size_t s = 0; s < stage; ++s) {
        before += program.stages[s].operators.size();
    }
    return static_cast<int>(before);
}

/// The node under which a stage's operators stand.
int rootOf(const Program& program, const BlockTree& tree, std::size_t stage)
{
    return program.stages.size() > 1 ? tree.nodes.front().children[stage] : 0;
}

class Drawing {
public:
    Drawing(const Program& program, const BlockTree& tree, std::size_t stage, const OpenBlocks& open)
        : m_stage(program.stages[stage]), m_tree(tree), m_open(open), m_first(firstItem(program, stage))
    {
        m_out.stage = stage;
        m_out.boxOfItem.assign(tree.nodeOfItem.size(), -1);
        fill(rootOf(program, tree, stage), -1);
    }

    Diagram run()
    {
        const std::size_t tensors = m_stage.tensors.size();
        std::vector<int> maker(tensors, -1);
        int writer = -1; // of the cache, the latest
        for (std::size_t i = 0; i < m_stage.operators.size(); ++i) {
            const Operator& op = m_stage.operators[i];
            const int to = m_out.boxOfItem[at(m_first) + i];
            if (op.inPlace && i > 0) { // in the epilogue of the one before it
                const Operator& before = m_stage.operators[i - 1];
                arrow(m_out.boxOfItem[at(m_first) + i - 1], to, before.result >= 0 ? before.result : before.output);
            }
            for (std::uint32_t u = op.inPlace ? 1 : 0; u < op.inputCount; ++u) {
                if (const TensorId id = m_stage.uses[op.firstInput + u]; id >= 0) {
                    arrow(maker[at(id)] >= 0 ? maker[at(id)] : inputBox(id), to, id);
                } else if (readsCache(op.kind) && writer >= 0) {
                    arrow(writer, to, -1);
                }
            }
            writer = op.kvWritten > 0 ? to : writer;
            for (const TensorId id : {op.output, op.result}) {
                if (id >= 0) {
                    maker[at(id)] = to;
                }
            }
        }
        return std::move(m_out);
    }

private:
    /// The boxes of what is below a node.
    void fill(int node, int parent)
    {
        for (const int child : m_tree.nodes[at(node)].children) {
            const BlockTree::Node& each = m_tree.nodes[at(child)];
            const int box = static_cast<int>(m_out.boxes.size());
            DiagramBox made;
            made.node = child, made.parent = parent, made.item = each.item;
            made.isOpen = each.isBlock() && m_open.contains(each.path);
            m_out.boxes.push_back(made);
            if (made.isOpen) {
                fill(child, box);
                m_out.boxes[at(box)].repeats = repeatsBelow(child);
            } else {
                claim(child, box);
                m_out.boxes[at(box)].repeats = repeatsBelow(child);
            }
        }
    }

    void claim(int node, int box)
    {
        const BlockTree::Node& each = m_tree.nodes[at(node)];
        if (!each.isBlock()) {
            m_out.boxOfItem[at(each.item)] = box;
        }
        for (const int child : each.children) {
            claim(child, box);
        }
    }

    /// How often all operators below are executed, where that is the same.
    double repeatsBelow(int node) const
    {
        const BlockTree::Node& each = m_tree.nodes[at(node)];
        if (!each.isBlock()) {
            return m_stage.operators[at(each.item - m_first)].count;
        }
        double common = -1;
        for (const int child : each.children) {
            const double one = repeatsBelow(child);
            common = common < 0 || common == one ? one : 1;
        }
        return std::max(common, 1.0);
    }

    /// What enters the stage has a box of its own.
    int inputBox(TensorId id)
    {
        if (m_stage.tensors[at(id)].role != TensorRole::Input) {
            return -1; // kept from a run before, or made by another stage
        }
        const auto [known, isNew] = m_inputs.try_emplace(id, static_cast<int>(m_out.boxes.size()));
        if (isNew) {
            DiagramBox made;
            made.isInput = true;
            m_out.boxes.push_back(made);
        }
        return known->second;
    }

    double sizeOf(TensorId id) const { return id < 0 ? 0 : m_stage.tensors[at(id)].elements(); }

    void arrow(int from, int to, TensorId id)
    {
        if (from < 0 || to < 0 || from == to) {
            return;
        }
        const auto [known, isNew] = m_arrows.try_emplace({from, to}, m_out.arrows.size());
        if (isNew) {
            m_out.arrows.push_back({from, to, id, 1, id < 0});
            return;
        }
        DiagramArrow& same = m_out.arrows[known->second];
        if (same.tensor != id) {
            ++same.tensors;
            same.tensor = sizeOf(id) > sizeOf(same.tensor) ? id : same.tensor;
            same.throughCache = same.throughCache && id < 0;
        }
    }

    const Stage& m_stage;
    const BlockTree& m_tree;
    const OpenBlocks& m_open;
    const int m_first;
    Diagram m_out;
    std::map<TensorId, int> m_inputs;
    std::map<std::pair<int, int>, std::size_t> m_arrows;
};

} // namespace

int Diagram::boxOf(int item) const { return item >= 0 && at(item) < boxOfItem.size() ? boxOfItem[at(item)] : -1; }

Diagram diagramOf(const Program& program, const BlockTree& tree, std::size_t stage, const OpenBlocks& open)
{
    return Drawing(program, tree, stage, open).run();
}

OpenBlocks openUpTo(const Program& program, const BlockTree& tree, std::size_t stage, std::size_t mostBoxes)
{
    OpenBlocks open;
    std::vector<int> level = tree.nodes[at(rootOf(program, tree, stage))].children;
    std::size_t boxes = level.size();
    while (!level.empty()) {
        std::vector<int> next;
        for (const int node : level) {
            const BlockTree::Node& each = tree.nodes[at(node)];
            if (each.isBlock() && boxes - 1 + each.children.size() <= mostBoxes) {
                open.insert(each.path);
                boxes += each.children.size() - 1;
                next.insert(next.end(), each.children.begin(), each.children.end());
            }
        }
        level = std::move(next);
    }
    return open;
}

std::string shapeText(const Tensor& tensor)
{
    std::string text;
    const auto add = [&text](double size) { text += (text.empty() ? "" : " × ") + formatForField(size, Unit::Count); };
    for (const double size : {tensor.n, tensor.t}) {
        if (size != 1) {
            add(size);
        }
    }
    if (tensor.h == 1) { // a sequence: positions, then channels
        if (tensor.w != 1) {
            add(tensor.w);
        }
        add(tensor.c);
    } else {
        add(tensor.c), add(tensor.h), add(tensor.w);
    }
    return text;
}

} // namespace ridge

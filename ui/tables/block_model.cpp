#include "ui/tables/block_model.h"

#include <algorithm>
#include <tuple>

namespace ridge {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

} // namespace

bool BlockModel::matches(int item) const
{
    if (m_words.isEmpty()) {
        return true;
    }
    const QString text = searchedText(item);
    return std::all_of(m_words.begin(), m_words.end(),
                       [&text](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

/// An item that matches, and what it stands in.
void BlockModel::placeItem(int item)
{
    if (!matches(item)) {
        return;
    }
    int node = m_tree.nodeOfItem[at(item)];
    if (!m_grouped) {
        m_parents[at(node)] = 0;
        m_shown.front().push_back(node);
        return;
    }
    while (node > 0 && m_parents[at(node)] < 0) {
        const int parent = m_tree.nodes[at(node)].parent;
        m_parents[at(node)] = parent;
        m_shown[at(parent)].push_back(node);
        node = parent;
    }
}

/// Who stands where, from the tree, the filter, and the order.
void BlockModel::arrange()
{
    const std::size_t nodes = m_tree.nodes.size();
    m_shown.assign(nodes, {});
    m_parents.assign(nodes, -1);
    m_rows.assign(nodes, 0);
    for (int item = 0; item < itemCount(); ++item) {
        placeItem(item);
    }
    place();
}

void BlockModel::place()
{
    for (std::size_t node = 0; node < m_shown.size(); ++node) {
        sortBelow(static_cast<int>(node));
        for (std::size_t row = 0; row < m_shown[node].size(); ++row) {
            m_rows[at(m_shown[node][row])] = static_cast<int>(row);
        }
    }
}

void BlockModel::sortBelow(int node)
{
    std::vector<int>& children = m_shown[at(node)];
    if (m_column < 0) {
        std::sort(children.begin(), children.end(), [this](int a, int b) {
            return m_grouped ? a < b : m_tree.nodes[at(a)].item < m_tree.nodes[at(b)].item;
        });
        return;
    }
    std::vector<std::pair<Key, int>> keyed;
    keyed.reserve(children.size());
    for (const int child : children) {
        keyed.emplace_back(keyOf(child, m_column), child);
    }
    const bool descends = m_order == Qt::DescendingOrder;
    std::sort(keyed.begin(), keyed.end(), [descends](const auto& one, const auto& other) {
        const auto& [a, nodeA] = descends ? other : one;
        const auto& [b, nodeB] = descends ? one : other;
        const int texts = a.number == b.number ? QString::compare(a.text, b.text, Qt::CaseInsensitive) : 0;
        return a.number != b.number ? a.number < b.number : texts != 0 ? texts < 0 : one.second < other.second;
    });
    std::transform(keyed.begin(), keyed.end(), children.begin(), [](const auto& each) { return each.second; });
}

void BlockModel::replaceTree(BlockTree tree)
{
    m_tree = std::move(tree);
    arrange();
}

void BlockModel::setFilter(const QString& words)
{
    const QStringList split = words.split(u' ', Qt::SkipEmptyParts);
    if (split == m_words) {
        return;
    }
    beginResetModel();
    m_words = split;
    arrange();
    endResetModel();
}

void BlockModel::setGrouped(bool grouped)
{
    if (grouped == m_grouped) {
        return;
    }
    beginResetModel();
    m_grouped = grouped;
    arrange();
    endResetModel();
}

void BlockModel::sort(int column, Qt::SortOrder order)
{
    m_column = column;
    m_order = order;
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    place();
    const QModelIndexList before = persistentIndexList();
    for (const QModelIndex& old : before) {
        changePersistentIndex(old, createIndex(m_rows[at(nodeNumber(old))], old.column(), old.internalId()));
    }
    emit layoutChanged({}, VerticalSortHint);
}

void BlockModel::valuesChanged()
{
    if (m_column >= 0) {
        sort(m_column, m_order);
    }
    // Said of the top alone: a view repaints all it shows for any range, and to look 10,000 blocks up would cost it
    // more than that.
    if (const int rows = rowCount(); rows > 0) {
        emit dataChanged(index(0, 0), index(rows - 1, columnCount() - 1));
    }
}

QModelIndex BlockModel::indexOfItem(int item, int column) const
{
    if (item < 0 || item >= itemCount()) {
        return {};
    }
    const int node = m_tree.nodeOfItem[at(item)];
    return m_parents[at(node)] < 0 ? QModelIndex() : createIndex(m_rows[at(node)], column, quintptr(node));
}

QStringList BlockModel::blockPaths() const
{
    QStringList paths;
    for (std::size_t node = 1; node < m_tree.nodes.size(); ++node) {
        if (m_tree.nodes[node].isBlock()) {
            paths << QString::fromStdString(m_tree.nodes[node].path);
        }
    }
    return paths;
}

std::vector<int> BlockModel::shownItems(const QModelIndex& block) const
{
    std::vector<int> items;
    std::vector<int> waiting{block.isValid() ? nodeNumber(block) : 0};
    while (!waiting.empty()) {
        const int node = waiting.back();
        waiting.pop_back();
        if (const int item = m_tree.nodes[at(node)].item; item >= 0) {
            items.push_back(item);
        }
        waiting.insert(waiting.end(), m_shown[at(node)].rbegin(), m_shown[at(node)].rend());
    }
    return items;
}

QModelIndex BlockModel::index(int row, int column, const QModelIndex& parent) const
{
    const std::vector<int>& children = m_shown[parent.isValid() ? at(nodeNumber(parent)) : 0];
    const bool isThere = row >= 0 && column >= 0 && at(row) < children.size() && column < columnCount(parent);
    return isThere ? createIndex(row, column, quintptr(children[at(row)])) : QModelIndex();
}

QModelIndex BlockModel::parent(const QModelIndex& index) const
{
    const int node = index.isValid() ? m_parents[at(nodeNumber(index))] : 0;
    return node <= 0 ? QModelIndex() : createIndex(m_rows[at(node)], 0, quintptr(node));
}

int BlockModel::rowCount(const QModelIndex& parent) const
{
    if (parent.column() > 0) {
        return 0;
    }
    return static_cast<int>(m_shown[parent.isValid() ? at(nodeNumber(parent)) : 0].size());
}

} // namespace ridge

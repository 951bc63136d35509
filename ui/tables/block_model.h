// A list of items that folds into blocks: what table models of operators and of graph nodes share.
// Not the cells: those are the derived models'.
#pragma once

#include "core/analysis/blocks.h"

#include <QAbstractItemModel>
#include <optional>

namespace ridge {

/// Sorts and filters by itself, on numbers of nodes instead of rows: a proxy would map and ask for each of 100,000
/// rows.
class BlockModel : public QAbstractItemModel {
    Q_OBJECT
public:
    using QAbstractItemModel::QAbstractItemModel;

    /// Index into the list; −1: a block.
    int itemOf(const QModelIndex& index) const { return index.isValid() ? nodeAt(index).item : -1; }
    bool isBlock(const QModelIndex& index) const { return index.isValid() && nodeAt(index).isBlock(); }
    /// Of all blocks, whether in view or not.
    QStringList blockPaths() const;
    QString pathOf(const QModelIndex& index) const { return QString::fromStdString(nodeAt(index).path); }
    /// Invalid when there is no such item, or the filter hides it.
    QModelIndex indexOfItem(int item, int column = 0) const;
    int itemCount() const { return static_cast<int>(m_tree.nodeOfItem.size()); }
    /// The items below, as they are shown: sorted and filtered.
    std::vector<int> shownItems(const QModelIndex& block = {}) const;

    /// Keeps the items that match every word, and the blocks around them.
    void setFilter(const QString& words);
    bool isFiltered() const { return !m_words.isEmpty(); }
    /// Without groups the items are one flat list.
    void setGrouped(bool grouped);
    bool isGrouped() const { return m_grouped; }

    /// How much of the whole a block is, for a view to open the heaviest first.
    virtual double weightOf(const QModelIndex& block) const = 0;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    bool hasChildren(const QModelIndex& parent = {}) const override { return rowCount(parent) > 0; }
    /// By −1: the order of the list.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

protected:
    /// Numbers come before texts.
    struct Key {
        double number = 0;
        QString text;
    };
    virtual Key keyOf(int node, int column) const = 0;
    /// Everything about an item that a filter may name.
    virtual QString searchedText(int item) const = 0;

    /// Between beginResetModel and endResetModel, when the cells already know their new items.
    void replaceTree(BlockTree tree);
    /// The same items have other values.
    void valuesChanged();
    const BlockTree& tree() const { return m_tree; }
    int nodeNumber(const QModelIndex& index) const { return static_cast<int>(index.internalId()); }
    const BlockTree::Node& nodeAt(const QModelIndex& index) const
    {
        return m_tree.nodes[static_cast<std::size_t>(index.internalId())];
    }

private:
    void arrange();
    void place();
    void placeItem(int item);
    void sortBelow(int node);
    bool matches(int item) const;

    BlockTree m_tree;
    std::vector<std::vector<int>> m_shown{{}}; // per node: the children in view
    std::vector<int> m_parents{-1};            // per node, as shown; −1: not in view
    std::vector<int> m_rows{0};                // per node: among its parent's
    QStringList m_words;
    bool m_grouped = true;
    int m_column = -1;
    Qt::SortOrder m_order = Qt::AscendingOrder;
};

} // namespace ridge

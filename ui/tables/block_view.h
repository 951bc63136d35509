// The tree view of a block model: remembers what is folded, and goes through cells by the keyboard.
// Not the items: see block_model.h.
#pragma once

#include "ui/theme/theme.h"

#include <QHash>
#include <QStyledItemDelegate>
#include <QTreeView>

namespace ridge {

class BlockModel;

/// Rows of the theme's height; blocks a little stronger than what they hold.
class BlockDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void setRowHeight(int pixels) { m_rowHeight = pixels; }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    int m_rowHeight = 23;
};

class BlockView : public QTreeView {
    Q_OBJECT
public:
    explicit BlockView(BlockModel* model, QWidget* parent = nullptr);
    /// Takes the delegate over.
    void setBlockDelegate(BlockDelegate* delegate);
    void setTheme(const Theme& theme);
    /// Opens what an index stands in and scrolls to it.
    void reveal(const QModelIndex& index);
    /// Fold, unfold and group, for context menus.
    QList<QAction*> foldActions() const { return m_foldActions; }

    /// Which blocks of the items on show were opened or closed, for the program to remember: "open:decode",
    /// "closed:decode/layers"; "flat" where blocks are not shown at all. Blocks that there are not do nothing.
    QStringList foldState();
    void setFoldState(const QStringList& state);

protected:
    void drawRow(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;

private:
    void createActions();
    void rememberFolds();
    void restoreFolds();
    QModelIndex openAtFirst() const;
    QModelIndex besides(int step);

    BlockModel* m_blocks;
    QHash<QString, bool> m_folds; // path → open; blocks of other models too, which may come back
    QString m_openAtFirst;        // path
    QList<QAction*> m_foldActions;
    Theme m_theme;
};

} // namespace ridge

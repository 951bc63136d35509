#include "ui/tables/block_view.h"

#include "ui/tables/block_model.h"
#include "ui/tables/fold_words.h"

#include <QAction>
#include <QHeaderView>
#include <QPainter>

namespace ridge {
namespace {

/// All blocks in view, parents first.
template <class Visit> void forEachBlock(const BlockModel& model, const QModelIndex& parent, Visit visit)
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        if (model.isBlock(index)) {
            visit(index);
            forEachBlock(model, index, visit);
        }
    }
}

} // namespace

QSize BlockDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int width = QStyledItemDelegate::sizeHint(option, index).width();
    const int widest = index.column() == 0 ? std::max(width, 6 * m_rowHeight) : width; // names come and go by folding
    return {std::min(widest, 36 * m_rowHeight), m_rowHeight};                          // and may be of any length
}

void BlockDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (static_cast<const BlockModel*>(index.model())->isBlock(index)) {
        option->font.setWeight(QFont::DemiBold);
        option->fontMetrics = QFontMetrics(option->font);
    }
}

BlockView::BlockView(BlockModel* model, QWidget* parent) : QTreeView(parent), m_blocks(model), m_theme(Theme::light())
{
    setModel(model);
    setItemDelegate(new BlockDelegate(this));
    setUniformRowHeights(true);
    setSelectionBehavior(SelectRows);
    setWordWrap(false);
    setFrameShape(NoFrame);
    setTabKeyNavigation(false);
    setVerticalScrollMode(ScrollPerPixel);
    setExpandsOnDoubleClick(true);
    header()->setHighlightSections(false);
    createActions();
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, &BlockView::rememberFolds);
    connect(model, &QAbstractItemModel::modelReset, this, &BlockView::restoreFolds);
}

void BlockView::createActions()
{
    const auto add = [this](const QString& text, const QString& help, auto call) {
        auto* action = new QAction(text, this);
        action->setToolTip(help);
        connect(action, &QAction::triggered, this, call);
        m_foldActions << action;
        return action;
    };
    add(tr("&Expand all"), tr("Show what every block holds"), [this] { expandAll(); });
    add(tr("C&ollapse all"), tr("Show the outermost blocks alone"), [this] { collapseAll(); });
    auto* group = add(tr("&Group by block"), tr("Off: one flat list"), [this](bool on) { m_blocks->setGrouped(on); });
    group->setCheckable(true);
    group->setChecked(true);
    connect(m_blocks, &QAbstractItemModel::modelReset, group,
            [this, group] { group->setChecked(m_blocks->isGrouped()); });
}

void BlockView::setBlockDelegate(BlockDelegate* delegate)
{
    itemDelegate()->deleteLater();
    delegate->setParent(this);
    setItemDelegate(delegate);
}

void BlockView::setTheme(const Theme& theme)
{
    m_theme = theme;
    setFont(theme.font(12.5));
    header()->setFont(theme.font(12));
    setIndentation(qRound(theme.px(16)));
    static_cast<BlockDelegate*>(itemDelegate())->setRowHeight(qRound(theme.px(23)));
    doItemsLayout();
}

void BlockView::rememberFolds()
{
    if (m_blocks->isFiltered() || !m_blocks->isGrouped()) {
        return; // shows what was found, not what the user opened
    }
    forEachBlock(*m_blocks, {}, [this](const QModelIndex& block) {
        const QString path = m_blocks->pathOf(block);
        const bool open = isExpanded(block);
        if (open != (path == m_openAtFirst) || m_folds.contains(path)) {
            m_folds.insert(path, open);
        }
    });
}

void BlockView::restoreFolds()
{
    const QModelIndex first = openAtFirst();
    m_openAtFirst = first.isValid() ? m_blocks->pathOf(first) : QString();
    bool hasBlocks = false;
    forEachBlock(*m_blocks, {}, [&](const QModelIndex& block) {
        hasBlocks = true;
        if (m_blocks->isFiltered() || m_folds.value(m_blocks->pathOf(block), block == first)) {
            setExpanded(block, true);
        }
    });
    setRootIsDecorated(hasBlocks);
}

QStringList BlockView::foldState()
{
    constexpr qsizetype most = 1000; // of a graph of a hundred thousand nodes, all opened, not every one
    rememberFolds();
    QStringList state = m_blocks->isGrouped() ? QStringList() : QStringList{flatWord};
    const QStringList paths = m_blocks->blockPaths();
    for (const QString& path : paths) {
        if (const auto fold = m_folds.constFind(path); fold != m_folds.cend() && state.size() < most) {
            state << (*fold ? openVerb : closedVerb) + path;
        }
    }
    return state;
}

void BlockView::setFoldState(const QStringList& state)
{
    m_blocks->setGrouped(!state.contains(flatWord));
    m_folds.clear();
    for (const QString& each : state) {
        const bool isOpen = each.startsWith(openVerb);
        if (isOpen || each.startsWith(closedVerb)) {
            m_folds.insert(each.mid(isOpen ? openVerb.size() : closedVerb.size()), isOpen);
        }
    }
    collapseAll();
    restoreFolds();
}

/// Few rows, such as the stages of a run, would leave the table empty: then the heaviest block.
QModelIndex BlockView::openAtFirst() const
{
    constexpr int few = 4;
    QModelIndex heaviest;
    for (int row = 0; row < m_blocks->rowCount() && m_blocks->rowCount() <= few; ++row) {
        const QModelIndex block = m_blocks->index(row, 0);
        const bool isHeavier = !heaviest.isValid() || m_blocks->weightOf(block) > m_blocks->weightOf(heaviest);
        heaviest = m_blocks->isBlock(block) && isHeavier ? block : heaviest;
    }
    return heaviest;
}

void BlockView::reveal(const QModelIndex& index)
{
    for (QModelIndex block = index.parent(); block.isValid(); block = block.parent()) {
        setExpanded(block, true);
    }
    scrollTo(index);
}

/// A hairline below every row.
void BlockView::drawRow(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QTreeView::drawRow(painter, option, index);
    painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), m_theme.grid);
}

/// The next cell of the row, passing over hidden columns.
QModelIndex BlockView::besides(int step)
{
    const QModelIndex current = currentIndex();
    int visual = header()->visualIndex(current.column()) + step;
    while (visual >= 0 && visual < header()->count() && isColumnHidden(header()->logicalIndex(visual))) {
        visual += step;
    }
    const bool isThere = visual >= 0 && visual < header()->count();
    return isThere ? current.siblingAtColumn(header()->logicalIndex(visual)) : QModelIndex();
}

/// As in a table: left and right go from number to number. In the first column they fold first.
QModelIndex BlockView::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    const QModelIndex current = currentIndex();
    if (!current.isValid()) {
        return QTreeView::moveCursor(action, modifiers);
    }
    const bool folds = current.column() == 0 && m_blocks->isBlock(current);
    const bool wholeTable = modifiers.testFlag(Qt::ControlModifier);
    switch (action) {
    case MoveRight:
        if (folds && !isExpanded(current)) {
            expand(current);
            return current;
        }
        return besides(1);
    case MoveLeft:
        if (folds && isExpanded(current)) {
            collapse(current);
            return current;
        }
        return current.column() == 0 ? current.parent() : besides(-1);
    case MoveHome:
        return wholeTable ? m_blocks->index(0, 0) : current.siblingAtColumn(header()->logicalIndex(0));
    case MoveEnd:
        if (!wholeTable) {
            return current.siblingAtColumn(header()->logicalIndex(header()->count() - 1));
        }
        [[fallthrough]];
    default:
        return QTreeView::moveCursor(action, modifiers);
    }
}

} // namespace ridge

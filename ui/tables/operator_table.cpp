#include "ui/tables/operator_table.h"

#include "ui/controls/segmented_choice.h"
#include "ui/shown.h"
#include "ui/tables/block_view.h"
#include "ui/tables/operator_model.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QShortcut>
#include <QSignalBlocker>
#include <algorithm>
#include <set>

namespace ridge {
namespace {

/// Draws a bound as a dot and its word, and the sign of what levers changed left of a figure.
class DotDelegate : public BlockDelegate {
public:
    using BlockDelegate::BlockDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const bool dot = index.data(Qt::DecorationRole).isValid();
        return BlockDelegate::sizeHint(option, index) + QSize(dot ? option.fontMetrics.height() : 0, 0);
    }

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        BlockDelegate::initStyleOption(option, index);
        option->features &= ~QStyleOptionViewItem::HasDecoration;
        option->icon = {}; // the style would tint a swatch of no size in selected rows, and complain
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const QVariant colour = index.data(Qt::DecorationRole);
        if (!colour.isValid()) {
            BlockDelegate::paint(painter, option, index);
            paintMark(*painter, option, index);
            return;
        }
        QStyleOptionViewItem shifted = option;
        const int size = option.fontMetrics.height() / 2;
        BlockDelegate::paint(
            painter,
            [&] {
                shifted.rect.setLeft(option.rect.left() + size + 4);
                return shifted;
            }(),
            index);
        if (option.state & QStyle::State_Selected) {
            painter->fillRect(QRect(option.rect.topLeft(), QSize(size + 4, option.rect.height())),
                              option.palette.highlight());
        }
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(colour.value<QColor>());
        painter->drawEllipse(QRectF(option.rect.left() + 6, option.rect.center().y() - size / 2.0 + 1, size, size));
        painter->restore();
    }

private:
    /// Beside the figure; into the cell's margin where that leaves no room.
    void paintMark(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
    {
        const QString mark = index.data(OperatorModel::markRole).toString();
        if (mark.isEmpty()) {
            return;
        }
        QStyleOptionViewItem cell = option;
        initStyleOption(&cell, index);
        constexpr int gap = 3; // also of the text from the cell's edge
        const int taken = cell.fontMetrics.horizontalAdvance(cell.text) + cell.fontMetrics.horizontalAdvance(mark);
        const bool isSelected = option.state & QStyle::State_Selected;
        QRect place = option.rect;
        place.setLeft(std::max(place.left() + gap, place.right() - taken - 3 * gap));
        painter.save();
        painter.setFont(cell.font);
        painter.setPen(option.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text));
        painter.drawText(place, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), mark);
        painter.restore();
    }
};

BlockView* makeView(OperatorModel* model, QWidget* parent)
{
    auto* view = new BlockView(model, parent);
    view->setObjectName(QStringLiteral("operatorTable"));
    view->setBlockDelegate(new DotDelegate);
    view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    view->setSortingEnabled(true);
    view->sortByColumn(-1,
                       Qt::AscendingOrder); // program order until a heading is clicked, and again at the third click
    QHeaderView& header = *view->header();
    header.setSortIndicatorClearable(true);
    header.setStretchLastSection(false);
    header.setSectionResizeMode(QHeaderView::Stretch);
    // So many rows decide, from the first in view: this runs at every edit. Were it those in view, a scroll bar below
    // could take one away, columns become narrower by that, the bar be needed no more, and so on for ever.
    header.setResizeContentsPrecision(32);
    for (const int column : {0, 1, 2, OperatorModel::boundColumn}) { // words are as wide as they are
        header.setSectionResizeMode(column, QHeaderView::ResizeToContents);
    }
    view->setAccessibleName(QObject::tr("Operators"));
    view->setAccessibleDescription(
        QObject::tr("Folded by stage and block. Plus and minus fold a block, the asterisk opens all below it."));
    return view;
}

} // namespace

OperatorTable::OperatorTable(QWidget* parent)
    : QWidget(parent), m_model(new OperatorModel(this)), m_view(makeView(m_model, this)), m_corner(new QWidget(this)),
      m_grouping(new SegmentedChoice), m_basis(new SegmentedChoice), m_filter(new QLineEdit), m_totals(new QLabel(this))
{
    m_grouping->setAccessibleName(tr("Operators by block or as one flat list"));
    m_grouping->setToolTip(tr("By block, or one flat list that is sorted as a whole"));
    m_grouping->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(m_grouping, &SegmentedChoice::chosen, this, [this](int index) { setGrouped(index == 0); });
    createBasis();
    auto* corner = new QHBoxLayout(m_corner);
    corner->setContentsMargins(0, 0, 0, 0);
    corner->addWidget(m_basis);
    corner->addWidget(m_grouping);
    corner->addWidget(m_filter);
    m_totals->setObjectName(QStringLiteral("filterTotals"));
    m_totals->setAccessibleName(tr("Totals of what the filter leaves"));
    m_totals->setTextFormat(Qt::PlainText);
    m_totals->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_totals->setWordWrap(true);
    m_totals->setContentsMargins(12, 3, 12, 3);
    m_totals->hide();
    m_filter->setPlaceholderText(tr("Filter operators…"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAccessibleName(tr("Filter operators"));
    m_filter->setAcceptDrops(false); // a file dropped here is for the window
    connect(m_filter, &QLineEdit::textChanged, this, &OperatorTable::filterBy);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &OperatorTable::currentChanged);
    auto* shortcut = new QShortcut(QKeySequence::Copy, m_view, nullptr, nullptr, Qt::WidgetShortcut);
    connect(shortcut, &QShortcut::activated, this, &OperatorTable::copy);
    connect(m_view, &QTreeView::clicked, this, &OperatorTable::activate);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QTreeView::customContextMenuRequested, this, &OperatorTable::showMenu);
    const auto hideStage = [this] { m_view->setColumnHidden(OperatorModel::stageColumn, m_model->isGrouped()); };
    connect(m_model, &QAbstractItemModel::modelReset, this, hideStage); // the blocks say it
    connect(m_model, &QAbstractItemModel::modelReset, this, &OperatorTable::showGrouping);
    showGrouping();
    m_view->installEventFilter(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_view, 1);
    column->addWidget(m_totals);
    setFocusProxy(m_view);
}

void OperatorTable::createBasis()
{
    m_basis->setAccessibleName(tr("What the columns are of"));
    m_basis->setToolTip(tr("Of the whole run, or of one execution (of a block: one run of its stage)"));
    m_basis->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_basis->setChoices({tr("Run"), tr("Once")}, 0);
    connect(m_basis, &SegmentedChoice::chosen, this, [this](int index) {
        m_basis->setChoices({tr("Run"), tr("Once")}, index);
        m_model->setBasis(index == 0 ? TableBasis::Run : TableBasis::Pass);
    });
}

void OperatorTable::activate(const QModelIndex& index)
{
    if (const NumberRef number = m_model->numberAt(index); number.isValid()) {
        emit numberActivated(number);
    }
}

/// Of a number by whoever explains numbers, otherwise about folding.
void OperatorTable::showMenu(const QPoint& position)
{
    const QModelIndex under = m_view->indexAt(position);
    const NumberRef number = m_model->numberAt(under.isValid() ? under : m_view->currentIndex());
    const QPoint at = m_view->viewport()->mapToGlobal(position);
    if (number.isValid()) {
        emit numberMenuRequested(number, at);
        return;
    }
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions(foldActions());
    menu->popup(at);
}

QList<QAction*> OperatorTable::foldActions() const { return m_view->foldActions(); }

bool OperatorTable::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const QModelIndex current = m_view->currentIndex();
        if ((key == Qt::Key_Return || key == Qt::Key_Enter) && current.isValid()) {
            if (m_model->isBlock(current) && !m_model->numberAt(current).isValid()) {
                m_view->setExpanded(current.siblingAtColumn(0), !m_view->isExpanded(current.siblingAtColumn(0)));
            }
            activate(current);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void OperatorTable::setEvaluations(std::shared_ptr<const Evaluation> evaluation,
                                   std::shared_ptr<const Evaluation> pinned)
{
    {
        const QSignalBlocker quiet(this);
        m_model->setEvaluations(std::move(evaluation), std::move(pinned));
        for (int c = static_cast<int>(tableColumns().size()); c < m_model->columnCount(); ++c) { // differences
            m_view->header()->setSectionResizeMode(c, QHeaderView::ResizeToContents);
        }
    }
    showTotals();
    showSelected();
}

/// The view moves its current row when a filter takes it away; what is selected stays selected.
void OperatorTable::filterBy(const QString& text)
{
    {
        const QSignalBlocker quiet(this);
        m_model->setFilter(text);
    }
    showTotals();
    showSelected();
}

void OperatorTable::setGrouped(bool grouped)
{
    {
        const QSignalBlocker quiet(this);
        m_model->setGrouped(grouped);
    }
    showSelected();
}

void OperatorTable::showGrouping() { m_grouping->setChoices({tr("Blocks"), tr("Flat")}, m_model->isGrouped() ? 0 : 1); }

void OperatorTable::showTotals()
{
    m_totals->setText(m_model->isFiltered() ? m_model->totalsText() : QString());
    m_totals->setVisible(m_model->isFiltered());
    layout()->activate(); // a row that is scrolled to next has its place then
}

void OperatorTable::showSlowest()
{
    setGrouped(false);
    m_view->sortByColumn(OperatorModel::timeColumn, Qt::DescendingOrder);
    m_view->scrollToTop();
}

void OperatorTable::setTheme(const Theme& theme)
{
    m_grouping->setTheme(theme);
    m_basis->setTheme(theme);
    m_totals->setFont(theme.font(12.5));
    m_model->setTheme(theme);
    m_view->setTheme(theme);
    m_view->header()->setMinimumSectionSize(qRound(theme.px(66))); // "33.4 MB" with its margins
    m_filter->setFont(theme.font(12));
}

void OperatorTable::setSelected(OperatorRef ref)
{
    m_selected = ref;
    showSelected();
}

void OperatorTable::showSelected()
{
    const QModelIndex current = m_view->currentIndex();
    if (!m_selected.isValid() && m_model->isBlock(current)) {
        return; // the user is on a block: no operator is selected
    }
    const QSignalBlocker quiet(this);
    const QModelIndex index = m_model->indexOf(m_selected);
    if (!index.isValid()) {
        m_view->clearSelection();
        m_view->setCurrentIndex({});
    } else if (current.siblingAtColumn(0) != index) {
        m_view->setCurrentIndex(index);
        m_view->reveal(index);
    }
}

void OperatorTable::currentChanged()
{
    const QModelIndex current = m_view->currentIndex();
    if (current.isValid() && !signalsBlocked()) {
        m_selected = m_model->refOf(current);
        emit selected(m_selected);
    }
}

QString OperatorTable::asText() const
{
    // One selected row is what the charts show too: it says nothing about what is to be copied.
    const QModelIndexList rows = m_view->selectionModel()->selectedRows();
    std::set<int> selected; // of blocks too, whose operators may be selected besides
    for (const QModelIndex& index : rows.size() > 1 ? rows : QModelIndexList()) {
        const std::vector<int> items = m_model->shownItems(index);
        selected.insert(items.begin(), items.end());
    }
    QString out = m_model->rawHeadings().join('\t') + '\n';
    for (const int item : m_model->shownItems()) {
        if (selected.empty() || selected.contains(item)) {
            QStringList cells;
            for (const QString& text : m_model->rawTextsOf(item)) {
                cells << QString::fromStdString(forCell(text.toStdString()));
            }
            out += cells.join('\t') + '\n';
        }
    }
    return out;
}

void OperatorTable::copy() const { QGuiApplication::clipboard()->setText(asText()); }

} // namespace ridge

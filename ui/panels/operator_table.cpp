#include "ui/panels/operator_table.h"

#include "ui/panels/operator_model.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QShortcut>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>
#include <QTableView>
#include <algorithm>

namespace ridge {
namespace {

/// Draws a bound as a dot and its word; everything else as usual.
class DotDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const bool dot = index.data(Qt::DecorationRole).isValid();
        return QStyledItemDelegate::sizeHint(option, index) + QSize(dot ? option.fontMetrics.height() : 0, 0);
    }

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->features &= ~QStyleOptionViewItem::HasDecoration;
        option->icon = {}; // the style would tint a swatch of no size in selected rows, and complain
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const QVariant colour = index.data(Qt::DecorationRole);
        if (!colour.isValid()) {
            QStyledItemDelegate::paint(painter, option, index);
            return;
        }
        QStyleOptionViewItem shifted = option;
        const int size = option.fontMetrics.height() / 2;
        QStyledItemDelegate::paint(
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
};

QTableView* makeView(QAbstractItemModel* model, QWidget* parent)
{
    auto* view = new QTableView(parent);
    view->setObjectName(QStringLiteral("operatorTable"));
    view->setModel(model);
    view->setSortingEnabled(true);
    view->sortByColumn(-1, Qt::AscendingOrder); // program order until a heading is clicked
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setShowGrid(false);
    view->setWordWrap(false);
    view->setFrameShape(QFrame::NoFrame);
    view->setTabKeyNavigation(false);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->verticalHeader()->hide();
    view->horizontalHeader()->setHighlightSections(false);
    view->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    view->horizontalHeader()->setResizeContentsPrecision(0);         // the rows in view decide: this runs at every edit
    for (const int column : {0, 1, 2, OperatorModel::boundColumn}) { // words are as wide as they are
        view->horizontalHeader()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    }
    view->horizontalHeader()->setMinimumSectionSize(56);
    view->setItemDelegate(new DotDelegate(view));
    view->setAccessibleName(QObject::tr("Operators"));
    return view;
}

} // namespace

OperatorTable::OperatorTable(QWidget* parent)
    : QWidget(parent), m_model(new OperatorModel(this)), m_proxy(new QSortFilterProxyModel(this)),
      m_filter(new QLineEdit(this))
{
    m_proxy->setSourceModel(m_model);
    m_proxy->setSortRole(OperatorModel::SortRole);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_proxy->setFilterKeyColumn(-1);
    m_view = makeView(m_proxy, this);
    m_filter->setPlaceholderText(tr("Filter operators…"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAccessibleName(tr("Filter operators"));
    m_filter->setAcceptDrops(false); // a file dropped here is for the window
    connect(m_filter, &QLineEdit::textChanged, this, &OperatorTable::filterBy);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &OperatorTable::currentChanged);
    auto* shortcut = new QShortcut(QKeySequence::Copy, m_view, nullptr, nullptr, Qt::WidgetShortcut);
    connect(shortcut, &QShortcut::activated, this, &OperatorTable::copy);
    connect(m_view, &QTableView::clicked, this,
            [this](const QModelIndex& index) { emit numberActivated(numberAt(index)); });
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QTableView::customContextMenuRequested, this, [this](const QPoint& position) {
        const QModelIndex under = m_view->indexAt(position);
        const QModelIndex index = under.isValid() ? under : m_view->currentIndex();
        if (index.isValid()) {
            emit numberMenuRequested(numberAt(index), m_view->viewport()->mapToGlobal(position));
        }
    });
    m_view->installEventFilter(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_view);
    setFocusProxy(m_view);
}

NumberRef OperatorTable::numberAt(const QModelIndex& shown) const
{
    const QModelIndex index = m_proxy->mapToSource(shown);
    return m_model->numberAt(index.row(), index.column());
}

bool OperatorTable::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if ((key == Qt::Key_Return || key == Qt::Key_Enter) && m_view->currentIndex().isValid()) {
            emit numberActivated(numberAt(m_view->currentIndex()));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void OperatorTable::setEvaluation(std::shared_ptr<const Evaluation> evaluation)
{
    {
        const QSignalBlocker quiet(this);
        m_model->setEvaluation(std::move(evaluation));
    }
    showSelected();
}

/// The view moves its current row when a filter takes it away; what is selected stays selected.
void OperatorTable::filterBy(const QString& text)
{
    {
        const QSignalBlocker quiet(this);
        m_proxy->setFilterFixedString(text);
    }
    showSelected();
}

void OperatorTable::setTheme(const Theme& theme)
{
    m_model->setTheme(theme);
    m_view->setFont(theme.font(12.5));
    m_view->horizontalHeader()->setFont(theme.font(12));
    m_view->horizontalHeader()->setMinimumSectionSize(qRound(theme.px(72)));
    m_view->verticalHeader()->setDefaultSectionSize(qRound(theme.px(23)));
    m_filter->setFont(theme.font(12));
}

void OperatorTable::setSelected(OperatorRef ref)
{
    m_selected = ref;
    showSelected();
}

void OperatorTable::showSelected()
{
    const QSignalBlocker quiet(this);
    const int row = m_model->rowOf(m_selected);
    const QModelIndex index = row >= 0 ? m_proxy->mapFromSource(m_model->index(row, 0)) : QModelIndex();
    if (!index.isValid()) {
        m_view->clearSelection();
        m_view->setCurrentIndex({});
    } else if (m_view->currentIndex().row() != index.row()) {
        m_view->selectRow(index.row());
        m_view->scrollTo(index);
    }
}

void OperatorTable::currentChanged()
{
    const QModelIndex index = m_proxy->mapToSource(m_view->currentIndex());
    if (index.isValid() && !signalsBlocked()) {
        m_selected = m_model->refOf(index.row());
        emit selected(m_selected);
    }
}

QString OperatorTable::asText() const
{
    QStringList headings;
    for (int c = 0; c < m_proxy->columnCount(); ++c) {
        headings << m_proxy->headerData(c, Qt::Horizontal).toString();
    }
    std::vector<int> rows;
    for (const QModelIndex& index : m_view->selectionModel()->selectedRows()) {
        rows.push_back(index.row());
    }
    if (rows.empty()) {
        for (int r = 0; r < m_proxy->rowCount(); ++r) {
            rows.push_back(r);
        }
    }
    std::sort(rows.begin(), rows.end());
    QString out = headings.join('\t') + '\n';
    for (const int row : rows) {
        QStringList cells;
        for (int c = 0; c < m_proxy->columnCount(); ++c) {
            cells << m_proxy->index(row, c).data().toString();
        }
        out += cells.join('\t') + '\n';
    }
    return out;
}

void OperatorTable::copy() const { QGuiApplication::clipboard()->setText(asText()); }

} // namespace ridge

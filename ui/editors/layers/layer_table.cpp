#include "ui/editors/layers/layer_table.h"

#include "ui/controls/controls.h"
#include "ui/controls/parameter_field.h"
#include "ui/editors/layers/layer_model.h"

#include <QAction>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QScopedValueRollback>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace ridge {

namespace {

/// Kinds are chosen from a list; texts are typed in an editor that leaves undo to the document.
class CellDelegate : public QStyledItemDelegate {
public:
    CellDelegate(int rowHeight, QObject* parent) : QStyledItemDelegate(parent), m_rowHeight(rowHeight) {}
    void setRowHeight(int height) { m_rowHeight = height; }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        return {QStyledItemDelegate::sizeHint(option, index).width(), m_rowHeight};
    }

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        const bool isLayer = index.parent().isValid();
        if (!isLayer || LayerColumn(index.column()) != LayerColumn::Kind) {
            auto* edit = new DocumentLineEdit(parent);
            edit->setFrame(false);
            return edit;
        }
        auto* box = new QComboBox(parent);
        for (int number = 0; number < layerKindCount; ++number) {
            const auto kind = static_cast<LayerKind>(number);
            const QString id = QString::fromUtf8(idOf(kind).data(), qsizetype(idOf(kind).size()));
            box->addItem(QString(id).replace(u'_', u' '), id);
        }
        return box;
    }

    void setEditorData(QWidget* editor, const QModelIndex& index) const override
    {
        if (auto* box = qobject_cast<QComboBox*>(editor)) {
            box->setCurrentIndex(box->findData(index.data(Qt::EditRole)));
            return;
        }
        QStyledItemDelegate::setEditorData(editor, index);
    }

    void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override
    {
        if (auto* box = qobject_cast<QComboBox*>(editor)) {
            model->setData(index, box->currentData());
            return;
        }
        QStyledItemDelegate::setModelData(editor, model, index);
    }

private:
    int m_rowHeight;
};

} // namespace

LayerTable::LayerTable(Form form, QWidget* parent)
    : QWidget(parent), m_form(form), m_view(new QTreeView(this)), m_model(new LayerModel(this)),
      m_summary(new QLabel(this))
{
    m_view->setModel(m_model);
    m_view->setItemDelegate(new CellDelegate(24, m_view));
    m_view->setUniformRowHeights(true);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_view->setAccessibleName(tr("Layers"));
    m_view->setAccessibleDescription(tr("Blocks and their layers. F2 or a double click edits a cell."));
    m_view->setFrameShape(QFrame::NoFrame);
    createActions();
    m_view->installEventFilter(this);
    auto* bar = new QHBoxLayout;
    createBar(bar);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addLayout(bar);
    column->addWidget(m_view, 1);
    m_view->header()->setStretchLastSection(form == Form::Full);
    if (form == Form::Compact) {
        m_view->setHeaderHidden(true);
        m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        m_view->header()->setMinimumSectionSize(20);
        for (int c = 0; c < layerColumnCount; ++c) {
            const auto kept = LayerColumn(c);
            m_view->setColumnHidden(c, kept != LayerColumn::Name && kept != LayerColumn::Kind &&
                                           kept != LayerColumn::Shape);
        }
    }
    connect(m_model, &LayerModel::editRequested, this, &LayerTable::propose);
    connect(m_model, &LayerModel::rejected, this, &LayerTable::rejected);
    connect(m_model, &QAbstractItemModel::modelReset, this, &LayerTable::restoreFolds);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &LayerTable::announceCurrent);
    connect(m_view, &QTreeView::collapsed, this,
            [this](const QModelIndex& i) { m_closedBlocks << i.data().toString(); });
    connect(m_view, &QTreeView::expanded, this,
            [this](const QModelIndex& i) { m_closedBlocks.remove(i.data().toString()); });
}

QAction* LayerTable::addOperation(const QString& text, const QKeySequence& keys, Operation operation)
{
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setToolTip(tr("%1 (%2)").arg(text, keys.toString(QKeySequence::NativeText)));
    connect(action, &QAction::triggered, this,
            [this, text, operation = std::move(operation)] { perform(text, operation); });
    addAction(action);
    m_view->addAction(action);
    return action;
}

void LayerTable::createActions()
{
    addOperation(tr("Add layer"), Qt::Key_Insert, [](LayerList& l, LayerPlace p) { return addLayer(l, p); });
    addOperation(tr("Add block"), Qt::SHIFT | Qt::Key_Insert,
                 [](LayerList& l, LayerPlace p) { return addBlock(l, p); });
    addOperation(tr("Duplicate"), Qt::CTRL | Qt::Key_D, [](LayerList& l, LayerPlace p) { return duplicateRow(l, p); });
    addOperation(tr("Remove"), Qt::Key_Delete, [](LayerList& l, LayerPlace p) { return removeRow(l, p); });
    addOperation(tr("Move up"), Qt::ALT | Qt::Key_Up, [](LayerList& l, LayerPlace p) { return moveRow(l, p, -1); });
    addOperation(tr("Move down"), Qt::ALT | Qt::Key_Down, [](LayerList& l, LayerPlace p) { return moveRow(l, p, 1); });
}

bool LayerTable::eventFilter(QObject* watched, QEvent* event)
{
    const bool asks = event->type() == QEvent::ShortcutOverride;
    if (!asks && event->type() != QEvent::KeyPress) {
        return QWidget::eventFilter(watched, event);
    }
    // Taken before the window's shortcuts: Ctrl+D in the table means the row, elsewhere something else.
    const auto* key = static_cast<QKeyEvent*>(event);
    for (QAction* action : actions()) {
        if (action->shortcut() == QKeySequence(key->keyCombination())) {
            event->accept();
            if (!asks) {
                action->trigger();
            }
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void LayerTable::createBar(QHBoxLayout* bar)
{
    bar->setSpacing(4);
    if (m_form == Form::Full) {
        for (QAction* action : actions()) {
            auto* button = new QToolButton(this);
            button->setDefaultAction(action);
            button->setToolButtonStyle(Qt::ToolButtonTextOnly);
            bar->addWidget(button);
        }
        bar->addStretch(1);
        bar->addWidget(m_summary);
        return;
    }
    m_editLink = new LinkButton(tr("Edit layers…"), this);
    connect(m_editLink, &QAbstractButton::clicked, this, &LayerTable::fullTableRequested);
    m_summary->setWordWrap(true); // in a narrow column with large type
    bar->addWidget(m_summary, 1);
    bar->addWidget(m_editLink);
}

void LayerTable::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_model->setTheme(theme);
    m_view->setFont(theme.font(12.5));
    static_cast<CellDelegate*>(m_view->itemDelegate())->setRowHeight(int(theme.px(m_form == Form::Full ? 26 : 22)));
    m_view->setIndentation(int(theme.px(m_form == Form::Full ? 18 : 14)));
    m_summary->setFont(theme.font(12));
    m_summary->setStyleSheet(
        QStringLiteral("color: %1; font-size: %2px;").arg(theme.muted.name()).arg(qRound(theme.px(12))));
    if (m_form == Form::Full) {
        m_view->setStyleSheet(QStringLiteral("QTreeView::indicator { width: 11px; height: 11px; border: 1px solid %1;"
                                             " border-radius: 2px; background: %2; }"
                                             "QTreeView::indicator:checked { background: %3; border-color: %3; }")
                                  .arg(theme.muted.name(), theme.panel.name(), theme.accent.name()));
        layout()->itemAt(0)->layout()->setContentsMargins(int(theme.px(12)), int(theme.px(6)), int(theme.px(12)),
                                                          int(theme.px(4)));
        const QList<double> widths{150, 120, 80, 70, 60, 70, 60, 70, 50, 110, 100, 120};
        for (int c = 0; c < widths.size(); ++c) {
            m_view->setColumnWidth(c, int(theme.px(widths[c])));
        }
    } else {
        m_view->setStyleSheet(QStringLiteral("QTreeView::item { padding: 0px 2px; }"));
        m_view->header()->setSectionResizeMode(int(LayerColumn::Name), QHeaderView::Stretch);
        m_view->setColumnWidth(int(LayerColumn::Kind), int(theme.px(74)));
        m_view->setColumnWidth(int(LayerColumn::Shape), int(theme.px(84)));
        m_editLink->setTheme(theme);
        m_view->setFixedHeight(int(theme.px(22 * 8)));
    }
    m_view->doItemsLayout();
}

void LayerTable::setScenario(std::shared_ptr<const Scenario> current)
{
    m_current = std::move(current);
    const LayerList* layers = m_current ? m_current->model.layers() : nullptr;
    const QScopedValueRollback quiet(m_quiet, true);
    m_model->setList(layers ? *layers : LayerList{});
    refreshSummary();
}

void LayerTable::refreshSummary()
{
    qsizetype layers = 0;
    for (const LayerBlock& block : m_model->list().blocks) {
        layers += qsizetype(block.layers.size());
    }
    m_summary->setText(tr("%1 layers in %2 blocks").arg(layers).arg(m_model->list().blocks.size()));
}

void LayerTable::propose(LayerList next, const QString& text)
{
    if (!m_current || !m_current->model.layers()) {
        return;
    }
    Scenario scenario = *m_current;
    *scenario.model.layers() = std::move(next);
    emit edited(std::move(scenario), {QStringLiteral("model.layers"), 0, text});
}

void LayerTable::perform(const QString& text, const Operation& operation)
{
    const LayerPlace place = m_model->placeOf(m_view->currentIndex());
    LayerList next = m_model->list();
    const LayerPlace result = operation(next, place);
    if (!result.isValid()) {
        emit rejected(place.isValid() ? tr("%1: not possible at this row").arg(text)
                                      : tr("%1: select a row first").arg(text));
        return;
    }
    const QString what = QString::fromStdString(layerName(next, result));
    const bool rowIsNew = next.blocks.size() != m_model->list().blocks.size() || !place.isValid();
    const QString name =
        place.isValid() && !rowIsNew ? QString::fromStdString(layerName(m_model->list(), place)) : what;
    propose(std::move(next), QStringLiteral("%1: %2").arg(text, name));
    select(result);
}

void LayerTable::select(LayerPlace place)
{
    const QModelIndex index = m_model->indexOf(place);
    if (!index.isValid()) {
        return;
    }
    m_view->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_view->scrollTo(index);
}

bool LayerTable::selectLayer(const QString& operatorName, bool takeFocus)
{
    const LayerPlace place = findLayer(m_model->list(), operatorName.toStdString());
    if (!place.isValid()) {
        m_view->clearSelection();
        return false;
    }
    {
        const QScopedValueRollback quiet(m_quiet, true);
        select(place);
    }
    if (takeFocus) {
        m_view->setFocus(Qt::OtherFocusReason);
    }
    return true;
}

void LayerTable::restoreFolds()
{
    const QSet<QString> closed = m_closedBlocks;
    m_view->expandAll();
    m_closedBlocks = closed;
    for (int block = 0; block < m_model->rowCount(); ++block) {
        const QModelIndex index = m_model->index(block, 0);
        m_view->setExpanded(index, !closed.contains(index.data().toString()));
    }
}

void LayerTable::announceCurrent()
{
    const LayerPlace place = m_model->placeOf(m_view->currentIndex());
    if (!m_quiet && place.isValid() && !place.isBlock()) {
        emit layerActivated(QString::fromStdString(layerName(m_model->list(), place)));
    }
}

} // namespace ridge

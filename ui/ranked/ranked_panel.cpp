#include "ui/ranked/ranked_panel.h"

#include "ui/controls/bar_delegate.h"
#include "ui/controls/controls.h"
#include "ui/metric_words.h"
#include "ui/panels/check_page.h"
#include "ui/shown.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>

#include <algorithm>

namespace ridge {

RankedPanel::RankedPanel(RankedModel* model, QWidget* parent)
    : QWidget(parent), m_theme(Theme::light()), m_model(model), m_column(new QVBoxLayout(this))
{
    m_model->setParent(this);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_column->addWidget(makeHeading());
    m_column->addWidget(m_table = makeTable(), 1);
    m_column->addWidget(makeDetail());
    setFocusProxy(m_table);
    setTheme(m_theme);
}

QWidget* RankedPanel::makeHeading()
{
    auto* heading = new QWidget(this);
    m_summary = makePageLabel(heading, "title", partName("Summary"));
    auto* by = new QLabel(tr("Rank &by"), heading);
    m_metrics = new ChoiceBox(heading);
    m_metrics->setObjectName(partName("Metric"));
    m_metrics->setAccessibleName(tr("Metric that %1 are ranked by").arg(inSentence(m_model->kind().items)));
    by->setBuddy(m_metrics);
    m_heading = new QHBoxLayout(heading);
    m_heading->setContentsMargins(cellInset, 8, cellInset, 8);
    m_heading->setSpacing(8);
    m_heading->addWidget(m_summary, 1);
    m_heading->addWidget(by);
    m_heading->addWidget(m_metrics);
    connect(m_metrics, &QComboBox::activated, this, [this](int index) { rankBy(m_ids[std::size_t(index)]); });
    return heading;
}

QString RankedPanel::useText() const { return tr("&Use this %1").arg(inSentence(m_model->kind().item)); }

void RankedPanel::addToHeading(QWidget* control)
{
    constexpr int ofMetric = 2; // its words and its box
    m_heading->insertWidget(m_heading->count() - ofMetric, control);
    setTabOrder(control, m_metrics);
}

void RankedPanel::addAbove(QWidget* part)
{
    constexpr int belowTable = 2; // the table and the detail
    m_column->insertWidget(m_column->count() - belowTable, part);
    m_heading->setContentsMargins(cellInset, 8, cellInset, 4);
    QWidget* before = m_metrics;
    for (QWidget* control : part->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
        if (control->focusPolicy() != Qt::NoFocus) {
            setTabOrder(before, control);
            before = control;
        }
    }
    setTabOrder(before, m_table);
}

QTableView* RankedPanel::makeTable()
{
    QTableView* table = makeCheckTable(this, m_model, m_model->kind().page);
    table->setSortingEnabled(false); // the ranking has its order, and headings choose it
    table->setItemDelegate(new BarDelegate(table));
    table->setAccessibleName(tr("%1, best first").arg(m_model->kind().items));
    QHeaderView* heading = table->horizontalHeader();
    heading->setStretchLastSection(false);
    heading->setSectionsClickable(true);
    heading->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(heading, &QHeaderView::sectionClicked, this,
            [this](int section) { rankBy(std::string(m_model->metricAt(section))); });
    connect(heading, &QHeaderView::customContextMenuRequested, this, &RankedPanel::openHeadingMenu);
    connect(table, &QTableView::customContextMenuRequested, this, &RankedPanel::openMenu);
    connect(table, &QTableView::doubleClicked, this, [this](const QModelIndex& cell) { use(cell.row()); });
    connect(table, &QTableView::clicked, this, [this](const QModelIndex& cell) { explain(cell.row(), cell.column()); });
    connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &RankedPanel::updateDetail);
    table->installEventFilter(this);
    table->viewport()->installEventFilter(this);
    return table;
}

QWidget* RankedPanel::makeDetail()
{
    auto* detail = new QWidget(this);
    m_detail = makePageLabel(detail, "small", partName("Detail"));
    m_use = new QPushButton(useText(), detail);
    m_use->setObjectName(partName("Use"));
    m_use->setToolTip(m_model->kind().useHelp);
    auto* row = new QHBoxLayout(detail);
    row->setContentsMargins(cellInset, 6, cellInset, 6);
    row->setSpacing(12);
    row->addWidget(m_detail, 1);
    row->addWidget(m_use);
    connect(m_use, &QAbstractButton::clicked, this, [this] { use(currentRow()); });
    return detail;
}

void RankedPanel::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_model->setTheme(theme);
    m_metrics->setTheme(theme);
    m_metrics->setFixedWidth(qRound(theme.px(m_model->kind().metricWidth)));
    static_cast<BarDelegate*>(m_table->itemDelegate())->theme = theme;
    m_table->setFont(theme.font(12.5));
    m_table->horizontalHeader()->setFont(theme.font(12));
    m_table->verticalHeader()->setDefaultSectionSize(qRound(theme.px(23)));
    m_table->setIconSize(QSize(qRound(theme.px(9)), qRound(theme.px(9))));
    m_use->setFont(theme.font(12));
    fitColumns();
}

// ---- what is shown --------------------------------------------------------------------------------------------------

void RankedPanel::setEvaluation(std::shared_ptr<const Evaluation> evaluation)
{
    m_evaluation = std::move(evaluation);
    if (isVisible()) {
        showMetrics();
    }
}

void RankedPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_evaluation) {
        showMetrics();
        emit wanted();
    }
}

void RankedPanel::showMetrics()
{
    std::vector<std::string> ids = metricsToRankBy(*m_evaluation, m_model->kind().metrics);
    if (ids != m_ids) {
        m_ids = std::move(ids);
        m_metrics->clear();
        for (const std::string& id : m_ids) {
            addMetricTo(*m_metrics, id);
        }
    }
    m_metrics->setCurrentIndex(int(std::ranges::find(m_ids, rankedMetric()) - m_ids.begin()));
}

std::string RankedPanel::rankedMetric() const
{
    return std::ranges::find(m_ids, m_chosen) != m_ids.end() ? m_chosen : "latency";
}

void RankedPanel::setSummary(const QString& sentence) { m_summary->setText(sentence); }

void RankedPanel::setTable(RankedTable table)
{
    const QString current = m_current;
    m_isFilling = true; // the cursor stays on its item
    m_table->clearSpans();
    m_model->setTable(std::move(table));
    m_isFilling = false;
    m_table->setCurrentIndex(m_model->index(std::max(m_model->rowOf(current), 0), RankedModel::Name));
    spanReasons();
    fitColumns();
    updateDetail();
}

void RankedPanel::spanReasons()
{
    const int beside = m_model->columnCount() - RankedModel::Fit;
    for (int row = m_model->itemCount(); beside > 1 && row < m_model->rowCount(); ++row) {
        m_table->setSpan(row, RankedModel::Fit, 1, beside);
    }
}

void RankedPanel::updateDetail()
{
    const int row = currentRow();
    if (m_isFilling) {
        return;
    }
    m_detail->setText(row < 0 ? QString() : m_model->sentenceAt(row));
    m_use->setEnabled(m_model->isItem(row) && !m_model->isPresent(row));
    if (m_model->isItem(row)) {
        m_current = m_model->itemAt(row).key;
    }
}

/// Figures are as wide as they are; names take what is left, or the marks behind them do.
void RankedPanel::fitColumns()
{
    const int columns = m_model->columnCount();
    if (columns == 0) {
        return;
    }
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    int room = m_table->viewport()->width();
    for (int column = 0; column < columns; ++column) {
        m_table->setColumnHidden(column, column == RankedModel::Mark && !m_model->hasMarks());
        m_table->resizeColumnToContents(column);
        if (m_model->metricAt(column) == rankedMetric()) {
            m_table->setColumnWidth(column, m_table->columnWidth(column) + qRound(m_theme.px(10))); // for the arrow
        }
        const bool isWords = column == RankedModel::Name || column == RankedModel::Mark;
        room -= isWords ? 0 : m_table->columnWidth(column);
    }
    const int names = m_table->columnWidth(RankedModel::Name);
    const int marks = m_model->hasMarks() ? m_table->columnWidth(RankedModel::Mark) : 0;
    room = spare(room, std::min(names, qRound(m_theme.px(m_model->kind().narrowest))) + marks);
    room = widen(room, names + marks);
    room = std::max(room, std::min(names, qRound(m_theme.px(120))) + marks);
    const int ofNames = marks > 0 ? std::min(names, room - marks) : room;
    m_table->setColumnWidth(RankedModel::Name, ofNames);
    if (marks > 0) {
        m_table->setColumnWidth(RankedModel::Mark, room - ofNames);
    }
}

/// On wide pages bars are longer, and figures stand apart rather than all of them far from the names; what is left.
int RankedPanel::widen(int room, int words)
{
    int spare = room - words - qRound(m_theme.px(60));
    std::vector<int> shown;
    for (int column = RankedModel::Fit; column < m_model->columnCount(); ++column) {
        if (!m_table->isColumnHidden(column)) {
            shown.push_back(column);
        }
    }
    if (spare <= 0 || shown.empty()) {
        return room;
    }
    const int ofBars = std::min(spare / 2, qRound(m_theme.px(160)));
    const int each = (spare - ofBars) / static_cast<int>(shown.size());
    for (const int column : shown) {
        const int more = each + (m_model->metricAt(column) == rankedMetric() ? ofBars : 0);
        m_table->setColumnWidth(column, m_table->columnWidth(column) + more);
        room -= more;
    }
    return room;
}

/// Hides figures until the names have as much room as they need; that room.
int RankedPanel::spare(int room, int least)
{
    for (const std::string_view id : m_model->kind().spared) {
        const int column = m_model->columnOf(id);
        if (column >= 0 && room < least && id != rankedMetric()) {
            room += m_table->columnWidth(column);
            m_table->setColumnHidden(column, true);
        }
    }
    return room;
}

int RankedPanel::currentRow() const { return m_table->currentIndex().row(); }

// ---- hands ----------------------------------------------------------------------------------------------------------

void RankedPanel::rankBy(const std::string& id)
{
    if (!id.empty()) {
        m_chosen = id;
        m_metrics->setCurrentIndex(int(std::ranges::find(m_ids, rankedMetric()) - m_ids.begin()));
        emit wanted();
    }
}

void RankedPanel::use(int row)
{
    if (m_model->isItem(row) && !m_model->isPresent(row)) {
        emit taken(m_model->rankedAt(row).index);
    }
}

/// The mark before the name, where the row may have one.
void RankedPanel::toggle(int row)
{
    const QModelIndex name = m_model->index(row, RankedModel::Name);
    if (name.flags().testFlag(Qt::ItemIsUserCheckable)) {
        const bool isOn = name.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        m_model->setData(name, isOn ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
    }
}

/// Numbers of the scenario on screen are explained; those of others are not of it.
void RankedPanel::explain(int row, int column)
{
    const std::string_view id = m_model->metricAt(column);
    if (!id.empty() && m_model->isPresent(row)) {
        emit numberActivated({std::string(id)});
    }
}

void RankedPanel::addMetrics(QMenu& menu)
{
    for (const std::string& id : m_ids) {
        if (id.empty()) {
            menu.addSeparator();
            continue;
        }
        QAction* action = menu.addAction(asMenuText(labelOf(metricCalled(id))), this, [this, id] { rankBy(id); });
        action->setCheckable(true);
        action->setChecked(id == rankedMetric());
    }
}

QMenu* RankedPanel::makeMenu(const char* name)
{
    auto* menu = new QMenu(this);
    menu->setObjectName(partName(name));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    return menu;
}

void RankedPanel::openHeadingMenu(const QPoint& position)
{
    QMenu* menu = makeMenu("HeadingMenu");
    menu->addSection(tr("Rank by"));
    addMetrics(*menu);
    menu->popup(m_table->horizontalHeader()->mapToGlobal(position));
}

void RankedPanel::openMenu(const QPoint& position)
{
    const QModelIndex under = m_table->indexAt(position);
    const QModelIndex cell = under.isValid() ? under : m_table->currentIndex();
    if (!cell.isValid()) {
        return;
    }
    const int row = cell.row();
    const QPoint global = m_table->viewport()->mapToGlobal(position);
    const std::string_view id = m_model->metricAt(cell.column());
    if (m_model->isPresent(row) && !id.empty()) {
        emit numberMenuRequested({std::string(id)}, global);
        return;
    }
    QMenu* menu = makeMenu("Menu");
    QAction* take = menu->addAction(useText(), this, [this, row] { use(row); });
    take->setEnabled(m_model->isItem(row) && !m_model->isPresent(row));
    emit menuOpened(menu, row);
    addMetrics(*menu->addMenu(tr("&Rank by")));
    menu->popup(global);
}

bool RankedPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Resize) {
        fitColumns();
    }
    if (watched == m_table && event->type() == QEvent::KeyPress && currentRow() >= 0) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            use(currentRow());
            return true;
        }
        if (key == Qt::Key_Space) {
            toggle(currentRow());
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

QSplitter* makeRankedPage(QWidget* page, RankedPanel* panel, QWidget* below)
{
    page->setProperty("role", "panel");
    page->setAttribute(Qt::WA_StyledBackground);
    auto* parts = new QSplitter(Qt::Vertical, page);
    parts->setObjectName(panel->model().kind().page + QStringLiteral("Parts"));
    parts->setHandleWidth(1);
    parts->setChildrenCollapsible(false);
    parts->addWidget(panel);
    parts->addWidget(below);
    auto* whole = new QVBoxLayout(page);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(parts);
    page->setFocusProxy(panel);
    return parts;
}

} // namespace ridge

#include "ui/devices/devices_view.h"

#include "core/studies/ranking/ranking.h"
#include "ui/charts/roofline/roofline_chart.h"
#include "ui/controls/bar_delegate.h"
#include "ui/controls/controls.h"
#include "ui/devices/device_model.h"
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
namespace {

QString text(std::string_view of) { return QString::fromUtf8(of.data(), qsizetype(of.size())); }

} // namespace

DevicesView::DevicesView(QWidget* parent)
    : QWidget(parent), m_theme(Theme::light()), m_model(new DeviceModel(this)), m_roofline(new RooflineChart),
      m_parts(new QSplitter(Qt::Vertical, this))
{
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    auto* upper = new QWidget;
    auto* column = new QVBoxLayout(upper);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeading());
    column->addWidget(m_table = makeTable(), 1);
    column->addWidget(makeDetail());
    m_parts->setObjectName(QStringLiteral("devicesParts"));
    m_parts->setHandleWidth(1);
    m_parts->setChildrenCollapsible(false);
    m_parts->addWidget(upper);
    m_parts->addWidget(m_roofline);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_parts);
    setFocusProxy(m_table);
    connect(m_model, &DeviceModel::tickedChanged, this, &DevicesView::wanted);
    connect(m_model, &DeviceModel::refused, this, &DevicesView::refused);
    setTheme(m_theme);
}

QWidget* DevicesView::makeHeading()
{
    auto* heading = new QWidget(this);
    m_summary = makePageLabel(heading, "title", QStringLiteral("devicesSummary"));
    auto* by = new QLabel(tr("Rank &by"), heading);
    m_metrics = new ChoiceBox(heading);
    m_metrics->setObjectName(QStringLiteral("devicesMetric"));
    m_metrics->setAccessibleName(tr("Metric that devices are ranked by"));
    by->setBuddy(m_metrics);
    auto* row = new QHBoxLayout(heading);
    row->setContentsMargins(cellInset, 8, cellInset, 8);
    row->setSpacing(8);
    row->addWidget(m_summary, 1);
    row->addWidget(by);
    row->addWidget(m_metrics);
    connect(m_metrics, &QComboBox::activated, this, [this](int index) { rankBy(m_ids[std::size_t(index)]); });
    return heading;
}

QTableView* DevicesView::makeTable()
{
    QTableView* table = makeCheckTable(this, m_model, QStringLiteral("devices"));
    table->setSortingEnabled(false); // the ranking has its order, and headings choose it
    table->setItemDelegate(new BarDelegate(table));
    table->setAccessibleName(tr("Devices, best first"));
    QHeaderView* heading = table->horizontalHeader();
    heading->setStretchLastSection(false);
    heading->setSectionsClickable(true);
    heading->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(heading, &QHeaderView::sectionClicked, this, [this](int section) {
        if (const std::string_view id = m_model->metricAt(section); !id.empty()) {
            rankBy(std::string(id));
        }
    });
    connect(heading, &QHeaderView::customContextMenuRequested, this, &DevicesView::openHeadingMenu);
    connect(table, &QTableView::customContextMenuRequested, this, &DevicesView::openMenu);
    connect(table, &QTableView::doubleClicked, this, [this](const QModelIndex& cell) { use(cell.row()); });
    connect(table, &QTableView::clicked, this, [this](const QModelIndex& cell) { explain(cell.row(), cell.column()); });
    connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &DevicesView::updateDetail);
    table->installEventFilter(this);
    table->viewport()->installEventFilter(this);
    return table;
}

QWidget* DevicesView::makeDetail()
{
    auto* detail = new QWidget(this);
    m_detail = makePageLabel(detail, "small", QStringLiteral("devicesDetail"));
    m_use = new QPushButton(tr("&Use this device"), detail);
    m_use->setObjectName(QStringLiteral("devicesUse"));
    m_use->setToolTip(tr("Puts the current row's device in the place of the one on screen (Return)"));
    auto* row = new QHBoxLayout(detail);
    row->setContentsMargins(cellInset, 6, cellInset, 6);
    row->setSpacing(12);
    row->addWidget(m_detail, 1);
    row->addWidget(m_use);
    connect(m_use, &QAbstractButton::clicked, this, [this] { use(currentRow()); });
    return detail;
}

void DevicesView::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_model->setTheme(theme);
    m_roofline->setTheme(theme);
    m_metrics->setTheme(theme);
    m_metrics->setFixedWidth(qRound(theme.px(190)));
    static_cast<BarDelegate*>(m_table->itemDelegate())->theme = theme;
    m_table->setFont(theme.font(12.5));
    m_table->horizontalHeader()->setFont(theme.font(12));
    m_table->verticalHeader()->setDefaultSectionSize(qRound(theme.px(23)));
    m_table->setIconSize(QSize(qRound(theme.px(9)), qRound(theme.px(9))));
    m_use->setFont(theme.font(12));
    fitColumns();
}

// ---- what is shown --------------------------------------------------------------------------------------------------

void DevicesView::setEvaluation(std::shared_ptr<const Evaluation> evaluation)
{
    m_evaluation = std::move(evaluation);
    m_roofline->setEvaluation(m_evaluation);
    if (isVisible()) {
        showMetrics();
    }
}

void DevicesView::showMetrics()
{
    std::vector<std::string> ids = metricsToRankBy(*m_evaluation, rankedFigures());
    if (ids != m_ids) {
        m_ids = std::move(ids);
        m_metrics->clear();
        for (const std::string& id : m_ids) {
            addMetricTo(*m_metrics, id);
        }
    }
    m_metrics->setCurrentIndex(int(std::ranges::find(m_ids, rankedMetric()) - m_ids.begin()));
}

std::string DevicesView::rankedMetric() const
{
    return std::ranges::find(m_ids, m_chosen) != m_ids.end() ? m_chosen : "latency";
}

const std::vector<std::string>& DevicesView::ticked() const { return m_model->ticked(); }

void DevicesView::rankBy(const std::string& id)
{
    if (id.empty()) {
        return;
    }
    m_chosen = id;
    m_metrics->setCurrentIndex(int(std::ranges::find(m_ids, rankedMetric()) - m_ids.begin()));
    emit wanted();
}

void DevicesView::setRanking(DeviceRanking ranking)
{
    const std::string current = m_current;
    m_isFilling = true; // the cursor stays on its device
    m_model->setRanking(std::move(ranking));
    m_isFilling = false;
    const int row = m_model->rowOf(current);
    m_table->setCurrentIndex(m_model->index(std::max(row, 0), DeviceModel::Name));
    const auto& rows = m_model->ranking().ranking.rows;
    const auto fit = std::ranges::count_if(rows, [](const Ranked& each) { return each.fits; });
    const QString metric = inSentence(labelOf(metricCalled(m_model->ranking().ranking.metrics.front())));
    const bool falls = betterOf(metricCalled(m_model->ranking().ranking.metrics.front())) == Better::Higher;
    m_summary->setText(
        (falls ? tr("%1 fits %2 of %3 devices; highest %4 first") : tr("%1 fits %2 of %3 devices; lowest %4 first"))
            .arg(shownName(m_model->ranking().scenario->model.name))
            .arg(fit)
            .arg(rows.size())
            .arg(metric));
    showRoofs();
    fitColumns();
    updateDetail();
}

/// In the order of the ticks, by which they have their colours.
void DevicesView::showRoofs()
{
    const DeviceRanking& ranking = m_model->ranking();
    std::vector<OtherMachine> others;
    for (const std::string& id : m_model->ticked()) {
        for (const auto& [device, evaluation] : ranking.drawn) {
            if (ranking.devices[device].id == id) {
                others.push_back({shownName(ranking.devices[device].name), evaluation});
            }
        }
    }
    m_roofline->setOthers(std::move(others));
}

void DevicesView::updateDetail()
{
    const int row = currentRow();
    if (m_isFilling || row < 0) {
        return;
    }
    m_current = m_model->deviceAt(row).id;
    m_detail->setText(m_model->sentenceAt(row));
    m_use->setEnabled(!m_model->isPresent(row));
}

/// Figures are as wide as they are; names take what is left.
void DevicesView::fitColumns()
{
    const int columns = m_model->columnCount();
    if (columns == 0) {
        return;
    }
    QHeaderView* heading = m_table->horizontalHeader();
    heading->setSectionResizeMode(QHeaderView::Fixed);
    int room = m_table->viewport()->width();
    for (int column = 0; column < columns; ++column) {
        m_table->setColumnHidden(column, false);
        m_table->resizeColumnToContents(column);
        if (column >= DeviceModel::FirstFigure && m_model->metricAt(column) == rankedMetric()) {
            m_table->setColumnWidth(column, m_table->columnWidth(column) + qRound(m_theme.px(10))); // for the arrow
        }
        room -= column == DeviceModel::Name ? 0 : m_table->columnWidth(column);
    }
    const int least = std::min(m_table->columnWidth(DeviceModel::Name), qRound(m_theme.px(150)));
    for (const std::string_view id : {"carbon", "cost"}) { // both are the energy times what is the same for all
        for (int column = DeviceModel::FirstFigure; column < columns; ++column) {
            if (m_model->metricAt(column) == id && room < least && id != rankedMetric()) {
                room += m_table->columnWidth(column);
                m_table->setColumnHidden(column, true);
            }
        }
    }
    m_table->setColumnWidth(DeviceModel::Name, std::max(room, qRound(m_theme.px(120))));
}

int DevicesView::currentRow() const { return m_table->currentIndex().row(); }

// ---- hands ----------------------------------------------------------------------------------------------------------

void DevicesView::use(int row)
{
    if (row >= 0 && !m_model->isPresent(row)) {
        emit deviceChosen(text(m_model->deviceAt(row).id));
    }
}

/// Numbers of the scenario on screen are explained; those of others are not of it.
void DevicesView::explain(int row, int column)
{
    const std::string_view id = m_model->metricAt(column);
    if (!id.empty() && m_model->isPresent(row) && m_model->rankedAt(row).values.front().value) {
        emit numberActivated({std::string(id)});
    }
}

void DevicesView::addMetrics(QMenu& menu)
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

void DevicesView::openHeadingMenu(const QPoint& position)
{
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("devicesHeadingMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addSection(tr("Rank by"));
    addMetrics(*menu);
    menu->popup(m_table->horizontalHeader()->mapToGlobal(position));
}

void DevicesView::openMenu(const QPoint& position)
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
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("devicesMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("&Use this device"), this, [this, row] { use(row); })->setEnabled(!m_model->isPresent(row));
    QAction* roofs =
        menu->addAction(tr("&Draw its roofs"), this, [this, row] { m_model->tick(row, !m_model->isTicked(row)); });
    roofs->setCheckable(true);
    roofs->setChecked(m_model->isTicked(row));
    roofs->setEnabled(!m_model->isPresent(row));
    addMetrics(*menu->addMenu(tr("&Rank by")));
    menu->popup(global);
}

bool DevicesView::eventFilter(QObject* watched, QEvent* event)
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
            m_model->tick(currentRow(), !m_model->isTicked(currentRow()));
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void DevicesView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_evaluation) {
        showMetrics();
        emit wanted();
    }
}

} // namespace ridge

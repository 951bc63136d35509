#include "ui/panels/measured_view.h"

#include "ui/charts/measured/measured_chart.h"
#include "ui/panels/check_page.h"
#include "ui/shown.h"
#include "ui/tables/measured_model.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QShortcut>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>

namespace ridge {
namespace {

QString inUnit(std::optional<double> value, Unit unit) { return QString::fromStdString(format(value, unit)); }

} // namespace

MeasuredView::MeasuredView(QWidget* parent)
    : QWidget(parent), m_theme(Theme::light()), m_model(new MeasuredModel(this)),
      m_proxy(new QSortFilterProxyModel(this)), m_chart(new MeasuredChart(this)), m_table(nullptr)
{
    setObjectName(QStringLiteral("measured"));
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    m_proxy->setSourceModel(m_model);
    m_proxy->setSortRole(MeasuredModel::SortRole);
    m_proxy->setFilterRole(MeasuredModel::FilterRole);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeading());
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_chart);
    splitter->addWidget(m_table = makeTable());
    splitter->setStretchFactor(0, 1); // what the window gains is the chart's
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({600, 400}); // shares, whatever the height
    column->addWidget(splitter, 1);
    column->addWidget(makeDetail());
    setTabOrder(m_filter, m_chart);
    setTabOrder(m_chart, m_table);
    setFocusProxy(m_chart);
    connectParts();
    setTheme(m_theme);
    updateSummary();
    updateDetail();
}

QWidget* MeasuredView::makeHeading()
{
    const CheckHeading heading = makeCheckHeading(this, QStringLiteral("measured"), tr("Filter runs"));
    m_summary = heading.summary;
    m_note = heading.note;
    m_filter = heading.filter;
    return heading.widget;
}

QTableView* MeasuredView::makeTable()
{
    auto* table = makeCheckTable(this, m_proxy, QStringLiteral("measured"));
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setAccessibleName(tr("Measured runs beside their bounds"));
    return table;
}

QWidget* MeasuredView::makeDetail()
{
    auto* detail = new QWidget(this);
    m_subject = makePageLabel(detail, "title", "measuredSubject");
    m_numbers = makePageLabel(detail, "", "measuredNumbers");
    m_source = makePageLabel(detail, "small", "measuredSource");
    auto* column = new QVBoxLayout(detail);
    column->setContentsMargins(cellInset, 8, cellInset, 10);
    column->setSpacing(3);
    column->addWidget(m_subject);
    column->addWidget(m_numbers);
    column->addWidget(m_source);
    column->addStretch();
    return detail;
}

void MeasuredView::connectParts()
{
    connect(m_filter, &QLineEdit::textChanged, this, &MeasuredView::filterBy);
    connect(m_chart, &MeasuredChart::picked, this, &MeasuredView::pick);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
        if (index.column() == MeasuredModel::Bound) {
            activate(index);
        }
    });
    connect(m_table, &QTableView::customContextMenuRequested, this, &MeasuredView::requestMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &MeasuredView::updateDetail);
    for (const int key : {Qt::Key_Return, Qt::Key_Enter}) {
        for (QWidget* where : {static_cast<QWidget*>(m_table), static_cast<QWidget*>(m_chart)}) {
            auto* shortcut = new QShortcut(QKeySequence(key), where, nullptr, nullptr, Qt::WidgetShortcut);
            connect(shortcut, &QShortcut::activated, this, [this] { activate(m_table->currentIndex()); });
        }
    }
}

void MeasuredView::setRuns(std::vector<CheckedRun> runs)
{
    m_requested = true;
    m_chart->setRuns(runs);
    m_model->setRuns(std::move(runs));
    fitColumns();
    if (m_proxy->rowCount() > 0) {
        m_table->setCurrentIndex(m_proxy->index(0, 0));
    }
    updateSummary();
    updateDetail();
}

void MeasuredView::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_chart->setTheme(theme);
    m_table->setFont(theme.font(12.5));
    m_table->horizontalHeader()->setFont(theme.font(12));
    m_table->verticalHeader()->setDefaultSectionSize(qRound(theme.px(23)));
    m_filter->setFont(theme.font(12));
    m_filter->setFixedWidth(qRound(theme.px(170)));
    m_source->parentWidget()->setMinimumHeight(qRound(theme.px(84))); // so that the chart keeps its place
    fitColumns();
}

void MeasuredView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!m_requested) {
        m_requested = true;
        emit runsRequested();
    }
}

const CheckedRun* MeasuredView::current() const
{
    const QModelIndex index = m_proxy->mapToSource(m_table->currentIndex());
    return index.isValid() ? &m_model->runs()[static_cast<std::size_t>(index.row())] : nullptr;
}

/// A run that the filter hides is shown again: it was picked where it can be seen.
void MeasuredView::pick(int run)
{
    QModelIndex index = m_proxy->mapFromSource(m_model->index(run, 0));
    if (!index.isValid()) {
        m_filter->clear();
        index = m_proxy->mapFromSource(m_model->index(run, 0));
    }
    m_table->setCurrentIndex(index);
}

void MeasuredView::activate(const QModelIndex& index)
{
    if (const CheckedRun* run = index.isValid() ? current() : nullptr; run && !run->quantity().metric.empty()) {
        emit numberActivated(run->evaluation, shown(std::string(run->quantity().metric)));
    }
}

void MeasuredView::requestMenu(const QPoint& position)
{
    if (const QModelIndex under = m_table->indexAt(position); under.isValid()) {
        m_table->setCurrentIndex(under);
    }
    if (const CheckedRun* run = current(); run && !run->quantity().metric.empty()) {
        emit numberMenuRequested(run->evaluation, shown(std::string(run->quantity().metric)),
                                 m_table->viewport()->mapToGlobal(position));
    }
}

/// Long names of runs leave room for their numbers.
void MeasuredView::fitColumns()
{
    m_table->resizeColumnsToContents();
    const auto widthOf = [this](int first, int last) {
        int width = 0;
        for (int column = first; column <= last; ++column) {
            width += m_table->columnWidth(column);
        }
        return width;
    };
    // The source may be cut, then the names; what is measured over its bound is the point of the page.
    const int room = m_table->viewport()->width(), source = qRound(m_theme.px(160));
    const int beside = room - widthOf(1, MeasuredModel::Source - 1) - source;
    const int inView = room - widthOf(1, MeasuredModel::OverBound);
    const int least = std::min(qRound(m_theme.px(250)), std::max(qRound(m_theme.px(150)), inView));
    m_table->setColumnWidth(0, std::min(m_table->columnWidth(0), std::max(least, beside)));
}

void MeasuredView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitColumns();
}

void MeasuredView::filterBy(const QString& text)
{
    m_proxy->setFilterFixedString(text);
    if (!m_table->currentIndex().isValid() && m_proxy->rowCount() > 0) {
        m_table->setCurrentIndex(m_proxy->index(0, 0));
    }
    updateSummary();
    updateDetail();
}

void MeasuredView::updateSummary()
{
    if (m_model->rowCount() == 0) {
        m_summary->setText(tr("Measured runs beside their bounds"));
        m_note->setText(tr("Nothing has been compared yet."));
        return;
    }
    m_summary->setText(shown(summaryOf(m_model->runs()).sentence()) + ".");
    m_note->setText(m_filter->text().isEmpty()
                        ? tr("Runs that others measured, over what nothing can be faster than. A bound opens its "
                             "derivation.")
                        : tr("%1 of %2 runs match the filter.").arg(m_proxy->rowCount()).arg(m_model->rowCount()));
}

void MeasuredView::updateDetail()
{
    const CheckedRun* run = current();
    m_chart->setCurrent(run ? m_proxy->mapToSource(m_table->currentIndex()).row() : -1);
    if (!run) {
        for (QLabel* label : {m_subject, m_numbers, m_source}) {
            label->clear();
        }
        return;
    }
    const MeasuredQuantity& quantity = run->quantity();
    m_subject->setText(shown(run->run.measuredOn) + ": " + shown(std::string(quantity.label)));
    m_numbers->setText(tr("Measured %1, bound %2, typical %3. %4 %5")
                           .arg(inUnit(run->run.value, quantity.unit), inUnit(run->bound, quantity.unit),
                                inUnit(run->typical, quantity.unit), shown(run->sentence()), shown(run->run.note))
                           .trimmed());
    m_source->setText(tr("Source: %1").arg(shown(run->run.source)));
}

} // namespace ridge

#include "ui/panels/quantization_view.h"

#include "ui/charts/quantization/quantization_chart.h"
#include "ui/controls/controls.h"
#include "ui/controls/segmented_choice.h"
#include "ui/tables/precision_model.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QSignalBlocker>
#include <QTableView>

#include <algorithm>

namespace ridge {
namespace {

constexpr double rowHeight = 24, headerHeight = 28;
constexpr double noteWidth = 700, wholeWidth = 720; // narrower, something is left out
constexpr double mostOfHeight = 0.58;               // that the table takes: the chart below stays readable

} // namespace

QuantizationView::QuantizationView(QWidget* parent)
    : QWidget(parent), m_model(new PrecisionModel(this)), m_strip(makeStrip()), m_table(makeTable()),
      m_chart(new QuantizationChart(this)), m_picker(new QComboBox)
{
    m_picker->setAccessibleName(tr("Weights that the chart shows"));
    m_picker->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_picker->setMinimumContentsLength(16);
    m_picker->hide();
    m_chart->addControl(m_picker);
    connect(m_picker, &QComboBox::activated, this, &QuantizationView::pickTensor);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_strip);
    column->addWidget(m_table);
    column->addSpacing(1); // the hairline above the chart
    column->addWidget(m_chart, 1);
    setFocusProxy(m_table);
    setTheme(Theme::light());
}

QWidget* QuantizationView::makeStrip()
{
    auto* strip = new QWidget(this);
    auto* row = new QHBoxLayout(strip);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(4);
    m_title = new ElidedLabel(strip);
    m_title->setText(tr("Number formats"));
    m_note = new ElidedLabel(strip);
    m_note->setText(tr("* rule of thumb of the cheat sheet"));
    m_title->setProperty("role", "title");
    m_note->setProperty("role", "small");
    m_scopes = new SegmentedChoice(strip);
    m_scopes->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed); // words give way to what is chosen by
    m_scopes->setAccessibleName(tr("What a row changes the format of"));
    connect(m_scopes, &SegmentedChoice::chosen, this, [this](int index) { setScope(PrecisionScope(index)); });
    row->addWidget(m_title);
    row->addSpacing(10);
    row->addWidget(m_note);
    row->addStretch();
    row->addWidget(m_scopes);
    return strip;
}

QTableView* QuantizationView::makeTable()
{
    auto* view = new QTableView(this);
    view->setObjectName(QStringLiteral("precisionTable"));
    view->setAccessibleName(tr("Number formats"));
    view->setModel(m_model);
    view->setSelectionMode(QAbstractItemView::SingleSelection);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setShowGrid(false);
    view->setWordWrap(false);
    view->setFrameShape(QFrame::NoFrame);
    view->setTabKeyNavigation(false);
    view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->verticalHeader()->hide();
    QHeaderView* header = view->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsClickable(false);
    header->setSectionResizeMode(QHeaderView::Fixed);
    view->installEventFilter(this);
    connect(view, &QTableView::clicked, this, &QuantizationView::activateNumber);
    connect(view, &QTableView::doubleClicked, this, &QuantizationView::choose);
    view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(view, &QTableView::customContextMenuRequested, this, &QuantizationView::requestMenu);
    return view;
}

// ---- what is shown --------------------------------------------------------------------------------------------

void QuantizationView::setEvaluation(std::shared_ptr<const Evaluation> evaluation)
{
    m_evaluation = std::move(evaluation);
    m_chart->setEvaluation(m_evaluation);
    m_stale = !isVisible();
    if (!m_stale) {
        updateTable();
    }
}

void QuantizationView::updateTable()
{
    m_stale = false;
    if (!m_evaluation) {
        return;
    }
    const bool cached = m_evaluation->scenario->model.generates();
    m_scopes->setChoices(
        {tr("weights only"), cached ? tr("weights, activations, KV cache") : tr("weights and activations")},
        static_cast<int>(m_scope));
    m_model->setRows(precisionTable(*m_evaluation->chosen, m_scope));
    fitTable();
}

void QuantizationView::setScope(PrecisionScope scope)
{
    if (scope == m_scope) {
        return;
    }
    m_scope = scope;
    m_stale = !isVisible();
    if (!m_stale) {
        updateTable();
    }
}

void QuantizationView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_stale) {
        updateTable();
    }
}

void QuantizationView::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_model->setTheme(theme);
    m_chart->setTheme(theme);
    m_strip->setFixedHeight(qRound(theme.px(33)));
    m_title->setFont(theme.font(12.5, true));
    m_picker->setFont(theme.font(11.5));
    m_scopes->setTheme(theme);
    m_table->setFont(theme.font(12.5));
    m_table->horizontalHeader()->setFont(theme.font(12));
    m_table->horizontalHeader()->setFixedHeight(qRound(theme.px(headerHeight)));
    m_table->horizontalHeader()->setMinimumSectionSize(qRound(theme.px(64)));
    m_table->verticalHeader()->setMinimumSectionSize(qRound(theme.px(rowHeight)));
    m_table->verticalHeader()->setDefaultSectionSize(qRound(theme.px(rowHeight)));
    fitTable();
    update();
}

/// As high as its rows, unless the chart would lose its room.
void QuantizationView::fitTable()
{
    const int rows = m_model->rowCount() * m_table->verticalHeader()->defaultSectionSize();
    const int whole = rows + m_table->horizontalHeader()->height();
    m_table->setFixedHeight(std::min(whole, std::max(qRound(m_theme.px(90)), qRound(mostOfHeight * height()))));
    fitColumns();
}

/// Every column has room for its texts; what is left is shared out. What the bits say as well goes first.
void QuantizationView::fitColumns()
{
    m_table->setColumnHidden(PrecisionModel::reductionColumn(), false);
    m_table->resizeColumnsToContents();
    int room = m_table->viewport()->width(), count = 0;
    for (int column = 0; column < m_model->columnCount(); ++column) {
        room -= m_table->isColumnHidden(column) ? 0 : m_table->columnWidth(column);
        count += m_table->isColumnHidden(column) ? 0 : 1;
    }
    if (room < 0) {
        room += m_table->columnWidth(PrecisionModel::reductionColumn());
        --count;
        m_table->setColumnHidden(PrecisionModel::reductionColumn(), true);
    }
    for (int column = 0; room > 0 && count > 0 && column < m_model->columnCount(); ++column) {
        if (!m_table->isColumnHidden(column)) {
            const int more = room / count--;
            m_table->setColumnWidth(column, m_table->columnWidth(column) + more);
            room -= more;
        }
    }
}

void QuantizationView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_note->setVisible(width() > m_theme.px(noteWidth));
    m_table->setColumnHidden(PrecisionModel::sparedColumn(), width() < m_theme.px(wholeWidth));
    fitTable();
}

void QuantizationView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.window);
    painter.fillRect(QRect(0, m_chart->y() - 1, width(), 1), m_theme.line);
    painter.fillRect(m_strip->geometry(), m_theme.panel);
}

// ---- what is asked for ----------------------------------------------------------------------------------------

void QuantizationView::activateNumber(const QModelIndex& index)
{
    const QString metric = PrecisionModel::metricOf(index.column());
    if (index.isValid() && !metric.isEmpty()) {
        emit numberActivated(m_model->rows()[static_cast<std::size_t>(index.row())].evaluation, metric);
    }
}

void QuantizationView::requestMenu(const QPoint& position)
{
    const QModelIndex under = m_table->indexAt(position);
    const QModelIndex index = under.isValid() ? under : m_table->currentIndex();
    const QString metric = PrecisionModel::metricOf(index.column());
    if (index.isValid() && !metric.isEmpty()) {
        emit numberMenuRequested(m_model->rows()[static_cast<std::size_t>(index.row())].evaluation, metric,
                                 m_table->viewport()->mapToGlobal(position));
    }
}

void QuantizationView::choose(const QModelIndex& index)
{
    if (index.isValid()) {
        emit precisionChosen(m_model->rows()[static_cast<std::size_t>(index.row())].precision, m_scope);
    }
}

/// Enter explains a number and takes the format of any other cell; the space bar always takes the format.
bool QuantizationView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_table || event->type() != QEvent::KeyPress) {
        return QWidget::eventFilter(watched, event);
    }
    const int key = static_cast<QKeyEvent*>(event)->key();
    const bool enter = key == Qt::Key_Return || key == Qt::Key_Enter;
    const QModelIndex index = m_table->currentIndex();
    if (enter && !PrecisionModel::metricOf(index.column()).isEmpty()) {
        activateNumber(index);
        return true;
    }
    if (enter || key == Qt::Key_Space) {
        choose(index);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void QuantizationView::setTensors(const QStringList& names)
{
    const QSignalBlocker quiet(m_picker);
    m_picker->clear();
    m_picker->addItem(tr("by distribution"));
    m_picker->addItems(names);
    m_picker->setVisible(!names.isEmpty());
    m_chart->setTensor({}, nullptr);
}

void QuantizationView::setTensor(const QString& name, std::shared_ptr<const TensorMagnitudes> tensor)
{
    const int index = tensor ? m_picker->findText(name) : 0;
    m_picker->setCurrentIndex(index);
    m_chart->setTensor(name, std::move(tensor));
}

void QuantizationView::pickTensor(int index)
{
    if (index <= 0) {
        m_chart->setTensor({}, nullptr);
    }
    emit tensorRequested(index > 0 ? m_picker->itemText(index) : QString());
}

} // namespace ridge

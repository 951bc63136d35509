#include "ui/arena/arena_view.h"

#include "ui/arena/arena_model.h"
#include "ui/charts/arena/arena_chart.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QTableView>

#include <algorithm>

namespace ridge {
namespace {

constexpr double rowHeight = 24, headerHeight = 28;
constexpr double mostOfHeight = 0.45; // that the table takes
constexpr double wholeWidth = 760;    // narrower, something is left out

} // namespace

ArenaView::ArenaView(QWidget* parent)
    : QWidget(parent), m_model(new ArenaModel(this)), m_chart(new ArenaChart(this)), m_table(makeTable())
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_chart, 1);
    column->addSpacing(1); // the hairline above the table
    column->addWidget(m_table);
    setFocusProxy(m_chart);
    connect(m_chart, &ArenaChart::arenaChanged, this, [this] {
        m_model->setPlanner(m_chart->planner());
        emit tableWanted();
    });
    setTheme(Theme::light());
}

QTableView* ArenaView::makeTable()
{
    auto* view = new QTableView(this);
    view->setObjectName(QStringLiteral("arenaTable"));
    view->setAccessibleName(tr("Arena by each planner"));
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
    header->setSectionResizeMode(QHeaderView::Stretch);
    header->setTextElideMode(Qt::ElideRight);
    view->installEventFilter(this);
    connect(view, &QTableView::clicked, this, &ArenaView::choosePlanner);
    connect(view, &QTableView::doubleClicked, this, &ArenaView::chooseLever);
    return view;
}

void ArenaView::setEvaluation(const std::shared_ptr<const Evaluation>& evaluation)
{
    m_chart->setEvaluation(evaluation);
    emit tableWanted();
}

void ArenaView::setTable(std::shared_ptr<const ArenaTable> table)
{
    m_model->setTable(std::move(table));
    fitTable();
}

void ArenaView::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_chart->setTheme(theme);
    m_model->setTheme(theme);
    m_table->setFont(theme.font(12.5));
    m_table->horizontalHeader()->setFont(theme.font(12));
    m_table->horizontalHeader()->setFixedHeight(qRound(theme.px(headerHeight)));
    m_table->horizontalHeader()->setMinimumSectionSize(qRound(theme.px(64)));
    m_table->verticalHeader()->setMinimumSectionSize(qRound(theme.px(rowHeight)));
    m_table->verticalHeader()->setDefaultSectionSize(qRound(theme.px(rowHeight)));
    fitTable();
    update();
}

/// As high as its rows, unless the chart would lose its room; what levers make of the arena shares the width.
void ArenaView::fitTable()
{
    for (int column = 0; column < m_model->columnCount(); ++column) {
        m_table->setColumnHidden(column, false);
    }
    const bool isNarrow = width() < m_theme.px(wholeWidth) || width() < roomyWidth();
    const int last = m_model->columnCount() - 1;
    m_table->setColumnHidden(ArenaModel::sparedColumn(), isNarrow);
    QHeaderView& header = *m_table->horizontalHeader();
    const QAbstractItemView& cells = *m_table;
    int wanted = 2 * m_table->frameWidth();
    for (int column = 0; column <= last; ++column) { // of a hidden one there is no hint of its heading
        wanted += m_table->isColumnHidden(column)
                      ? 0
                      : std::max(header.sectionSizeHint(column), cells.sizeHintForColumn(column));
    }
    for (int column = 0; column <= last && wanted > width(); ++column) { // what finds nothing gives way first
        if (const auto* change = m_model->changeOf(column); change && !change->reason.empty()) {
            wanted -= std::max(header.sectionSizeHint(column), cells.sizeHintForColumn(column));
            m_table->setColumnHidden(column, true);
        }
    }
    for (int column = 0; column <= last; ++column) {
        const bool isShared = m_model->changeOf(column) && (!isNarrow || column == last) && wanted <= width();
        header.setSectionResizeMode(column, isShared ? QHeaderView::Stretch : QHeaderView::ResizeToContents);
    }
    const int rows = m_model->rowCount() * m_table->verticalHeader()->defaultSectionSize();
    const int whole = rows + m_table->horizontalHeader()->height() + 2 * m_table->frameWidth();
    m_table->setFixedHeight(std::min(whole, std::max(qRound(m_theme.px(60)), qRound(mostOfHeight * height()))));
}

/// In which what levers make of it has equal columns, each as wide as the longest of their headings.
int ArenaView::roomyWidth() const
{
    int others = 2 * m_table->frameWidth(), widest = 0, count = 0;
    for (int column = 0; column < m_model->columnCount(); ++column) {
        const int wanted = m_table->horizontalHeader()->sectionSizeHint(column);
        const bool isShared = m_model->changeOf(column) != nullptr;
        widest = isShared ? std::max(widest, wanted) : widest;
        count += isShared;
        others += isShared ? 0 : wanted;
    }
    return others + count * widest;
}

void ArenaView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    emit tableWanted();
}

void ArenaView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitTable();
}

void ArenaView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.window);
    painter.fillRect(QRect(0, m_table->y() - 1, width(), 1), m_theme.line);
}

void ArenaView::choosePlanner(const QModelIndex& index)
{
    if (ArenaModel::isPlanner(index.row())) {
        m_chart->setPlanner(static_cast<std::size_t>(index.row()));
    }
}

void ArenaView::chooseLever(const QModelIndex& index)
{
    const ArenaChange* change = m_model->changeOf(index.column());
    if (change && change->reason.empty()) {
        emit leverChosen(*change->lever, !change->isPulled);
    }
}

/// Enter pulls the lever of a column and takes the planner of any other cell; the space bar always takes the planner.
bool ArenaView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_table || event->type() != QEvent::KeyPress) {
        return QWidget::eventFilter(watched, event);
    }
    const int key = static_cast<QKeyEvent*>(event)->key();
    const bool enter = key == Qt::Key_Return || key == Qt::Key_Enter;
    const QModelIndex index = m_table->currentIndex();
    if (enter && m_model->changeOf(index.column())) {
        chooseLever(index);
        return true;
    }
    if (enter || key == Qt::Key_Space) {
        choosePlanner(index);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace ridge

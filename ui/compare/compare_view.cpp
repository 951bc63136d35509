#include "ui/compare/compare_view.h"

#include "core/scenario/pin.h"
#include "core/studies/pin_difference.h"
#include "ui/compare/compare_rows.h"
#include "ui/panels/check_page.h"
#include "ui/shown.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QStackedLayout>
#include <QTableView>

#include <algorithm>

namespace ridge {
namespace {

QTableView* makeTable(QWidget* parent, CompareModel* model, const QString& page)
{
    QTableView* table = makeCheckTable(parent, model, page);
    table->setSortingEnabled(false); // in the order of the catalogue, or of what changed most
    table->horizontalHeader()->setStretchLastSection(false);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    QObject::connect(model, &QAbstractItemModel::modelReset, table, [header = table->horizontalHeader()] {
        if (header->count() > 0) { // without a pin there are no columns
            header->setSectionResizeMode(0, QHeaderView::Stretch);
        }
    });
    table->horizontalHeader()->setResizeContentsPrecision(100);
    return table;
}

/// " (Batch 1 → 64)": what sets a scenario apart from another of its name.
QString differenceFrom(const Scenario& reference, const Scenario& scenario)
{
    constexpr std::size_t most = 120;
    const QString difference = shown(scenarioDifference(reference, scenario), most);
    return difference.isEmpty() ? difference : QStringLiteral(" (%1)").arg(difference);
}

} // namespace

CompareView::CompareView(QWidget* parent)
    : QWidget(parent), m_theme(Theme::light()), m_metrics(new CompareModel(this)), m_operators(new CompareModel(this)),
      m_empty(makePageLabel(this, "small", QStringLiteral("compareEmpty"))),
      m_names(makePageLabel(this, "small", QStringLiteral("compareNames"))),
      m_sentence(makePageLabel(this, "title", QStringLiteral("compareSentence"))),
      m_operatorsTitle(makePageLabel(this, "title", QStringLiteral("compareOperatorsTitle"))),
      m_stack(new QStackedLayout(this))
{
    m_empty->setText(
        tr("Nothing is pinned. Press P to pin what is on screen as A: whatever you change then is compared "
           "with it here, number by number and operator by operator."));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setMargin(40);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(makeTables());
}

QWidget* CompareView::makeTables()
{
    auto* whole = new QWidget(this);
    m_metricTable = makeTable(whole, m_metrics, QStringLiteral("compareMetrics"));
    m_metricTable->setWordWrap(true);
    connect(m_metricTable->horizontalHeader(), &QHeaderView::sectionResized, this, [this](int column, int, int width) {
        if (column == 0) {
            fitNames(width); // the header does not know it yet
        }
    });
    connect(m_metrics, &QAbstractItemModel::modelReset, this, [this] { fitNames(m_metricTable->columnWidth(0)); });
    m_metricTable->setAccessibleName(tr("Metrics of everything that is compared"));
    m_operatorTable = makeTable(whole, m_operators, QStringLiteral("compareOperators"));
    m_operatorTable->setAccessibleName(tr("Operators that came, went or changed their limit"));
    auto* column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (QLabel* label : {m_sentence, m_names, m_operatorsTitle}) {
        label->setContentsMargins(cellInset, label == m_names ? 0 : 9, cellInset, 6);
    }
    column->addWidget(m_sentence);
    column->addWidget(m_names);
    column->addWidget(m_metricTable, 3);
    column->addWidget(m_operatorsTitle);
    column->addWidget(m_operatorTable, 2);
    const auto explain = [this](const QModelIndex& cell) {
        if (const std::string& id = m_metrics->rowAt(cell.row()).metric; !id.empty()) {
            emit numberActivated({id});
        }
    };
    const auto select = [this](const QModelIndex& cell) {
        const CompareTable::Row& row = m_operators->rowAt(cell.row());
        if (row.isOperator) {
            emit selected({static_cast<int>(row.place.stage), static_cast<int>(row.place.op)});
        }
    };
    connect(m_metricTable, &QTableView::clicked, this, explain);
    connect(m_metricTable, &QTableView::activated, this, explain);
    connect(m_operatorTable, &QTableView::clicked, this, select);
    connect(m_operatorTable, &QTableView::activated, this, select);
    return whole;
}

void CompareView::setEvaluations(std::shared_ptr<const Evaluation> now, std::vector<PinnedEvaluation> pins)
{
    m_now = std::move(now);
    m_pins = std::move(pins);
    if (isVisible()) {
        refresh();
    }
}

void CompareView::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_metrics->setTheme(theme);
    m_operators->setTheme(theme);
    for (QTableView* table : {m_metricTable, m_operatorTable}) {
        table->setFont(theme.font(12.5));
        table->verticalHeader()->setDefaultSectionSize(qRound(theme.px(24)));
        table->horizontalHeader()->setMinimumSectionSize(qRound(theme.px(100))); // beyond, the table is scrolled
    }
    fitNames(m_metricTable->columnWidth(0));
}

/// Names that a narrow page has no room for take a second line.
void CompareView::fitNames(int width)
{
    const double room = width - 2 * cellInset, least = m_theme.px(24);
    const QFontMetricsF metrics(m_metricTable->font());
    for (int row = 0; row < m_metrics->rowCount(); ++row) {
        const QString name = m_metrics->index(row, 0).data().toString();
        const double height = metrics.boundingRect(QRectF(0, 0, room, 1e4), int(Qt::TextWordWrap), name).height();
        m_metricTable->setRowHeight(row, qRound(std::max(least, height + m_theme.px(8))));
    }
}

void CompareView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

void CompareView::refresh()
{
    if (!m_now) {
        return;
    }
    m_stack->setCurrentIndex(m_pins.empty() ? 0 : 1);
    m_metrics->setTable(metricTable(m_pins, *m_now, tr("Now")));
    if (m_pins.empty()) {
        m_operators->setTable({});
        return;
    }
    m_operators->setTable(operatorTable(*m_pins.front().evaluation, *m_now));
    describe();
}

void CompareView::describe()
{
    m_sentence->setText(shown(describeDifference(*m_pins.front().evaluation, *m_now), 600));
    const Scenario& first = *m_pins.front().evaluation->chosen;
    QStringList names;
    for (std::size_t i = 0; i < m_pins.size(); ++i) {
        names << QString::fromStdString(letterOf(i)) + QStringLiteral(": ") + shownName(m_pins[i].name) +
                     (m_pins[i].name == m_pins.front().name ? differenceFrom(first, *m_pins[i].evaluation->chosen)
                                                            : "");
    }
    const std::string now = pinName(*m_now->chosen);
    names << tr("Now: %1").arg(shownName(now) + (now == pinName(first) ? differenceFrom(first, *m_now->chosen) : ""));
    m_names->setText(names.join(QStringLiteral("  ·  ")));
    const int count = m_operators->rowCount();
    m_operatorsTitle->setText(count == 0 ? tr("No operator came, went or is limited by something else.")
                              : count == 1
                                  ? tr("One operator came, went or is limited by something else:")
                                  : tr("%1 operators came, went or are limited by something else:").arg(count));
    m_operatorTable->setVisible(count > 0);
}

} // namespace ridge

// The controls of the page of splits, and where they stand.

#include "ui/charts/sweep/sweep_chart.h"
#include "ui/controls/bar_delegate.h"
#include "ui/controls/controls.h"
#include "ui/controls/parameter_field.h"
#include "ui/controls/segmented_choice.h"
#include "ui/panels/check_page.h"
#include "ui/shown.h"
#include "ui/splits/split_model.h"
#include "ui/splits/splits_view.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>

#include <cmath>

namespace ridge {

SplitsView::SplitsView(QWidget* parent)
    : QWidget(parent), m_theme(Theme::light()), m_model(new SplitModel(this)), m_chart(new SweepChart),
      m_parts(new QSplitter(Qt::Vertical, this))
{
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    auto* upper = new QWidget;
    auto* column = new QVBoxLayout(upper);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeading());
    column->addWidget(makeNetworks());
    column->addWidget(m_table = makeTable(), 1);
    column->addWidget(makeDetail());
    m_parts->setObjectName(QStringLiteral("splitsParts"));
    m_parts->setHandleWidth(1);
    m_parts->setChildrenCollapsible(false);
    m_parts->addWidget(upper);
    m_parts->addWidget(makeCurve());
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_parts);
    setFocusProxy(m_table);
    connect(m_chart, &SweepChart::pointTaken, this,
            [this](const std::vector<double>& values) { emit pointChosen(values.front()); });
    setTheme(m_theme);
}

QWidget* SplitsView::makeHeading()
{
    auto* heading = new QWidget(this);
    m_summary = makePageLabel(heading, "title", QStringLiteral("splitsSummary"));
    m_count = new ParameterField(heading);
    m_count->setObjectName(QStringLiteral("splitsDevices"));
    m_count->setAccessibleName(tr("Number of devices that share the work"));
    m_count->setToolTip(tr("Devices that share the work, 1 to 100,000; empty: as many as the scenario has"));
    m_metrics = new ChoiceBox(heading);
    m_metrics->setObjectName(QStringLiteral("splitsMetric"));
    m_metrics->setAccessibleName(tr("Metric that splits are ranked by"));
    auto* devices = new QLabel(tr("De&vices"), heading);
    auto* by = new QLabel(tr("Rank &by"), heading);
    devices->setBuddy(m_count);
    by->setBuddy(m_metrics);
    auto* row = new QHBoxLayout(heading);
    row->setContentsMargins(cellInset, 8, cellInset, 4);
    row->setSpacing(8);
    row->addWidget(m_summary, 1);
    for (QWidget* each : std::initializer_list<QWidget*>{devices, m_count, by, m_metrics}) {
        row->addWidget(each);
    }
    connect(m_metrics, &QComboBox::activated, this, [this](int index) { rankBy(m_ids[std::size_t(index)]); });
    connect(m_count, &ParameterField::typed, this, [this] { m_count->setProblem({}); });
    connect(m_count, &ParameterField::finished, this, [this] { takeDevices(m_count->text()); });
    connect(m_count, &ParameterField::cancelled, this, &SplitsView::showDevices);
    connect(m_count, &ParameterField::stepped, this, [this](int notches, bool) {
        takeDevices(QString::number(
            qBound(1.0, notches > 0 ? this->devices() * 2 : std::floor(this->devices() / 2), 65'536.0)));
    });
    return heading;
}

QWidget* SplitsView::makeNetworks()
{
    auto* part = new QWidget(this);
    auto* row = new QHBoxLayout(part);
    row->setContentsMargins(cellInset, 0, cellInset, 8);
    row->setSpacing(8);
    const QString names[] = {tr("&Within a node"), tr("Between &nodes")};
    const QString ids[] = {QStringLiteral("splitsWithin"), QStringLiteral("splitsBetween")};
    for (int which = 0; which < NetworkCount; ++which) {
        auto* label = new QLabel(names[which], part);
        label->setProperty("role", "muted");
        m_networks[which] = new ChoiceBox(part);
        m_networks[which]->setObjectName(ids[which]);
        m_networks[which]->setAccessibleName(which == WithinNode ? tr("Network within a node")
                                                                 : tr("Network between nodes"));
        label->setBuddy(m_networks[which]);
        row->addWidget(label);
        row->addWidget(m_networks[which], 4);
        connect(m_networks[which], &QComboBox::activated, this, [this, which](int index) {
            if (const QString id = m_networkIds[which][index]; !id.isEmpty()) {
                emit networkChosen(id);
            }
        });
    }
    row->addStretch(1);
    return part;
}

QTableView* SplitsView::makeTable()
{
    QTableView* table = makeCheckTable(this, m_model, QStringLiteral("splits"));
    table->setSortingEnabled(false); // the ranking has its order, and headings choose it
    table->setItemDelegate(new BarDelegate(table));
    table->setAccessibleName(tr("Splits, best first"));
    QHeaderView* heading = table->horizontalHeader();
    heading->setStretchLastSection(false);
    heading->setSectionsClickable(true);
    connect(heading, &QHeaderView::sectionClicked, this,
            [this](int section) { rankBy(std::string(m_model->metricAt(section))); });
    connect(table, &QTableView::customContextMenuRequested, this, &SplitsView::openMenu);
    connect(table, &QTableView::doubleClicked, this, [this](const QModelIndex& cell) { use(cell.row()); });
    connect(table, &QTableView::clicked, this, [this](const QModelIndex& cell) { explain(cell.row(), cell.column()); });
    connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &SplitsView::updateDetail);
    table->installEventFilter(this);
    table->viewport()->installEventFilter(this);
    return table;
}

QWidget* SplitsView::makeDetail()
{
    auto* detail = new QWidget(this);
    m_detail = makePageLabel(detail, "small", QStringLiteral("splitsDetail"));
    m_use = new QPushButton(tr("&Use this split"), detail);
    m_use->setObjectName(QStringLiteral("splitsUse"));
    m_use->setToolTip(tr("Shares the scenario on screen as in the current row (Return)"));
    auto* row = new QHBoxLayout(detail);
    row->setContentsMargins(cellInset, 6, cellInset, 6);
    row->setSpacing(12);
    row->addWidget(m_detail, 1);
    row->addWidget(m_use);
    connect(m_use, &QAbstractButton::clicked, this, [this] { use(currentRow()); });
    return detail;
}

QWidget* SplitsView::makeCurve()
{
    auto* part = new QWidget;
    m_kinds = new SegmentedChoice(part);
    m_kinds->setObjectName(QStringLiteral("splitsScaling"));
    m_kinds->setAccessibleName(tr("Strong or weak scaling"));
    m_kinds->setToolTip(tr("Strong: the same work on more devices. Weak: the batch grows with them."));
    m_kinds->setChoices({tr("Strong"), tr("Weak")}, 0);
    m_figures = new SegmentedChoice(part);
    m_figures->setObjectName(QStringLiteral("splitsFigure"));
    m_figures->setAccessibleName(tr("Time or efficiency"));
    m_figures->setChoices({tr("Time"), tr("Efficiency")}, 0);
    connect(m_kinds, &SegmentedChoice::chosen, this, &SplitsView::wanted);
    connect(m_figures, &SegmentedChoice::chosen, this, &SplitsView::showPicture);
    auto* line = new QHBoxLayout;
    line->setContentsMargins(cellInset, 6, cellInset, 4);
    line->setSpacing(8);
    auto* title = makePageLabel(part, "title", QStringLiteral("splitsCurveTitle"));
    title->setText(tr("The best split of 1 to 65,536"));
    line->addWidget(title, 1);
    line->addWidget(m_kinds);
    line->addWidget(m_figures);
    auto* column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(line);
    column->addWidget(m_chart, 1);
    column->addWidget(makeFoot());
    return part;
}

QWidget* SplitsView::makeFoot()
{
    auto* foot = new QWidget(this);
    m_findings = makePageLabel(foot, "small", QStringLiteral("splitsFindings"));
    m_progress = new QLabel(foot);
    m_progress->setObjectName(QStringLiteral("splitsProgress"));
    m_progress->setProperty("role", "small");
    m_stop = new LinkButton(tr("Stop"), foot);
    m_stop->setObjectName(QStringLiteral("splitsStop"));
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(cellInset, 4, cellInset, 6);
    row->setSpacing(8);
    row->addWidget(m_findings, 1);
    row->addWidget(m_progress);
    row->addWidget(m_stop);
    connect(m_stop, &QAbstractButton::clicked, this, &SplitsView::stopWanted);
    setProgress({});
    return foot;
}

void SplitsView::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_model->setTheme(theme);
    m_chart->setTheme(theme);
    m_count->parentWidget()->setStyleSheet(ParameterField::sheetFor(theme));
    m_count->setTheme(theme);
    m_count->setFixedWidth(qRound(theme.px(64)));
    m_metrics->setTheme(theme);
    m_metrics->setFixedWidth(qRound(theme.px(150)));
    for (ChoiceBox* box : m_networks) {
        box->setTheme(theme);
        box->setMaximumWidth(qRound(theme.px(280)));
    }
    m_kinds->setTheme(theme);
    m_figures->setTheme(theme);
    m_stop->setTheme(theme);
    static_cast<BarDelegate*>(m_table->itemDelegate())->theme = theme;
    m_table->setFont(theme.font(12.5));
    m_table->horizontalHeader()->setFont(theme.font(12));
    m_table->verticalHeader()->setDefaultSectionSize(qRound(theme.px(23)));
    m_use->setFont(theme.font(12));
    fitColumns();
}

} // namespace ridge

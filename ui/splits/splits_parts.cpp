// The controls of the page of splits, and where they stand.

#include "ui/charts/sweep/sweep_chart.h"
#include "ui/controls/controls.h"
#include "ui/controls/parameter_field.h"
#include "ui/controls/segmented_choice.h"
#include "ui/panels/check_page.h"
#include "ui/ranked/ranked_panel.h"
#include "ui/splits/splits_view.h"

#include <QBoxLayout>
#include <QLabel>
#include <QSplitter>

#include <cmath>

namespace ridge {
namespace {

RankedKind splitsKind()
{
    RankedKind kind{QStringLiteral("splits"),
                    SplitsView::tr("Split"),
                    SplitsView::tr("Splits"),
                    SplitsView::tr("TP tensor, PP pipeline, DP data, EP expert, m micro-batches"),
                    SplitsView::tr("Shares the scenario on screen as in the current row (Return)"),
                    SplitsView::tr("%1 does not fit: %2."),
                    SplitsView::tr("%2 with %1: %3.")};
    kind.mark = SplitsView::tr("SP");
    kind.markHelp = SplitsView::tr("Sequence parallel: tensor ranks share positions where they do not share channels");
    kind.roomHelp = SplitsView::tr("On the fullest device");
    kind.metrics = rankedFigures(true);
    kind.figures = {
        "latency",          "tpot", "tokens_per_second", "throughput", "memory_footprint", "communication_overhead",
        "scalability_ratio"};
    kind.spared = {"memory_footprint", "communication_overhead", "tokens_per_second"};
    kind.narrowest = 190;
    kind.metricWidth = 150; // the number of devices stands beside it
    return kind;
}

} // namespace

SplitsView::SplitsView(QWidget* parent)
    : QWidget(parent), m_ranked(new RankedPanel(new RankedModel(splitsKind()))), m_chart(new SweepChart),
      m_parts(makeRankedPage(this, m_ranked, makeCurve()))
{
    makeCount();
    m_ranked->addAbove(makeNetworks());
    connect(m_ranked, &RankedPanel::wanted, this, &SplitsView::wanted);
    connect(m_ranked, &RankedPanel::taken, this,
            [this](std::size_t split) { emit splitChosen(m_table.found.splits[split]); });
    connect(m_chart, &SweepChart::pointTaken, this,
            [this](const std::vector<double>& values) { emit pointChosen(values.front()); });
    setTheme(Theme::light());
}

void SplitsView::makeCount()
{
    m_count = new ParameterField(m_ranked);
    m_count->setObjectName(QStringLiteral("splitsDevices"));
    m_count->setAccessibleName(tr("Number of devices that share the work"));
    m_count->setToolTip(tr("Devices that share the work, 1 to 100,000; empty: as many as the scenario has"));
    auto* devices = new QLabel(tr("De&vices"), m_ranked);
    devices->setBuddy(m_count);
    m_ranked->addToHeading(devices);
    m_ranked->addToHeading(m_count);
    connect(m_count, &ParameterField::typed, this, [this] { m_count->setProblem({}); });
    connect(m_count, &ParameterField::finished, this, [this] { takeDevices(m_count->text()); });
    connect(m_count, &ParameterField::cancelled, this, &SplitsView::showDevices);
    connect(m_count, &ParameterField::stepped, this, [this](int notches, bool) {
        takeDevices(QString::number(
            qBound(1.0, notches > 0 ? this->devices() * 2 : std::floor(this->devices() / 2), 65'536.0)));
    });
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
    m_ranked->setTheme(theme);
    m_chart->setTheme(theme);
    m_count->parentWidget()->setStyleSheet(ParameterField::sheetFor(theme));
    m_count->setTheme(theme);
    m_count->setFixedWidth(qRound(theme.px(64)));
    for (ChoiceBox* box : m_networks) {
        box->setTheme(theme);
        box->setMaximumWidth(qRound(theme.px(280)));
    }
    m_kinds->setTheme(theme);
    m_figures->setTheme(theme);
    m_stop->setTheme(theme);
}

} // namespace ridge

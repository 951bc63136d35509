#include "ui/splits/splits_view.h"

#include "ui/charts/sweep/sweep_chart.h"
#include "ui/controls/bar_delegate.h"
#include "ui/controls/controls.h"
#include "ui/controls/parameter_field.h"
#include "ui/controls/segmented_choice.h"
#include "ui/metric_words.h"
#include "ui/panels/check_page.h"
#include "ui/shown.h"
#include "ui/splits/split_model.h"

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

constexpr double usualDevices = 8, mostDevices = 100'000;

QString text(std::string_view of) { return QString::fromUtf8(of.data(), qsizetype(of.size())); }

QString countText(double devices) { return QString::fromStdString(formatForField(devices, Unit::Count)); }

} // namespace

// ---- hands ----------------------------------------------------------------------------------------------------------

double SplitsView::devices() const
{
    const double own = m_evaluation ? m_evaluation->chosen->deployment.split.devices() : 1;
    return m_devices > 0 ? m_devices : own > 1 ? own : usualDevices;
}

std::string SplitsView::rankedMetric() const
{
    return std::ranges::find(m_ids, m_chosen) != m_ids.end() ? m_chosen : "latency";
}

ScalingKind SplitsView::scalingKind() const
{
    return m_kinds->current() == 1 ? ScalingKind::Weak : ScalingKind::Strong;
}

void SplitsView::rankBy(const std::string& id)
{
    if (!id.empty()) {
        m_chosen = id;
        m_metrics->setCurrentIndex(int(std::ranges::find(m_ids, rankedMetric()) - m_ids.begin()));
        emit wanted();
    }
}

void SplitsView::takeDevices(const QString& typed)
{
    bool isNumber = false;
    const double count = QString(typed).remove(u',').trimmed().toInt(&isNumber);
    if (!typed.trimmed().isEmpty() && (!isNumber || count < 1 || count > mostDevices)) {
        m_count->setProblem(tr("A whole number from 1 to 100,000."));
        return;
    }
    m_devices = count; // nothing typed: the scenario's
    showDevices();
    emit wanted();
}

void SplitsView::use(int row)
{
    if (m_model->isSplit(row) && !m_model->isPresent(row)) {
        emit splitChosen(m_model->splitAt(row));
    }
}

/// Numbers of the scenario on screen are explained; those of others are not of it.
void SplitsView::explain(int row, int column)
{
    const std::string_view id = m_model->metricAt(column);
    if (!id.empty() && m_model->isPresent(row)) {
        emit numberActivated({std::string(id)});
    }
}

void SplitsView::openMenu(const QPoint& position)
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
    menu->setObjectName(QStringLiteral("splitsMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* take = menu->addAction(tr("&Use this split"), this, [this, row] { use(row); });
    take->setEnabled(m_model->isSplit(row) && !m_model->isPresent(row));
    menu->popup(global);
}

bool SplitsView::eventFilter(QObject* watched, QEvent* event)
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
    }
    return QWidget::eventFilter(watched, event);
}

void SplitsView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_evaluation) {
        showMetrics();
        showDevices();
        emit wanted();
    }
}

// ---- what is shown --------------------------------------------------------------------------------------------------

void SplitsView::setEvaluation(std::shared_ptr<const Evaluation> evaluation)
{
    m_evaluation = std::move(evaluation);
    m_chart->setEvaluation(m_evaluation);
    if (isVisible()) {
        showMetrics();
        showDevices();
    }
}

void SplitsView::showMetrics()
{
    std::vector<std::string> ids = metricsToRankBy(*m_evaluation, splitFigures());
    if (ids != m_ids) {
        m_ids = std::move(ids);
        m_metrics->clear();
        for (const std::string& id : m_ids) {
            addMetricTo(*m_metrics, id);
        }
    }
    m_metrics->setCurrentIndex(int(std::ranges::find(m_ids, rankedMetric()) - m_ids.begin()));
}

void SplitsView::showDevices()
{
    m_count->setProblem({});
    m_count->showText(countText(devices()), true);
}

void SplitsView::setTable(SplitTable table)
{
    const std::optional<Split> current = m_current;
    m_isFilling = true; // the cursor stays on its split
    m_table->clearSpans();
    m_model->setTable(std::move(table));
    m_isFilling = false;
    const int row = current ? m_model->rowOf(*current) : m_model->presentRow();
    m_table->setCurrentIndex(m_model->index(std::max(row, 0), SplitModel::Degrees));
    showSummary();
    spanReasons();
    fitColumns();
    updateDetail();
}

void SplitsView::showSummary()
{
    const SplitTable& table = m_model->table();
    const auto& rows = table.found.ranking.rows;
    const QString who = tr("%1 on %2 × %3")
                            .arg(shownName(table.scenario->model.name), countText(table.devices),
                                 shownName(table.scenario->device.name));
    if (rows.empty()) {
        m_summary->setText(tr("%1: no split gives all of them work. Raise the batch, or name fewer.").arg(who));
        return;
    }
    const Metric& metric = metricCalled(table.found.ranking.metrics.front());
    const auto fit = std::ranges::count_if(rows, [](const Ranked& each) { return each.fits; });
    const bool falls = betterOf(metric) == Better::Higher;
    m_summary->setText(
        (falls ? tr("%1: %2 of %3 splits fit; highest %4 first") : tr("%1: %2 of %3 splits fit; lowest %4 first"))
            .arg(who)
            .arg(fit)
            .arg(rows.size())
            .arg(inSentence(labelOf(metric))));
}

void SplitsView::spanReasons()
{
    const int beside = m_model->columnCount() - SplitModel::Fit;
    for (int row = m_model->splitCount(); beside > 1 && row < m_model->rowCount(); ++row) {
        m_table->setSpan(row, SplitModel::Fit, 1, beside);
    }
}

void SplitsView::setCurve(ScalingCurve curve)
{
    m_curve = std::move(curve);
    QStringList found;
    for (const std::string& sentence : findingsOf(*m_curve.plan, m_curve.scaling)) {
        found << text(sentence);
    }
    m_findings->setText(found.join(u' '));
    showPicture();
}

void SplitsView::setNoCurve(const QString& sentence)
{
    m_curve = {};
    m_findings->clear();
    m_chart->setReason(sentence);
    m_chart->setSweep(nullptr);
}

void SplitsView::showPicture()
{
    if (m_curve.plan) {
        m_chart->setReason({});
        m_chart->setSweep(
            pictureOf(m_curve, m_figures->current() == 1 ? ScalingFigure::Efficiency : ScalingFigure::Time));
    }
}

void SplitsView::setNetworks(Network which, NetworkChoices choices)
{
    ChoiceBox& box = *m_networks[which];
    box.clear();
    m_networkIds[which].clear();
    for (const NetworkChoice& each : choices.all) {
        box.addItem(each.name);
        box.setItemData(box.count() - 1, each.help, Qt::ToolTipRole);
        m_networkIds[which] << each.id;
    }
    box.setCurrentIndex(choices.current);
    box.setToolTip(choices.all.isEmpty() ? QString() : asToolTip(choices.all[choices.current].help));
}

void SplitsView::setProgress(const QString& words, bool isStopped)
{
    m_progress->setText(words);
    m_progress->setVisible(!words.isEmpty());
    m_stop->setVisible(!words.isEmpty() && !isStopped);
}

void SplitsView::updateDetail()
{
    const int row = currentRow();
    const bool isSplit = m_model->isSplit(row);
    if (m_isFilling) {
        return;
    }
    m_detail->setText(row < 0 ? QString() : m_model->sentenceAt(row));
    m_use->setEnabled(isSplit && !m_model->isPresent(row));
    if (isSplit) {
        m_current = m_model->splitAt(row);
    }
}

/// Figures are as wide as they are; the degrees take what is left.
void SplitsView::fitColumns()
{
    const int columns = m_model->columnCount();
    if (columns == 0) {
        return;
    }
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    int room = m_table->viewport()->width();
    for (int column = 0; column < columns; ++column) {
        m_table->setColumnHidden(column, false);
        m_table->resizeColumnToContents(column);
        if (column >= SplitModel::FirstFigure && m_model->metricAt(column) == rankedMetric()) {
            m_table->setColumnWidth(column, m_table->columnWidth(column) + qRound(m_theme.px(10))); // for the arrow
        }
        room -= column == SplitModel::Degrees ? 0 : m_table->columnWidth(column);
    }
    const int least = std::min(m_table->columnWidth(SplitModel::Degrees), qRound(m_theme.px(190)));
    for (const std::string_view id : {"memory_footprint", "communication_overhead", "tokens_per_second"}) {
        for (int column = SplitModel::FirstFigure; column < columns; ++column) {
            if (m_model->metricAt(column) == id && room < least && id != rankedMetric()) {
                room += m_table->columnWidth(column);
                m_table->setColumnHidden(column, true);
            }
        }
    }
    m_table->setColumnWidth(SplitModel::Degrees, std::max(room, qRound(m_theme.px(120))));
}

int SplitsView::currentRow() const { return m_table->currentIndex().row(); }

} // namespace ridge

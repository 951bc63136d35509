#include "ui/splits/splits_view.h"

#include "ui/charts/sweep/sweep_chart.h"
#include "ui/controls/controls.h"
#include "ui/controls/parameter_field.h"
#include "ui/controls/segmented_choice.h"
#include "ui/ranked/ranked_panel.h"
#include "ui/shown.h"

#include <QLabel>

namespace ridge {
namespace {

constexpr double usualDevices = 8, mostDevices = 100'000;

QString text(std::string_view of) { return QString::fromUtf8(of.data(), qsizetype(of.size())); }

/// Whether sequences are shared has a column of its own.
QString degreesOf(Split split)
{
    split.sequence = false;
    return text(wordsOf(split));
}

RankedTable tableOf(const SplitTable& splits)
{
    RankedTable table{splits.scenario, splits.found.ranking, {}, {}};
    for (const Split& split : splits.found.splits) {
        const QString name = text(wordsOf(split));
        if (areAlike(split, splits.scenario->deployment.split)) {
            table.present = table.items.size();
        }
        const bool isShared = split.tensor > 1 && split.sequence;
        table.items.push_back({name, name, degreesOf(split), isShared ? SplitsView::tr("yes") : QString()});
    }
    for (const RefusedSplits& refused : splits.found.refused) {
        const auto count = refused.count;
        table.refused.push_back(
            {count == 1 ? SplitsView::tr("1 split") : SplitsView::tr("%1 splits").arg(count), text(refused.reason)});
    }
    return table;
}

QString countText(double devices) { return QString::fromStdString(formatForField(devices, Unit::Count)); }

} // namespace

// ---- hands ----------------------------------------------------------------------------------------------------------

double SplitsView::devices() const
{
    const double own = m_evaluation ? m_evaluation->chosen->deployment.split.devices() : 1;
    return m_devices > 0 ? m_devices : own > 1 ? own : usualDevices;
}

std::string SplitsView::rankedMetric() const { return m_ranked->rankedMetric(); }

ScalingKind SplitsView::scalingKind() const
{
    return m_kinds->current() == 1 ? ScalingKind::Weak : ScalingKind::Strong;
}

ScalingFigure SplitsView::scalingFigure() const
{
    return m_figures->current() == 1 ? ScalingFigure::Efficiency : ScalingFigure::Time;
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

// ---- what is shown --------------------------------------------------------------------------------------------------

void SplitsView::setEvaluation(std::shared_ptr<const Evaluation> evaluation)
{
    m_evaluation = std::move(evaluation);
    m_chart->setEvaluation(m_evaluation);
    m_ranked->setEvaluation(m_evaluation);
    showDevices();
}

void SplitsView::showDevices()
{
    m_count->setProblem({});
    m_count->showText(countText(devices()), true);
}

void SplitsView::setTable(SplitTable table)
{
    m_table = std::move(table);
    m_ranked->setTable(tableOf(m_table));
    showSummary();
}

void SplitsView::showSummary()
{
    const RankedModel& model = m_ranked->model();
    const QString who = tr("%1 on %2 × %3")
                            .arg(shownName(m_table.scenario->model.name), countText(m_table.devices),
                                 shownName(m_table.scenario->device.name));
    m_ranked->setSummary(model.itemCount() == 0
                             ? tr("%1: no split gives all of them work. Raise the batch, or name fewer.").arg(who)
                             : tr("%1: %2 of %3 splits fit; %4")
                                   .arg(who)
                                   .arg(model.fitCount())
                                   .arg(model.itemCount())
                                   .arg(model.orderText()));
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
        m_chart->setSweep(pictureOf(m_curve, scalingFigure()));
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

} // namespace ridge

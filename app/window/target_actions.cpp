#include "app/window/target_actions.h"

#include "app/window/dialogs/target_dialog.h"
#include "app/window/main_window.h"
#include "core/metrics/number_ref.h"
#include "core/studies/targets.h"

#include <QMenu>

namespace ridge {
namespace {

const Metric& rowOf(const std::string& metric) { return metricCatalogue()[*metricIndex(metric)]; }

QString labelOf(const std::string& metric)
{
    const std::string_view label = rowOf(metric).label;
    return QString::fromUtf8(label.data(), qsizetype(label.size()));
}

QString text(const std::string& of) { return QString::fromStdString(of); }

} // namespace

TargetActions::TargetActions(MainWindow& window) : QObject(&window), m_window(window) {}

void TargetActions::addTo(QMenu& menu, const NumberRef& number)
{
    if (!number.isMetric() || !metricIndex(number.id)) {
        return;
    }
    const std::string metric = number.id;
    const Evaluation& now = *m_window.evaluation();
    const auto checked = checkTarget(m_window.document().targets(), metric, now);
    menu.addSection(checked ? text(checked->sentence(now.numberStyle())) : tr("No target"));
    connect(menu.addAction(checked ? tr("Change &target…") : tr("Set &target…")), &QAction::triggered, this,
            [this, metric] { ask(metric); });
    if (checked) {
        connect(menu.addAction(tr("&Remove target")), &QAction::triggered, this, [this, metric] { remove(metric); });
    }
    if (checked && checked->state != TargetState::Absent) {
        const bool isMissed = checked->state == TargetState::Missed;
        connect(menu.addAction(isMissed ? tr("Reac&h it…") : tr("&How far may it go…")), &QAction::triggered, this,
                [this, metric] { emit targetActivated(QString::fromStdString(metric)); });
    }
}

void TargetActions::ask(const std::string& metric)
{
    const Evaluation& now = *m_window.evaluation();
    const Targets& targets = m_window.document().targets();
    const auto found = targets.find(metric);
    const double value = now.metrics[*metricIndex(metric)].value.value_or(0);
    const Aim aim = found != targets.end() ? found->second : Aim{!isUsuallyAtLeast(rowOf(metric)), value};
    const auto set = [this, metric](const Aim& wanted) {
        Targets next = m_window.document().targets();
        next[metric] = wanted;
        const std::string wantedText = CheckedTarget{metric, wanted}.aimText(m_window.evaluation()->numberStyle());
        const QString change = tr("Target %1 %2").arg(labelOf(metric), text(wantedText));
        m_window.document().setTargets(std::move(next), change);
        const auto checked = checkTarget(m_window.document().targets(), metric, *m_window.evaluation());
        if (checked && checked->state != TargetState::Absent) {
            const QString offer = checked->state == TargetState::Missed ? tr("Reach it…") : tr("How far may it go…");
            m_window.offer(change + u'.', offer,
                           [this, metric] { emit targetActivated(QString::fromStdString(metric)); });
        } else {
            m_window.showMessage(change + u'.');
        }
    };
    auto* dialog = new TargetDialog(rowOf(metric), aim, now.numberStyle(), set, &m_window);
    dialog->open();
}

void TargetActions::remove(const std::string& metric)
{
    Targets next = m_window.document().targets();
    next.erase(metric);
    const QString change = tr("No target for %1").arg(labelOf(metric));
    m_window.document().setTargets(std::move(next), change);
    m_window.showMessage(change + u'.');
}

} // namespace ridge

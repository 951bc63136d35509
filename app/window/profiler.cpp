#include "app/window/profiler.h"

#include "app/window/main_window.h"
#include "ui/editors/curve_column.h"
#include "ui/editors/scenario_editor.h"

namespace ridge {

Profiler::Profiler(MainWindow& window) : QObject(&window), m_window(window), m_curves(window.editor().curves())
{
    connect(&window.evaluator(), &LiveEvaluator::evaluated, this,
            [this](const std::shared_ptr<const Evaluation>& now) { m_curves.setEvaluation(*now); });
    connect(&m_curves, &CurveColumn::wanted, this, &Profiler::ask);
    connect(&m_live, &LiveProfile::answered, this, [this](const std::shared_ptr<const Profile>& profile) {
        m_curves.setProfile(*profile, m_window.document().current()->convention.numberStyle());
    });
}

bool Profiler::isOn() const { return m_curves.isShown(); }

void Profiler::setOn(bool on)
{
    if (on != isOn()) {
        m_live.cancel();
        m_curves.setShown(on);
        emit switched(on);
    }
}

QString Profiler::metric() const { return QString::fromStdString(m_curves.chosenMetric()); }

void Profiler::setMetric(const QString& id) { m_curves.chooseMetric(id.toStdString()); }

void Profiler::ask() { m_live.ask({m_window.document().current(), m_curves.metric(), m_curves.axes()}); }

} // namespace ridge

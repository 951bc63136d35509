#include "app/window/explanations.h"

#include "app/window/main_window.h"
#include "app/window/sweep/sweeping.h"
#include "app/window/target_actions.h"
#include "app/window/window_layout.h"
#include "core/metrics/catalogue.h"
#include "ui/charts/operators.h"
#include "ui/why/number_menu.h"
#include "ui/why/why_panel.h"

#include <QMenu>

namespace ridge {
namespace {

constexpr std::size_t manyOperators = 2000; // whose derivation takes longer than a frame
constexpr int patienceMs = 150;

std::size_t operatorsOf(const Evaluation& evaluation)
{
    std::size_t operators = 0;
    for (const StageResult& stage : evaluation.stages) {
        operators += stage.operators.size();
    }
    return operators;
}

void popUp(QMenu* menu, const QPoint& globalPosition)
{
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(globalPosition);
}

} // namespace

Explanations::Explanations(MainWindow& window) : QObject(&window), m_window(window)
{
    add(new WhyPanel(WhyPanel::Form::Side));
    m_later.setSingleShot(true);
    connect(&m_later, &QTimer::timeout, this, &Explanations::derive);
}

void Explanations::add(WhyPanel* panel)
{
    m_panels.push_back(panel);
    connect(panel, &WhyPanel::parameterRequested, this, [this](const QString& id) { m_window.showField(id); });
    connect(panel, &WhyPanel::copied, this,
            [this](const QString& what) { m_window.showMessage(tr("Copied: %1.").arg(what)); });
    connect(panel, &WhyPanel::changed, this, [this, panel] {
        for (WhyPanel* other : m_panels) {
            if (other != panel) {
                other->show(panel->subject());
            }
        }
        emit changed(panel->subject().other ? NumberRef{} : panel->subject().ref);
    });
}

void Explanations::refresh() { m_later.start(operatorsOf(*m_window.evaluation()) < manyOperators ? 0 : patienceMs); }

void Explanations::derive()
{
    m_later.stop();
    keepExplained();
    for (WhyPanel* panel : m_panels) {
        panel->setEvaluation(m_window.evaluation(), m_window.document().baseline());
    }
}

/// What was explained may have gone with the scenario that the panels still know.
void Explanations::keepExplained()
{
    const std::shared_ptr<const Evaluation> before = panel().evaluation();
    const NumberRef& shown = panel().subject().ref;
    if (!before || panel().subject().other) {
        return;
    }
    const Evaluation& now = *m_window.evaluation();
    const bool otherClass = !before->scenario->model.isOfSameFamily(now.scenario->model);
    const auto index = metricIndex(shown.id);
    const bool isGone = otherClass && index && !now.metrics[*index].value;
    if (isGone || (shown.isOperator() && !isSameIn(*before, now, {shown.stage, shown.op}))) {
        explainFirst();
    }
}

void Explanations::explainFirst()
{
    panel().explain({m_window.document().current()->model.generates() ? "kv_cache" : "macs"});
}

/// Numbers are of the scenario on screen, which the panels may not have yet.
void Explanations::explain(const NumberRef& number)
{
    if (m_later.isActive()) {
        derive();
    }
    m_window.windowLayout().showWhy();
    panel().explain(number);
}

void Explanations::explain(std::shared_ptr<const Evaluation> other, const NumberRef& number)
{
    m_window.windowLayout().showWhy();
    panel().explain(std::move(other), number);
}

void Explanations::showMenu(const NumberRef& number, const QPoint& globalPosition, const QList<QAction*>& more)
{
    QMenu* menu = number.isValid()
                      ? makeNumberMenu(&m_window, *m_window.evaluation(), number, [this, number] { explain(number); })
                      : new QMenu(&m_window);
    Sweeping::of(m_window).addTo(*menu, number);
    m_window.targetActions().addTo(*menu, number);
    if (!more.isEmpty() && !menu->isEmpty()) {
        menu->addSeparator();
    }
    menu->addActions(more);
    popUp(menu, globalPosition);
}

void Explanations::showMenu(const std::shared_ptr<const Evaluation>& other, const NumberRef& number,
                            const QPoint& globalPosition)
{
    popUp(makeNumberMenu(&m_window, *other, number, [this, other, number] { explain(other, number); }), globalPosition);
}

void Explanations::focus()
{
    // A page of its own lies behind other pages, or is what the user looks at.
    const auto seen =
        std::find_if(m_panels.rbegin(), m_panels.rend(), [](WhyPanel* each) { return each->isVisible(); });
    (seen == m_panels.rend() ? &panel() : *seen)->setFocus(Qt::ShortcutFocusReason);
}

} // namespace ridge

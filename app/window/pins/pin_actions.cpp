#include "app/window/pins/pin_actions.h"

#include "app/document/visits.h"
#include "app/window/main_window.h"
#include "core/evaluate/evaluate.h"
#include "ui/shown.h"

#include <QAction>
#include <QInputDialog>
#include <QMenu>

#include <algorithm>
#include <utility>

namespace ridge {

PinActions::PinActions(MainWindow& window)
    : QObject(&window), m_window(window),
      m_pin(add(tr("&Pin"), QKeySequence(Qt::Key_P), tr("Keep what is on screen as A, to compare with"),
                &PinActions::pinCurrent)),
      m_beside(add(tr("Pin &beside…"), QKeySequence(Qt::SHIFT | Qt::Key_P), tr("Keep it beside what is pinned"),
                   &PinActions::askBeside)),
      m_swap(add(tr("S&wap with A"), QKeySequence(Qt::ALT | Qt::Key_P), tr("A on screen, and what is on screen as A"),
                 &PinActions::swapNow)),
      m_unpin(add(tr("&Unpin"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P), tr("Compare with nothing any more"),
                  &PinActions::unpinAll))
{
    connect(&window.document(), &ScenarioDocument::pinsChanged, this, &PinActions::evaluatePins);
    window.visits().setPin(
        [this](const std::shared_ptr<const Scenario>& state, const QString& title) { pinState(state, title); });
    enable();
}

QAction* PinActions::add(const QString& text, const QKeySequence& keys, const QString& help, void (PinActions::*call)())
{
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    action->setStatusTip(help);
    connect(action, &QAction::triggered, this, call);
    return action;
}

void PinActions::evaluatePins()
{
    const std::vector<PinnedEvaluation> before = std::exchange(m_evaluated, {});
    for (const Pin& pin : m_window.document().pins()) {
        const auto same = std::ranges::find_if(
            before, [&pin](const PinnedEvaluation& old) { return old.evaluation->chosen == pin.scenario; });
        const std::shared_ptr<const Evaluation>& onScreen = m_window.evaluation();
        if (same != before.end()) {
            m_evaluated.push_back({pin.name, same->evaluation});
        } else if (onScreen && onScreen->chosen == pin.scenario) {
            m_evaluated.push_back({pin.name, onScreen});
        } else {
            m_evaluated.push_back({pin.name, std::make_shared<const Evaluation>(evaluate(pin.scenario))});
        }
    }
    enable();
    emit changed();
}

Evaluations PinActions::beside(std::shared_ptr<const Evaluation> now) const
{
    return {std::move(now), m_evaluated.empty() ? nullptr : m_evaluated.front().evaluation, m_evaluated};
}

void PinActions::enable()
{
    const std::size_t count = m_window.document().pins().size();
    m_beside->setEnabled(count > 0 && count < mostPins);
    m_swap->setEnabled(count > 0);
    m_unpin->setEnabled(count > 0);
}

void PinActions::fill(QMenu* menu)
{
    for (QMenu* old : menu->findChildren<QMenu*>(QString(), Qt::FindDirectChildrenOnly)) {
        old->deleteLater(); // one of their entries may have led here
    }
    menu->clear();
    const Pins& pins = m_window.document().pins();
    for (std::size_t i = 0; i < pins.size(); ++i) {
        QMenu* one = menu->addMenu(QString::fromStdString(letterOf(i)) + QStringLiteral("  ") +
                                   asMenuText(shownName(pins[i].name)));
        QAction* first = one->addAction(tr("Make it &A"), this, [this, i] { makeReference(i); });
        first->setEnabled(i > 0);
        one->addAction(tr("&Rename…"), this, [this, i] {
            const QString name = QString::fromStdString(m_window.document().pins()[i].name);
            rename(i, QInputDialog::getText(&m_window, tr("Rename the pin"), tr("Name:"), QLineEdit::Normal, name));
        });
        one->addAction(tr("&Unpin"), this, [this, i] { remove(i); });
    }
    menu->setEnabled(!pins.empty());
}

void PinActions::pinCurrent()
{
    m_window.evaluator().flush();
    const auto current = m_window.document().current();
    pinState(current, shownName(pinName(*current)));
}

void PinActions::pinState(const std::shared_ptr<const Scenario>& state, const QString& name)
{
    Pins pins = m_window.document().pins();
    const Pin made{pinName(*state), state};
    if (pins.empty()) {
        pins.push_back(made);
    } else {
        pins.front() = made;
    }
    m_window.document().setPins(std::move(pins));
    m_window.showMessage(tr("Pinned %1 as A: what you change now is compared with it.").arg(name));
}

void PinActions::askBeside()
{
    const Scenario& current = *m_window.document().current();
    const Pins& pins = m_window.document().pins();
    const std::string choice = pins.empty() ? "" : scenarioDifference(*pins.front().scenario, current);
    const QString suggested = shownName(choice.empty() ? pinName(current) : choice);
    const QString name =
        QInputDialog::getText(&m_window, tr("Pin beside"), tr("Name:"), QLineEdit::Normal, suggested).trimmed();
    if (!name.isEmpty()) {
        pinBeside(name);
    }
}

void PinActions::pinBeside(const QString& name)
{
    Pins pins = m_window.document().pins();
    if (pins.size() < mostPins) {
        m_window.evaluator().flush();
        pins.push_back({name.toStdString(), m_window.document().current()});
        m_window.document().setPins(std::move(pins));
    }
}

void PinActions::swapNow()
{
    m_window.edit({{}, 0, tr("Swapped with A")}, [this] { m_window.document().swapWithReference(); });
}

void PinActions::makeReference(std::size_t pin)
{
    Pins pins = m_window.document().pins();
    if (pin < pins.size()) {
        std::rotate(pins.begin(), pins.begin() + static_cast<std::ptrdiff_t>(pin),
                    pins.begin() + static_cast<std::ptrdiff_t>(pin) + 1);
        m_window.document().setPins(std::move(pins));
    }
}

void PinActions::rename(std::size_t pin, const QString& name)
{
    Pins pins = m_window.document().pins();
    if (pin < pins.size() && !name.trimmed().isEmpty()) {
        pins[pin].name = name.trimmed().toStdString();
        m_window.document().setPins(std::move(pins));
    }
}

void PinActions::remove(std::size_t pin)
{
    Pins pins = m_window.document().pins();
    if (pin < pins.size()) {
        pins.erase(pins.begin() + static_cast<std::ptrdiff_t>(pin));
        m_window.document().setPins(std::move(pins));
    }
}

void PinActions::unpinAll() { m_window.document().setPins({}); }

} // namespace ridge

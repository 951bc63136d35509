// The states of the scenario that were on screen: what led to each, its headline numbers, and those kept under a name.
// Not the undo stack, which forgets what was undone; and not how they are listed.
#pragma once

#include "app/document/document.h"
#include "core/analysis/evaluation.h"

#include <QObject>
#include <functional>
#include <optional>
#include <vector>

namespace ridge {

class LiveEvaluator;

/// One state. What is one gesture is one state, the last of it.
struct Visit {
    ScenarioDocument::State state;
    QString change;      // what led there: "Batch 1 → 16"
    QStringList numbers; // "5.13 ms per token", "16.6 GB", "2.4 J per token"
    bool fits = true;
    QString name = {};                         // that it is kept under; empty: it is not
    const QUndoCommand* edit = nullptr;        // that led there, to be compared and never looked into
    std::shared_ptr<const Scenario> from = {}; // that was on screen before it
    QString title() const { return name.isEmpty() ? change : name; }
};

/// A state that outlives the program.
struct KeptState {
    QString name;
    Scenario scenario;
};

class Visits : public QObject {
    Q_OBJECT
public:
    static constexpr std::size_t most = 300; // beyond which the oldest are forgotten, unless they are kept

    Visits(ScenarioDocument& document, LiveEvaluator& evaluator, QObject* parent = nullptr);

    /// The newest last.
    const std::vector<Visit>& all() const { return m_visits; }
    /// Which of them is on screen; absent before the first evaluation.
    std::optional<std::size_t> present() const;
    /// Under that name; with an empty one it is kept no longer.
    void keep(std::size_t visit, const QString& name);
    /// Those of former sessions come before all that this one visits.
    void restoreKept(std::vector<KeptState> kept);
    std::vector<KeptState> kept() const;

    /// What compares a state, under its title, with the one on screen. None: nobody does.
    using Pin = std::function<void(const std::shared_ptr<const Scenario>& state, const QString& title)>;
    void setPin(Pin pin);
    bool canPin() const { return m_pin != nullptr; }
    void pin(std::size_t visit) const { m_pin(m_visits[visit].state.scenario, m_visits[visit].title()); }

signals:
    void changed();
    void canPinChanged(bool can);

private:
    void note(const Evaluation& now);
    void add(const Evaluation& now, const std::shared_ptr<const Scenario>& before);
    bool isBackHome(const Scenario& now) const;
    QString changeTo(const Scenario& next, const Scenario* before) const;

    ScenarioDocument& m_document;
    std::vector<Visit> m_visits;
    std::shared_ptr<const Scenario> m_present;
    int m_index = 0; // of the undo stack, when it came on screen
    Pin m_pin;
};

} // namespace ridge

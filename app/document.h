// Keeps the scenario being edited, what it is measured against, and the history of both.
// Not a view and not arithmetic: it announces, others evaluate and show.
#pragma once

#include "core/scenario/scenario.h"
#include "ui/editors/edit.h"

#include <QObject>
#include <QUndoStack>
#include <memory>

namespace ridge {

class ScenarioDocument : public QObject {
    Q_OBJECT
public:
    /// One point of the history: the scenario, and the presets' values that "changed" refers to.
    struct State {
        std::shared_ptr<const Scenario> scenario;
        std::shared_ptr<const Scenario> baseline;
    };

    explicit ScenarioDocument(Scenario initial, QObject* parent = nullptr);
    ~ScenarioDocument() override;

    const std::shared_ptr<const Scenario>& current() const { return m_state.scenario; }
    const std::shared_ptr<const Scenario>& baseline() const { return m_state.baseline; }
    QUndoStack& history() { return m_stack; }
    const QString& path() const { return m_path; }

    /// An edit of the user. Equal in, nothing out; edits of one gesture merge.
    void apply(Scenario next, const EditLabel& label);
    /// Another model or device: parameters the user has not touched follow the new presets.
    void chooseModel(Model model);
    void chooseDevice(Device device);
    /// Replaces everything; the history starts anew.
    void load(Scenario scenario, const QString& path);
    void markSaved(const QString& path);
    /// A recovered session counts as unsaved.
    void markUnsaved();

signals:
    void changed();      // scenario or baseline
    void titleChanged(); // path or unsaved changes

private:
    friend class ReplaceScenario;
    void push(State next, const EditLabel& label);
    State movedTo(const Scenario& presets) const;

    State m_state;
    QUndoStack m_stack;
    QString m_path;
};

} // namespace ridge

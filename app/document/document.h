// Keeps the scenario being edited, what it is measured against, and the history of both.
// Not a view and not arithmetic: it announces, others evaluate and show.
#pragma once

#include "app/document/files.h"
#include "core/scenario/pin.h"
#include "core/scenario/targets.h"
#include "ui/controls/edit.h"

#include <QObject>
#include <QUndoStack>
#include <memory>

namespace ridge {

class ScenarioDocument : public QObject {
    Q_OBJECT
public:
    /// One point of the history: the scenario, the presets' values that "changed" refers to, and the file it belongs
    /// to, which all points share up to where another file was opened.
    struct State {
        std::shared_ptr<const Scenario> scenario;
        std::shared_ptr<const Scenario> baseline;
        std::shared_ptr<KnownFile> file;
        std::shared_ptr<const Targets> targets = {}; // null in a state that is to be: those there are
        std::shared_ptr<const Figures> figures = {}; // the same
    };
    /// Where a model or device comes from. A preset is an edit of the scenario; a file that is opened makes one that
    /// belongs to no file yet, because what was open before is not to be overwritten by it.
    enum class Origin { Preset, OpenedFile };

    explicit ScenarioDocument(const Scenario& initial, QObject* parent = nullptr);
    ~ScenarioDocument() override;

    const std::shared_ptr<const Scenario>& current() const { return m_state.scenario; }
    const std::shared_ptr<const Scenario>& baseline() const { return m_state.baseline; }
    const Targets& targets() const { return *m_state.targets; }
    const Figures& figures() const { return *m_state.figures; }
    const State& state() const { return m_state; }
    QUndoStack& history() { return m_stack; }
    const KnownFile& file() const { return *m_state.file; }
    const QString& path() const { return file().path; }

    /// An edit of the user. Equal in, nothing out; edits of one gesture merge.
    void apply(Scenario next, const EditLabel& label);
    /// Another scenario, measured by its own presets: an edit of the user.
    void replace(const std::shared_ptr<const Scenario>& next, const EditLabel& label);
    /// Another model or device: parameters the user has not touched follow the new presets.
    void chooseModel(Model model, Origin origin = Origin::Preset);
    void chooseDevice(Device device, Origin origin = Origin::Preset);
    /// What metrics are to be: an edit of the user, that changes no number.
    void setTargets(Targets next, const QString& text);
    /// Which figures there are: the same. Edits of one gesture merge.
    void setFigures(Figures next, const EditLabel& label);
    /// Those of the file that the document starts with.
    void loadBeside(Targets targets, Figures figures);
    /// A state that was visited before, in the file that is open now: an edit like any other.
    void returnTo(const State& visited, const EditLabel& label);
    /// Replaces everything; the history starts anew.
    void load(Scenario scenario, const KnownFile& file, Pins pins = {}, Targets targets = {}, Figures figures = {});
    /// What the scenario's file holds by now, as an edit that can be undone.
    void follow(Scenario scenario, const QByteArray& seen, const QString& text, Pins pins = {});
    void markSaved(const KnownFile& file);
    /// A recovered session counts as unsaved.
    void markUnsaved();
    /// Whether the file holds all there is, pins too.
    bool isSaved() const { return m_stack.isClean() && m_pins == m_savedPins; }

    /// What is kept to be compared with: saved with the scenario, and no part of the history.
    const Pins& pins() const { return m_pins; }
    void setPins(Pins pins);
    /// The reference comes on screen, and what was there becomes the reference: undone as one.
    void swapWithReference();

signals:
    void changed(); // scenario, baseline, targets or figures
    void pinsChanged();
    void titleChanged(); // path or unsaved changes

private:
    friend class ReplaceScenario;
    friend class SwapScenario;
    void push(State next, const EditLabel& label);
    State movedTo(const Scenario& presets, Origin origin) const;

    State m_state;
    Pins m_pins, m_savedPins;
    QUndoStack m_stack;
};

} // namespace ridge

#include "app/document/document.h"

#include "app/document/library.h"

#include <QUndoCommand>

namespace ridge {

/// The one command: swaps states. Silent by itself; the document announces from the stack's indexChanged.
class ReplaceScenario : public QUndoCommand {
public:
    ReplaceScenario(ScenarioDocument& document, ScenarioDocument::State after, const EditLabel& label)
        : QUndoCommand(label.text), m_document(document), m_before(document.m_state), m_after(std::move(after)),
          m_label(label)
    {
    }

    void redo() override { m_document.m_state = m_after; }
    void undo() override { m_document.m_state = m_before; }
    int id() const override { return 1; }

    bool mergeWith(const QUndoCommand* other) override
    {
        const auto* next = static_cast<const ReplaceScenario*>(other);
        if (m_label.gesture == 0 || next->m_label.gesture != m_label.gesture || next->m_label.field != m_label.field) {
            return false;
        }
        m_after = next->m_after;
        setText(next->text());
        setObsolete(*m_before.scenario == *m_after.scenario && *m_before.targets == *m_after.targets &&
                    *m_before.figures == *m_after.figures); // a drag that comes home leaves no trace
        return true;
    }

private:
    ScenarioDocument& m_document;
    ScenarioDocument::State m_before;
    ScenarioDocument::State m_after;
    EditLabel m_label;
};

/// The reference for what is on screen. Where the reference is another one by then, it leaves the pins alone.
class SwapScenario : public ReplaceScenario {
public:
    SwapScenario(ScenarioDocument& document, ScenarioDocument::State after)
        : ReplaceScenario(document, after, {QStringLiteral("pin"), 0, QObject::tr("Swap with what is pinned")}),
          m_document(document),
          m_reference(document.m_pins.front()), m_other{pinName(*document.m_state.scenario), document.m_state.scenario}
    {
    }

    void redo() override
    {
        exchange(m_reference, m_other);
        ReplaceScenario::redo();
    }
    void undo() override
    {
        exchange(m_other, m_reference);
        ReplaceScenario::undo();
    }
    int id() const override { return -1; }

private:
    void exchange(const Pin& from, const Pin& to)
    {
        Pins pins = m_document.m_pins;
        if (!pins.empty() && pins.front() == from) {
            pins.front() = to;
            m_document.setPins(std::move(pins));
        }
    }

    ScenarioDocument& m_document;
    Pin m_reference, m_other;
};

ScenarioDocument::ScenarioDocument(const Scenario& initial, QObject* parent) : QObject(parent)
{
    m_stack.setUndoLimit(1000);
    m_state = {std::make_shared<const Scenario>(initial),
               std::make_shared<const Scenario>(baselineOf(initial, ownPresets())), std::make_shared<KnownFile>(),
               std::make_shared<const Targets>(), std::make_shared<const Figures>()};
    connect(&m_stack, &QUndoStack::indexChanged, this, &ScenarioDocument::changed);
    connect(&m_stack, &QUndoStack::cleanChanged, this, &ScenarioDocument::titleChanged);
}

ScenarioDocument::~ScenarioDocument()
{
    m_stack.disconnect(this); // the stack clears itself when destroyed, and would announce into a dying object
}

void ScenarioDocument::push(State next, const EditLabel& label)
{
    next.targets = next.targets ? next.targets : m_state.targets;
    next.figures = next.figures ? next.figures : m_state.figures;
    const bool isSame = next.file == m_state.file && *next.targets == *m_state.targets &&
                        (next.figures == m_state.figures || *next.figures == *m_state.figures);
    if (isSame && *next.scenario == *m_state.scenario && *next.baseline == *m_state.baseline) {
        return;
    }
    m_stack.push(new ReplaceScenario(*this, std::move(next), label));
}

void ScenarioDocument::apply(Scenario next, const EditLabel& label)
{
    push({std::make_shared<const Scenario>(std::move(next)), m_state.baseline, m_state.file}, label);
}

void ScenarioDocument::replace(const std::shared_ptr<const Scenario>& next, const EditLabel& label)
{
    push({next, std::make_shared<const Scenario>(baselineOf(*next, ownPresets())), m_state.file}, label);
}

/// On other presets. What does not apply to them (the prompt of a CNN) waits in scenario and baseline alike, so that
/// what the user has not touched still counts as untouched when it applies again.
ScenarioDocument::State ScenarioDocument::movedTo(const Scenario& presets, Origin origin) const
{
    const bool staysInFile = origin == Origin::Preset || path().isEmpty();
    return {std::make_shared<const Scenario>(rebase(*m_state.scenario, *m_state.baseline, presets)),
            std::make_shared<const Scenario>(rebase(*m_state.baseline, *m_state.baseline, presets)),
            staysInFile ? m_state.file : std::make_shared<KnownFile>()};
}

void ScenarioDocument::chooseModel(Model model, Origin origin)
{
    const QString text = tr("Model %1").arg(QString::fromStdString(model.name));
    State next = movedTo(ridge::baseline(std::move(model), m_state.baseline->device), origin);
    Scenario scenario = *next.scenario;
    scenario.device = m_state.scenario->device; // with the user's changes
    next.scenario = std::make_shared<const Scenario>(std::move(scenario));
    push(std::move(next), {QStringLiteral("model"), 0, text});
}

void ScenarioDocument::chooseDevice(Device device, Origin origin)
{
    const QString text = tr("Device %1").arg(QString::fromStdString(device.name));
    State next = movedTo(ridge::baseline(m_state.baseline->model, std::move(device)), origin);
    Scenario scenario = *next.scenario;
    scenario.model = m_state.scenario->model; // with the user's changes
    next.scenario = std::make_shared<const Scenario>(std::move(scenario));
    push(std::move(next), {QStringLiteral("device"), 0, text});
}

void ScenarioDocument::setTargets(Targets next, const QString& text)
{
    State state = m_state;
    state.targets = std::make_shared<const Targets>(std::move(next));
    push(std::move(state), {QStringLiteral("targets"), 0, text});
}

void ScenarioDocument::setFigures(Figures next, const EditLabel& label)
{
    State state = m_state;
    state.figures = std::make_shared<const Figures>(std::move(next));
    push(std::move(state), label);
}

void ScenarioDocument::loadBeside(Targets targets, Figures figures)
{
    m_state.targets = std::make_shared<const Targets>(std::move(targets));
    m_state.figures = std::make_shared<const Figures>(std::move(figures));
    emit changed();
}

void ScenarioDocument::returnTo(const State& visited, const EditLabel& label)
{
    State next = m_state;
    next.scenario = visited.scenario;
    next.baseline = visited.baseline;
    push(std::move(next), label);
}

void ScenarioDocument::load(Scenario scenario, const KnownFile& file, Pins pins, Targets targets, Figures figures)
{
    const auto baseline = std::make_shared<const Scenario>(baselineOf(scenario, ownPresets()));
    m_state = {std::make_shared<const Scenario>(std::move(scenario)), baseline, std::make_shared<KnownFile>(file),
               std::make_shared<const Targets>(std::move(targets)),
               std::make_shared<const Figures>(std::move(figures))};
    m_savedPins = pins;
    setPins(std::move(pins));
    const bool announces = m_stack.count() > 0; // clear() on an empty stack says nothing
    m_stack.clear();
    m_stack.setClean(); // an empty stack that was marked unsaved ignores clear()
    if (!announces) {
        emit changed();
    }
    emit titleChanged();
}

void ScenarioDocument::follow(Scenario scenario, const QByteArray& seen, const QString& text, Pins pins)
{
    replace(std::make_shared<const Scenario>(std::move(scenario)), {QStringLiteral("scenario"), 0, text});
    setPins(std::move(pins));
    markSaved({path(), seen});
}

void ScenarioDocument::markSaved(const KnownFile& file)
{
    *m_state.file = file;
    m_savedPins = m_pins;
    m_stack.setClean();
    emit titleChanged();
}

void ScenarioDocument::setPins(Pins pins)
{
    if (pins == m_pins) {
        return;
    }
    m_pins = std::move(pins);
    emit pinsChanged();
    emit titleChanged();
}

void ScenarioDocument::swapWithReference()
{
    if (m_pins.empty() || *m_pins.front().scenario == *m_state.scenario) {
        return;
    }
    const auto& wanted = m_pins.front().scenario;
    const auto baseline = std::make_shared<const Scenario>(baselineOf(*wanted, ownPresets()));
    State next = m_state;
    next.scenario = wanted;
    next.baseline = baseline;
    m_stack.push(new SwapScenario(*this, std::move(next)));
}

void ScenarioDocument::markUnsaved()
{
    m_stack.resetClean();
    emit titleChanged();
}

} // namespace ridge

// The left column of the window: every parameter of the scenario, generated from the catalogue.
// No document and no undo: it shows one scenario and proposes the next.
#pragma once

#include "ui/editors/parameter_row.h"

#include <QScrollArea>
#include <QVector>
#include <array>
#include <memory>

class QLabel;

namespace ridge {

class CurveColumn;
class LayerTable;
class PresetPicker;
class SectionBox;

class ScenarioEditor : public QWidget {
    Q_OBJECT
public:
    explicit ScenarioEditor(QWidget* parent = nullptr);
    ~ScenarioEditor() override;

    /// Shows a scenario; changes are marked against the baseline. Never emits `edited`.
    void setScenario(std::shared_ptr<const Scenario> current, std::shared_ptr<const Scenario> baseline);
    void setTheme(const Theme& theme);
    /// After undo and redo: what follows of an open drag or typing burst is a gesture of its own.
    void endGestures();
    /// Opens, scrolls to, focuses and flashes the control of a parameter. False when there is none now.
    bool focusParameter(const QString& id);
    /// Open the lists of models and devices.
    void chooseModel();
    void chooseDevice();
    /// Highlights a layer; operator names as in the program, e.g. "layer1.0.conv1".
    void setSelectedLayer(const QString& operatorName);
    /// What the lists offer: asked for when one opens.
    void setModels(QVector<PresetEntry> models);
    void setDevices(QVector<PresetEntry> devices);

    /// What is folded, for the program to remember: "closed:convention", "more:model".
    QStringList foldState() const;
    void setFoldState(const QStringList& state);
    CurveColumn& curves() { return *m_curves; }
    /// Where the electricity comes from: whoever knows the grids fills it in.
    PresetPicker& grids() { return *m_grids; }
    /// What the figure of the chosen grid means, in small letters below the picker.
    void setGridNote(const QString& note);
    QString gridNote() const;

signals:
    void edited(ridge::Scenario next, ridge::EditLabel label);
    void modelsWanted();
    void devicesWanted();
    void modelChosen(QString id);
    void deviceChosen(QString id);
    void openRequested();
    void editLayersRequested();
    void layerActivated(QString operatorName);
    void gestureActive(bool active);
    void plotRequested(QString parameter); // an id, or "model" or "device"
    void rejected(QString sentence);

private:
    void createSections();
    void connectRow(ParameterRow* row);
    void offerPlot(PresetPicker* picker, const QString& id);
    void applyValue(ParameterRow* row, double value, quint64 gesture);
    void applyText(ParameterRow* row, const QString& text, quint64 gesture);
    void cancel(ParameterRow* row, quint64 gesture);
    void returnToPreset(ParameterRow* row);
    void resetSection(SectionBox* box);
    void chooseStudent(const LeverText* lever, const std::optional<Model>& student);
    void propose(Scenario next, EditLabel label);
    void proposeValue(const ParameterRow* row, Scenario next, quint64 gesture);
    void refresh();
    void refreshPickers();
    void showFromTop(const SectionBox& box);
    void chainTabStops();
    SectionBox* box(Section section) const { return m_boxes[std::size_t(section)]; }

    struct OpenGesture { // where the running gesture began: for its text and for Esc
        quint64 token = 0;
        QString field;
        double start = 0;
    };

    std::shared_ptr<const Scenario> m_current;
    std::shared_ptr<const Scenario> m_baseline;
    OpenGesture m_open;
    QScrollArea* m_scroll;
    CurveColumn* m_curves;
    std::array<SectionBox*, sectionCount> m_boxes{};
    PresetPicker* m_models;
    PresetPicker* m_devices;
    PresetPicker* m_grids;
    QLabel* m_gridNote;
    LayerTable* m_layers;
};

} // namespace ridge

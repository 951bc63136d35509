// One lever in the left column: its switch, what it would give here and, while pulled, its numbers and its caveat.
// Makes no scenarios: its rows and its switch report to the editor.
#pragma once

#include "core/studies/lever_gains.h"
#include "ui/editors/parameter_row.h"

#include <optional>
#include <vector>

class QLabel;
class QHBoxLayout;
class QVBoxLayout;

namespace ridge {

class ChoiceBox;
class LinkButton;
class SwitchBox;

/// Whether its name, what it reduces or its id has all of the words.
bool isCalled(const LeverText& lever, const QString& words);

class LeverLine : public QWidget {
    Q_OBJECT
public:
    explicit LeverLine(const LeverText& lever, QWidget* parent = nullptr);

    const LeverText& lever() const { return m_lever; }
    void setTheme(const Theme& theme);
    /// Its parameters in this section, its switch first where that is one of them. They become its children.
    void setRows(const std::vector<ParameterRow*>& rows);
    void setScenario(const Scenario& scenario);
    /// The smaller models that can be its student, of a lever that takes one.
    void setStudents(std::vector<Model> students);
    /// Whether there is one to choose, though the lever means nothing before.
    bool waitsForStudent() const { return m_waits && !m_students.empty(); }
    void setGain(const LeverGain& gain, NumberStyle style);
    bool isPulled() const { return m_isPulled; }
    /// Whether its name, or what it reduces, has all these words.
    bool isCalled(const QString& words) const { return ridge::isCalled(m_lever, words); }
    QList<QWidget*> tabStops() const;

signals:
    void switchRequested(bool on); // of a lever that a setting of another section pulls
    void fieldRequested(QString id);
    void studentChosen(std::optional<ridge::Model> student);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void createSwitch();
    void createStudent();
    void setStudent(const Scenario& scenario);
    void showStudent();
    void writeGain();

    const LeverText& m_lever;
    Theme m_theme;
    bool m_isPulled = false;
    bool m_changesSomething = false;
    bool m_waits = false;      // for a student, or for another one
    bool m_needsOther = false; // the model can have no student of its own making
    QString m_gain;
    std::vector<Model> m_students; // that of the scenario among them
    std::optional<Model> m_chosen;
    std::vector<ParameterRow*> m_rows;
    QVBoxLayout* m_column;
    QWidget* m_head = nullptr; // of a switch that has no row here
    QLabel* m_label = nullptr;
    LinkButton* m_value = nullptr;
    QHBoxLayout* m_valueLine = nullptr;
    SwitchBox* m_switch = nullptr;
    QWidget* m_studentHead = nullptr;
    QLabel* m_studentLabel = nullptr;
    ChoiceBox* m_student = nullptr;
    QLabel* m_gainLabel;
    QWidget* m_inside; // what is there while it is pulled
    QVBoxLayout* m_numbers;
    QLabel* m_caveat;
};

} // namespace ridge

// One parameter of the catalogue as a row: label, slider and field, or a choice.
// Does not know the scenario's structure: it reports values and texts, its owner makes the next scenario.
#pragma once

#include "core/scenario/parameters/parameters.h"
#include "ui/controls/edit.h"
#include "ui/theme/theme.h"

#include <QPointer>
#include <QWidget>

class QLabel;
class QMenu;
class QVariantAnimation;

namespace ridge {

class ChoiceBox;
class ParameterField;
class ReturnButton;
struct SliderCurve;
class ValueSlider;

class ParameterRow : public QWidget {
    Q_OBJECT
public:
    explicit ParameterRow(Parameter parameter, QWidget* parent = nullptr);

    const Parameter& parameter() const { return m_parameter; }
    double value() const { return m_value; }
    bool isChanged() const { return m_changed; }

    void setTheme(const Theme& theme);
    /// Shows the parameter of these scenarios; never emits.
    void setScenario(Parameter parameter, const Scenario& current, const Scenario* baseline);
    void setProblem(const QString& sentence);
    /// Why the last input was not taken, below the field until something else is; empty: nothing.
    void showRefusal(const QString& sentence);
    void endGestures();
    void flash();
    /// The slider below label and field, over the whole width, with a curve along it; none for choices.
    void setShowsCurve(bool shows);
    void setCurve(SliderCurve curve);
    bool isNumber() const { return m_slider != nullptr; }
    QRect labelArea() const { return m_labelArea; }
    QWidget* editor() const; // what takes the keyboard: field or choice
    QList<QWidget*> tabStops() const;

signals:
    void valueEdited(double value, quint64 gesture);
    void textEdited(QString text, quint64 gesture);
    void gestureCancelled(quint64 gesture); // the value at its start is wanted back
    void inputRefused(QString sentence);
    void returnRequested();
    void gestureActive(bool active);
    void plotRequested(); // against this parameter

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void createNumber();
    void createChoice();
    int choiceIndex(double value) const; // −1: not among the labels
    void reportTyped(const QString& text);
    void finishTyping();
    void step(int notches, bool tenfold);
    void offerMenu();
    void popUp(QMenu* menu, const QPoint& globalPosition);
    void describe();
    void showValue(const Scenario& current);
    void showChoices(const Scenario& current);
    void showChanged(const Scenario* baseline, NumberStyle style);
    void arrange();
    void paintLabel(QPainter& painter) const;

    Parameter m_parameter;
    Theme m_theme;
    NumberStyle m_style;
    double m_value = 0;
    bool m_shown = false; // a value was shown at least once
    bool m_changed = false;
    Gesture m_drag, m_typing, m_ticks;
    double m_typedValue = 0; // what the typed text stands for, so that its echo leaves the text alone
    bool m_reporting = false;
    ValueSlider* m_slider = nullptr;
    ParameterField* m_field = nullptr;
    ChoiceBox* m_choice = nullptr;
    ReturnButton* m_return = nullptr;
    QLabel* m_refusal;
    QRect m_labelArea;
    QStringList m_labels;
    QPointer<QVariantAnimation> m_flash;
    double m_flashStrength = 0;
};

/// Text of a std::string in the core.
inline QString qs(std::string_view text) { return QString::fromUtf8(text.data(), qsizetype(text.size())); }

} // namespace ridge

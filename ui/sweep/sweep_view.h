// The Sweep page: what is plotted against what, on one line where there is room, above the chart; below it what there
// is to say. Chooses nothing itself: it is told what is swept, and says what the user wants instead.
#pragma once

#include "ui/controls/edit.h"
#include "ui/theme/theme.h"

#include <QBoxLayout>
#include <QVector>
#include <QWidget>
#include <array>

class QCheckBox;
class QLabel;
class QToolButton;

namespace ridge {

class LinkButton;
class ParameterField;
class PresetPicker;
class SegmentedChoice;
class SweepChart;

/// What is chosen in one of the lists.
struct SweepPick {
    QString id, name;
};

/// What the controls show.
struct SweepControls {
    SweepPick metric, parameter, second; // without an id: none
    std::array<QString, 2> values;       // of both parameters
    bool canBeMap = false, isMap = false;
    bool canHaveTrail = false, showsTrail = false;
};

class SweepView : public QWidget {
    Q_OBJECT
public:
    enum Pick { Metric, Parameter, Second };

    explicit SweepView(QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    void setControls(const SweepControls& controls);
    /// What a list offers: asked for when it opens.
    void setEntries(Pick pick, QVector<PresetEntry> entries);
    /// Why typed values were not taken; they stay in the field until others are, or Escape.
    void setRefusal(std::size_t parameter, const QString& sentence);
    /// Below the chart, where no refusal is; a remark is something that the user may not expect.
    void setNote(const QString& sentence, bool isRemark);
    /// How much is done, with a way to stop; empty: nothing is running. Stopped, there is a way to go on.
    void setProgress(const QString& words, bool isStopped);
    SweepChart* chart() const { return m_chart; }

signals:
    void entriesWanted(ridge::SweepView::Pick pick);
    void picked(ridge::SweepView::Pick pick, QString id);
    void valuesTyped(std::size_t parameter, QString text);
    void mapWanted(bool isMap);
    void trailWanted(bool shows);
    void copyWanted();
    void exportWanted();
    void stopWanted();
    void goOnWanted();
    /// It came into view.
    void wanted();

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    PresetPicker* makePicker(Pick pick, const char* name, const QString& heard);
    ParameterField* makeField(std::size_t parameter, const char* name, const QString& heard);
    QLabel* makeWord(const QString& text);
    QWidget* makeFirstLine();
    QWidget* makeSecondLine();
    QWidget* makeFoot();
    void showNote();
    void arrange();
    void fitFields();

    Theme m_theme;
    SweepControls m_controls;
    std::array<PresetPicker*, 3> m_pickers{};
    std::array<ParameterField*, 2> m_fields{};
    QVector<QLabel*> m_words;
    SegmentedChoice* m_forms = nullptr;
    QCheckBox* m_trail = nullptr;
    QToolButton* m_table = nullptr;
    QWidget* m_strip;
    QBoxLayout* m_lines;
    SweepChart* m_chart;
    QLabel *m_note = nullptr, *m_progress = nullptr;
    LinkButton* m_stop = nullptr;
    bool m_isStopped = false;
    QString m_sentence; // without a refusal
    bool m_isRemark = false;
};

} // namespace ridge

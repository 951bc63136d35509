// A recorded step of a lesson as text that its author goes on writing: checked as it is typed, copied, added to a file.
// Not the recording: core/lessons/step_recorder.h.
#pragma once

#include "core/lessons/lesson_check.h"
#include "core/lessons/step_recorder.h"
#include "ui/theme/theme.h"

#include <QDialog>
#include <QTimer>

class QBoxLayout;
class QLabel;
class QPlainTextEdit;

namespace ridge {

class StepDialog : public QDialog {
    Q_OBJECT
public:
    StepDialog(const RecordedStep& step, LessonWorld world, const Theme& theme, QWidget* parent);
    /// Asks first where something was written that is nowhere else.
    void reject() override;

private:
    void addButtons(QBoxLayout& line);
    void check();
    void copy();
    void append();
    void say(const QString& sentence, bool isWarning);
    std::string text() const;

    LessonWorld m_world;
    std::vector<std::string> m_leftOut;
    QPlainTextEdit* m_text;
    QLabel* m_state;
    std::string m_elsewhere; // as it was recorded, copied or added to a file last
    QTimer m_later;          // a step is evaluated, which is not for every letter
};

} // namespace ridge

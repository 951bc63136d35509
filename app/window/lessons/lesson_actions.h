// Gives a lesson in the window: each step's settings as one edit, its answers judged, progress kept.
// Not the lesson and not its answers (core/lessons), and not how it looks: ui/lesson.
#pragma once

#include "core/lessons/lesson_course.h"

#include <QMap>
#include <QObject>
#include <QStringList>
#include <memory>

namespace ridge {

class LessonPanel;
class MainWindow;

class LessonActions : public QObject {
    Q_OBJECT
public:
    /// Makes the panel, which the window's layout takes over.
    explicit LessonActions(MainWindow& window);
    ~LessonActions() override;
    LessonPanel& panel() const { return *m_panel; }

    /// Brings the panel up, where one left it.
    void open();
    void close();
    /// A built-in lesson from the step that comes next.
    void begin(const QString& id);
    /// A lesson of somebody's own, from its first step. One sentence where it does not hold; empty otherwise.
    QString begin(const Lesson& lesson);
    /// A step of a built-in lesson, "ID:STEP" from 1 on, for a picture. Throws FormatError where there is none.
    void show(const std::string& idAndStep);
    bool isOpen() const { return m_isOpen; }
    /// Steps that were left behind, "ID:STEPS".
    QStringList progress() const;
    void setProgress(const QStringList& progress);

private:
    struct Running;

    void connectPanel();
    void showPanel(bool isOpen);
    void showList();
    void enter(std::size_t step);
    void returnToStep();
    void setUp(const LessonPlace& place, const QString& text);
    void answer(const QString& typed);
    void choose(std::size_t choice);
    void follow(const QString& target);
    void look();
    void succeed();
    void reveal();
    void showStep(bool isOther);
    QString html() const;
    QString choicesHtml() const;
    LessonScope scope() const;
    const LessonStep& step() const;

    MainWindow& m_window;
    LessonPanel* m_panel;
    std::unique_ptr<Running> m_running; // null: the list
    QMap<QString, int> m_done;          // steps, by lesson
    bool m_isOpen = false;
};

} // namespace ridge

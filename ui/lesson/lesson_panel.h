// The lesson beside the charts: what a step says, a field for an answer, and the way through the steps.
// Not the lesson: it is told what to show, and says what the student does.
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QTextBrowser;
class QToolButton;

namespace ridge {

/// What is on show. The list of lessons has neither answer nor steps.
struct LessonPage {
    QString heading;
    QString html; // links are told to whoever follows them
    bool isStep = false;
    bool asksNumber = false;
    QString unit; // that is usual for the answer
    QString feedback;
    bool isRight = false;
    int hintsLeft = 0;
    bool canReveal = false;
    bool hasPrevious = false, hasNext = false;
    bool isElsewhere = false; // the scenario is another than the step's
};

class LessonPanel : public QWidget {
    Q_OBJECT
public:
    explicit LessonPanel(QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    /// Stays where it was scrolled to, and keeps what was typed, unless it is another step.
    void show(const LessonPage& page, bool isOther);
    const LessonPage& page() const { return m_shown; }

signals:
    void followed(QString target); // a link's
    void answered(QString typed);
    void hintWanted();
    void revealWanted();
    void previousWanted();
    void nextWanted();
    void returnWanted();
    void listWanted();
    void closeWanted();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void createHeader();
    void createAnswer();
    void createFooter();
    QPushButton* addButton(const QString& text, const QString& help, void (LessonPanel::*wanted)());
    void fitText();
    QString styled(const QString& html) const;

    LessonPage m_shown;
    bool m_showsEnd = false; // until somebody scrolls
    Theme m_theme;
    QLabel* m_heading;
    QToolButton* m_list;
    QTextBrowser* m_text;
    QWidget* m_answer;
    QLineEdit* m_field;
    QLabel* m_feedback;
    QPushButton* m_return;
    QPushButton* m_hint;
    QPushButton* m_reveal;
    QPushButton* m_previous;
    QPushButton* m_next;
};

} // namespace ridge

// A number or a text in a field: says what is typed, restores on Esc, never keeps Ctrl+Z for itself.
// Not a parser: the owner decides what the text means and tells the field whether it could.
#pragma once

#include "ui/controls/value_steps.h"
#include "ui/theme/theme.h"

#include <QLineEdit>

namespace ridge {

/// A line edit that leaves undo and redo to the document: no Ctrl+Z for its own text.
class DocumentLineEdit : public QLineEdit {
    Q_OBJECT
public:
    using QLineEdit::QLineEdit;

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
};

class ParameterField : public DocumentLineEdit {
    Q_OBJECT
public:
    explicit ParameterField(QWidget* parent = nullptr);

    /// What the column's style sheet must contain.
    static QString sheetFor(const Theme& theme);
    void setTheme(const Theme& theme);
    void setChangedMark(bool changed);
    /// Shows a value. Text in the middle of being typed stays when it stands for this very value.
    void showText(const QString& text, bool keepTyped);
    /// The sentence why the typed text cannot be used; empty when it can.
    void setProblem(const QString& sentence);
    QString problem() const { return m_problem; }
    bool isTyping() const { return m_typing; }
    int neededWidth() const; // to show the value whole
    void endTyping();        // drops what is typed and shows the value

signals:
    void typingStarted();
    void typed(QString text);
    void finished(); // Enter or focus left, after typing
    void cancelled();
    void stepped(int notches, bool tenfold);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void finish();

    Theme m_theme;
    QString m_shown; // the text of the value
    QString m_problem;
    WheelNotches m_wheel;
    bool m_typing = false;
    bool m_changed = false;
    bool m_gotFocusByMouse = false; // by the press that is being delivered
    bool m_selectsAll = false;      // when that press is released
};

} // namespace ridge

#include "ui/controls/parameter_field.h"

#include "ui/controls/field_frame.h"

#include <QMouseEvent>
#include <QStyle>
#include <utility>

namespace ridge {

namespace {

constexpr double textSize = 12.5;

bool isUndoOrRedo(const QKeyEvent* event)
{
    return event->matches(QKeySequence::Undo) || event->matches(QKeySequence::Redo) ||
           (event->key() == Qt::Key_Z && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier));
}

/// Ctrl with a letter that is not about the text in the field: all of it, copy, paste and cut.
bool isLeftToWindow(const QKeyEvent& event)
{
    const int key = event.key();
    return event.modifiers() == Qt::ControlModifier && key >= Qt::Key_A && key <= Qt::Key_Z && key != Qt::Key_A &&
           key != Qt::Key_C && key != Qt::Key_V && key != Qt::Key_X;
}

} // namespace

ParameterField::ParameterField(QWidget* parent) : DocumentLineEdit(parent)
{
    setFrame(false);
    setAcceptDrops(false); // a file dropped here is for the window, not a text
    setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    setFocusPolicy(Qt::StrongFocus);
    setTextMargins(4, 0, 4, 0);
    connect(this, &QLineEdit::textEdited, this, [this](const QString& text) {
        m_typing = true;
        emit typed(text);
    });
}

QString ParameterField::sheetFor(const Theme& theme)
{
    // The frame is painted here, so the program's sheet must not paint another.
    return QStringLiteral("ridge--ParameterField { background: transparent; border: none; padding: 0px; color: %1; "
                          "font-size: %2px; }"
                          "ridge--ParameterField[invalid=\"true\"] { color: %3; }")
        .arg(theme.text.name())
        .arg(qRound(theme.px(textSize)))
        .arg(theme.warning.name());
}

void ParameterField::setTheme(const Theme& theme)
{
    m_theme = theme;
    setFont(theme.font(textSize));
    update();
}

void ParameterField::setChangedMark(bool changed)
{
    if (changed != m_changed) {
        m_changed = changed;
        update();
    }
}

void ParameterField::showText(const QString& shown, bool keepTyped)
{
    m_shown = shown;
    if (m_typing && keepTyped) {
        return;
    }
    m_typing = false;
    setProblem({});
    if (text() != shown) {
        setText(shown);
        setCursorPosition(0); // when it does not fit, the leading digits matter
    }
}

void ParameterField::setProblem(const QString& sentence)
{
    if (sentence.isEmpty() != m_problem.isEmpty()) {
        setProperty("invalid", !sentence.isEmpty());
        style()->unpolish(this); // the sheet looks at properties only then
        style()->polish(this);
        update();
    }
    m_problem = sentence;
}

int ParameterField::neededWidth() const
{
    constexpr double besides = 14; // margins of the text and of the frame
    return QFontMetrics(m_theme.font(textSize)).horizontalAdvance(m_shown) + int(m_theme.px(besides));
}

void ParameterField::endTyping() { showText(m_shown, false); }

bool DocumentLineEdit::event(QEvent* event)
{
    // QLineEdit claims undo for its own text history, and Ctrl+U, K, D and E to delete and to move as some editors do;
    // here undo belongs to the document, and whatever else the window has a shortcut for to the window.
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (isUndoOrRedo(key) || isLeftToWindow(*key)) {
            event->ignore();
            return false;
        }
    }
    return QLineEdit::event(event);
}

void DocumentLineEdit::keyPressEvent(QKeyEvent* event)
{
    if (isUndoOrRedo(event)) {
        event->ignore();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void ParameterField::keyPressEvent(QKeyEvent* event)
{
    if (const auto step = stepOf(*event)) {
        emit stepped(step->notches, step->tenfold);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        finish();
        return;
    case Qt::Key_Escape:
        if (m_typing) {
            emit cancelled();
            endTyping();
            selectAll();
            return;
        }
        break;
    default:
        break;
    }
    DocumentLineEdit::keyPressEvent(event);
}

void ParameterField::wheelEvent(QWheelEvent* event)
{
    if (!hasFocus()) {
        event->ignore();
        return;
    }
    if (const int notches = m_wheel.add(*event)) {
        emit stepped(notches, false);
    }
    event->accept();
}

void ParameterField::finish()
{
    if (m_typing) {
        emit finished();
        if (m_problem.isEmpty()) {
            endTyping();
        }
    }
    selectAll();
}

void ParameterField::focusInEvent(QFocusEvent* event)
{
    QLineEdit::focusInEvent(event);
    m_gotFocusByMouse = event->reason() == Qt::MouseFocusReason; // the press itself follows
    if (event->reason() != Qt::PopupFocusReason) {
        emit typingStarted();
    }
    update();
}

/// A first click takes the whole value, to be typed over; a second one puts the cursor.
void ParameterField::mousePressEvent(QMouseEvent* event)
{
    m_selectsAll = event->button() == Qt::LeftButton && m_gotFocusByMouse;
    m_gotFocusByMouse = false;
    DocumentLineEdit::mousePressEvent(event);
}

void ParameterField::mouseReleaseEvent(QMouseEvent* event)
{
    DocumentLineEdit::mouseReleaseEvent(event);
    if (std::exchange(m_selectsAll, false) && !hasSelectedText()) { // what was dragged over is what is wanted
        selectAll();
    }
}

void ParameterField::focusOutEvent(QFocusEvent* event)
{
    QLineEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason && m_typing) {
        emit finished();
        endTyping();
    }
    update();
}

void ParameterField::paintEvent(QPaintEvent* event)
{
    {
        QPainter painter(this);
        paintFieldFrame(
            painter, rect(), m_theme,
            {.focused = hasFocus(), .hovered = underMouse(), .changed = m_changed, .invalid = !m_problem.isEmpty()});
    }
    QLineEdit::paintEvent(event);
}

void ParameterField::enterEvent(QEnterEvent* event)
{
    QLineEdit::enterEvent(event);
    update();
}

void ParameterField::leaveEvent(QEvent* event)
{
    QLineEdit::leaveEvent(event);
    update();
}

} // namespace ridge

#include "ui/controls/parameter_field.h"

#include "ui/controls/field_frame.h"

#include <QStyle>

namespace ridge {

namespace {

bool isUndoOrRedo(const QKeyEvent* event)
{
    return event->matches(QKeySequence::Undo) || event->matches(QKeySequence::Redo) ||
           (event->key() == Qt::Key_Z && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier));
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
                          "ridge--ParameterField[tight=\"true\"] { font-size: %4px; }"
                          "ridge--ParameterField[invalid=\"true\"] { color: %3; }")
        .arg(theme.text.name())
        .arg(qRound(theme.px(12.5)))
        .arg(theme.warning.name())
        .arg(qRound(theme.px(11)));
}

void ParameterField::setTheme(const Theme& theme)
{
    m_theme = theme;
    setFont(theme.font(12.5));
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
        fitText();
        setCursorPosition(0); // when it does not fit, the leading digits matter
    }
}

void ParameterField::setProblem(const QString& sentence)
{
    if (sentence == m_problem) {
        return;
    }
    setFlag("invalid", !sentence.isEmpty());
    m_problem = sentence;
}

void ParameterField::setFlag(const char* name, bool on)
{
    if (property(name).toBool() != on) {
        setProperty(name, on);
        style()->unpolish(this); // the sheet looks at properties only then
        style()->polish(this);
        update();
    }
}

void ParameterField::fitText()
{
    // A long unit is set smaller before a digit is cut.
    setFlag("tight", QFontMetrics(m_theme.font(12.5)).horizontalAdvance(text()) > width() - int(m_theme.px(13)));
}

void ParameterField::resizeEvent(QResizeEvent* event)
{
    DocumentLineEdit::resizeEvent(event);
    fitText();
}

void ParameterField::endTyping() { showText(m_shown, false); }

bool DocumentLineEdit::event(QEvent* event)
{
    // QLineEdit claims undo for its own text history; here undo belongs to the document.
    if (event->type() == QEvent::ShortcutOverride && isUndoOrRedo(static_cast<QKeyEvent*>(event))) {
        event->ignore();
        return false;
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
    if (event->reason() != Qt::PopupFocusReason) {
        emit typingStarted();
    }
    update();
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

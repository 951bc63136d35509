#include "app/window/dialogs/step_dialog.h"

#include "app/reading/paths.h"
#include "app/window/dialogs/file_dialogs.h"
#include "app/window/lessons/lesson_file.h"
#include "ui/shown.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

namespace ridge {
namespace {

constexpr int pauseInTyping = 250; // ms
const char* const anyId = "recorded";

/// "Line 7: …", of a file in which the steps stand below a head that nobody sees.
QString sentenceOf(const LessonFault& fault, int linesBefore)
{
    const QString sentence = shown(fault.sentence);
    return fault.line > linesBefore ? StepDialog::tr("Line %1: %2.").arg(fault.line - linesBefore).arg(sentence)
                                    : sentence + u'.';
}

} // namespace

StepDialog::StepDialog(const RecordedStep& step, LessonWorld world, const Theme& theme, QWidget* parent)
    : QDialog(parent), m_world(std::move(world)), m_leftOut(step.leftOut), m_text(new QPlainTextEdit(this)),
      m_state(new QLabel(this))
{
    setObjectName(QStringLiteral("stepDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Lesson step"));
    auto* what = new QLabel(tr("What is on screen, as a step of a lesson. Give it a title and words of your own, and "
                               "work its answer out by hand."),
                            this);
    what->setWordWrap(true);
    m_text->setObjectName(QStringLiteral("stepText"));
    m_text->setAccessibleName(tr("Text of the step"));
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(theme.font(13).pixelSize());
    m_text->setFont(font);
    m_text->setTabChangesFocus(true);
    m_text->setPlainText(QString::fromStdString(step.markdown));
    m_state->setObjectName(QStringLiteral("stepState"));
    m_state->setTextFormat(Qt::PlainText);
    m_state->setWordWrap(true);
    auto* line = new QHBoxLayout;
    line->addWidget(m_state, 1);
    addButtons(*line);
    auto* column = new QVBoxLayout(this);
    column->addWidget(what);
    column->addWidget(m_text, 1);
    column->addLayout(line);
    resize(720, 560);
    m_later.setSingleShot(true);
    m_later.setInterval(pauseInTyping);
    connect(&m_later, &QTimer::timeout, this, &StepDialog::check);
    connect(m_text, &QPlainTextEdit::textChanged, &m_later, qOverload<>(&QTimer::start));
    m_text->setFocus();
    m_elsewhere = text();
    check();
}

void StepDialog::reject()
{
    if (text() != m_elsewhere) {
        const auto answer =
            QMessageBox::question(this, tr("Lesson step"), tr("Add the step to a lesson's file?"),
                                  QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Save);
        if (answer == QMessageBox::Save) {
            append();
        }
        if (answer != QMessageBox::Discard && text() != m_elsewhere) {
            return;
        }
    }
    QDialog::reject();
}

void StepDialog::addButtons(QBoxLayout& line)
{
    const auto add = [&](const QString& text, auto call) {
        auto* button = new QPushButton(text, this);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, call);
        line.addWidget(button, 0, Qt::AlignBottom);
    };
    add(tr("&Copy"), &StepDialog::copy);
    add(tr("&Append to file…"), &StepDialog::append);
    add(tr("Cl&ose"), &StepDialog::close);
}

std::string StepDialog::text() const { return m_text->toPlainText().toStdString(); }

/// As `lesson check` does, in a lesson that has nothing else.
void StepDialog::check()
{
    const std::string head = newLessonHead(anyId);
    const std::vector<LessonFault> faults = checkLessonFile(head + text(), m_world);
    if (!faults.empty()) {
        say(sentenceOf(faults.front(), static_cast<int>(std::ranges::count(head, '\n'))), true);
    } else if (!m_leftOut.empty()) {
        say(shown(m_leftOut.front()) + u'.', true);
    } else {
        say(tr("The step holds."), false);
    }
}

void StepDialog::copy()
{
    QGuiApplication::clipboard()->setText(m_text->toPlainText());
    m_elsewhere = text();
    say(tr("Copied."), false);
}

void StepDialog::append()
{
    const QString path = askAppendPath(this, tr("Append to a lesson"), QStringLiteral("my.lesson.md"),
                                       fileFilter(tr("Lessons"), {QStringLiteral(".lesson.md")}));
    if (path.isEmpty()) {
        return;
    }
    try {
        appendSteps(path, text());
        m_elsewhere = text();
        say(tr("Added to %1.").arg(fileName(path)), false);
    } catch (const std::exception& error) {
        say(shown(QString::fromUtf8(error.what())), true);
    }
}

void StepDialog::say(const QString& sentence, bool isWarning)
{
    m_later.stop();
    m_state->setText(sentence);
    m_text->setAccessibleDescription(sentence);
    m_state->setProperty("role", isWarning ? QStringLiteral("warning") : QStringLiteral("muted"));
    m_state->style()->unpolish(m_state); // the style sheet reads the role when it dresses the label
    m_state->style()->polish(m_state);
}

} // namespace ridge

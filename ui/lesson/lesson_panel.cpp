#include "ui/lesson/lesson_panel.h"

#include "ui/controls/controls.h"

#include <QAbstractTextDocumentLayout>
#include <QBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QTextBrowser>
#include <QToolButton>
#include <QUrl>
#include <QtMath>
#include <memory>

namespace ridge {
namespace {

constexpr double textSize = 14;
constexpr int side = 12;

} // namespace

LessonPanel::LessonPanel(QWidget* parent)
    : QWidget(parent), m_theme(Theme::light()), m_heading(new ElidedLabel),
      m_list(flatButton(QStringLiteral("‹"), tr("All lessons"))), m_text(new QTextBrowser), m_answer(new QWidget),
      m_field(new QLineEdit), m_feedback(new QLabel)
{
    setObjectName(QStringLiteral("lessonPanel"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 6);
    column->setSpacing(4);
    createHeader();
    m_text->setOpenLinks(false); // they lead to numbers, controls and answers
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setProperty("role", "page");
    m_text->setAccessibleName(tr("Lesson"));
    m_text->setMinimumHeight(60);
    connect(m_text, &QTextBrowser::anchorClicked, this, [this](const QUrl& url) { emit followed(url.toString()); });
    m_text->document()->setDocumentMargin(side);
    connect(m_text->document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
            &LessonPanel::fitText);
    connect(m_text->verticalScrollBar(), &QScrollBar::rangeChanged, this, [this](int, int end) {
        if (m_showsEnd) {
            m_text->verticalScrollBar()->setValue(end);
        }
    });
    connect(m_text->verticalScrollBar(), &QScrollBar::actionTriggered, this, [this] { m_showsEnd = false; });
    constexpr int all = 100; // the field stands below the question, however short that is
    column->addWidget(m_text, all);
    createAnswer();
    column->addStretch(1);
    createFooter();
    setFocusProxy(m_text);
}

void LessonPanel::createHeader()
{
    auto* row = new QHBoxLayout;
    row->setContentsMargins(side, 8, side, 0);
    row->addWidget(m_list);
    row->addWidget(m_heading, 1);
    QToolButton* close = flatButton(QStringLiteral("×"), tr("Close the lesson"));
    row->addWidget(close);
    connect(m_list, &QToolButton::clicked, this, &LessonPanel::listWanted);
    connect(close, &QToolButton::clicked, this, &LessonPanel::closeWanted);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
}

void LessonPanel::createAnswer()
{
    auto* row = new QHBoxLayout(m_answer);
    row->setContentsMargins(side, 0, side, 0);
    m_field->setAccessibleName(tr("Answer"));
    m_field->setObjectName(QStringLiteral("lessonAnswer"));
    row->addWidget(m_field, 1);
    auto* check = new QPushButton(tr("Check"));
    row->addWidget(check);
    const auto answer = [this] { emit answered(m_field->text()); };
    connect(m_field, &QLineEdit::returnPressed, this, answer);
    connect(check, &QPushButton::clicked, this, answer);
    m_feedback->setTextFormat(Qt::PlainText);
    m_feedback->setWordWrap(true);
    m_feedback->setContentsMargins(side, 0, side, 0);
    m_feedback->setAccessibleName(tr("What is said to the answer"));
    auto* column = static_cast<QVBoxLayout*>(layout());
    column->addWidget(m_answer);
    column->addWidget(m_feedback);
}

QPushButton* LessonPanel::addButton(const QString& text, const QString& help, void (LessonPanel::*wanted)())
{
    auto* button = new QPushButton(text);
    button->setToolTip(help);
    button->setMinimumWidth(20);
    connect(button, &QPushButton::clicked, this, wanted);
    return button;
}

void LessonPanel::createFooter()
{
    auto* row = new QHBoxLayout;
    row->setContentsMargins(side, 0, side, 0);
    row->setSpacing(6);
    m_previous = addButton(tr("Back"), tr("The step before"), &LessonPanel::previousWanted);
    m_return = addButton(tr("Back to this step"), tr("The scenario as the step has it; what you tried can be undone"),
                         &LessonPanel::returnWanted);
    m_hint = addButton(tr("Hint"), tr("One hint more"), &LessonPanel::hintWanted);
    m_reveal = addButton(tr("Reveal"), tr("The answer, and where it comes from"), &LessonPanel::revealWanted);
    m_next = addButton(tr("Next"), tr("The next step"), &LessonPanel::nextWanted);
    auto* above = new QHBoxLayout; // not always there, and too wide for the others
    above->setContentsMargins(side, 0, side, 0);
    above->addWidget(m_return);
    above->addStretch(1);
    static_cast<QVBoxLayout*>(layout())->addLayout(above);
    row->addWidget(m_previous);
    row->addStretch(1);
    row->addWidget(m_hint);
    row->addWidget(m_reveal);
    row->addWidget(m_next);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
}

void LessonPanel::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_heading->setFont(theme.font(13, true));
    m_text->document()->setDefaultFont(theme.font(textSize));
    m_text->setHtml(styled(m_shown.html));
}

/// As high as its words need beside a scroll bar, so that none comes and goes with the line that it would break.
void LessonPanel::fitText()
{
    const std::unique_ptr<QTextDocument> beside(m_text->document()->clone());
    beside->setTextWidth(m_text->width() - m_text->verticalScrollBar()->sizeHint().width());
    m_text->setMaximumHeight(qMax(m_text->minimumHeight(), qCeil(beside->size().height())));
}

QString LessonPanel::styled(const QString& html) const
{
    return QStringLiteral("<style>a { color: %1; text-decoration: none; } .muted { color: %2; } "
                          ".question { font-weight: 600; } p, li { margin-bottom: 6px; }</style>")
               .arg(m_theme.accent.name(), m_theme.muted.name()) +
           html;
}

void LessonPanel::show(const LessonPage& page, bool isOther)
{
    const int place = m_text->verticalScrollBar()->value();
    const bool isNewText = isOther || page.html != m_shown.html;
    const bool goesOn = page.hintsLeft < m_shown.hintsLeft || (m_shown.canReveal && !page.canReveal);
    m_showsEnd = !isOther && (goesOn || m_showsEnd); // where a hint stands, or what was revealed
    m_shown = page;
    m_heading->setText(page.heading);
    m_list->setVisible(page.isStep);
    if (isNewText) {
        m_text->setHtml(styled(page.html));
        m_text->verticalScrollBar()->setValue(isOther ? 0 : place);
    }
    if (isOther) {
        m_field->clear();
    }
    setFocusProxy(page.asksNumber ? static_cast<QWidget*>(m_field) : m_text);
    if (m_field->hasFocus() && !page.asksNumber) {
        m_next->setFocus(); // it was right
    }
    m_answer->setVisible(page.asksNumber);
    m_field->setPlaceholderText(page.unit.isEmpty() ? tr("A number") : tr("A number in %1").arg(page.unit));
    m_feedback->setVisible(!page.feedback.isEmpty());
    m_feedback->setText(page.feedback);
    m_feedback->setProperty("role", page.isRight ? "good" : "");
    m_feedback->setFont(m_theme.font(textSize, page.isRight));
    m_previous->setVisible(page.hasPrevious);
    m_return->setVisible(page.isElsewhere);
    if (m_hint->hasFocus() && page.hintsLeft == 0) {
        setFocus(); // not to the button beside it, which reveals
    }
    m_hint->setVisible(page.hintsLeft > 0);
    m_reveal->setVisible(page.canReveal);
    m_next->setVisible(page.hasNext);
}

void LessonPanel::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), m_theme.panel); }

} // namespace ridge

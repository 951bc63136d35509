#include "app/window/dialogs/guide_dialog.h"

#include "core/reports/guide.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace ridge {

GuideDialog::GuideDialog(const Theme& theme, QWidget* parent)
    : QDialog(parent), m_search(new QLineEdit(this)), m_text(new QTextBrowser(this))
{
    setObjectName(QStringLiteral("guideDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Guide"));
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(tr("Search in the guide"));
    m_search->setClearButtonEnabled(true);
    m_text->setAccessibleName(tr("Guide"));
    m_text->setFont(theme.font(13));
    m_text->document()->setDocumentMargin(theme.px(16));
    m_text->document()->setDefaultStyleSheet(QStringLiteral("h1,h2,h3,p,li{color:%1} .muted{color:%2} a{color:%3}")
                                                 .arg(theme.text.name(), theme.muted.name(), theme.accent.name()));
    m_text->setHtml(QString::fromStdString(guideHtml()));
    auto* next = new QPushButton(tr("Next"), this);
    next->setAccessibleName(tr("Next place with the searched words"));
    auto* line = new QHBoxLayout;
    line->addWidget(m_search, 1);
    line->addWidget(next);
    auto* column = new QVBoxLayout(this);
    column->addLayout(line);
    column->addWidget(m_text, 1);
    resize(760, 720);
    m_search->setFocus();
    connect(m_search, &QLineEdit::textEdited, this, [this] {
        m_text->moveCursor(QTextCursor::Start);
        find(false);
    });
    connect(m_search, &QLineEdit::returnPressed, this, [this] { find(false); });
    connect(next, &QPushButton::clicked, this, [this] { find(false); });
    next->setAutoDefault(false);
    connect(new QShortcut(QKeySequence::Find, this), &QShortcut::activated, m_search, [this] { m_search->setFocus(); });
    connect(new QShortcut(QKeySequence::FindPrevious, this), &QShortcut::activated, this, [this] { find(true); });
}

void GuideDialog::showAnchor(const QString& anchor) { m_text->scrollToAnchor(anchor); }

/// Goes round at the end.
void GuideDialog::find(bool backwards)
{
    const QString words = m_search->text();
    const QTextDocument::FindFlags flags = backwards ? QTextDocument::FindBackward : QTextDocument::FindFlags();
    if (!words.isEmpty() && !m_text->find(words, flags)) {
        m_text->moveCursor(backwards ? QTextCursor::End : QTextCursor::Start);
        m_text->find(words, flags);
    }
}

} // namespace ridge

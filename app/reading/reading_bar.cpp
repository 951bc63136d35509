#include "app/reading/reading_bar.h"

#include "app/reading/reading.h"

#include <QBoxLayout>
#include <QLabel>
#include <QShortcut>
#include <QToolButton>

namespace ridge {

ReadingBar::ReadingBar(QWidget* parent)
    : QWidget(parent), m_text(new QLabel(this)), m_escape(new QShortcut(QKeySequence(Qt::Key_Escape), this))
{
    setObjectName(QStringLiteral("readingBar"));
    auto* cancel = new QToolButton(this);
    cancel->setText(tr("Cancel"));
    cancel->setToolTip(tr("Stop reading (Esc)"));
    cancel->setAccessibleName(tr("Stop reading"));
    cancel->setProperty("role", "link");
    m_text->setAccessibleName(tr("What is being read"));
    m_text->setProperty("role", "small");
    m_text->setTextFormat(Qt::PlainText);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(m_text);
    row->addWidget(cancel);
    m_escape->setEnabled(false); // the key is others' while there is nothing to stop
    connect(m_escape, &QShortcut::activated, this, &ReadingBar::cancelRequested);
    connect(cancel, &QToolButton::clicked, this, &ReadingBar::cancelRequested);
    hide();
}

void ReadingBar::follow(Reading& reading)
{
    connect(&reading, &Reading::progressed, this, &ReadingBar::tell);
    connect(&reading, &Reading::ended, this, &QWidget::hide);
}

void ReadingBar::tell(const QString& what, double share)
{
    const QString name = m_text->fontMetrics().elidedText(what, Qt::ElideMiddle, 300);
    m_text->setText(share < 1 ? tr("Reading %1: %2 %").arg(name).arg(qRound(100 * share))
                              : tr("Reading %1: working it out").arg(name));
    show();
}

void ReadingBar::showEvent(QShowEvent* event)
{
    m_escape->setEnabled(true);
    window()->setCursor(Qt::BusyCursor); // busy, and yet at work
    QWidget::showEvent(event);
}

void ReadingBar::hideEvent(QHideEvent* event)
{
    m_escape->setEnabled(false);
    window()->unsetCursor();
    QWidget::hideEvent(event);
}

} // namespace ridge

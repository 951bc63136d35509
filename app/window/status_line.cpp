#include "app/window/status_line.h"

#include "app/reading/reading_bar.h"
#include "ui/controls/controls.h"
#include "ui/shown.h"

#include <QLabel>
#include <QStatusBar>
#include <QStyle>
#include <QToolButton>

namespace ridge {

StatusLine::StatusLine(QStatusBar& bar)
    : QObject(&bar), m_message(new ElidedLabel), m_timing(new QLabel), m_offer(new QToolButton),
      m_reading(new ReadingBar)
{
    m_message->setAccessibleName(tr("Effect of the last edit"));
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_message->setContentsMargins(12, 0, 12, 0);
    m_timing->setContentsMargins(12, 0, 12, 0);
    m_offer->setProperty("role", "link");
    m_offer->hide();
    bar.addWidget(m_message, 1);
    bar.addWidget(m_offer);
    bar.addPermanentWidget(m_timing);
    bar.addWidget(m_reading);
    bar.setSizeGripEnabled(false);
    connect(m_reading, &ReadingBar::cancelRequested, this, &StatusLine::cancelRequested);
}

void StatusLine::say(const QString& text, bool warning)
{
    const QString sentence = shown(text);
    m_offer->hide();
    m_message->setText(sentence);
    m_message->setToolTip(asToolTip(sentence));
    const QString role = warning ? QStringLiteral("warning") : QStringLiteral("small");
    if (m_message->property("role").toString() != role) {
        m_message->setProperty("role", role);
        m_message->style()->unpolish(m_message); // the style sheet reads the role when it dresses the label
        m_message->style()->polish(m_message);
    }
}

void StatusLine::offer(const QString& sentence, const QString& action, std::function<void()> call)
{
    say(sentence);
    m_offer->disconnect(this);
    m_offer->setText(action);
    m_offer->setAccessibleName(action + QStringLiteral(": ") + shown(sentence));
    connect(m_offer, &QToolButton::clicked, this, [this, call = std::move(call)] {
        m_offer->hide();
        call();
    });
    m_offer->show();
}

void StatusLine::setTiming(const QString& text) { m_timing->setText(text); }

void StatusLine::setTheme(const Theme& theme)
{
    for (QLabel* label : {m_message, m_timing}) {
        label->setFont(theme.font(11.5));
    }
}

void StatusLine::follow(Reading& reading) { m_reading->follow(reading); }

} // namespace ridge

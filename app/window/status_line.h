// The line at the bottom: the last message, what can be done about it, what is being read, and how long it all took.
// Not the reading, and not what a message says.
#pragma once

#include "ui/theme/theme.h"

#include <QObject>
#include <functional>

class QLabel;
class QStatusBar;
class QToolButton;

namespace ridge {

class Reading;
class ReadingBar;

class StatusLine : public QObject {
    Q_OBJECT
public:
    /// Fills the bar, and goes with it.
    explicit StatusLine(QStatusBar& bar);

    void say(const QString& sentence, bool warning = false);
    /// A message with one thing to do about it, until the next message.
    void offer(const QString& sentence, const QString& action, std::function<void()> call);
    void setTiming(const QString& text);
    void setTheme(const Theme& theme);
    /// Says how far it is.
    void follow(Reading& reading);

signals:
    void cancelRequested(); // of whatever is being read

private:
    QLabel* m_message;
    QLabel* m_timing;
    QToolButton* m_offer; // beside the message
    ReadingBar* m_reading;
};

} // namespace ridge

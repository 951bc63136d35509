// Says over the whole window, while a file is dragged there, what dropping it does.
// Not the dropping: the window takes the events, this lets them pass.
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace ridge {

class DropNotice : public QWidget {
public:
    explicit DropNotice(QWidget* window);
    void setTheme(const Theme& theme);
    /// Over all of the window until it is hidden.
    void announce(const QString& sentence);
    QString sentence() const { return m_sentence; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme m_theme;
    QString m_sentence;
};

} // namespace ridge

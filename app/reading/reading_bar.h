// The line that says what is being read and how far, with Cancel. Seen only while something takes long.
// Not the reading: it listens to any number of them.
#pragma once

#include <QWidget>

class QLabel;
class QShortcut;
class QToolButton;

namespace ridge {

class Reading;

class ReadingBar : public QWidget {
    Q_OBJECT
public:
    explicit ReadingBar(QWidget* parent = nullptr);
    void follow(Reading& reading);

signals:
    /// The button or Escape.
    void cancelRequested();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void tell(const QString& what, double share);

    QLabel* m_text;
    QShortcut* m_escape;
};

} // namespace ridge

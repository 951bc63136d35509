// What outlives a run: layout, theme, recent files, folded sections, and an unsaved scenario after a crash.
// Not the scenario files the user saves.
#pragma once

#include <QObject>
#include <QTimer>

namespace ridge {

class MainWindow;

class Session : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    ~Session() override;

    /// Restores the window, and the unsaved scenario of a session that did not end properly when `recover` is asked.
    void attach(MainWindow& window, bool recover);
    /// Where unsaved work is kept while the program runs.
    static QString recoveryPath();

private:
    void restore(MainWindow& window, bool recover);
    void recoverScenario(MainWindow& window);
    void keepScenario();
    void store();

    MainWindow* m_window = nullptr;
    QTimer m_keep;
};

} // namespace ridge

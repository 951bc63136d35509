// What outlives a run: layout, theme, recent files, folded sections and blocks, and an unsaved scenario after a crash.
// Not the scenario files the user saves.
#pragma once

#include <QObject>
#include <QTimer>
#include <memory>

class QLockFile;

namespace ridge {

class MainWindow;

class Session : public QObject {
    Q_OBJECT
public:
    explicit Session(QObject* parent = nullptr);
    ~Session() override;

    /// Restores the window, and the unsaved scenario of a session that did not end properly when `recover` is asked.
    void attach(MainWindow& window, bool recover);
    /// Where unsaved work is kept while the program runs. Programs that run beside each other have one slot each.
    static QString recoveryPath(int slot = 1);

private:
    void claimSlot(bool recover);
    void restore(MainWindow& window, bool recover);
    void recoverScenario(MainWindow& window);
    void keepScenario();
    void store();

    MainWindow* m_window = nullptr;
    std::unique_ptr<QLockFile> m_lock; // of our slot
    QString m_recovery;                // empty: nothing can be kept
    QTimer m_keep;
};

} // namespace ridge

// What outlives a run: layout, theme, recent files, folded sections and blocks, and an unsaved scenario after a crash.
// Not the scenario files the user saves.
#pragma once

#include "app/document/files.h"
#include "app/document/recovery_slot.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

class QUndoCommand;

namespace ridge {

class MainWindow;
struct LeftBehind;

class Session : public QObject {
    Q_OBJECT
public:
    explicit Session(QObject* parent = nullptr);
    ~Session() override;

    /// Restores the window, and offers the unsaved work of sessions that did not end properly when `recover` is asked.
    void attach(MainWindow& window, bool recover);
    /// Where unsaved work is kept while the program runs. Programs that run beside each other have one slot each.
    static QString recoveryPath(int slot = 1);

private:
    void restore(MainWindow& window);
    void offerLeftBehind();
    void recover(LeftBehind found);
    void noteChange();
    void keep();
    void noteKept(const QString& problem);
    void tellWhere(const QString& problems, bool isKept);
    void say(const QString& sentence);
    void store();

    MainWindow* m_window = nullptr;
    std::unique_ptr<RecoverySlot> m_slot; // none: nothing can be kept
    bool m_told = false;                  // that keeping fails
    std::shared_ptr<const Scenario> m_kept;
    std::shared_ptr<const Targets> m_keptTargets;
    std::shared_ptr<const Figures> m_keptFigures;
    Pins m_keptPins;
    const QUndoCommand* m_keptEdit = nullptr; // of the history, never looked into
    QTimer m_keep;
    QThreadPool m_writer; // one thread: what was kept first is written first
};

} // namespace ridge

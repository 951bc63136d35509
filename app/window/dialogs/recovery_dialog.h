// Asks what becomes of unsaved work that programs left which did not end properly: restored, discarded, or later.
// Not its files (recovery_slot.h), and not what restoring does.
#pragma once

#include "app/document/recovery_slot.h"

#include <QDialog>
#include <functional>

class QListWidget;

namespace ridge {

struct LeftBehind {
    std::unique_ptr<RecoverySlot> slot;
    UnsavedWork work;
};

class RecoveryDialog : public QDialog {
    Q_OBJECT
public:
    /// Closing it leaves everything as it is, for the next time.
    RecoveryDialog(std::vector<LeftBehind> found, std::function<void(LeftBehind)> restore, QWidget* parent);

private:
    LeftBehind take();
    void restoreChosen();
    void discardChosen();

    std::vector<LeftBehind> m_found; // one for each line of the list
    std::function<void(LeftBehind)> m_restore;
    QListWidget* m_list;
};

} // namespace ridge

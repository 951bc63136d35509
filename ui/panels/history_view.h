// The states that were visited as cards, the newest first, with a mark on the one on screen.
// Not what is remembered of them: it is told, and says which one is wanted.
#pragma once

#include "ui/theme/theme.h"

#include <QListView>

class QAction;
class QToolButton;

namespace ridge {

class HistoryModel;

struct HistoryEntry {
    QString title;  // what led there, or the name that it is kept under
    QString change; // what led there
    QStringList numbers;
    bool isKept = false;
    bool isPresent = false;
    bool fits = true;
    friend bool operator==(const HistoryEntry&, const HistoryEntry&) = default;
};

class HistoryView : public QListView {
    Q_OBJECT
public:
    explicit HistoryView(QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    /// The newest last; they are shown the other way round. The number of an entry is its place here.
    void setEntries(std::vector<HistoryEntry> entries);
    /// Whether there is somebody who pins.
    void setCanPin(bool can);
    /// What to do with the entry that is current, for the end of the tabs.
    QWidget* corner() const { return m_corner; }

signals:
    void wanted(int entry);
    void keepWanted(int entry); // under a name; of one that is kept, no longer
    void pinWanted(int entry);

protected:
    void paintEvent(QPaintEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    QAction* addAction(const QString& text, const QKeySequence& keys, const QString& help,
                       void (HistoryView::*wanted)(int));
    int currentEntry() const; // −1: none
    void follow();

    Theme m_theme;
    HistoryModel* m_entries;
    QWidget* m_corner;
    QAction* m_go;
    QAction* m_keep;
    QAction* m_pin;
};

} // namespace ridge

// Pinning as the user does it: keys, menu and buttons, and each pin evaluated once.
// Not the pins themselves, which are the document's, and not what the pages make of them.
#pragma once

#include "app/window/pages/window_page.h"
#include "core/scenario/pin.h"

#include <QList>
#include <QObject>
#include <vector>

class QAction;
class QKeySequence;
class QMenu;

namespace ridge {

class MainWindow;

class PinActions : public QObject {
    Q_OBJECT
public:
    explicit PinActions(MainWindow& window);

    /// What is pinned; the first is the reference.
    const std::vector<PinnedEvaluation>& evaluated() const { return m_evaluated; }
    Evaluations beside(std::shared_ptr<const Evaluation> now) const;
    /// For the Scenario menu.
    QList<QAction*> actions() const { return {m_pin, m_beside, m_swap, m_unpin}; }
    /// One entry for each pin, to make it the reference, rename it or let it go.
    void fill(QMenu* menu);
    QAction* pin() const { return m_pin; }
    QAction* swap() const { return m_swap; }
    QAction* unpin() const { return m_unpin; }

    /// What is on screen becomes the reference; what was the reference goes.
    void pinCurrent();
    /// The same of a state that was on screen before.
    void pinState(const std::shared_ptr<const Scenario>& state, const QString& name);
    /// The same beside what is pinned, under a name of its own.
    void pinBeside(const QString& name);
    void makeReference(std::size_t pin);
    void rename(std::size_t pin, const QString& name);
    void remove(std::size_t pin);
    void unpinAll();

signals:
    void changed();

private:
    QAction* add(const QString& text, const QKeySequence& keys, const QString& help, void (PinActions::*call)());
    void evaluatePins();
    void enable();
    void swapNow();
    void askBeside();

    MainWindow& m_window;
    std::vector<PinnedEvaluation> m_evaluated;
    QAction *m_pin, *m_beside, *m_swap, *m_unpin;
};

} // namespace ridge

// Reads on a thread of its own what may take long: one thing at a time, told how far it is, and given up at once.
// Not what is read, and not where its progress is shown.
#pragma once

#include "app/reading/input.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>
#include <exception>
#include <functional>
#include <memory>
#include <vector>

namespace ridge {

class Reading : public QObject {
    Q_OBJECT
public:
    /// What to do with what was read, on the window's thread.
    using Take = std::function<void()>;
    using Work = std::function<Take(const Watch&)>;
    using Refuse = std::function<void(const std::exception&)>;

    explicit Reading(QObject* parent = nullptr);
    /// Waits for what cannot stop at once.
    ~Reading() override;

    /// `work` runs on another thread; what it gives, or what it threw, is taken here as soon as no dialog is open.
    /// Whatever was being read before is given up.
    void start(const QString& what, Work work, Refuse refuse);
    /// Nothing of what is being read will be taken.
    void cancel();
    bool isBusy() const { return m_current != nullptr; }

signals:
    /// When it takes a while, again and again; `share` is 1 when all is read and something is still made of it.
    void progressed(const QString& what, double share);
    void ended();

private:
    struct Job;
    void look();
    void giveUp();

    std::unique_ptr<Job> m_current;
    std::vector<std::unique_ptr<Job>> m_givenUp; // and not yet at their end
    QElapsedTimer m_since;
    QTimer m_tick;
};

} // namespace ridge

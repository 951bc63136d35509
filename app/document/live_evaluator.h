// Turns edits into evaluations: at most one per frame and per turn of the event loop, the first at once,
// the last always. No threads: the arithmetic takes microseconds.
#pragma once

#include "core/analysis/evaluation.h"

#include <QObject>
#include <QTimer>

namespace ridge {

class LiveEvaluator : public QObject {
    Q_OBJECT
public:
    explicit LiveEvaluator(QObject* parent = nullptr);
    void setScenario(std::shared_ptr<const Scenario> scenario);
    /// Evaluates now whatever is pending.
    void flush();
    double lastMicroseconds() const { return m_microseconds; }

signals:
    void evaluated(std::shared_ptr<const ridge::Evaluation> evaluation);

private:
    void tick();

    std::shared_ptr<const Scenario> m_pending;
    std::shared_ptr<const Scenario> m_done;
    QTimer m_timer;
    double m_microseconds = 0;
};

} // namespace ridge

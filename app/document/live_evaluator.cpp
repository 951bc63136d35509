#include "app/document/live_evaluator.h"
#include "core/evaluate/evaluate.h"

#include <QElapsedTimer>

namespace ridge {
namespace {

// A 15 ms tick lands at 62 frames per second; 16 ms is rounded up and lands at 58.
constexpr int frameMs = 15;

} // namespace

LiveEvaluator::LiveEvaluator(QObject* parent) : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &LiveEvaluator::tick);
}

void LiveEvaluator::setScenario(std::shared_ptr<const Scenario> scenario)
{
    m_pending = std::move(scenario);
    if (!m_timer.isActive()) {
        tick();
    }
}

void LiveEvaluator::flush()
{
    m_timer.stop();
    tick();
}

void LiveEvaluator::tick()
{
    if (!m_pending || m_pending == m_done) {
        return;
    }
    m_done = m_pending;
    m_timer.start(frameMs); // edits wait for it, however long this evaluation takes
    QElapsedTimer clock;
    clock.start();
    auto evaluation = std::make_shared<const Evaluation>(evaluate(m_done));
    m_microseconds = static_cast<double>(clock.nsecsElapsed()) / 1000.0;
    emit evaluated(std::move(evaluation));
}

} // namespace ridge

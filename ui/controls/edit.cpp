#include "ui/controls/edit.h"

#include <QElapsedTimer>

namespace ridge {

namespace {

/// Tokens are unique in the process, so that two editors of one field can never seem to share a gesture.
quint64 nextToken()
{
    static quint64 last = 0;
    return ++last;
}

qint64 monotonicMs()
{
    QElapsedTimer clock;
    clock.start();
    return clock.msecsSinceReference();
}

} // namespace

quint64 Gesture::begin()
{
    m_ticking = false;
    m_token = nextToken();
    return m_token;
}

quint64 Gesture::tick() { return tickAt(monotonicMs()); }

quint64 Gesture::tickAt(qint64 milliseconds)
{
    if (!m_ticking || milliseconds - m_lastTick > pauseMs) {
        m_token = nextToken();
    }
    m_ticking = true;
    m_lastTick = milliseconds;
    return m_token;
}

void Gesture::end()
{
    m_ticking = false;
    m_token = 0;
}

} // namespace ridge

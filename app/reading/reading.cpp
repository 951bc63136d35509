#include "app/reading/reading.h"

#include <QApplication>

#include <thread>
#include <utility>

namespace ridge {
namespace {

constexpr int patienceMs = 300; // what is read in less is not worth a word
constexpr int tickMs = 100;

} // namespace

struct Reading::Job {
    QString what;
    Refuse refuse;
    std::atomic<double> share = 0;
    Take take;                // with the error, written before `isDone` is
    std::exception_ptr error; // instead
    std::atomic<bool> isDone = false;
    std::jthread thread; // the last member: it is joined first
};

Reading::Reading(QObject* parent) : QObject(parent)
{
    m_tick.setInterval(tickMs);
    connect(&m_tick, &QTimer::timeout, this, &Reading::look);
}

Reading::~Reading() { giveUp(); }

void Reading::start(const QString& what, Work work, Refuse refuse)
{
    giveUp();
    m_current = std::make_unique<Job>();
    m_current->what = what;
    m_current->refuse = std::move(refuse);
    m_since.start();
    m_tick.start();
    m_current->thread = std::jthread([this, job = m_current.get(), work = std::move(work)](std::stop_token stop) {
        try {
            job->take = work({std::move(stop), &job->share});
        } catch (const Cancelled&) { // nobody waits for it
        } catch (...) {
            job->error = std::current_exception();
        }
        job->isDone = true;
        QMetaObject::invokeMethod(this, &Reading::look, Qt::QueuedConnection);
    });
}

void Reading::cancel()
{
    if (m_current) {
        giveUp();
        emit ended();
    }
}

void Reading::giveUp()
{
    m_tick.stop();
    if (m_current) {
        m_current->thread.request_stop();
        m_givenUp.push_back(std::move(m_current));
    }
}

void Reading::look()
{
    std::erase_if(m_givenUp, [](const std::unique_ptr<Job>& job) { return job->isDone.load(); });
    if (!m_current) {
        return;
    }
    if (!m_current->isDone) {
        if (m_since.elapsed() >= patienceMs) {
            emit progressed(m_current->what, m_current->share);
        }
        return;
    }
    if (QApplication::
            activeModalWidget()) { // a question or a dialog is about what is on screen now: the tick comes again
        return;
    }
    const std::unique_ptr<Job> job = std::move(m_current);
    m_tick.stop();
    emit ended();
    try {
        if (job->error) {
            std::rethrow_exception(job->error);
        }
        job->take();
    } catch (const std::exception& error) {
        job->refuse(error);
    }
}

} // namespace ridge

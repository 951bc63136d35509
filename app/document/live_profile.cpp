#include "app/document/live_profile.h"

#include <algorithm>
#include <utility>

namespace ridge {
namespace {

/// The window keeps a core for itself.
unsigned sparedCores() { return std::max(2u, std::thread::hardware_concurrency()) - 1; }

} // namespace

LiveProfile::LiveProfile(QObject* parent) : QObject(parent) {}

LiveProfile::~LiveProfile()
{
    cancel();
    m_thread = {}; // asked to stop and waited for, while what it uses is there
}

void LiveProfile::ask(Question question)
{
    ++m_asked;
    {
        const std::lock_guard guard(m_mutex);
        m_running.request_stop();
        m_next = std::move(question);
        m_number = m_asked;
    }
    if (!m_thread.joinable()) {
        m_thread = std::jthread([this](const std::stop_token& end) { work(end); });
    }
    m_wake.notify_one();
}

void LiveProfile::cancel()
{
    m_answered = ++m_asked;
    const std::lock_guard guard(m_mutex);
    m_running.request_stop();
    m_next.reset();
}

void LiveProfile::work(const std::stop_token& end)
{
    for (;;) {
        Question question;
        quint64 number = 0;
        StudyRun run{.jobs = sparedCores()};
        {
            std::unique_lock lock(m_mutex);
            if (!m_wake.wait(lock, end, [this] { return m_next.has_value(); })) {
                return;
            }
            question = *std::exchange(m_next, std::nullopt);
            number = m_number;
            m_running = std::stop_source();
            run.stop = m_running.get_token();
        }
        if (std::optional<Profile> found = profileOf(*question.scenario, question.metric, question.axes, run)) {
            auto profile = std::make_shared<const Profile>(std::move(*found));
            QMetaObject::invokeMethod(
                this, [this, number, profile = std::move(profile)] { take(number, profile); }, Qt::QueuedConnection);
        }
    }
}

void LiveProfile::take(quint64 number, std::shared_ptr<const Profile> profile)
{
    if (number == m_asked) { // else another was asked for meanwhile
        m_answered = number;
        emit answered(std::move(profile));
    }
}

} // namespace ridge

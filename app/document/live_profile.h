// Computes profiles beside the window: the newest question wins, one that is still being worked on is given up.
// Not the arithmetic (core/studies/profile.h), and not who shows it.
#pragma once

#include "core/studies/profile.h"

#include <QObject>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace ridge {

class LiveProfile : public QObject {
    Q_OBJECT
public:
    struct Question {
        std::shared_ptr<const Scenario> scenario;
        std::string metric;
        std::vector<ProfileAxis> axes;
    };

    explicit LiveProfile(QObject* parent = nullptr);
    ~LiveProfile() override;

    /// Returns at once.
    void ask(Question question);
    /// Nothing that was asked is wanted any more.
    void cancel();
    bool isBusy() const { return m_asked != m_answered; }

signals:
    /// Of the newest question alone, on the thread of this object.
    void answered(std::shared_ptr<const ridge::Profile> profile);

private:
    void work(const std::stop_token& end);
    void take(quint64 number, std::shared_ptr<const Profile> profile);

    quint64 m_asked = 0, m_answered = 0; // questions, and the one that was dealt with last
    std::mutex m_mutex;                  // of all below
    std::condition_variable_any m_wake;
    std::optional<Question> m_next;
    quint64 m_number = 0; // of the next
    std::stop_source m_running;
    std::jthread m_thread; // the last member: it ends first; none before the first question
};

} // namespace ridge

// A study of the scenario on screen that follows its edits: within the frame where it is quick, else on another thread.
// Not the study, and not who shows it.
#pragma once

#include "app/reading/reading.h"
#include "core/studies/runner.h"

#include <memory>
#include <utility>

namespace ridge {

struct Scenario;

/// Whether so many evaluations, of which one takes this long, leave room in a frame.
inline bool areQuick(double microseconds, std::size_t evaluations)
{
    constexpr double room = 6000;
    return microseconds * static_cast<double>(evaluations) < room;
}

/// A question is a scenario, or whatever else says all that the answer depends on.
template <class Answer, class Question = Scenario> class LiveStudy {
public:
    using Compute = std::function<Answer(const std::shared_ptr<const Question>&, const StudyRun&)>;
    using Take = std::function<void(const Answer&)>;

    LiveStudy(Compute compute, Take take) : m_compute(std::move(compute)), m_take(std::move(take)) {}

    /// The answer to the newest question is always taken; those before it where there is time.
    void ask(const std::shared_ptr<const Question>& question, bool atOnce)
    {
        if (question == m_asked) {
            return;
        }
        m_asked = question;
        m_next.reset();
        if (atOnce) {
            m_reading.cancel();
            m_take(m_compute(question, {.jobs = 1}));
        } else if (m_reading.isBusy()) {
            m_next = question;
        } else {
            start(question);
        }
    }
    /// Nothing that was asked is wanted any more; all of it may be asked again.
    void stop()
    {
        m_asked.reset();
        m_next.reset();
        m_reading.cancel();
    }
    bool isBusy() const { return m_reading.isBusy(); }
    /// What runs beside the window: it says how far it is, and when it has ended.
    Reading& reading() { return m_reading; }

private:
    void start(const std::shared_ptr<const Question>& question)
    {
        const auto work = [this, question](const Watch& watch) -> Reading::Take {
            const auto progress = [share = watch.share](std::size_t done, std::size_t all) {
                *share = static_cast<double>(done) / static_cast<double>(all);
            };
            return [this, answer = m_compute(question, {.stop = watch.stop, .progress = progress})] {
                m_take(answer);
                if (const auto next = std::exchange(m_next, nullptr)) {
                    start(next);
                }
            };
        };
        m_reading.start({}, work, [](const std::exception&) {}); // studies throw nothing but what memory runs out of
    }

    Compute m_compute;
    Take m_take;
    std::shared_ptr<const Question> m_asked;
    std::shared_ptr<const Question> m_next; // asked for while another is being worked on
    Reading m_reading;                      // the last member: it waits for its thread first
};

} // namespace ridge

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

template <class Answer> class LiveStudy {
public:
    using Compute = std::function<Answer(const std::shared_ptr<const Scenario>&, const StudyRun&)>;
    using Take = std::function<void(const Answer&)>;

    LiveStudy(Compute compute, Take take) : m_compute(std::move(compute)), m_take(std::move(take)) {}

    /// The answer for the newest scenario is always taken; those before it where there is time.
    void ask(const std::shared_ptr<const Scenario>& scenario, bool atOnce)
    {
        if (scenario == m_asked) {
            return;
        }
        m_asked = scenario;
        m_next.reset();
        if (atOnce) {
            m_reading.cancel();
            m_take(m_compute(scenario, {.jobs = 1}));
        } else if (m_reading.isBusy()) {
            m_next = scenario;
        } else {
            start(scenario);
        }
    }

private:
    void start(const std::shared_ptr<const Scenario>& scenario)
    {
        const auto work = [this, scenario](const Watch& watch) -> Reading::Take {
            return [this, answer = m_compute(scenario, {.stop = watch.stop})] {
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
    std::shared_ptr<const Scenario> m_asked;
    std::shared_ptr<const Scenario> m_next; // asked for while another is being worked on
    Reading m_reading;                      // the last member: it waits for its thread first
};

} // namespace ridge

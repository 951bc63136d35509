#include "core/studies/runner.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace ridge {
namespace {

/// What threads share: the next index, and what went wrong.
class Work {
public:
    Work(std::size_t count, const StudyRun& run, const std::function<void(std::size_t)>& work, std::size_t chunk)
        : m_count(count), m_chunk(chunk), m_run(run), m_work(work)
    {
    }

    void takeChunks()
    {
        try {
            for (std::size_t first = next(); first < m_count; first = next()) {
                const std::size_t last = std::min(first + m_chunk, m_count);
                for (std::size_t i = first; i < last; ++i) {
                    m_work(i);
                }
                report(last - first);
            }
        } catch (...) {
            const std::lock_guard guard(m_mutex);
            m_thrown = m_thrown ? m_thrown : std::current_exception();
            m_next = m_count;
        }
    }

    bool finish() const
    {
        if (m_thrown) {
            std::rethrow_exception(m_thrown);
        }
        return m_done == m_count;
    }

private:
    std::size_t next() { return m_run.stop.stop_requested() ? m_count : m_next.fetch_add(m_chunk); }

    void report(std::size_t finished)
    {
        const std::lock_guard guard(m_mutex);
        m_done += finished;
        if (m_run.progress) {
            m_run.progress(m_done, m_count);
        }
    }

    const std::size_t m_count, m_chunk;
    const StudyRun& m_run;
    const std::function<void(std::size_t)>& m_work;
    std::atomic<std::size_t> m_next = 0;
    std::mutex m_mutex;
    std::size_t m_done = 0;
    std::exception_ptr m_thrown;
};

} // namespace

bool forAll(std::size_t count, const StudyRun& run, const std::function<void(std::size_t)>& work)
{
    const std::size_t cores = run.jobs > 0 ? run.jobs : std::max(1u, std::thread::hardware_concurrency());
    const std::size_t threads = std::max<std::size_t>(1, std::min(cores, count));
    constexpr std::size_t chunksEach = 16, longest = 256; // even shares, and little waiting for one another
    const std::size_t chunk = std::clamp<std::size_t>(count / (threads * chunksEach), 1, longest);
    Work shared(count, run, work, chunk);
    {
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < threads; ++i) {
            others.emplace_back([&shared] { shared.takeChunks(); });
        }
        shared.takeChunks();
    }
    return shared.finish();
}

} // namespace ridge

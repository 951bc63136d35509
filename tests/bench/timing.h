// Medians of repeated runs, and ratios of two things timed in turns, so that a busy machine slows both alike.
// Not a profiler: it says how long, not where.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <vector>

namespace ridge::bench {

inline double secondsOf(const std::function<void()>& run, int times = 1)
{
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < times; ++i) {
        run();
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / times;
}

/// How often a run must be repeated so that the clock's resolution and the call do not count.
inline int repetitionsFor(const std::function<void()>& run, double seconds = 2e-3)
{
    const double once = std::max(secondsOf(run), secondsOf(run)); // the first warms up
    return std::clamp(static_cast<int>(seconds / std::max(once, 1e-9)), 1, 200000);
}

inline double median(std::vector<double> samples)
{
    const auto middle = samples.begin() + static_cast<std::ptrdiff_t>(samples.size() / 2);
    std::nth_element(samples.begin(), middle, samples.end());
    return *middle;
}

inline double medianSeconds(const std::function<void()>& run, int samples = 41)
{
    const int times = repetitionsFor(run);
    std::vector<double> seconds;
    for (int i = 0; i < samples; ++i) {
        seconds.push_back(secondsOf(run, times));
    }
    return median(seconds);
}

struct Compared {
    double value = 0; // median seconds of what is measured
    double limit = 0; // median seconds of what it is measured against
    double ratio = 0; // median of the ratios of neighbouring samples
};

inline Compared compare(const std::function<void()>& run, const std::function<void()>& limit, int samples = 41)
{
    const int times = repetitionsFor(run);
    const int limitTimes = repetitionsFor(limit);
    std::vector<double> runs, limits, ratios;
    for (int i = 0; i < samples; ++i) {
        runs.push_back(secondsOf(run, times));
        limits.push_back(secondsOf(limit, limitTimes));
        ratios.push_back(runs.back() / limits.back());
    }
    return {median(runs), median(limits), median(ratios)};
}

} // namespace ridge::bench

// Runs many pieces of work on all cores, with progress and a way to stop.
// Not a study: those say what one piece is, and keep its result by its index.
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>

namespace ridge {

struct StudyRun {
    unsigned jobs = 0; // threads; 0: as many as there are cores
    std::stop_token stop = {};
    /// What is finished, now and then, from any thread but never from two at once. May be empty.
    std::function<void(std::size_t done, std::size_t all)> progress = {};
};

/// Calls `work` once with every index below `count`, in no order and from several threads. What it computes depends on
/// the index alone, so that one thread and many give the same. Exceptions end the run and are thrown here. Returns
/// false where it was stopped before the end; then some indices are missing.
bool forAll(std::size_t count, const StudyRun& run, const std::function<void(std::size_t)>& work);

} // namespace ridge

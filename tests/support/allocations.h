// What a piece of work allocates: a measure of work and of memory that is the same on every machine and at every run.
// Not time, which no test asserts: see tests/bench.
#pragma once

#include <cstddef>

namespace ridge::test {

struct Allocations {
    std::size_t made = 0;  // how often memory was asked for
    std::size_t most = 0;  // bytes held at once, beside what was held before
    std::size_t asked = 0; // bytes, of all of them together
};

/// Counts anew, until it is asked.
void startCounting();
Allocations countedAllocations();

template <class Work> Allocations allocationsOf(Work work)
{
    startCounting();
    const auto result = work();
    (void)result; // still held when it is counted
    return countedAllocations();
}

} // namespace ridge::test

// How many of many alike a test goes through: all, but under the sanitizers, which look at memory, not at numbers, and
// take several times as long. Not which: every so many-th.
#pragma once

#include <cstddef>
#include <vector>

namespace ridge::test {

/// Whether the address sanitizer is part of the program. Found when it runs: tests are compiled alike for all.
bool isSanitized();

/// One in so many.
inline std::size_t oneIn() { return isSanitized() ? 8 : 1; }

template <class T> std::vector<T> sampled(const std::vector<T>& all)
{
    std::vector<T> some;
    for (std::size_t i = 0; i < all.size(); i += oneIn()) {
        some.push_back(all[i]);
    }
    return some;
}

/// The same of repetitions.
inline std::size_t sampled(std::size_t rounds) { return (rounds + oneIn() - 1) / oneIn(); }

} // namespace ridge::test

// How many of many alike a test goes through: all, but under the sanitizers, which look at memory, not at numbers, and
// take ten times as long. Not which: every so many-th.
#pragma once

#include <cstddef>
#include <vector>

namespace ridge::test {

#ifdef __SANITIZE_ADDRESS__
inline constexpr std::size_t oneIn = 8;
#else
inline constexpr std::size_t oneIn = 1;
#endif

template <class T> std::vector<T> sampled(const std::vector<T>& all)
{
    std::vector<T> some;
    for (std::size_t i = 0; i < all.size(); i += oneIn) {
        some.push_back(all[i]);
    }
    return some;
}

/// The same of repetitions.
constexpr std::size_t sampled(std::size_t rounds) { return (rounds + oneIn - 1) / oneIn; }

} // namespace ridge::test

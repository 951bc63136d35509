// Halves what lies between two numbers until they are neighbours: to the last bit, or to the whole number.
// Not the question that is asked of each of them.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <optional>

namespace ridge {

/// Every double in ascending order, as whole numbers without gaps.
inline std::int64_t rankOf(double value)
{
    const auto bits = std::bit_cast<std::int64_t>(value + 0.0); // zero has no sign
    return bits >= 0 ? bits : INT64_MIN - bits;
}
inline double ofRank(std::int64_t rank) { return std::bit_cast<double>(rank >= 0 ? rank : INT64_MIN - rank); }

/// What lies in the middle; nothing between neighbours.
inline std::optional<double> between(double a, double b, bool isWhole)
{
    if (isWhole) {
        const double middle = std::floor(std::midpoint(a, b));
        return middle != a && middle != b ? std::optional(middle) : std::nullopt;
    }
    const std::int64_t from = rankOf(a), to = rankOf(b);
    const std::int64_t middle = from / 2 + to / 2 + (from % 2 + to % 2) / 2;
    return middle != from && middle != to ? std::optional(ofRank(middle)) : std::nullopt;
}

/// Two neighbours: `holds` of the first and not of the second.
struct Edge {
    double inside = 0, outside = 0;
};

/// Of several edges between both ends one.
template <class Holds> Edge edgeBetween(double inside, double outside, bool isWhole, Holds holds)
{
    Edge edge{inside, outside};
    while (const std::optional<double> middle = between(edge.inside, edge.outside, isWhole)) {
        (holds(*middle) ? edge.inside : edge.outside) = *middle;
    }
    return edge;
}

} // namespace ridge

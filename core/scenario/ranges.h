// Which values a number may have: one range for whoever sets it, shows its limits, writes it or reads it from a file.
// Not the rows that have such ranges: parameters.h and fields.h.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace ridge {

struct NumberRange {
    double minimum = 0;
    double maximum = 0;
    bool integral = true;

    bool contains(double value) const
    {
        return value >= minimum && value <= maximum && (!integral || value == std::floor(value)); // NaN is not
    }
    /// Of a finite number; zero has no sign.
    double nearest(double value) const
    {
        const double inside = std::clamp(value, minimum, maximum);
        return (integral ? std::round(inside) : inside) + 0.0;
    }
    /// What files may hold beyond what can be set: figures of machines that nobody has thought of, 0 for not stated.
    constexpr NumberRange widened(double least, double most) const
    {
        return {std::min(minimum, least), std::max(maximum, most), integral};
    }
};

/// Ranges that rows of the catalogue, cells of the layer table and files share.
namespace ranges {

inline constexpr NumberRange opsPerSecond{1e3, 1e20, false};
inline constexpr NumberRange bytesPerSecond{1e3, 1e18, false};
inline constexpr NumberRange capacity{1024, 1e17, false};
inline constexpr NumberRange joulesPerByte{1e-16, 1e-6, false};
inline constexpr NumberRange joulesPerOp{1e-18, 1e-6, false};
inline constexpr NumberRange tdp{1e-4, 1e8, false};
inline constexpr NumberRange idlePower{0, 1e7, false};
inline constexpr NumberRange launchOverhead{0, 1, false};
inline constexpr NumberRange price{0.01, 1e8, false};
inline constexpr NumberRange rent{1e-4, 1e5, false};
inline constexpr NumberRange ownBytes{1, 1e15, false}; // of a runtime and its program
inline constexpr NumberRange embodiedCarbon{1, 1e9, false};
inline constexpr NumberRange devicesPerNode{1, 1024};
inline constexpr NumberRange degree{1, 100'000}; // ranks that share something
inline constexpr NumberRange linkLatency{0, 1, false};

inline constexpr NumberRange inputSize{1, 4096};
inline constexpr NumberRange inputFrames{1, 1024};
inline constexpr NumberRange widthMultiplier{0.1, 4, false};

inline constexpr NumberRange channels{1, 1e8};
inline constexpr NumberRange expand{0, 1e4, false};
inline constexpr NumberRange kernel{1, 1024}; // strides and dilations as well
inline constexpr NumberRange padding{0, 1024};
inline constexpr NumberRange repeat{1, 10000};

inline constexpr NumberRange graphSize{1, 65536};

} // namespace ranges

/// What one layer list holds at most.
inline constexpr std::size_t mostBlocks = 10'000;
inline constexpr std::size_t mostLayers = 1'000; // of one block
inline constexpr std::size_t mostSources = 64;   // of one layer

} // namespace ridge

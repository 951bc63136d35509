// Weights to try quantisation on: the two distributions, samples of them, and a quantiser that does it value by value.
// Not the formulas: those are core/formulas/quantization.h's.
#pragma once

#include "core/formulas/quantization.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace ridge::test {

inline const Magnitudes& gaussian() { return magnitudesOf(WeightDistribution::Gaussian); }
inline const Magnitudes& laplace() { return magnitudesOf(WeightDistribution::Laplace); }

inline std::vector<float> sampleOf(WeightDistribution distribution, std::size_t count)
{
    std::mt19937 random(11);
    std::normal_distribution<double> normal;
    std::exponential_distribution<double> exponential(std::sqrt(2.0)); // |X| of a Laplace of unit variance
    std::vector<float> values;
    for (std::size_t i = 0; i < count; ++i) {
        const double x = distribution == WeightDistribution::Gaussian ? normal(random)
                         : random() % 2                               ? exponential(random)
                                                                      : -exponential(random);
        values.push_back(static_cast<float>(x));
    }
    return values;
}

/// What a quantiser does, value by value: clip to ±s, round to the middle of one of 2^B equal steps.
inline double simulatedError(const std::vector<float>& values, int bits, double s)
{
    const double step = 2 * s / std::exp2(bits);
    double sum = 0;
    for (const double x : values) {
        const double index = std::clamp(std::floor((x + s) / step), 0.0, std::exp2(bits) - 1);
        const double error = std::fabs(x) > s ? std::fabs(x) - s : x - (-s + (index + 0.5) * step);
        sum += error * error;
    }
    return sum / static_cast<double>(values.size());
}

} // namespace ridge::test

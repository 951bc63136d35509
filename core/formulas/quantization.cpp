#include "core/formulas/quantization.h"

#include "core/formulas/formulas.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace ridge {
namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double infinity = std::numeric_limits<double>::infinity();

class Gaussian : public Magnitudes {
public:
    double inside(double s) const override { return std::erf(s / std::sqrt(2.0)); }
    double outside(double s) const override { return std::erfc(s / std::sqrt(2.0)); }
    double tailMean(double s) const override { return 2 * density(s); }
    double tailExcess(double s) const override
    {
        return std::max(0.0, (1 + s * s) * outside(s) - 2 * s * density(s)); // far out the two terms cancel
    }
    double largest() const override { return infinity; }
    double below(double x) const override { return std::erfc(-x / std::sqrt(2.0)) / 2; }

private:
    static double density(double x) { return std::exp(-x * x / 2) / std::sqrt(2 * pi); }
};

/// Density exp(−|x|/b) / (2b); the variance 2b² is one for b = 1/√2.
class Laplace : public Magnitudes {
public:
    double inside(double s) const override { return -std::expm1(-s / scale()); }
    double outside(double s) const override { return std::exp(-s / scale()); }
    double tailMean(double s) const override { return (s + scale()) * outside(s); }
    double tailExcess(double s) const override { return 2 * scale() * scale() * outside(s); }
    double largest() const override { return infinity; }
    double below(double x) const override { return x < 0 ? std::exp(x / scale()) / 2 : 1 - std::exp(-x / scale()) / 2; }

private:
    static double scale() { return std::sqrt(0.5); }
};

constexpr int mostSteps = 100;   // about ten are needed; more only when the last bits of a threshold alternate
constexpr double rarest = 1e-10; // share of weights beyond a threshold that clips next to nothing

bool areGroups(double group) { return group < wholeTensor; }

double roundingError(const Magnitudes& magnitudes, double bits, double s, double saved)
{
    return formula::groupedClippingError(formula::roundingNoise(bits), s, magnitudes.inside(s), saved, 0.0);
}

} // namespace

const Magnitudes& magnitudesOf(WeightDistribution distribution)
{
    static const Gaussian gaussian;
    static const Laplace laplace;
    return distribution == WeightDistribution::Laplace ? static_cast<const Magnitudes&>(laplace) : gaussian;
}

// ---- a tensor -------------------------------------------------------------------------------------------------

TensorMagnitudes::TensorMagnitudes(std::span<const float> values)
{
    double whole = 0;
    for (const float value : values) {
        if (std::isfinite(value)) {
            m_values.push_back(value);
            whole += static_cast<double>(value) * value;
        }
    }
    m_sigma = m_values.empty() ? 0 : std::sqrt(whole / static_cast<double>(m_values.size()));
    for (float& value : m_values) {
        value = m_sigma > 0 ? static_cast<float>(value / m_sigma) : value;
    }
    std::sort(m_values.begin(), m_values.end());
    addMagnitudes();
    m_zeros = firstBeyond(0);
    double sum = 0, square = 0;
    m_sums.assign(1, 0);
    m_squares.assign(1, 0);
    m_sums.reserve(m_magnitudes.size() + 1);
    m_squares.reserve(m_magnitudes.size() + 1);
    for (const float value : m_magnitudes) {
        m_sums.push_back(sum += value);
        m_squares.push_back(square += static_cast<double>(value) * value);
    }
}

/// The two halves of the sorted values are sorted already, one of them backwards.
void TensorMagnitudes::addMagnitudes()
{
    const auto middle = std::lower_bound(m_values.begin(), m_values.end(), 0.0f);
    std::vector<float> negative(std::make_reverse_iterator(middle), m_values.rend());
    for (float& value : negative) {
        value = -value;
    }
    m_magnitudes.reserve(m_values.size());
    std::merge(negative.begin(), negative.end(), middle, m_values.end(), std::back_inserter(m_magnitudes));
}

std::size_t TensorMagnitudes::firstBeyond(double s) const
{
    const auto found = std::upper_bound(m_magnitudes.begin(), m_magnitudes.end(), s,
                                        [](double threshold, float value) { return threshold < value; });
    return static_cast<std::size_t>(found - m_magnitudes.begin());
}

double TensorMagnitudes::share(std::size_t count) const
{
    return m_values.empty() ? 0 : static_cast<double>(count) / static_cast<double>(m_values.size());
}

double TensorMagnitudes::inside(double s) const { return share(firstBeyond(s) - m_zeros); }

double TensorMagnitudes::outside(double s) const { return share(m_magnitudes.size() - firstBeyond(s)); }

double TensorMagnitudes::tailMean(double s) const { return (m_sums.back() - m_sums[firstBeyond(s)]) * share(1); }

double TensorMagnitudes::tailExcess(double s) const
{
    const std::size_t first = firstBeyond(s);
    const double count = static_cast<double>(m_magnitudes.size() - first);
    const double sum = m_sums.back() - m_sums[first], squares = m_squares.back() - m_squares[first];
    return std::max(0.0, squares - 2 * s * sum + s * s * count) * share(1);
}

double TensorMagnitudes::largest() const { return m_magnitudes.empty() ? 0 : m_magnitudes.back(); }

double TensorMagnitudes::below(double x) const
{
    const auto found =
        std::upper_bound(m_values.begin(), m_values.end(), x, [](double at, float value) { return at < value; });
    return share(static_cast<std::size_t>(found - m_values.begin()));
}

// ---- the threshold --------------------------------------------------------------------------------------------

Clipping octavThreshold(const Magnitudes& magnitudes, double bits, double group)
{
    const double noise = formula::roundingNoise(bits);
    Clipping clip;
    clip.threshold = clip.previous = magnitudes.tailMean(0); // the mean magnitude
    while (clip.steps < mostSteps) {
        const double at = clip.threshold, outside = magnitudes.outside(at);
        if (outside <= 0) { // nothing left to clip: the step would be to zero
            clip.threshold = clip.previous = magnitudes.largest();
            break;
        }
        if (areGroups(group) && outside < rarest) {
            break;
        }
        const double rounded = magnitudes.inside(at) - withinGroup(magnitudes, at, group);
        clip.threshold = formula::octavStep(magnitudes.tailMean(at), noise, rounded, outside);
        clip.previous = at;
        ++clip.steps;
        if (std::fabs(clip.threshold - at) <= 1e-14 * at) {
            break;
        }
    }
    return clip;
}

double withinGroup(const Magnitudes& magnitudes, double s, double group)
{
    return areGroups(group) ? magnitudes.inside(s) * std::pow(1 - magnitudes.outside(s), group - 1) : 0;
}

double savedByGroups(const Magnitudes& magnitudes, double group, double from, double to)
{
    if (!areGroups(group)) {
        return 0;
    }
    constexpr int panels = 64; // of Simpson's rule: six digits where all of a distribution is between the two
    const double width = (to - from) / panels;
    const auto at = [&](double t) { return 2 * t * withinGroup(magnitudes, t, group); };
    double sum = 0;
    for (int i = 0; i < panels; ++i) {
        const double left = from + i * width;
        sum += at(left) + 4 * at(left + width / 2) + at(left + width);
    }
    return sum * width / 6;
}

double clippingError(const Magnitudes& magnitudes, double bits, double threshold, double group)
{
    return roundingError(magnitudes, bits, threshold, savedByGroups(magnitudes, group, 0, threshold)) +
           magnitudes.tailExcess(threshold);
}

double minMaxThreshold(const Magnitudes& magnitudes, double count)
{
    if (std::isfinite(magnitudes.largest())) {
        return magnitudes.largest();
    }
    const double share = 1 / std::max(count, 1.0);
    double low = 0, high = 1;
    while (magnitudes.outside(high) > share) {
        low = high;
        high *= 2;
    }
    for (int i = 0; i < 200 && high - low > 1e-12 * high; ++i) {
        const double middle = (low + high) / 2;
        (magnitudes.outside(middle) > share ? low : high) = middle;
    }
    return high;
}

ErrorPoint minMaxClipping(const Magnitudes& magnitudes, double bits, double count, double group)
{
    ErrorPoint all;
    all.threshold = minMaxThreshold(magnitudes, areGroups(group) ? group / rarest : count);
    all.error = clippingError(magnitudes, bits, all.threshold, group);
    all.clipping = magnitudes.tailExcess(all.threshold);
    all.rounding = all.error - all.clipping;
    if (areGroups(group)) {
        all.threshold = std::sqrt(all.rounding / formula::roundingNoise(bits));
    }
    return all;
}

double largestWeightTensor(const Program& program)
{
    double largest = 0;
    for (const Stage& stage : program.stages) {
        for (const Operator& op : stage.operators) {
            largest = std::max(largest, formula::weights(op.kind, op.sizes, op.weightParameters) / op.sizes.copies);
        }
    }
    return largest;
}

double weightsPerThreshold(const Deployment& deployment)
{
    const double group = deployment.groupSizeOf(deployment.weights);
    return group > 0 ? group : wholeTensor;
}

double valuesPerRange(const Program& program, const Deployment& deployment)
{
    return std::isfinite(weightsPerThreshold(deployment)) ? weightsPerThreshold(deployment)
                                                          : largestWeightTensor(program);
}

std::vector<ErrorPoint> errorCurve(const Magnitudes& magnitudes, double bits, double from, double to, int count,
                                   double group)
{
    std::vector<ErrorPoint> curve;
    double saved = savedByGroups(magnitudes, group, 0, from), before = from;
    for (int i = 0; i < count; ++i) {
        const double s = from + (to - from) * i / (count - 1);
        saved += savedByGroups(magnitudes, group, before, s);
        before = s;
        const double clipping = magnitudes.tailExcess(s);
        const double rounding = roundingError(magnitudes, bits, s, saved);
        curve.push_back({s, rounding + clipping, rounding, clipping});
    }
    return curve;
}

std::vector<double> densityBins(const Magnitudes& magnitudes, double range, int bins)
{
    std::vector<double> density;
    const double width = 2 * range / bins;
    double before = magnitudes.below(-range);
    for (int i = 1; i <= bins; ++i) {
        const double until = magnitudes.below(-range + i * width);
        density.push_back(width > 0 ? (until - before) / width : 0);
        before = until;
    }
    return density;
}

} // namespace ridge

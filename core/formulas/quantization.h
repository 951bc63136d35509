// What rounding to B bits costs: the magnitudes of weights, the clip threshold with the least error, and its curve.
// Not formats of numbers (precision.h), and not widgets: charts draw what is computed here.
#pragma once

#include "core/program/program.h"
#include "core/scenario/scenario.h"

#include <memory>
#include <span>
#include <vector>

namespace ridge {

/// A distribution of weights X as the error of clipping them sees it, in units of its own σ: E[X²] = 1. All members are
/// total for finite s ≥ 0.
class Magnitudes {
public:
    virtual ~Magnitudes() = default;
    /// P(0 < |X| ≤ s)
    virtual double inside(double s) const = 0;
    /// P(|X| > s)
    virtual double outside(double s) const = 0;
    /// E[|X|·1{|X| > s}]
    virtual double tailMean(double s) const = 0;
    /// E[(|X| − s)²·1{|X| > s}]
    virtual double tailExcess(double s) const = 0;
    /// max |X|; infinite for the closed forms
    virtual double largest() const = 0;
    /// P(X ≤ x), for histograms
    virtual double below(double x) const = 0;
};

/// N(0, 1) and the Laplace distribution of unit variance.
const Magnitudes& magnitudesOf(WeightDistribution distribution);

/// A tensor, every value counted: sorted magnitudes with prefix sums, O(log n) a question. Values are divided by
/// their root mean square, so that a tensor compares with the closed forms.
class TensorMagnitudes : public Magnitudes {
public:
    /// Values that are not finite are left out.
    explicit TensorMagnitudes(std::span<const float> values);

    std::size_t count() const { return m_values.size(); }
    /// Root mean square of the values as they were given; 0 when all are zero.
    double sigma() const { return m_sigma; }
    double inside(double s) const override;
    double outside(double s) const override;
    double tailMean(double s) const override;
    double tailExcess(double s) const override;
    double largest() const override;
    double below(double x) const override;

private:
    void addMagnitudes();
    std::size_t firstBeyond(double s) const; // into m_magnitudes
    double share(std::size_t count) const;

    std::vector<float> m_values, m_magnitudes; // both ascending
    std::vector<double> m_sums, m_squares;     // of the magnitudes before each index; one more than magnitudes
    std::size_t m_zeros = 0;
    double m_sigma = 0;
};

/// A clip threshold with the iterate it was computed from, so that its last step can be shown.
struct Clipping {
    double threshold = 0;
    double previous = 0; // equal to the threshold when nothing was iterated
    int steps = 0;
};

struct ErrorPoint {
    double threshold = 0;
    double error = 0;                  // J, the sum of the two below
    double rounding = 0, clipping = 0; // inside the threshold, and beyond it
};

/// In all that follows `group` is how many values have a threshold of their own: their largest magnitude, or s where
/// that is less. Of a whole tensor all have s. Groups are taken to be independent draws.

/// OCTAV: the s with the least error by Newton–Raphson, signed form. Where no magnitude exceeds the threshold of a step
/// the largest magnitude is kept. With groups only the weights of those that reach s are rounded by it, which takes s
/// further out; it ends where next to nothing is clipped. Source: Sakr et al., ICML 2022, eq. 6; corrections s.
Clipping octavThreshold(const Magnitudes& magnitudes, double bits, double group = wholeTensor);

/// J(s), the mean squared error of clipping at s and rounding to B bits.
double clippingError(const Magnitudes& magnitudes, double bits, double threshold, double group = wholeTensor);

/// P(0 < |X|, M ≤ s), M the largest magnitude of the group: weights whose group lies within s. None for a whole tensor.
double withinGroup(const Magnitudes& magnitudes, double s, double group);

/// D(s) of formula::groupedClippingError, between two thresholds: ∫ 2t·P(0 < |X|, M ≤ t) dt.
double savedByGroups(const Magnitudes& magnitudes, double group, double from, double to);

/// Where min–max clipping lies: the largest magnitude of a tensor; of a distribution the one that a single value of
/// `count` is expected to exceed, P(|X| > s) = 1/count.
double minMaxThreshold(const Magnitudes& magnitudes, double count);

/// Min–max clipping and what it costs: of a tensor of `count` values; of groups, the root mean square of their largest
/// magnitudes, √E[M²], as each rounds by its own.
ErrorPoint minMaxClipping(const Magnitudes& magnitudes, double bits, double count, double group = wholeTensor);

/// Elements of the largest weight matrix of one operator; 0 when there are no weights.
double largestWeightTensor(const Program& program);

/// How many weights share a threshold under this deployment: a group's, or all of a tensor.
double weightsPerThreshold(const Deployment& deployment);

/// How many values share one min–max range under this deployment: a group's, or those of the largest tensor.
double valuesPerRange(const Program& program, const Deployment& deployment);

/// J at `count` ≥ 2 thresholds from `from` to `to`, evenly spread.
std::vector<ErrorPoint> errorCurve(const Magnitudes& magnitudes, double bits, double from, double to, int count,
                                   double group = wholeTensor);

/// Probability density of each of `bins` equal bins of [−range, range].
std::vector<double> densityBins(const Magnitudes& magnitudes, double range, int bins);

} // namespace ridge

#include "core/formulas/quantization.h"
#include "core/metrics/row.h"

namespace ridge {
namespace {

constexpr const char* noThreshold = "the weights are in a floating-point format, which is not clipped";

/// ε of the weights' format: what rounding costs per square of the threshold.
template <class N> N noiseOf(const Facts<N>& f)
{
    const double bits = infoOf(f.s.deployment.weights).bits;
    return named("ε", Unit::Count, formula::roundingNoise(f.leaf("deployment.weights", "B", bits)));
}

bool isClipped(const Scenario& s) { return infoOf(s.deployment.weights).isInteger; }

const Magnitudes& weightsOf(const Scenario& s) { return magnitudesOf(s.deployment.weightDistribution); }

/// The threshold of the weights' format: with groups the most that one of theirs may be.
Clipping clippingOf(const Scenario& s)
{
    return octavThreshold(weightsOf(s), infoOf(s.deployment.weights).bits, weightsPerThreshold(s.deployment));
}

bool hasGroups(const Scenario& s) { return infoOf(s.deployment.weights).isGrouped(); }

/// A number of the distribution that the weights are taken to have, beyond or within a threshold.
template <class N>
N ofWeights(const Facts<N>& f, const char* symbol, double value, const char* where, double threshold, Unit unit)
{
    if constexpr (std::is_same_v<N, Traced>) {
        const bool laplace = f.s.deployment.weightDistribution == WeightDistribution::Laplace;
        const std::string largest =
            hasGroups(f.s) ? ", M the largest |X| of " + format(weightsPerThreshold(f.s.deployment), Unit::Count) : "";
        return Traced::leaf(symbol, value, unit,
                            std::string("of a ") + (laplace ? "Laplace" : "Gaussian") + " distribution X" + largest +
                                ", " + where + " = " + format(threshold, Unit::Sigma));
    } else {
        return value;
    }
}

/// The last step of the recursion, from the iterate before it. Groups that lie within it are not rounded by it.
template <class N> N threshold(const Facts<N>& f, const Clipping& clip)
{
    const Magnitudes& x = weightsOf(f.s);
    const double s = clip.previous;
    const char* const before = "at the step before, s'";
    const double rounded = x.inside(s) - withinGroup(x, s, weightsPerThreshold(f.s.deployment));
    const char* const inside = hasGroups(f.s) ? "P(0 < |X| ≤ s' < M)" : "P(0 < |X| ≤ s')";
    return formula::octavStep(ofWeights(f, "E[|X|; |X| > s']", x.tailMean(s), before, s, Unit::Sigma), noiseOf(f),
                              ofWeights(f, inside, rounded, before, s, Unit::Count),
                              ofWeights(f, "P(|X| > s')", x.outside(s), before, s, Unit::Count));
}

} // namespace

void addQuantizationMetrics(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"size_reduction", "Size reduction against FP32", "", Family::Quantization, Unit::Ratio,
         "How many times smaller the weights are than in 32 bits, scales of groups included."},
        RIDGE_FORMULA {
            const N full = constantLeaf<N>("32", infoOf(Precision::FP32).bits, "bits of FP32", Unit::Bits);
            if (f.inOneFormat()) {
                return Answer<N>(full / f.machine.weightBits);
            }
            const Bytes<N> unquantised = formula::bytes(named("W", Unit::Count, f.parameters()), full);
            return Answer<N>(unquantised.inBaseUnits() / named("model size", Unit::Bytes, f.modelSize().inBaseUnits()));
        }));
    rows.push_back(makeMetric(
        {"clip_threshold", "Clip threshold", "s", Family::Quantization, Unit::Sigma,
         "Where clipping the weights costs least, in standard deviations: the last step of the OCTAV recursion. Groups "
         "whose largest weight is less end there.",
         "Sakr et al. 2022 (arXiv:2206.06501), eq. 6"},
        RIDGE_FORMULA {
            if (!isClipped(f.s)) {
                return Answer<N>::none(noThreshold);
            }
            return threshold(f, clippingOf(f.s));
        }));
    rows.push_back(makeMetric(
        {"quantization_mse", "Quantization error", "J", Family::Quantization, Unit::SigmaSquared,
         "Mean squared error of the weights at the clip threshold, in variances: rounding inside, clipping outside. "
         "Groups round by their own largest weight where that is less.",
         "Sakr et al. 2022 (arXiv:2206.06501)"},
        RIDGE_FORMULA {
            if (!isClipped(f.s)) {
                return Answer<N>::none(noThreshold);
            }
            const Magnitudes& x = weightsOf(f.s);
            const Clipping clip = clippingOf(f.s);
            const double s = clip.threshold;
            const N inside = ofWeights(f, "P(0 < |X| ≤ s)", x.inside(s), "at s", s, Unit::Count);
            const N excess = ofWeights(f, "E[(|X| − s)²; |X| > s]", x.tailExcess(s), "at s", s, Unit::SigmaSquared);
            const N at = named("s", Unit::Sigma, threshold(f, clip));
            if (!hasGroups(f.s)) {
                return formula::clippingError(noiseOf(f), at, inside, excess);
            }
            const double saved = savedByGroups(x, weightsPerThreshold(f.s.deployment), 0, s);
            return formula::groupedClippingError(
                noiseOf(f), at, inside, ofWeights(f, "E[s² − M²; M ≤ s]", saved, "at s", s, Unit::SigmaSquared),
                excess);
        }));
}

} // namespace ridge

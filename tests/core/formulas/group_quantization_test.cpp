#include "core/evaluate/evaluate.h"
#include "core/formulas/formulas.h"
#include "core/metrics/catalogue.h"
#include "core/quantity/notation.h"

#include "tests/core/formulas/quantization_samples.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

namespace ridge {
namespace {

using namespace test;

/// The same for groups, each clipped at its largest magnitude, or at s where that is less.
double simulatedGroups(const std::vector<float>& values, int bits, std::size_t group, double s)
{
    double sum = 0;
    std::vector<float> each(group);
    for (std::size_t first = 0; first + group <= values.size(); first += group) {
        std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(first), group, each.begin());
        double largest = 0;
        for (const float value : each) {
            largest = std::max(largest, std::fabs(static_cast<double>(value)));
        }
        sum += simulatedError(each, bits, std::min(largest, s)) * static_cast<double>(group);
    }
    return sum / static_cast<double>(values.size() / group * group);
}

TEST_CASE("the error of groups is what quantising a sample group by group costs", "[quantization][oracle]")
{
    for (const auto distribution : {WeightDistribution::Gaussian, WeightDistribution::Laplace}) {
        const Magnitudes& x = magnitudesOf(distribution);
        const std::vector<float> values = sampleOf(distribution, 400000);
        for (const int bits : {4, 8}) {
            for (const double group : {32.0, 64.0, 256.0}) {
                const auto simulated = [&](double s) {
                    return simulatedGroups(values, bits, static_cast<std::size_t>(group), s);
                };
                // The largest of a group is not anywhere in its step but at the end: Δ²/4 in place of Δ²/12.
                const double ends = 1 + 2 / group;
                const double s = octavThreshold(x, bits, group).threshold;
                CAPTURE(bits, group, distribution, s);
                CHECK(simulated(s) >= clippingError(x, bits, s, group) * 0.98);
                CHECK(simulated(s) <= clippingError(x, bits, s, group) * ends * 1.02);
                const ErrorPoint all = minMaxClipping(x, bits, 0, group);
                CHECK(simulated(1e9) == Approx(all.error * ends).epsilon(0.03)); // steps as wide as a peak
                CHECK(all.error == Approx(formula::roundingNoise<double>(bits) * all.threshold * all.threshold));
            }
        }
    }
}

TEST_CASE("the largest of a group is as large as order statistics say", "[quantization]")
{
    // E[M²] of Laplace magnitudes: M is the sum of b/k over k = 1 … G, independent exponentials (Rényi 1953), so
    // E[M²] = b²·((Σ 1/k)² + Σ 1/k²), b² = 1/2. Of two Gaussians max|X|² is 1 + 2/π on average.
    for (const double group : {8.0, 32.0, 128.0}) {
        double first = 0, second = 0;
        for (double k = 1; k <= group; ++k) {
            first += 1 / k;
            second += 1 / (k * k);
        }
        CHECK(minMaxClipping(laplace(), 4, 0, group).threshold ==
              Approx(std::sqrt((first * first + second) / 2)).epsilon(1e-4));
    }
    CHECK(minMaxClipping(gaussian(), 4, 0, 2).threshold == Approx(std::sqrt(1 + 2 / std::acos(-1.0))).epsilon(1e-4));
}

TEST_CASE("a group's own threshold never costs more than the tensor's, and the less the smaller it is",
          "[quantization]")
{
    for (const Magnitudes* x : {&gaussian(), &laplace()}) {
        for (const double bits : {3.0, 4.0, 8.0}) {
            double wider = clippingError(*x, bits, octavThreshold(*x, bits).threshold);
            const double whole = wider;
            for (const double group : {4096.0, 512.0, 128.0, 64.0, 32.0, 16.0, 8.0}) {
                CAPTURE(bits, group, x == &laplace());
                const double s = octavThreshold(*x, bits, group).threshold;
                const double error = clippingError(*x, bits, s, group);
                CHECK(error <= wider * (1 + 1e-6));
                CHECK(error <= minMaxClipping(*x, bits, 0, group).error * (1 + 1e-4)); // clips where that helps
                CHECK(s >= octavThreshold(*x, bits).threshold * (1 - 1e-9));
                wider = error;
            }
            CHECK(clippingError(*x, bits, octavThreshold(*x, bits, 1e6).threshold, 1e6) ==
                  Approx(whole).epsilon(1e-6)); // a group of a whole tensor
        }
    }
}

TEST_CASE("the threshold of groups is where their error is least", "[quantization][oracle]")
{
    for (const double group : {32.0, 128.0}) {
        for (const double bits : {3.0, 4.0}) {
            double least = 1;
            for (double s = 0.5; s < 15; s += 0.01) {
                least = std::min(least, clippingError(gaussian(), bits, s, group));
            }
            CAPTURE(group, bits);
            CHECK(clippingError(gaussian(), bits, octavThreshold(gaussian(), bits, group).threshold, group) <=
                  least * 1.005); // as the shares within change with s, which the recursion leaves out
        }
    }
    const auto curve = errorCurve(gaussian(), 4, 0.01, 5, 500, 128);
    CHECK(curve[250].error == Approx(clippingError(gaussian(), 4, curve[250].threshold, 128)).epsilon(1e-5));
    CHECK(curve[499].error == Approx(minMaxClipping(gaussian(), 4, 0, 128).error).epsilon(1e-3));
}

TEST_CASE("the quantization error knows the groups of the weights' format", "[quantization][metrics]")
{
    const Scenario s = with(preset("llama-3-8b", "h100-sxm"), "deployment.weights", "int4");
    const auto error = [](const Scenario& scenario) { return *metric(evaluate(scenario), "quantization_mse").value; };
    const Scenario grouped = with(s, "deployment.weights", "int4-group");
    CHECK(error(grouped) < error(s));
    const Scenario small = with(grouped, "deployment.group_size", "32");
    CHECK(error(small) == Approx(7.4e-3).epsilon(0.01)); // ε·E[M²] = 5.70/768: hardly anything is clipped
    CHECK(error(small) == clippingError(gaussian(), 4, octavThreshold(gaussian(), 4, 32).threshold, 32));
    const Evaluation e = evaluate(small);
    const auto derivation = metricCatalogue()[*metricIndex("quantization_mse")].derive(e);
    REQUIRE(derivation);
    CHECK(derivation->value() == error(small));
    CHECK(symbolicText(*derivation->expression()).find("E[s² − M²; M ≤ s]") != std::string::npos);
    CHECK_FALSE(metric(evaluate(with(s, "deployment.weights", "nf4")), "quantization_mse").value); // no equal steps
}

} // namespace
} // namespace ridge

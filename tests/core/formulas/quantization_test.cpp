#include "core/evaluate/evaluate.h"
#include "core/metrics/catalogue.h"
#include "core/models/expand.h"
#include "core/quantity/notation.h"
#include "core/studies/precision_table.h"

#include "core/formats/json/project.h"
#include "tests/core/formulas/quantization_samples.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <cmath>

namespace ridge {
namespace {

using namespace test;

/// The threshold with the least error, by trying every thousandth of a σ.
double bruteForce(const Magnitudes& x, double bits)
{
    double best = 0.001;
    for (double s = 0.001; s < 15; s += 0.001) {
        best = clippingError(x, bits, s) < clippingError(x, bits, best) ? s : best;
    }
    return best;
}

TEST_CASE("the recursion gives the known thresholds for N(0, 1)", "[quantization]")
{
    struct Row {
        double bits, threshold;
    };
    // Corrections s, to be met within 0.5 %. Its third figure, 3.32 at 6 bits, is a sample's: of 100,000 draws 100 lie
    // beyond, which leaves 0.7 % of spread. The exact value is 3.287; Banner et al. 2019 print 3.28 for the minimum.
    for (const Row row : {Row{3, 2.16}, Row{4, 2.57}, Row{6, 3.28}, Row{8, 3.91}}) {
        CAPTURE(row.bits);
        const Clipping clip = octavThreshold(gaussian(), row.bits);
        CHECK(std::fabs(clip.threshold - row.threshold) <= 0.005 * row.threshold);
        CHECK(clip.steps < 20);
        // A fixed point of s·(ε·P(|X| ≤ s) + P(|X| > s)) = E[|X|·1{|X| > s}], for N(0, 1) in its own functions.
        const double s = clip.threshold, outside = std::erfc(s / std::sqrt(2.0));
        const double left = s * (std::pow(4.0, -row.bits) / 3 * (1 - outside) + outside);
        CHECK(left == Approx(std::sqrt(2 / std::acos(-1.0)) * std::exp(-s * s / 2)).epsilon(1e-10));
    }
}

TEST_CASE("the threshold is where the error is least, within a tenth of a percent of its value",
          "[quantization][oracle]")
{
    for (const Magnitudes* x : {&gaussian(), &laplace()}) {
        for (const double bits : {3.0, 4.0, 6.0, 8.0}) {
            CAPTURE(bits, x == &laplace());
            const double least = clippingError(*x, bits, bruteForce(*x, bits));
            const double reached = clippingError(*x, bits, octavThreshold(*x, bits).threshold);
            CHECK(reached <= least * 1.001);
            CHECK(reached >= least * (1 - 1e-9)); // nothing is below the minimum
        }
    }
}

TEST_CASE("four bits cost 1.04e-2 of the variance at the threshold and 3.22e-2 at min–max", "[quantization]")
{
    // s = 2.562: rounding 2.562²·0.98960/768 = 8.46e-3, clipping (1 + s²)·0.010404 − 2s·0.014979 = 1.94e-3. The
    // 1.03e-2 of corrections s is 1 % less: a sample's figure too, of 100,000 draws the spread is 1 %.
    CHECK(clippingError(gaussian(), 4, octavThreshold(gaussian(), 4).threshold) == Approx(1.040e-2).epsilon(0.001));
    // Nothing is clipped at min–max: s²·4⁻⁴/3 = 3.22e-2 needs s = √(3.22e-2·768) = 4.973. One of n values is expected
    // beyond it when n = 1 / P(|X| > 4.973) = 1 / 6.59e-7 = 1.52 million: a tensor of a layer of that size.
    const double s = minMaxThreshold(gaussian(), 1.52e6);
    CHECK(s == Approx(4.973).epsilon(0.001));
    CHECK(clippingError(gaussian(), 4, s) == Approx(3.22e-2).epsilon(0.005));
}

TEST_CASE("for N(0, 1) the error at the threshold is the share of weights beyond it", "[quantization][oracle]")
{
    // At the fixed point ε·s·P(|X| ≤ s) = 2φ(s) − s·P(|X| > s). Clipping is (1 + s²)·P(|X| > s) − 2s·φ(s): added to s
    // times the former, only P(|X| > s) is left.
    for (const double bits : {3.0, 4.0, 6.0, 8.0}) {
        const double s = octavThreshold(gaussian(), bits).threshold;
        CHECK(clippingError(gaussian(), bits, s) == Approx(std::erfc(s / std::sqrt(2.0))).epsilon(1e-9));
    }
}

TEST_CASE("the last step is shown with the iterate it came from", "[quantization]")
{
    const Clipping clip = octavThreshold(laplace(), 4);
    CHECK(clip.previous == Approx(clip.threshold).epsilon(1e-12));
    const double noise = std::pow(4.0, -4) / 3;
    const double s = clip.previous, b = std::sqrt(0.5), tail = std::exp(-s / b); // Laplace: P(|X| > s) = e^(−s/b)
    CHECK(clip.threshold == Approx((s + b) * tail / (noise * (1 - tail) + tail)).epsilon(1e-12));
}

TEST_CASE("closed forms equal the integrals they stand for", "[quantization][oracle]")
{
    const auto density = [](bool isLaplace, double x) {
        const double pi = std::acos(-1.0);
        return isLaplace ? std::exp(-std::sqrt(2.0) * x) / std::sqrt(2.0) : std::exp(-x * x / 2) / std::sqrt(2 * pi);
    };
    for (const bool isLaplace : {false, true}) {
        const Magnitudes& x = isLaplace ? laplace() : gaussian();
        for (const double s : {0.3, 1.0, 2.5, 4.0}) {
            double outside = 0, mean = 0, excess = 0; // midpoint rule to 40 σ, both tails
            const double h = 1e-4;
            for (double at = s + h / 2; at < 40; at += h) {
                const double p = 2 * density(isLaplace, at) * h;
                outside += p;
                mean += p * at;
                excess += p * (at - s) * (at - s);
            }
            CAPTURE(isLaplace, s);
            CHECK(x.outside(s) == Approx(outside).epsilon(1e-6));
            CHECK(x.inside(s) == Approx(1 - outside).epsilon(1e-6));
            CHECK(x.tailMean(s) == Approx(mean).epsilon(1e-6));
            CHECK(x.tailExcess(s) == Approx(excess).epsilon(1e-6));
            CHECK(x.below(s) == Approx(1 - outside / 2).epsilon(1e-6));
            CHECK(x.below(-s) == Approx(outside / 2).epsilon(1e-6));
        }
    }
}

TEST_CASE("the error is what quantising a sample value by value costs", "[quantization][oracle]")
{
    for (const auto distribution : {WeightDistribution::Gaussian, WeightDistribution::Laplace}) {
        const std::vector<float> values = sampleOf(distribution, 200000);
        const TensorMagnitudes tensor(values);
        for (const int bits : {4, 6, 8}) {
            const double s = octavThreshold(tensor, bits).threshold;
            CAPTURE(bits, s);
            // Uniform error within a step is an approximation; at 4 bits and more it holds within 2 %.
            const double raw = clippingError(tensor, bits, s) * tensor.sigma() * tensor.sigma();
            CHECK(raw == Approx(simulatedError(values, bits, s * tensor.sigma())).epsilon(0.02));
            CHECK(s == Approx(octavThreshold(magnitudesOf(distribution), bits).threshold).epsilon(0.03));
        }
    }
}

TEST_CASE("a tensor answers as a pass over its values does", "[quantization][oracle]")
{
    std::vector<float> values = sampleOf(WeightDistribution::Gaussian, 1000);
    values.insert(values.end(), 250, 0.0f); // pruned
    const TensorMagnitudes x(values);
    const double n = 1250;
    double squares = 0;
    for (const float value : values) {
        squares += static_cast<double>(value) * value;
    }
    CHECK(x.sigma() == Approx(std::sqrt(squares / n)).epsilon(1e-12));
    for (const double s : {0.0, 0.25, 1.0, 2.0, 100.0}) {
        double inside = 0, outside = 0, mean = 0, excess = 0, below = 0;
        for (const float raw : values) {
            const double value = static_cast<float>(raw / x.sigma()), m = std::fabs(value);
            inside += m > 0 && m <= s;
            outside += m > s;
            mean += m > s ? m : 0;
            excess += m > s ? (m - s) * (m - s) : 0;
            below += value <= -s;
        }
        CAPTURE(s);
        CHECK(x.inside(s) == inside / n);
        CHECK(x.outside(s) == outside / n);
        CHECK(x.tailMean(s) == Approx(mean / n).margin(1e-12));
        CHECK(x.tailExcess(s) == Approx(excess / n).margin(1e-12));
        CHECK(x.below(-s) == below / n);
    }
}

TEST_CASE("where nothing exceeds a step's threshold the largest magnitude is kept", "[quantization]")
{
    const TensorMagnitudes equal(std::vector<float>{0.5f, -0.5f, 0.5f});
    CHECK(equal.sigma() == 0.5);
    CHECK(octavThreshold(equal, 4).threshold == 1); // that is 0.5, in units of σ
    CHECK(octavThreshold(TensorMagnitudes(std::vector<float>(9, 0.0f)), 4).threshold == 0);
    CHECK(octavThreshold(TensorMagnitudes({}), 4).threshold == 0);
    CHECK(clippingError(TensorMagnitudes({}), 4, 0) == 0);
    const TensorMagnitudes strange(std::vector<float>{NAN, 1, INFINITY, -2});
    CHECK(strange.count() == 2);
    CHECK(strange.largest() == Approx(2 / std::sqrt(2.5))); // the root of (1² + 2²) / 2
}

TEST_CASE("histograms hold every value once", "[quantization]")
{
    const std::vector<float> values = sampleOf(WeightDistribution::Laplace, 5000);
    const TensorMagnitudes x(values);
    for (const Magnitudes* each : {static_cast<const Magnitudes*>(&x), &gaussian(), &laplace()}) {
        double area = 0;
        for (const double density : densityBins(*each, 20, 101)) {
            CHECK(density >= 0);
            area += density * 40 / 101;
        }
        CHECK(area == Approx(1).epsilon(1e-9)); // beyond 20 σ there is nothing
    }
    const auto curve = errorCurve(gaussian(), 4, 0.5, 5, 10);
    REQUIRE(curve.size() == 10);
    CHECK(curve.front().threshold == 0.5);
    CHECK(curve.back().threshold == 5);
    CHECK(curve[4].error == clippingError(gaussian(), 4, curve[4].threshold));
    CHECK(curve[4].error == curve[4].rounding + curve[4].clipping);
}

// ---- in scenarios -----------------------------------------------------------------------------------------------

TEST_CASE("floating-point weights have no clip threshold, integers have their bits'", "[quantization][metrics]")
{
    const Scenario s = preset("llama-3-8b", "h100-sxm");
    const auto value = [](const Scenario& scenario, const char* id) { return metric(evaluate(scenario), id); };
    CHECK_FALSE(value(s, "clip_threshold").value);
    CHECK(std::string(value(s, "quantization_mse").absent).find("floating-point") != std::string::npos);
    const Scenario four = with(s, "deployment.weights", "int4");
    CHECK(*value(four, "clip_threshold").value == octavThreshold(gaussian(), 4).threshold);
    CHECK(*value(four, "quantization_mse").value == Approx(1.040e-2).epsilon(0.001));
    const Scenario peaked = with(four, "deployment.weight_distribution", "laplace");
    CHECK(*value(peaked, "clip_threshold").value == octavThreshold(laplace(), 4).threshold);
    CHECK(*value(with(s, "deployment.weights", "int8"), "clip_threshold").value == Approx(3.91).epsilon(0.005));
}

TEST_CASE("a group's scale is counted, and can be chosen only where there are groups", "[quantization]")
{
    // One FP16 scale for 32 weights: 4 + 16/32 = 4.5 bits, 18 bytes for 32 as GGUF's Q4_0; for 128: 4 + 16/128.
    Scenario s = with(preset("llama-3-8b", "h100-sxm"), "deployment.weights", "int4");
    s = with(s, "deployment.quantised", "all");
    const Evaluation plain = evaluate(s);
    CHECK(setParameter(s, "deployment.group_size", "32").find("does not apply") != std::string::npos);
    s = with(s, "deployment.weights", "int4-group");
    CHECK(*metric(evaluate(s), "size_reduction").value == 32 / 4.125);
    s = with(s, "deployment.group_size", "32");
    const Evaluation grouped = evaluate(s);
    CHECK(*metric(grouped, "size_reduction").value == 32 / 4.5);
    for (const char* id : {"model_size", "t_weights"}) {
        CHECK(*metric(grouped, id).value == Approx(*metric(plain, id).value * 4.5 / 4).epsilon(1e-12));
    }
    CHECK(grouped.memory.weights.inBaseUnits() == Approx(plain.memory.weights.inBaseUnits() * 4.5 / 4).epsilon(1e-12));
    CHECK(grouped.computePrecision == plain.computePrecision); // weights only: arithmetic at the activations' format
    s = with(with(s, "deployment.activations", "int4-group"), "deployment.kv_cache", "int4-group");
    CHECK(*metric(evaluate(s), "kv_cache").value == Approx(*metric(plain, "kv_cache").value * 4.5 / 16).epsilon(1e-12));
    CHECK(evaluate(s).computePrecision == Precision::INT8); // the H100 has no INT4 unit
}

TEST_CASE("the derivation of grouped bits shows the scale and leads to the group size", "[quantization][tracing]")
{
    const Evaluation e = evaluate(with(preset("llama-3-8b", "h100-sxm"), "deployment.weights", "int4-group"));
    for (const Metric& row : metricCatalogue()) {
        const auto derivation = row.derive(e);
        CAPTURE(row.id);
        REQUIRE(derivation.has_value() == metric(e, row.id).value.has_value());
        CHECK((!derivation || derivation->value() == *metric(e, row.id).value)); // to the last bit
        CHECK((!derivation || recompute(*derivation->expression()) == derivation->value()));
    }
    const auto index = *metricIndex("size_reduction");
    const Evaluation all = evaluate(with(*e.scenario, "deployment.quantised", "all"));
    const auto reduction = metricCatalogue()[index].derive(all);
    const Expression& bits = *reduction->expression()->arguments.at(1);
    CHECK(symbolicText(bits) == "b + b_scale / G");
    CHECK(bits.arguments.at(0)->arguments.at(1)->arguments.at(1)->parameter == "deployment.group_size");
}

TEST_CASE("min–max spans one group where weights have groups, else the largest tensor", "[quantization]")
{
    Scenario s = with(preset("llama-3-8b", "h100-sxm"), "deployment.weights", "int4");
    const Program program = expand(s);
    CHECK(valuesPerRange(program, s.deployment) == 128256.0 * 4096); // the embedding table
    s = with(s, "deployment.weights", "int4-group");
    CHECK(valuesPerRange(program, s.deployment) == 128);
    // Experts are matrices of their own: Mixtral's largest tensor is its table, 32000·4096, not 8·14336·4096.
    CHECK(largestWeightTensor(expand(scenarioOf(decoderOf("mixtral-8x7b")))) == 32000.0 * 4096);
    CHECK(minMaxThreshold(gaussian(), 128) < minMaxThreshold(gaussian(), 128256.0 * 4096));
}

TEST_CASE("a grouped scenario comes back from its file with its group size", "[quantization]")
{
    Scenario s = with(preset("gpt-2", "rtx-4090"), "deployment.weights", "int4-group");
    s = with(with(s, "deployment.group_size", "64"), "deployment.weight_distribution", "laplace");
    CHECK(readScenarioJson(writeScenarioJson(s)) == s);
}

} // namespace
} // namespace ridge

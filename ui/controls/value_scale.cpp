#include "ui/controls/value_scale.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ridge {

namespace {

/// A logarithmic scale needs a smallest positive value; below it lies only the minimum itself.
double smallestPositive(const Parameter& p)
{
    if (p.minimum > 0) {
        return p.minimum;
    }
    return p.integral ? 1.0 : p.maximum * 1e-6;
}

/// The part of the slider that such a scale leaves to a minimum of zero or less.
double floorShare(const Parameter& p) { return p.minimum > 0 ? 0 : 0.04; }

double clampTo(const Parameter& p, double value)
{
    return std::clamp(value, p.minimum, std::max(p.minimum, p.maximum));
}

double roundTo(double value, double digits)
{
    if (value == 0) {
        return 0;
    }
    const double scale = std::pow(10.0, std::floor(std::log10(std::abs(value))) - digits + 1);
    // Dividing by a whole power of ten keeps short decimals exact: 25 / 10, not 25 · 0.1.
    return scale >= 1 ? std::round(value / scale) * scale : std::round(value / scale) / std::round(1 / scale);
}

/// Three significant bits: 1 2 3 4 5 6 7 8 10 12 14 16 20 …, the sizes that models and batches have.
double roundBinary(double value)
{
    if (value < 8) {
        return std::round(value);
    }
    const double unit = std::exp2(std::floor(std::log2(value)) - 2);
    return std::round(value / unit) * unit;
}

double linearNotch(const Parameter& p)
{
    if (p.integral) {
        return 1;
    }
    const double raw = (p.maximum - p.minimum) / 100;
    const double decade = std::pow(10.0, std::floor(std::log10(std::max(raw, 1e-30))));
    const double mantissa = raw / decade;
    return decade * (mantissa < 1.5 ? 1 : mantissa < 3.5 ? 2 : mantissa < 7.5 ? 5 : 10);
}

double nextBinary(double value, bool up)
{
    if (up) {
        return value < 1 ? 1 : std::exp2(std::floor(std::log2(value) + 1e-9) + 1);
    }
    return value <= 1 ? 0 : std::exp2(std::ceil(std::log2(value) - 1e-9) - 1);
}

double nextOneTwoFive(double value, bool up)
{
    constexpr std::array<double, 5> mantissas{0.5, 1, 2, 5, 10};
    const double exponent = std::floor(std::log10(value) + 1e-9);
    const double decade = std::pow(10.0, exponent);
    double best = value;
    for (double mantissa : mantissas) {
        const double candidate = exponent >= 0 ? mantissa * decade : mantissa / std::pow(10.0, -exponent);
        if (up && candidate > value * (1 + 1e-9)) {
            return candidate;
        }
        if (!up && candidate < value * (1 - 1e-9)) {
            best = candidate;
        }
    }
    return best;
}

double nextNotch(const Parameter& p, double value, bool up)
{
    if (!p.logarithmic) {
        const double notch = linearNotch(p);
        return std::round((value + (up ? notch : -notch)) / notch) * notch;
    }
    if (p.integral) {
        return nextBinary(value, up);
    }
    const double smallest = smallestPositive(p);
    if (value < smallest) {
        return up ? smallest : p.minimum;
    }
    const double next = nextOneTwoFive(value, up);
    return next < smallest ? p.minimum : next;
}

} // namespace

double sliderFraction(const Parameter& p, double value)
{
    const double clamped = clampTo(p, value);
    if (!(p.maximum > p.minimum)) {
        return 0;
    }
    if (!p.logarithmic) {
        return (clamped - p.minimum) / (p.maximum - p.minimum);
    }
    const double low = smallestPositive(p);
    if (clamped < low || p.maximum <= low) {
        return 0;
    }
    return floorShare(p) + (1 - floorShare(p)) * std::log(clamped / low) / std::log(p.maximum / low);
}

double sliderValue(const Parameter& p, double fraction)
{
    const double f = std::clamp(fraction, 0.0, 1.0);
    if (f <= 0) {
        return p.minimum;
    }
    if (f >= 1) {
        return p.maximum;
    }
    if (!p.logarithmic) {
        const double notch = linearNotch(p);
        return clampTo(p, std::round((p.minimum + f * (p.maximum - p.minimum)) / notch) * notch);
    }
    const double low = smallestPositive(p);
    if (f < floorShare(p) / 2) {
        return p.minimum;
    }
    const double along = std::max(0.0, (f - floorShare(p)) / (1 - floorShare(p)));
    const double value = low * std::pow(p.maximum / low, along);
    return clampTo(p, p.integral ? roundBinary(value) : roundTo(value, 2));
}

double steppedValue(const Parameter& p, double value, int notches, bool tenfold)
{
    const bool up = notches > 0;
    double result = value;
    for (int i = 0; i < std::abs(notches); ++i) {
        if (tenfold && p.logarithmic) {
            result = up ? std::max(result * 10, smallestPositive(p)) : result / 10;
            result = p.integral ? std::round(result) : result;
            continue;
        }
        for (int repeat = tenfold ? 10 : 1; repeat > 0; --repeat) {
            result = nextNotch(p, result, up);
        }
    }
    return clampTo(p, result);
}

} // namespace ridge

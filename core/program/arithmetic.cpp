#include "core/program/arithmetic.h"

namespace ridge {

Precision computePrecision(const Device& device, const Deployment& deployment)
{
    const auto has = [&](Precision p) { return device.peak[static_cast<std::size_t>(p)].has_value(); };
    const Precision wanted = arithmeticOf(deployment.computedIn());
    if (has(wanted)) {
        return wanted;
    }
    for (const Precision p : infoOf(wanted).fallback) {
        if (has(p)) {
            return p;
        }
    }
    for (const Precision p : allPrecisions) {
        if (has(p) && hasArithmetic(p)) {
            return p;
        }
    }
    return wanted;
}

std::optional<Precision> energyPrecision(const Device& device, Precision precision)
{
    while (!device.energyPerOp[static_cast<std::size_t>(precision)]) {
        const Precision wider = infoOf(precision).wider;
        if (wider == precision) {
            return std::nullopt;
        }
        precision = wider;
    }
    return precision;
}

} // namespace ridge

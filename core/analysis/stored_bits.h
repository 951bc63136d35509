// Bits of a deployment's stored elements and the numbers of its device, over the number type: values, or what leads to
// their parameters. Not how many elements there are: see operator_work.h and memory_sizes.h.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/formulas/element_bits.h"
#include "core/formulas/formulas.h"

namespace ridge {

/// The catalogue id of a level's parameters, by its role; empty for a level that has none.
inline std::string levelId(const Device& device, const MemoryLevel* level)
{
    if (!level) {
        return {};
    }
    return level == device.flash()        ? "device.flash"
           : level == device.mainMemory() ? "device.memory"
           : level == device.cache()      ? "device.cache"
                                          : "";
}

/// A number of the device that leads back to its parameter, where the catalogue has one for it.
template <class N> N deviceLeaf(const std::string& id, const char* symbol, double value, Unit unit)
{
    if constexpr (std::is_same_v<N, double>) {
        return value;
    } else {
        return id.empty() ? N::leaf(symbol, value, unit) : N::parameter(id, symbol, value, unit);
    }
}

/// Bits that one element takes in each of the formats of a deployment.
template <class N = double> struct StoredBits {
    explicit StoredBits(const Deployment& d, const LeverOrigins& changed = {})
        : weightFormat(d.weights), activationFormat(d.activations),
          weightBits(elementBits<N>("deployment.weights", "b_w", d.weights, d, changed)),
          activationBits(elementBits<N>("deployment.activations", "b_a", d.activations, d, changed)),
          cacheBits(elementBits<N>("deployment.kv_cache", "b_kv", d.kvCache, d, changed))
    {
    }

    Precision weightFormat, activationFormat;
    N weightBits, activationBits, cacheBits;

    N ofWeights(Precision format) const { return format == weightFormat ? weightBits : ofActivations(format); }
    N ofActivations(Precision format) const
    {
        return format == activationFormat ? activationBits
                                          : constantLeaf<N>("b", infoOf(format).bits, infoOf(format).label, Unit::Bits);
    }
};

/// What says what a device computes at most per second with structured sparsity.
inline std::string sparsePeakSource(const Device& device, Precision precision)
{
    const auto own = device.sources.find("sparse_peak." + std::string(infoOf(precision).id));
    const auto common = device.sources.find("sparse_peak");
    return own != device.sources.end()      ? own->second
           : common != device.sources.end() ? common->second
                                            : "the device's sparse peak";
}

} // namespace ridge

// Number formats that weights, activations and the KV cache may have.
// Not the rates at which a device computes them: see device.h.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace ridge {

enum class Precision { FP32, TF32, BF16, FP16, FP8, INT8, INT4, INT4Group, Stored };

inline constexpr std::size_t precisionCount = 9;
inline constexpr std::array<Precision, precisionCount> allPrecisions{
    Precision::FP32, Precision::TF32, Precision::BF16,      Precision::FP16,  Precision::FP8,
    Precision::INT8, Precision::INT4, Precision::INT4Group, Precision::Stored};

struct PrecisionInfo {
    std::string_view id;    // in files and on the command line
    std::string_view label; // on screen
    double bits;            // of one element, without what its group shares
    bool isInteger;
    bool grouped;              // every group of elements stores a scale: see storageBits() in core/analysis/cost.h
    std::string_view accuracy; // typical impact, the sheet's rule of thumb; empty where the sheet names none
};

constexpr PrecisionInfo infoOf(Precision precision)
{
    constexpr std::array<PrecisionInfo, precisionCount> table{{
        {"fp32", "FP32", 32, false, false, ""},
        {"tf32", "TF32", 32, false, false, ""}, // stored as fp32, multiplied with 10 mantissa bits
        {"bf16", "BF16", 16, false, false, "minimal"},
        {"fp16", "FP16", 16, false, false, "minimal"},
        {"fp8", "FP8", 8, false, false, ""},
        {"int8", "INT8", 8, true, false, "small (< 1 %)"},
        {"int4", "INT4", 4, true, false, "moderate"},
        {"int4-group", "INT4 group", 4, true, true, "moderate"},
        {"stored", "As stored", 0, false, false, ""}, // Deployment::storedBits; weights only
    }};
    return table[static_cast<std::size_t>(precision)];
}

/// What arithmetic on values of that format is called: groups share a scale, their elements are plain integers. Weights
/// as stored are expanded to the activations' format, which decides; half precision where nobody else does.
constexpr Precision arithmeticOf(Precision precision)
{
    return infoOf(precision).grouped ? Precision::INT4 : precision == Precision::Stored ? Precision::FP16 : precision;
}

/// Whether devices state a rate and an energy for it: those of a grouped format are its elements'.
constexpr bool hasArithmetic(Precision precision) { return arithmeticOf(precision) == precision; }

constexpr std::optional<Precision> precisionFromId(std::string_view id)
{
    for (Precision precision : allPrecisions) {
        if (infoOf(precision).id == id) {
            return precision;
        }
    }
    return std::nullopt;
}

} // namespace ridge

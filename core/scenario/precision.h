// Number formats that weights, activations and the KV cache may have.
// Not the rates at which a device computes them: see device.h.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace ridge {

enum class Precision { FP32, TF32, BF16, FP16, FP8, INT8, INT4 };

inline constexpr std::size_t precisionCount = 7;
inline constexpr std::array<Precision, precisionCount> allPrecisions{Precision::FP32, Precision::TF32, Precision::BF16,
                                                                     Precision::FP16, Precision::FP8,  Precision::INT8,
                                                                     Precision::INT4};

struct PrecisionInfo {
    std::string_view id;    // in files and on the command line
    std::string_view label; // on screen
    double bits;            // storage
    bool isInteger;
};

constexpr PrecisionInfo infoOf(Precision precision)
{
    constexpr std::array<PrecisionInfo, precisionCount> table{{
        {"fp32", "FP32", 32, false},
        {"tf32", "TF32", 32, false}, // stored as fp32, multiplied with 10 mantissa bits
        {"bf16", "BF16", 16, false},
        {"fp16", "FP16", 16, false},
        {"fp8", "FP8", 8, false},
        {"int8", "INT8", 8, true},
        {"int4", "INT4", 4, true},
    }};
    return table[static_cast<std::size_t>(precision)];
}

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

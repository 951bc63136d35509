// How a model is trained, where it is: optimizer, number formats beside the weights, what is computed again, the run.
// Not what a step costs: core/levers/training.h makes backward and update of the program.
#pragma once

#include "core/scenario/families/fields.h"
#include "core/scenario/precision.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace ridge {

enum class Task { Inference, Training };

enum class Optimizer : std::uint8_t { Sgd, Momentum, Adam, AdamNarrow, Adam8Bit, Adafactor, Muon };

struct OptimizerInfo {
    std::string_view id, label;
    double stateBytes;      // of each parameter, beside weight, gradient and master copy
    double operations;      // of an update, of each parameter
    bool isFactored;        // keeps sums of the rows and columns of a matrix instead of its elements
    double orthogonalSteps; // of a Newton–Schulz iteration over each matrix; other weights are Adam's
    std::string_view source;
};

inline constexpr std::array<OptimizerInfo, 7> optimizerRows{{
    {"sgd", "SGD", 0, 2, false, 0, "w − η·g: no state"},
    {"momentum", "SGD with momentum", 4, 4, false, 0, "one FP32 moment"},
    {"adam", "Adam, AdamW", 8, 12, false, 0, "Kingma and Ba 2015 (arXiv:1412.6980): two FP32 moments"},
    {"adam_bf16", "AdamW, BF16 moments", 4, 12, false, 0,
     "DeepSeek-V3 (arXiv:2412.19437), section 3.3: moments in BF16"},
    {"adam_8bit", "AdamW, 8 bits", 2 + 8.0 / 256, 12, false, 0,
     "Dettmers et al. 2022 (arXiv:2110.02861): two moments of 8 bits, an FP32 scale for each block of 256"},
    {"adafactor", "Adafactor", 0, 14, true, 0,
     "Shazeer and Stern 2018 (arXiv:1804.04235): without momentum, FP32 sums of rows and columns"},
    {"muon", "Muon", 4, 6, false, 5,
     "Jordan et al. 2024, Muon: one FP32 moment of each matrix, five Newton–Schulz steps; Adam for all others"},
}};
constexpr const OptimizerInfo& infoOf(Optimizer optimizer)
{
    return optimizerRows[static_cast<std::size_t>(optimizer)];
}

enum class Regime : std::uint8_t { Mixed, MixedWide, Pure, Full, Narrow, Integer };

/// The number formats of a training step, and bytes of each parameter beside the weight that forward and backward use.
struct RegimeInfo {
    std::string_view id, label;
    Precision weights, activations;
    double gradientBytes, masterBytes;
    std::string_view source;
};

inline constexpr std::array<RegimeInfo, 6> regimeRows{{
    {"bf16", "BF16, FP32 master", Precision::BF16, Precision::BF16, 2, 4,
     "Micikevicius et al. 2018 (arXiv:1710.03740): 16 bytes with Adam, as ZeRO counts (arXiv:1910.02054)"},
    {"bf16_wide", "BF16, FP32 gradients", Precision::BF16, Precision::BF16, 4, 4,
     "Megatron-LM with FP32 gradient accumulation: 18 bytes with Adam (arXiv:2205.05198)"},
    {"bf16_pure", "BF16 alone", Precision::BF16, Precision::BF16, 2, 0,
     "no master copy: 12 bytes with Adam, as QLoRA counts full fine-tuning (arXiv:2305.14314)"},
    {"fp32", "FP32", Precision::FP32, Precision::FP32, 4, 0, "16 bytes with Adam"},
    {"fp8", "FP8, FP32 master", Precision::FP8, Precision::FP8, 4, 4,
     "DeepSeek-V3 (arXiv:2412.19437), section 3.3: FP8 products, FP32 master copy and gradients"},
    {"int8", "INT8", Precision::INT8, Precision::INT8, 1, 0,
     "Lin et al. 2022 (arXiv:2206.15472): weights, activations and gradients of a quantised graph in INT8"},
}};
constexpr const RegimeInfo& infoOf(Regime regime) { return regimeRows[static_cast<std::size_t>(regime)]; }

/// What backward computes again instead of keeping it: nothing, the core of attention, whole repeated blocks but for
/// what goes into them, or into every so many of them.
enum class Recomputation : std::uint8_t { None, Selective, Full, Every };

/// Where the optimizer's state is kept and the update done.
enum class StatePlace : std::uint8_t { Device, Host };

template <class N = double> struct TrainingSettingsOf {
    Task task = Task::Inference;
    Regime regime = Regime::Mixed;
    Optimizer optimizer = Optimizer::Adam;
    StatePlace state = StatePlace::Device;
    Recomputation recomputation = Recomputation::None;
    N everyBlocks = 4;
    bool dropout = false;
    N microBatches = 1; // of a step, one after the other
    N length = 1e9;     // of the whole run: tokens, or samples of a model that reads none
    N lost = 0;         // share of the time that checkpoints, failures and restarts take
    friend bool operator==(const TrainingSettingsOf&, const TrainingSettingsOf&) = default;
};
using TrainingSettings = TrainingSettingsOf<>;

template <> const FieldTable<TrainingSettings>& fieldsOf<TrainingSettings>();

} // namespace ridge

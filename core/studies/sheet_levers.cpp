#include "core/studies/sheet_levers.h"

#include "core/explain/note_text.h"

#include <algorithm>

namespace ridge {
namespace {

constexpr std::string_view training = "Belongs to training, which no scenario here runs yet.";

/// "Winograd convolutions: MACs 4.09 G → 2.41 G, 1.7×."
std::string resultOf(const LeverGain& gain, std::string_view metricId, NumberStyle style)
{
    const std::string name = std::string(gain.lever->label) + ": ";
    if (!gain.refusal.empty()) {
        return name + gain.refusal + ".";
    }
    const Metric& row = metricCatalogue()[*metricIndex(metricId)];
    const LeverEffect& effect = gain.effect(metricId);
    if (gain.isIdle || !effect.with || !effect.without) {
        return name + "finds nothing to change.";
    }
    if (*effect.with == *effect.without) {
        return name + std::string(row.label) + " stays at " + format(*effect.with, row.unit, style) + ".";
    }
    const double factor = 1 / effect.factor();
    return name + std::string(row.label) + " " + format(*effect.without, row.unit, style) + " → " +
           format(*effect.with, row.unit, style) +
           (factor > 1   ? ", " + times(factor) + " less"
            : factor < 1 ? ", " + times(1 / factor) + " more"
                         : "") +
           ".";
}

const std::vector<SheetLever> lines{
    {"Pruning",
     "#Parameters, MACs",
     "↓ Model Size, ↓ FLOPs, ↓ Latency",
     {"pruning", "channel_pruning", "n_m_sparsity"},
     "latency",
     "Weights pruned one by one save stored bytes, less a bit each for the mask, and no time on dense units; "
     "channels "
     "save the square where both sides of a layer lose them; N:M needs units that skip zeros."},
    {"Quantization",
     "Bit Width",
     "↓ Model Size, ↓ Memory BW, ↑ OPS/W",
     {"quantise_weights", "quantise_activations", "quantise_cache"},
     "memory_footprint",
     "Bits shrink in proportion where all tensors take them; embeddings, head, norms and scales keep theirs. Time "
     "follows where memory limits, or where the device multiplies the narrower format faster."},
    {"Knowledge Distillation",
     "Model complexity",
     "↓ Params while preserving accuracy",
     {"distillation"},
     "parameters",
     "The gain is the student's: depth counts once, width squared, and embeddings with the width alone."},
    {"Depthwise Separable Conv",
     "MACs, Params",
     "↓ FLOPs by ~8-9× vs standard conv",
     {"depthwise_separable"},
     "macs",
     "1/(1/c_o + 1/k²): 7.9 to 8.9 for one 3×3 layer of 64 to 512 channels. The rest of the model keeps its work, "
     "and "
     "time falls less: a depthwise layer does few operations per byte."},
    {"GQA / MQA",
     "KV Cache size",
     "↓ Memory for LLM serving",
     {"gqa", "mla"},
     "kv_cache",
     "The cache shrinks by heads over KV heads: 8× and 64× for models of 64 heads that keep them all; grouped ones "
     "have taken most of it already."},
    {"Linear Attention",
     "Attention cost",
     "O(N) vs O(N²)",
     {"linear_attention"},
     "macs",
     "2·N·d_h² against 2·N²·d_h for a head: equal at N = d_h, so that it pays beyond that length, and projections "
     "and "
     "feed-forward layers keep their work."},
    {"Winograd Transform",
     "Conv MACs",
     "2.25× reduction for 3×3",
     {"winograd"},
     "macs",
     "2.25× is of dense 3×3 convolutions with stride 1; all others keep their work, and transforms add operations "
     "that are not MACs."},
    {"In-place DWConv",
     "Peak SRAM",
     "Fits MCU memory constraints",
     {"in_place"},
     "activation_memory_peak",
     "It helps depthwise layers alone; the peak then moves to the 1×1 convolutions around them."},
    {"LoRA (PEFT)", "Training memory", "Updates only rank-r of weights", {"lora"}, "parameters", training},
    {"Sparse Backprop",
     "Training activations",
     "Stores ~1/4 of forward activations",
     {"sparse_backprop"},
     "activation_memory_peak",
     training},
    {"TSM (Video)",
     "Extra params/FLOPs",
     "0 overhead temporal modeling",
     {"tsm"},
     "macs",
     "A shift multiplies nothing, but moves a quarter of the activations, and against 3-D convolutions it saves "
     "their "
     "depth in time."},
};

} // namespace

const std::vector<SheetLever>& sheetLevers() { return lines; }

std::vector<std::string> resultsOf(const SheetLever& line, const LeverGains& gains)
{
    std::vector<std::string> results;
    const NumberStyle style = gains.of->convention.numberStyle();
    for (const LeverGain& gain : gains.levers) {
        if (std::ranges::find(line.levers, std::string_view(gain.lever->id)) != line.levers.end()) {
            results.push_back(resultOf(gain, line.metric, style));
        }
    }
    return results;
}

} // namespace ridge

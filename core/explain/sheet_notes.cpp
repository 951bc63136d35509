#include "core/explain/sheet_notes.h"

#include "core/explain/note_text.h"
#include "core/formulas/formulas.h"
#include "core/scenario/families/transformer.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

const Decoder* decoderOf(const Evaluation& e) { return e.scenario->model.decoder(); }

/// Who the numbers of a sentence belong to: "Llama-2-7B: ".
Text nameOf(const Evaluation& e) { return e.scenario->model.name + ": "; }

// ---- memory -----------------------------------------------------------------------------------------------------

Text activationMemory(const Evaluation& e)
{
    return "Only training keeps all feature maps; inference frees each after its last use. " + nameOf(e) +
           shown(e, "activation_memory") + " in all feature maps, " + shown(e, "activation_memory_peak") +
           " at the worst moment.";
}

Text peakInOut(const Evaluation& e)
{
    return "Input + output of one layer misses what skip connections keep alive around it. " + nameOf(e) +
           shown(e, "activations_peak_sheet") + " elements by the sheet's rule, " + shown(e, "activations_peak_live") +
           " alive at once.";
}

Text groupedCache(const Evaluation& e)
{
    const Text rule = "The cache shrinks by heads / KV heads, so 8× and 64× hold for models with 64 heads only. ";
    const Decoder* d = decoderOf(e);
    if (!d) {
        return rule + "Llama-2-70B: 64 / 8 = 8×; Llama-3-8B: 32 / 8 = 4×, and MQA would give 32×.";
    }
    if (d->latentRank > 0) {
        const double kept = d->latentRank + d->ropeSize;
        return rule + nameOf(e) + "latent attention caches " + format(kept, Unit::Count) +
               " values per layer and token instead of 2·H·d_h, " + times(2 * d->heads * d->headSize / kept) +
               " less than MHA.";
    }
    if (d->generates() && d->isLinear()) {
        return rule + nameOf(e) + "linear attention keeps " + shown(e, "kv_cache") +
               " of states instead of keys and values, whatever the context; with those of all heads it would be " +
               shown(e, "kv_cache_sheet") + ".";
    }
    return rule + nameOf(e) + format(d->heads, Unit::Count) + " heads / " + format(d->kvHeads, Unit::Count) +
           " KV heads = " + times(d->heads / d->kvHeads) + " smaller than MHA; MQA would be " + times(d->heads) + ".";
}

Text streaming(const Evaluation& e)
{
    const Text rule = "Attention sinks and a window bound the memory; they do not extend the context: what falls out "
                      "of the window is forgotten. Four sinks are enough. ";
    constexpr double tokens = 2048; // 4 sinks and 2044 recent ones, the size the paper measures
    const auto perToken = valueOfMetric(e, "kv_cache_per_token");
    if (!perToken) {
        return rule + "Llama-2-7B with 4 + 2044 tokens keeps 1.0 GiB however long the text is; 1 M tokens in full "
                      "would take 488 GiB.";
    }
    if (const Decoder* d = decoderOf(e); d && d->isLinear()) {
        return rule + nameOf(e) +
               "the states of linear attention are bounded without a window: " + shown(e, "kv_cache") +
               " however long the text is.";
    }
    return rule + nameOf(e) + "4 + 2044 tokens would keep " + bytesText(e, tokens * *perToken) +
           " per sequence however long the text is; this request keeps " + shown(e, "kv_cache") + ".";
}

/// The depthwise convolution with the largest input, if there is one.
const Operator* largestDepthwise(const Evaluation& e)
{
    const Operator* largest = nullptr;
    const auto size = [](const Operator& op) { return op.sizes.ci * op.sizes.hi * op.sizes.wi; };
    for (const Stage& stage : e.program.stages) {
        for (const Operator& op : stage.operators) {
            const bool depthwise = op.kind == OperatorKind::Convolution && op.sizes.g > 1 &&
                                   op.sizes.g == op.sizes.ci && op.sizes.g == op.sizes.co;
            largest = depthwise && (!largest || size(op) > size(*largest)) ? &op : largest;
        }
    }
    return largest;
}

Text inPlaceDepthwise(const Evaluation& e)
{
    const Text rule = "Each channel is computed into one spare plane and copied back, so in place needs (C + 1)·H·W: "
                      "max(in, out) and one plane more. It helps depthwise layers alone; the peak then moves to the "
                      "1×1 convolutions around them. ";
    const Operator* op = largestDepthwise(e);
    if (!op) {
        return rule + "96 channels of 112×112: 2.41 M elements in and out, 1.22 M in place.";
    }
    const Sizes<>& s = op->sizes;
    const double in = s.ci * s.hi * s.wi;
    const double out = s.co * s.ho * s.wo;
    return rule + op->name + ": " + format(in + out, Unit::Count) + " elements in and out, " +
           format(std::max(in, out) + s.ho * s.wo, Unit::Count) + " in place.";
}

Text sparseBackprop(const Evaluation& e)
{
    return "A quarter is the example of one slide. What is stored is the sum over the layers that are updated of their "
           "share × their activations; layers whose biases alone are trained store none. MCUNetV3's published scheme "
           "updates 22 biases and six layers, with shares from 1 down to 1/8. " +
           nameOf(e) + "all feature maps together are " + shown(e, "activation_memory") + ".";
}

// ---- computation ------------------------------------------------------------------------------------------------

Text flopsPerToken(const Evaluation& e)
{
    const Text because = "because a forward pass does 2 operations with every weight, and a layer has about 12·d² of "
                         "them: 24·L·d², and 2·V·d for the output head. The 6 belongs to training, 6 operations per "
                         "parameter and token.";
    const auto right = valueOfMetric(e, "flops_per_token");
    const auto sheet = valueOfMetric(e, "flops_per_token_sheet");
    if (!right || !sheet) {
        return "GPT-3: 349 GFLOP per token; the sheet's 6·L·d² gives 87 GFLOP, 4× too low, " + because;
    }
    return nameOf(e) + shown(e, "flops_per_token") + " per token; the sheet's 6·L·d² gives " +
           shown(e, "flops_per_token_sheet") + ", " + compared(*sheet, *right) + ", " + because;
}

Text parameterEstimate(const Evaluation& e)
{
    const Text because = "The estimate assumes multi-head attention, a plain feed-forward network of width 4·d and one "
                         "embedding table shared with the output head.";
    const auto right = valueOfMetric(e, "parameters");
    const auto sheet = valueOfMetric(e, "parameters_sheet");
    if (!right || !sheet) {
        return "About right for GPT-2 and GPT-3; Mixtral-8x7B has 46.7 G parameters and the estimate says 6.6 G. " +
               because;
    }
    return nameOf(e) + shown(e, "parameters") + " parameters; V·d + 12·L·d² gives " + shown(e, "parameters_sheet") +
           ", " + compared(*sheet, *right) + ". " + because;
}

Text winograd(const Evaluation& e)
{
    const Text rule = "2.25× counts the multiplies of dense 3×3 convolutions with stride 1. The transforms cost "
                      "additions, the weights grow 16/9 times, and a memory-bound layer gains nothing: with 64 "
                      "channels in and out 2.13× is left, with 16 channels 1.85×. ";
    const auto fast = valueOfMetric(e, "winograd_macs");
    const auto all = valueOfMetric(e, "macs");
    if (all && e.scenario->deployment.winograd != Winograd::None) {
        return rule + nameOf(e) + shown(e, "macs") + " as deployed, with it.";
    }
    if (!fast || !all) {
        return rule + "This model has no such convolution.";
    }
    return rule + nameOf(e) + shown(e, "macs") + " become " + shown(e, "winograd_macs") + ", " + times(*all / *fast) +
           " fewer in the whole model.";
}

// ---- time -------------------------------------------------------------------------------------------------------

Text wholeModelLatency(const Evaluation& e)
{
    return "max(T_compute, T_memory) over the whole model lets the arithmetic of one layer hide the traffic of "
           "another, which a machine that runs layer after layer cannot: it is a lower bound. " +
           nameOf(e) + shown(e, "latency_sheet") + " by the sheet, " + shown(e, "latency") + " summed over operators.";
}

Text computeRoofTokens(const Evaluation& e)
{
    const Text rule = "OPS × utilisation / FLOPs per token is what arithmetic alone would allow. Decoding reads every "
                      "weight for each step, so memory sets the rate until the batch is large. ";
    if (!valueOfMetric(e, "tokens_per_second_sheet")) {
        return rule + "Llama-2-7B in 16 bits on an H100, one sequence: at most 249 tok/s.";
    }
    return rule + nameOf(e) + shown(e, "tokens_per_second_sheet") + " by the formula, " +
           shown(e, "tokens_per_second") + " with the traffic.";
}

Text rooflineRule(const Evaluation& e)
{
    const Text rule = "The two rows are exchanged: left of the ridge memory limits, right of it arithmetic does. ";
    if (e.stages.empty() || !valueOfMetric(e, "ridge_distance")) {
        return rule + "Decoding with batch 1 in 16 bits does 1 FLOP per byte, far left of an H100's ridge of 295, and "
                      "is memory-bound.";
    }
    const StageTotals& totals = e.stages[e.verdict.stage].totals;
    const double intensity = totals.ops.inBaseUnits() / totals.bytes.inBaseUnits();
    // Where both roofs take the same time, utilisations and the levels in use included.
    const double ridge = intensity * totals.times.memory.inBaseUnits() / totals.times.compute.inBaseUnits();
    const bool left = intensity < ridge;
    return rule + nameOf(e) + e.program.stages[e.verdict.stage].name + " does " + format(intensity, Unit::OpsPerByte) +
           (left ? ", less than" : ", at least") + " the ridge's " + format(ridge, Unit::OpsPerByte) + ", so " +
           (left ? "memory" : "arithmetic") + " limits; the sheet's rule would say " +
           (left ? "arithmetic" : "memory") + ".";
}

// ---- energy -----------------------------------------------------------------------------------------------------

Text powerTimesTime(const Evaluation& e)
{
    const Text rule = "Power × time / 3600 is in watt-hours, not joules and not kWh, and it is the energy of the whole "
                      "batch: divide by the batch for one inference. ";
    const bool isBounded = valueOfMetric(e, "energy_bottom_up").has_value();
    const Text bound = isBounded ? "Operations, bytes and idling alone, " + shown(e, "energy_bottom_up") +
                                       " for the whole batch at the device, are a lower bound"
                                 : Text("The device states no energies that a lower bound could be made of");
    if (!valueOfMetric(e, "energy_per_inference")) {
        return rule + nameOf(e) + "here " + metric(e, "energy_per_inference").absent + ". " + bound + ".";
    }
    const double batch = e.program.samples;
    const Text joules = shown(e, "total_power") + " × " + shown(e, "latency");
    return rule + nameOf(e) + joules + (batch == 1 ? "" : " / " + format(batch, Unit::Count)) + " = " +
           shown(e, "energy_per_inference") + ". " + bound +
           (isBounded ? ": clocks, caches, schedulers, regulators and fans draw what is left up to the TDP, and a "
                        "meter at the wall counts them."
                      : ".");
}

Text tokensPerWatt(const Evaluation& e)
{
    const Text rule = "Tokens/s of the whole batch already counts every sequence; times BS again counts it twice. ";
    const auto rate = valueOfMetric(e, "tokens_per_second");
    if (!rate) {
        return rule + "At batch 16 the sheet's TPS/W comes out 16 times too high.";
    }
    if (!valueOfMetric(e, "tokens_per_watt")) {
        return rule + nameOf(e) + "here " + metric(e, "tokens_per_watt").absent + ".";
    }
    const double batch = e.program.samples;
    return rule + nameOf(e) + shown(e, "tokens_per_second") + " for " + format(batch, Unit::Count) +
           (batch == 1 ? " sequence" : " sequences") + " is " + shown(e, "tokens_per_watt") + "; × BS would say " +
           times(batch) + " that.";
}

Text dramEnergy(const Evaluation& e)
{
    const Text rule = "True against a 32-bit multiply at 45 nm (640 pJ / 3.1 pJ = 206×); against a 32-bit integer add "
                      "it is 6400×, against a floating-point add 711×. ";
    const MemoryLevel* level = e.workingLevel();
    const double op = e.energyPerOp.inBaseUnits();
    if (!level || level->energyPerByte <= 0 || op <= 0) {
        return rule + "What counts is the ratio of the machine at hand.";
    }
    const double word = 4 * level->energyPerByte;
    return rule + e.scenario->device.name + ": 32 bits from " + level->name + " take " + format(word, Unit::Joules) +
           ", as much as " + format(word / op, Unit::Count) + " operations in " +
           Text(infoOf(e.computePrecision).label) + ".";
}

Text energyTable(const Evaluation&)
{
    return "The table mixes two scales. Measured against a 32-bit integer add at 45 nm, an fp32 multiply is 37×, a "
           "32-bit read of an 8 KiB SRAM 50× and of DRAM 6400× (Horowitz 2014); 6× and 200× belong to a list that "
           "starts from a 16-bit multiply-accumulate (Eyeriss).";
}

// ---- vision-language and point clouds ---------------------------------------------------------------------------

Text resamplerTokens(const Evaluation& e)
{
    const Text rule = "Flamingo's resampler gives 64 visual tokens, whatever the number of frames and their size. Five "
                      "is what the figure of the paper draws. ";
    if (!valueOfMetric(e, "tokens_visual")) {
        return rule + "LLaVA-1.5 has no resampler: its language model sees all 576 patches of an image.";
    }
    return rule + nameOf(e) + "the language model sees " + shown(e, "tokens_visual") +
           " tokens of an image, made from " + shown(e, "tokens_initial") + " of the vision encoder.";
}

Text pointDensity(const Evaluation& e)
{
    const Text rule =
        "Below 0.1 % holds for outdoor scans in voxels of 5 to 10 cm: 20,000 points in 1408×1600×40 voxels "
        "are 0.02 %. 2048 points in 32³ voxels are 6 %, and indoor grids lie between 1 and 10 %.";
    return valueOfMetric(e, "occupancy") ? rule + " " + nameOf(e) + shown(e, "occupancy") + " of the voxels." : rule;
}

/// The tables and formulas of families I to IV.
void addFamilies(std::vector<SheetNote>& notes)
{
    notes.push_back(
        {"activation-memory", "Activation Memory = Total Activation × b", {"activation_memory"}, activationMemory});
    notes.push_back({"peak-in-out",
                     "Peak #Activations ≈ Input Activation + Output Activation",
                     {"activations_peak_sheet", "activations_peak_live"},
                     peakInOut});
    notes.push_back({"flops-per-token",
                     "FLOPs per token ≈ 6 × L × d²",
                     {"flops_per_token", "flops_per_token_sheet", "macs_per_token"},
                     flopsPerToken});
    notes.push_back({"parameter-estimate",
                     "Estimated params ≈ V·d + 12·L·d²",
                     {"parameters", "parameters_sheet"},
                     parameterEstimate});
    notes.push_back({"winograd", "Winograd (3×3): 2.25× MAC reduction", {"winograd_macs"}, winograd});
    notes.push_back({"whole-model-latency",
                     "Latency ≈ max(T_compute, T_memory)",
                     {"latency", "latency_sheet", "t_compute", "t_memory"},
                     wholeModelLatency});
    notes.push_back({"compute-roof-tokens",
                     "Tokens/s = OPS_hardware × Utilization / FLOPs per token",
                     {"tokens_per_second", "tokens_per_second_sheet", "tpot"},
                     computeRoofTokens});
    notes.push_back({"power-times-time",
                     "Energy per Inference = Total Power × Inference Time (s) / 3600",
                     {"energy_per_inference", "energy_tdp", "total_power"},
                     powerTimesTime});
    notes.push_back({"tokens-per-watt",
                     "TPS/W = Tokens/s × BS / Total Power (W)",
                     {"tokens_per_watt", "tokens_per_second"},
                     tokensPerWatt});
}

/// The boxed remarks, the architectures, the hardware table and the roofline.
void addTheRest(std::vector<SheetNote>& notes)
{
    notes.push_back({"dram-energy",
                     "DRAM access ≈ 200× more energy than a 32-bit arithmetic operation",
                     {"energy_movement", "energy_compute"},
                     dramEnergy});
    notes.push_back({"sparse-backprop",
                     "Sparse backprop can store only ~1/4 of activations",
                     {"activations_total", "activation_memory"},
                     sparseBackprop});
    notes.push_back({"in-place-depthwise",
                     "In-place Depthwise Conv: memory = max(In, Out) instead of In + Out",
                     {"activation_memory_peak", "activations_peak_sheet", "arena_size"},
                     inPlaceDepthwise});
    notes.push_back({"grouped-cache",
                     "GQA cache ~8× smaller than MHA, MQA cache ~64×",
                     {"kv_cache", "kv_cache_sheet", "kv_cache_per_token"},
                     groupedCache});
    notes.push_back({"effective-context",
                     "Effective Context (StreamingLLM): attention sinks to handle context beyond window",
                     {"effective_context", "kv_cache"},
                     streaming});
    notes.push_back({"resampler-tokens",
                     "Perceiver Resampler: fixed visual tokens (e.g., 5 tokens in Flamingo)",
                     {"tokens_visual"},
                     resamplerTokens});
    notes.push_back(
        {"point-density", "Sparsity: voxelized point clouds typically < 0.1 % dense", {"occupancy"}, pointDensity});
    notes.push_back({"energy-table",
                     "32-bit INT add 1×, 32-bit FP multiply ~4×, SRAM read ~6×, DRAM read ~200×",
                     {"energy_movement"},
                     energyTable});
    notes.push_back({"roofline-rule",
                     "Arithmetic Intensity > OPS/BW: memory-bound; < OPS/BW: compute-bound",
                     {"arithmetic_intensity", "ridge_point", "ridge_distance"},
                     rooflineRule});
}

} // namespace

const std::vector<SheetNote>& sheetNotes()
{
    static const std::vector<SheetNote> notes = [] {
        std::vector<SheetNote> rows;
        addFamilies(rows);
        addTheRest(rows);
        return rows;
    }();
    return notes;
}

std::vector<const SheetNote*> notesFor(std::string_view metricId)
{
    std::vector<const SheetNote*> found;
    for (const SheetNote& note : sheetNotes()) {
        if (std::find(note.metrics.begin(), note.metrics.end(), metricId) != note.metrics.end()) {
            found.push_back(&note);
        }
    }
    return found;
}

const SheetNote* findSheetNote(std::string_view id)
{
    for (const SheetNote& note : sheetNotes()) {
        if (note.id == id) {
            return &note;
        }
    }
    return nullptr;
}

} // namespace ridge

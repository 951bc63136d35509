#include "core/explain/cheat_sheet.h"

#include "core/explain/note_text.h"
#include "core/metrics/operator_figures.h"
#include "core/scenario/families/transformer.h"
#include "core/scenario/parameters/parameters.h"

namespace ridge {
namespace {

using Sections = std::vector<SheetSection>;

// ---- examples of layers ---------------------------------------------------------------------------------------------

bool isConvolution(const Operator& op) { return op.kind == OperatorKind::Convolution; }
bool isPointwise(const Operator& op) { return isConvolution(op) && op.sizes.kh == 1 && op.sizes.kw == 1; }
bool isDepthwise(const Operator& op)
{
    return isConvolution(op) && op.sizes.g > 1 && op.sizes.g == op.sizes.ci && op.sizes.g == op.sizes.co;
}
bool isGrouped(const Operator& op) { return isConvolution(op) && op.sizes.g > 1 && !isDepthwise(op); }
bool isDense(const Operator& op) { return isConvolution(op) && op.sizes.g == 1 && !isPointwise(op); }
bool isLinear(const Operator& op) { return op.kind == OperatorKind::Linear; }
bool isShift(const Operator& op) { return op.kind == OperatorKind::Shift; }

// ---- words ----------------------------------------------------------------------------------------------------------

/// "8.03 G × 4 / 8 = 4.02 GB"
template <int bits> Text sizeIn(const Evaluation& e)
{
    const double weights = valueOfMetric(e, "parameters").value_or(0);
    return shown(e, "parameters") + " × " + std::to_string(bits) + " / 8 = " + bytesText(e, weights * bits / 8);
}

Text headSize(const Evaluation& e)
{
    const Decoder* d = e.scenario->model.decoder();
    return d ? format(d->width, Unit::Count) + " / " + format(d->heads, Unit::Count) + " = " +
                   format(d->width / d->heads, Unit::Count)
             : Text();
}

Text regime(const Evaluation& e)
{
    const auto intensity = valueOfMetric(e, "arithmetic_intensity"), ridge = valueOfMetric(e, "ridge_point");
    if (!intensity || !ridge) {
        return {};
    }
    const char* relation = *intensity < *ridge ? " < " : " > ";
    const char* bound = *intensity < *ridge ? ": data movement limits" : ": arithmetic limits";
    return shown(e, "arithmetic_intensity") + relation + shown(e, "ridge_point") + bound;
}

// ---- sections, in the sheet's order ---------------------------------------------------------------------------------

void addNotation(Sections& sheet)
{
    sheet.push_back({"Notation",
                     {
                         {"c_i / c_o, k_h / k_w, h_i / w_i, h_o / w_o, g: channels, kernel, feature maps, groups"},
                         {"n / BS: batch size", {"workload.batch"}},
                         {"L: number of layers", {"model.layers"}},
                         {"d / d_model: hidden / embedding dimension", {"model.width"}},
                         {"d_head: per-head dimension, d_model / Heads", {"model.head_size"}, {}, nullptr, headSize},
                         {"V: vocabulary size", {"model.vocabulary"}},
                         {"N: sequence length (tokens)", {"workload.prompt_tokens", "workload.output_tokens"}},
                         {"b: bit width", {"deployment.weights", "deployment.activations", "deployment.kv_cache"}},
                         {"T: number of diffusion sampling steps", {"workload.steps"}},
                     }});
}

void addMemory(Sections& sheet)
{
    sheet.push_back(
        {"Family I: memory",
         {
             {"#Parameters (W) = sum of all weight tensor elements; bias typically ignored", {"parameters"}},
             {"Model Size = W × b", {"model_size"}},
             {"#Activations (Total) = Σ over all layers of output activation elements", {"activations_total"}},
             {"Peak #Activations ≈ Input Activation + Output Activation (bottleneck layer)",
              {"activations_peak_sheet", "activations_peak_live"},
              "peak-in-out"},
             {"Activation Memory = Total Activation × b",
              {"activation_memory", "activation_memory_peak"},
              "activation-memory"},
             {"KV Cache = BS × L × Heads × d_head × N × 2 × b", {"kv_cache_sheet", "kv_cache"}},
             {"In CNN inference peak activations, not parameters, are the memory bottleneck",
              {"activation_memory_peak", "model_size"}},
         }});
}

void addComputation(Sections& sheet)
{
    sheet.push_back(
        {"Family II: computation",
         {
             {"MAC: a ← a + b·c, one multiply and one accumulate", {"macs"}},
             {"1 MAC = 2 FLOPs; Total FLOPs = Total MACs × 2", {"flops"}},
             {"OP: same as FLOP but for non-float (e.g. INT8)", {"ops"}},
             {"FLOPS / OPS: operations per second", {"achieved_ops"}},
             {"Softmax attention O(N²), linear attention O(N)", {"attention_macs", "attention_share"}},
             {"FLOPs per token ≈ 6 × L × d²", {"flops_per_token_sheet", "flops_per_token"}, "flops-per-token"},
             {"Estimated params ≈ V·d + L × 12 × d²", {"parameters_sheet", "parameters"}, "parameter-estimate"},
             {"Winograd (3×3): 2.25× reduction", {"winograd_macs", "macs"}, "winograd"},
         }});
}

void addLatency(Sections& sheet)
{
    sheet.push_back({"Family III: performance and latency",
                     {
                         {"Latency ≈ max(T_compute, T_memory)", {"latency_sheet", "latency"}, "whole-model-latency"},
                         {"T_compute = Total OPs / OPS_hardware", {"t_compute"}},
                         {"T_memory = T_activations + T_weights", {"t_memory"}},
                         {"T_activations = (Input Act. Size + Output Act. Size) / Bandwidth", {"t_activations"}},
                         {"T_weights = Model Size / Bandwidth", {"t_weights"}},
                         {"Throughput = Total Processed Units / Total Time ≈ 1 / Latency", {"throughput"}},
                         {"Tokens/s = OPS_hardware × Utilization / FLOPs per token",
                          {"tokens_per_second_sheet", "tokens_per_second", "tpot"},
                          "compute-roof-tokens"},
                     }});
}

void addEnergy(Sections& sheet)
{
    sheet.push_back(
        {"Family IV: energy, carbon and cost",
         {
             {"Device Power Draw = TDP × Utilization", {"power_draw", "device.tdp"}},
             {"Total Power = Power Draw × PUE", {"total_power", "environment.pue"}},
             {"Energy per Inference = Total Power × Inference Time / 3600",
              {"energy_per_inference", "energy_inference_bound"},
              "power-times-time"},
             {"OPS/W = OPS/s / Total Power", {"ops_per_watt"}},
             {"OPS/Wh = OPS per inference / Energy per inference", {"ops_per_wh"}},
             {"IPS/W = Inferences/s / Total Power", {"inferences_per_watt"}},
             {"TPS/W = Tokens/s × BS / Total Power", {"tokens_per_watt"}, "tokens-per-watt"},
             {"Carbon/Inference = Energy (kWh) × Grid Intensity / 1000", {"carbon", "environment.grid_intensity"}},
             {"Cost/Inference = Energy (kWh) × Electricity Price", {"cost", "environment.price"}},
             {"DRAM access ≈ 200× more energy than a 32-bit arithmetic operation",
              {"energy_movement", "energy_compute"},
              "dram-energy"},
             {"Energy ∝ Data Movement → More Memory References → More Energy", {"energy_movement"}},
         }});
}

void addLayers(Sections& sheet)
{
    const std::vector<std::string_view> figures{"parameters", "macs"};
    sheet.push_back(
        {"Layer by layer, n = 1 and without bias",
         {
             {"Fully connected: c_o·c_i parameters, c_o·c_i MACs", figures, {}, isLinear},
             {"Standard convolution: c_o·c_i·k_h·k_w parameters, × h_o·w_o MACs", figures, {}, isDense},
             {"Grouped convolution: c_o·c_i·k_h·k_w / g parameters, × h_o·w_o MACs", figures, {}, isGrouped},
             {"Depthwise convolution: c_o·k_h·k_w parameters, × h_o·w_o MACs", figures, {}, isDepthwise},
             {"1×1 convolution: c_o·c_i parameters, × h_o·w_o MACs", figures, {}, isPointwise},
         }});
    sheet.push_back({"Activations",
                     {
                         {"CNN layer: n·c_i·h_i·w_i in, n·c_o·h_o·w_o out; linear: n·c_i in, n·c_o out"},
                         {"Transformer layer: BS·N·d_model in and out"},
                         {"Peak #Activations = max over layers of Input + Output", {"activations_peak_sheet"}},
                         {"Total #Activations = Σ over layers of Output", {"activations_total"}},
                         {"Activation Memory = Total Activation × b / 8 bytes", {"activation_memory"}},
                         {"On-device training stores all intermediate activations; sparse backprop only ~1/4",
                          {"training_activations", "activation_memory"},
                          "sparse-backprop"},
                     }});
}

void addArchitectures(Sections& sheet)
{
    sheet.push_back({"CNNs and TinyML",
                     {
                         {"Peak activations: primary memory bottleneck", {"activation_memory_peak"}},
                         {"In-place depthwise conv: memory = max(In, Out) instead of In + Out",
                          {"arena_size"},
                          "in-place-depthwise"},
                         {"Peak SRAM must fit within ~320 KB", {"memory_footprint", "memory_headroom"}},
                         {"Flash Usage = Model Size (weights only)", {"flash_usage", "model_size"}},
                     }});
    sheet.push_back({"Transformers and language models",
                     {
                         {"ViT: Initial Token Count = H × W / PatchSize²", {"tokens_initial"}},
                         {"Attention cost: O(N²) for softmax, O(N) for linear", {"attention_share"}},
                         {"KV Cache (MHA) = BS × L × Heads × d_head × N × 2 × b", {"kv_cache_sheet"}},
                         {"GQA cache ~8×, MQA cache ~64× smaller than MHA", {"kv_cache"}, "grouped-cache"},
                         {"Effective Context (StreamingLLM): attention sinks beyond the window",
                          {"effective_context"},
                          "effective-context"},
                     }});
    sheet.push_back(
        {"Diffusion, video, vision-language and point clouds",
         {
             {"Total Latency = Latency_step × T (sampling steps)", {"latency_per_step", "denoising_latency"}},
             {"FLOPs scale linearly with T", {"macs_per_step"}},
             {"TSM: 0 extra params, 0 extra MACs; more data movement", {"total_bytes"}, {}, isShift},
             {"Video throughput in videos/s", {"videos_per_second", "frames_per_second"}},
             {"Perceiver Resampler: fixed visual tokens (e.g. 5 in Flamingo)", {"tokens_visual"}, "resampler-tokens"},
             {"Cross-attention overhead between visual encoder and LLM",
              {"cross_attention_overhead", "cross_attention_latency"}},
             {"Voxelized point clouds typically < 0.1 % dense", {"occupancy"}, "point-density"},
             {"PVCNN balances random access (point) and regular compute (voxel)", {"irregular_bytes"}},
         }});
}

void addHardware(Sections& sheet)
{
    sheet.push_back(
        {"Hardware constants",
         {
             {"OPS_hw: processor peak performance, e.g. 100 TOPS",
              {"device.peak.bf16", "device.peak.fp16", "device.peak.int8", "device.peak.fp32"}},
             {"BW_mem: memory bandwidth, e.g. 900 GB/s", {"device.memory.bandwidth"}},
             {"TDP, e.g. 300 W", {"device.tdp"}},
             {"U: device utilization, e.g. 0.7", {"deployment.utilisation.compute", "deployment.utilisation.power"}},
             {"PUE, e.g. 1.2", {"environment.pue"}},
             {"Grid carbon intensity, e.g. 400 gCO₂/kWh", {"environment.grid_intensity"}},
             {"Electricity cost, e.g. 0.20 USD/kWh", {"environment.price"}},
             {"32-bit INT add 1×, 32-bit FP multiply ~4×, SRAM read ~6×, DRAM read ~200×",
              {"device.energy.fp32", "device.cache.energy", "device.memory.energy"},
              "energy-table"},
         }});
    sheet.push_back({"Quick conversion rules",
                     {
                         {"MACs → FLOPs: × 2; → OPs: × 2 (non-float)", {"macs", "flops"}},
                         {"Parameters → Model Size (bytes): × b / 8", {"parameters", "model_size"}},
                         {"Activations → Memory (bytes): × b / 8", {"activations_total", "activation_memory"}},
                         {"TFLOPS → FLOPS: × 10¹²", {"achieved_ops"}},
                         {"Wh → kWh: ÷ 1000", {"energy_per_inference"}},
                         {"Latency (s) → Throughput (units/s): 1 / Latency", {"latency", "throughput"}},
                         {"Energy (kWh) → Carbon: kWh × gCO₂/kWh", {"energy_per_inference", "carbon"}},
                         {"Energy (kWh) → Cost: kWh × price", {"energy_per_inference", "cost"}},
                     }});
}

void addTheRest(Sections& sheet)
{
    sheet.push_back({"Compute-bound or memory-bound",
                     {
                         {"Arithmetic Intensity = Total OPs / Total Bytes Moved", {"arithmetic_intensity"}},
                         {"Arithmetic Intensity > OPS/BW: memory-bound; < OPS/BW: compute-bound",
                          {"ridge_point", "ridge_distance"},
                          "roofline-rule",
                          nullptr,
                          regime},
                     }});
    sheet.push_back(
        {"Many devices",
         {
             {"Scalability Ratio = Throughput with N GPUs / Throughput with 1 GPU", {"speedup", "scalability_ratio"}},
             {"Communication Overhead = T_data transfer / (T_compute + T_data transfer)", {"communication_overhead"}},
         }});
    sheet.push_back(
        {"Precision",
         {
             {"FP32: 32 bits, 1×", {}, {}, nullptr, sizeIn<32>},
             {"FP16 / BF16: 16 bits, 2× smaller, minimal impact on accuracy", {}, {}, nullptr, sizeIn<16>},
             {"INT8: 8 bits, 4× smaller, small impact (< 1 %)", {}, {}, nullptr, sizeIn<8>},
             {"INT4: 4 bits, 8× smaller, moderate impact", {}, {}, nullptr, sizeIn<4>},
             {"Size reduction against FP32, in the format in use", {"size_reduction"}},
             {"Quantization error by MSE (Newton-Raphson clipping)", {"quantization_mse", "clip_threshold"}},
         }});
}

/// By multiplications; the first of those that have none.
NumberRef largest(const Evaluation& e, bool (*of)(const Operator&), std::string_view figure)
{
    NumberRef found;
    double most = -1;
    for (std::size_t s = 0; s < e.program.stages.size(); ++s) {
        for (std::size_t i = 0; i < e.program.stages[s].operators.size(); ++i) {
            const double work = e.stages[s].operators[i].macs.inBaseUnits();
            if (of(e.program.stages[s].operators[i]) && work > most) {
                most = work;
                found = {std::string(figure), static_cast<int>(s), static_cast<int>(i)};
            }
        }
    }
    return found;
}

} // namespace

const std::vector<SheetSection>& cheatSheet()
{
    static const Sections sections = [] {
        Sections sheet;
        addNotation(sheet);
        addMemory(sheet);
        addComputation(sheet);
        addLatency(sheet);
        addEnergy(sheet);
        addLayers(sheet);
        addArchitectures(sheet);
        addHardware(sheet);
        addTheRest(sheet);
        return sheet;
    }();
    return sections;
}

NumberRef exampleOf(const SheetLine& line, const Evaluation& evaluation)
{
    return line.of ? largest(evaluation, line.of, line.numbers.front()) : NumberRef{};
}

std::vector<SheetNumber> numbersOf(const SheetLine& line, const Evaluation& e)
{
    std::vector<SheetNumber> numbers;
    const NumberRef example = exampleOf(line, e);
    for (const std::string_view id : line.numbers) {
        if (line.of) {
            const OperatorFigure* figure = example.isValid() ? operatorFigure(id) : nullptr;
            const auto value =
                figure ? figure->value(e, std::size_t(example.stage), std::size_t(example.op)) : std::nullopt;
            if (value) {
                numbers.push_back({std::string(figure->label),
                                   format(*value, figure->unit, e.numberStyle()),
                                   {std::string(id), example.stage, example.op}});
            }
        } else if (const auto index = metricIndex(id)) {
            if (e.metrics[*index].value) {
                numbers.push_back({std::string(metricCatalogue()[*index].label), shown(e, id), {std::string(id)}});
            }
        } else if (const Parameter* row = catalogueRow(*e.chosen, id)) {
            numbers.push_back({row->label, valueText(*row, *e.chosen, *row->get(*e.chosen)), {}, std::string(id)});
        }
    }
    return numbers;
}

} // namespace ridge

#include "core/analysis/evaluation.h"
#include "core/evaluate/evaluate.h"
#include "core/metrics/catalogue.h"

#include "core/scenario/badge.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <set>

namespace ridge {
namespace {

using namespace test;
using Names = std::set<std::string>;

Names changedMetrics(const Scenario& before, const Scenario& after)
{
    const Evaluation a = evaluate(before);
    const Evaluation b = evaluate(after);
    Names changed;
    for (std::size_t i = 0; i < a.metrics.size(); ++i) {
        if (a.metrics[i].value != b.metrics[i].value) {
            changed.insert(std::string(metricCatalogue()[i].id));
        }
    }
    return changed;
}

Names changedBy(const char* model, const char* device, const char* id, const char* text)
{
    const Scenario base = preset(model, device);
    return changedMetrics(base, with(base, id, text));
}

bool isSubset(const Names& part, const Names& whole)
{
    return std::includes(whole.begin(), whole.end(), part.begin(), part.end());
}

// What follows from the time, the energy or the operations of a run; what of them moves depends on what limits it.
const Names followsFromTime{"latency",
                            "ttft",
                            "tpot",
                            "throughput",
                            "tokens_per_second",
                            "tokens_per_second_request",
                            "achieved_ops",
                            "ridge_distance",
                            "energy_static",
                            "energy_rest",
                            "energy_inference_bound",
                            "energy_token_bound",
                            "energy_tdp",
                            "total_power",
                            "latency_sheet",
                            "ops_per_watt",
                            "ops_per_wh",
                            "carbon",
                            "cost",
                            "rent",
                            "owned_cost",
                            "embodied_carbon",
                            "output_cost",
                            "output_rent",
                            "output_owned",
                            "output_carbon",
                            "output_embodied",
                            "input_cost",
                            "input_rent",
                            "input_owned",
                            "energy_bottom_up",
                            "energy_batch",
                            "energy_per_inference",
                            "energy_per_token",
                            "inferences_per_watt",
                            "tokens_per_watt",
                            "served_tokens_per_second_request",
                            "served_tokens_per_second_device",
                            "prefill_share"};

Names plus(Names a, const Names& b)
{
    a.insert(b.begin(), b.end());
    return a;
}

TEST_CASE("one operation per MAC halves FLOPs and the peak beside them, and moves neither time nor energy",
          "[conventions]")
{
    const Scenario base = preset("resnet-50", "a100-80gb");
    const Scenario one = with(base, "convention.ops_per_mac", "1");
    CHECK(metricOf(evaluate(one), "flops") == metricOf(evaluate(base), "flops") / 2);
    const Names changed = changedMetrics(base, one);
    const Names counts{"flops",        "ops",       "arithmetic_intensity", "ridge_point", "achieved_ops",
                       "ops_per_watt", "ops_per_wh"};
    CHECK(changed == counts);
}

TEST_CASE("half attention changes the attention of prefill and nothing without attention", "[conventions]")
{
    CHECK(changedBy("resnet-50", "a100-80gb", "convention.causal", "lower_half").empty());
    const Names changed = changedBy("llama-3-8b", "h100-sxm", "convention.causal", "lower_half");
    const Names always{"macs",
                       "flops",
                       "ops",
                       "attention_macs",
                       "attention_share",
                       "elementwise_ops",
                       "t_compute",
                       "energy_compute",
                       "activations_total",
                       "activation_memory"};
    CHECK(isSubset(always, changed));
    // The sum of all feature maps counts the scores, of which half are masked; on chip they move and cost nothing.
    CHECK(isSubset(changed, plus(always, followsFromTime)));
    const Evaluation full = evaluate(preset("llama-3-8b", "h100-sxm"));
    const Evaluation half = evaluate(with(preset("llama-3-8b", "h100-sxm"), "convention.causal", "lower_half"));
    CHECK(half.stages[1].totals.macs == full.stages[1].totals.macs); // a decode step masks nothing
}

TEST_CASE("ignoring biases changes how parameters are counted, not what is stored or computed", "[conventions]")
{
    CHECK(changedBy("gpt-2", "h100-sxm", "convention.biases", "ignored") == Names{"parameters", "model_size"});
    CHECK(changedBy("llama-3-8b", "h100-sxm", "convention.biases", "ignored").empty()); // has none
    // GPT-2: per layer 3·768 (q, k, v) + 768 + 3072 + 768; LayerNorm shifts are no bias terms of linear layers.
    const Evaluation e = evaluate(with(preset("gpt-2", "h100-sxm"), "convention.biases", "ignored"));
    CHECK(metricOf(e, "parameters") == 124439808 - 12 * (3 * 768 + 768 + 3072 + 768));
}

TEST_CASE("ignoring embeddings takes table and head out of the parameters, and nothing else", "[conventions]")
{
    CHECK(changedBy("llama-3-8b", "h100-sxm", "convention.embeddings", "ignored") == Names{"parameters", "model_size"});
    const Evaluation llama = evaluate(with(preset("llama-3-8b", "h100-sxm"), "convention.embeddings", "ignored"));
    CHECK(metricOf(llama, "parameters") == 8030261248 - 2 * 128256.0 * 4096);
    // Tied: the table is there once; GPT-2 has a table of positions as well.
    const Evaluation gpt2 = evaluate(with(preset("gpt-2", "h100-sxm"), "convention.embeddings", "ignored"));
    CHECK(metricOf(gpt2, "parameters") == 124439808 - 50257.0 * 768 - 1024 * 768.0);
    CHECK(changedBy("resnet-50", "h100-sxm", "convention.embeddings", "ignored").empty());
}

TEST_CASE("ignoring element-wise work takes it out of operations and time, and leaves MACs and traffic",
          "[conventions]")
{
    for (const char* model : {"llama-3-8b", "mobilenet-v2"}) {
        const Scenario base = preset(model, "h100-sxm");
        const Scenario ignored = with(base, "convention.elementwise", "ignored");
        const Evaluation e = evaluate(ignored);
        CHECK(metricOf(e, "elementwise_ops") == 0);
        CHECK(metricOf(e, "ops") == metricOf(e, "flops"));
        const Names changed = changedMetrics(base, ignored);
        const Names always{"elementwise_ops", "ops", "t_compute", "energy_compute", "arithmetic_intensity"};
        CHECK(isSubset(always, changed));
        CHECK(isSubset(changed, plus(always, followsFromTime)));
    }
}

TEST_CASE("the peak rule moves the peak and what is made of it", "[conventions]")
{
    const Names allowed{"activation_memory_peak", "memory_footprint", "memory_headroom", "max_batch"};
    for (const char* rule : {"in_plus_out", "arena"}) {
        CHECK(changedBy("resnet-50", "h100-sxm", "convention.peak", rule) == allowed);
        const Scenario llama = with(preset("llama-3-8b", "h100-sxm"), "workload.prompt_tokens", "1000");
        CHECK(changedMetrics(llama, with(llama, "convention.peak", rule)) == plus(allowed, {"max_context"}));
    }
}

TEST_CASE("the input counts in the peaks and nowhere else", "[conventions]")
{
    const Names allowed{"activations_peak_live",  "activations_peak_sheet", "arena_size",
                        "activation_memory_peak", "memory_footprint",       "memory_headroom"};
    const Names changed = changedBy("vgg-16", "h100-sxm", "convention.input_in_peak", "no");
    CHECK(isSubset(changed, allowed));
    const Scenario base = preset("resnet-50", "h100-sxm");
    CHECK(evaluate(with(base, "convention.input_in_peak", "no")).memory.peakLiveElements <=
          evaluate(base).memory.peakLiveElements);
}

TEST_CASE("GiB is a way of writing: no number changes", "[conventions]")
{
    const Scenario base = preset("llama-3-8b", "h100-sxm");
    const Scenario binary = with(base, "convention.bytes", "binary");
    CHECK(changedMetrics(base, binary).empty());
    CHECK(evaluate(base).verdict.sentence.find(" GB free") != std::string::npos);
    CHECK(evaluate(binary).verdict.sentence.find(" GiB free") != std::string::npos);
}

TEST_CASE("the energy rule changes the energies at the wall, and neither rule's own figure", "[conventions]")
{
    const Names expected{"energy_batch", "energy_per_inference", "energy_per_token", "total_power",  "ops_per_watt",
                         "ops_per_wh",   "inferences_per_watt",  "tokens_per_watt",  "carbon",       "cost",
                         "energy_rest",  "owned_cost",           "output_cost",      "output_owned", "output_carbon",
                         "input_cost",   "input_owned"};
    CHECK(changedBy("llama-3-8b", "h100-sxm", "convention.energy", "bottom_up") == expected);
}

TEST_CASE("the badge names every switch that is not at its default", "[conventions]")
{
    CHECK(Convention{}.badge() == "2 FLOP/MAC · full attention · speed of light · GB");
    const auto badge = [](const char* id, const char* text) {
        return with(preset("llama-3-8b", "h100-sxm"), id, text).convention.badge();
    };
    CHECK(badge("convention.ops_per_mac", "1").find("1 FLOP/MAC") == 0);
    CHECK(badge("convention.causal", "lower_half").find("half attention") != std::string::npos);
    CHECK(badge("convention.biases", "ignored").find("no biases") != std::string::npos);
    CHECK(badge("convention.elementwise", "ignored").find("no element-wise") != std::string::npos);
    CHECK(badge("convention.embeddings", "ignored").find("no embeddings") != std::string::npos);
    CHECK(badge("convention.peak", "arena").find("arena peak") != std::string::npos);
    CHECK(badge("convention.times", "typical").find("typical times") != std::string::npos);
    CHECK(badge("convention.peak", "in_plus_out").find("in+out peak") != std::string::npos);
    CHECK(badge("convention.input_in_peak", "no").find("peak without input") != std::string::npos);
    CHECK(badge("convention.energy", "bottom_up").find("energy a lower bound") != std::string::npos);
    CHECK(badge("convention.bytes", "binary").find("GiB") != std::string::npos);
}

TEST_CASE("how masked attention counts is stamped on models alone that have such attention", "[conventions]")
{
    const auto badge = [](const char* model, const char* causal) {
        return conventionBadge(with(preset(model, "h100-sxm"), "convention.causal", causal));
    };
    for (const char* model : {"llama-3-8b", "t5-base", "llava-1.5-7b", "whisper-base", "clip-vit-b-32", "sd-1.5"}) {
        INFO(model);
        CHECK(badge(model, "full") == "2 FLOP/MAC · full attention · speed of light · GB");
        CHECK(badge(model, "lower_half") == "2 FLOP/MAC · half attention · speed of light · GB");
    }
    for (const char* model : {"resnet-50", "vit-b-16", "swin-t", "pointnet", "bert-base", "siglip-b-16"}) {
        INFO(model);
        CHECK(badge(model, "full") == "2 FLOP/MAC · speed of light · GB");
        CHECK(badge(model, "lower_half") == "2 FLOP/MAC · speed of light · GB");
    }
}

} // namespace
} // namespace ridge

// Scenarios that tests share: every preset on a device, published decoders, and a machine with round numbers.
// Not expectations: those stand in the tests, with their arithmetic.
#pragma once

#include "core/library/baseline.h"
#include "core/library/presets.h"
#include "core/metrics/catalogue.h"
#include "core/scenario/model_body.h"
#include "core/scenario/parameters/parameters.h"
#include "tests/support/sampled.h"

#include <stdexcept>
#include <utility>

namespace ridge::test {

struct NamedScenario {
    std::string name;
    Scenario scenario;
};

/// Every model preset on a device preset, with what both usually run with; the devices take turns.
inline const std::vector<NamedScenario>& presetScenarios()
{
    static const std::vector<NamedScenario> all = [] {
        std::vector<NamedScenario> scenarios;
        const std::vector<PresetInfo>& devices = devicePresets();
        std::size_t turn = 0;
        for (const PresetInfo& model : sampled(modelPresets())) {
            const PresetInfo& device = devices[turn++ % devices.size()];
            scenarios.push_back(
                {model.id + " on " + device.id, baseline(modelPreset(model.id), devicePreset(device.id))});
        }
        return scenarios;
    }();
    return all;
}

/// A preset scenario by its two ids.
inline Scenario preset(std::string_view model, std::string_view device)
{
    return baseline(modelPreset(model), devicePreset(device));
}

/// The scenario with one parameter set; a refusal is a mistake of the test.
inline Scenario with(Scenario scenario, std::string_view id, std::string_view text)
{
    const std::string refused = setParameter(scenario, id, text);
    if (!refused.empty()) {
        throw std::logic_error(refused);
    }
    return scenario;
}

/// Every convention that is not the default: (parameter, text).
inline const std::vector<std::pair<std::string, std::string>>& switchedConventions()
{
    static const std::vector<std::pair<std::string, std::string>> all{
        {"convention.causal", "lower_half"},   {"convention.ops_per_mac", "1"},    {"convention.biases", "ignored"},
        {"convention.elementwise", "ignored"}, {"convention.energy", "bottom_up"}, {"convention.bytes", "binary"},
        {"convention.embeddings", "ignored"},  {"convention.peak", "in_plus_out"}, {"convention.peak", "arena"},
        {"convention.input_in_peak", "no"},    {"convention.times", "typical"},    {"deployment.fusion", "none"},
        {"deployment.fusion", "elementwise"},
    };
    return all;
}

/// Numbers to compute with in the head: 100 Tops/s, 1 TB/s (ridge 100), 1 pJ per operation, 10 pJ per byte, 1 PB.
inline Device roundDevice()
{
    Device device;
    device.id = "round";
    device.name = "Round numbers";
    device.peak.fill(tera(100));
    device.energyPerOp.fill(1e-12);
    device.memory.push_back({"DRAM", MemoryLevel::Kind::Dram, 1e15, tera(1), 1e-11});
    device.tdp = 400;
    device.idlePower = 100;
    return device;
}

inline Scenario scenarioOf(const Decoder& decoder, const Device& device = roundDevice())
{
    Scenario scenario;
    scenario.model = {
        .id = "decoder", .name = "Decoder", .family = "Language model", .source = {}, .usual = {}, .body = decoder};
    scenario.device = device;
    return scenario;
}

inline Scenario scenarioOf(const LayerList& layers, const Device& device = roundDevice())
{
    Scenario scenario;
    scenario.model = {.id = "layers", .name = "Layers", .family = "CNN", .source = {}, .usual = {}, .body = layers};
    scenario.device = device;
    return scenario;
}

/// A short decoder: every total can be worked out by hand.
inline Decoder tinyDecoder()
{
    Decoder d;
    d.layers = 3;
    d.width = 8;
    d.heads = 2;
    d.kvHeads = 1;
    d.headSize = 4;
    d.ffnWidth = 16;
    d.vocabulary = 10;
    d.contextLength = 64;
    return d;
}

/// The hyper-parameters of a preset.
inline Decoder decoderOf(std::string_view id) { return *modelPreset(id).decoder(); }

/// Published hyper-parameters of a model that is no preset: deepseek-ai/DeepSeek-V2-Lite, config.json.
inline Decoder deepSeekV2Lite()
{
    Decoder d;
    d.layers = 27;
    d.width = 2048;
    d.heads = d.kvHeads = 16;
    d.headSize = 128; // qk_nope_head_dim
    d.ropeSize = 64;
    d.valueSize = 128;
    d.latentRank = 512;
    d.ffnWidth = 10944;
    d.vocabulary = 102400;
    d.experts = 64;
    d.activeExperts = 6;
    d.sharedExperts = 2;
    d.expertWidth = 1408;
    d.denseLayers = 1;
    d.contextLength = 163840;
    return d;
}

/// The sum over all operators of all stages, repetitions and counts included.
template <class Of> double sumOver(const Evaluation& e, Of of)
{
    double sum = 0;
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        for (std::size_t i = 0; i < e.stages[s].operators.size(); ++i) {
            sum += e.program.stages[s].repeat * e.program.stages[s].operators[i].count * of(e.stages[s].operators[i]);
        }
    }
    return sum;
}

inline double metricOf(const Evaluation& e, std::string_view id)
{
    const MetricValue& result = metric(e, id);
    if (!result.value) {
        throw std::logic_error(std::string(id) + " is absent: " + result.absent);
    }
    return *result.value;
}

/// The derivations of all metrics, in the order of the catalogue. They can be opened as long as the evaluation lives.
inline std::vector<std::optional<Traced>> deriveAll(const Evaluation& evaluation)
{
    std::vector<std::optional<Traced>> all;
    for (const Metric& row : metricCatalogue()) {
        all.push_back(row.derive(evaluation));
    }
    return all;
}

} // namespace ridge::test

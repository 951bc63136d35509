// Layer lists written by hand, and what they expand to.
// Not presets: those are in scenarios.h.
#pragma once

#include "core/models/layers/layer_list.h"

#include "tests/support/catch.h"

namespace ridge::test {

inline Layer layer(std::string name, LayerKind kind, double channels = 0, double kernel = 1, double stride = 1)
{
    Layer out;
    out.name = std::move(name);
    out.kind = kind;
    out.channels = channels;
    out.kernelHeight = out.kernelWidth = kernel;
    out.stride = stride;
    return out;
}

inline Layer addition(const std::string& mismatch, std::vector<std::string> from)
{
    Layer out = layer("add", LayerKind::Add);
    out.mismatch = mismatch;
    out.from = std::move(from);
    return out;
}

inline LayerBlock block(std::string name, std::vector<Layer> layers, double repeat = 1)
{
    LayerBlock out;
    out.name = std::move(name);
    out.repeat = repeat;
    out.layers = std::move(layers);
    return out;
}

inline LayerList listOf(std::vector<LayerBlock> blocks)
{
    LayerList list;
    list.inputChannels = 8;
    list.inputHeight = list.inputWidth = 32;
    list.blocks = std::move(blocks);
    return list;
}

inline Stage expanded(const LayerList& list, std::vector<Issue>& issues, double batch = 1)
{
    Scenario scenario;
    scenario.workload.batch = batch;
    return expandLayers(scenario, list, issues);
}

inline Stage expanded(const LayerList& list)
{
    std::vector<Issue> issues;
    Stage stage = expanded(list, issues);
    INFO((issues.empty() ? std::string() : issues.front().message));
    REQUIRE(issues.empty());
    return stage;
}

inline std::vector<std::string> names(const Stage& stage)
{
    std::vector<std::string> out;
    for (const Operator& op : stage.operators) {
        out.push_back(op.name);
    }
    return out;
}

inline MapShape outputShape(const Stage& stage)
{
    const Tensor& t = stage.tensors.at(static_cast<std::size_t>(stage.operators.back().output));
    return {t.c, t.h, t.w};
}

} // namespace ridge::test

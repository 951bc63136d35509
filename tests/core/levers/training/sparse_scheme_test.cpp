// The released scheme of tiny-training that learns within 100 KB, layer by layer, on the network it was made for.

#include "core/evaluate/evaluate.h"
#include "core/levers/training/kept_results.h"
#include "core/levers/training/learning.h"

#include "tests/support/catch.h"
#include "tests/support/layers.h"
#include "tests/support/scenarios.h"

#include <array>
#include <map>

namespace ridge {
namespace {

using namespace test;

struct Bottleneck {
    double expand, channels, stride, kernel;
};

Layer convolution(const char* name, LayerKind kind, double channels, double kernel, double stride)
{
    Layer out = layer(name, kind, channels, kernel, stride);
    out.bias = true;
    return out;
}

Layer relu(const char* name)
{
    Layer out = layer(name, LayerKind::Activation);
    out.function = "relu6";
    return out;
}

/// MCUNet for 5 images a second, ImageNet (Lin et al. 2020, arXiv:2007.10319), as mcunet-5fps_imagenet.json of
/// mit-han-lab/mcunet has it, at the 128 pixels of mit-han-lab/tinyengine's training graph. 42 convolutions.
LayerList mcunet()
{
    constexpr Bottleneck rows[] = {{4, 16, 2, 3}, {3, 16, 1, 3}, {3, 24, 2, 7}, {5, 24, 1, 3}, {5, 40, 2, 3},
                                   {4, 40, 1, 7}, {4, 48, 1, 5}, {3, 48, 1, 3}, {4, 48, 1, 3}, {5, 96, 2, 7},
                                   {4, 96, 1, 5}, {4, 96, 1, 5}, {6, 160, 1, 3}};
    std::vector<LayerBlock> blocks{block("stem", {convolution("conv", LayerKind::Conv, 16, 3, 2), relu("relu1"),
                                                  convolution("depthwise", LayerKind::DepthwiseConv, 0, 3, 1),
                                                  relu("relu2"), convolution("project", LayerKind::Conv, 8, 1, 1)})};
    double channels = 8;
    for (const Bottleneck& row : rows) {
        std::vector<Layer> layers{convolution("expand", LayerKind::Conv, row.expand * channels, 1, 1), relu("relu1"),
                                  convolution("depthwise", LayerKind::DepthwiseConv, 0, row.kernel, row.stride),
                                  relu("relu2"), convolution("project", LayerKind::Conv, row.channels, 1, 1)};
        if (row.stride == 1 && row.channels == channels) {
            layers.push_back(addition("error", {"in", "project"}));
        }
        blocks.push_back(block("block" + std::to_string(blocks.size() + 1), std::move(layers)));
        channels = row.channels;
    }
    blocks.push_back(block("head", {layer("pool", LayerKind::GlobalPool), layer("flatten", LayerKind::Flatten),
                                    layer("fc", LayerKind::Linear, 10)}));
    LayerList list = listOf(std::move(blocks));
    list.inputChannels = 3, list.inputHeight = list.inputWidth = 128;
    return list;
}

TEST_CASE("the scheme of 22 biases and six layers learns within 100 KB", "[training][published]")
{
    // mit-han-lab/tiny-training, algorithm/scripts/sparse_update.sh: the last 22 biases; weights of convolutions 21,
    // 24, 27, 30, 36 and 39, the last two by 1/8 and 1/4 of their input channels; its classifier always. As
    // partial_backward.py counts: weights of 8 bits that learn, biases of 32, inputs kept for both, and one bit of
    // each output whose bias learns. The 303 MB of PyTorch beside 149 KB of the whole, 2,077 times, are both measured.
    const std::map<int, double> shares{{21, 1}, {24, 1}, {27, 1}, {30, 1}, {36, 0.125}, {39, 0.25}};
    Scenario s = scenarioOf(mcunet());
    s.training.task = Task::Training;
    std::vector<Issue> issues;
    Stage stage = expandLayers(s, mcunet(), issues);
    REQUIRE(issues.empty());
    int convolutions = 0;
    double weights = 0, biases = 0, masks = 0;
    for (Operator& op : stage.operators) {
        const bool isConvolution = op.kind == OperatorKind::Convolution;
        op.learning = op.kind == OperatorKind::Linear             ? Learning::All
                      : !isConvolution || convolutions < 42 - 22  ? Learning::Nothing
                      : shares.find(convolutions) == shares.end() ? Learning::Biases
                                                                  : Learning::All;
        op.learnedShare = isConvolution && op.learning == Learning::All ? shares.at(convolutions) : 1;
        convolutions += isConvolution;
        if (isConvolution && op.learning != Learning::Nothing) {
            weights += learnedWeights(op);
            biases += trainedElements(op) - learnedWeights(op);
            masks += stage.tensors[std::size_t(op.output)].elements();
        }
    }
    CHECK(convolutions == 42);
    const KeptResults<double> kept(stage, s, 1, false);
    double inputs = 0;
    for (const Operator& op : stage.operators) {
        if (op.learning == Learning::All) {
            const TensorId in = stage.uses[op.firstInput];
            CHECK(kept.isKept(in));
            inputs += kept.share(in) * stage.tensors[std::size_t(in)].elements();
        }
    }
    CHECK(inputs == (40 + 48 + 48 + 48) * 64 + (12 + 24) * 16 + 160); // of 96 channels an eighth, a quarter
    CHECK(weights == 40 * 160 + 48 * 144 + 48 * 192 + 48 * 240 + 12 * 384 + 24 * 576);
    const double bytes = weights + 4 * biases + inputs + masks / 8;
    CHECK(bytes / 1024 == Approx(100).epsilon(0.005));
    // All that is trained, in FP32 and without what a framework has beside it, takes no more than was measured.
    s.training.regime = Regime::Full;
    CHECK(metricOf(evaluate(s), "training_memory") < 303e6);
}

} // namespace
} // namespace ridge

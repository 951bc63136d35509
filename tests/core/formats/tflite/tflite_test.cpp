#include "core/evaluate/evaluate.h"
#include "core/formats/json/project.h"
#include "core/formats/read_file.h"
#include "core/formats/tflite/read_tflite.h"
#include "tests/core/formats/tflite/tflite_builder.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <fstream>
#include <sstream>

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const GraphNode& nodeOf(const Model& model, std::size_t i) { return model.imported()->graph->nodes.at(i); }
const std::vector<double>& shapeOf(const Model& model, int tensor)
{
    return model.imported()->graph->tensors.at(static_cast<std::size_t>(tensor)).shape;
}
const std::vector<double>& inputShape(const Model& model, std::size_t node, std::size_t input)
{
    return shapeOf(model, nodeOf(model, node).inputs.at(input));
}

Evaluation evaluated(const Model& model) { return evaluate(baseline(model, roundDevice())); }

} // namespace

TEST_CASE("A convolution of a TFLite file counts what the formula says", "[tflite]")
{
    Net net;
    const int x = net.tensor("x", {1, 8, 8, 3}), y = net.tensor("y", {1, 4, 4, 16});
    const int filter = net.constant("conv/filter", {16, 3, 5, 3}), bias = net.constant("conv/bias", {16});
    net.add(3, {x, filter, bias}, y, {0, 2, 2, 1, 1, 1}); // same padding, stride 2, ReLU
    const Model model = net.read(x, y);
    CHECK(nodeOf(model, 0).type == "Conv");
    CHECK(nodeOf(model, 0).name == "conv/filter");
    CHECK(inputShape(model, 0, 0) == std::vector<double>{1, 3, 8, 8});
    CHECK(inputShape(model, 0, 1) == std::vector<double>{16, 3, 3, 5});
    CHECK(nodeOf(model, 0).attributes.at("strides") == std::vector<double>{2, 2});
    const Evaluation e = evaluated(model);
    CHECK(metricOf(e, "macs") == 16 * 3 * 3 * 5 * 4 * 4); // c_o · c_i · k_h · k_w · h_o · w_o
    CHECK(metricOf(e, "parameters") == 16 * 3 * 3 * 5 + 16);
    CHECK(metricOf(e, "activations_peak_live") == 3 * 8 * 8 + 16 * 4 * 4);
    CHECK(e.issues.size() == 0);
}

TEST_CASE("A depthwise convolution has one group per channel, also with a multiplier", "[tflite]")
{
    Net net;
    const int x = net.tensor("x", {1, 6, 6, 4}, int8), y = net.tensor("y", {1, 6, 6, 8}, int8);
    const int filter = net.constant("filter", {1, 3, 3, 8}, int8), bias = net.constant("bias", {8}, int32);
    net.add(4, {x, filter, bias}, y, {0, 1, 1, 2, 0, 1, 1});
    const Model model = net.read(x, y);
    CHECK(nodeOf(model, 0).attributes.at("group") == std::vector<double>{4});
    const Evaluation e = evaluated(model);
    CHECK(metricOf(e, "macs") == 8 * 3 * 3 * 6 * 6); // c_o · c_i · k_h · k_w · h_o · w_o / g, with c_i = g
    CHECK(metricOf(e, "parameters") == 8 * 3 * 3 + 8);
    CHECK(e.scenario->deployment.weights == Precision::Stored);
    CHECK(e.scenario->deployment.activations == Precision::INT8);
    CHECK(e.computePrecision == Precision::INT8);
    CHECK(metricOf(e, "model_size") == Approx(8 * 3 * 3 + 8 * 4).epsilon(1e-12));
    CHECK(totalOf(*model.checkpoint).bytes == 8 * 3 * 3 + 8 * 4); // biases are stored in 32 bits
}

TEST_CASE("A transposed convolution and a grouped one keep their channels", "[tflite]")
{
    Net net;
    const int x = net.tensor("x", {1, 4, 4, 6}), up = net.tensor("up", {1, 8, 8, 4}), y = net.tensor("y", {1, 8, 8, 2});
    const int shape = net.constant("shape", {4}, int32);
    const int turned = net.constant("turned", {4, 2, 2, 6}), grouped = net.constant("grouped", {2, 1, 1, 2});
    net.add(67, {shape, turned, x}, up, {0, 2, 2, 0});
    net.add(3, {up, grouped, -1}, y, {0, 1, 1, 0, 1, 1});
    const Model model = net.read(x, y);
    CHECK(nodeOf(model, 0).type == "ConvTranspose");
    CHECK(inputShape(model, 0, 1) == std::vector<double>{6, 4, 2, 2});
    CHECK(nodeOf(model, 1).attributes.at("group") == std::vector<double>{2}); // 4 channels, 2 per filter
    // Transposed: c_i · c_o · k_h · k_w · h_i · w_i; grouped: c_o · c_i · h_o · w_o / g.
    CHECK(metricOf(evaluated(model), "macs") == 6 * 4 * 2 * 2 * 4 * 4 + 2 * 4 * 8 * 8 / 2);
    CHECK(metricOf(evaluated(model), "parameters") == 6 * 4 * 2 * 2 + 2 * 2); // the shape is no parameter
}

TEST_CASE("A fully connected layer flattens what it is given, or keeps its rows", "[tflite]")
{
    Net flat;
    const int x = flat.tensor("x", {1, 2, 2, 8}), y = flat.tensor("y", {1, 10});
    flat.add(9, {x, flat.constant("w", {10, 32}), flat.constant("b", {10})}, y, {0});
    const Model classifier = flat.read(x, y);
    CHECK(nodeOf(classifier, 0).type == "Flatten");
    CHECK(metricOf(evaluated(classifier), "macs") == 32 * 10);
    CHECK(metricOf(evaluated(classifier), "parameters") == 32 * 10 + 10);

    Net rows;
    const int tokens = rows.tensor("tokens", {1, 7, 16}), out = rows.tensor("out", {1, 7, 4});
    rows.add(9, {tokens, rows.constant("w", {4, 16}), rows.constant("b", {4})}, out, {0});
    const Model projection = rows.read(tokens, out);
    CHECK(metricOf(evaluated(projection), "macs") == 7 * 16 * 4);
    CHECK(metricOf(evaluated(projection), "parameters") == 16 * 4 + 4);
}

TEST_CASE("Products of matrices keep their dimensions, and read what is turned as turned", "[tflite]")
{
    Net net;
    const int q = net.tensor("q", {1, 2, 5, 16}), k = net.tensor("k", {1, 2, 7, 16});
    const int scores = net.tensor("scores", {1, 2, 5, 7}), soft = net.tensor("soft", {1, 2, 5, 7});
    const int v = net.tensor("v", {1, 2, 7, 8}), y = net.tensor("y", {1, 2, 5, 8});
    net.add(126, {q, k}, scores, {0, 1}); // the right one transposed
    net.add(25, {scores}, soft);
    net.add(126, {soft, v}, y, {0, 0});
    const Model model = net.read(q, y);
    CHECK(shapeOf(model, soft) == std::vector<double>{1, 2, 5, 7});
    CHECK(metricOf(evaluated(model), "macs") == 2 * 5 * 16 * 7 + 2 * 5 * 7 * 8);
}

TEST_CASE("Weights stored in 16 bits pass through their conversion", "[tflite]")
{
    Net net;
    const int x = net.tensor("x", {1, 4}), y = net.tensor("y", {1, 2});
    const int half = net.constant("half", {2, 4}, float16), full = net.tensor("full", {2, 4});
    net.add(6, {half}, full);
    net.add(9, {x, full, -1}, y, {0});
    const Model model = net.read(x, y);
    CHECK(model.imported()->graph->nodes.size() == 1);
    const Evaluation e = evaluated(model);
    CHECK(metricOf(e, "parameters") == 8);
    CHECK(metricOf(e, "model_size") == 16);
    CHECK(e.scenario->deployment.activations == Precision::FP32);
}

TEST_CASE("Operators without a rule keep their bytes and are named", "[tflite]")
{
    Net net;
    const int x = net.tensor("x", {1, 16}), y = net.tensor("y", {1, 16});
    net.add(27, {x, net.constant("feature", {16, 8})}, y); // SVDF
    net.file.operators.push_back({32, "MyOperator", {x}, {y}, 0, {}});
    const Evaluation e = evaluated(net.read(x, y));
    CHECK(metricOf(e, "parameters") == 128);
    std::string all;
    for (const Issue& issue : e.issues) {
        all += issue.message;
    }
    CHECK_THAT(all, ContainsSubstring("SVDF") && ContainsSubstring("MyOperator"));
}

TEST_CASE("A TFLite model comes back from its own file without the weights", "[tflite]")
{
    Net net;
    const int x = net.tensor("x", {1, 8, 8, 3}), y = net.tensor("y", {1, 8, 8, 512}),
              z = net.tensor("z", {1, 8, 8, 512});
    net.add(3, {x, net.constant("filter", {512, 3, 3, 3})}, y, {0, 1, 1, 3, 1, 1});
    net.add(0, {y, y}, z, {0});
    const Model model = net.read(x, z);
    CHECK(model.imported()->source->bytes().size() < 4000); // the filter alone has 55,296 bytes
    CHECK(readModelJson(writeModelJson(model)) == model);
    const Scenario scenario = baseline(model, devicePreset("h100-sxm"));
    CHECK(readScenarioJson(writeScenarioJson(scenario)) == scenario);
    CHECK(readTflite(model.imported()->source->bytes(), "net.tflite") == model);
}

#ifdef RIDGE_REAL_FILES
TEST_CASE("Published microcontroller networks have their published sizes", "[tflite][real]")
{
    struct Real {
        const char* file;
        double parameters, macs; // from the models' own repositories
    };
    for (const Real& real : {Real{"mlperf_tiny_resnet8_int8.tflite", 77'706, 12'501'632},
                             Real{"mcunet_vww1_int8.tflite", 426'634, 11'578'816}}) {
        std::ifstream in(std::string(RIDGE_REAL_FILES "/") + real.file, std::ios::binary);
        if (!in) {
            continue;
        }
        std::stringstream bytes;
        bytes << in.rdbuf();
        INFO(real.file);
        const Model model = readModel(bytes.str(), real.file);
        const Evaluation e = evaluated(model);
        CHECK(metricOf(e, "parameters") == real.parameters);
        CHECK(metricOf(e, "macs") == real.macs);
        CHECK(e.computePrecision == Precision::INT8);
        CHECK(metricOf(e, "model_size") == Approx(totalOf(*model.checkpoint).bytes).epsilon(1e-12));
        CHECK(readModelJson(writeModelJson(model)) == model);
    }
}
#endif

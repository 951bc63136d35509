// Element-wise work inside TFLite's operators, and its recurrent layers.

#include "core/evaluate/evaluate.h"
#include "tests/core/formats/tflite/tflite_builder.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;

namespace {

Evaluation evaluated(const Model& model) { return evaluate(baseline(model, roundDevice())); }

double elementwiseOps(const Evaluation& e)
{
    double sum = 0;
    for (const OperatorCost& cost : e.stages.at(0).operators) {
        sum += cost.elementwise.inBaseUnits();
    }
    return sum;
}

double bytesMoved(const Evaluation& e)
{
    double sum = 0;
    for (const OperatorCost& cost : e.stages.at(0).operators) {
        sum += cost.bytes.inBaseUnits();
    }
    return sum;
}

Evaluation convolution(double activation)
{
    Net net;
    const int x = net.tensor("x", {1, 8, 8, 3}), y = net.tensor("y", {1, 8, 8, 16});
    net.add(3, {x, net.constant("filter", {16, 3, 3, 3}), net.constant("bias", {16})}, y, {0, 1, 1, activation, 1, 1});
    return evaluated(net.read(x, y));
}

constexpr double relu = 1, reluAroundZero = 2, relu6 = 3, tanhFunction = 4, signBit = 5; // ActivationFunctionType

/// 5 steps of 2 sequences of 7 features in 3 cells, with operands from `first` on as the kernel wants them.
struct Lstm {
    Net net;
    int x = net.tensor("x", {2, 5, 7});
    std::vector<int> operands = std::vector<int>(24, -1);

    explicit Lstm(double outputs = 3)
    {
        operands[0] = x;
        for (int gate = 0; gate < 4; ++gate) {
            operands[std::size_t(1 + gate)] = net.constant("w" + std::to_string(gate), {3, 7});
            operands[std::size_t(5 + gate)] = net.constant("r" + std::to_string(gate), {3, outputs});
            operands[std::size_t(12 + gate)] = net.constant("b" + std::to_string(gate), {3});
        }
        operands[18] = net.tensor("state", {2, outputs});
        operands[19] = net.tensor("cells", {2, 3});
    }
    Evaluation run(double outputs = 3)
    {
        const int y = net.tensor("y", {2, 5, outputs});
        net.add(44, operands, y, {tanhFunction, 0});
        return evaluated(net.read(x, y));
    }
};

} // namespace

TEST_CASE("A function inside an operator counts for every output and moves nothing", "[tflite]")
{
    const Evaluation plain = convolution(0);
    const double outputs = 8 * 8 * 16;
    CHECK(elementwiseOps(plain) == 0);
    CHECK(elementwiseOps(convolution(relu)) == outputs);
    CHECK(elementwiseOps(convolution(relu6)) == 2 * outputs); // two comparisons
    CHECK(elementwiseOps(convolution(reluAroundZero)) == 2 * outputs);
    CHECK(elementwiseOps(convolution(tanhFunction)) == outputs);
    CHECK(elementwiseOps(convolution(signBit)) == outputs);
    CHECK(bytesMoved(convolution(relu)) == bytesMoved(plain));
    CHECK(metricOf(convolution(relu), "macs") == metricOf(plain, "macs"));
    CHECK(metricOf(convolution(relu), "activations_peak_live") == metricOf(plain, "activations_peak_live"));
}

TEST_CASE("A convolution with its function counts as a layer list with one behind the other", "[tflite]")
{
    LayerList list;
    list.inputChannels = 3;
    list.inputHeight = list.inputWidth = 8;
    Layer conv, function;
    conv.name = "conv";
    conv.channels = 16;
    conv.kernelHeight = conv.kernelWidth = 3;
    conv.bias = true;
    function.name = "relu6";
    function.kind = LayerKind::Activation;
    function.function = "relu6";
    list.blocks = {{"", 1, {conv, function}}};
    const Evaluation expected = evaluate(scenarioOf(list));
    const Evaluation e = convolution(relu6);
    CHECK(elementwiseOps(e) == elementwiseOps(expected));
    CHECK(metricOf(e, "macs") == metricOf(expected, "macs"));
    CHECK(metricOf(e, "flops") == metricOf(expected, "flops"));
}

TEST_CASE("Functions inside sums, pools and products with rows count too", "[tflite]")
{
    Net net;
    const int x = net.tensor("x", {1, 4, 4, 8}), sum = net.tensor("sum", {1, 4, 4, 8});
    const int y = net.tensor("y", {1, 2, 2, 8});
    net.add(0, {x, x}, sum, {relu});
    net.add(17, {sum}, y, {0, 2, 2, 2, 2, relu});
    // A sum and a comparison per element; the largest of four and a comparison.
    CHECK(elementwiseOps(evaluated(net.read(x, y))) == 128 * 2 + 32 * (4 + 1));

    Net rows;
    const int tokens = rows.tensor("tokens", {1, 7, 16}), out = rows.tensor("out", {1, 7, 4});
    rows.add(9, {tokens, rows.constant("w", {4, 16}), rows.constant("b", {4})}, out, {relu6});
    CHECK(elementwiseOps(evaluated(rows.read(tokens, out))) == 7 * 4 * (1 + 2)); // the bias, two comparisons
}

TEST_CASE("A recurrent layer of TFLite multiplies input and state for every gate and step", "[tflite]")
{
    const Evaluation e = Lstm().run();
    CHECK(metricOf(e, "macs") == 2 * 5 * 4 * 3 * (7 + 3));
    CHECK(metricOf(e, "parameters") == 4 * 3 * (7 + 3) + 4 * 3);
    // Three sigmoids of 4, a tanh, c = f·c + i·g (3), h = o·tanh(c) (2).
    CHECK(elementwiseOps(e) == 2 * 5 * 3 * (3 * 4 + 1 + 3 + 2));
    CHECK(bytesMoved(e) == 4 * (2 * 5 * 7 + 2 * 5 * 3 + 4 * 3 * (7 + 3) + 4 * 3));
    CHECK(e.issues.empty());

    Lstm projected(2); // 3 cells projected to 2 outputs
    projected.operands[16] = projected.net.constant("projection", {2, 3});
    const Evaluation p = projected.run(2);
    CHECK(metricOf(p, "macs") == 2 * 5 * (4 * 3 * (7 + 2) + 2 * 3));
    CHECK(metricOf(p, "parameters") == 4 * 3 * (7 + 2) + 2 * 3 + 4 * 3);
    CHECK(bytesMoved(p) == 4 * (2 * 5 * 7 + 2 * 5 * 2 + 4 * 3 * (7 + 2) + 2 * 3 + 4 * 3));

    Lstm coupled; // forget = 1 − input, and peepholes
    coupled.operands[1] = coupled.operands[5] = coupled.operands[12] = -1;
    coupled.operands[10] = coupled.net.constant("forget peephole", {3});
    coupled.operands[11] = coupled.net.constant("output peephole", {3});
    const Evaluation c = coupled.run();
    CHECK(metricOf(c, "macs") == 2 * 5 * 3 * 3 * (7 + 3));
    CHECK(elementwiseOps(c) == 2 * 5 * 3 * (2 * 4 + 1 + 1 + 3 + 2 + 2 * 2));
    CHECK(metricOf(c, "parameters") == 3 * 3 * (7 + 3) + 3 * 3 + 2 * 3);
}

TEST_CASE("Both directions of a recurrent layer of TFLite count", "[tflite]")
{
    Net net;
    const int x = net.tensor("x", {2, 5, 7}), y = net.tensor("y", {2, 5, 6});
    std::vector<int> operands(48, -1);
    operands[0] = x;
    for (int from : {1, 18}) {
        for (int gate = 0; gate < 4; ++gate) {
            operands[std::size_t(from + gate)] = net.constant("w", {3, 7});
            operands[std::size_t(from + 4 + gate)] = net.constant("r", {3, 3});
        }
    }
    net.add(52, operands, y, {tanhFunction, 0});
    const Evaluation e = evaluated(net.read(x, y));
    CHECK(metricOf(e, "macs") == 2 * (2 * 5 * 4 * 3 * (7 + 3)));
    CHECK(elementwiseOps(e) == 2 * (2 * 5 * 3 * 18));
    CHECK(metricOf(e, "parameters") == 2 * (4 * 3 * (7 + 3)));
}

TEST_CASE("The basic LSTM has one matrix over input and state", "[tflite]")
{
    Net net;
    const int x = net.tensor("x", {2, 7}), y = net.tensor("y", {2, 3});
    const int before = net.tensor("before", {2, 3}), cells = net.tensor("cells", {2, 3});
    net.add(16, {x, before, net.constant("w", {12, 10}), net.constant("b", {12}), cells}, y, {tanhFunction});
    const Evaluation e = evaluated(net.read(x, y));
    CHECK(metricOf(e, "macs") == 2 * 12 * 10);
    CHECK(metricOf(e, "parameters") == 12 * 10 + 12);
    CHECK(elementwiseOps(e) == 2 * 3 * 18);
}

TEST_CASE("Plain recurrent layers have one matrix for the input and one for the state", "[tflite]")
{
    for (const int code : {24, 35}) {
        Net net;
        const bool isSequence = code == 35;
        const int x = net.tensor("x", isSequence ? std::vector<double>{2, 5, 7} : std::vector<double>{2, 7});
        const int y = net.tensor("y", isSequence ? std::vector<double>{2, 5, 3} : std::vector<double>{2, 3});
        const int state = net.tensor("state", {2, 3});
        net.add(code, {x, net.constant("w", {3, 7}), net.constant("r", {3, 3}), net.constant("b", {3}), state}, y,
                isSequence ? std::vector<double>{0, relu} : std::vector<double>{relu});
        const Evaluation e = evaluated(net.read(x, y));
        const double steps = isSequence ? 5 : 1;
        CHECK(metricOf(e, "macs") == 2 * steps * 3 * (7 + 3));
        CHECK(metricOf(e, "parameters") == 3 * (7 + 3) + 3);
        CHECK(elementwiseOps(e) == 2 * steps * 3);
    }
}

TEST_CASE("A low-rank filter multiplies over features and over time", "[tflite]")
{
    Net net; // 2 samples of 7 features, 4 units of rank 2, 10 steps remembered
    const int x = net.tensor("x", {2, 7}), y = net.tensor("y", {2, 4});
    const int memory = net.tensor("memory", {2, 80});
    net.add(27, {x, net.constant("features", {8, 7}), net.constant("time", {8, 10}), net.constant("bias", {4}), memory},
            y, {2, relu});
    const Evaluation e = evaluated(net.read(x, y));
    CHECK(metricOf(e, "macs") == 2 * (8 * 7 + 8 * 10));
    CHECK(metricOf(e, "parameters") == 8 * 7 + 8 * 10 + 4);
    CHECK(elementwiseOps(e) == 2 * 4 * (1 + 1)); // the sum of two filters, and a comparison
    CHECK(e.issues.empty());
}

TEST_CASE("A recurrent layer that reads time first has its steps there", "[tflite]")
{
    Net net;
    const int x = net.tensor("x", {5, 2, 7}), y = net.tensor("y", {5, 2, 3});
    net.add(35, {x, net.constant("w", {3, 7}), net.constant("r", {3, 3}), net.constant("b", {3})}, y, {1, relu});
    const Model model = net.read(x, y);
    const Evaluation e = evaluated(model);
    CHECK(e.program.stages.at(0).operators.at(0).sizes.n == 2);
    CHECK(e.program.stages.at(0).operators.at(0).sizes.wo == 5);
    CHECK(metricOf(e, "macs") == 2 * 5 * 3 * (7 + 3));
}

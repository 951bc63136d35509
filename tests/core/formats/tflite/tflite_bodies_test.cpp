// What a TFLite file runs beside its main graph, and what it keeps: bodies of loops and conditions, variables, shared
// values, an open batch.

#include "core/evaluate/evaluate.h"
#include "core/formats/json/project.h"
#include "tests/core/formats/tflite/tflite_builder.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr int add = 0, fullyConnected = 9, less = 58, greater = 61, logicalAnd = 86, int16 = 7, resource = 13;

Evaluation evaluated(const Model& model) { return evaluate(baseline(model, roundDevice())); }

std::string issuesOf(const Evaluation& e)
{
    std::string all;
    for (const Issue& issue : e.issues) {
        all += issue.message + "\n";
    }
    return all;
}

int put(tflite::Subgraph& graph, const std::string& name, std::vector<double> shape, int type = float32)
{
    graph.tensors.push_back({name, std::move(shape), type});
    return static_cast<int>(graph.tensors.size()) - 1;
}

int putConstant(tflite::Subgraph& graph, const std::string& name, std::vector<double> shape, int type = float32)
{
    const int index = put(graph, name, std::move(shape), type);
    tflite::FileTensor& tensor = graph.tensors.back();
    tensor.isConstant = true;
    tensor.bytes = tflite::typeOf(type).bits / 8;
    for (double size : tensor.shape) {
        tensor.bytes *= size;
    }
    return index;
}

int putNumber(tflite::Subgraph& graph, double value)
{
    const int index = putConstant(graph, "number", {}, int32);
    graph.tensors.back().value = value;
    return index;
}

void run(tflite::Subgraph& graph, int code, std::vector<int> inputs, std::vector<int> outputs,
         std::vector<double> options = {})
{
    graph.operators.push_back({code, {}, std::move(inputs), std::move(outputs), 0, std::move(options)});
}

struct Count {
    double start, limit, step;
    int comparison;
};

/// A loop over a state of 6 numbers, which each pass multiplies with a 6 × 6 matrix: 36 multiply-accumulates.
struct Looping {
    tflite::File file;

    explicit Looping(const Count& count)
    {
        const int start = count.start == noNumber ? put(file, "n", {}, int32) : putNumber(file, count.start);
        const int x = put(file, "x", {1, 6}), end = put(file, "end", {}, int32), y = put(file, "y", {1, 6});
        run(file, 119, {start, x}, {end, y}, {1, 2});
        file.inputs = count.start == noNumber ? std::vector<int>{x, start} : std::vector<int>{x};
        file.outputs = {y};

        tflite::Subgraph condition;
        const int i = put(condition, "i", {}, int32), state = put(condition, "state", {1, 6});
        const int goesOn = put(condition, "goes_on", {}, 6);
        run(condition, count.comparison, {i, putNumber(condition, count.limit)}, {goesOn});
        condition.inputs = {i, state};
        condition.outputs = {goesOn};

        tflite::Subgraph body;
        const int before = put(body, "i", {}, int32), given = put(body, "state", {1, 6});
        const int after = put(body, "next", {}, int32), result = put(body, "result", {1, 6});
        run(body, fullyConnected, {given, putConstant(body, "w", {6, 6}), -1}, {result}, {0});
        run(body, add, {before, putNumber(body, count.step)}, {after}, {0});
        body.inputs = {before, given};
        body.outputs = {after, result};
        file.bodies = {condition, body};
    }
    Model read() const { return readTflite(tflite::writeFile(file), "loop.tflite"); }
    double macs() const { return metricOf(evaluated(read()), "macs"); }

    static constexpr double noNumber = -1e6; // the counter comes from outside
};

} // namespace

TEST_CASE("A loop counts its body as often as its counter passes a constant", "[tflite]")
{
    const Looping loop({0, 128, 1, less});
    const Evaluation e = evaluated(loop.read());
    CHECK(metricOf(e, "macs") == 128 * 36);
    CHECK(metricOf(e, "parameters") == 36); // once
    CHECK_THAT(issuesOf(e), ContainsSubstring("128"));
    CHECK(Looping({2, 11, 3, less}).macs() == 3 * 36); // 2, 5, 8
    CHECK(Looping({2, 11, 3, 63}).macs() == 4 * 36);   // 2, 5, 8, 11: at most the limit
    CHECK(Looping({5, 0, -1, greater}).macs() == 5 * 36);
    CHECK(Looping({5, 0, -1, 62}).macs() == 6 * 36);
    CHECK(Looping({0, 6, 2, 72}).macs() == 3 * 36); // until both are equal
    CHECK(Looping({7, 7, 1, less}).macs() == 0);
    CHECK(readModelJson(writeModelJson(loop.read())) == loop.read()); // numbers that count loops are kept
}

TEST_CASE("A loop whose end depends on data counts once, and that is said", "[tflite]")
{
    for (const Count& count : {Count{Looping::noNumber, 9, 1, less}, Count{0, 9, 0, less}, Count{0, 9, -1, less}}) {
        const Evaluation e = evaluated(Looping(count).read());
        CHECK(metricOf(e, "macs") == 36);
        CHECK_THAT(issuesOf(e), ContainsSubstring("depends on data"));
    }
    Looping both({0, 9, 1, less}); // and another condition, which nobody knows
    tflite::Subgraph& condition = both.file.bodies[0];
    const int other = put(condition, "other", {}, 6), all = put(condition, "all", {}, 6);
    run(condition, less, {condition.inputs[1], condition.inputs[1]}, {other});
    run(condition, logicalAnd, {condition.outputs[0], other}, {all});
    condition.outputs = {all};
    CHECK(both.macs() == 9 * 36);
    CHECK_THAT(issuesOf(evaluated(both.read())), ContainsSubstring("9 at most"));
}

TEST_CASE("Of a condition the dearer branch counts, and the weights of both", "[tflite]")
{
    const auto reading = [](std::optional<double> decided) {
        tflite::File file;
        const int flag = decided ? putConstant(file, "flag", {}, 6) : put(file, "flag", {}, 6);
        file.tensors.back().value = decided;
        const int x = put(file, "x", {1, 4}), y = put(file, "y", {1, 8});
        run(file, 118, {flag, x}, {y}, {1, 2});
        file.inputs = {x};
        file.outputs = {y};
        for (const double inner : {16, 2}) {
            tflite::Subgraph body;
            const int in = put(body, "in", {1, 4}), hidden = put(body, "hidden", {1, inner});
            const int out = put(body, "out", {1, 8});
            run(body, fullyConnected, {in, putConstant(body, "up", {inner, 4}), -1}, {hidden}, {0});
            run(body, fullyConnected, {hidden, putConstant(body, "down", {8, inner}), -1}, {out}, {0});
            body.inputs = {in};
            body.outputs = {out};
            file.bodies.push_back(body);
        }
        return evaluated(readTflite(tflite::writeFile(file), "if.tflite"));
    };
    CHECK(metricOf(reading(std::nullopt), "macs") == 16 * (4 + 8));
    CHECK(metricOf(reading(std::nullopt), "parameters") == (16 + 2) * (4 + 8));
    CHECK(metricOf(reading(0), "macs") == 2 * (4 + 8));
    CHECK(metricOf(reading(1), "macs") == 16 * (4 + 8));
}

TEST_CASE("A body that cannot be followed is named, and one that runs itself comes to an end", "[tflite]")
{
    Looping missing({0, 4, 1, less});
    missing.file.operators[0].options = {1, 7};
    CHECK_THAT(issuesOf(evaluated(missing.read())), ContainsSubstring("WHILE"));
    Looping endless({0, 4, 1, less});
    tflite::Subgraph& body = endless.file.bodies[1];
    body.operators.push_back({119, {}, body.inputs, body.outputs, 0, {1, 2}});
    CHECK_NOTHROW(evaluated(endless.read()));
}

TEST_CASE("Variables lie in memory from one run to the next", "[tflite]")
{
    tflite::File file; // a state of 4 rows, of which each run drops the first and takes in a new one
    const int x = put(file, "x", {1, 1, 40}, int8), handle = put(file, "handle", {}, resource);
    const int old = put(file, "old", {1, 4, 40}, int8), all = put(file, "all", {1, 5, 40}, int8);
    const int kept = put(file, "kept", {1, 4, 40}, int8), y = put(file, "y", {1, 8}, int8);
    run(file, 129, {}, {});
    run(file, 142, {}, {handle});
    file.operators.back().resource = "/rows";
    run(file, 143, {handle}, {old});
    run(file, 2, {old, x}, {all}, {1, 0});
    run(file, 45, {all, putConstant(file, "from", {3}, int32), putConstant(file, "size", {3}, int32)}, {kept});
    run(file, 144, {handle, kept}, {});
    run(file, fullyConnected, {all, putConstant(file, "w", {8, 200}, int8), putConstant(file, "b", {8}, int32)}, {y},
        {0});
    file.inputs = {x};
    file.outputs = {y};
    tflite::Subgraph first;
    const int same = put(first, "handle", {}, resource);
    run(first, 142, {}, {same});
    first.operators.back().resource = "/rows";
    run(first, 144, {same, putConstant(first, "zeros", {1, 4, 40}, int8)}, {});
    file.bodies = {first};
    const Evaluation e = evaluated(readTflite(tflite::writeFile(file), "stream.tflite"));
    CHECK(metricOf(e, "macs") == 8 * 200);
    CHECK(metricOf(e, "parameters") == 8 * 200 + 8); // what the state begins with is no parameter
    // Where the rows are joined: the state, its copy, the new row and all five.
    CHECK(metricOf(e, "activation_memory_peak") == 160 + 160 + 40 + 200);
    CHECK_THAT(issuesOf(e), ContainsSubstring("CALL_ONCE") && !ContainsSubstring("READ_VARIABLE"));
}

TEST_CASE("The state of a filter over time takes its own width in memory", "[tflite]")
{
    Net net; // 16 filters over 5 features, 8 steps remembered in 16 bits
    const int x = net.tensor("x", {1, 5}, int8), y = net.tensor("y", {1, 16}, int8);
    const int state = net.tensor("state", {1, 128}, int16);
    net.file.tensors.back().isVariable = true;
    net.add(
        27,
        {x, net.constant("f", {16, 5}, int8), net.constant("t", {16, 8}, int16), net.constant("b", {16}, int32), state},
        y, {1, 1});
    const Evaluation e = evaluated(net.read(x, y));
    CHECK(metricOf(e, "activation_memory_peak") == 128 * 2 + 5 + 16);
    CHECK(metricOf(e, "parameters") == 16 * 5 + 16 * 8 + 16);
    CHECK(metricOf(e, "model_size") == 16 * 5 + 16 * 8 * 2 + 16 * 4);
}

TEST_CASE("Values that several tensors share exist once", "[tflite]")
{
    Net net;
    const int x = net.tensor("x", {1, 8}, int8), y = net.tensor("y", {1, 8}, int8), z = net.tensor("z", {1, 8}, int8);
    const int w = net.constant("w", {8, 8}, int8), again = net.constant("again", {8, 8}, int8);
    const int b = net.constant("b", {8}, int32);
    const int flat = net.constant("flat", {1, 64}, int8), sum = net.tensor("sum", {1, 64}, int8);
    for (const int shared : {w, again, flat}) {
        net.file.tensors[static_cast<std::size_t>(shared)].buffer = 5;
    }
    net.add(fullyConnected, {x, w, b}, y, {0});
    net.add(fullyConnected, {y, again, b}, z, {0});
    net.add(add, {net.tensor("other", {1, 64}, int8), flat}, sum, {0}); // the same bytes in another shape
    const Evaluation e = evaluated(net.read(x, z));
    CHECK(metricOf(e, "macs") == 2 * 64);
    CHECK(metricOf(e, "parameters") == 64 + 8);
    CHECK(metricOf(e, "model_size") == 64 + 8 * 4);
    CHECK(e.computePrecision == Precision::INT8); // stored as the file has it, computed as the activations are
}

TEST_CASE("A bias of one number is a parameter", "[tflite]")
{
    Net net;
    const int x = net.tensor("x", {1, 32}), y = net.tensor("y", {1, 1});
    net.add(fullyConnected, {x, net.constant("w", {1, 32}), net.constant("b", {1})}, y, {0});
    CHECK(metricOf(evaluated(net.read(x, y)), "parameters") == 33);
    Net scaled;
    const int in = scaled.tensor("in", {1, 32}), out = scaled.tensor("out", {1, 32});
    scaled.add(18, {in, scaled.constant("factor", {1})}, out, {0});
    CHECK(metricOf(evaluated(scaled.read(in, out)), "parameters") == 0); // a setting
}

TEST_CASE("A batch that the file leaves open can be set", "[tflite]")
{
    for (const bool inside : {true, false}) { // old converters say it of the inputs alone
        Net net;
        const int x = net.tensor("x", {1, 8, 8, 3}), y = net.tensor("y", {1, 8, 8, 16}), z = net.tensor("z", {1, 10});
        for (const int open : {x, y, z}) {
            if (inside || open == x) {
                tflite::FileTensor& tensor = net.file.tensors[static_cast<std::size_t>(open)];
                tensor.open.assign(tensor.shape.size(), 0);
                tensor.open[0] = 1;
            }
        }
        const int pooled = net.tensor("pooled", {1, 1, 1, 16});
        if (inside) {
            net.file.tensors.back().open = {1, 0, 0, 0};
        }
        net.add(3, {x, net.constant("filter", {16, 3, 3, 3}), -1}, y, {0, 1, 1, 0, 1, 1});
        net.add(1, {y}, pooled, {1, 8, 8, 8, 8, 0});
        net.add(fullyConnected, {pooled, net.constant("w", {10, 16}), -1}, z, {0});
        const Scenario one = baseline(net.read(x, z), roundDevice());
        const Scenario four = with(one, "workload.batch", "4");
        CHECK(metricOf(evaluate(four), "macs") == 4 * metricOf(evaluate(one), "macs"));
        CHECK(metricOf(evaluate(four), "parameters") == metricOf(evaluate(one), "parameters"));
        CHECK(metricOf(evaluate(four), "activations_peak_live") ==
              4 * metricOf(evaluate(one), "activations_peak_live"));
        const Scenario saved = with(baseline(one.model, devicePreset("h100-sxm")), "workload.batch", "4");
        CHECK(readScenarioJson(writeScenarioJson(saved)) == saved);
    }
    Net sequence; // another size is open as well
    const int x = sequence.tensor("x", {1, 1, 8}), y = sequence.tensor("y", {1, 1, 4});
    sequence.file.tensors[0].open = {1, 1, 0};
    sequence.add(fullyConnected, {x, sequence.constant("w", {4, 8}), -1}, y, {0});
    CHECK_THAT(issuesOf(evaluated(sequence.read(x, y))), ContainsSubstring("open until it runs"));
}

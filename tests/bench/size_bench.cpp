// What doubles when a file doubles: reports of long graphs, and headers of many tensors.

#include "core/evaluate/evaluate.h"
#include "core/formats/onnx/read_onnx.h"
#include "core/formats/read_file.h"
#include "tests/bench/rows.h"
#include "tests/bench/timing.h"
#include "tests/core/formats/onnx/onnx_builder.h"
#include "tests/support/reports.h"

namespace ridge::bench {
namespace {

constexpr double linear = 2.2; // twice the work, and caches that hold less of it

/// How much longer a run takes for twice the size.
void measureDoubling(const std::string& name, const std::function<void()>& once, const std::function<void()>& twice,
                     Rows& rows)
{
    const Compared c = compare(twice, once, 5);
    rows.push_back({name + ", against half of it", c.value * 1e3, "ms", c.limit * 1e3, linear, c.ratio});
}

std::string chain(int nodes)
{
    test::OnnxBuilder builder;
    builder.input("t0", {1, 64});
    for (int i = 0; i < nodes; ++i) {
        builder.node("Relu", {"t" + std::to_string(i)}, {"t" + std::to_string(i + 1)});
    }
    return builder.output("t" + std::to_string(nodes)).bytes();
}

std::string reportOf(const std::string& bytes)
{
    Scenario scenario;
    scenario.model = readOnnx(bytes, "chain.onnx");
    return test::reportAs("json", evaluate(scenario));
}

std::string header(int tensors)
{
    std::string json = "{";
    for (int i = 0; i < tensors; ++i) {
        json += (i > 0 ? ",\"t" : "\"t") + std::to_string(i) + R"(":{"dtype":"F16","shape":[1],"data_offsets":[)" +
                std::to_string(2 * i) + "," + std::to_string(2 * i + 2) + "]}";
    }
    json += "}";
    std::string bytes;
    for (std::size_t length = json.size(), i = 0; i < 8; ++i, length >>= 8) {
        bytes += static_cast<char>(length & 0xff);
    }
    return bytes + json + std::string(2 * static_cast<std::size_t>(tensors), '\0');
}

} // namespace

void measureSize(Rows& rows)
{
    const std::string half = chain(50'000), whole = chain(100'000);
    measureDoubling(
        "report of 100,000 nodes, import included", [&] { reportOf(half); }, [&] { reportOf(whole); }, rows);
    const std::string few = header(50'000), many = header(100'000);
    measureDoubling(
        "safetensors header of 100,000 tensors", [&] { readModel(few, "model.safetensors"); },
        [&] { readModel(many, "model.safetensors"); }, rows);
}

} // namespace ridge::bench

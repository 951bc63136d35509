// Reading ONNX files against what the ONNX library itself needs for parsing and shape inference.

#include "core/formats/onnx/read_onnx.h"
#include "tests/bench/rows.h"
#include "tests/bench/timing.h"
#include "tests/core/formats/onnx/onnx_builder.h"

#include <onnx/shape_inference/implementation.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace ridge::bench {
namespace {

void addConvolution(test::OnnxBuilder& graph, const std::string& name, const std::string& in, int inputs, int outputs,
                    int kernel)
{
    graph.weight(name + ".weight", {outputs, inputs, kernel, kernel});
    const int pad = kernel / 2;
    graph.node("Conv", {in, name + ".weight"}, {name},
               {{"kernel_shape", test::Dims{kernel, kernel}}, {"pads", test::Dims{pad, pad, pad, pad}}});
}

/// As many nodes as ResNet-50 has, in bottlenecks of its kind; weights of a few channels keep the file small.
std::string generatedNetwork()
{
    test::OnnxBuilder graph;
    graph.input("in", {1, 32, 56, 56});
    std::string x = "in";
    for (int block = 0; block < 17; ++block) {
        const std::string name = "block" + std::to_string(block);
        addConvolution(graph, name + ".conv1", x, 32, 8, 1);
        graph.node("Relu", {name + ".conv1"}, {name + ".relu1"});
        addConvolution(graph, name + ".conv2", name + ".relu1", 8, 8, 3);
        graph.node("Relu", {name + ".conv2"}, {name + ".relu2"});
        addConvolution(graph, name + ".conv3", name + ".relu2", 8, 32, 1);
        graph.node("Add", {name + ".conv3", x}, {name + ".add"});
        graph.node("Relu", {name + ".add"}, {name + ".out"});
        x = name + ".out";
    }
    graph.node("GlobalAveragePool", {x}, {"out"});
    graph.output("out");
    return graph.model.SerializeAsString();
}

[[maybe_unused]] std::string bytesOf(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void measureFile(const std::string& name, const std::string& bytes, Rows& rows)
{
    const Compared c = compare([&] { readOnnx(bytes, name); },
                               [&] {
                                   onnx::ModelProto model;
                                   model.ParseFromString(bytes);
                                   onnx::shape_inference::InferShapes(model);
                               },
                               15);
    rows.push_back({"import " + name, c.value * 1e3, "ms", c.limit * 1e3, 1.3, c.ratio});
}

} // namespace

void measureOnnx(Rows& rows)
{
    measureFile("generated network", generatedNetwork(), rows);
#ifdef RIDGE_REAL_FILES
    for (const char* name : {"resnet50.onnx", "vit_b_16.onnx"}) {
        const std::filesystem::path path = std::filesystem::path(RIDGE_REAL_FILES) / name;
        if (std::filesystem::exists(path)) {
            measureFile(name, bytesOf(path), rows);
        }
    }
#endif
}

} // namespace ridge::bench

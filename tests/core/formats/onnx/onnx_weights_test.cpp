#include "tests/core/formats/onnx/onnx_builder.h"
#include "tests/support/catch.h"

#include "core/formats/format_error.h"
#include "core/formats/onnx/weights.h"

#include <cmath>
#include <fstream>
#include <random>
#include <sstream>

using namespace ridge;
using namespace ridge::test;

namespace {

template <class T> std::string rawOf(const std::vector<T>& values)
{
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

onnx::TensorProto& addTensor(OnnxBuilder& b, const std::string& name, int type, const Dims& dims)
{
    onnx::TensorProto& tensor = *b.model.mutable_graph()->add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(type);
    tensor.mutable_dims()->Add(dims.begin(), dims.end());
    return tensor;
}

const std::vector<float> four{1, -2, 0.5f, 0};

/// 1, −2, 0.5 and 0 in every type and place that ONNX has for them.
OnnxBuilder everyType()
{
    using T = onnx::TensorProto;
    OnnxBuilder b;
    addTensor(b, "raw", T::FLOAT, {2, 2}).set_raw_data(rawOf(four));
    addTensor(b, "typed", T::FLOAT, {2, 2}).mutable_float_data()->Add(four.begin(), four.end());
    addTensor(b, "double", T::DOUBLE, {2, 2}).set_raw_data(rawOf(std::vector<double>{1, -2, 0.5, 0}));
    const std::vector<double> doubles{1, -2, 0.5, 0};
    addTensor(b, "typed double", T::DOUBLE, {2, 2}).mutable_double_data()->Add(doubles.begin(), doubles.end());
    // Half precision: sign, 5 bits of exponent with bias 15, 10 of fraction: 1 is 0 01111 0…, −2 is 1 10000 0….
    const std::vector<std::uint16_t> halves{0x3c00, 0xc000, 0x3800, 0};
    addTensor(b, "half", T::FLOAT16, {2, 2}).set_raw_data(rawOf(halves));
    addTensor(b, "typed half", T::FLOAT16, {2, 2}).mutable_int32_data()->Add(halves.begin(), halves.end());
    // The upper half of a float: 1 is 0x3f800000.
    addTensor(b, "brain", T::BFLOAT16, {2, 2})
        .set_raw_data(rawOf(std::vector<std::uint16_t>{0x3f80, 0xc000, 0x3f00, 0}));
    return b;
}

std::string refusal(const std::string& bytes, const std::string& weight)
{
    try {
        readOnnxWeight(bytes, "net.onnx", weight);
        return "read";
    } catch (const FormatError& error) {
        return error.what();
    }
}

} // namespace

TEST_CASE("the values of a weight are the same in every type and place that ONNX has for them", "[onnx][weights]")
{
    const std::string bytes = everyType().bytes();
    const std::vector<FileWeight> weights = listOnnxWeights(bytes, "net.onnx");
    REQUIRE(weights.size() == 7);
    CHECK(weights[0].type == "float32");
    CHECK(weights[2].type == "float64");
    CHECK(weights[4].type == "float16");
    CHECK(weights[6].type == "bfloat16");
    for (const FileWeight& weight : weights) {
        CAPTURE(weight.name);
        CHECK(weight.elements == 4);
        const WeightValues read = readOnnxWeight(bytes, "net.onnx", weight.name);
        CHECK(read.values == four);
        CHECK(read.elements == 4);
    }
}

TEST_CASE("8-bit integers are read as the numbers they are", "[onnx][weights]")
{
    OnnxBuilder b;
    addTensor(b, "raw", onnx::TensorProto::INT8, {1, 3}).set_raw_data(rawOf(std::vector<std::int8_t>{-128, 127, 3}));
    auto& typed = addTensor(b, "typed", onnx::TensorProto::INT8, {1, 3});
    for (int value : {-128, 127, 3}) {
        typed.add_int32_data(value); // −128 takes ten bytes there
    }
    for (const char* name : {"raw", "typed"}) {
        CHECK(readOnnxWeight(b.bytes(), "net.onnx", name).values == std::vector<float>{-128, 127, 3});
    }
}

TEST_CASE("half precision is read over its whole range", "[onnx][weights]")
{
    OnnxBuilder b;
    addTensor(b, "w", onnx::TensorProto::FLOAT16, {1, 5})
        .set_raw_data(rawOf(std::vector<std::uint16_t>{0x0001, 0x03ff, 0x0400, 0x7bff, 0xfc00}));
    const auto values = readOnnxWeight(b.bytes(), "net.onnx", "w").values;
    // Smallest subnormal 2⁻²⁴, largest (1023/1024)·2⁻¹⁴, smallest normal 2⁻¹⁴, largest 65504, −∞.
    const std::vector<float> expected{0x1p-24f, 1023.0f / 1024 * 0x1p-14f, 0x1p-14f, 65504, -INFINITY};
    CHECK(values == expected);
}

TEST_CASE("vectors, indices and scalars are not weights", "[onnx][weights]")
{
    OnnxBuilder b;
    b.weight("bias", {8})
        .integers("shape", {2, 4})
        .weight("kernel", {8, 3, 3, 3})
        .weight("empty", {0, 4})
        .weight("one", {1, 1});
    const auto weights = listOnnxWeights(b.bytes(), "net.onnx");
    REQUIRE(weights.size() == 1);
    CHECK(weights[0].name == "kernel");
    CHECK(weights[0].elements == 8 * 27);
}

TEST_CASE("of a tensor too large to sort evenly spread values are read", "[onnx][weights]")
{
    const std::size_t count = 3 * mostWeightValues; // every third value, 3 being odd already
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = static_cast<float>(i);
    }
    OnnxBuilder b;
    addTensor(b, "w", onnx::TensorProto::FLOAT, {3, static_cast<std::int64_t>(mostWeightValues)})
        .set_raw_data(rawOf(values));
    const WeightValues read = readOnnxWeight(b.bytes(), "net.onnx", "w");
    CHECK(read.elements == static_cast<double>(count));
    REQUIRE(read.values.size() == mostWeightValues);
    CHECK(read.values[1] == 3);
    CHECK(read.values.back() == static_cast<float>(count - 3));
}

TEST_CASE("weights that cannot be read are refused with a sentence that names them", "[onnx][weights][hostile]")
{
    using Catch::Matchers::ContainsSubstring;
    OnnxBuilder b;
    b.externalWeight("outside", {2, 2}, "weights.bin");
    addTensor(b, "short", onnx::TensorProto::FLOAT, {1000000, 1000000}).set_raw_data("1234");
    addTensor(b, "none", onnx::TensorProto::FLOAT, {2, 2});
    addTensor(b, "wrong place", onnx::TensorProto::FLOAT, {1, 2}).add_double_data(1);
    addTensor(b, "few", onnx::TensorProto::FLOAT16, {4, 4}).add_int32_data(1);
    const std::int64_t most = INT64_MAX;
    addTensor(b, "beyond every count", onnx::TensorProto::FLOAT16, {most, most, most}).add_int32_data(1);
    const std::string bytes = b.bytes();
    CHECK_THAT(refusal(bytes, "outside"), ContainsSubstring("'outside' has its values in another file"));
    CHECK_THAT(refusal(bytes, "short"), ContainsSubstring("'short' does not hold as many values as its shape says"));
    CHECK_THAT(refusal(bytes, "none"), ContainsSubstring("'none' holds no values"));
    CHECK_THAT(refusal(bytes, "wrong place"), ContainsSubstring("holds no values"));
    CHECK_THAT(refusal(bytes, "few"), ContainsSubstring("does not hold as many values"));
    CHECK_THAT(refusal(bytes, "beyond every count"), ContainsSubstring("does not hold as many values"));
    CHECK_THAT(refusal(bytes, "absent"), ContainsSubstring("there is no weight 'absent'"));
    CHECK_THAT(refusal("{}", "w"), ContainsSubstring("does not belong to an ONNX model"));
}

TEST_CASE("a tensor whose name is no text is listed and found by the name that is shown", "[onnx][weights][hostile]")
{
    OnnxBuilder b;
    std::string bytes = b.weight("namename", {2, 2}).bytes();
    bytes[bytes.find("namename")] = '\xff';
    const auto weights = listOnnxWeights(bytes, "net.onnx");
    REQUIRE(weights.size() == 1);
    CHECK(weights[0].name == "�amename");
    CHECK(readOnnxWeight(bytes, "net.onnx", weights[0].name).values.size() == 4);
}

TEST_CASE("a file that is cut off or damaged anywhere is listed or refused, and nothing else",
          "[onnx][weights][hostile]")
{
    const std::string whole = everyType().bytes();
    const auto tryAll = [](const std::string& bytes) {
        try {
            for (const FileWeight& weight : listOnnxWeights(bytes, "net.onnx")) {
                refusal(bytes, weight.name);
            }
            return true;
        } catch (const FormatError& error) {
            return std::string(error.what()).find("net.onnx: ") == 0;
        }
    };
    for (std::size_t length = 0; length < whole.size(); ++length) {
        CHECK(tryAll(whole.substr(0, length)));
    }
    std::mt19937 random(3);
    for (int i = 0; i < 20000; ++i) {
        std::string damaged = whole;
        for (int flips = 0; flips < 3; ++flips) {
            damaged[random() % damaged.size()] = static_cast<char>(random());
        }
        if (!tryAll(damaged)) {
            FAIL("damage " << i);
        }
    }
}

#ifdef RIDGE_REAL_FILES
TEST_CASE("real graphs whose weights are made by nodes hold no weights to show", "[onnx][weights]")
{
    // Both were published with every initialiser replaced by a ConstantOfShape node.
    for (const std::string name : {"mobilenet_v2.onnx", "resnet50.onnx"}) {
        std::ifstream file(std::string(RIDGE_REAL_FILES) + "/" + name, std::ios::binary);
        if (file) {
            std::stringstream content;
            content << file.rdbuf();
            CAPTURE(name);
            CHECK(content.str().size() > 10000);
            CHECK(listOnnxWeights(content.str(), name).empty());
        }
    }
}
#endif

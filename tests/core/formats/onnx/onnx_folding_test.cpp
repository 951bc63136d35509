// What exporters compute with tensors of a few numbers, of any rank: results as numpy gives them.

#include "tests/core/formats/onnx/onnx_exporter.h"
#include "tests/support/catch.h"

#include "core/formats/onnx/shapes/values.h"

using namespace ridge;
using namespace ridge::test;
using onnx_import::Fact;
using onnx_import::Value;

namespace {

using Numbers = std::vector<double>;

Value integers(const Dims& dims, const Numbers& numbers) { return {onnx::TensorProto::INT64, dims, numbers}; }
Value list(const Numbers& numbers) { return integers({static_cast<std::int64_t>(numbers.size())}, numbers); }
Value fractions(const Numbers& numbers)
{
    return {onnx::TensorProto::FLOAT, {static_cast<std::int64_t>(numbers.size())}, numbers};
}

std::vector<Value> folded(const std::string& type, const std::vector<Value>& inputs, const Attributes& attributes = {},
                          int outputs = 1)
{
    OnnxBuilder builder;
    Names names;
    for (int i = 0; i < outputs; ++i) {
        names.push_back("y" + std::to_string(i));
    }
    builder.node(type, {}, names, attributes);
    std::vector<Fact> facts;
    for (const Value& input : inputs) {
        facts.push_back({true, &input, input.dims});
    }
    return onnx_import::foldNode(builder.model.graph().node(0), facts);
}

void checkFold(const std::string& type, const std::vector<Value>& inputs, const Attributes& attributes,
               const Dims& dims, const Numbers& numbers)
{
    INFO(type);
    const std::vector<Value> results = folded(type, inputs, attributes);
    REQUIRE(results.size() == 1);
    CHECK(results[0].dims == dims);
    CHECK(results[0].numbers == numbers);
}

const Value square = integers({2, 3}, {1, 2, 3, 4, 5, 6});

} // namespace

TEST_CASE("tensors of any rank are turned, cut, joined, repeated and padded", "[onnx][folding]")
{
    checkFold("Transpose", {square}, {}, {3, 2}, {1, 4, 2, 5, 3, 6});
    checkFold("Transpose", {integers({2, 1, 2}, {1, 2, 3, 4})}, {{"perm", Dims{2, 0, 1}}}, {2, 2, 1}, {1, 3, 2, 4});
    checkFold("Slice", {square, list({-1}), list({-9e18}), list({0}), list({-1})}, {}, {2, 3}, {4, 5, 6, 1, 2, 3});
    checkFold("Slice", {square, list({2, 0}), list({-9e18, 1}), list({1, 0}), list({-2, 1})}, {}, {1, 2}, {3, 1});
    checkFold("Slice", {square, list({1}), list({9e18}), list({-1})}, {}, {2, 2}, {2, 3, 5, 6});
    checkFold("Slice", {square, list({5}), list({9}), list({1})}, {}, {2, 0}, {});
    checkFold("Concat", {square, integers({2, 1}, {7, 8})}, {{"axis", 1}}, {2, 4}, {1, 2, 3, 7, 4, 5, 6, 8});
    checkFold("Tile", {square, list({1, 2})}, {}, {2, 6}, {1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6});
    checkFold("Expand", {integers({2, 1}, {1, 2}), list({3, 1, 2})}, {}, {3, 2, 2},
              {1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2});
    checkFold("Pad", {list({1, 2}), list({1, 2}), list({9})}, {}, {5}, {9, 1, 2, 9, 9});
    checkFold("Pad", {list({1, 2, 3}), list({-1, 1})}, {}, {3}, {2, 3, 0});
    checkFold("Trilu", {integers({2, 2}, {1, 2, 3, 4})}, {{"upper", 0}}, {2, 2}, {1, 0, 3, 4});
    const std::vector<Value> parts = folded("Split", {square, list({1, 2})}, {{"axis", 1}}, 2);
    REQUIRE(parts.size() == 2);
    CHECK(parts[0].numbers == Numbers{1, 4});
    CHECK(parts[1].dims == Dims{2, 2});
    CHECK(parts[1].numbers == Numbers{2, 3, 5, 6});
    CHECK(folded("Split", {list({1, 2, 3})}, {}, 2)[1].numbers == Numbers{3}); // the last is smaller
}

TEST_CASE("numbers are picked and placed by index along any axis", "[onnx][folding]")
{
    checkFold("Gather", {square, list({2, -3})}, {{"axis", 1}}, {2, 2}, {3, 1, 6, 4});
    checkFold("Gather", {square, integers({}, {-1})}, {}, {3}, {4, 5, 6});
    checkFold("GatherElements", {square, integers({1, 3}, {1, 0, 1})}, {}, {1, 3}, {4, 2, 6});
    checkFold("GatherND", {square, integers({2, 2}, {0, 2, 1, 0})}, {}, {2}, {3, 4});
    checkFold("GatherND", {square, integers({1, 1}, {-1})}, {}, {1, 3}, {4, 5, 6});
    checkFold("ScatterND", {list({1, 2, 3, 4}), integers({2, 1}, {0, 3}), list({8, 9})}, {}, {4}, {8, 2, 3, 9});
    checkFold("ScatterElements", {square, integers({1, 2}, {1, 0}), integers({1, 2}, {7, 8})}, {{"axis", 1}}, {2, 3},
              {8, 7, 3, 4, 5, 6});
    CHECK(folded("Gather", {square, list({3})}, {{"axis", 1}}).empty()); // beyond the axis
    CHECK(folded("ScatterND", {list({1, 2}), integers({1, 1}, {2}), list({8})}).empty());
}

TEST_CASE("reductions, running sums and orders follow their axes", "[onnx][folding]")
{
    checkFold("ReduceProd", {square}, {{"axes", Dims{0}}, {"keepdims", 0}}, {3}, {4, 10, 18});
    checkFold("ReduceSum", {square, list({1})}, {}, {2, 1}, {6, 15});
    checkFold("ReduceMax", {square}, {{"keepdims", 0}}, {}, {6});
    checkFold("ReduceMin", {square}, {{"axes", Dims{-1}}, {"keepdims", 0}}, {2}, {1, 4});
    checkFold("ReduceMean", {square}, {{"keepdims", 0}}, {}, {3}); // 3.5 of integers
    checkFold("ReduceL1", {list({-3, 4})}, {{"keepdims", 0}}, {}, {7});
    checkFold("ArgMax", {square}, {{"axis", 1}, {"keepdims", 0}}, {2}, {2, 2});
    checkFold("CumSum", {square, list({1})}, {}, {2, 3}, {1, 3, 6, 4, 9, 15});
    checkFold("CumSum", {list({1, 2, 3}), list({0})}, {{"exclusive", 1}, {"reverse", 1}}, {3}, {5, 3, 0});
    checkFold("NonZero", {integers({2, 2}, {0, 1, 1, 0})}, {}, {2, 2}, {0, 1, 1, 0});
    const std::vector<Value> top = folded("TopK", {integers({2, 3}, {3, 9, 5, 7, 7, 1}), list({2})}, {}, 2);
    REQUIRE(top.size() == 2);
    CHECK(top[0].numbers == Numbers{9, 5, 7, 7});
    CHECK(top[1].numbers == Numbers{1, 2, 0, 1});
}

TEST_CASE("arithmetic broadcasts between matrices, and comparisons give truth values", "[onnx][folding]")
{
    checkFold("Add", {square, integers({2, 1}, {10, 20})}, {}, {2, 3}, {11, 12, 13, 24, 25, 26});
    checkFold("Div", {list({7, -7}), list({2})}, {}, {2}, {3, -3}); // integers round towards zero
    checkFold("Mod", {list({-3, 3}), list({7})}, {}, {2}, {4, 3});
    checkFold("Mod", {list({-3}), list({7})}, {{"fmod", 1}}, {1}, {-3});
    checkFold("Clip", {list({-5, 3, 50}), list({0}), list({9})}, {}, {3}, {0, 3, 9});
    checkFold("Abs", {list({-5, 3})}, {}, {2}, {5, 3});
    checkFold("Round", {fractions({0.5, 1.5, 2.6})}, {}, {3}, {0, 2, 3});
    checkFold("Where", {integers({2, 1}, {1, 0}), list({1, 2}), list({8, 9})}, {}, {2, 2}, {1, 2, 8, 9});
    for (const auto& [type, expected] : std::vector<std::pair<std::string, Numbers>>{{"Equal", {0, 1, 0}},
                                                                                     {"Less", {1, 0, 0}},
                                                                                     {"LessOrEqual", {1, 1, 0}},
                                                                                     {"Greater", {0, 0, 1}},
                                                                                     {"GreaterOrEqual", {0, 1, 1}}}) {
        checkFold(type, {list({1, 2, 3}), list({2})}, {}, {3}, expected);
        CHECK(folded(type, {list({1, 2, 3}), list({2})})[0].type == onnx::TensorProto::BOOL);
    }
    CHECK(folded("Add", {square, list({1, 2})}).empty());    // does not broadcast
    CHECK(folded("Div", {list({1}), list({0})}).empty());    // no number
    CHECK(folded("Tile", {list({1}), list({1e9})}).empty()); // more than is ever held
    CHECK(folded("ReduceSum", {integers({0, 1'000'000'000}, {})}, {{"axes", Dims{0}}}).empty());
}

TEST_CASE("borders that a graph computes for itself reach its maps", "[onnx][folding]")
{
    // As TensorFlow's SAME: max((ceil(size / 2) − 1) · 2 + 3 − size, 0) in all, the smaller half before.
    Exporter e;
    e.builder.input("x", {"batch", 8, "height", "width"}).output("y");
    const auto border = [&](int axis) {
        const std::string size = e.size("x", axis);
        const std::string steps = e.node("Div", {e.node("Add", {size, e.integers({1})}), e.integers({2})});
        const std::string reach =
            e.node("Add", {e.node("Mul", {e.node("Sub", {steps, e.integers({1})}), e.integers({2})}), e.integers({3})});
        return e.node("Max", {e.node("Sub", {reach, size}), e.integers({0})});
    };
    const std::string all = e.node("Concat", {border(2), border(3)}, {{"axis", 0}});
    const std::string before = e.divided(all, 2);
    const std::string pairs = e.node("Concat",
                                     {e.node("Unsqueeze", {before, e.integers({0})}),
                                      e.node("Unsqueeze", {e.node("Sub", {all, before}), e.integers({0})})},
                                     {{"axis", 0}}); // 2 × 2: before and after, of height and width
    const std::string maps = e.node("Concat",
                                    {e.integers({0, 0}), e.node("Gather", {pairs, e.scalar(0)}), e.integers({0, 0}),
                                     e.node("Gather", {pairs, e.scalar(1)})},
                                    {{"axis", 0}});
    e.builder.node("Conv", {e.node("Pad", {"x", maps}), e.weight({16, 8, 3, 3})}, {"y"}, {{"strides", Dims{2, 2}}});
    Model model = readOnnx(e.builder.bytes(), "same.onnx");
    REQUIRE(model.imported()->setSymbol("height", 13).empty());
    REQUIRE(model.imported()->setSymbol("width", 14).empty());
    CHECK_FALSE(leavesOpen(model));
    CHECK(macsOf(stageOf(model)).all == 7 * 7 * 16 * 8 * 9); // half of 13 and of 14, rounded up
    REQUIRE(model.imported()->setSymbol("width", 17).empty());
    CHECK(macsOf(stageOf(model)).all == 7 * 9 * 16 * 8 * 9);
}

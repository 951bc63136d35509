// Functions that a model brings along: their calls count as what they do.

#include "tests/core/formats/onnx/onnx_exporter.h"
#include "tests/support/catch.h"

#include "core/formats/format_error.h"

using namespace ridge;
using namespace ridge::test;

namespace {

/// The nodes of `body` become a function of the domain "own".
onnx::FunctionProto& addFunction(OnnxBuilder& to, const std::string& name, const Names& inputs, const Names& outputs,
                                 const OnnxBuilder& body)
{
    onnx::FunctionProto& function = *to.model.add_functions();
    function.set_name(name);
    function.set_domain("own");
    function.mutable_input()->Add(inputs.begin(), inputs.end());
    function.mutable_output()->Add(outputs.begin(), outputs.end());
    *function.mutable_node() = body.model.graph().node();
    return function;
}

OnnxBuilder& call(OnnxBuilder& builder, const std::string& function, const Names& inputs, const Names& outputs,
                  const Attributes& attributes = {})
{
    builder.node(function, inputs, outputs, attributes);
    auto& graph = *builder.model.mutable_graph();
    graph.mutable_node(graph.node_size() - 1)->set_domain("own");
    return builder;
}

/// The attribute of the node added last that is what the call says under `of`.
void refer(OnnxBuilder& builder, const std::string& name, const std::string& of,
           onnx::AttributeProto::AttributeType type)
{
    auto& graph = *builder.model.mutable_graph();
    auto& attribute = *graph.mutable_node(graph.node_size() - 1)->add_attribute();
    attribute.set_name(name);
    attribute.set_ref_attr_name(of);
    attribute.set_type(type);
}

OnnxBuilder linearBody()
{
    OnnxBuilder body;
    body.node("MatMul", {"x", "w"}, {"m"}).node("Add", {"m", "b"}, {"y"});
    return body;
}

double parametersOf(const Stage& stage)
{
    double sum = 0;
    for (const Operator& op : stage.operators) {
        sum += op.sharesWeights ? 0 : formula::weights(op.kind, op.sizes, op.weightParameters) + op.sizes.bias;
    }
    return sum;
}

bool hasOperator(const Stage& stage, const std::string& name)
{
    return std::ranges::any_of(stage.operators, [&](const Operator& op) { return op.name == name; });
}

std::string errorOf(const OnnxBuilder& builder)
{
    try {
        readOnnx(builder.bytes(), "small.onnx");
    } catch (const FormatError& error) {
        return error.what();
    }
    return {};
}

} // namespace

TEST_CASE("calls of a model's own functions count as their nodes, with the weights they are given", "[onnx][functions]")
{
    OnnxBuilder builder(17);
    addFunction(builder, "linear", {"x", "w", "b"}, {"y"}, linearBody());
    OnnxBuilder gelu;
    gelu.node("Erf", {"self"}, {"e"}).node("Mul", {"self", "e"}, {"out"});
    addFunction(builder, "gelu", {"self"}, {"out"}, gelu).add_attribute("approximate");
    builder.input("x", {"batch", 3, 64}).output("y");
    builder.weight("w", {64, 256}).weight("b", {256}).weight("v", {256, 64}).weight("c", {64});
    call(builder, "linear", {"x", "w", "b"}, {"h"});
    call(builder, "gelu", {"h"}, {"g"}, {{"approximate", std::string("tanh")}});
    call(builder, "linear", {"g", "v", "c"}, {"y"});
    Model model = readOnnx(builder.bytes(), "small.onnx");
    CHECK_FALSE(leavesOpen(model));
    REQUIRE(model.imported()->setSymbol("batch", 2).empty());
    const Stage stage = stageOf(model);
    CHECK(macsOf(stage).all == 2 * 3 * 64 * 256 * 2);
    CHECK(parametersOf(stage) == 64 * 256 + 256 + 256 * 64 + 64);
    CHECK(hasOperator(stage, "linear/MatMul")); // named by the call, and numbered from the second on
    CHECK(hasOperator(stage, "linear_2/MatMul"));
}

TEST_CASE("attributes of every kind reach the nodes that refer to them, through calls inside calls",
          "[onnx][functions]")
{
    OnnxBuilder inner(17);
    inner.node("Conv", {"x", "w"}, {"c"});
    refer(inner, "pads", "border", onnx::AttributeProto::INTS);
    refer(inner, "group", "groups", onnx::AttributeProto::INT);
    inner.node("Einsum", {"c", "v"}, {"y"});
    refer(inner, "equation", "equation", onnx::AttributeProto::STRING);
    OnnxBuilder outer(17);
    call(outer, "inner", {"a", "w", "v"}, {"b"}, {{"groups", 4}});
    refer(outer, "border", "outerBorder", onnx::AttributeProto::INTS);
    refer(outer, "equation", "outerEquation", onnx::AttributeProto::STRING);
    OnnxBuilder builder(17);
    addFunction(builder, "inner", {"x", "w", "v"}, {"y"}, inner);
    addFunction(builder, "outer", {"a", "w", "v"}, {"b"}, outer);
    builder.input("x", {1, 8, 10, 10}).weight("w", {8, 2, 3, 3}).weight("v", {8, 5}).output("y");
    call(builder, "outer", {"x", "w", "v"}, {"y"},
         {{"outerBorder", Dims{1, 1, 1, 1}}, {"outerEquation", std::string("nchw,ck->nkhw")}});
    const Model model = readOnnx(builder.bytes(), "small.onnx");
    CHECK_FALSE(leavesOpen(model));
    CHECK(macsOf(stageOf(model)).all == 100 * 8 * 2 * 9 + 100 * 8 * 5); // the map keeps its 10 × 10
}

TEST_CASE("bodies inside functions see the names of their call", "[onnx][functions]")
{
    OnnxBuilder yes, no;
    yes.node("MatMul", {"x", "w"}, {"t"}).output("t");
    no.node("Identity", {"x"}, {"f"}).output("f");
    OnnxBuilder choose;
    choose.node("If", {"flag"}, {"y"}).body("then_branch", yes).body("else_branch", no);
    OnnxBuilder builder(17);
    addFunction(builder, "choose", {"flag", "x", "w"}, {"y"}, choose);
    builder.input("a", {5, 8}).weight("u", {8, 8}).flag("known", true).output("z");
    call(builder, "choose", {"known", "a", "u"}, {"z"});
    const Model model = readOnnx(builder.bytes(), "small.onnx");
    CHECK_FALSE(leavesOpen(model));
    CHECK(macsOf(stageOf(model)).all == 5 * 8 * 8);
}

TEST_CASE("a function without nodes passes on, and one of another operator set keeps its own", "[onnx][functions]")
{
    OnnxBuilder builder(17);
    addFunction(builder, "same", {"x"}, {"x"}, OnnxBuilder());
    OnnxBuilder old;
    old.node("ReduceSum", {"x"}, {"y"}, {{"axes", Dims{1}}, {"keepdims", 0}}); // an attribute until set 13
    addFunction(builder, "total", {"x"}, {"y"}, old).add_opset_import()->set_version(11);
    builder.input("x", {4, 6, 7}).output("z");
    call(builder, "same", {"x"}, {"y"});
    call(builder, "total", {"y"}, {"z"});
    const Model model = readOnnx(builder.bytes(), "small.onnx");
    CHECK_FALSE(leavesOpen(model));
    const Graph& graph = *model.imported()->graph;
    CHECK(graph.tensors[static_cast<std::size_t>(graph.outputs[0])].shape == std::vector<double>{4, 7});
}

TEST_CASE("functions that call themselves or open without end are refused", "[onnx][functions][hostile]")
{
    OnnxBuilder circle(17);
    OnnxBuilder again;
    call(again, "a", {"x"}, {"y"});
    addFunction(circle, "a", {"x"}, {"y"}, again);
    circle.input("x", {1}).output("y");
    call(circle, "a", {"x"}, {"y"});
    CHECK(errorOf(circle).find("'a' calls itself") != std::string::npos);

    OnnxBuilder wide(17); // 12 levels of 10 calls each: a trillion nodes from a file of a few kilobytes
    for (int level = 0; level < 12; ++level) {
        OnnxBuilder body;
        for (int k = 0; k < 10; ++k) {
            const std::string in = k == 0 ? "x" : "t" + std::to_string(k);
            const std::string out = k == 9 ? "y" : "t" + std::to_string(k + 1);
            level == 0 ? body.node("Relu", {in}, {out}) : call(body, "f" + std::to_string(level - 1), {in}, {out});
        }
        addFunction(wide, "f" + std::to_string(level), {"x"}, {"y"}, body);
    }
    wide.input("x", {1}).output("y");
    call(wide, "f11", {"x"}, {"y"});
    CHECK(errorOf(wide).find("functions open into more than") != std::string::npos);
}

#include "tests/core/formats/onnx/onnx_builder.h"
#include "tests/support/catch.h"

#include "core/formats/format_error.h"
#include "core/formats/onnx/read_onnx.h"
#include "core/models/graph/graph.h"

#include <onnx/defs/schema.h>

#include <algorithm>
#include <random>

using namespace ridge;
using namespace ridge::test;

namespace {

/// One-node files for an operator: inputs of any rank and type, attributes of the declared kind with numbers that
/// nobody would write.
class NodeGenerator {
public:
    explicit NodeGenerator(unsigned seed) : m_random(seed) {}

    std::string file(const onnx::OpSchema& schema)
    {
        OnnxBuilder builder(schema.SinceVersion());
        auto& graph = *builder.model.mutable_graph();
        onnx::NodeProto& node = *graph.add_node();
        node.set_op_type(schema.Name());
        const int optional = std::min(schema.max_input() - schema.min_input(), 4);
        const int inputs = std::max(0, schema.min_input() + upTo(optional + 1) - (oneIn(10) ? 1 : 0));
        const int rank = upTo(5);
        for (int i = 0; i < inputs; ++i) {
            const std::string name = oneIn(12) ? "" : "i" + std::to_string(i);
            node.add_input(name);
            if (name.empty()) {
                continue;
            }
            oneIn(3) ? addStored(graph, name) : addInput(graph, name, oneIn(2) ? rank : upTo(5));
        }
        for (int i = 0; i <= upTo(2); ++i) {
            node.add_output("o" + std::to_string(i));
        }
        for (const auto& [name, attribute] : schema.attributes()) {
            if (attribute.required ? !oneIn(10) : !oneIn(3)) {
                addAttribute(node, name, attribute.type, rank);
            }
        }
        graph.add_output()->set_name("o0");
        return builder.bytes();
    }

private:
    int upTo(int most) { return most > 0 ? static_cast<int>(m_random() % static_cast<unsigned>(most + 1)) : 0; }
    bool oneIn(int n) { return upTo(n - 1) == 0; }
    std::int64_t number()
    {
        static constexpr std::int64_t numbers[] = {0, 1, 2,  3,   -1,      -2,        1,         1,
                                                   2, 5, 16, 100, 1 << 20, INT64_MAX, INT64_MIN, -7};
        return numbers[upTo(15)];
    }
    int type() { return oneIn(2) ? onnx::TensorProto::FLOAT : oneIn(2) ? onnx::TensorProto::INT64 : upTo(16); }

    void addStored(onnx::GraphProto& graph, const std::string& name)
    {
        auto& tensor = *graph.add_initializer();
        tensor.set_name(name);
        tensor.set_data_type(oneIn(2) ? onnx::TensorProto::INT64 : onnx::TensorProto::FLOAT);
        int count = 1;
        for (int axis = 0; axis < (oneIn(4) ? upTo(2) : 1); ++axis) {
            tensor.add_dims(upTo(6));
            count *= static_cast<int>(tensor.dims(axis));
        }
        for (int i = 0; i < count && !oneIn(20); ++i) { // sometimes fewer numbers than the dims promise
            const bool isInteger = tensor.data_type() == onnx::TensorProto::INT64;
            isInteger ? tensor.add_int64_data(number()) : tensor.add_float_data(static_cast<float>(number()));
        }
    }

    void addInput(onnx::GraphProto& graph, const std::string& name, int rank)
    {
        auto& input = *graph.add_input();
        input.set_name(name);
        auto& tensor = *input.mutable_type()->mutable_tensor_type();
        tensor.set_elem_type(type());
        if (oneIn(10)) {
            return; // no shape at all
        }
        static constexpr std::int64_t sizes[] = {0, 1, 1, 2, 2, 3, 3, 4, 5, 7, 8, 16, 1000, 1 << 20};
        tensor.mutable_shape();
        for (int axis = 0; axis < rank; ++axis) {
            auto& dim = *tensor.mutable_shape()->add_dim();
            oneIn(6) ? dim.set_dim_param("N") : dim.set_dim_value(sizes[upTo(13)]);
        }
    }

    void addAttribute(onnx::NodeProto& node, const std::string& name, onnx::AttributeProto::AttributeType declared,
                      int rank)
    {
        using A = onnx::AttributeProto;
        static const char* const texts[] = {"SAME_UPPER",    "VALID", "ij,jk->ik", "...ij,...jk->...ik",
                                            "bidirectional", "->",    ""};
        A& attribute = *node.add_attribute();
        attribute.set_name(name);
        attribute.set_type(oneIn(15) ? A::FLOAT : declared);
        switch (attribute.type()) {
        case A::INT:
            attribute.set_i(number());
            break;
        case A::FLOAT:
            attribute.set_f(static_cast<float>(number()));
            break;
        case A::STRING:
            attribute.set_s(texts[upTo(6)]);
            break;
        case A::TENSOR:
            attribute.mutable_t()->set_data_type(upTo(16));
            break;
        case A::INTS:
            for (int i = oneIn(3) ? upTo(5) : std::max(0, rank - 2); i > 0; --i) {
                attribute.add_ints(oneIn(2) ? 1 + upTo(2) : number());
            }
            break;
        default:
            break;
        }
    }

    std::mt19937 m_random;
};

} // namespace

TEST_CASE("every operator of the library survives inputs that do not fit it", "[onnx][hostile]")
{
    NodeGenerator generator(5);
    int files = 0;
    int read = 0;
    for (const onnx::OpSchema& schema : onnx::OpSchemaRegistry::get_all_schemas_with_history()) {
        if (!schema.domain().empty()) {
            continue;
        }
        for (int round = 0; round < 100; ++round, ++files) {
            try {
                Model model = readOnnx(generator.file(schema), "one.onnx");
                std::vector<Issue> issues;
                expandGraph({}, *model.imported(), issues);
                model.imported()->setSymbol("batch", 3);
                ++read;
            } catch (const FormatError&) {
                continue; // refusing is fine; the test is that nothing else happens
            }
        }
    }
    CHECK(files > 10'000);
    CHECK(read > files / 4);
}

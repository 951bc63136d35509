// Files as exporters write them for code that asks tensors for their sizes, and what is asked of such graphs.
// Not the bare nodes: onnx_builder.h.
#pragma once

#include "tests/core/formats/onnx/onnx_builder.h"

#include "core/analysis/cost.h"
#include "core/formats/onnx/read_onnx.h"
#include "core/formulas/formulas.h"
#include "core/models/graph/graph.h"

#include <algorithm>

namespace ridge::test {

/// Writes what torch exports for Python code that asks tensors for their sizes.
class Exporter {
public:
    OnnxBuilder builder{17};

    std::string node(const std::string& type, const Names& inputs, const Attributes& attributes = {})
    {
        const std::string output = type + "_" + std::to_string(++m_count);
        builder.node(type, inputs, {output}, attributes);
        return output;
    }
    std::string integers(const Dims& values)
    {
        const std::string name = "integers_" + std::to_string(++m_count);
        builder.integers(name, values);
        return name;
    }
    std::string weight(const Dims& dims)
    {
        const std::string name = "weight_" + std::to_string(++m_count);
        builder.weight(name, dims);
        return name;
    }
    /// x.size(axis), as a vector of one element.
    std::string size(const std::string& x, int axis)
    {
        return node("Unsqueeze", {node("Gather", {node("Shape", {x}), scalar(axis)}, {{"axis", 0}}), integers({0})});
    }
    std::string divided(const std::string& size, int by) { return node("Div", {size, integers({by})}); }
    std::string reshape(const std::string& x, const Names& sizes)
    {
        return node("Reshape", {x, node("Concat", sizes, {{"axis", 0}})});
    }
    std::string transpose(const std::string& x, const Dims& perm) { return node("Transpose", {x}, {{"perm", perm}}); }
    std::string linear(const std::string& x, int inputs, int outputs)
    {
        return node("Add", {node("MatMul", {x, weight({inputs, outputs})}), weight({outputs})});
    }
    std::string slice(const std::string& x, int axis, std::int64_t from, std::int64_t to, std::int64_t step = 1)
    {
        return node("Slice", {x, integers({from}), integers({to}), integers({axis}), integers({step})});
    }
    /// torch.roll by −shift along an axis.
    std::string roll(const std::string& x, int axis, int shift)
    {
        return node("Concat", {slice(x, axis, shift, INT64_MAX), slice(x, axis, 0, shift)}, {{"axis", axis}});
    }
    std::string scalar(int value)
    {
        const std::string name = "scalar_" + std::to_string(++m_count);
        auto& tensor = *builder.model.mutable_graph()->add_initializer();
        tensor.set_name(name);
        tensor.set_data_type(onnx::TensorProto::INT64);
        tensor.add_int64_data(value);
        return name;
    }

    std::string fraction(float value)
    {
        const std::string name = "fraction_" + std::to_string(++m_count);
        auto& tensor = *builder.model.mutable_graph()->add_initializer();
        tensor.set_name(name);
        tensor.set_data_type(onnx::TensorProto::FLOAT);
        tensor.add_float_data(value);
        return name;
    }

private:
    int m_count = 0;
};

inline bool leavesOpen(const Model& model)
{
    return std::ranges::any_of(model.imported()->graph->remarks, [](const std::string& remark) {
        return remark.find("open") != std::string::npos || remark.find("does not fit") != std::string::npos;
    });
}

inline Stage stageOf(const Model& model)
{
    std::vector<Issue> issues;
    return expandGraph({}, *model.imported(), issues);
}

struct MacSums {
    double all = 0, attention = 0;
};

inline MacSums macsOf(const Stage& stage)
{
    MacSums sum;
    for (const Operator& op : stage.operators) {
        const double macs = formula::macs(op.kind, op.sizes).inBaseUnits();
        const bool attends = op.kind == OperatorKind::AttentionScores || op.kind == OperatorKind::AttentionValues;
        sum.all += macs;
        sum.attention += attends ? macs : 0;
    }
    return sum;
}

} // namespace ridge::test

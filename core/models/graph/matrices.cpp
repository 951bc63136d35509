#include "core/models/graph/matrices.h"

#include "core/models/graph/rows.h"

#include <utility>

namespace ridge {
namespace {

struct Matrix {
    double batch = 1, rows = 1, columns = 1;
};

/// The last two dimensions as a matrix, as MatMul takes its operands: a vector is a row on the left, else a column.
Matrix matrixOf(const GraphTensor& tensor, bool isLeft)
{
    const std::vector<double>& shape = tensor.shape;
    Matrix matrix;
    if (shape.size() == 1) {
        (isLeft ? matrix.columns : matrix.rows) = shape[0];
    } else if (shape.size() > 1) {
        matrix.columns = shape.back();
        matrix.rows = shape[shape.size() - 2];
        for (std::size_t i = 0; i + 2 < shape.size(); ++i) {
            matrix.batch *= shape[i];
        }
    }
    return matrix;
}

double ratio(double a, double b) { return b > 0 ? a / b : 0; }

} // namespace

NodeRule productRule(double batch, double rows, double inner, double columns)
{
    NodeRule rule;
    rule.kind = OperatorKind::Matmul;
    rule.sizes.n = batch;
    rule.sizes.hi = rule.sizes.ho = rows;
    rule.sizes.ci = inner;
    rule.sizes.co = columns;
    return rule;
}

NodeRule linearRule(double samples, double positions, double inputs, double outputs, int weight)
{
    NodeRule rule;
    rule.kind = OperatorKind::Linear;
    rule.weight = weight;
    rule.sizes.n = samples;
    rule.sizes.wi = rule.sizes.wo = positions;
    rule.sizes.ci = inputs;
    rule.sizes.co = outputs;
    return rule;
}

namespace {

void setSpatial(const std::vector<double>& shape, double& height, double& width)
{
    width = shape.back();
    for (std::size_t i = 2; i + 1 < shape.size(); ++i) {
        height *= shape[i];
    }
}

} // namespace

NodeRule convolutionRule(const NodeView& node)
{
    const bool isTransposed = node.type() == "ConvTranspose";
    const bool isQuantised = node.type() == "QLinearConv";
    const int weightInput = isQuantised ? 3 : 1;
    const GraphTensor* input = node.input(0);
    const GraphTensor* weight = node.input(static_cast<std::size_t>(weightInput));
    const GraphTensor* output = node.output();
    const bool fits = input && weight && output && input->shape.size() > 2 &&
                      weight->shape.size() == input->shape.size() && output->shape.size() == input->shape.size();
    if (!fits) {
        return {};
    }
    NodeRule rule;
    rule.kind = isTransposed ? OperatorKind::TransposedConvolution : OperatorKind::Convolution;
    rule.weight = weight->isConstant ? weightInput : -1;
    const bool hasBias = node.type() != "ConvInteger";
    rule.bias = !hasBias ? -1 : isQuantised ? 8 : node.type() == "DeformConv" ? 3 : 2;
    Sizes<>& s = rule.sizes;
    s.g = node.attribute("group", 1);
    s.n = output->shape[0];
    s.ci = isTransposed ? weight->shape[0] : weight->shape[1] * s.g;
    s.co = isTransposed ? weight->shape[1] * s.g : weight->shape[0];
    setSpatial(input->shape, s.hi, s.wi);
    setSpatial(output->shape, s.ho, s.wo);
    setSpatial(weight->shape, s.kh, s.kw);
    return rule;
}

NodeRule matmulRule(const NodeView& node)
{
    const std::size_t rightInput = node.type() == "QLinearMatMul" ? 3 : 1;
    const GraphTensor* left = node.input(0);
    const GraphTensor* right = node.input(rightInput);
    const GraphTensor* output = node.output();
    if (!left || !right || !output) {
        return {};
    }
    Matrix a = matrixOf(*left, true);
    Matrix b = matrixOf(*right, false);
    if (node.attribute("transA", 0) != 0) { // of FusedMatMul
        std::swap(a.rows, a.columns);
    }
    if (node.attribute("transB", 0) != 0) {
        std::swap(b.rows, b.columns);
    }
    const double samples = left->shape.size() > 1 ? left->shape.front() : 1;
    if (right->isConstant && b.batch == 1 && !left->isConstant) {
        return linearRule(samples, ratio(a.batch * a.rows, samples), b.rows, b.columns, static_cast<int>(rightInput));
    }
    if (left->isConstant && a.batch == 1 && !right->isConstant) {
        const double items = right->shape.size() > 2 ? right->shape.front() : 1;
        return linearRule(items, ratio(b.batch * b.columns, items), a.columns, a.rows, 0);
    }
    return productRule(ratio(elementsOf(*output), a.rows * b.columns), a.rows, a.columns, b.columns);
}

/// Weights of a few bits, several in a byte: their sizes are attributes.
NodeRule packedMatmulRule(const NodeView& node)
{
    const GraphTensor* left = node.input(0);
    const double inner = node.attribute("K", 0);
    const double columns = node.attribute("N", 0);
    if (!left || left->shape.empty() || left->shape.back() != inner || inner < 1 || columns < 1) {
        return {};
    }
    const double samples = left->shape.size() > 1 ? left->shape.front() : 1;
    NodeRule rule = linearRule(samples, ratio(elementsOf(*left), samples * inner), inner, columns, 1);
    rule.isPacked = true;
    rule.bias = 5;
    return rule;
}

NodeRule gemmRule(const NodeView& node)
{
    const bool isQuantised = node.type() == "QGemm";
    const int second = isQuantised ? 3 : 1;
    const GraphTensor* left = node.input(0);
    const GraphTensor* right = node.input(static_cast<std::size_t>(second));
    if (node.type() == "GemmFastGelu") {
        NodeRule rule = matmulRule(node); // any number of dimensions on the left
        rule.bias = 2;
        return rule;
    }
    if (!left || !right || left->shape.size() != 2 || right->shape.size() != 2) {
        return {};
    }
    const bool leftTurned = node.attribute("transA", 0) != 0;
    const bool rightTurned = node.attribute("transB", 0) != 0;
    const double rows = left->shape[leftTurned ? 1 : 0];
    const double inner = right->shape[rightTurned ? 1 : 0];
    const double columns = right->shape[rightTurned ? 0 : 1];
    NodeRule rule = right->isConstant  ? linearRule(rows, 1, inner, columns, second)
                    : left->isConstant ? linearRule(columns, 1, inner, rows, 0)
                                       : productRule(1, rows, inner, columns);
    const int bias = isQuantised ? 6 : 2;
    rule.bias = node.isConstant(static_cast<std::size_t>(bias)) ? bias : -1;
    return rule;
}

std::vector<RuleRow> matrixRows()
{
    std::vector<RuleRow> rows{{"Einsum", [](const NodeView& node, double) { return einsumRule(node); }}};
    for (std::string_view type : {"MatMulNBits", "MatMulBnb4"}) {
        rows.push_back({type, [](const NodeView& node, double) { return packedMatmulRule(node); }});
    }
    for (std::string_view type : {"Conv", "FusedConv", "ConvInteger", "QLinearConv", "ConvTranspose", "DeformConv"}) {
        rows.push_back({type, [](const NodeView& node, double) { return convolutionRule(node); }});
    }
    for (std::string_view type :
         {"MatMul", "FusedMatMul", "MatMulInteger", "QLinearMatMul", "MatMulIntegerToFloat", "DynamicQuantizeMatMul"}) {
        rows.push_back({type, [](const NodeView& node, double) { return matmulRule(node); }});
    }
    for (std::string_view type : {"Gemm", "FusedGemm", "GemmFastGelu", "QGemm"}) {
        rows.push_back({type, [](const NodeView& node, double) { return gemmRule(node); }});
    }
    return rows;
}

} // namespace ridge

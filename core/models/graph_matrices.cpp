#include "core/models/graph_matrices.h"

#include <map>

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

NodeRule product(double batch, double rows, double inner, double columns)
{
    NodeRule rule;
    rule.kind = OperatorKind::Matmul;
    rule.sizes.n = batch;
    rule.sizes.hi = rule.sizes.ho = rows;
    rule.sizes.ci = inner;
    rule.sizes.co = columns;
    return rule;
}

/// `samples` products of a vector, at `positions` places each, with the same ci × co weights.
NodeRule linear(double samples, double positions, double inputs, double outputs, int weight)
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

void setSpatial(const std::vector<double>& shape, double& height, double& width)
{
    width = shape.back();
    for (std::size_t i = 2; i + 1 < shape.size(); ++i) {
        height *= shape[i];
    }
}

std::string equationOf(const NodeView& node)
{
    std::string text;
    if (const auto* codes = node.list("equation")) {
        for (double code : *codes) {
            text += code == ' ' ? std::string() : std::string(1, static_cast<char>(code));
        }
    }
    return text;
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
    const bool hasBias = node.type() == "Conv" || node.type() == "FusedConv" || isTransposed || isQuantised;
    rule.bias = hasBias ? (isQuantised ? 8 : 2) : -1;
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
    const Matrix a = matrixOf(*left, true);
    const Matrix b = matrixOf(*right, false);
    const double samples = left->shape.size() > 1 ? left->shape.front() : 1;
    if (right->isConstant && b.batch == 1 && !left->isConstant) {
        return linear(samples, ratio(a.batch * a.rows, samples), b.rows, b.columns, static_cast<int>(rightInput));
    }
    if (left->isConstant && a.batch == 1 && !right->isConstant) {
        const double items = right->shape.size() > 2 ? right->shape.front() : 1;
        return linear(items, ratio(b.batch * b.columns, items), a.columns, a.rows, 0);
    }
    return product(ratio(elementsOf(*output), a.rows * b.columns), a.rows, a.columns, b.columns);
}

NodeRule gemmRule(const NodeView& node)
{
    const GraphTensor* left = node.input(0);
    const GraphTensor* right = node.input(1);
    if (!left || !right || left->shape.size() != 2 || right->shape.size() != 2) {
        return {};
    }
    const bool leftTurned = node.attribute("transA", 0) != 0;
    const bool rightTurned = node.attribute("transB", 0) != 0;
    const double rows = left->shape[leftTurned ? 1 : 0];
    const double inner = right->shape[rightTurned ? 1 : 0];
    const double columns = right->shape[rightTurned ? 0 : 1];
    NodeRule rule = right->isConstant  ? linear(rows, 1, inner, columns, 1)
                    : left->isConstant ? linear(columns, 1, inner, rows, 0)
                                       : product(1, rows, inner, columns);
    rule.bias = node.isConstant(2) ? 2 : -1;
    return rule;
}

NodeRule recurrentRule(const NodeView& node)
{
    const GraphTensor* sequence = node.input(0);
    const GraphTensor* weights = node.input(1);
    const GraphTensor* recurrence = node.input(2);
    const bool fits = sequence && weights && recurrence && sequence->shape.size() == 3 && weights->shape.size() == 3 &&
                      recurrence->shape.size() == 3 && weights->isConstant && recurrence->isConstant;
    if (!fits) {
        return {};
    }
    const double steps = sequence->shape[0];
    const double samples = sequence->shape[1];
    const double gates = weights->shape[0] * weights->shape[1]; // of all directions
    NodeRule rule = linear(samples, steps, weights->shape[2] + recurrence->shape[2], gates, 1);
    rule.bias = node.isConstant(3) ? 3 : -1;
    return rule;
}

NodeRule einsumRule(const NodeView& node)
{
    const std::string equation = equationOf(node);
    const std::size_t comma = equation.find(',');
    const std::size_t arrow = equation.find("->");
    const GraphTensor* left = node.input(0);
    const GraphTensor* right = node.input(1);
    if (!left || !right || node.inputCount() != 2 || comma == std::string::npos || arrow == std::string::npos ||
        arrow < comma) {
        return {};
    }
    const std::string a = equation.substr(0, comma);
    const std::string b = equation.substr(comma + 1, arrow - comma - 1);
    const std::string result = equation.substr(arrow + 2);
    if (a.size() != left->shape.size() || b.size() != right->shape.size() || equation.find('.') != std::string::npos) {
        return {};
    }
    std::map<char, double> sizes;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sizes[a[i]] = left->shape[i];
    }
    for (std::size_t i = 0; i < b.size(); ++i) {
        sizes[b[i]] = right->shape[i];
    }
    double batch = 1, rows = 1, inner = 1, columns = 1;
    for (const auto& [letter, size] : sizes) {
        const bool inA = a.find(letter) != std::string::npos;
        const bool inB = b.find(letter) != std::string::npos;
        const bool inResult = result.find(letter) != std::string::npos;
        (inA && inB ? (inResult ? batch : inner) : inA ? rows : columns) *= size;
    }
    if (right->isConstant && !left->isConstant && batch == 1) {
        return linear(rows, 1, inner, columns, 1);
    }
    return product(batch, rows, inner, columns);
}

} // namespace ridge

// Rules of operators that rearrange, pick or sample: their cost is traffic, and a few operations where they weigh.

#include "core/models/graph/rows.h"
#include "core/program/elementwise.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

NodeRule view(const NodeView& node, double)
{
    NodeRule rule = plainRule(node, OperatorKind::Reshape);
    rule.isView = node.input(0) && !node.isConstant(0);
    return rule;
}

NodeRule copy(const NodeView& node, double) { return plainRule(node, OperatorKind::Reshape); }

/// Reads no more than it writes, however large the tensor it picks from.
NodeRule pick(const NodeView& node, double)
{
    NodeRule rule = plainRule(node, OperatorKind::Reshape);
    const GraphTensor* input = node.input(0);
    const GraphTensor* output = node.output();
    if (input && output && !input->isConstant && elementsOf(*output) < elementsOf(*input)) {
        rule.readOfFirst = elementsOf(*output);
    }
    return rule;
}

/// Looks at the shape alone.
NodeRule shapeOnly(const NodeView& node, double)
{
    NodeRule rule = plainRule(node, OperatorKind::Reshape);
    rule.readOfFirst = node.isConstant(0) ? -1 : 0;
    return rule;
}

NodeRule concat(const NodeView& node, double)
{
    NodeRule rule = plainRule(node, OperatorKind::Concat);
    rule.sizes.ci = rule.sizes.co;
    return rule;
}

NodeRule pool(const NodeView& node, double)
{
    NodeRule rule = plainRule(node, OperatorKind::Pool);
    const std::vector<double>* kernel = node.list("kernel_shape");
    if (kernel && !kernel->empty()) { // depth folds into height
        rule.sizes.kw = kernel->back();
        for (std::size_t i = 0; i + 1 < kernel->size(); ++i) {
            rule.sizes.kh *= (*kernel)[i];
        }
    }
    rule.sizes.perElement = rule.sizes.kh * rule.sizes.kw;
    return rule;
}

/// Global pools and reductions: every input element is touched once.
NodeRule reduction(const NodeView& node, double)
{
    NodeRule rule = plainRule(node, OperatorKind::Pool);
    const GraphTensor* input = node.input(0);
    const GraphTensor* output = node.output();
    const double results = output ? elementsOf(*output) : 0;
    rule.sizes.kh = input && results > 0 ? elementsOf(*input) / results : 1;
    rule.sizes.perElement = rule.sizes.kh;
    return rule;
}

/// A linear interpolation between `taps` neighbours per axis: a product with each, and their sum.
double interpolationOps(double taps, double axes) { return 2 * std::pow(taps, axes) - 1; }

double tapsOf(const std::string& mode) { return mode == "cubic" || mode == "bicubic" ? 4 : 2; }

/// Copies the nearest neighbour, or weighs those along every axis that changes.
NodeRule resize(const NodeView& node, double)
{
    NodeRule rule = plainRule(node, OperatorKind::Upsample);
    const std::string mode = node.text("mode");
    const GraphTensor* input = node.input(0);
    const GraphTensor* output = node.output();
    if (mode.empty() || mode == "nearest" || !input || !output || input->shape.size() != output->shape.size()) {
        return rule;
    }
    double axes = 0;
    for (std::size_t i = 0; i < input->shape.size(); ++i) {
        axes += input->shape[i] != output->shape[i];
    }
    rule.kind = axes > 0 ? OperatorKind::Elementwise : rule.kind;
    rule.sizes.perElement = axes > 0 ? interpolationOps(tapsOf(mode), axes) : 0;
    return rule;
}

/// Samples between the elements of a map, at given coordinates.
NodeRule gridSample(const NodeView& node, double)
{
    NodeRule rule = plainRule(node, OperatorKind::Elementwise);
    const GraphTensor* grid = node.input(1);
    const double axes = grid && !grid->shape.empty() ? std::min(grid->shape.back(), 3.0) : 2;
    const std::string mode = node.text("mode");
    rule.sizes.perElement = mode == "nearest" ? 1 : interpolationOps(tapsOf(mode), axes);
    return rule;
}

/// Every bin averages (or takes the largest of) a few bilinear samples; an adaptive number of them is taken as 2 × 2.
NodeRule roiAlign(const NodeView& node, double)
{
    NodeRule rule = plainRule(node, OperatorKind::Elementwise);
    const double given = node.attribute("sampling_ratio", 0);
    const double samples = given > 0 ? given : 2;
    rule.sizes.perElement = samples * samples * (interpolationOps(2, 2) + 1);
    return rule;
}

/// Sorting: a comparison for each element and halving.
NodeRule sorting(const NodeView& node, double)
{
    NodeRule rule = plainRule(node, OperatorKind::Elementwise);
    if (const GraphTensor* input = node.input(0)) {
        const double count = elementsOf(*input);
        rule.sizes.n = rule.sizes.ho = rule.sizes.wo = 1;
        rule.sizes.co = count;
        rule.sizes.perElement = count > 1 ? std::ceil(std::log2(count)) : 0;
    }
    return rule;
}

/// A fast Fourier transform: 5·N·log₂N operations for N complex results (Cooley and Tukey), so 2.5·log₂N for each of
/// their two parts. N is the length of the results; of a one-sided transform, twice that.
NodeRule transform(const NodeView& node, double)
{
    NodeRule rule = plainRule(node, OperatorKind::Elementwise);
    const GraphTensor* output = node.output();
    const auto rank = output ? output->shape.size() : 0;
    if (rank < 3 || output->shape.back() != 2) {
        return {};
    }
    const auto wanted = static_cast<std::ptrdiff_t>(node.attribute("axis", 1));
    const auto size = static_cast<std::ptrdiff_t>(rank);
    const std::ptrdiff_t axis = node.type() == "STFT" ? size - 2 : wanted < 0 ? wanted + size : wanted;
    if (axis < 0 || axis >= size) {
        return {};
    }
    const bool isHalf = node.attribute("onesided", node.type() == "STFT" ? 1 : 0) != 0;
    const double length = output->shape[static_cast<std::size_t>(axis)] * (isHalf ? 2 : 1);
    rule.sizes.perElement = length > 1 ? 2.5 * std::ceil(std::log2(length)) : 0;
    return rule;
}

/// Elimination: two thirds of n³ operations for each matrix.
NodeRule determinant(const NodeView& node, double)
{
    NodeRule rule = plainRule(node, OperatorKind::Elementwise);
    const GraphTensor* input = node.input(0);
    const double n = input && !input->shape.empty() ? input->shape.back() : 0;
    rule.sizes.perElement = 2 * n * n * n / 3;
    return rule;
}

NodeRule gather(const NodeView& node, double)
{
    const GraphTensor* table = node.input(0);
    const GraphTensor* indices = node.input(1);
    const bool isTable =
        table && indices && node.isConstant(0) && table->shape.size() == 2 && node.attribute("axis", 0) == 0;
    if (!isTable) {
        return pick(node, 0);
    }
    NodeRule rule;
    rule.kind = OperatorKind::Embedding;
    rule.role = Role::Embedding;
    rule.weight = 0;
    rule.sizes.n = indices->shape.empty() ? 1 : indices->shape.front();
    rule.sizes.wi = rule.sizes.wo = rule.sizes.n > 0 ? elementsOf(*indices) / rule.sizes.n : 0;
    rule.sizes.ci = table->shape[0];
    rule.sizes.co = table->shape[1];
    return rule;
}

/// A table of a few bits a number: its rows are as long as those that are picked.
NodeRule packedGather(const NodeView& node, double)
{
    NodeRule rule = gather(node, 0);
    const GraphTensor* output = node.output();
    if (rule.kind == OperatorKind::Embedding && output && !output->shape.empty()) {
        rule.sizes.co = output->shape.back();
        rule.isPacked = true;
    }
    return rule;
}

void addCopies(std::vector<RuleRow>& rows)
{
    for (std::string_view type : {"Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Dropout"}) {
        rows.push_back({type, view});
    }
    for (std::string_view type : {"Transpose",
                                  "Split",
                                  "Pad",
                                  "Expand",
                                  "Tile",
                                  "Cast",
                                  "CastLike",
                                  "DepthToSpace",
                                  "SpaceToDepth",
                                  "ScatterND",
                                  "ScatterElements",
                                  "Scatter",
                                  "TensorScatter",
                                  "ReverseSequence",
                                  "Trilu",
                                  "OneHot",
                                  "EyeLike",
                                  "ConstantOfShape",
                                  "Range",
                                  "MaxUnpool",
                                  "CenterCropPad"}) {
        rows.push_back({type, copy});
    }
    // Sequences and optional values hold tensors; what is put in or taken out is copied.
    for (std::string_view type : {"SequenceEmpty", "SequenceConstruct", "SequenceInsert", "SequenceErase", "SequenceAt",
                                  "SplitToSequence", "ConcatFromSequence", "Optional", "OptionalGetElement",
                                  "READ_VARIABLE", "ASSIGN_VARIABLE"}) { // TFLite's names
        rows.push_back({type, copy});
    }
    for (std::string_view type : {"Slice", "GatherElements", "GatherND", "Compress"}) {
        rows.push_back({type, pick});
    }
    for (std::string_view type : {"Shape", "Size", "SequenceLength", "OptionalHasElement"}) {
        rows.push_back({type, shapeOnly});
    }
}

} // namespace

std::vector<RuleRow> movementRows()
{
    std::vector<RuleRow> rows{
        {"Gather", gather},     {"Concat", concat},        {"QLinearConcat", concat},
        {"Resize", resize},     {"Upsample", resize},      {"GridSample", gridSample},
        {"RoiAlign", roiAlign}, {"MaxRoiPool", reduction}, {"Unique", sorting},
        {"DFT", transform},     {"STFT", transform},       {"Det", determinant},
        {"NonZero", reduction}, {"Col2Im", reduction},     {"GatherBlockQuantized", packedGather}};
    addCopies(rows);
    for (std::string_view type : {"MaxPool", "AveragePool", "LpPool", "QLinearAveragePool"}) {
        rows.push_back({type, pool});
    }
    for (std::string_view type :
         {"GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool", "QLinearGlobalAveragePool", "ArgMax", "ArgMin", "TopK",
          "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceLogSum",
          "ReduceLogSumExp", "ReduceSumSquare", "QLinearReduceMean"}) {
        rows.push_back({type, reduction});
    }
    return rows;
}

} // namespace ridge

// Shapes of standard operators that came, or changed, after the library, or that its rules trust too much.

#include "core/formats/onnx/shapes/known_node.h"
#include "core/models/graph/einsum.h"

#include <algorithm>
#include <cmath>

namespace ridge::onnx_import {
namespace {

using Node = KnownNode;

/// theta, and the size (n, c, h, w) of the map that is to be sampled.
void affineGrid(const Node& node)
{
    const Value* size = node.value(1);
    if (!size || size->numbers.size() < 4 || size->numbers.size() > 5) {
        return;
    }
    Shape shape{sizeFrom(size->numbers[0])};
    for (std::size_t i = 2; i < size->numbers.size(); ++i) {
        shape.push_back(sizeFrom(size->numbers[i]));
    }
    shape.push_back(static_cast<std::int64_t>(size->numbers.size()) - 2);
    node.set(0, node.type(0), shape);
}

/// Columns of overlapping blocks back to a map.
void columnsToMap(const Node& node)
{
    const auto columns = node.shape(0, 3);
    const Value* image = node.value(1);
    const Value* block = node.value(2);
    if (!columns || !image || !block || block->numbers.empty() || image->numbers.size() > 8) {
        return;
    }
    double area = 1;
    for (double size : block->numbers) {
        area *= size;
    }
    if (!(area >= 1)) {
        misfit("its blocks are empty");
    }
    Shape shape{(*columns)[0], sizeFrom(static_cast<double>((*columns)[1]) / area)};
    for (double size : image->numbers) {
        shape.push_back(sizeFrom(size));
    }
    node.set(0, node.type(0), shape);
}

/// Split since operator set 18: into equal parts, of which the last may be smaller.
void splitEvenly(const Node& node)
{
    auto shape = node.shape(0);
    const std::int64_t parts = node.attribute("num_outputs", 0);
    if (!shape || parts < 1) {
        return;
    }
    std::int64_t& size = (*shape)[axisOf(node, node.attribute("axis", 0), *shape)];
    const std::int64_t whole = size;
    const std::int64_t part = whole / parts + (whole % parts != 0);
    for (std::size_t k = 0; k < node.outputCount(); ++k) {
        const std::int64_t before = std::min(whole, part * static_cast<std::int64_t>(k));
        size = std::min(part, whole - before);
        node.set(k, node.type(0), *shape);
    }
}

/// Resize since operator set 18: scales or sizes of some axes.
void resizeAxes(const Node& node)
{
    auto shape = node.shape(0);
    const auto axes = node.list("axes");
    const Value* sizes = node.value(3);
    const Value* numbers = sizes ? sizes : node.value(2);
    if (!shape || !axes || !numbers || numbers->numbers.size() != axes->size()) {
        return;
    }
    for (std::size_t i = 0; i < axes->size(); ++i) {
        std::int64_t& size = (*shape)[axisOf(node, (*axes)[i], *shape)];
        const double number = numbers->numbers[i];
        size = sizeFrom(sizes ? number : std::floor(static_cast<double>(size) * number));
    }
    node.set(0, node.type(0), *shape);
}

/// Pad since operator set 18: borders of some axes.
void padAxes(const Node& node)
{
    auto shape = node.shape(0);
    const Value* pads = node.value(1);
    const Value* axes = node.value(3);
    if (!shape || !pads || !axes || pads->numbers.size() != 2 * axes->numbers.size()) {
        return;
    }
    for (std::size_t i = 0; i < axes->numbers.size(); ++i) {
        const double added = pads->numbers[i] + pads->numbers[i + axes->numbers.size()];
        (*shape)[axisOf(node, sizeFrom(axes->numbers[i]), *shape)] += sizeFrom(std::clamp(added, -1e15, 1e15));
    }
    node.set(0, node.type(0), *shape);
}

/// Of the library's rules for it, newer ones read dimensions that the subscripts promise and the operand lacks.
void einsum(const Node& node)
{
    std::vector<std::vector<double>> shapes;
    for (std::size_t i = 0; i < node.inputCount(); ++i) {
        const auto shape = node.shape(i);
        if (!shape) {
            return;
        }
        shapes.emplace_back(shape->begin(), shape->end());
    }
    const auto equation = readEinsum(node.text("equation"), shapes);
    if (!equation) {
        misfit("its subscripts do not fit its inputs");
    }
    Shape result;
    for (char letter : equation->result) {
        result.push_back(sizeFrom(equation->sizes.at(letter)));
    }
    node.set(0, node.type(0), result);
}

/// Some axes, or all, cut or bordered to given sizes.
void cropOrPad(const Node& node)
{
    auto shape = node.shape(0);
    const Value* sizes = node.value(1);
    const auto axes = node.list("axes");
    if (!shape || !sizes || sizes->numbers.size() != (axes ? axes->size() : shape->size())) {
        return;
    }
    for (std::size_t i = 0; i < sizes->numbers.size(); ++i) {
        (*shape)[axes ? axisOf(node, (*axes)[i], *shape) : i] = sizeFrom(sizes->numbers[i]);
    }
    node.set(0, node.type(0), *shape);
}

/// A map of any number of dimensions, sampled at the places of a grid.
void sampled(const Node& node)
{
    const auto map = node.shape(0);
    const auto grid = node.shape(1);
    if (!map || !grid) {
        return;
    }
    if (map->size() < 3 || grid->size() != map->size()) {
        misfit("its grid has other dimensions than its map");
    }
    Shape shape(map->begin(), map->begin() + 2);
    shape.insert(shape.end(), grid->begin() + 1, grid->end() - 1);
    node.set(0, node.type(0), shape);
}

/// One more axis, as long as the first number of the second input says.
void oneHot(const Node& node)
{
    auto shape = node.shape(0);
    const Value* depth = node.value(1);
    if (!shape || !depth || depth->numbers.empty()) {
        return;
    }
    const auto rank = static_cast<std::int64_t>(shape->size());
    const std::int64_t given = node.attribute("axis", -1);
    const std::int64_t axis = given < 0 ? given + rank + 1 : given;
    if (axis < 0 || axis > rank) {
        misfit("its axis is beyond its dimensions");
    }
    shape->insert(shape->begin() + axis, sizeFrom(depth->numbers.front()));
    node.set(0, node.type(2), *shape);
}

} // namespace

bool inferNewerForm(const KnownNode& node)
{
    const onnx::NodeProto& proto = node.proto();
    const auto hasAttribute = [&](const char* name) {
        return std::ranges::any_of(proto.attribute(), [&](const auto& attribute) { return attribute.name() == name; });
    };
    const std::string& type = proto.op_type();
    if (type == "Split" && hasAttribute("num_outputs")) {
        splitEvenly(node);
    } else if (type == "Resize" && hasAttribute("axes")) {
        resizeAxes(node);
    } else if (type == "Pad" && node.has(3)) {
        padAxes(node);
    } else if (type == "AffineGrid") {
        affineGrid(node);
    } else if (type == "Col2Im") {
        columnsToMap(node);
    } else if (type == "Einsum") {
        einsum(node);
    } else if (type == "CenterCropPad") {
        cropOrPad(node);
    } else if (type == "GridSample") {
        sampled(node);
    } else if (type == "OneHot") {
        oneHot(node);
    } else {
        return false;
    }
    return true;
}

} // namespace ridge::onnx_import

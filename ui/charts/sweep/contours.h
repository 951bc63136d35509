// Lines of equal value through a grid of numbers.
// Not their labels, and nothing of what the numbers mean.
#pragma once

#include <QLineF>
#include <QPointF>

#include <functional>
#include <optional>
#include <vector>

namespace ridge {

/// A node of the grid: where it is, and its number; absent: no line goes there.
struct ContourNode {
    QPointF at;
    std::optional<double> number;
};

/// The pieces of one level, in no order: through every square of four nodes that have numbers. Ends lie on its sides,
/// where the number would be the level if it changed evenly along them.
std::vector<QLineF> contour(std::size_t columns, std::size_t rows,
                            const std::function<ContourNode(std::size_t column, std::size_t row)>& node, double level);

} // namespace ridge

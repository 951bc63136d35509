#include "ui/charts/sweep/contours.h"

#include <array>

namespace ridge {

namespace {

/// Where the side between two nodes has the level; absent: both are on one side of it.
std::optional<QPointF> crossingOf(const ContourNode& a, const ContourNode& b, double level)
{
    if ((*a.number < level) == (*b.number < level)) {
        return std::nullopt;
    }
    return a.at + (b.at - a.at) * ((level - *a.number) / (*b.number - *a.number));
}

void addSquare(const std::array<ContourNode, 4>& corners, double level, std::vector<QLineF>& lines)
{
    double sum = 0;
    std::vector<QPointF> ends; // in the order of the sides, from the one behind the first corner
    for (std::size_t i = 0; i < corners.size(); ++i) {
        if (!corners[i].number) {
            return;
        }
        sum += *corners[i].number;
    }
    for (std::size_t i = 0; i < corners.size(); ++i) {
        if (const auto at = crossingOf(corners[i], corners[(i + 1) % corners.size()], level)) {
            ends.push_back(*at);
        }
    }
    if (ends.size() == 2) {
        lines.emplace_back(ends[0], ends[1]);
    } else if (ends.size() == 4) { // a saddle: its middle says which of both pairs of corners belong together
        const bool turns = (sum / 4 < level) == (*corners[0].number < level);
        lines.emplace_back(ends[0], ends[turns ? 1 : 3]);
        lines.emplace_back(ends[2], ends[turns ? 3 : 1]);
    }
}

} // namespace

std::vector<QLineF> contour(std::size_t columns, std::size_t rows,
                            const std::function<ContourNode(std::size_t column, std::size_t row)>& node, double level)
{
    std::vector<QLineF> lines;
    for (std::size_t row = 0; row + 1 < rows; ++row) {
        for (std::size_t column = 0; column + 1 < columns; ++column) {
            addSquare({node(column, row), node(column + 1, row), node(column + 1, row + 1), node(column, row + 1)},
                      level, lines);
        }
    }
    return lines;
}

} // namespace ridge

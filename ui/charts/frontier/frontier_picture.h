// A frontier that was found, and its points in words: what each is, and what beats it by how much.
// Not the search: core/studies/ranking/frontier.h.
#pragma once

#include "core/scenario/scenario.h"
#include "core/studies/ranking/frontier.h"

#include <QStringList>
#include <memory>

namespace ridge {

struct FrontierPicture {
    std::shared_ptr<const Scenario> scenario; // that everything else was kept from
    FrontierSpace space;
    std::vector<FrontierAim> aims; // two: both axes; a third is shown as size
    Frontier frontier;

    const FrontierPoint& at(std::size_t point) const { return frontier.points[point]; }
    /// Whether it fits and has all values.
    bool competes(std::size_t point) const;
    std::size_t onFront() const;
    std::size_t competing() const;
};

/// What sets a point apart, a part for each thing that is varied: "B200 SXM 180GB", "INT8", "batch 16".
QStringList partsOf(const FrontierPicture& picture, std::size_t point);
QString nameOf(const FrontierPicture& picture, std::size_t point);
/// Which of the parts all points of the front have in common; none where it has one point.
std::vector<bool> sharedParts(const FrontierPicture& picture);
/// "3.2 ms"
QString valueTextOf(const FrontierPicture& picture, std::size_t point, std::size_t aim);
/// By how much what beats it is better: "time per output token −62 %, energy per output token the same".
QString gainText(const FrontierPicture& picture, std::size_t point);
/// "Beaten by B200 SXM 180GB · INT8 · batch 16: time per output token −62 %, energy per output token the same."; of the
/// front that nothing beats it, of what does not compete why not.
QString standingText(const FrontierPicture& picture, std::size_t point);
/// "12 of 280 combinations are on the front, all with INT8. Left out: 41 do not fit, 3 have no such number."
QString countText(const FrontierPicture& picture);

} // namespace ridge

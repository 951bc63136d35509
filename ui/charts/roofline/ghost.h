// What a roofline keeps of a pinned scenario: its roofs, its dots, and which operators went, came or moved furthest.
// Not the painting (ghost.cpp), and no figures of its own: moves come from core/studies/pin_difference.h.
#pragma once

#include "core/studies/pin_difference.h"
#include "ui/charts/roofline/roofline_geometry.h"

namespace ridge {

struct RooflineGhost {
    RooflineMachine machine; // the roofs in use alone, labelled with the pin's letter
    RooflineFrame frame;
    bool isSameMachine = false;
    std::vector<RooflineDot> dots; // of the pinned evaluation
    std::vector<OperatorPair> pairs;
    std::vector<std::size_t> firstPair; // of each stage on screen
    std::vector<RooflineMove> moves;
    std::vector<std::vector<bool>> gone; // of each operator of the pinned evaluation
    bool hasGone = false, hasNew = false;

    /// Where the operator on screen stands in the pinned evaluation; absent: it is new.
    std::optional<OperatorPlace> before(OperatorRef ref) const;
    bool isGone(OperatorRef pinned) const;
};

/// Everything that follows from both; `shown` are the roofs on screen.
RooflineGhost ghostOf(const Evaluation& pinned, const Evaluation& now, const RooflineMachine& shown, LevelKind level,
                      DotSize size, double heaviest);

/// Both machines' decades.
RooflineFrame united(const RooflineFrame& a, const RooflineFrame& b);

} // namespace ridge

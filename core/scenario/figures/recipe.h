// A figure that somebody wants of a scenario, under a name: what is drawn, where it goes and what it says. Kept beside
// a scenario, and no part of it. Not the drawing: ui/figure, and what each kind of figure asks for: app/figures.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ridge {

/// One of the charts that a figure shows.
struct FigurePart {
    std::string kind = "roofline";                     // an id of figureKinds()
    std::vector<std::string> metrics = {};             // that it is about, where it is about any
    std::vector<std::string> vary = {};                // of a sweep or a frontier: "workload.batch=1..256"
    std::string level = {};                            // of a roofline: whose bytes it counts; empty: memory's
    std::string stage = {};                            // of a diagram, by name; empty: the one that takes longest
    std::optional<std::vector<std::string>> open = {}; // and its open blocks; nothing: as many as can be read there
    friend bool operator==(const FigurePart&, const FigurePart&) = default;
};

/// Words with a line to what they speak of, found anew whenever numbers move.
struct Callout {
    std::string target; // "op:decode/attn.qkv", "roof:device.bandwidth", "level:memory"
    std::string text;
    friend bool operator==(const Callout&, const Callout&) = default;
};

enum class LegendPlace { Above, Below, None };

struct Recipe {
    std::string name;
    std::vector<FigurePart> parts = {FigurePart{}}; // one to four
    std::string place = "slide";                    // an id of figurePlaces()
    std::string theme = "light";                    // an id of themeKinds()
    bool isTransparent = false;
    bool isOutlined = false; // drawings as SVG have their letters as paths, and need no font
    std::string title = {};
    std::optional<std::string> takeaway = {}; // absent: the verdict
    std::string caption = {};
    std::string source = {};
    std::vector<Callout> callouts = {};
    int names = 3;                       // of dots that carry theirs, the largest first
    std::vector<std::string> named = {}; // and which do whatever their size: "decode/attn.qkv"
    std::string palette = {};            // an id of paletteKinds(); empty: the theme's own
    std::string colour = {}, size = {};  // of dots: ids of what they tell; empty: the bound, and the time
    LegendPlace legend = LegendPlace::Above;
    bool hasConventions = true; // the stamp
    bool hasPinned = true;      // beside what is pinned, where anything is
    friend bool operator==(const Recipe&, const Recipe&) = default;
};

/// No two of one name.
using Figures = std::vector<Recipe>;

inline constexpr std::size_t mostFigures = 100, mostParts = 4, mostCallouts = 20, mostFigureText = 2000;
inline constexpr int mostNames = 30;

/// nullptr where there is none of that name.
const Recipe* figureCalled(const Figures& figures, const std::string& name);
/// The name, with a number behind it where a figure has it.
std::string freeFigureName(const Figures& figures, const std::string& name);

} // namespace ridge

// What a roofline shows, in machine units: roofs, ridge, frame and one dot per operator.
// Not pixels (roofline_chart.cpp), and no costs of its own: every figure comes from the evaluation.
#pragma once

#include "core/analysis/levels.h"
#include "ui/selection.h"

#include <QString>

#include <span>
#include <vector>

namespace ridge {

/// A slanted roof (bytes per second of a memory level) or a flat one (operations per second of precisions).
struct Roof {
    double rate = 0;
    bool inUse = false;
    bool isLimit = false; // the speed of light above a roof that utilisation lowers: drawn, never labelled
    QString label;
    std::string parameter = {};          // of the catalogue, that sets it; empty: none does, or it is not on offer
    std::optional<LevelKind> level = {}; // whose bytes it limits; absent: bytes cross no such roof
    bool isLink() const { return level && *level >= LevelKind::HostLink; }
    bool isOtherLevel() const { return level && !inUse; }
};

struct RooflineMachine {
    std::vector<Roof> memory;  // of memories and links; the one in use first
    std::vector<Roof> compute; // the one in use first
    bool integerOps = false;
    double bandwidth() const { return memory.empty() ? 0 : memory.front().rate; }
    double peak() const { return compute.empty() ? 0 : compute.front().rate; }
    bool hasRidge() const { return bandwidth() > 0 && peak() > 0; }
    double ridge() const { return peak() / bandwidth(); }
    /// The lower of both roofs in use.
    double attainable(double intensity) const;
};

struct RooflineDot {
    OperatorRef ref;
    double intensity = 0, achieved = 0;
    double share = 0; // of what the area shows; all operators together are 1
    Bound bound = Bound::Memory;
    int category = -1; // of what its colour tells; −1: the bound
};

/// A dot of an operator at one of the levels that its bytes cross.
struct LevelDot {
    LevelKind kind = LevelKind::Memory;
    QString name;
    RooflineDot dot;
};

/// Decades of the machine, so that pictures before and after a change can be compared.
struct RooflineFrame {
    double xLower = 0.1, xUpper = 1e4, yLower = 1e11, yUpper = 1e15;
};

enum class DotSize { Time, Energy, Bytes, Equal };
enum class DotColour { Bounds, Kinds, Stages, Blocks, Levels };

/// What sizes and colours of dots can tell: each with the id that recipes of figures have.
struct DotSizeText {
    DotSize size;
    const char* id;    // "time"
    const char* label; // in the context "RooflineChart"
};
struct DotColourText {
    DotColour colour;
    const char* id;
    const char* label;
};
std::span<const DotSizeText> dotSizes();
std::span<const DotColourText> dotColours();

/// What one colour stands for.
struct DotCategory {
    QString name;
    double share = 0; // of the whole
};

/// Gives every dot its category; as many as can be told apart, the heaviest first, and the last for all others.
std::vector<DotCategory> categorise(std::vector<RooflineDot>& dots, const Evaluation& evaluation, DotColour colour);
inline constexpr std::size_t mostCategories = 8;

/// What is slanted and in use is the roof of that level.
RooflineMachine machineOf(const Evaluation& evaluation, const Levels& levels, LevelKind level);
/// Of memory.
RooflineMachine machineOf(const Evaluation& evaluation);
RooflineFrame frameOf(const RooflineMachine& machine, const Device& device);

/// Operators that have an intensity, the heaviest first, up to the given share of the whole.
std::vector<RooflineDot> dotsOf(const Evaluation& evaluation, const Levels& levels, LevelKind level, DotSize size,
                                double heaviest);
/// Without its share; empty where nothing is computed, or nothing crosses the level.
std::optional<RooflineDot> dotAt(const Evaluation& evaluation, const Levels& levels, LevelKind level, OperatorRef ref);

/// "989 TFLOP/s", "26.2 TOP/s" for integers.
QString rateText(double opsPerSecond, bool integerOps);
QString intensityText(double opsPerByte, bool integerOps);

} // namespace ridge

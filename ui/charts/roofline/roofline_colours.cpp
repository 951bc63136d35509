// What colours and sizes of dots can tell, and the categories that colours stand for.

#include "core/analysis/groups.h"
#include "ui/charts/paint_layer.h"
#include "ui/charts/roofline/roofline_chart.h"
#include "ui/shown.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace ridge {
namespace {

constexpr DotSizeText sizes[] = {{DotSize::Time, "time", QT_TRANSLATE_NOOP("RooflineChart", "share of time")},
                                 {DotSize::Energy, "energy", QT_TRANSLATE_NOOP("RooflineChart", "share of energy")},
                                 {DotSize::Bytes, "bytes", QT_TRANSLATE_NOOP("RooflineChart", "share of bytes")},
                                 {DotSize::Equal, "equal", QT_TRANSLATE_NOOP("RooflineChart", "equal")}};
constexpr DotColourText colours[] = {{DotColour::Bounds, "bound", QT_TRANSLATE_NOOP("RooflineChart", "bound")},
                                     {DotColour::Kinds, "kind", QT_TRANSLATE_NOOP("RooflineChart", "kind")},
                                     {DotColour::Stages, "stage", QT_TRANSLATE_NOOP("RooflineChart", "stage")},
                                     {DotColour::Blocks, "block", QT_TRANSLATE_NOOP("RooflineChart", "block")},
                                     {DotColour::Levels, "level", QT_TRANSLATE_NOOP("RooflineChart", "slowest level")}};

std::string categoryOf(const Evaluation& evaluation, const Levels& levels, OperatorRef ref, DotColour colour)
{
    const auto s = static_cast<std::size_t>(ref.stage), i = static_cast<std::size_t>(ref.op);
    const Stage& stage = evaluation.program.stages[s];
    const Operator& op = stage.operators[i];
    if (colour == DotColour::Levels) {
        const Level* slowest = levels.slowest(s, i);
        return slowest ? slowest->name : "moves nothing";
    }
    return colour == DotColour::Kinds    ? std::string(labelOf(op.kind))
           : colour == DotColour::Stages ? stage.name
                                         : groupOf(op);
}

} // namespace

std::span<const DotSizeText> dotSizes() { return sizes; }
std::span<const DotColourText> dotColours() { return colours; }

std::vector<DotCategory> categorise(std::vector<RooflineDot>& dots, const Evaluation& evaluation, DotColour colour)
{
    if (colour == DotColour::Bounds) {
        return {};
    }
    const Levels levels(evaluation);
    std::map<std::string, double> shares;
    for (const RooflineDot& dot : dots) {
        shares[categoryOf(evaluation, levels, dot.ref, colour)] += dot.share;
    }
    std::vector<std::pair<std::string, double>> order(shares.begin(), shares.end());
    std::ranges::stable_sort(order, std::greater(), &std::pair<std::string, double>::second);
    std::map<std::string, int> index;
    std::vector<DotCategory> categories;
    for (const auto& [name, share] : order) {
        const bool hasColour = order.size() <= mostCategories || categories.size() + 1 < mostCategories;
        if (hasColour) {
            categories.push_back({shownName(name), share});
        } else if (categories.size() < mostCategories) {
            categories.push_back({QCoreApplication::translate("RooflineChart", "other"), share});
        } else {
            categories.back().share += share;
        }
        index[name] = static_cast<int>(categories.size()) - 1;
    }
    for (RooflineDot& dot : dots) {
        dot.category = index[categoryOf(evaluation, levels, dot.ref, colour)];
    }
    return categories;
}

void RooflineChart::updateCategories() { m_categories = categorise(m_dots, *evaluation(), m_colour); }

QColor RooflineChart::colourOf(Bound bound, int category) const
{
    return category < 0 ? theme().of(bound)
                        : theme().series[static_cast<std::size_t>(category) % theme().series.size()];
}

std::vector<RooflineChart::Key> RooflineChart::colourKeys() const
{
    std::vector<Key> keys;
    for (std::size_t i = 0; i < m_categories.size(); ++i) {
        keys.push_back({m_categories[i].name, colourOf(Bound::Memory, static_cast<int>(i)), 0});
    }
    return keys;
}

} // namespace ridge

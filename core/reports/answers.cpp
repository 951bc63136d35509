#include "core/reports/answers.h"

#include "core/formats/json/reader.h"
#include "core/quantity/text_table.h"

namespace ridge {
namespace {

/// A number of a row in base units; of a choice its id.
OrderedJson valueJson(const Parameter& row, double value)
{
    return row.unit == Unit::Choice ? OrderedJson(parameterText(row, value))
                                    : numberJson(inBaseUnits(value, row.unit).number);
}

OrderedJson optionalJson(const std::optional<double>& value, Unit unit)
{
    return value ? numberJson(inBaseUnits(*value, unit).number) : OrderedJson(nullptr);
}

OrderedJson targetJson(const Target& target)
{
    const UnitNumber limit = inBaseUnits(target.limit, target.metric->unit);
    return {{"metric", target.metric->id},
            {"relation", target.isAtMost ? (target.isStrict ? "<" : "<=") : (target.isStrict ? ">" : ">=")},
            {"value", numberJson(limit.number)},
            {"unit", limit.symbol}};
}

OrderedJson intervalsJson(const Parameter& row, const std::vector<Interval>& intervals)
{
    OrderedJson all = OrderedJson::array();
    for (const Interval& each : intervals) {
        all.push_back(row.unit == Unit::Choice
                          ? valueJson(row, each.low)
                          : OrderedJson{{"low", valueJson(row, each.low)}, {"high", valueJson(row, each.high)}});
    }
    return all;
}

OrderedJson missJson(const Parameter& row, const Target& target, const NearMiss& miss)
{
    if (!miss.value) {
        return {{"value", nullptr}, {"absent", miss.absent}};
    }
    return {{"value", optionalJson(miss.value, target.metric->unit)},
            {"at", valueJson(row, miss.at)},
            {"bound", labelOf(miss.bound)}};
}

} // namespace

std::string solutionText(const Solution& solution)
{
    const std::string caution =
        solution.varied.isNumber() ? "; a change that is undone between two of them is not seen" : "";
    return solution.sentence() + "\nTried: " + solution.scanText() + caution + ".\n";
}

std::string solutionJson(const Solution& solution)
{
    const Parameter& row = solution.varied.row;
    OrderedJson out{{"format", "ridgepoint-solution"}, {"version", 1}, {"parameter", row.id}};
    out["unit"] = row.unit == Unit::Choice ? std::string_view() : baseSymbolOf(row.unit);
    out["targets"] = OrderedJson::array();
    for (const Target& target : solution.targets) {
        out["targets"].push_back(targetJson(target));
    }
    out["now"] = solution.now ? valueJson(row, *solution.now) : OrderedJson(nullptr);
    out["met_now"] = solution.isMetNow;
    out["values"] = intervalsJson(row, solution.intervals);
    const std::optional<double> nearest = solution.nearest();
    out["nearest"] = nearest ? valueJson(row, *nearest) : OrderedJson(nullptr);
    out["obstacles"] = OrderedJson::array();
    for (const Obstacle& obstacle : solution.obstacles) {
        OrderedJson each{{"target", targetJson(obstacle.target)}, {"alone", intervalsJson(row, obstacle.alone)}};
        if (obstacle.alone.empty()) {
            each["nearest"] = missJson(row, obstacle.target, obstacle.nearest);
        }
        out["obstacles"].push_back(std::move(each));
    }
    out["tried"] = solution.scanText();
    out["sentence"] = solution.sentence();
    return jsonText(out);
}

std::string everyWayText(const EveryWay& all, NumberStyle style)
{
    const Metric& metric = *all.target.metric;
    const std::string now = all.now.value ? "it is " + format(all.now.value, metric.unit, style)
                                          : std::string("there is none: ") + all.now.absent;
    std::string out = all.target.text(style) + ": " + now + (all.isMet ? ", which meets it.\n" : ".\n");
    std::vector<TextRow> rows;
    for (const Way& way : all.ways) {
        rows.push_back({way.change(style), format(way.value, metric.unit, style), way.fits ? "" : "does not fit"});
    }
    if (!rows.empty()) {
        rows.insert(rows.begin(), {all.isMet ? "May go alone to" : "Alone would do", std::string(metric.id), ""});
        out += textTable(rows, {1, 2}, false);
    }
    if (!all.isMet) {
        out += format(static_cast<double>(all.misses.size()), Unit::Count) + " others cannot reach it alone.\n";
    }
    return out;
}

std::string everyWayJson(const EveryWay& all)
{
    const Unit unit = all.target.metric->unit;
    OrderedJson out{{"format", "ridgepoint-ways"}, {"version", 1}, {"target", targetJson(all.target)}};
    out["now"] = optionalJson(all.now.value, unit);
    out["met_now"] = all.isMet;
    out["ways"] = OrderedJson::array();
    for (const Way& way : all.ways) {
        OrderedJson settings = OrderedJson::object(), choices = OrderedJson::array();
        for (const Way::Setting& setting : way.settings) {
            settings[setting.row.id] = {{"before", valueJson(setting.row, setting.before)},
                                        {"after", valueJson(setting.row, setting.after)}};
        }
        for (const double choice : way.choices) {
            choices.push_back(valueJson(way.settings.back().row, choice));
        }
        out["ways"].push_back({{"label", way.label},
                               {"settings", std::move(settings)},
                               {"choices", std::move(choices)},
                               {"distance", way.distance},
                               {"value", optionalJson(way.value, unit)},
                               {"fits", way.fits}});
    }
    out["misses"] = OrderedJson::array();
    for (const NoWay& miss : all.misses) {
        out["misses"].push_back(
            {{"parameter", miss.id}, {"label", miss.label}, {"nearest", optionalJson(miss.nearest.value, unit)}});
    }
    return jsonText(out);
}

} // namespace ridge

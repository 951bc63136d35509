#include "core/reports/sweep_lines.h"

#include "core/formats/json/reader.h"
#include "core/quantity/digits.h"
#include "core/quantity/shown_text.h"

namespace ridge {
namespace {

/// "tpot [s]", "workload.batch"
std::string headed(std::string_view id, Unit unit)
{
    const std::string_view symbol = unit == Unit::Choice ? std::string_view() : baseSymbolOf(unit);
    return std::string(id) + (symbol.empty() ? "" : " [" + std::string(symbol) + "]");
}

std::string exact(double value, Unit unit) { return exactNumber(inBaseUnits(value, unit).number); }

/// "int8" of a choice, every digit of a number.
std::string valueText(const Variation& variation, double value)
{
    return variation.isNumber() ? exact(value, variation.row.unit) : variation.textOf(value);
}

std::string inJson(std::string_view text)
{
    return forJson(OrderedJson(text).dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
}

std::string csvHeading(const SweepPlan& plan)
{
    std::string line;
    for (const Variation& variation : plan.variations) {
        line += forCsv(headed(variation.row.id, variation.row.unit)) + ",";
    }
    for (const std::string& id : plan.metrics) {
        line += forCsv(headed(id, metricCatalogue()[*metricIndex(id)].unit)) + ",";
    }
    return line + "bound,fits\n";
}

void appendCsv(const SweepPlan& plan, const SweepTable& table, std::size_t from, std::size_t to, std::string& out)
{
    for (std::size_t i = from; i < to; ++i) {
        const std::array<double, 2> values = plan.valuesOf(table.first + i);
        for (std::size_t v = 0; v < plan.variations.size(); ++v) {
            out += forCsv(valueText(plan.variations[v], values[v])) + ",";
        }
        for (const SweepColumn& column : table.columns) {
            out += (column.isThere[i] ? exact(column.values[i], column.metric->unit) : std::string()) + ",";
        }
        const SweepState& state = table.states[i];
        out += !state.exists ? "," : std::string(labelOf(state.bound())) + (state.fits ? ",yes" : ",no");
        out += '\n';
    }
}

/// "\"workload.batch\":8" for each variation.
std::string jsonValues(const SweepPlan& plan, const std::array<double, 2>& values)
{
    std::string out;
    for (std::size_t v = 0; v < plan.variations.size(); ++v) {
        const Variation& variation = plan.variations[v];
        const std::string text = valueText(variation, values[v]);
        out += (v ? "," : "") + inJson(variation.row.id) + ":" + (variation.isNumber() ? text : inJson(text));
    }
    return out;
}

void appendJson(const SweepPlan& plan, const SweepTable& table, std::size_t from, std::size_t to, std::string& out)
{
    for (std::size_t i = from; i < to; ++i) {
        out += "{" + jsonValues(plan, plan.valuesOf(table.first + i));
        for (const SweepColumn& column : table.columns) { // ids of metrics are plain words
            out += ",\"" + std::string(column.metric->id) +
                   "\":" + (column.isThere[i] ? exact(column.values[i], column.metric->unit) : "null");
        }
        const SweepState& state = table.states[i];
        out += !state.exists ? ",\"bound\":null,\"fits\":null"
                             : ",\"bound\":\"" + std::string(labelOf(state.bound())) +
                                   "\",\"fits\":" + (state.fits ? "true" : "false");
        out += "}\n";
    }
}

/// The values of a crossing, one of each variation.
std::array<double, 2> valuesOf(const SweepPlan& plan, const SweepCrossing& crossing)
{
    std::array<double, 2> values = plan.valuesOf(plan.rowOf(0, crossing.series));
    values[0] = crossing.value;
    return values;
}

struct CrossingText {
    std::string stage, from, to;
};
CrossingText textOf(const SweepCrossing& crossing)
{
    if (crossing.kind == SweepCrossing::Kind::Fit) {
        return {"", crossing.fits ? "does not fit" : "fits", crossing.fits ? "fits" : "does not fit"};
    }
    const bool isLongest = crossing.kind == SweepCrossing::Kind::Longest;
    return {crossing.stageName + (isLongest ? " takes longest" : ""), std::string(labelOf(crossing.from)),
            std::string(labelOf(crossing.to))};
}

std::string csvCrossings(const SweepPlan& plan, const std::vector<SweepCrossing>& crossings)
{
    std::string out;
    for (const Variation& variation : plan.variations) {
        out += forCsv(headed(variation.row.id, variation.row.unit)) + ",";
    }
    out += "stage,from,to\n";
    for (const SweepCrossing& crossing : crossings) {
        const std::array<double, 2> values = valuesOf(plan, crossing);
        for (std::size_t v = 0; v < plan.variations.size(); ++v) {
            out += forCsv(valueText(plan.variations[v], values[v])) + ",";
        }
        const CrossingText text = textOf(crossing);
        out += forCsv(text.stage) + "," + text.from + "," + text.to + "\n";
    }
    return out;
}

std::string jsonCrossings(const SweepPlan& plan, const std::vector<SweepCrossing>& crossings)
{
    std::string out;
    for (const SweepCrossing& crossing : crossings) {
        const CrossingText text = textOf(crossing);
        out += "{" + jsonValues(plan, valuesOf(plan, crossing)) +
               ",\"stage\":" + (text.stage.empty() ? "null" : inJson(text.stage)) + ",\"from\":" + inJson(text.from) +
               ",\"to\":" + inJson(text.to) + "}\n";
    }
    return out;
}

constexpr SweepFormat formats[] = {
    {"csv", csvHeading, appendCsv, csvCrossings},
    {"jsonl", [](const SweepPlan&) { return std::string(); }, appendJson, jsonCrossings}};

} // namespace

std::span<const SweepFormat> sweepFormats() { return formats; }

} // namespace ridge

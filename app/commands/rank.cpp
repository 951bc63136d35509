// The rank command: levers, devices, parameters or splits of a scenario by what they do to a metric.

#include "app/commands/commands.h"
#include "app/commands/study_commands.h"
#include "app/commands/study_table.h"
#include "app/document/scenario_source.h"
#include "core/evaluate/evaluate.h"
#include "core/formats/closest.h"
#include "core/formats/format_error.h"
#include "core/scenario/badge.h"
#include "core/scenario/parameters/parameters.h"
#include "core/studies/ranking/ranking.h"
#include "core/studies/ranking/sensitivity.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace ridge {
namespace {

constexpr std::size_t mostParameters = 12; // that people are shown

std::string yesOrNo(bool is) { return is ? "yes" : "no"; }

std::string fitText(const Ranked& row) { return row.capacityKnown ? yesOrNo(row.fits) : "not known"; }

const Metric& metricCalled(std::string_view id) { return metricCatalogue()[*metricIndex(id)]; }

/// Those that any row has a value of; the first always.
std::vector<std::size_t> columnsOf(const std::vector<const Ranked*>& rows, std::size_t metrics)
{
    std::vector<std::size_t> columns;
    for (std::size_t m = 0; m < metrics; ++m) {
        const bool isAnywhere =
            std::any_of(rows.begin(), rows.end(), [m](const Ranked* row) { return row->values[m].value.has_value(); });
        if (m == 0 || isAnywhere) {
            columns.push_back(m);
        }
    }
    return columns;
}

/// Columns of figures, and their cells.
class Figures {
public:
    Figures(const Ranking& ranking, const std::vector<const Ranked*>& rows)
        : m_ranking(ranking), m_columns(columnsOf(rows, ranking.metrics.size()))
    {
    }
    void addTo(std::vector<StudyColumn>& columns) const
    {
        for (const std::size_t m : m_columns) {
            const Metric& row = metricCalled(m_ranking.metrics[m]);
            columns.push_back({std::string(row.id), std::string(row.label), row.unit, true});
        }
    }
    void addTo(std::vector<StudyCell>& cells, const Ranked& row) const
    {
        for (const std::size_t m : m_columns) {
            cells.emplace_back(row.values[m].value, metricCalled(m_ranking.metrics[m]).unit, row.integerOps);
        }
    }

private:
    const Ranking& m_ranking;
    const std::vector<std::size_t> m_columns;
};

std::string orderText(std::string_view by)
{
    const Metric& row = metricCalled(by);
    return std::string(row.label) + ", " + (betterOf(row) == Better::Higher ? "highest" : "lowest") + " first";
}

StudyText rankedDevices(const Request& request, const Scenario& scenario, const StudyRun& run)
{
    const std::vector<std::string> all{"all"};
    const std::vector<Device> devices = devicesFrom(request.comparedDevices.empty() ? all : request.comparedDevices);
    const Ranking ranking = rankDevices(scenario, devices, request.by, run);
    std::vector<const Ranked*> rows;
    for (const Ranked& row : ranking.rows) {
        rows.push_back(&row);
    }
    const Figures figures(ranking, rows);
    StudyTable table{"devices", {{"device", "Device"}, {"name", "Name"}}, {}};
    figures.addTo(table.columns);
    table.columns.insert(table.columns.end(), {{"bound", "Bound"}, {"fits", "Fits"}});
    for (const Ranked* row : rows) {
        std::vector<StudyCell>& cells = table.rows.emplace_back();
        cells.emplace_back(devices[row->index].id);
        cells.emplace_back(devices[row->index].name);
        figures.addTo(cells, *row);
        cells.emplace_back(labelOf(row->bound));
        cells.emplace_back(fitText(*row));
    }
    return {{scenario.model.name + ": " + orderText(request.by) + ", what does not fit after what does."},
            {},
            {std::move(table)},
            scenario.convention.numberStyle()};
}

StudyText rankedSplits(const Request& request, const Scenario& scenario, const StudyRun& run)
{
    if (!request.scaling.empty()) {
        return scaledSplits(request, scenario, run);
    }
    const double devices = request.deviceCount > 0 ? request.deviceCount : scenario.deployment.split.devices();
    const SplitRanking found = rankSplits(scenario, devices, request.by, run);
    std::vector<const Ranked*> rows;
    for (const Ranked& row : found.ranking.rows) {
        rows.push_back(&row);
    }
    const Figures figures(found.ranking, rows);
    StudyTable table{"splits",
                     {{"tensor", "TP", {}, true},
                      {"sequence", "SP"},
                      {"pipeline", "PP", {}, true},
                      {"data", "DP", {}, true},
                      {"expert", "EP", {}, true},
                      {"sharded", "ZeRO", {}, true},
                      {"micro_batches", "m", {}, true}},
                     {}};
    figures.addTo(table.columns);
    table.columns.insert(table.columns.end(), {{"bound", "Bound"}, {"fits", "Fits"}});
    for (const Ranked* row : rows) {
        const Split& split = found.splits[row->index];
        std::vector<StudyCell>& cells = table.rows.emplace_back();
        cells.emplace_back(split.tensor, Unit::Count);
        cells.emplace_back(yesOrNo(split.tensor > 1 && split.sequence));
        const double stage = split.replicas() > 1 ? static_cast<double>(split.sharded) : 0; // 0: nothing is shared
        for (const double degree : {split.pipeline, split.data, split.expert, stage, split.microBatches}) {
            cells.emplace_back(degree, Unit::Count);
        }
        figures.addTo(cells, *row);
        cells.emplace_back(labelOf(row->bound));
        cells.emplace_back(fitText(*row));
    }
    return {{scenario.model.name + " on " + formatForField(devices, Unit::Count) + " of " + scenario.device.name +
             ": " + orderText(request.by) + ", what does not fit after what does."},
            {},
            {std::move(table)},
            scenario.convention.numberStyle()};
}

std::string doingOf(const RankedLever& lever) { return lever.refusal ? "—" : lever.isPulled ? "let go" : "pulled"; }

StudyText rankedLevers(const Request& request, const Scenario& scenario, const StudyRun& run)
{
    const LeverRanking found = rankLevers(scenario, request.by, run);
    std::vector<const Ranked*> rows{&found.now};
    for (const Ranked& row : found.ranking.rows) {
        rows.push_back(&row);
    }
    const Figures figures(found.ranking, rows);
    StudyTable table{"levers", {{"lever", "Lever"}, {"name", "Name"}, {"change", "Change"}}, {}};
    figures.addTo(table.columns);
    table.columns.insert(table.columns.end(), {{"factor", "Factor", {}, true}, {"fits", "Fits"}, {"note", "Note"}});
    const auto add = [&](const char* id, const char* name, const std::string& change, const Ranked& row,
                         const char* note) {
        std::vector<StudyCell>& cells = table.rows.emplace_back();
        cells.emplace_back(id);
        cells.emplace_back(name);
        cells.emplace_back(change);
        figures.addTo(cells, row);
        const double from = found.now.values.front().value.value_or(0), to = row.values.front().value.value_or(0);
        cells.emplace_back(from > 0 && to > 0 ? std::optional(to / from) : std::nullopt, Unit::Ratio);
        cells.emplace_back(fitText(row));
        cells.emplace_back(note);
    };
    add("", "as it is", "", found.now, "");
    for (const Ranked& row : found.ranking.rows) {
        const RankedLever& lever = found.levers[row.index];
        add(lever.lever->id, lever.lever->label, doingOf(lever), row, lever.isIdle ? "changes nothing here" : "");
    }
    StudyText text{{scenarioName(scenario) + ", each lever alone: " + orderText(request.by) + "."},
                   {},
                   {std::move(table)},
                   scenario.convention.numberStyle()};
    for (const RankedLever& lever : found.levers) {
        if (lever.refusal) {
            text.after.push_back(std::string(lever.lever->label) + ": " + lever.refusal + ".");
        }
    }
    return text;
}

/// Of a number what was tried below and above it, of choices those with the least and the most of the metric.
std::pair<const Trial*, const Trial*> endsOf(const Influence& influence)
{
    const auto& trials = influence.trials;
    if (influence.kind == InfluenceKind::Number) {
        return {trials.front().value < influence.now ? &trials.front() : nullptr,
                trials.back().value > influence.now ? &trials.back() : nullptr};
    }
    const auto [low, high] = std::minmax_element(trials.begin(), trials.end(),
                                                 [](const Trial& a, const Trial& b) { return a.result < b.result; });
    return {&*low, &*high};
}

/// For people a line a parameter: both ends of what was tried.
void addEnds(StudyTable& table, const Influence& influence, const Parameter& row, const Scenario& scenario, Unit unit)
{
    const auto& trials = influence.trials;
    std::vector<StudyCell>& cells = table.rows.emplace_back();
    cells.emplace_back(row.id);
    cells.emplace_back(valueText(row, scenario, influence.now));
    const auto [low, high] = endsOf(influence);
    for (const Trial* end : {low, high}) {
        cells.emplace_back(end ? valueText(row, scenario, end->value) : "—");
        cells.emplace_back(end ? end->result : std::nullopt, unit);
    }
    const auto elasticity = influence.elasticityAbove ? influence.elasticityAbove : influence.elasticityBelow;
    cells.emplace_back(elasticity, Unit::Fraction);
    const bool flips = std::any_of(trials.begin(), trials.end(), [](const Trial& trial) { return trial.flips; });
    const bool fits = std::all_of(trials.begin(), trials.end(), [](const Trial& trial) { return trial.fits; });
    cells.emplace_back(std::string(flips ? "another bound" : "") + (flips && !fits ? ", " : "") +
                       (fits ? "" : "does not fit everywhere"));
}

/// For programs a line for each value that was tried.
void addTrials(StudyTable& table, const Influence& influence, const Parameter& row, Unit unit)
{
    for (const Trial& trial : influence.trials) {
        std::vector<StudyCell>& cells = table.rows.emplace_back();
        const auto value = [&row](double number) {
            return row.unit == Unit::Choice ? StudyCell(parameterText(row, number)) : StudyCell(number, row.unit);
        };
        cells.emplace_back(row.id);
        cells.push_back(value(influence.now));
        cells.push_back(value(trial.value));
        cells.emplace_back(baseSymbolOf(row.unit));
        cells.emplace_back(trial.result, unit);
        cells.emplace_back(influence.elasticityBelow, Unit::Fraction);
        cells.emplace_back(influence.elasticityAbove, Unit::Fraction);
        cells.emplace_back(labelOf(trial.bound));
        cells.emplace_back(yesOrNo(trial.flips));
        cells.emplace_back(yesOrNo(trial.fits));
    }
}

StudyTable parameterColumns(const Metric& metric, bool forPeople)
{
    const std::string id(metric.id), label(metric.label);
    if (forPeople) {
        return {"parameters",
                {{"parameter", "Parameter"},
                 {"now", "Now"},
                 {"low", "Low"},
                 {"at_low", label + " there"},
                 {"high", "High"},
                 {"at_high", label + " there"},
                 {"elasticity", "Elasticity"},
                 {"note", ""}},
                {}};
    }
    return {"parameters",
            {{"parameter", ""},
             {"now", ""},
             {"value", ""},
             {"unit", ""},
             {id, "", metric.unit},
             {"elasticity_below", ""},
             {"elasticity_above", ""},
             {"bound", ""},
             {"flips", ""},
             {"fits", ""}},
            {}};
}

StudyText rankedParameters(const Request& request, const Scenario& scenario, const StudyRun& run)
{
    const Sensitivity found = sensitivityOf(scenario, request.by, run);
    if (!found.now) {
        throw FormatError("--by " + request.by + ": " + metric(evaluate(scenario), request.by).absent + ".");
    }
    const Metric& metric = metricCalled(request.by);
    const bool forPeople = isForPeople(request.format);
    const std::size_t shown = forPeople ? std::min(found.influences.size(), mostParameters) : found.influences.size();
    StudyTable table = parameterColumns(metric, forPeople);
    for (std::size_t i = 0; i < shown; ++i) {
        const Parameter row = *findParameter(scenario, found.influences[i].parameter);
        if (forPeople) {
            addEnds(table, found.influences[i], row, scenario, metric.unit);
        } else {
            addTrials(table, found.influences[i], row, metric.unit);
        }
    }
    StudyText text{
        {scenarioName(scenario) + ": " + std::string(metric.label) + " is " +
         format(found.now, metric.unit, scenario.convention.numberStyle()) +
         "; each parameter alone at half and twice its value or at its other choices, largest change first."},
        {},
        {std::move(table)},
        scenario.convention.numberStyle()};
    const std::size_t more = found.influences.size() - shown;
    text.after.push_back((more > 0 ? std::to_string(more) + " more move it less; " : "") +
                         std::to_string(found.unmoved) + " do not move it.");
    return text;
}

struct RankedKind {
    const char* id;
    StudyText (*study)(const Request& request, const Scenario& scenario, const StudyRun& run);
};
constexpr RankedKind rankings[] = {
    {"levers", rankedLevers}, {"devices", rankedDevices}, {"parameters", rankedParameters}, {"splits", rankedSplits}};

} // namespace

void requireMetric(const std::string& option, const std::string& id)
{
    if (!metricIndex(id)) {
        std::vector<std::string> ids;
        for (const Metric& row : metricCatalogue()) {
            ids.emplace_back(row.id);
        }
        const std::string near = didYouMean(id, ids);
        throw FormatError(option + " " + id + ": there is no such metric" +
                          (near.empty() ? "; ridgepoint list metrics shows them all." : near));
    }
}

void addRank(CLI::App& app, Request& request)
{
    CLI::App* rank =
        app.add_subcommand("rank", "What would help most: levers, devices, parameters or splits by a metric");
    std::vector<std::string> ids;
    for (const RankedKind& kind : rankings) {
        ids.emplace_back(kind.id);
    }
    rank->validate_positionals(); // a file may stand before or after what is ranked
    rank->add_option("what", request.ranked, "What to rank")->required()->check(CLI::IsMember(ids));
    addScenario(*rank, request.scenario);
    rank->add_option("--by", request.by, "Metric to rank by")->required();
    rank->add_option("--devices", request.comparedDevices, "Devices to rank: ids or files; all without it")
        ->delimiter(',')
        ->allow_extra_args(false);
    rank->add_option("--count", request.deviceCount, "Devices that share the work, for splits; as set without it")
        ->check(CLI::Range(1, 100'000));
    addScaling(*rank, request, "For splits: the best of each count of devices up to --count");
    addStudyOutput(*rank, request);
    rank->callback([&request] { request.verb = Request::Verb::Rank; });
}

int runRank(const Request& request)
{
    requireMetric("--by", request.by);
    const Scenario scenario = scenarioFrom(request.scenario).scenario;
    const auto kind = std::find_if(std::begin(rankings), std::end(rankings),
                                   [&request](const RankedKind& each) { return each.id == request.ranked; });
    writeOutput(request.output, written(kind->study(request, scenario, {request.jobs, {}, {}}), request.format));
    return 0;
}

} // namespace ridge

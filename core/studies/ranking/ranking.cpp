#include "core/studies/ranking/ranking.h"

#include "core/evaluate/evaluate.h"
#include "core/levers/split/split.h"
#include "core/levers/split/split_issues.h"
#include "core/scenario/baseline.h"
#include "core/studies/ranking/tried_value.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace ridge {
namespace {

struct RankedFigure {
    std::string_view id;
    bool isOfSplits = false; // and says little of whole devices and of levers
};

constexpr RankedFigure figures[] = {{"latency"},
                                    {"tpot", true},
                                    {"tokens_per_second_request"},
                                    {"tokens_per_second"},
                                    {"throughput"},
                                    {"energy_per_inference"},
                                    {"energy_per_token"},
                                    {"carbon"},
                                    {"cost"},
                                    {"memory_footprint"},
                                    {"memory_headroom"},
                                    {"communication_overhead", true},
                                    {"scalability_ratio", true}};

std::vector<std::string_view> metricsFor(std::string_view by, std::span<const std::string_view> others)
{
    std::vector<std::string_view> ids{by};
    std::copy_if(others.begin(), others.end(), std::back_inserter(ids), [by](auto id) { return id != by; });
    return ids;
}

Ranked rankedOf(const Evaluation& e, std::size_t index, std::span<const std::string_view> metrics)
{
    Ranked row{index, e.placement.fits, e.verdict.bound, {}, e.placement.shortage};
    row.capacityKnown = e.placement.capacityKnown;
    row.integerOps = e.numberStyle().integerOps;
    for (const std::string_view id : metrics) {
        row.values.push_back(metric(e, id));
    }
    return row;
}

void sortByValue(std::vector<Ranked>& rows, std::string_view by)
{
    const std::optional<std::size_t> index = metricIndex(by);
    const bool falls = index && betterOf(metricCatalogue()[*index]) == Better::Higher;
    const auto group = [](const Ranked& row) {
        return !row.values.front().value ? 3 : !row.fits ? 2 : !row.capacityKnown ? 1 : 0;
    };
    std::stable_sort(rows.begin(), rows.end(), [&](const Ranked& a, const Ranked& b) {
        if (group(a) != group(b) || group(a) == 3) {
            return group(a) < group(b);
        }
        const double left = *a.values.front().value, right = *b.values.front().value;
        return falls ? left > right : left < right;
    });
}

/// Assesses `count` scenarios; `makes` gives each.
template <class Makes>
Ranking ranked(std::size_t count, std::vector<std::string_view> metrics, const StudyRun& run, Makes makes)
{
    Ranking out{std::move(metrics), std::vector<Ranked>(count), true};
    out.complete = forAll(count, run, [&](std::size_t i) {
        const Evaluation e = assess(std::make_shared<const Scenario>(makes(i)), out.metrics);
        out.rows[i] = rankedOf(e, i, out.metrics);
    });
    std::erase_if(out.rows, [](const Ranked& row) { return row.values.empty(); }); // never reached
    sortByValue(out.rows, out.metrics.front());
    return out;
}

/// The lever pulled, or let go; nothing where it does not apply.
std::optional<Scenario> toggled(const Scenario& scenario, RankedLever& row)
{
    row.refusal = row.lever->refusal(scenario);
    const std::optional<Parameter> parameter = findParameter(scenario, row.lever->switchId());
    if (row.refusal || !parameter) {
        row.refusal = row.refusal ? row.refusal : "it does not apply to this model";
        return std::nullopt;
    }
    row.isPulled = *parameter->get(scenario) != row.lever->toggle.off;
    return withValue(scenario, *parameter, row.isPulled ? row.lever->toggle.off : row.lever->toggle.on);
}

std::vector<double> divisorsOf(double number)
{
    std::vector<double> all;
    for (double d = 1; d <= number; ++d) {
        if (std::fmod(number, d) == 0) {
            all.push_back(d);
        }
    }
    return all;
}

/// Why a rank would have nothing to do, or less than another; nothing where all have as much.
std::optional<Issue> unevenness(const Scenario& scenario, const Program& whole)
{
    const std::vector<Issue> issues = splitIssues(scenario, whole);
    const auto found = std::ranges::find_if(issues, [](const Issue& issue) {
        return issue.severity != Severity::Info && issue.field.starts_with("deployment.split.");
    });
    return found == issues.end() ? std::nullopt : std::optional(*found);
}

void refuse(std::vector<RefusedSplits>& all, const Issue& issue)
{
    const auto known = std::ranges::find(all, issue.message, &RefusedSplits::reason);
    if (known == all.end()) {
        all.push_back({issue.field, issue.message, 1});
    } else {
        ++known->count;
    }
}

/// How many micro-batches are tried.
std::set<double> microBatchesOf(const Scenario& scenario, const Split& split)
{
    const double each = std::ceil(sharedBatch(scenario) / split.replicas());
    return split.pipeline <= 1 ? std::set<double>{1} : std::set<double>{1, std::min(each, split.pipeline), each};
}

/// Whether so many tensor ranks find positions to share: those of an image they do not, and one token is too few.
bool findPositions(const Scenario& scenario, double tensor)
{
    Scenario tried = scenario;
    tried.deployment.split = {};
    tried.deployment.split.tensor = tensor, tried.deployment.split.sequence = true;
    const Program ofRank = assess(std::make_shared<const Scenario>(std::move(tried)), {}).program;
    return std::ranges::any_of(ofRank.stages, [](const Stage& stage) {
        return std::ranges::any_of(stage.operators, &Operator::sharesPositions);
    });
}

/// Whether sequences are shared: what is tried.
std::vector<bool> sequencesOf(const Scenario& scenario, double tensor)
{
    return tensor <= 1                       ? std::vector{false}
           : findPositions(scenario, tensor) ? std::vector{false, true}
                                             : std::vector{bool(scenario.deployment.split.sequence)};
}

/// What replicas keep a part of each: everything is tried where they train.
std::vector<Sharded> sharingOf(const Scenario& scenario, const Split& split)
{
    return scenario.trains() && split.replicas() > 1
               ? std::vector{Sharded::Nothing, Sharded::Optimizer, Sharded::Gradients, Sharded::Weights}
               : std::vector{Sharded::Nothing};
}

/// The split in every way that its degrees leave open.
void addTo(std::vector<Split>& all, const Scenario& scenario, Split split, const std::vector<bool>& sequences)
{
    for (const bool sequence : sequences) {
        for (const double parts : microBatchesOf(scenario, split)) {
            for (const Sharded sharded : sharingOf(scenario, split)) {
                split.sequence = sequence, split.microBatches = parts, split.sharded = sharded;
                all.push_back(split);
            }
        }
    }
}

} // namespace

std::vector<std::string_view> rankedFigures(bool ofSplits)
{
    std::vector<std::string_view> ids;
    for (const RankedFigure& figure : figures) {
        if (ofSplits || !figure.isOfSplits) {
            ids.push_back(figure.id);
        }
    }
    return ids;
}

Ranking rankDevices(const Scenario& scenario, std::span<const Device> devices, std::string_view by, const StudyRun& run)
{
    return ranked(devices.size(), metricsFor(by, rankedFigures()), run,
                  [&](std::size_t i) { return movedTo(scenario, scenario.model, devices[i]); });
}

std::string wordsOf(const Split& split)
{
    std::string words;
    const auto add = [&words](const char* symbol, double degree) {
        if (degree > 1) {
            words += (words.empty() ? "" : " × ") + std::string(symbol) + " " + formatForField(degree, Unit::Count);
        }
    };
    add("TP", split.tensor);
    words += split.tensor > 1 && split.sequence ? "+SP" : "";
    add("PP", split.pipeline);
    add("DP", split.data);
    add("EP", split.expert);
    if (split.replicas() > 1 && split.sharded != Sharded::Nothing) {
        words += ", ZeRO " + std::to_string(static_cast<int>(split.sharded));
    }
    if (split.pipeline > 1 && split.microBatches > 1) {
        words += ", m = " + formatForField(split.microBatches, Unit::Count);
    }
    return words.empty() ? "one device" : words;
}

bool areAlike(const Split& a, const Split& b)
{
    Split same = a;
    same.microBatches = a.pipeline > 1 ? a.microBatches : b.microBatches;
    same.sequence = a.tensor > 1 ? a.sequence : b.sequence;
    same.sharded = a.replicas() > 1 ? a.sharded : b.sharded;
    return same == b;
}

SplitChoices splitsOf(const Scenario& scenario, double devices)
{
    Scenario tried = scenario;
    tried.deployment.split = {};
    const Program whole = assess(std::make_shared<const Scenario>(tried), {}).program;
    SplitChoices all;
    for (const double tensor : divisorsOf(devices)) {
        std::optional<std::vector<bool>> sequences;
        for (const double pipeline : divisorsOf(devices / tensor)) {
            for (const double expert : divisorsOf(devices / tensor / pipeline)) {
                Split split = scenario.deployment.split;
                split.tensor = tensor, split.pipeline = pipeline, split.expert = expert;
                split.data = devices / tensor / pipeline / expert, split.microBatches = 1;
                tried.deployment.split = split;
                if (const std::optional<Issue> issue = unevenness(tried, whole)) {
                    refuse(all.refused, *issue);
                    continue;
                }
                sequences = sequences ? sequences : sequencesOf(scenario, tensor);
                addTo(all.splits, scenario, split, *sequences);
            }
        }
    }
    return all;
}

SplitRanking rankSplits(const Scenario& scenario, double devices, std::string_view by, const StudyRun& run)
{
    SplitChoices choices = splitsOf(scenario, devices);
    const std::vector<Split>& splits = choices.splits;
    Ranking ranking = ranked(splits.size(), metricsFor(by, rankedFigures(true)), run, [&](std::size_t i) {
        Scenario one = scenario;
        one.deployment.split = splits[i];
        return one;
    });
    return {std::move(choices.splits), std::move(choices.refused), std::move(ranking)};
}

LeverRanking rankLevers(const Scenario& scenario, std::string_view by, const StudyRun& run)
{
    LeverRanking out;
    std::vector<Scenario> scenarios;
    std::vector<std::size_t> which;
    for (const LeverText* lever : leverTexts()) {
        RankedLever& row = out.levers.emplace_back();
        row.lever = lever;
        if (std::optional<Scenario> changed = toggled(scenario, row)) {
            scenarios.push_back(std::move(*changed));
            which.push_back(out.levers.size() - 1);
        }
    }
    const std::vector<std::string_view> ids = metricsFor(by, rankedFigures());
    out.now = rankedOf(assess(std::make_shared<const Scenario>(scenario), ids), 0, ids);
    out.ranking = {ids, std::vector<Ranked>(scenarios.size()), true};
    out.ranking.complete = forAll(scenarios.size(), run, [&](std::size_t i) {
        const Evaluation e = assess(std::make_shared<const Scenario>(scenarios[i]), ids);
        out.ranking.rows[i] = rankedOf(e, which[i], ids);
    });
    std::erase_if(out.ranking.rows, [](const Ranked& row) { return row.values.empty(); });
    for (const Ranked& row : out.ranking.rows) {
        out.levers[row.index].isIdle = std::equal(row.values.begin(), row.values.end(), out.now.values.begin(),
                                                  [](const auto& a, const auto& b) { return a.value == b.value; });
    }
    sortByValue(out.ranking.rows, by);
    return out;
}

} // namespace ridge

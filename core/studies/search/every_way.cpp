#include "core/studies/search/every_way.h"

#include "core/evaluate/evaluate.h"
#include "core/studies/search/built_sizes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <tuple>

namespace ridge {
namespace {

constexpr std::size_t fewerPoints = 65; // of each of many rows

/// One row to look for, with what has to be set before it.
struct Candidate {
    Way::Kind kind = Way::Kind::Number;
    std::string label;
    Scenario scenario; // with that set
    std::vector<Way::Setting> before;
    Parameter row;
    double now = 0; // or what is standard, of a lever's number
};

bool isSwitch(const Parameter& row)
{
    return std::ranges::any_of(
        leverTexts(), [&](const LeverText* lever) { return !lever->toggle.parameter && lever->switchId() == row.id; });
}

void addRows(const Scenario& scenario, std::vector<Candidate>& candidates)
{
    for (const Parameter& row : parametersOf(scenario)) {
        if (row.section == Section::Convention || isSwitch(row)) {
            continue;
        }
        const Way::Kind kind = row.unit == Unit::Choice ? Way::Kind::Choice : Way::Kind::Number;
        candidates.push_back({kind, row.label, scenario, {}, row, *row.get(scenario)});
    }
}

/// The switch of a lever at rest, and its first number once it is pulled.
void addLever(const Scenario& scenario, const LeverText& lever, std::vector<Candidate>& candidates)
{
    const std::optional<Parameter> toggle =
        lever.refusal(scenario) ? std::nullopt : findParameter(scenario, lever.switchId());
    const std::optional<double> position = toggle ? toggle->get(scenario) : std::nullopt;
    if (!position) {
        return;
    }
    if (isSwitch(*toggle)) {
        candidates.push_back({Way::Kind::Lever, lever.label, scenario, {}, *toggle, *position});
    }
    if (*position != lever.toggle.off || lever.parameters.empty()) {
        return; // the numbers of a pulled lever are rows like any other
    }
    Scenario pulled = scenario;
    toggle->set(pulled, lever.toggle.on);
    if (const auto number = findParameter(pulled, lever.idOf(lever.parameters.front().key))) {
        const double standard = *number->get(pulled);
        candidates.push_back({Way::Kind::Lever,
                              lever.label,
                              std::move(pulled),
                              {{*toggle, *position, lever.toggle.on}},
                              *number,
                              standard});
    }
}

/// What one candidate comes to.
struct Outcome {
    std::optional<Way> way;
    NearMiss nearest;
    bool isStopped = false;
};

Way wayOf(const Candidate& candidate, const Solution& solution, const Target& target, double value)
{
    Way way{candidate.kind, candidate.label, candidate.before, {}, distanceOf(candidate.row, candidate.now, value)};
    way.settings.push_back({candidate.row, candidate.now, value});
    if (candidate.row.unit == Unit::Choice) {
        for (const Interval& each : solution.intervals) {
            way.choices.push_back(each.low);
        }
    }
    const auto there = std::make_shared<Scenario>(candidate.scenario);
    candidate.row.set(*there, value);
    const std::array<std::string_view, 1> ids{target.metric->id};
    const Evaluation e = assess(there, ids);
    way.value = metric(e, ids.front()).value.value_or(0);
    way.fits = e.placement.fits;
    return way;
}

/// Of choices the one that stands nearest in the list.
double nearestChoice(const Solution& solution, double now)
{
    const auto best = std::ranges::min_element(solution.intervals, {},
                                               [now](const Interval& each) { return std::abs(each.low - now); });
    return best->low;
}

/// As short a number as meets the target still, where the exact one is on its edge.
double written(const Candidate& candidate, const Target& target, double exact)
{
    if (candidate.row.integral || candidate.row.unit == Unit::Choice || exact == 0 || !std::isfinite(exact)) {
        return exact;
    }
    const std::array<std::string_view, 1> ids{target.metric->id};
    for (const int digits : {2, 3, 4, 5}) {
        const double step = std::pow(10.0, std::floor(std::log10(std::fabs(exact))) - (digits - 1));
        for (const double value : {std::floor(exact / step) * step, std::ceil(exact / step) * step}) {
            const double clean = std::strtod(formatForField(value, Unit::Count).c_str(), nullptr);
            if (clean < candidate.row.minimum || clean > candidate.row.maximum) {
                continue;
            }
            const auto there = std::make_shared<Scenario>(candidate.scenario);
            candidate.row.set(*there, clean);
            const std::optional<double> reached = metric(assess(there, ids), ids.front()).value;
            if (reached && target.isMetBy(*reached)) {
                return clean;
            }
        }
    }
    return exact;
}

/// Whether it leaves ranks without work, or says nothing to this model: then it is no way.
bool isRefused(const Candidate& candidate, double value)
{
    if (!candidate.row.id.starts_with("deployment.split.")) {
        return false;
    }
    const auto there = std::make_shared<Scenario>(candidate.scenario);
    candidate.row.set(*there, value);
    return std::ranges::any_of(assess(there, {}).issues, [&candidate](const Issue& issue) {
        return issue.field == candidate.row.id && issue.severity != Severity::Info;
    });
}

Outcome outcomeOf(const Candidate& candidate, const Target& target, const StudyRun& run)
{
    Variation tried = isModelSize(candidate.row) ? builtSizes(candidate.row, candidate.scenario)
                                                 : wholeRange(candidate.row, candidate.scenario, fewerPoints);
    const Solution solution = solve(candidate.scenario, std::move(tried), {target}, {1, run.stop, {}});
    if (solution.intervals.empty()) {
        return {{}, solution.obstacles.empty() ? NearMiss() : solution.obstacles.front().nearest, solution.isStopped};
    }
    const double value = candidate.row.unit == Unit::Choice
                             ? nearestChoice(solution, candidate.now)
                             : written(candidate, target, solution.nearest().value_or(candidate.now));
    if (isRefused(candidate, value)) {
        return {{}, {{}, candidate.now, Bound::Memory, {}}, false};
    }
    return {wayOf(candidate, solution, target, value), {}, false};
}

/// How far a number may go while the target is met: to the end of the values around the present one that meet it.
std::vector<Way> limitsOf(const Candidate& candidate, const Target& target, double now, const StudyRun& run)
{
    const Solution solution = solve(candidate.scenario, wholeRange(candidate.row, candidate.scenario, fewerPoints),
                                    {target}, {1, run.stop, {}});
    std::vector<Way> limits;
    for (const Interval& each : solution.intervals) {
        if (!each.contains(candidate.now)) {
            continue;
        }
        for (const double end : {each.low, each.high}) {
            const bool isOfRange = end <= candidate.row.minimum || end >= candidate.row.maximum;
            if (end == candidate.now || isOfRange) {
                continue;
            }
            Way way = wayOf(candidate, solution, target, written(candidate, target, end));
            if (target.excessOf(way.value) > target.excessOf(now)) { // else the metric ends there, not the target
                limits.push_back(std::move(way));
            }
        }
    }
    return limits;
}

/// What people turn first: the run and its sharing out, and the machine.
bool isTurned(const Candidate& candidate)
{
    const Section section = candidate.row.section;
    return candidate.kind == Way::Kind::Number &&
           (section == Section::Task || section == Section::Device ||
            (section == Section::Deployment && !candidate.row.id.starts_with("deployment.split.")));
}

/// "Batch 8 → 2", in the words of whoever writes the values.
template <class Text> std::string changeOf(const Parameter& row, double before, double after, Text text)
{
    return row.label + " " + text(row, before) + " → " + text(row, after);
}

template <class Text> std::string changesOf(const Way& way, Text text)
{
    std::string all;
    for (const Way::Setting& setting : way.settings) {
        const bool isSwitchOfLever = way.kind == Way::Kind::Lever && &setting == &way.settings.front();
        all += (all.empty() ? "" : ", ") +
               (isSwitchOfLever ? way.label : changeOf(setting.row, setting.before, setting.after, text));
    }
    return all;
}

auto wordsIn(const Scenario& scenario)
{
    return [&scenario](const Parameter& row, double value) { return valueText(row, scenario, value); };
}

/// A lever that is enough as it stands is named without its number.
bool isNamedAlready(const std::vector<Way>& ways, const Candidate& candidate)
{
    return !candidate.before.empty() && std::ranges::any_of(ways, [&](const Way& way) {
        return way.kind == Way::Kind::Lever && way.label == candidate.label;
    });
}

/// Of a target that is met, how far each number may go alone.
void findLimits(std::vector<Candidate>& candidates, const StudyRun& run, EveryWay& all)
{
    std::erase_if(candidates, [](const Candidate& each) { return !isTurned(each); });
    std::vector<std::vector<Way>> limits(candidates.size());
    all.isStopped = !forAll(candidates.size(), run, [&](std::size_t i) {
        limits[i] = limitsOf(candidates[i], all.target, *all.now.value, run);
    });
    for (std::vector<Way>& each : limits) {
        std::ranges::move(each, std::back_inserter(all.ways));
    }
    std::ranges::stable_sort(all.ways, {}, &Way::distance);
}

} // namespace

std::string Way::change(NumberStyle style) const
{
    return changesOf(*this, [style](const Parameter& of, double at) { return parameterText(of, at, style); });
}

std::string Way::words(const Scenario& scenario) const { return changesOf(*this, wordsIn(scenario)); }

std::string NoWay::words(const Scenario& scenario) const
{
    return (row.label == label ? "" : label + ", ") + changeOf(row, now, nearest.at, wordsIn(scenario));
}

std::vector<const NoWay*> EveryWay::nearest() const
{
    std::vector<const NoWay*> nearer;
    for (const NoWay& miss : misses) {
        const std::optional<double>& value = miss.nearest.value;
        if (value && (!now.value || target.excessOf(*value) < target.excessOf(*now.value))) {
            nearer.push_back(&miss);
        }
    }
    std::ranges::stable_sort(nearer, {}, [this](const NoWay* miss) { return target.excessOf(*miss->nearest.value); });
    return nearer;
}

Scenario changedBy(Scenario scenario, const Way& way)
{
    for (const Way::Setting& setting : way.settings) {
        assignParameter(scenario, setting.row, setting.after);
    }
    return scenario;
}

EveryWay everyWay(const Scenario& scenario, const Target& target, const StudyRun& run)
{
    EveryWay all{target, {}, false, {}, {}, false};
    const std::array<std::string_view, 1> ids{target.metric->id};
    all.now = metric(assess(std::make_shared<const Scenario>(scenario), ids), ids.front());
    all.isMet = all.now.value && target.isMetBy(*all.now.value);
    std::vector<Candidate> candidates;
    addRows(scenario, candidates);
    if (all.isMet) {
        findLimits(candidates, run, all);
        return all;
    }
    for (const LeverText* lever : leverTexts()) {
        addLever(scenario, *lever, candidates);
    }
    std::vector<Outcome> outcomes(candidates.size());
    all.isStopped =
        !forAll(candidates.size(), run, [&](std::size_t i) { outcomes[i] = outcomeOf(candidates[i], target, run); });
    for (std::size_t i = 0; i < outcomes.size() && !all.isStopped; ++i) {
        if (outcomes[i].way && !isNamedAlready(all.ways, candidates[i])) {
            all.ways.push_back(std::move(*outcomes[i].way));
        } else if (!outcomes[i].way) {
            all.misses.push_back({candidates[i].row.id, candidates[i].label, candidates[i].row, candidates[i].now,
                                  std::move(outcomes[i].nearest)});
        }
    }
    std::stable_sort(all.ways.begin(), all.ways.end(), [&](const Way& a, const Way& b) {
        const double excessA = target.excessOf(a.value), excessB = target.excessOf(b.value);
        return std::tuple(a.distance, a.kind, excessA) < std::tuple(b.distance, b.kind, excessB);
    });
    return all;
}

} // namespace ridge

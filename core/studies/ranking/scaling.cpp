#include "core/studies/ranking/scaling.h"

#include "core/evaluate/evaluate.h"
#include "core/levers/split/split.h"
#include "core/scenario/parameters/parameters.h"
#include "core/studies/ranking/tried_value.h"

#include <algorithm>

namespace ridge {
namespace {

constexpr const char* batchId = "workload.batch";

std::string whole(double number) { return formatForField(number, Unit::Count); }

/// The batch for so many devices; nothing where the model takes none so large.
std::optional<Scenario> workFor(const ScalingPlan& plan, double devices)
{
    if (plan.kind == ScalingKind::Strong || devices == 1) {
        return plan.scenario;
    }
    const std::optional<Parameter> batch = findParameter(plan.scenario, batchId);
    const double wanted = sharedBatch(plan.scenario) * devices;
    return batch && wanted <= batch->maximum ? withValue(plan.scenario, *batch, wanted) : std::nullopt;
}

/// Of the reasons; that a model has no experts says the least.
std::string commonest(const std::vector<RefusedSplits>& all)
{
    const auto weight = [](const RefusedSplits& each) {
        return std::pair(each.field != "deployment.split.expert", each.count);
    };
    const auto found = std::ranges::max_element(all, {}, weight);
    return found == all.end() ? std::string() : found->reason;
}

/// One split of one count.
struct Candidate {
    std::size_t point = 0;
    Split split;
    std::optional<double> time;
    bool fits = false;
    Bound bound = Bound::Memory;
    bool isDone = false;
};

class Study {
public:
    Study(const ScalingPlan& plan, const StudyRun& run) : m_plan(plan), m_run(run) {}

    Scaling run()
    {
        for (const double devices : deviceCounts(m_plan.most)) {
            if (m_run.stop.stop_requested()) {
                break;
            }
            addPoint(devices);
        }
        const std::string_view id = m_plan.metric;
        m_out.complete = forAll(m_candidates.size(), m_run, [&](std::size_t i) {
            Candidate& one = m_candidates[i];
            auto scenario = std::make_shared<Scenario>(m_works[one.point]);
            scenario->deployment.split = one.split;
            const Evaluation e = assess(scenario, std::span(&id, 1));
            one.time = metric(e, id).value;
            one.fits = e.placement.fits, one.bound = e.verdict.bound, one.isDone = true;
        });
        m_out.complete = m_out.complete && !m_run.stop.stop_requested();
        for (const Candidate& one : m_candidates) {
            take(one);
        }
        measure();
        return std::move(m_out);
    }

private:
    void addPoint(double devices)
    {
        ScalingPoint& point = m_out.points.emplace_back();
        point.devices = devices;
        const std::optional<Scenario> work = workFor(m_plan, devices);
        m_works.push_back(work.value_or(m_plan.scenario));
        point.batch = sharedBatch(m_works.back());
        if (!work) {
            point.refusal = "The model takes no batch of " + whole(point.batch * devices) + ".";
            return;
        }
        SplitChoices choices = splitsOf(m_works.back(), devices);
        point.tried = choices.splits.size();
        for (Split& split : choices.splits) {
            m_candidates.push_back({m_out.points.size() - 1, split, {}, false, Bound::Memory, false});
        }
        if (choices.splits.empty()) {
            point.refusal = commonest(choices.refused);
        }
    }

    /// What fits first, then what is fastest, then what was found first.
    void take(const Candidate& one)
    {
        ScalingPoint& point = m_out.points[one.point];
        if (!one.isDone || !one.time) {
            return;
        }
        const bool isBetter =
            !point.best || (one.fits && !point.fits) || (one.fits == point.fits && one.time < point.time);
        if (isBetter) {
            point.best = one.split, point.time = one.time, point.fits = one.fits, point.bound = one.bound;
        }
    }

    void measure()
    {
        const auto& points = m_out.points;
        const std::optional<double> one = points.empty() ? std::nullopt : points.front().time;
        for (ScalingPoint& point : m_out.points) {
            if (one && point.time && *point.time > 0) {
                const double share = m_plan.kind == ScalingKind::Strong ? point.devices : 1;
                point.efficiency = *one / (share * *point.time);
            }
            if (point.best && point.fits && !m_out.fitsFrom) {
                m_out.fitsFrom = point.devices;
            }
        }
        for (auto point = points.rbegin(); point != points.rend() && !point->best; ++point) {
            m_out.idleFrom = point->devices;
        }
        for (auto point = points.rbegin(); point != points.rend(); ++point) {
            if (point->efficiency && *point->efficiency >= m_plan.leastEfficiency) {
                break;
            }
            if (point->efficiency) {
                m_out.wall = point->devices;
            }
        }
    }

    const ScalingPlan& m_plan;
    const StudyRun& m_run;
    std::vector<Scenario> m_works; // of each point
    std::vector<Candidate> m_candidates;
    Scaling m_out;
};

} // namespace

std::string_view idOf(ScalingKind kind) { return kind == ScalingKind::Weak ? "scaling.weak" : "scaling.strong"; }

std::string_view labelOf(ScalingKind kind)
{
    return kind == ScalingKind::Weak ? "Devices, growing work" : "Devices, same work";
}

std::optional<ScalingKind> scalingCalled(std::string_view id)
{
    for (const ScalingKind kind : {ScalingKind::Strong, ScalingKind::Weak}) {
        if (idOf(kind) == id) {
            return kind;
        }
    }
    return std::nullopt;
}

ScalingPlan scalingPlan(Scenario scenario, ScalingKind kind, std::string metric)
{
    Split& split = scenario.deployment.split;
    split.tensor = split.pipeline = split.data = split.expert = split.microBatches = 1;
    split.sequence = false;
    return {std::move(scenario), kind, std::move(metric)};
}

Parsed<double> parseMostDevices(std::string_view text)
{
    constexpr double most = 100'000;
    const std::size_t dots = text.find("..");
    const std::string_view from = dots == std::string_view::npos ? "1" : text.substr(0, dots);
    const std::string_view to = dots == std::string_view::npos ? text : text.substr(dots + 2);
    if (to.empty() && dots == std::string_view::npos) {
        return ScalingPlan{}.most;
    }
    const std::optional<double> first = parseNumber(from, Unit::Count), last = parseNumber(to, Unit::Count);
    if (first != 1.0 || !last || *last < 1 || *last > most || std::floor(*last) != *last) {
        return Parsed<double>::refused("Devices double from 1 on: write 1..1024, with at most " + whole(most));
    }
    return *last;
}

std::vector<double> deviceCounts(double most)
{
    std::vector<double> counts;
    for (double devices = 1; devices <= most; devices *= 2) {
        counts.push_back(devices);
    }
    return counts;
}

std::string refusalOf(const ScalingPlan& plan)
{
    const std::optional<std::size_t> index = metricIndex(plan.metric);
    if (!index || metricCatalogue()[*index].unit != Unit::Seconds) {
        return "Scaling is of a time, such as latency or tpot; " + plan.metric + " is none.";
    }
    if (plan.kind == ScalingKind::Weak && !findParameter(plan.scenario, batchId)) {
        return "The file fixes the batch: no work can be added for more devices.";
    }
    return {};
}

Scaling scalingOf(const ScalingPlan& plan, const StudyRun& run) { return Study(plan, run).run(); }

Scenario scenarioAt(const ScalingPlan& plan, const ScalingPoint& point)
{
    Scenario there = workFor(plan, point.devices).value_or(plan.scenario);
    there.deployment.split = point.best.value_or(plan.scenario.deployment.split);
    return there;
}

std::vector<std::string> findingsOf(const ScalingPlan& plan, const Scaling& scaling)
{
    std::vector<std::string> all;
    const std::string share = format(plan.leastEfficiency, Unit::Percent);
    const double most = scaling.points.empty() ? 0 : scaling.points.back().devices;
    if (!scaling.fitsFrom) {
        all.push_back("It fits no count up to " + whole(most) + ".");
    } else if (*scaling.fitsFrom > 1) {
        all.push_back("It fits from " + whole(*scaling.fitsFrom) + " devices on.");
    }
    if (scaling.wall) {
        all.push_back("The wall is at " + whole(*scaling.wall) + " devices: from there on the efficiency stays below " +
                      share + ".");
    } else if (most > 1) {
        all.push_back("No wall: with all that find work the efficiency is " + share + " or more.");
    }
    if (scaling.idleFrom) {
        const auto found = std::ranges::find(scaling.points, *scaling.idleFrom, &ScalingPoint::devices);
        all.push_back("From " + whole(*scaling.idleFrom) + " devices on no split is left" +
                      (found->refusal.empty() ? "." : ": " + found->refusal));
    }
    return all;
}

} // namespace ridge

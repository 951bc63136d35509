#include "tests/support/typical_fit.h"

#include "core/formats/json/typical.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace ridge {
namespace {

constexpr std::size_t kindCount = allWorkKinds.size();
constexpr std::size_t unknowns = 2 * kindCount + 1; // log shares of compute, of bandwidth, and the log of the overhead
using Point = std::array<double, unknowns>;

/// Where a class was measured too little to say: large matrix products reach about 70 % of peaks and 80 % of
/// bandwidths (stas00/ml-engineering, maximum achievable matmul FLOPS; STREAM), everything else clearly less; a kernel
/// takes about 3 µs to launch. The fit starts there and is held there by a weak spring.
const Point& startingPoint()
{
    static const Point point = [] {
        Point p{};
        constexpr double shares[2 * kindCount] = {0.7, 0.6, 0.4, 0.4, 0.5, 0.8, 0.6, 0.6, 0.6, 0.6};
        for (std::size_t i = 0; i < 2 * kindCount; ++i) {
            p[i] = std::log(shares[i]);
        }
        p[2 * kindCount] = std::log(3e-6);
        return p;
    }();
    return point;
}

constexpr double spring = 0.02; // per squared logarithm, beside the mean loss of the runs

Typical typicalAt(const Point& point)
{
    Typical typical;
    for (std::size_t i = 0; i < kindCount; ++i) {
        typical.shares.push_back({std::exp(point[i]), std::exp(point[kindCount + i])});
    }
    typical.overhead = std::exp(point[2 * kindCount]);
    return typical;
}

/// Squared near zero, and beyond 30 % proportional: one run that went wrong does not decide.
double lossOf(double error)
{
    constexpr double knee = 0.3;
    const double size = std::abs(error);
    return size < knee ? size * size / (2 * knee) : size - knee / 2;
}

using Runs = std::vector<const TimedRun*>;

/// A source of n runs weighs as much as √n sources of one: its runs share what is special about it.
double loss(const Runs& runs, const Point& point, const Point& start)
{
    std::map<std::string, int> ofSource;
    for (const TimedRun* run : runs) {
        ++ofSource[run->source];
    }
    const Typical typical = typicalAt(point);
    double sum = 0, weights = 0;
    for (const TimedRun* run : runs) {
        const double weight = 1 / std::sqrt(ofSource[run->source]);
        sum += weight * lossOf(std::log(typicalTime(*run, typical) / run->measured));
        weights += weight;
    }
    double held = 0;
    for (std::size_t i = 0; i < unknowns; ++i) {
        held += (point[i] - start[i]) * (point[i] - start[i]);
    }
    return (weights > 0 ? sum / weights : 0) + spring * held;
}

/// One coordinate after the other, with steps that are halved until nothing moves: smooth enough and always the same.
Point fitted(const Runs& runs, const Point& start)
{
    Point point = start, step{};
    step.fill(0.4);
    double best = loss(runs, point, start);
    for (int round = 0; round < 80 && *std::max_element(step.begin(), step.end()) > 0.005; ++round) {
        for (std::size_t i = 0; i < unknowns; ++i) {
            bool moved = false;
            for (const double move : {step[i], -step[i]}) {
                Point next = point;
                next[i] = i < 2 * kindCount ? std::min(0.0, next[i] + move) : next[i] + move; // no share above 1
                const double there = loss(runs, next, start);
                if (there < best - 1e-12) {
                    best = there, point = next, moved = true;
                    break;
                }
            }
            step[i] = moved ? step[i] : step[i] / 2;
        }
    }
    return point;
}

template <class Wanted> Runs those(const std::vector<TimedRun>& runs, Wanted wanted)
{
    Runs chosen;
    for (const TimedRun& run : runs) {
        if (wanted(run)) {
            chosen.push_back(&run);
        }
    }
    return chosen;
}

std::set<std::string> sourcesOf(const Runs& runs)
{
    std::set<std::string> sources;
    for (const TimedRun* run : runs) {
        sources.insert(run->source);
    }
    return sources;
}

/// Whether the stage lies within what was measured.
bool isWithin(const Program& program, std::size_t stage, MeasuredQuantity::Span span)
{
    using Span = MeasuredQuantity::Span;
    const auto is = [&](StageRole role) { return program.find(role) == stage; };
    switch (span) {
    case Span::Run:
        return true;
    case Span::FirstToken:
        return stage <= program.find(StageRole::Prefill).value_or(0);
    case Span::Step:
        return is(StageRole::Decode);
    case Span::Encoding:
        return is(StageRole::Encode);
    default:
        return false;
    }
}

/// One operator after the other. Launches are told from a copy with an overhead: epilogues have none.
void addWork(const Evaluation& e, MeasuredQuantity::Span span, TimedRun& run)
{
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        if (!isWithin(e.program, s, span)) {
            continue;
        }
        const Stage& stage = e.program.stages[s];
        const double repeat = span == MeasuredQuantity::Span::Step ? 1 : stage.repeat;
        for (std::size_t i = 0; i < stage.operators.size(); ++i) {
            const Operator& op = stage.operators[i];
            const PerBound<Seconds<>>& times = e.stages[s].operators[i].times;
            run.work.push_back({workKindOf(op), repeat * op.count, times.compute.inBaseUnits(),
                                times.memory.inBaseUnits(), !op.inPlace});
        }
    }
}

/// The source without its version and what stands in brackets: two pages of one project are two sources.
std::string nameOf(const std::string& source) { return source.substr(0, source.find_first_of("@(,")); }

} // namespace

std::vector<TimedRun> timedRuns(const std::vector<CheckedRun>& runs)
{
    std::vector<TimedRun> timed;
    for (const CheckedRun& run : runs) {
        const MeasuredQuantity& quantity = run.quantity();
        if (!quantity.isSpeed() || !run.overBound()) {
            continue;
        }
        TimedRun one;
        one.id = run.run.id, one.source = nameOf(run.run.source), one.isCheck = run.run.isCheck;
        one.deviceClass = run.evaluation->scenario->device.typical.id;
        if (quantity.span == MeasuredQuantity::Span::Product) {
            one.work.push_back({WorkKind::Products, 1, 1, 0, false});
        } else {
            addWork(*run.evaluation, quantity.span, one);
        }
        Typical bound;
        bound.shares.assign(kindCount, {});
        one.measured = typicalTime(one, bound) * *run.overBound();
        timed.push_back(std::move(one));
    }
    return timed;
}

double typicalTime(const TimedRun& run, const Typical& typical)
{
    double sum = 0;
    for (const TimedRun::Work& work : run.work) {
        const TypicalShare& share = typical.shares[static_cast<std::size_t>(work.kind)];
        sum += work.count * (std::max(work.compute / share.compute, work.memory / share.bandwidth) +
                             (work.launched ? typical.overhead : 0));
    }
    return sum;
}

std::vector<LeftOut> leaveOneSourceOut(const std::vector<TimedRun>& runs)
{
    std::vector<LeftOut> errors;
    std::map<std::pair<std::string, std::string>, Typical> fits;
    for (const TimedRun& run : runs) {
        const auto [fit, isNew] = fits.try_emplace({run.deviceClass, run.source});
        if (isNew) {
            const Runs others = those(runs, [&run](const TimedRun& other) {
                return other.deviceClass == run.deviceClass && other.source != run.source && !other.isCheck;
            });
            fit->second = typicalAt(fitted(others, startingPoint()));
        }
        errors.push_back({&run, std::log(typicalTime(run, fit->second) / run.measured)});
    }
    return errors;
}

std::vector<LeftOut> fitErrors(const std::vector<TimedRun>& runs, const std::vector<Typical>& classes)
{
    std::vector<LeftOut> errors;
    for (const TimedRun& run : runs) {
        for (const Typical& typical : classes) {
            if (typical.id == run.deviceClass) {
                errors.push_back({&run, std::log(typicalTime(run, typical) / run.measured)});
            }
        }
    }
    return errors;
}

std::vector<Typical> fitTypical(const std::vector<TimedRun>& runs)
{
    const std::vector<LeftOut> errors = leaveOneSourceOut(runs);
    std::vector<Typical> classes;
    for (Typical known : typicalClasses()) {
        const bool any = known.id == anyClass;
        const auto belongs = [&](const TimedRun& run) { return any || run.deviceClass == known.id; };
        const Runs own = those(runs, [&](const TimedRun& run) { return belongs(run) && !run.isCheck; });
        Typical typical = typicalAt(fitted(own, startingPoint()));
        typical.id = known.id, typical.label = known.label;
        typical.rows = static_cast<int>(own.size());
        typical.sources = static_cast<int>(sourcesOf(own).size());
        std::vector<double> sizes;
        for (const LeftOut& each : errors) {
            if (belongs(*each.run)) {
                sizes.push_back(std::abs(each.error));
            }
        }
        std::sort(sizes.begin(), sizes.end());
        typical.spread = sizes.empty() ? 1 : std::exp(sizes[sizes.size() * 2 / 3]); // of normal errors 68 %
        classes.push_back(std::move(typical));
    }
    return classes;
}

double medianError(const std::vector<LeftOut>& errors)
{
    std::vector<double> sizes;
    for (const LeftOut& each : errors) {
        sizes.push_back(std::abs(std::exp(each.error) - 1));
    }
    std::sort(sizes.begin(), sizes.end());
    return sizes.empty() ? 0 : sizes[sizes.size() / 2];
}

} // namespace ridge

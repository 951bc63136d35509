// What a solution says: which values meet the targets, or why none does.

#include "core/quantity/alternatives.h"
#include "core/studies/solve.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

std::string targetsText(const Solution& solution)
{
    std::string text;
    for (const Target& target : solution.targets) {
        text += (text.empty() ? "" : " and ") + target.text(solution.style);
    }
    return text;
}

std::string valueOf(const Solution& solution, double value)
{
    return parameterText(solution.varied.row, value, solution.style);
}

std::string intervalText(const Solution& solution, const Interval& interval)
{
    const std::vector<double>& tried = solution.varied.values;
    const auto [least, most] = std::minmax_element(tried.begin(), tried.end());
    if (interval.low == interval.high) {
        return valueOf(solution, interval.low);
    }
    if (interval.low <= *least && interval.high >= *most) {
        return "anything from " + valueOf(solution, interval.low) + " to " + valueOf(solution, interval.high);
    }
    if (interval.low <= *least) {
        return "up to " + valueOf(solution, interval.high);
    }
    return interval.high >= *most ? valueOf(solution, interval.low) + " and more"
                                  : valueOf(solution, interval.low) + " to " + valueOf(solution, interval.high);
}

std::string intervalsText(const Solution& solution, const std::vector<Interval>& intervals)
{
    std::vector<std::string> texts;
    for (const Interval& interval : intervals) {
        texts.push_back(intervalText(solution, interval));
    }
    return alternatives(texts);
}

/// "tpot is at least 5.20 ms, at Batch 1, where memory limits"
std::string missText(const Solution& solution, const Obstacle& obstacle)
{
    const NearMiss& miss = obstacle.nearest;
    const Metric& metric = *obstacle.target.metric;
    const std::string id(metric.id);
    if (!miss.value) {
        return id + " is nowhere: " + (miss.absent.empty() ? "there is no such scenario" : miss.absent);
    }
    return id + " is at " + (obstacle.target.isAtMost ? "least " : "most ") +
           format(*miss.value, metric.unit, solution.style) + ", at " + solution.varied.row.label + " " +
           valueOf(solution, miss.at) + ", where " + std::string(labelOf(miss.bound)) + " limits";
}

std::string obstacleText(const Solution& solution, const Obstacle& obstacle)
{
    return obstacle.alone.empty()
               ? missText(solution, obstacle)
               : obstacle.target.text(solution.style) + " needs " + intervalsText(solution, obstacle.alone);
}

} // namespace

std::string Solution::valuesText() const { return intervalsText(*this, intervals); }

std::string Solution::scanText() const
{
    const std::vector<double>& tried = varied.values;
    const std::string count = format(static_cast<double>(tried.size()), Unit::Count);
    if (!varied.isNumber() || tried.size() < 2) {
        return count + (tried.size() == 1 ? " value" : " choices");
    }
    const std::string ends = " from " + valueOf(*this, tried.front()) + " to " + valueOf(*this, tried.back());
    const bool isLog = varied.row.logarithmic && tried.front() > 0;
    double step = 0;
    for (std::size_t i = 1; i < tried.size(); ++i) {
        step = std::max(step, isLog ? tried[i] / tried[i - 1] : tried[i] - tried[i - 1]);
    }
    if (varied.row.integral && tried.back() - tried.front() == static_cast<double>(tried.size()) - 1) {
        return "every whole number" + ends;
    }
    return count + " values" + ends + ", at most " +
           (isLog ? format(step, Unit::Ratio) : format(step, varied.row.unit, style)) + " apart";
}

std::string Solution::sentence() const
{
    const std::string& label = varied.row.label;
    if (isStopped) {
        return label + ": stopped before all values were tried.";
    }
    if (!intervals.empty()) {
        const std::string present = now ? "; it is " + valueOf(*this, *now) + " now." : ".";
        return label + ": " + valuesText() + " for " + targetsText(*this) + present;
    }
    std::string text = label + ": nothing is enough for " + targetsText(*this);
    for (std::size_t i = 0; i < obstacles.size(); ++i) {
        text += (i ? "; " : ": ") + obstacleText(*this, obstacles[i]);
    }
    return text + ".";
}

} // namespace ridge

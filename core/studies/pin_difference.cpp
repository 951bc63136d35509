#include "core/studies/pin_difference.h"

#include "core/analysis/groups.h"
#include "core/studies/change.h"
#include "core/studies/ranking/direction.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_map>

namespace ridge {
namespace {

/// Places of one stage's operators by name, in order: names of files need not be unique.
using Places = std::unordered_map<std::string_view, std::vector<std::size_t>>;

/// Matches the operators of one stage; the same name at the same place costs no look-up.
void pairStage(const Evaluation& before, std::size_t from, const Evaluation& after, std::size_t to,
               std::vector<OperatorPair>& pairs)
{
    const std::vector<Operator>& old = before.program.stages[from].operators;
    const std::vector<Operator>& now = after.program.stages[to].operators;
    std::vector<bool> taken(old.size());
    std::vector<std::size_t> open; // pairs that still look for their other half
    for (std::size_t i = 0; i < now.size(); ++i) {
        pairs.push_back({std::nullopt, OperatorPlace{to, i}});
        if (i < old.size() && old[i].name == now[i].name) {
            pairs.back().before = OperatorPlace{from, i};
            taken[i] = true;
        } else {
            open.push_back(pairs.size() - 1);
        }
    }
    Places places;
    for (std::size_t i = old.size(); !open.empty() && i-- > 0;) { // the first of equal names is at the end
        if (!taken[i]) {
            places[old[i].name].push_back(i);
        }
    }
    for (const std::size_t at : open) {
        const auto found = places.find(now[pairs[at].after->op].name);
        if (found != places.end() && !found->second.empty()) {
            pairs[at].before = OperatorPlace{from, found->second.back()};
            taken[found->second.back()] = true;
            found->second.pop_back();
        }
    }
}

std::optional<std::size_t> stageNamed(const Program& program, const std::string& name, std::size_t hint)
{
    if (hint < program.stages.size() && program.stages[hint].name == name) {
        return hint;
    }
    for (std::size_t s = 0; s < program.stages.size(); ++s) {
        if (program.stages[s].name == name) {
            return s;
        }
    }
    return std::nullopt;
}

} // namespace

std::vector<OperatorPair> pairsOf(const Evaluation& before, const Evaluation& after)
{
    std::vector<OperatorPair> pairs;
    std::vector<std::vector<bool>> isMatched;
    for (const Stage& stage : before.program.stages) {
        isMatched.emplace_back(stage.operators.size());
    }
    for (std::size_t s = 0; s < after.program.stages.size(); ++s) {
        const std::size_t first = pairs.size();
        if (const auto from = stageNamed(before.program, after.program.stages[s].name, s)) {
            pairStage(before, *from, after, s, pairs);
        } else {
            for (std::size_t i = 0; i < after.program.stages[s].operators.size(); ++i) {
                pairs.push_back({std::nullopt, OperatorPlace{s, i}});
            }
        }
        for (std::size_t i = first; i < pairs.size(); ++i) {
            if (pairs[i].before) {
                isMatched[pairs[i].before->stage][pairs[i].before->op] = true;
            }
        }
    }
    for (std::size_t s = 0; s < isMatched.size(); ++s) {
        for (std::size_t i = 0; i < isMatched[s].size(); ++i) {
            if (!isMatched[s][i]) {
                pairs.push_back({OperatorPlace{s, i}, std::nullopt});
            }
        }
    }
    return pairs;
}

const Operator& operatorAt(const Evaluation& evaluation, const OperatorPlace& place)
{
    return evaluation.program.stages[place.stage].operators[place.op];
}

const OperatorCost& costAt(const Evaluation& evaluation, const OperatorPlace& place)
{
    return evaluation.stages[place.stage].operators[place.op];
}

double executionsOf(const Evaluation& evaluation, const OperatorPlace& place)
{
    return operatorAt(evaluation, place).count * evaluation.program.stages[place.stage].repeat;
}

double secondsOf(const Evaluation& evaluation, const OperatorPlace& place)
{
    return costAt(evaluation, place).time.inBaseUnits() * executionsOf(evaluation, place);
}

double bytesOf(const Evaluation& evaluation, const OperatorPlace& place)
{
    return costAt(evaluation, place).bytes.inBaseUnits() * executionsOf(evaluation, place);
}

// ---- figures ----------------------------------------------------------------------------------------------------

namespace {

constexpr double unchanged = 5e-4; // of the value: less is not seen in three digits

} // namespace

Judgement judgementOf(const Metric& row, double before, double after)
{
    if (std::fabs(after - before) <= unchanged * std::max(std::fabs(before), std::fabs(after))) {
        return Judgement::Same;
    }
    const Better better = betterOf(row);
    return better == Better::Unknown                       ? Judgement::Unknown
           : (better == Better::Lower) == (after < before) ? Judgement::Better
                                                           : Judgement::Worse;
}

std::string_view wordFor(Judgement judgement)
{
    return judgement == Judgement::Better ? "better" : judgement == Judgement::Worse ? "worse" : "";
}

std::string differenceText(double before, double after, Unit unit, NumberStyle style)
{
    const double difference = after - before;
    return (difference > 0 ? "+" : "") + format(difference, unit, style);
}

namespace {
std::string digitsOf(double factor) { return format(factor, factor < 1e3 ? Unit::Fraction : Unit::Count); }
} // namespace

std::string factorText(double before, double after)
{
    if (before <= 0 || after <= 0) {
        return {};
    }
    const double ratio = after / before;
    return std::fabs(ratio - 1) <= unchanged ? "×1" : ratio > 1 ? "×" + digitsOf(ratio) : "÷" + digitsOf(1 / ratio);
}

// ---- in words ---------------------------------------------------------------------------------------------------

std::string scenarioDifference(const Scenario& before, const Scenario& after)
{
    std::string text;
    const auto add = [&text](const std::string& part) { text += (text.empty() || part.empty() ? "" : ", ") + part; };
    Scenario moved = before;
    if (before.model.name != after.model.name) {
        add(before.model.name + " → " + after.model.name);
        moved.model = after.model;
    }
    if (before.device.name != after.device.name) {
        add(before.device.name + " → " + after.device.name);
        moved.device = after.device;
    }
    add(describeEdits(moved, after));
    return text;
}

namespace {

/// What one part of the model takes in both.
struct Part {
    std::string name;
    double seconds = 0; // more than before
    double bytes[2] = {}, ops[2] = {};
    Bound bound = Bound::Memory; // of its heaviest operator, now
    double heaviest = 0;
};

/// Sums over the parts that people name, stage by stage: what limits one need not limit the other.
std::vector<Part> partsOf(const Evaluation& before, const Evaluation& after)
{
    std::vector<Part> parts;
    std::unordered_map<std::string, std::size_t> indices;
    const auto add = [&](const Evaluation& e, std::size_t side) {
        for (std::size_t s = 0; s < e.stages.size(); ++s) {
            for (std::size_t i = 0; i < e.stages[s].operators.size(); ++i) {
                const OperatorPlace place{s, i};
                std::string name = groupOf(operatorAt(e, place));
                name += e.stages.size() > 1 ? " of " + e.program.stages[s].name : "";
                const auto [found, isNew] = indices.emplace(name, parts.size());
                if (isNew) {
                    parts.push_back({.name = found->first});
                }
                Part& part = parts[found->second];
                const double seconds = secondsOf(e, place);
                part.seconds += side == 0 ? -seconds : seconds;
                part.bytes[side] += bytesOf(e, place);
                part.ops[side] += costAt(e, place).ops.inBaseUnits() * executionsOf(e, place);
                if (side == 1 && seconds > part.heaviest) {
                    part.heaviest = seconds;
                    part.bound = costAt(e, place).bound;
                }
            }
        }
    };
    add(before, 0);
    add(after, 1);
    return parts;
}

/// What moves bytes or computes, as fast as it does: bytes or operations per second.
double rateOf(const Evaluation& e, bool isCompute)
{
    if (isCompute) {
        return e.peak.inBaseUnits() * e.scenario->deployment.computeUtilisation;
    }
    const MemoryLevel* level = e.workingLevel();
    return level ? level->bandwidth * e.scenario->deployment.bandwidthUtilisation : 0;
}

double ratioOf(double before, double after) { return before > 0 && after > 0 ? after / before : 1; }

/// "2.00 times the", "1/3.88 of the"
std::string timesThe(double before, double after)
{
    return after >= before ? digitsOf(after / before) + " times the" : "1/" + digitsOf(before / after) + " of the";
}

/// ", which moves 1/3.88 of the bytes", ", which moves the same bytes at 2.00 times the bandwidth"
std::string causeOf(const Part& part, const Evaluation& before, const Evaluation& after)
{
    constexpr double told = 0.01; // a share that is worth a word
    const bool isGone = part.bytes[1] == 0 && part.ops[1] == 0, isNew = part.bytes[0] == 0 && part.ops[0] == 0;
    if (isGone || isNew) {
        return isGone ? ", which has gone" : ", which is new";
    }
    if (part.bound == Bound::Overhead || part.bound == Bound::Network) {
        return ", which is " + std::string(labelOf(part.bound)) + "-bound";
    }
    const bool isCompute = part.bound == Bound::Compute;
    const auto& work = isCompute ? part.ops : part.bytes;
    const double rateBefore = rateOf(before, isCompute), rateAfter = rateOf(after, isCompute);
    const bool isOtherWork = std::fabs(ratioOf(work[0], work[1]) - 1) > told;
    const bool isOtherRate = std::fabs(ratioOf(rateBefore, rateAfter) - 1) > told;
    std::string text = isCompute ? ", which computes " : ", which moves ";
    text += (isOtherWork ? timesThe(work[0], work[1]) + " " : "the same ") + (isCompute ? "operations" : "bytes");
    if (isOtherRate) {
        text += " at " + timesThe(rateBefore, rateAfter) + (isCompute ? " peak" : " bandwidth");
    } else if (!isOtherWork) {
        text += part.seconds < 0 ? " faster" : " slower";
    }
    return text;
}

} // namespace

std::string describeDifference(const Evaluation& before, const Evaluation& after)
{
    const std::string choice = scenarioDifference(*before.chosen, *after.chosen);
    if (choice.empty()) {
        return "Nothing differs.";
    }
    std::string sentence = describeChange(choice, before, after);
    const std::vector<Part> parts = partsOf(before, after);
    const auto most = std::ranges::max_element(parts, {}, [](const Part& part) { return std::fabs(part.seconds); });
    const double latency = after.latency().inBaseUnits() - before.latency().inBaseUnits();
    const bool isTold = std::fabs(latency) > unchanged * before.latency().inBaseUnits();
    if (isTold && most != parts.end() && most->seconds * latency > 0) {
        sentence += " Most of it in " + most->name + causeOf(*most, before, after) + ".";
    }
    return sentence;
}

} // namespace ridge

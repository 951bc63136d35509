#include "core/evaluate/verdict.h"

#include "core/evaluate/advice.h"
#include "core/evaluate/crossing.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ridge {
namespace {

std::string capitalised(std::string text)
{
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
    }
    return text;
}

/// "18×" for large ratios, "1.4×" for small ones.
std::string times(double ratio) { return format(ratio, Unit::Ratio); }

/// How many times the limiting roof's time exceeds the other's.
double marginOf(const PerBound<Seconds<>>& times)
{
    const double longer = std::max(times.compute, times.memory).inBaseUnits();
    const double shorter = std::min(times.compute, times.memory).inBaseUnits();
    return shorter > 0 ? longer / shorter : 1;
}

/// "from batch 120": where arithmetic begins to limit; "below prompt 43": where memory does.
std::string crossingSentence(const Evaluation& e, std::size_t stage, Bound bound)
{
    const std::optional<Crossing> crossing = crossingOf(e, stage);
    if (!crossing) {
        return {};
    }
    const std::string at = std::string(crossing->what) + " " + format(crossing->at, Unit::Count);
    return bound == Bound::Memory ? "; compute limits from " + at : "; memory limits below " + at;
}

/// Whether ranks of a pipeline wait for each other longer than operators take to start.
bool isWaiting(const Evaluation& e, std::size_t stage)
{
    const std::vector<Operator>& operators = e.program.stages[stage].operators;
    Seconds<> waits{};
    for (std::size_t i = 0; i < operators.size(); ++i) {
        waits += operators[i].kind == OperatorKind::PipelineWait
                     ? operators[i].count * e.stages[stage].operators[i].time
                     : Seconds<>();
    }
    return 2.0 * waits > e.stages[stage].totals.times.overhead;
}

/// What takes the time of a stage that no roof limits.
std::string causeOf(const Evaluation& e, std::size_t stage, Bound bound)
{
    return bound != Bound::Overhead ? ": it takes "
           : isWaiting(e, stage)    ? ": waiting for other ranks of the pipeline takes "
                                    : ": starting operators takes ";
}

/// "Decode is memory-bound (HBM3), 89.2× left of the ridge; compute limits from batch 120."
std::string stageSentence(const Evaluation& e, std::size_t stage)
{
    const StageTotals& totals = e.stages[stage].totals;
    const std::string bound(labelOf(totals.bound));
    std::string text =
        e.program.stages.size() > 1 ? capitalised(e.program.stages[stage].name) + " is " + bound : capitalised(bound);
    text += "-bound";
    const bool isRoof = totals.bound == Bound::Compute || totals.bound == Bound::Memory;
    if (!isRoof) {
        return text + causeOf(e, stage, totals.bound) +
               format(totals.times[totals.bound].inBaseUnits(), Unit::Seconds) + " of " +
               format(totals.time.inBaseUnits(), Unit::Seconds) + ".";
    }
    const double margin = marginOf(totals.times);
    const MemoryLevel* level = e.weightLevel();
    text += totals.bound == Bound::Memory && level ? " (" + level->name + ")" : "";
    text += margin < 1.005
                ? ", at the ridge"
                : ", " + times(margin) + (totals.bound == Bound::Memory ? " left" : " right") + " of the ridge";
    return text + crossingSentence(e, stage, totals.bound) + ".";
}

/// The second longest of the stage's times, and how much better the first must get until that one limits.
void findNextWall(const StageTotals& totals, Verdict& verdict)
{
    const PerBound<Seconds<>>& times = totals.times;
    std::optional<Bound> next;
    for (const Bound wall : allBounds) {
        const bool longer = times[wall] > (next ? times[*next] : Seconds<>());
        next = wall != verdict.bound && longer ? wall : next;
    }
    const double factor = next ? times[verdict.bound].inBaseUnits() / times[*next].inBaseUnits() : 0;
    if (next && std::isfinite(factor)) {
        verdict.nextBound = next;
        verdict.nextFactor = factor;
    }
}

std::string fitSentence(const Evaluation& e)
{
    const NumberStyle style = e.numberStyle();
    if (!e.placement.fits) { // one level is enough, whatever others state
        const std::string advice = whatFits(e);
        return " Does not fit, by " + format(-e.placement.headroom.inBaseUnits(), Unit::Bytes, style) + ": " +
               e.placement.shortage + (advice.empty() ? "." : "; " + advice + " would.");
    }
    if (!e.placement.capacityKnown) {
        return " The device states no capacity.";
    }
    return " Fits, " + format(e.placement.headroom.inBaseUnits(), Unit::Bytes, style) + " free in " +
           e.placement.level + ".";
}

/// Those that take a twentieth of the time or more, the longest first.
std::vector<std::size_t> stagesThatMatter(const Evaluation& e)
{
    const auto share = [&e](std::size_t s) {
        return e.stages[s].totals.time.inBaseUnits() * e.program.stages[s].repeat;
    };
    const double whole = e.latency().inBaseUnits();
    std::vector<std::size_t> all;
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        if (s == e.verdict.stage || share(s) >= whole / 20) {
            all.push_back(s);
        }
    }
    std::stable_sort(all.begin(), all.end(), [share](std::size_t a, std::size_t b) { return share(a) > share(b); });
    return all;
}

} // namespace

Verdict weigh(const Evaluation& e)
{
    Verdict verdict;
    verdict.fits = e.placement.fits;
    double most = -1;
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        const double share = e.stages[s].totals.time.inBaseUnits() * e.program.stages[s].repeat;
        if (share > most) {
            most = share;
            verdict.stage = s;
        }
    }
    if (e.stages.empty() || e.stages[verdict.stage].operators.empty()) {
        return verdict;
    }
    const StageTotals& totals = e.stages[verdict.stage].totals;
    verdict.bound = totals.bound;
    verdict.margin = marginOf(totals.times);
    findNextWall(totals, verdict);
    return verdict;
}

std::string sentenceOf(const Evaluation& e)
{
    const Verdict& verdict = e.verdict;
    if (e.stages.empty() || e.stages[verdict.stage].operators.empty()) {
        return "The model has no operators.";
    }
    std::string text;
    for (const std::size_t stage : stagesThatMatter(e)) {
        text += (text.empty() ? "" : " ") + stageSentence(e, stage);
    }
    return text + fitSentence(e);
}

} // namespace ridge

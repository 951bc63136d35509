#include "core/evaluate/verdict.h"

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

std::string boundSentence(const Evaluation& e, const Verdict& v)
{
    const StageTotals& totals = e.stages[v.stage].totals;
    const std::string who = e.program.stages.size() > 1 ? capitalised(e.program.stages[v.stage].name) + " is " : "";
    const std::string head =
        who.empty() ? capitalised(std::string(labelOf(v.bound))) : who + std::string(labelOf(v.bound));
    switch (v.bound) {
    case Bound::Memory: {
        const bool even = v.margin < 1.005;
        return head + "-bound, " + (even ? std::string("at the ridge") : times(v.margin) + " left of the ridge");
    }
    case Bound::Compute:
        return head + "-bound, " + times(v.margin) + " right of the ridge";
    case Bound::Overhead:
    case Bound::Network:
        break;
    }
    const char* what = v.bound == Bound::Overhead ? "-bound: starting operators takes " : "-bound: it takes ";
    return head + what + format(totals.times[v.bound].inBaseUnits(), Unit::Seconds) + " of " +
           format(totals.time.inBaseUnits(), Unit::Seconds);
}

/// What each limit is called, and what to say when the resource behind it gets better.
struct Wall {
    Bound bound;
    const char* limit;   // "… makes compute the limit"
    const char* doubled; // twice as good
    const char* upTo;    // "stays the limit up to 7.4× the bandwidth": before and after the factor
    const char* than;
};

constexpr std::array<Wall, allBounds.size()> walls{{
    {Bound::Memory, "memory", "doubling bandwidth", "up to ", " the bandwidth"},
    {Bound::Compute, "compute", "doubling the peak", "up to ", " the peak"},
    {Bound::Overhead, "launch overhead", "halving launch overhead", "until it is ", " smaller"},
    {Bound::Network, "the network", "doubling the network's rate", "up to ", " the network's rate"},
}};

const Wall& wallOf(Bound bound)
{
    return *std::find_if(walls.begin(), walls.end(), [bound](const Wall& wall) { return wall.bound == bound; });
}

/// The second longest of the stage's times, and how much better the first must get until that one limits.
void findNextWall(const StageTotals& totals, Verdict& verdict)
{
    const PerBound<Seconds<>>& times = totals.times;
    std::optional<Bound> next;
    for (const Wall& wall : walls) {
        const bool longer = times[wall.bound] > (next ? times[*next] : Seconds<>());
        next = wall.bound != verdict.bound && longer ? wall.bound : next;
    }
    if (!next) {
        return;
    }
    const double factor = times[verdict.bound].inBaseUnits() / times[*next].inBaseUnits();
    if (std::isfinite(factor)) {
        verdict.nextBound = next;
        verdict.nextFactor = factor;
    }
}

std::string nextSentence(const Verdict& v)
{
    if (!v.nextBound) {
        return ".";
    }
    const Wall& limiting = wallOf(v.bound);
    const Wall& next = wallOf(*v.nextBound);
    if (v.nextFactor <= 2) {
        return std::string("; ") + limiting.doubled + " makes " + next.limit + " the limit.";
    }
    return std::string("; ") + limiting.limit + " stays the limit " + limiting.upTo + times(v.nextFactor) +
           limiting.than + ", then " + next.limit + ".";
}

std::string fitSentence(const Evaluation& e)
{
    const NumberStyle style = e.scenario->convention.numberStyle();
    if (!e.placement.fits) { // one level is enough, whatever others state
        return " Does not fit, by " + format(-e.placement.headroom.inBaseUnits(), Unit::Bytes, style) + ": " +
               e.placement.shortage + ".";
    }
    if (!e.placement.capacityKnown) {
        return " The device states no capacity.";
    }
    return " Fits, " + format(e.placement.headroom.inBaseUnits(), Unit::Bytes, style) + " free.";
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
    const double longer = std::max(totals.times.compute, totals.times.memory).inBaseUnits();
    const double shorter = std::min(totals.times.compute, totals.times.memory).inBaseUnits();
    verdict.margin = shorter > 0 ? longer / shorter : 1;
    findNextWall(totals, verdict);
    return verdict;
}

std::string sentenceOf(const Evaluation& e)
{
    const Verdict& verdict = e.verdict;
    if (e.stages.empty() || e.stages[verdict.stage].operators.empty()) {
        return "The model has no operators.";
    }
    return boundSentence(e, verdict) + nextSentence(verdict) + fitSentence(e);
}

} // namespace ridge

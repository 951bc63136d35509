#include "core/studies/own_measurements.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace ridge {
namespace {

constexpr double tolerance = 1.005; // of what is called impossible: measurements have three digits

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

bool isSame(const std::string& a, const std::string& b) { return lower(a) == lower(b); }

/// Of one execution of what a measurement is of.
struct Ours {
    double seconds = 0, ops = 0, bytes = 0, joules = 0; // those of arithmetic, movement and idling
};

Ours& operator+=(Ours& sum, const Ours& part)
{
    sum.seconds += part.seconds, sum.ops += part.ops, sum.bytes += part.bytes, sum.joules += part.joules;
    return sum;
}

Ours times(double count, const Ours& one)
{
    return {count * one.seconds, count * one.ops, count * one.bytes, count * one.joules};
}

Ours ofStage(const StageTotals& t)
{
    return {t.time.inBaseUnits(), t.ops.inBaseUnits(), t.bytes.inBaseUnits(),
            (t.energyCompute + t.energyMovement + t.energyStatic).inBaseUnits()};
}

Ours ofOperator(const OperatorCost& cost)
{
    return {cost.time.inBaseUnits(), cost.ops.inBaseUnits(), cost.bytes.inBaseUnits(), cost.energy().inBaseUnits()};
}

Ours ofRun(const Evaluation& e)
{
    Ours sum;
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        sum += times(e.program.stages[s].repeat, ofStage(e.stages[s].totals));
    }
    return sum;
}

/// Looks the subject up: the model first, then stages, then operators, with or without their stage before them.
Ours find(PlacedMeasurement& placed, const Evaluation& e)
{
    using Part = PlacedMeasurement::Part;
    const std::string& subject = placed.own.subject;
    const Model& model = e.scenario->model;
    if (subject.empty() || isSame(subject, model.id) || isSame(subject, model.name)) {
        placed.part = Part::Whole;
        placed.name = model.name;
        return ofRun(e);
    }
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        const Stage& stage = e.program.stages[s];
        if (isSame(subject, stage.name)) {
            placed.part = Part::OneStage, placed.stage = s, placed.name = stage.name;
            return ofStage(e.stages[s].totals);
        }
    }
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        const Stage& stage = e.program.stages[s];
        for (std::size_t i = 0; i < stage.operators.size(); ++i) {
            const std::string& name = stage.operators[i].name;
            if (isSame(subject, name) || isSame(subject, stage.name + "/" + name)) {
                placed.part = Part::OneOperator, placed.stage = s, placed.op = i, placed.name = name;
                return ofOperator(e.stages[s].operators[i]);
            }
        }
    }
    return {};
}

/// Where a rate was measured it is the model's: of tokens where they are generated, of samples elsewhere.
std::optional<double> secondsOf(PlacedMeasurement& placed, const Evaluation& e, Ours& ours)
{
    const OwnMeasurement& own = placed.own;
    if (own.time || !own.rate || *own.rate <= 0) {
        return own.time;
    }
    if (placed.part == PlacedMeasurement::Part::Whole) {
        if (const auto decode = e.program.find(StageRole::Decode)) {
            placed.part = PlacedMeasurement::Part::OneStage, placed.stage = *decode;
            placed.name += ", " + e.program.stages[*decode].name;
            ours = ofStage(e.stages[*decode].totals);
            return e.program.samples * e.program.perRound / *own.rate;
        }
        return e.program.samples / *own.rate;
    }
    if (placed.part == PlacedMeasurement::Part::OneStage) {
        const Stage& stage = e.program.stages[placed.stage];
        return std::max(stage.tokens, stage.samples) / *own.rate;
    }
    return std::nullopt;
}

/// Which mistake has the size of that factor.
std::string mistakeOf(double factor, const Evaluation& e)
{
    const auto precision = static_cast<std::size_t>(e.computePrecision);
    const Device& device = e.scenario->device;
    if (factor > 300) {
        return "most likely a wrong unit, milliseconds for seconds or the like";
    }
    if (const auto dense = device.peak[precision], sparse = device.sparsePeak[precision];
        dense && sparse && factor <= *sparse / *dense * tolerance && factor > 1.2) {
        return "structured sparsity would allow it, or a narrower format, or a peak of the device is too low";
    }
    return factor <= 1.2 ? "a peak or bandwidth of the device is most likely too low"
                         : "a wrong unit, a narrower format, or work that was left out";
}

PlacedMeasurement place(const OwnMeasurement& own, const Evaluation& e)
{
    PlacedMeasurement placed;
    placed.own = own;
    Ours ours = find(placed, e);
    if (placed.part == PlacedMeasurement::Part::Nowhere) {
        return placed;
    }
    placed.seconds = secondsOf(placed, e, ours);
    placed.bound = ours.seconds;
    if (placed.seconds && *placed.seconds > 0 && ours.ops > 0 && ours.bytes > 0) {
        placed.intensity = ours.ops / ours.bytes;
        placed.opsPerSecond = ours.ops / *placed.seconds;
    }
    if (own.energy && ours.joules > 0) {
        placed.lowestEnergy = ours.joules;
        placed.ourEnergy = ours.joules + e.restPower.inBaseUnits() * ours.seconds;
    }
    if (placed.isImpossible()) {
        const double faster = placed.share().value_or(1);
        const double leaner = placed.lowestEnergy && *own.energy > 0 ? *placed.lowestEnergy / *own.energy : 1;
        placed.hint = mistakeOf(std::max(faster, leaner), e);
    }
    return placed;
}

} // namespace

std::optional<double> PlacedMeasurement::share() const
{
    return seconds && *seconds > 0 && bound > 0 ? std::optional(bound / *seconds) : std::nullopt;
}

bool PlacedMeasurement::isImpossible() const
{
    return share().value_or(0) > tolerance || (lowestEnergy && own.energy && *lowestEnergy > tolerance * *own.energy);
}

std::string PlacedMeasurement::sentence() const
{
    if (part == Part::Nowhere) {
        return "Line " + std::to_string(own.line) + ": no operator, stage or model is called \"" + own.subject + "\".";
    }
    const std::optional<double> reached = share();
    if (isImpossible()) {
        const bool fast = reached.value_or(0) > tolerance;
        return name + ": " +
               (fast ? format(*reached, Unit::Ratio) + " of what its roof allows: "
                     : format(own.energy, Unit::Joules) + " is less than the " + format(lowestEnergy, Unit::Joules) +
                           " of arithmetic and movement: ") +
               hint + ".";
    }
    if (reached) {
        return name + ": " + format(*reached, Unit::Percent) + " of the speed of light.";
    }
    return lowestEnergy ? name + ": " + format(*own.energy / *lowestEnergy, Unit::Ratio) + " of the lower bound."
                        : name + ": nothing was measured that ours could stand beside.";
}

std::vector<PlacedMeasurement> placed(const std::vector<OwnMeasurement>& measurements, const Evaluation& evaluation)
{
    std::vector<PlacedMeasurement> all;
    all.reserve(measurements.size());
    for (const OwnMeasurement& own : measurements) {
        all.push_back(place(own, evaluation));
    }
    return all;
}

} // namespace ridge

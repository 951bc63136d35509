#include "ui/charts/roofline/roofline_geometry.h"

#include "core/analysis/operator_work.h"
#include "ui/shown.h"

#include <algorithm>
#include <cmath>

namespace ridge {

namespace {

constexpr double sameHeight = 0.02; // roofs closer than this are one line on the screen

QString asText(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

bool alike(double a, double b) { return std::abs(a - b) <= sameHeight * std::max(a, b); }

/// The roof in use, and the speed of light above it where utilisation lowers it.
void addInUse(std::vector<Roof>& roofs, double rate, double utilisation, const QString& label, std::string parameter)
{
    const bool lowered = utilisation > 0 && utilisation < 1 - sameHeight / 2;
    const QString note = lowered ? QStringLiteral(" · %1 %").arg(qRound(utilisation * 100)) : QString();
    roofs.push_back({rate * utilisation, true, false, label + note, std::move(parameter)});
    if (lowered) {
        roofs.push_back({rate, false, true, {}});
    }
}

void addMemoryRoofs(RooflineMachine& machine, const Evaluation& e)
{
    const auto label = [](const MemoryLevel& level) {
        return shownName(level.name) + " " + QString::fromStdString(format(level.bandwidth, Unit::BytesPerSecond));
    };
    const auto parameter = [&e](const MemoryLevel& level) {
        const std::string id = levelId(e.scenario->device, &level);
        return id.empty() ? id : id + ".bandwidth";
    };
    const double utilisation = e.scenario->deployment.bandwidthUtilisation;
    const MemoryLevel* working = e.workingLevel();
    const MemoryLevel* weights = e.weightLevel();
    if (working) {
        addInUse(machine.memory, working->bandwidth, utilisation, label(*working), parameter(*working));
        machine.memory.front().level = weights == working ? LevelKind::Memory : LevelKind::Working;
    }
    if (weights && weights != working && weights->bandwidth > 0) {
        machine.memory.push_back(
            {weights->bandwidth * utilisation, true, false, label(*weights), parameter(*weights), LevelKind::Weights});
    }
    for (const MemoryLevel& level : e.scenario->device.memory) {
        if (&level != working && &level != weights && level.bandwidth > 0) {
            machine.memory.push_back({level.bandwidth, false, false, label(level), parameter(level)});
        }
    }
}

void addLinkRoofs(RooflineMachine& machine, const Levels& levels)
{
    for (const Level& level : levels.all()) {
        if (level.isLink()) {
            machine.memory.push_back(
                {level.rate, false, false,
                 shownName(level.name) + " " + QString::fromStdString(format(level.rate, Unit::BytesPerSecond)),
                 level.parameter, level.kind});
        }
    }
}

/// The roof of the level comes first, and no other slanted one is in use.
void raise(std::vector<Roof>& roofs, LevelKind level)
{
    const auto chosen = std::ranges::find(roofs, std::optional(level), &Roof::level);
    if (chosen == roofs.end() || chosen == roofs.begin()) {
        return;
    }
    std::rotate(roofs.begin(), chosen, chosen + 1);
    std::erase_if(roofs, [](const Roof& roof) { return roof.isLimit; });
    for (Roof& roof : roofs) {
        roof.inUse = &roof == &roofs.front();
    }
}

void addComputeRoofs(RooflineMachine& machine, const Evaluation& e)
{
    const auto name = [](Precision precision) { return asText(infoOf(precision).label); };
    const double peak = e.peak.inBaseUnits();
    addInUse(machine.compute, peak, e.scenario->deployment.computeUtilisation,
             name(e.computePrecision) + " dense " + rateText(peak, machine.integerOps),
             "device.peak." + std::string(infoOf(e.computePrecision).id));
    std::vector<std::pair<double, QString>> others; // precisions of one height share a line
    for (Precision precision : allPrecisions) {
        const std::optional<double> rate = e.scenario->device.peak[static_cast<std::size_t>(precision)];
        if (!rate || *rate <= 0 || alike(*rate, peak)) {
            continue;
        }
        const auto same =
            std::find_if(others.begin(), others.end(), [&](const auto& o) { return alike(o.first, *rate); });
        if (same == others.end()) {
            others.emplace_back(*rate, name(precision));
        } else {
            same->second += ", " + name(precision);
        }
    }
    for (const auto& [rate, names] : others) {
        const bool integer = names.startsWith("INT");
        machine.compute.push_back({rate, false, false, names + " dense " + rateText(rate, integer)});
    }
}

double weightOf(const Evaluation& evaluation, const OperatorCost& cost, const LevelUse& use, DotSize size)
{
    switch (size) {
    case DotSize::Time:
        return cost.time.inBaseUnits();
    case DotSize::Energy:
        return evaluation.energyOf(cost).inBaseUnits();
    case DotSize::Bytes:
        return use.bytes.inBaseUnits();
    case DotSize::Equal:
        break;
    }
    return cost.time.inBaseUnits(); // equal dots are still ranked and filtered by time
}

} // namespace

double RooflineMachine::attainable(double intensity) const { return std::min(peak(), intensity * bandwidth()); }

RooflineMachine machineOf(const Evaluation& evaluation, const Levels& levels, LevelKind level)
{
    RooflineMachine machine;
    machine.integerOps = infoOf(evaluation.computePrecision).isInteger;
    addMemoryRoofs(machine, evaluation);
    addLinkRoofs(machine, levels);
    if (!levels.find(level)) {
        machine.memory.clear(); // nothing of it crosses that level
    } else if (level != LevelKind::Memory) {
        raise(machine.memory, level);
    }
    addComputeRoofs(machine, evaluation);
    return machine;
}

RooflineMachine machineOf(const Evaluation& evaluation)
{
    return machineOf(evaluation, Levels(evaluation), LevelKind::Memory);
}

RooflineFrame frameOf(const RooflineMachine& machine, const Device& device)
{
    if (!machine.hasRidge()) {
        return {};
    }
    const double ridge = std::log10(machine.ridge());
    // Where the ridge is far left, as on microcontrollers, convolutions lie far right of it.
    const bool early = ridge < 1;
    const double left = std::floor(ridge - (early ? 2.0 : 2.5)), right = std::ceil(ridge + (early ? 2.5 : 1.5));
    const double lowest = std::log10(machine.bandwidth()) + left;
    const double highest =
        std::log10(std::max_element(machine.compute.begin(), machine.compute.end(), [](auto& a, auto& b) {
                       return a.rate < b.rate;
                   })->rate);
    // Launch overhead pushes small operators below the roof: a decade of room for them. Above, room for a label.
    const double bottom = std::floor(lowest - (device.launchOverhead > 0 ? 1.0 : 0.2));
    const double top = std::ceil((highest + 0.25) * 4) / 4;
    return {std::pow(10.0, left), std::pow(10.0, right), std::pow(10.0, bottom), std::pow(10.0, top)};
}

std::optional<RooflineDot> dotAt(const Evaluation& evaluation, const Levels& levels, LevelKind level, OperatorRef ref)
{
    const auto s = static_cast<std::size_t>(ref.stage), i = static_cast<std::size_t>(ref.op);
    const OperatorCost& cost = evaluation.stages[s].operators[i];
    const LevelUse use = levels.use(level, s, i);
    // An epilogue is part of its producer's kernel: a dot of its own would claim a place on the roof.
    if (cost.ops <= Ops<>() || use.bytes <= Bytes<>() || use.time <= Seconds<>() ||
        evaluation.program.stages[s].operators[i].inPlace) {
        return std::nullopt;
    }
    const Bound bound = use.time > 2 * cost.time ? Bound::Network : cost.bound; // most of it is the exchange
    return RooflineDot{ref, use.intensity(cost.ops), use.achieved(cost.ops), 0, bound};
}

std::vector<RooflineDot> dotsOf(const Evaluation& evaluation, const Levels& levels, LevelKind level, DotSize size,
                                double heaviest)
{
    std::vector<RooflineDot> dots;
    double whole = 0;
    for (std::size_t s = 0; s < evaluation.stages.size(); ++s) {
        const Stage& stage = evaluation.program.stages[s];
        const std::vector<OperatorCost>& costs = evaluation.stages[s].operators;
        for (std::size_t i = 0; i < costs.size(); ++i) {
            const double weight =
                weightOf(evaluation, costs[i], levels.use(level, s, i), size) * stage.operators[i].count * stage.repeat;
            whole += weight;
            if (auto dot = dotAt(evaluation, levels, level, {static_cast<int>(s), static_cast<int>(i)})) {
                dot->share = weight;
                dots.push_back(*dot);
            }
        }
    }
    std::stable_sort(dots.begin(), dots.end(), [](const auto& a, const auto& b) { return a.share > b.share; });
    double seen = 0;
    std::size_t kept = 0;
    while (kept < dots.size() && (heaviest >= 1 || seen < heaviest * whole)) {
        seen += dots[kept].share;
        dots[kept].share = whole > 0 ? dots[kept].share / whole : 0;
        ++kept;
    }
    dots.resize(kept);
    return dots;
}

QString rateText(double opsPerSecond, bool integerOps)
{
    return QString::fromStdString(format(opsPerSecond, Unit::OpsPerSecond, {.integerOps = integerOps}));
}

QString intensityText(double opsPerByte, bool integerOps)
{
    return QString::fromStdString(format(opsPerByte, Unit::OpsPerByte, {.integerOps = integerOps}));
}

} // namespace ridge

// What the user should know about a scenario's results, as issues.

#include "core/analysis/cost.h"
#include "core/evaluate/evaluate.h"
#include "core/levers/levers.h"
#include "core/quantity/digits.h"
#include "core/scenario/validation.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

void aboutPrecision(const Evaluation& e, std::vector<Issue>& issues)
{
    const Deployment& d = e.scenario->deployment;
    const Precision wanted = d.computedIn();
    if (arithmeticOf(wanted) != e.computePrecision) {
        issues.push_back({Severity::Info, "deployment.activations",
                          e.scenario->device.name + " has no " + std::string(infoOf(arithmeticOf(wanted)).label) +
                              " arithmetic; " + std::string(infoOf(e.computePrecision).label) +
                              " is used, traffic stays at " + std::string(infoOf(wanted).label) + "."});
    }
}

void aboutFit(const Evaluation& e, std::vector<Issue>& issues)
{
    if (!e.placement.fits) {
        const NumberStyle style = e.numberStyle();
        issues.push_back({Severity::Warning, "device.memory.capacity",
                          "Does not fit: " + e.placement.shortage + ", " +
                              format(-e.placement.headroom.inBaseUnits(), Unit::Bytes, style) + " too much."});
    }
}

/// A cache that was chosen and is not used, or is.
void aboutCache(const Evaluation& e, std::vector<Issue>& issues)
{
    const Device& device = e.scenario->device;
    const auto chosen = static_cast<std::size_t>(e.scenario->deployment.memoryLevel);
    if (chosen < 1 || chosen > device.memory.size() || &device.memory[chosen - 1] == device.mainMemory()) {
        return;
    }
    const MemoryLevel& level = device.memory[chosen - 1];
    const bool isUsed = e.workingLevel() == &level;
    issues.push_back(
        {isUsed ? Severity::Info : Severity::Warning, "deployment.memory_level",
         isUsed ? "Runs from " + level.name + ": weights and activations are taken to stay there from run to run."
                : level.name + " does not hold the model; " +
                      (e.workingLevel() ? e.workingLevel()->name : "no memory") + " is used."});
}

void aboutEnergy(const Evaluation& e, std::vector<Issue>& issues)
{
    const Device& device = e.scenario->device;
    if (!device.idlePower && device.tdp > 0) {
        issues.push_back(
            {Severity::Info, "device.tdp",
             device.name + " states no idle power; what it draws at rest counts as the rest of the board."});
    }
    if (e.scenario->convention.energy != EnergyRule::TdpTimesTime || e.latency() <= Seconds<>()) {
        return;
    }
    if (device.tdp <= 0) {
        issues.push_back({Severity::Info, "convention.energy",
                          device.name + " states no power limit, so power × time gives no energy; the lower bound "
                                        "counts arithmetic, memory and idling alone."});
        return;
    }
    const double least = (e.energyBottomUp() / e.latency() / e.program.devices).inBaseUnits(); // of each device
    const double full = device.tdp * e.scenario->deployment.powerUtilisation;
    const std::optional<double> typical = device.typicalPower;
    const auto watts = [](double value) { return format(value, Unit::Watts); };
    if (least > full) {
        issues.push_back({Severity::Warning, "device.tdp",
                          "Arithmetic and memory alone would draw " + watts(least) + ", more than TDP × utilisation, " +
                              watts(full) + ": the device would lower its clock. Energy follows the former."});
    } else if (full > 10 * least) {
        issues.push_back({Severity::Warning, "deployment.utilisation.power",
                          "Arithmetic, memory and idling account for " + watts(least) + " of the " + watts(full) +
                              " of TDP × utilisation, more than tenfold apart. Believe power × time: a meter counts "
                              "the whole board" +
                              (typical ? ", typically " + watts(*typical) : std::string()) +
                              "; lower the power use where a run is known to draw less."});
    }
}

/// What the reader of the weights had to say, and whether the file holds the weights that this architecture has.
void aboutStored(const Evaluation& e, std::vector<Issue>& issues)
{
    const Checkpoint& checkpoint = *e.scenario->model.checkpoint;
    for (const std::string& remark : checkpoint.remarks) {
        issues.push_back({Severity::Info, {}, remark});
    }
    const double own = e.memory.storedElements;
    const double stored = totalOf(checkpoint).elements;
    const double difference = std::abs(stored - own);
    if (!checkpoint.tensors.empty() && difference > 0) {
        issues.push_back({Severity::Info, "model.layers",
                          "The file's tensors hold " + groupedDigits(stored) + " elements, " +
                              groupedDigits(difference) + (stored > own ? " more" : " fewer") + " than the " +
                              groupedDigits(own) + " weights of this architecture."});
    }
}

void aboutRates(const Evaluation& e, std::vector<Issue>& issues)
{
    const std::string& name = e.scenario->device.name;
    if (e.peak.inBaseUnits() <= 0) {
        issues.push_back({Severity::Error, "", name + " states no peak rate; arithmetic counts as taking no time."});
    }
    const MemoryLevel* level = e.workingLevel();
    if (!level || level->bandwidth <= 0) {
        issues.push_back(
            {Severity::Error, "", name + " states no memory bandwidth; transfers count as taking no time."});
    }
}

/// Typical times say how well they are known; where nothing was measured they are none.
void aboutTypical(const Evaluation& e, std::vector<Issue>& issues)
{
    const Device& device = e.scenario->device;
    const Typical& typical = device.typical;
    if (e.scenario->convention.times != TimeRule::Typical) {
        return;
    }
    if (!e.scenario->isTypical()) {
        issues.push_back(
            {Severity::Warning, "convention.times",
             device.name + " states no class of devices that was measured: its times are those of light."});
        return;
    }
    issues.push_back({Severity::Info, "convention.times",
                      "Typical times follow " + std::to_string(typical.rows) + " measured runs of " +
                          std::to_string(typical.sources) + " sources on " + typical.label +
                          "; two of three lie within a factor of " + format(typical.spread, Unit::Count) +
                          " of them."});
}

/// Where gathers and scatters are most of the traffic, their share of the bandwidth decides the time.
void aboutIrregular(const Evaluation& e, std::vector<Issue>& issues)
{
    const double irregular = e.total([](const StageTotals& t) { return t.irregular.inBaseUnits(); });
    const double all = e.total([](const StageTotals& t) { return t.bytes.inBaseUnits(); });
    if (irregular > all / 2) {
        issues.push_back({Severity::Info, "deployment.utilisation.irregular",
                          "Gathers and scatters are " + format(irregular / all, Unit::Percent) +
                              " of the bytes; what share of the bandwidth they reach matters most."});
    }
}

bool hasAttention(const Program& program)
{
    return std::ranges::any_of(program.stages, [](const Stage& stage) {
        return std::ranges::any_of(stage.operators,
                                   [](const Operator& op) { return op.kind == OperatorKind::AttentionScores; });
    });
}

bool hasBlocks(const Program& program)
{
    return std::ranges::any_of(program.stages, [](const Stage& stage) {
        return std::ranges::any_of(stage.operators, [](const Operator& op) { return op.block != 0; });
    });
}

/// Settings of training that save nothing here, and what of the model does not learn.
void aboutTraining(const Evaluation& e, std::vector<Issue>& issues)
{
    if (!e.program.training) {
        return;
    }
    const Recomputation chosen = e.scenario->training.recomputation;
    const auto say = [&](const char* sentence) {
        issues.push_back({Severity::Warning, "training.recomputation", sentence});
    };
    if (chosen == Recomputation::Selective && !hasAttention(e.program)) {
        say("Selective recomputation saves nothing: the model has no attention scores.");
    } else if (chosen == Recomputation::Selective && e.scenario->deployment.fusion == Fusion::Attention) {
        say("Selective recomputation saves nothing: fused attention keeps no scores and computes them again anyway.");
    } else if ((chosen == Recomputation::Full || chosen == Recomputation::Every) && !hasBlocks(e.program)) {
        say("Recomputation saves nothing: the model is not made of blocks.");
    }
    for (const Stage& stage : e.program.stages) {
        if (stage.frozen) {
            issues.push_back({Severity::Info, "workload.task",
                              "The " + stage.name + " is taken as it is: it runs forward and does not learn."});
        }
    }
    if (e.program.stages[e.program.training->update].operators.empty()) {
        issues.push_back({Severity::Error, "workload.task", "No parameter learns."});
    }
}

/// A lever that is pulled and does nothing would be taken for one that saves nothing.
void aboutLevers(const Evaluation& e, std::vector<Issue>& issues)
{
    const LeverSettings& chosen = e.chosen->levers;
    for (const Lever* lever : leverCatalogue()) {
        const bool isChosen = !chosen.empty() && chosen.contains(lever->switchId());
        const char* reason = isChosen ? lever->refusal(*e.chosen) : nullptr;
        if (reason) {
            issues.push_back(
                {Severity::Warning, lever->switchId(), std::string(lever->label) + " is not applied: " + reason + "."});
        }
    }
    for (const LeverText* lever : e.idleLevers) {
        issues.push_back({Severity::Warning, lever->switchId(),
                          std::string(lever->label) + " finds nothing to change in this model."});
    }
}

/// "conv1 to fc6": what the shown rank of a pipeline runs of the longest stage.
std::string runOf(const Program& program)
{
    const auto longest =
        std::ranges::max_element(program.stages, {}, [](const Stage& stage) { return stage.operators.size(); });
    const Operator *first = nullptr, *last = nullptr;
    for (const Operator& op : longest->operators) {
        if (op.count > 0 && !isExchange(op.kind) && op.kind != OperatorKind::PipelineWait) {
            first = first ? first : &op;
            last = &op;
        }
    }
    return first ? first->name + " to " + last->name : "";
}

void aboutRanks(const Evaluation& e, std::vector<Issue>& issues)
{
    if (e.fullest) {
        issues.push_back({Severity::Info, "deployment.split.pipeline",
                          "Times are of the slowest rank of the pipeline (" + runOf(e.program) +
                              "), memory is of the one that holds most (" + runOf(e.fullest->program) + ")."});
    }
}

} // namespace

std::vector<Issue> findIssues(const Evaluation& e)
{
    std::vector<Issue> issues;
    if (const Gaps& gaps = e.program.gaps; gaps.any()) {
        issues.push_back({areGrave(gaps) ? Severity::Error : Severity::Warning, {}, sentenceOf(gaps)});
    }
    const std::vector<Issue> invalid = validate(*e.chosen);
    issues.insert(issues.end(), invalid.begin(), invalid.end());
    issues.insert(issues.end(), e.program.issues.begin(), e.program.issues.end());
    aboutRates(e, issues);
    aboutFit(e, issues);
    aboutRanks(e, issues);
    aboutPrecision(e, issues);
    aboutStored(e, issues);
    aboutCache(e, issues);
    aboutEnergy(e, issues);
    aboutIrregular(e, issues);
    aboutTraining(e, issues);
    aboutTypical(e, issues);
    aboutLevers(e, issues);
    return issues;
}

} // namespace ridge

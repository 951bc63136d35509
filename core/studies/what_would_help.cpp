#include "core/studies/what_would_help.h"

#include "core/analysis/cost.h"
#include "core/evaluate/crossing.h"
#include "core/evaluate/evaluate.h"
#include "core/explain/note_text.h"
#include "core/scenario/parameters/parameters.h"
#include "core/studies/change.h"
#include "core/studies/pulled_levers.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace ridge {
namespace {

constexpr double worthSaying = 1.02; // a factor below is not
constexpr double mostLoss = 0.95;    // of speed, for what saves memory alone
constexpr double keeping = 50;       // of a gain: what learns the same comes before what learns less
constexpr std::string_view asked[] = {"latency", "memory_footprint", "energy_per_inference", "tpot",
                                      "ttft",    "max_batch"};

/// One change, before it is tried.
struct Try {
    std::string title;
    std::map<std::string, std::string> settings;
    std::string caveat;      // half a sentence; may be empty
    std::string field;       // what it changes: of several that change the same the best is kept
    bool isSameStep = false; // of training: it learns the same
};

/// Reads "Needs uptraining; T5-XXL went …" as "needs uptraining".
std::string firstClause(std::string_view text)
{
    const std::size_t end = std::min(text.find(';'), text.find(". "));
    std::string clause(text.substr(0, std::min(end, text.ends_with('.') ? text.size() - 1 : text.size())));
    clause = clause.substr(0, clause.find(" ("));
    if (clause.size() > 1 && clause[1] >= 'a' && clause[1] <= 'z' && clause[0] >= 'A' && clause[0] <= 'Z') {
        clause[0] = static_cast<char>(clause[0] - 'A' + 'a');
    }
    return clause;
}

class Tries {
public:
    explicit Tries(const Evaluation& now) : m_now(now), m_s(*now.chosen) {}

    std::vector<Try> all()
    {
        addLevers();
        m_s.trains() ? addTraining() : addFormats();
        addBatches();
        return std::move(m_tries);
    }

private:
    void addLevers()
    {
        for (const LeverText* lever : leverTexts()) {
            const Parameter* row = catalogueRow(m_s, lever->switchId());
            if (row && !isSwitchedOn(m_s, *lever) && !lever->refusal(m_s)) {
                m_tries.push_back({lever->label,
                                   {{row->id, parameterText(*row, lever->toggle.on)}},
                                   firstClause(lever->caveat),
                                   row->id});
            }
        }
    }

    /// What a step computes again, and what replicas share of its state.
    void addTraining()
    {
        const auto add = [this](const char* title, const char* field, const char* value, const char* caveat) {
            m_tries.push_back({title, {{field, value}}, caveat, field, true});
        };
        if (m_s.training.recomputation == Recomputation::None) {
            add("Selective recomputation", "training.recomputation", "selective", "attention is computed again");
        }
        if (m_s.training.recomputation != Recomputation::Full) {
            add("Full recomputation", "training.recomputation", "full", "forward is computed once more in backward");
        }
        if (m_s.deployment.split.replicas() > 1) {
            add("A shared optimizer state (ZeRO 1)", "deployment.split.sharded", "optimizer", "");
            add("Shared gradients and optimizer state (ZeRO 2)", "deployment.split.sharded", "gradients", "");
            add("Shared weights, gradients and states (ZeRO 3)", "deployment.split.sharded", "weights",
                "weights are gathered for every layer");
        }
    }

    /// The format of that many bits that tensors of this use would get: one whose unit the device has, if there is one.
    std::optional<Precision> formatOf(FormatUse use, double bits) const
    {
        std::optional<Precision> found;
        for (const Precision format : formatsFor(use)) {
            const PrecisionInfo& info = infoOf(format);
            const bool isKnown = !info.accuracy.empty() || (hasUnit(format) && !info.isGrouped());
            if (info.bits == bits && isKnown && (bits >= 8 || info.isGrouped())) { // 4 bits without groups lose more
                found = !found || (hasUnit(format) && !hasUnit(*found)) ? format : *found;
            }
        }
        return found;
    }
    bool hasUnit(Precision format) const
    {
        return m_s.device.peak[static_cast<std::size_t>(arithmeticOf(format))].has_value();
    }

    /// Text of the format as the parameter takes it; empty where it would not be narrower.
    std::string narrower(FormatUse use, Precision now, double bits) const
    {
        const std::optional<Precision> format = formatOf(use, bits);
        return format && bits < storageBits(now, m_s.deployment) ? std::string(infoOf(*format).id) : std::string();
    }

    std::string accuracyOf(FormatUse use, double bits) const
    {
        const std::optional<Precision> format = formatOf(use, bits);
        const std::string_view accuracy = format ? infoOf(*format).accuracy : std::string_view();
        return accuracy.empty() ? std::string() : "accuracy: " + std::string(accuracy);
    }

    void addFormats()
    {
        const Deployment& d = m_s.deployment;
        const std::string cache = m_s.model.generates() ? narrower(FormatUse::KvCache, d.kvCache, 8) : "";
        for (const double bits : {8.0, 4.0}) {
            const std::string weights = narrower(FormatUse::Weights, d.weights, bits);
            if (weights.empty()) {
                continue;
            }
            const std::string words = format(bits, Unit::Count) + "-bit weights";
            const std::string accuracy = accuracyOf(FormatUse::Weights, bits);
            m_tries.push_back({words, {{"deployment.weights", weights}}, accuracy, "deployment.weights"});
            if (!cache.empty()) {
                m_tries.push_back({words + " and an 8-bit cache",
                                   {{"deployment.weights", weights}, {"deployment.kv_cache", cache}},
                                   accuracy,
                                   "deployment.weights"});
            }
        }
        if (!cache.empty()) {
            m_tries.push_back({"An 8-bit cache",
                               {{"deployment.kv_cache", cache}},
                               accuracyOf(FormatUse::KvCache, 8),
                               "deployment.kv_cache"});
        }
        addArithmetic();
    }

    /// Activations of 8 bits are worth a word where the device multiplies them faster.
    void addArithmetic()
    {
        const Deployment& d = m_s.deployment;
        const std::string eight = narrower(FormatUse::Activations, d.activations, 8);
        const std::optional<Precision> format = formatOf(FormatUse::Activations, 8);
        if (eight.empty() || !hasUnit(*format)) {
            return;
        }
        std::map<std::string, std::string> settings{{"deployment.activations", eight}};
        const std::string weights = narrower(FormatUse::Weights, d.weights, 8);
        if (!weights.empty()) {
            settings.emplace("deployment.weights", weights);
        }
        m_tries.push_back({weights.empty() ? "8-bit activations" : "8-bit weights and activations", settings,
                           accuracyOf(FormatUse::Activations, 8), "deployment.activations"});
    }

    /// Where memory limits, as many as arithmetic keeps up with, or as fit; fewer where this many do not.
    void addBatches()
    {
        const Parameter* row = catalogueRow(m_s, "workload.batch");
        if (!row || m_now.stages.empty()) {
            return;
        }
        const double batch = *row->get(m_s);
        const double most = std::min(metric(m_now, "max_batch").value.value_or(0), row->maximum);
        const double target = m_now.placement.fits ? keptUpWith(most) : most;
        if (target >= 1 && target != batch) {
            m_tries.push_back({"Batch " + format(target, Unit::Count),
                               {{row->id, parameterText(*row, target)}},
                               target > batch ? "each request waits for the others" : "",
                               row->id});
        }
    }
    double keptUpWith(double most) const
    {
        if (m_now.verdict.bound != Bound::Memory) {
            return 0;
        }
        const std::optional<Crossing> crossing = crossingOf(m_now, m_now.verdict.stage);
        const bool isBatch = crossing && std::string_view(crossing->what) == "batch";
        return isBatch && (most < 1 || crossing->at < most) ? crossing->at : most; // no capacity may be known
    }

    const Evaluation& m_now;
    const Scenario& m_s;
    std::vector<Try> m_tries;
};

double over(const Evaluation& now, const Evaluation& there, std::string_view id)
{
    const std::optional<double> a = metric(now, id).value, b = metric(there, id).value;
    return a && b && *a > 0 && *b > 0 ? *a / *b : 1;
}

/// How much better, of what there is for one request or image.
struct Better {
    double speed = 1, memory = 1, energy = 1;
    bool fits = true;

    bool isEqual(const Better& other) const
    {
        return speed == other.speed && memory == other.memory && energy == other.energy;
    }
};

Better betterOf(const Evaluation& now, const Evaluation& there)
{
    const double batches = there.chosen->workload.batch / now.chosen->workload.batch;
    return {over(now, there, "latency") * batches, over(now, there, "memory_footprint"),
            over(now, there, "energy_per_inference"), there.placement.fits};
}

/// Time counts most; what makes it fit counts more than anything.
double gainOf(const Better& better, bool fitsNow)
{
    constexpr double memoryShare = 0.25, energyShare = 0.25, fitting = 100;
    const double gain =
        std::log(better.speed) + memoryShare * std::log(better.memory) + energyShare * std::log(better.energy);
    return gain + (better.fits && !fitsNow ? fitting : 0);
}

bool isWorthSaying(const Better& better, bool fitsNow)
{
    if (gainOf(better, fitsNow) <= 0 || (fitsNow && !better.fits)) {
        return false;
    }
    const bool savesMemory = better.memory >= worthSaying;
    return better.fits != fitsNow || better.speed >= worthSaying || (better.speed >= mostLoss && savesMemory);
}

std::string faster(const char* what, double factor)
{
    const bool isFaster = factor > 1;
    return std::string(what) + (*what ? " " : "") + times(isFaster ? factor : 1 / factor) +
           (isFaster ? " faster" : " slower");
}

void addSpeed(std::vector<std::string>& parts, const Evaluation& now, const Evaluation& there, double batches)
{
    const auto isMoved = [](double factor) { return factor >= worthSaying || factor <= 1 / worthSaying; };
    if (batches > 1) {
        parts.push_back(times(over(now, there, "latency") * batches) + " the throughput");
        return;
    }
    if (metric(now, "tpot").value && metric(there, "tpot").value) {
        const double decode = over(now, there, "tpot"), prefill = over(now, there, "ttft");
        if (isMoved(decode)) {
            parts.push_back(faster("decode", decode));
        }
        if (isMoved(prefill)) {
            parts.push_back(faster("prefill", prefill));
        }
        return;
    }
    if (const double factor = over(now, there, "latency"); isMoved(factor)) {
        parts.push_back(faster("", factor));
    }
}

std::string sentenceFor(const Try& one, const Evaluation& now, const Evaluation& there)
{
    std::vector<std::string> parts;
    const NumberStyle style = now.numberStyle();
    if (there.placement.fits && !now.placement.fits) {
        parts.push_back("fits, " + format(there.placement.headroom.inBaseUnits(), Unit::Bytes, style) + " free");
    }
    addSpeed(parts, now, there, there.chosen->workload.batch / now.chosen->workload.batch);
    const double saved =
        metric(now, "memory_footprint").value.value_or(0) - metric(there, "memory_footprint").value.value_or(0);
    const double memory = over(now, there, "memory_footprint");
    if (memory >= worthSaying || memory <= 1 / worthSaying) {
        parts.push_back(format(std::fabs(saved), Unit::Bytes, style) + (saved > 0 ? " less" : " more"));
    }
    const double energy = over(now, there, "energy_per_inference");
    if (parts.size() < 3 && energy >= worthSaying) {
        parts.push_back("energy " + changeText(1 / energy));
    }
    std::string text = one.title + ": ";
    for (const std::string& part : parts) {
        text += (&part == &parts.front() ? "" : ", ") + part;
    }
    return text + (one.caveat.empty() ? "." : "; " + one.caveat + ".");
}

std::optional<Evaluation> tried(const Evaluation& now, const Try& one)
{
    Scenario scenario = *now.chosen;
    if (!setParameters(scenario, one.settings).empty()) {
        return std::nullopt;
    }
    return assess(std::make_shared<const Scenario>(std::move(scenario)), asked);
}

struct Found {
    Help help;
    Better better;
    std::string field;
};

std::vector<Help> best(std::vector<Found> found)
{
    std::ranges::stable_sort(found, [](const Found& a, const Found& b) { return a.help.gain > b.help.gain; });
    std::vector<Help> best;
    std::vector<Better> said;
    std::set<std::string> fields;
    for (Found& each : found) {
        const auto isEqual = [&each](const Better& other) { return other.isEqual(each.better); };
        if (best.size() < mostHelp && std::ranges::none_of(said, isEqual) && fields.insert(each.field).second) {
            said.push_back(each.better);
            best.push_back(std::move(each.help));
        }
    }
    return best;
}

} // namespace

std::vector<Help> whatWouldHelp(std::shared_ptr<const Scenario> chosen, const StudyRun& run)
{
    const Evaluation now = assess(std::move(chosen), asked);
    const std::vector<Try> tries = Tries(now).all();
    std::vector<std::optional<Found>> found(tries.size());
    const bool isWhole = forAll(tries.size(), run, [&](std::size_t i) {
        const std::optional<Evaluation> there = tried(now, tries[i]);
        const Better better = there ? betterOf(now, *there) : Better{};
        if (there && isWorthSaying(better, now.placement.fits)) {
            found[i] = Found{{tries[i].title, sentenceFor(tries[i], now, *there), tries[i].settings,
                              gainOf(better, now.placement.fits) + (tries[i].isSameStep ? keeping : 0)},
                             better,
                             tries[i].field};
        }
    });
    std::vector<Found> all;
    for (std::size_t i = 0; i < found.size() && isWhole; ++i) {
        if (found[i]) {
            all.push_back(std::move(*found[i]));
        }
    }
    return best(std::move(all));
}

Scenario helped(Scenario scenario, const Help& help)
{
    setParameters(scenario, help.settings);
    return scenario;
}

} // namespace ridge

#include "core/metrics/cost_facts.h"
#include "core/metrics/memory_facts.h"
#include "core/metrics/row.h"

namespace ridge {
namespace {

constexpr const char* noTraining = "nothing is trained: the task is inference";
constexpr const char* noTime = "nothing takes time";
constexpr const char* noTokens = "the model reads no tokens: its run is counted in samples";

/// The stage that ends in the loss: the last that learns.
std::optional<std::size_t> lossStage(const Evaluation& e)
{
    for (const Stage& stage : e.program.stages) {
        if (stage.gradientOf >= 0) {
            return static_cast<std::size_t>(stage.gradientOf);
        }
    }
    return std::nullopt;
}

/// Tokens of one step, all micro-batches; 0: of a model that reads none.
template <class N> N tokensPerStep(const Facts<N>& f)
{
    const std::optional<std::size_t> stage = lossStage(f.e);
    if (!stage || f.e.program.stages[*stage].tokens <= 0) {
        return N(0);
    }
    const StageOf<N>& ofRank = f.program().stages[*stage];
    return f.e.program.isSplit() ? f.batch() * ofRank.tokens / ofRank.samples : ofRank.tokens * f.repeat(*stage);
}

/// What a run is counted in: tokens where there are any, samples otherwise.
template <class N> N unitsPerStep(const Facts<N>& f)
{
    const N tokens = tokensPerStep(f);
    return valueOf(tokens) > 0 ? named("N_step", Unit::Count, tokens) : named("N_step", Unit::Count, f.batch());
}

template <class N> N runLength(const Facts<N>& f) { return f.leaf("training.length", "D", f.s.training.length); }

template <class N> N steps(const Facts<N>& f) { return roundedUp(runLength(f) / unitsPerStep(f)); }

template <class N> Seconds<N> stepTime(const Facts<N>& f) { return named("T_step", Unit::Seconds, f.latency()); }

/// Steps, and what is lost beside them.
template <class N> N stepsWithLosses(const Facts<N>& f)
{
    const N all = named("steps", Unit::Count, steps(f));
    const double lost = f.s.training.lost;
    return lost > 0 ? all / (N(1) - f.leaf("training.lost", "φ", lost, Unit::Fraction)) : all;
}

template <class N> Seconds<N> runTime(const Facts<N>& f) { return stepsWithLosses(f) * stepTime(f); }

template <class N> Seconds<N> namedRun(const Facts<N>& f) { return named("T_run", Unit::Seconds, runTime(f)); }

template <class N> Joules<N> runEnergy(const Facts<N>& f)
{
    return stepsWithLosses(f) * named("E_step", Unit::Joules, energyAtWall(f));
}

/// A row that has a value only where something is trained.
template <class Formula> Metric trainingMetric(const MetricText& text, Formula)
{
    return makeMetric(text, []<class N>(const Facts<N>& f) -> Answer<N> {
        return f.trains() ? Formula{}(f) : Answer<N>::none(noTraining);
    });
}

void addMemory(Metrics& rows)
{
    rows.push_back(trainingMetric(
        {"trainable_parameters", "Trainable parameters", "W_train", Family::Training, Unit::Count,
         "Weights and biases that an update changes.", "counted operator by operator"},
        RIDGE_FORMULA { return Answer<N>(MemoryFacts<N>(f).trained()); }));
    rows.push_back(trainingMetric(
        {"training_memory", "Training memory", "M_train", Family::Training, Unit::Bytes,
         "Weights, gradients, optimizer state, and activations at their worst moment.",
         "Rajbhandari et al. 2020 (arXiv:1910.02054), with what is alive at each moment"},
        RIDGE_FORMULA {
            const MemoryFacts<N> memory(f);
            return Answer<N>(named("weights", Unit::Bytes, memory.stored()) +
                             named("working set", Unit::Bytes, memory.working()));
        }));
    rows.push_back(trainingMetric(
        {"gradient_memory", "Gradient memory", "M_grad", Family::Training, Unit::Bytes,
         "Gradients of all trainable parameters, in the format of the regime.",
         "Rajbhandari et al. 2020 (arXiv:1910.02054)"},
        RIDGE_FORMULA { return Answer<N>(MemoryFacts<N>(f).gradients()); }));
    rows.push_back(trainingMetric(
        {"optimizer_memory", "Optimizer memory", "M_opt", Family::Training, Unit::Bytes,
         "Master copies and moments: the K bytes per parameter of ZeRO, 12 with Adam in mixed precision.",
         "Rajbhandari et al. 2020 (arXiv:1910.02054)"},
        RIDGE_FORMULA { return Answer<N>(MemoryFacts<N>(f).optimizer()); }));
    rows.push_back(trainingMetric(
        {"training_activations", "Saved activations", "M_saved", Family::Training, Unit::Bytes,
         "What forward keeps for backward: results, masks, statistics and the batch itself, once all of forward has "
         "run.",
         "Korthikanti et al. 2022 (arXiv:2205.05198), from the tensors that are saved"},
        RIDGE_FORMULA { return Answer<N>(MemoryFacts<N>(f).saved()); }));
}

template <class N> Answer<N> utilisation(const Facts<N>& f, Macs<N> (Facts<N>::*of)(std::size_t) const)
{
    const Seconds<N> time = f.latency();
    if (valueOf(time.inBaseUnits()) <= 0 || valueOf(f.machine.peak.inBaseUnits()) <= 0) {
        return Answer<N>::none(noTime);
    }
    const Macs<N> macs = named("MACs", Unit::Macs, f.overStages(of, "MACs", Unit::Macs));
    const auto one = formula::executed(macs, Ops<N>(N(0))) / (f.machine.peak * named("T_step", Unit::Seconds, time));
    return f.e.program.isSplit() ? one / f.program().devices : one;
}

void addStep(Metrics& rows)
{
    rows.push_back(trainingMetric(
        {"training_step_time", "Time of a step", "T_step", Family::Training, Unit::Seconds,
         "Forward and backward of all micro-batches, and the update.", "sum over the operators"},
        RIDGE_FORMULA { return f.latency(); }));
    rows.push_back(trainingMetric(
        {"training_tokens_per_second", "Tokens trained per second", "", Family::Training, Unit::TokensPerSecond,
         "Tokens of a step over its time.", "tokens over time"},
        RIDGE_FORMULA {
            const N tokens = tokensPerStep(f);
            if (valueOf(tokens) <= 0 || valueOf(f.latency().inBaseUnits()) <= 0) {
                return Answer<N>::none(valueOf(tokens) <= 0 ? noTokens : noTime);
            }
            return Answer<N>(named("N_step", Unit::Count, tokens) / stepTime(f).inBaseUnits());
        }));
    rows.push_back(trainingMetric(
        {"mfu", "Model FLOPs utilisation", "MFU", Family::Training, Unit::Percent,
         "Products of forward and backward over what the peak does in that time: what is computed again does not "
         "count.",
         "Chowdhery et al. 2022 (arXiv:2204.02311), appendix B; Korthikanti et al. 2022 (arXiv:2205.05198), eq. 7"},
        RIDGE_FORMULA { return utilisation(f, &Facts<N>::modelMacs); }));
    rows.push_back(trainingMetric(
        {"hfu", "Hardware FLOPs utilisation", "HFU", Family::Training, Unit::Percent,
         "All products over what the peak does in that time, those that are computed again among them.",
         "Korthikanti et al. 2022 (arXiv:2205.05198), eq. 8"},
        RIDGE_FORMULA { return utilisation(f, &Facts<N>::macs); }));
}

void addWork(Metrics& rows)
{
    rows.push_back(trainingMetric(
        {"training_flops", "Training compute", "C", Family::Training, Unit::Ops,
         "Products of forward and backward over the whole run, without what is computed again.",
         "counted operator by operator"},
        RIDGE_FORMULA {
            const Macs<N> step = named("MACs_step", Unit::Macs, f.overStages(&Facts<N>::modelMacs, "MACs", Unit::Macs));
            return formula::operations(named("steps", Unit::Count, steps(f)) * step, f.machine.opsPerMac);
        }));
    rows.push_back(trainingMetric(
        {"training_flops_rule", "Training compute, 6·P·D", "C_6PD", Family::Training, Unit::Ops,
         "Two operations forward and four backward for every parameter that works on a token, attention left out.",
         "Kaplan et al. 2020 (arXiv:2001.08361); corrections w"},
        RIDGE_FORMULA {
            if (valueOf(tokensPerStep(f)) <= 0) {
                return Answer<N>::none(noTokens);
            }
            const N active = f.hasExperts() ? f.activeParameters() : f.parameters();
            return Answer<N>(N(6) * named("P", Unit::Count, active) * runLength(f));
        }));
    rows.push_back(trainingMetric(
        {"chinchilla_tokens", "Compute-optimal tokens", "D_opt", Family::Training, Unit::Count,
         "Twenty for each parameter: a rule of thumb for the least compute, not for a model that is used a lot.",
         "Hoffmann et al. 2022 (arXiv:2203.15556): 1.4 T tokens for 70 B parameters"},
        RIDGE_FORMULA {
            return valueOf(tokensPerStep(f)) > 0 ? Answer<N>(N(20) * named("P", Unit::Count, f.parameters()))
                                                 : Answer<N>::none(noTokens);
        }));
}

void addRun(Metrics& rows)
{
    rows.push_back(trainingMetric(
        {"training_steps", "Steps of the run", "steps", Family::Training, Unit::Count,
         "Tokens, or samples, of the run over those of a step.", "run over step"},
        RIDGE_FORMULA { return Answer<N>(steps(f)); }));
    rows.push_back(trainingMetric(
        {"training_time", "Time of the run", "T_run", Family::Training, Unit::Seconds,
         "All steps, and the share of the time that is lost.", "steps × time of a step"},
        RIDGE_FORMULA { return runTime(f); }));
    rows.push_back(trainingMetric(
        {"training_device_hours", "Device hours of the run", "", Family::Training, Unit::Count,
         "Hours of the run, times the devices that it takes.", "as model cards count: devices × hours"},
        RIDGE_FORMULA { return Answer<N>(deviceHours(f, namedRun(f))); }));
    rows.push_back(trainingMetric(
        {"training_energy", "Energy of the run", "E_run", Family::Training, Unit::Joules,
         "At the wall, by the convention's energy model.", "energy of a step × steps"},
        RIDGE_FORMULA {
            const char* why = whyNoEnergy(f.e);
            return why ? Answer<N>::none(why) : Answer<N>(runEnergy(f));
        }));
}

void addRunCosts(Metrics& rows)
{
    rows.push_back(trainingMetric(
        {"training_cost", "Electricity of the run", "", Family::Training, Unit::Dollars,
         "Energy of the run × price per kilowatt-hour.", "energy × price"},
        RIDGE_FORMULA {
            const char* why = whyNoEnergy(f.e);
            return why ? Answer<N>::none(why) : Answer<N>(electricity(f, named("E_run", Unit::Joules, runEnergy(f))));
        }));
    rows.push_back(trainingMetric(
        {"training_rent", "Rent of the run", "", Family::Training, Unit::Dollars,
         "Device hours × what an hour is rented for: the electricity is in it.",
         "as DeepSeek-V3 (arXiv:2412.19437), table 1"},
        RIDGE_FORMULA {
            const char* why = whyNoRent(f.e);
            return why ? Answer<N>::none(why) : Answer<N>(rentFor(f, namedRun(f)));
        }));
    rows.push_back(trainingMetric(
        {"training_owned", "Cost of the run, owned", "", Family::Training, Unit::Dollars,
         "Electricity of the run, and the share of the devices' price that it takes from their lives. Without the "
         "computers around them, and those who run them.",
         "time over lifetime and use, as Luccioni et al. 2022 (arXiv:2211.02001) spread embodied carbon"},
        RIDGE_FORMULA {
            const char* why = whyNotOwned(f.e);
            return why ? Answer<N>::none(why)
                       : Answer<N>(ownedFor(f, named("E_run", Unit::Joules, runEnergy(f)), namedRun(f)));
        }));
}

void addRunCarbon(Metrics& rows)
{
    rows.push_back(trainingMetric(
        {"training_carbon", "Carbon of the run", "", Family::Training, Unit::Grams,
         "Energy of the run × grid intensity.", "cheat sheet; PUE counted once, as in mlco2/codecarbon"},
        RIDGE_FORMULA {
            const char* why = whyNoEnergy(f.e);
            return why ? Answer<N>::none(why)
                       : Answer<N>(operationalCarbon(f, named("E_run", Unit::Joules, runEnergy(f))));
        }));
    rows.push_back(trainingMetric(
        {"training_embodied", "Embodied carbon of the run", "", Family::Training, Unit::Grams,
         "The share of what making the devices emitted that the run takes from their lives.",
         "Luccioni et al. 2022 (arXiv:2211.02001), section 4.1"},
        RIDGE_FORMULA {
            const char* why = whyNoEmbodied(f.e);
            return why ? Answer<N>::none(why) : Answer<N>(embodiedFor(f, namedRun(f)));
        }));
}

} // namespace

void addTrainingMetrics(Metrics& rows)
{
    addMemory(rows);
    addStep(rows);
    addWork(rows);
    addRun(rows);
    addRunCosts(rows);
    addRunCarbon(rows);
}

} // namespace ridge

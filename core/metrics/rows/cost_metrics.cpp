#include "core/metrics/cost_facts.h"
#include "core/metrics/row.h"

namespace ridge {
namespace {

constexpr const char* spread =
    "time over lifetime and use, as Luccioni et al. 2022 (arXiv:2211.02001) spread embodied carbon";
constexpr const char* perHour = "device hours × rent, as DeepSeek-V3 (arXiv:2412.19437), table 1";
constexpr const char* million = "what one token takes × 10⁶, the unit of price lists";

/// What one thing takes: an inference, an output token or an input token.
template <class N> struct Taken {
    Joules<N> energy;
    Seconds<N> time; // of every device
};

template <class N> Taken<N> inference(const Facts<N>& f)
{
    return {named("E", Unit::Joules, perInference(f)),
            named("t_each", Unit::Seconds, named("T", Unit::Seconds, f.latency()) / f.batch())};
}

template <class N> Taken<N> outputToken(const Facts<N>& f)
{
    return {named("E_token", Unit::Joules, perToken(f)),
            named("t_token", Unit::Seconds, named("TPOT", Unit::Seconds, f.timePerToken()) / f.batch())};
}

template <class N> Seconds<N> prefillTime(const Facts<N>& f, std::size_t stage)
{
    return named("T_prefill", Unit::Seconds, f.repeat(stage) * f.time(stage));
}

template <class N> Joules<N> prefillEnergy(const Facts<N>& f, std::size_t stage)
{
    if (f.e.isEnergyByPower()) {
        return energyByPower(f, prefillTime(f, stage));
    }
    const Joules<N> once = named("E_compute", Unit::Joules, f.energyCompute(stage)) +
                           named("E_movement", Unit::Joules, f.energyMovement(stage)) +
                           named("E_static", Unit::Joules, f.energyStatic(stage));
    return f.repeat(stage) * once * f.pue();
}

/// Of the prefill alone, shared by the prompts of the batch.
template <class N> Taken<N> inputToken(const Facts<N>& f)
{
    const std::size_t stage = f.e.program.find(StageRole::Prefill).value();
    const N tokens = named("N_in", Unit::Count, f.batch() * f.program().prompt);
    return {named("E_in", Unit::Joules, prefillEnergy(f, stage) / tokens),
            named("t_in", Unit::Seconds, prefillTime(f, stage) / tokens)};
}

using Reason = const char* (*)(const Evaluation&);

const char* whyNoOutput(const Evaluation& e) { return e.program.find(StageRole::Decode) ? nullptr : noDecode; }
const char* whyNoInput(const Evaluation& e)
{
    if (e.program.promptSteps > 0) {
        return "prompts are read beside what is generated: an output token's cost holds theirs";
    }
    if (!e.program.find(StageRole::Prefill)) {
        return "no prompt is read: the model is no decoder, or it is trained";
    }
    if (e.program.find(StageRole::Encode)) {
        return "the input goes through an encoder: a prompt of the decoder is not what is read";
    }
    return e.program.prompt > 0 ? nullptr : "the prompt is empty";
}
const char* whyNot(const Evaluation& e, Reason first, Reason second)
{
    const char* why = first(e);
    return why ? why : second(e);
}

void addPerInference(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"cost", "Electricity per inference", "", Family::Energy, Unit::Dollars,
         "Electricity of one image or request: energy at the wall × price per kilowatt-hour."},
        RIDGE_FORMULA {
            const char* why = whyNoEnergy(f.e);
            return why ? Answer<N>::none(why) : Answer<N>(electricity(f, named("E", Unit::Joules, perInference(f))));
        }));
    rows.push_back(makeMetric(
        {"rent", "Rent per inference", "", Family::Energy, Unit::Dollars,
         "Rented devices, for the time that one image or request takes of each: the electricity is in it.", perHour},
        RIDGE_FORMULA {
            const char* why = whyNoRent(f.e);
            return why ? Answer<N>::none(why) : Answer<N>(rentFor(f, inference(f).time));
        }));
    rows.push_back(makeMetric(
        {"owned_cost", "Cost per inference, owned", "", Family::Energy, Unit::Dollars,
         "Electricity of one image or request, and the share of the devices' price that its time takes from their "
         "lives. Without the computer around them, and those who run it.",
         spread},
        RIDGE_FORMULA {
            const char* why = whyNotOwned(f.e);
            return why ? Answer<N>::none(why) : Answer<N>(ownedFor(f, inference(f).energy, inference(f).time));
        }));
    rows.push_back(makeMetric(
        {"embodied_carbon", "Embodied carbon per inference", "", Family::Energy, Unit::Grams,
         "The share of what making the devices emitted that the time of one image or request takes from their lives.",
         spread},
        RIDGE_FORMULA {
            const char* why = whyNoEmbodied(f.e);
            return why ? Answer<N>::none(why) : Answer<N>(embodiedFor(f, inference(f).time));
        }));
}

template <class N> N aMillion() { return constantLeaf<N>("10⁶", 1e6, "the tokens that price lists are for"); }
template <class N> Answer<N> perMillion(const Dollars<N>& cost)
{
    return aMillion<N>() * named("c", Unit::Dollars, cost);
}
template <class N> Answer<N> perMillion(const Grams<N>& mass) { return aMillion<N>() * named("m", Unit::Grams, mass); }

void addPerOutput(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"output_cost", "Electricity per million output tokens", "", Family::Energy, Unit::Dollars,
         "Energy at the wall of a million decode steps, shared by the batch, × price per kilowatt-hour.", million,
         StageRole::Decode},
        RIDGE_FORMULA {
            const char* why = whyNot(f.e, whyNoOutput, whyNoEnergy);
            return why ? Answer<N>::none(why) : perMillion(electricity(f, outputToken(f).energy));
        }));
    rows.push_back(makeMetric(
        {"output_rent", "Rent per million output tokens", "", Family::Energy, Unit::Dollars,
         "Rented devices, for a million decode steps shared by the batch: the electricity is in it.", million,
         StageRole::Decode},
        RIDGE_FORMULA {
            const char* why = whyNot(f.e, whyNoOutput, whyNoRent);
            return why ? Answer<N>::none(why) : perMillion(rentFor(f, outputToken(f).time));
        }));
    rows.push_back(makeMetric(
        {"output_owned", "Cost per million output tokens, owned", "", Family::Energy, Unit::Dollars,
         "Electricity of a million decode steps shared by the batch, and the share of the devices' price that their "
         "time takes from their lives.",
         million, StageRole::Decode},
        RIDGE_FORMULA {
            const char* why = whyNot(f.e, whyNoOutput, whyNotOwned);
            return why ? Answer<N>::none(why) : perMillion(ownedFor(f, outputToken(f).energy, outputToken(f).time));
        }));
    rows.push_back(makeMetric(
        {"output_carbon", "Carbon per million output tokens", "", Family::Energy, Unit::Grams,
         "Operational carbon of a million decode steps, shared by the batch.", million, StageRole::Decode},
        RIDGE_FORMULA {
            const char* why = whyNot(f.e, whyNoOutput, whyNoEnergy);
            return why ? Answer<N>::none(why) : perMillion(operationalCarbon(f, outputToken(f).energy));
        }));
    rows.push_back(makeMetric(
        {"output_embodied", "Embodied carbon per million output tokens", "", Family::Energy, Unit::Grams,
         "The share of what making the devices emitted that a million decode steps take, shared by the batch.", spread,
         StageRole::Decode},
        RIDGE_FORMULA {
            const char* why = whyNot(f.e, whyNoOutput, whyNoEmbodied);
            return why ? Answer<N>::none(why) : perMillion(embodiedFor(f, outputToken(f).time));
        }));
}

void addPerInput(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"input_cost", "Electricity per million input tokens", "", Family::Energy, Unit::Dollars,
         "Energy at the wall of the prefill × price per kilowatt-hour, over the tokens of all prompts.", million,
         StageRole::Prefill},
        RIDGE_FORMULA {
            const char* why = whyNot(f.e, whyNoInput, whyNoEnergy);
            return why ? Answer<N>::none(why) : perMillion(electricity(f, inputToken(f).energy));
        }));
    rows.push_back(makeMetric(
        {"input_rent", "Rent per million input tokens", "", Family::Energy, Unit::Dollars,
         "Rented devices, for the time of the prefill, over the tokens of all prompts: the electricity is in it.",
         million, StageRole::Prefill},
        RIDGE_FORMULA {
            const char* why = whyNot(f.e, whyNoInput, whyNoRent);
            return why ? Answer<N>::none(why) : perMillion(rentFor(f, inputToken(f).time));
        }));
    rows.push_back(makeMetric(
        {"input_owned", "Cost per million input tokens, owned", "", Family::Energy, Unit::Dollars,
         "Electricity of the prefill, and the share of the devices' price that its time takes from their lives, over "
         "the tokens of all prompts.",
         million, StageRole::Prefill},
        RIDGE_FORMULA {
            const char* why = whyNot(f.e, whyNoInput, whyNotOwned);
            return why ? Answer<N>::none(why) : perMillion(ownedFor(f, inputToken(f).energy, inputToken(f).time));
        }));
}

} // namespace

void addCostMetrics(Metrics& rows)
{
    addPerInference(rows);
    addPerOutput(rows);
    addPerInput(rows);
}

} // namespace ridge

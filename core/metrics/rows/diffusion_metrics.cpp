#include "core/metrics/row.h"

namespace ridge {
namespace {

constexpr const char* noSteps = "only diffusion models work in sampling steps";

/// Of a formula that speaks of the stage that runs once per sampling step.
template <class N, class Formula> Answer<N> ofStep(const Facts<N>& f, Formula formula)
{
    const auto stage = f.e.program.find(StageRole::Denoise);
    return stage ? Answer<N>(formula(*stage)) : Answer<N>::none(noSteps);
}

/// T steps, one after the other.
template <class N> Seconds<N> denoisingTime(const Facts<N>& f, std::size_t stage)
{
    return f.repeat(stage) / f.slices(stage) * named("T_step", Unit::Seconds, f.ofStep(&Facts<N>::time, stage));
}

void addStepTimes(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"latency_per_step", "Latency per step", "T_step", Family::Architecture, Unit::Seconds,
         "Time of one sampling step, whole batch: one run of the denoiser, for both passes under guidance.",
         "sum over the operators of the denoiser", StageRole::Denoise},
        RIDGE_FORMULA { return ofStep(f, [&](std::size_t stage) { return f.ofStep(&Facts<N>::time, stage); }); }));
    rows.push_back(makeMetric(
        {"denoising_latency", "Latency of all steps", "", Family::Architecture, Unit::Seconds,
         "Latency per step times the steps: linear in T. Text encoders and image decoder run once and are not in it.",
         "cheat sheet", StageRole::Denoise},
        RIDGE_FORMULA { return ofStep(f, [&](std::size_t stage) { return denoisingTime(f, stage); }); }));
    rows.push_back(makeMetric(
        {"denoiser_share", "Share of the denoiser", "", Family::Architecture, Unit::Percent,
         "Part of the latency that fewer steps can save.", "latency of all steps over latency"},
        RIDGE_FORMULA {
            const auto stage = f.e.program.find(StageRole::Denoise);
            if (!stage) {
                return Answer<N>::none(noSteps);
            }
            const N whole = named("T", Unit::Seconds, f.latency().inBaseUnits());
            if (valueOf(whole) <= 0) {
                return Answer<N>::none("nothing takes time");
            }
            return Answer<N>(named("T_steps", Unit::Seconds, denoisingTime(f, *stage).inBaseUnits()) / whole);
        }));
}

} // namespace

void addDiffusionMetrics(Metrics& rows)
{
    addStepTimes(rows);
    rows.push_back(makeMetric(
        {"macs_per_step", "MACs per step", "MACs_step", Family::Architecture, Unit::Macs,
         "Multiply-accumulates of one sampling step, whole batch; all steps take T times as many.",
         "sum over the operators of the denoiser"},
        RIDGE_FORMULA { return ofStep(f, [&](std::size_t stage) { return f.ofStep(&Facts<N>::macs, stage); }); }));
    rows.push_back(makeMetric(
        {"denoiser_parameters", "Parameters of the denoiser", "W_step", Family::Architecture, Unit::Count,
         "What a step reads: the U-Net or transformer alone, without text encoders and image decoder.",
         "sum over the operators of the denoiser"},
        RIDGE_FORMULA { return ofStep(f, [&](std::size_t stage) { return f.parameters(stage); }); }));
}

} // namespace ridge

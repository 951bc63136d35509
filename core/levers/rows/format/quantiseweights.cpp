#include "core/levers/format_levers.h"

namespace ridge {
namespace {

const char* refusal(const Scenario& s)
{
    return s.trains()                                  ? "training runs in the formats of its regime: see QLoRA"
           : s.deployment.weights == Precision::Stored ? "weights are taken as they are stored in their file"
                                                       : nullptr;
}

} // namespace

/// b + b_scale/G bits of each weight; arithmetic stays that of the activations where those are wider.
extern const Lever quantiseweightsLever; // named by the list of all rows
const Lever quantiseweightsLever = scenarioLever(
    {.id = "quantise_weights",
     .label = "Quantized weights",
     .reduces = "the bytes of the weights",
     .kind = LeverKind::Format,
     .order = 10,
     .caveat = "Weights alone are expanded to the activations' format before they are multiplied: decode reads fewer "
               "bytes, prefill computes as before. With 3 bits OPT-175B decoded 3.24 times faster on an A100, on one "
               "card instead of five (Frantar et al. 2022, arXiv:2210.17323, table 6). Fewer than 4 bits need care.",
     .parameters = {narrowFormat(FormatUse::Weights, "b_w", Precision::INT4Group), formatGroup()},
     .refusal = refusal},
    []<class N>(const Pulled<N>& pulled, ScenarioEdits<N>& edits) {
        narrow(pulled, edits, "deployment.weights", FormatUse::Weights, pulled.scenario.deployment.weights);
    });

} // namespace ridge

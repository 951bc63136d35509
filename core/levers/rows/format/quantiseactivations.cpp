#include "core/levers/format_levers.h"

namespace ridge {

/// Activations move in fewer bits, and are multiplied by narrower units where the weights are as narrow.
extern const Lever quantiseactivationsLever; // named by the list of all rows
const Lever quantiseactivationsLever = scenarioLever(
    {.id = "quantise_activations",
     .label = "Quantized activations",
     .reduces = "the bytes of activations and, where the weights are as narrow, the time of arithmetic",
     .kind = LeverKind::Format,
     .order = 20,
     .caveat = "Arithmetic runs at the wider format of weights and activations, and no faster than before on a device "
               "without units for it. With 8 bits for both, SmoothQuant halved the memory of OPT-175B and was up to "
               "1.56 times faster (Xiao et al. 2022, arXiv:2211.10438).",
     .parameters = {narrowFormat(FormatUse::Activations, "b_a", Precision::INT8), formatGroup()},
     .refusal = [](const Scenario& s) -> const char* {
         return s.trains() ? "training runs in the formats of its regime" : nullptr;
     }},
    []<class N>(const Pulled<N>& pulled, ScenarioEdits<N>& edits) {
        narrow(pulled, edits, "deployment.activations", FormatUse::Activations, pulled.scenario.deployment.activations);
    });

} // namespace ridge

#include "core/levers/levers.h"

namespace ridge {

/// Training runs in the formats of its regime, whatever inference is set to.
extern const Lever mixedprecisionLever; // named by the list of all rows
const Lever mixedprecisionLever = [] {
    Lever lever = scenarioLever(
        {.id = "mixed_precision",
         .label = "Mixed precision",
         .reduces = "activations, and the time of products",
         .kind = LeverKind::Format,
         .order = 0,
         .caveat = "The state keeps its size: with Adam 16 bytes of each parameter in FP32 and with BF16 weights, "
                   "whose FP32 master copy stays (Micikevicius et al. 2018, arXiv:1710.03740).",
         .toggle = {"training.regime", double(Regime::Mixed), double(Regime::Full)},
         .refusal = [](const Scenario& s) -> const char* { return s.trains() ? nullptr : "nothing is trained"; }},
        []<class N>(const Pulled<N>& pulled, ScenarioEdits<N>& edits) {
            const RegimeInfo& regime = infoOf(pulled.scenario.training.regime);
            const N by = edits["training.regime"];
            edits.choose("deployment.weights", infoOf(regime.weights).id, by);
            edits.choose("deployment.activations", infoOf(regime.activations).id, by);
        });
    lever.isOn = [](const Scenario& s) { return s.trains(); };
    return lever;
}();

} // namespace ridge

#include "core/levers/winograd.h"

#include "core/levers/levers.h"

namespace ridge {

extern const Lever winogradLever; // named by the list of all rows
const Lever winogradLever = [] {
    Lever lever = programLever(
        {.id = "winograd",
         .label = "Winograd convolutions",
         .reduces = "multiplications of 3×3 convolutions",
         .kind = LeverKind::Schedule,
         .order = 10,
         .caveat = "Transforms add operations and rounding error grows with the tile; weights are kept transformed, "
                   "(m + 2)²/9 times as many (Lavin and Gray 2016, arXiv:1509.09308).",
         .toggle = {"deployment.winograd", double(Winograd::F2), double(Winograd::None)}},
        []<class N>(const Pulled<N>& pulled, ProgramOf<N>& program) {
            const std::uint8_t tile = pulled.scenario.deployment.winograd == Winograd::F2 ? 2 : 4;
            bool changed = false;
            for (StageOf<N>& stage : program.stages) {
                for (OperatorOf<N>& op : stage.operators) {
                    op.winogradTile = isWinograd(op) ? tile : std::uint8_t{0};
                    changed = changed || op.winogradTile > 0;
                }
            }
            return changed;
        });
    lever.isOn = [](const Scenario& s) { return s.deployment.winograd != Winograd::None; };
    return lever;
}();

} // namespace ridge

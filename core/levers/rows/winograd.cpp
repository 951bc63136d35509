#include "core/levers/winograd.h"

#include "core/levers/levers.h"

namespace ridge {

extern const Lever winogradLever; // named by the list of all rows
const Lever winogradLever = makeLever(
    {"winograd", "Winograd convolutions", "multiplications of 3×3 convolutions", "deployment.winograd", 110,
     "Transforms add operations and rounding error grows with the tile; weights are kept transformed, "
     "(m + 2)²/9 times as many (Lavin and Gray 2016, arXiv:1509.09308)."},
    [](const Scenario& s) { return s.deployment.winograd != Winograd::None; },
    []<class N>(const Scenario& s, ProgramOf<N>& program) {
        if (s.deployment.winograd == Winograd::None) {
            return;
        }
        const std::uint8_t tile = s.deployment.winograd == Winograd::F2 ? 2 : 4;
        for (StageOf<N>& stage : program.stages) {
            for (OperatorOf<N>& op : stage.operators) {
                op.winogradTile = isWinograd(op) ? tile : std::uint8_t{0};
            }
        }
    });

} // namespace ridge

#include "core/levers/levers.h"
#include "core/levers/patch_pass.h"

#include <algorithm>

namespace ridge {
namespace {

bool hasDilation(const LayerBlock& block)
{
    return std::ranges::any_of(block.layers, [](const Layer& layer) { return layer.dilation > 1; });
}

const char* refusal(const Scenario& s)
{
    const LayerList* list = s.model.layers();
    return s.model.imported() ? "a graph from a file does not say which of its operators make a block"
           : !list            ? "the model is no list of layers"
           : std::ranges::any_of(list->blocks, hasDilation) ? "halos of dilated convolutions are not worked out"
                                                            : nullptr;
}

} // namespace

/// The first blocks run on one patch of their last map after the other: only that map is there as a whole, and halos
/// are computed for every patch that needs them. Source: Lin et al. 2021 (MCUNetV2, arXiv:2110.15352).
extern const Lever patchbasedLever; // named by the list of all rows
const Lever patchbasedLever = programLever(
    {.id = "patch_based",
     .label = "Patch-based inference",
     .reduces = "peak activations",
     .kind = LeverKind::MemoryPlan,
     .order = 10,
     .caveat =
         "Halos are computed again: 10 % more products for MobileNetV2 in 4 × 4 patches (Lin et al. 2021, MCUNetV2, "
         "arXiv:2110.15352, Table 1), more where early kernels are wider than 3 × 3. Weights are read and kernels "
         "started anew for every patch. The whole input stays until the last one, unless it is read in parts: from "
         "flash, or from a camera that can be asked for a region again.",
     .parameters = {{"blocks", "Blocks in patches", "n", Unit::Count, 1, 64, 5,
                     "Blocks from the first on, each repetition counting, up to the first that looks at a whole map or "
                     "runs several times on the same sizes."},
                    {"patches", "Patches per side", "p", Unit::Count, 1, 8, 4,
                     "Into how many parts each side of the last of these maps is cut."},
                    {"border",
                     "Border",
                     "",
                     Unit::Choice,
                     0,
                     1,
                     0,
                     "Patches end where the map does, or padding is computed like the rest so that all are as large.",
                     {"clipped", "padded"},
                     {"clipped", "padded"}},
                    {"input",
                     "Input",
                     "",
                     Unit::Choice,
                     0,
                     1,
                     0,
                     "The whole input lies in working memory, or of it the patch that is worked on, halo included, "
                     "which is read when it is needed.",
                     {"whole", "parts"},
                     {"whole, in memory", "read in parts"}}},
     .refusal = refusal},
    []<class N>(const Pulled<N>& pulled, ProgramOf<N>& program) {
        const LayerList* list = pulled.scenario.model.layers();
        if (!list || program.stages.size() != 1 || valueOf(pulled["patches"]) <= 1) {
            return false;
        }
        const PatchGrid<N> grid{pulled["patches"], pulled.choice("border") == 0, pulled.choice("input") == 1};
        return PatchPass<N>(program.stages[0], *list, grid).run(valueOf(pulled["blocks"]));
    });

} // namespace ridge

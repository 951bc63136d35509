#include "core/levers/pruned.h"

#include "core/levers/levers.h"
#include "core/program/arithmetic.h"

#include <cmath>

namespace ridge {
namespace {

const char* refusal(const Scenario& s)
{
    const auto precision = static_cast<std::size_t>(computePrecision(s.device, s.deployment));
    return s.device.sparsePeak[precision] ? nullptr
                                          : "the device states no rate with structured sparsity for the precision that "
                                            "it computes in";
}

/// Bits of the index of each weight that is left: its place among so many.
template <class N> N placeBits(double places)
{
    const double bits = std::log2(places);
    if constexpr (std::is_same_v<N, double>) {
        return bits;
    } else {
        return N::leaf("log₂ m", bits, Unit::Bits, "the index of one of m places");
    }
}

} // namespace

/// Of each m weights n are left: (n/m)·b bits for each place, and log₂ m for the index of each that is left. Sparse
/// matrix units take two of each four. Source: Mishra et al. 2021 (arXiv:2104.08378); corrections u.
extern const Lever nmsparsityLever; // named by the list of all rows
const Lever nmsparsityLever = programLever(
    {.id = "n_m_sparsity",
     .label = "N:M sparsity",
     .reduces = "weights, and the time of large products",
     .kind = LeverKind::Shape,
     .order = 61,
     .caveat =
         "Needs matrix units for 2:4 sparsity (NVIDIA Ampere and later) and takes their rated peak, twice the "
         "dense one; activations stay dense. Other patterns of at most two in whole groups of four run the same "
         "way, the rest is only stored. LLaMA-7B pruned to 2:4 ran 1.24 times faster end to end (Sun et al. 2023, "
         "Wanda, arXiv:2306.11695).",
     .parameters = {{"n", "Weights left", "n", Unit::Count, 1, 16, 2, "Of each group, as many weights are left."},
                    {"m", "Group", "m", Unit::Count, 2, 32, 4,
                     "Neighbouring weights along the inputs of a product that make a group."}},
     .refusal = refusal},
    []<class N>(const Pulled<N>& pulled, ProgramOf<N>& program) {
        const N left = pulled["n"], places = pulled["m"];
        const double n = valueOf(left), m = valueOf(places);
        bool changed = false;
        for (StageOf<N>& stage : program.stages) {
            for (OperatorOf<N>& op : stage.operators) {
                if (n < m && hasGroupsOf(op, m)) {
                    op.keptWeights = left / places;
                    op.indexBits = op.keptWeights * placeBits<N>(m);
                    op.skipsPruned = n <= 2 && std::fmod(m, 4) == 0;
                    changed = true;
                }
            }
        }
        return changed;
    });

} // namespace ridge

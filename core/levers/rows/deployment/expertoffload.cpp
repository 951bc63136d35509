#include "core/levers/offload.h"

#include "core/scenario/families/transformer.h"

namespace ridge {
namespace {

const char* refusal(const Scenario& s)
{
    const Decoder* decoder = s.model.decoder();
    return decoder && decoder->experts > 0 ? noHostLink(s) : "the model has no routed experts";
}

/// Of the experts that an execution touches at most those that stay are found.
template <class N> void offload(OperatorOf<N>& op, const N& resident, const N& hits)
{
    op.resident = op.resident * resident; // replicas may share what stays
    const N& touched = op.sizes.touched;
    const N found = valueOf(touched) > 0 ? smaller(hits, resident * op.sizes.copies / touched) : hits;
    op.offloaded = valueOf(resident) >= 1 ? N(0) : N(1) - found;
}

} // namespace

/// Most experts lie in the host's memory, and those that are missed come over its link.
extern const Lever expertoffloadLever; // named by the list of all rows
const Lever expertoffloadLever = programLever(
    {.id = "expert_offload",
     .label = "Experts in host memory",
     .reduces = "the weights that the device's memory holds",
     .kind = LeverKind::Deployment,
     .order = 10,
     .caveat = "The link is then the roof, not the memory: it is taken to carry its full rate beside the arithmetic of "
               "the same operator, a lower bound, and its energy is not counted. One expert of a layer of Mixtral-8x7B "
               "takes 352 MB in 16 bits, 22 ms at 16 GB/s; caching those used last finds some of them again (Eliseev "
               "and Mazur 2023, arXiv:2312.17238).",
     .parameters = {{"resident", "Share resident", "ρ", Unit::Fraction, 0, 1, 0.5,
                     "Share of the experts that the device's memory holds."},
                    {"hits", "Hit rate", "h", Unit::Fraction, 0, 1, 0.5,
                     "Share of the experts a step needs that are found there; what chance gives is the share that is "
                     "resident. No more are found than stay."}},
     .refusal = refusal},
    []<class N>(const Pulled<N>& pulled, ProgramOf<N>& program) {
        const N resident = pulled["resident"], hits = pulled["hits"];
        bool changed = false;
        for (StageOf<N>& stage : program.stages) {
            for (OperatorOf<N>& op : stage.operators) {
                if (infoOf(op.role).holds == WeightKind::Expert) {
                    offload(op, resident, hits);
                    changed = true;
                }
            }
        }
        return changed;
    });

} // namespace ridge

#include "core/levers/levers.h"
#include "core/levers/streaming_pass.h"
#include "core/scenario/families/layer_list.h"

namespace ridge {
namespace {

const char* refusal(const Scenario& s)
{
    const LayerList* list = s.model.layers();
    return s.model.imported()    ? "a graph from a file has its own states, or none"
           : !list               ? "the model is no list of layers"
           : list->framesInBatch ? "frames are worked on together as it is"
                                 : nullptr;
}

} // namespace

/// Rows that follow each other in time, as of a spectrogram: each run computes what is new and keeps of every map the
/// rows that the next run's kernels see, and of the last one all. Source: Rybakov et al. 2020 (arXiv:2005.06720).
extern const Lever streamingLever; // named by the list of all rows
const Lever streamingLever = programLever(
    {.id = "streaming",
     .label = "Streaming with state",
     .reduces = "products and maps of what was computed before",
     .kind = LeverKind::MemoryPlan,
     .order = 12,
     .caveat =
         "For inputs whose rows follow each other in time, as those of a spectrogram; an inference is then one "
         "step of so many new rows. Needs padding before the rows alone, for which a network is trained; then its "
         "results are those of the whole window (Rybakov et al. 2020, arXiv:2005.06720, keyword spotting).",
     .parameters = {{"rows", "New rows", "r", Unit::Count, 1, 1024, 1,
                     "Of the last map that is computed row by row; of the input as many more as strides in between "
                     "leave out."}},
     .refusal = refusal},
    []<class N>(const Pulled<N>& pulled, ProgramOf<N>& program) {
        return program.stages.size() == 1 && StreamingPass<N>(program.stages[0], pulled["rows"]).run();
    });

} // namespace ridge

#include "core/levers/levers.h"

namespace ridge {

/// The workload says it, and expansion makes one stage of both: a step's products have the rows of the prompts as well,
/// and read the weights once for all of them.
extern const Lever chunkedprefillLever; // named by the list of all rows
const Lever chunkedprefillLever = [] {
    Lever lever{{.id = "chunked_prefill",
                 .label = "Prompts in chunks",
                 .reduces = "time of a run, while decode is memory-bound; and the pauses of those who wait for a token",
                 .kind = LeverKind::Schedule,
                 .order = 45,
                 .caveat =
                     "Of requests that follow each other without a gap, all as long as these: each step reads as much "
                     "of new prompts as were answered, so tokens come evenly, and each a little later than in a step "
                     "of its own. A chunk reads again what earlier chunks of its prompt have cached (Sarathi-Serve: "
                     "Agrawal et al. 2024, arXiv:2403.02310).",
                 .toggle = {"workload.serving", double(Serving::Chunked), double(Serving::Whole)},
                 .refusal = [](const Scenario& s) { return s.whyNoChunks(); }}};
    lever.isOn = [](const Scenario& s) { return s.readsInChunks(); };
    return lever;
}();

} // namespace ridge

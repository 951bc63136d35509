// Expands decoder-only transformers: prefill, and decode repeated for every output token.
// Not the graph or layer-list classes; see graph.h and layer_list.h.
#pragma once

#include "core/program/program.h"

namespace ridge {

struct VisualInput;

/// `visual`: what images add to the stages, for language models that see.
void expandDecoder(const Scenario& scenario, const Decoder& decoder, Program& program,
                   const VisualInput* visual = nullptr);

/// The draft model of speculative decoding: the same kind of decoder with `scale` times the layers, width, heads and
/// network, heads of the same size and the same vocabulary; dense, as wide as the experts that work on one token.
Decoder draftOf(const Decoder& decoder, double scale);

/// Mean over the decode steps of the positions a query attends to, and the positions it reads.
/// Step i = 1…out sees min(prompt + i, window) positions (window 0: no limit). All costs of a step are affine in that
/// number wherever the window is not crossed inside an operator, so the mean makes the totals exact integrals.
double meanDecodeContext(double promptTokens, double outputTokens, double window);

/// Mean number of positions a causal prefill query may attend to under a window (0: none).
double meanPrefillContext(double promptTokens, double window);

} // namespace ridge

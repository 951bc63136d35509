// Expands decoder-only transformers: prefill, and decode repeated for every output token.
// Not the graph or layer-list classes; see graph.h and layer_list.h.
#pragma once

#include "core/models/inputs.h"
#include "core/program/program.h"
#include "core/scenario/families/transformer.h"

namespace ridge {

template <class N> struct VisualInput;

/// `visual`: what images add to the stages, for language models that see.
template <class N>
void expandDecoder(const Inputs<N>& inputs, const DecoderOf<N>& decoder, ProgramOf<N>& program,
                   const VisualInput<N>* visual = nullptr);

/// The draft model of speculative decoding: the same kind of decoder with `scale` times the layers, width, heads and
/// network, heads of the same size and the same vocabulary; dense, as wide as the experts that work on one token.
template <class N> DecoderOf<N> draftOf(const DecoderOf<N>& decoder, N scale);

/// Tokens that decode steps generate: the first one comes from prefill.
template <class N> N generatedAfterPrefill(const WorkloadOf<N>& w)
{
    return w.outputTokens > 1 ? w.outputTokens - N(1) : N(0);
}

/// Mean over the decode steps of the positions a query attends to, and the positions it reads.
/// Step i = 1…out sees min(prompt + i, window) positions (window 0: no limit). All costs of a step are affine in that
/// number wherever the window is not crossed inside an operator, so the mean makes the totals exact integrals.
template <class N> N meanDecodeContext(N promptTokens, N outputTokens, N window);

/// Mean over the executions of a stage that generates, decode or draft, of the positions that the last query of each
/// sees, where it sees so many at most.
template <class N> N meanSeen(const ProgramOf<N>& program, const StageOf<N>& stage, const N& window);

/// Mean number of positions a causal prefill query may attend to under a window (0: none).
template <class N> N meanPrefillContext(N promptTokens, N window);

} // namespace ridge

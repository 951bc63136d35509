// Expands encoder–decoders (T5, Whisper): encode, prefill, and decode repeated for every output token.
// Not decoder-only models: see decoder.h.
#pragma once

#include "core/models/inputs.h"
#include "core/program/program.h"
#include "core/scenario/families/encoder.h"

namespace ridge {

/// Prefill works on the decoder's prompt; it also computes the keys and values of the source, once for every decoder
/// layer, and keeps them in the cache. Sources: Raffel et al. 2020 (arXiv:1910.10683), Radford et al. 2022
/// (arXiv:2212.04356).
template <class N>
void expandEncoderDecoder(const Inputs<N>& inputs, const EncoderDecoderOf<N>& model, ProgramOf<N>& program);

/// Positions that the encoder's result has: the tokens of the source, or those of a recording.
template <class N> N sourcePositions(const Inputs<N>& inputs, const EncoderDecoderOf<N>& model);

} // namespace ridge

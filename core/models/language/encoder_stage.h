// Expands encoders (BERT): one stage that reads all tokens at once.
// Not encoder–decoders: see encoder_decoder.h.
#pragma once

#include "core/program/program.h"

namespace ridge {

/// The sequence is the prompt of the workload.
Stage expandEncoder(const Scenario& scenario, const Encoder& encoder);

} // namespace ridge

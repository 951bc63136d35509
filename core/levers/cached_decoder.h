// The decoder that levers of the cache speak of.
// Not how long it keeps what: that is its own, core/scenario/families/transformer.h.
#pragma once

#include "core/scenario/families/transformer.h"
#include "core/scenario/scenario.h"

namespace ridge {

/// Why a lever of the cache means nothing where there is none.
inline constexpr const char* noCachedDecoder = "the model has no decoder that keeps keys and values";

/// And where what is kept is not of single positions.
inline constexpr const char* keepsState = "its linear attention keeps a state and nothing of single positions";

/// Null where the model has none that generates.
inline const Decoder* cachedDecoder(const Scenario& scenario)
{
    const Decoder* decoder = scenario.model.decoder();
    return decoder && decoder->generates() ? decoder : nullptr;
}

} // namespace ridge

// The words that remembered folds are written in: a verb, and the path of what it is said of ("open:decode").
// Not the folds: whoever folds has them.
#pragma once

#include <QLatin1String>

namespace ridge {

inline constexpr QLatin1String openVerb("open:");
inline constexpr QLatin1String closedVerb("closed:");
inline constexpr QLatin1String moreVerb("more:"); // its rare rows are in view
inline constexpr QLatin1String flatWord("flat");  // no blocks at all

} // namespace ridge

// The classes of devices and what those of each usually reach of their bounds, as resources/typical.json holds them.
// Not how they are fitted: tests/typical.
#pragma once

#include "core/scenario/typical.h"

#include <string>
#include <vector>

namespace ridge {

/// Of devices of a class that nobody measured: fitted to all that was.
inline constexpr const char* anyClass = "any";

/// Throws FormatError that names the closest class.
Typical typicalOf(const std::string& id, const std::string& place);
/// By their ids.
std::vector<Typical> typicalClasses();
std::string writeTypicalJson(const std::vector<Typical>& classes, const std::string& note);

} // namespace ridge

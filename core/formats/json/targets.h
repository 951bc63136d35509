// Targets inside scenario files: what metrics are to be, under "targets" beside what is evaluated.
// Not the scenario itself: project.h; files without targets are read as they always were.
#pragma once

#include "core/formats/json/reader.h"
#include "core/scenario/targets.h"

namespace ridge {

inline constexpr const char* targetsKey = "targets";

/// Of a scenario's object; none where it has none. Throws FormatError, also for metrics that do not exist.
Targets readTargets(const Json& scenario);
void addTargets(OrderedJson& scenario, const Targets& targets);

} // namespace ridge

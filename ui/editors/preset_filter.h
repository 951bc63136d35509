// Decides which presets a typed text means: by name, by class, by size.
// Not the list: see preset_picker.h.
#pragma once

#include "ui/controls/edit.h"

namespace ridge {

/// True when every word occurs in the entry's name, id, class or keywords, or is a size that it has: "7B" within a
/// tenth, "<1M", ">70b".
bool matchesFilter(const PresetEntry& entry, const QString& filter);

/// How near the typed text is to the entry's own name: the nearest is meant. 0: another part of it matches.
int nearness(const PresetEntry& entry, const QString& filter);

/// "8.03 G", as every count is written. Empty for none.
QString sizeText(double parameters);

} // namespace ridge

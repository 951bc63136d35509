// The line of every report that says what was changed against the presets.

#include "core/studies/change.h"
#include "core/formats/formats.h"

namespace ridge {

std::string changeFromPresets(const Evaluation& e, const PresetLookup& beside)
{
    const Scenario presets = baselineOf(*e.scenario, beside);
    const std::string edits = describeEdits(presets, *e.scenario);
    return edits.empty() ? std::string() : describeChange(edits, evaluate(presets), e);
}

} // namespace ridge

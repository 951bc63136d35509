#include "core/reports/change.h"
#include "core/evaluate/evaluate.h"

#include "core/studies/change.h"

namespace ridge {

std::string changeFromPresets(const Evaluation& e, const PresetLookup& beside)
{
    const Scenario presets = baselineOf(*e.chosen, beside);
    const std::string edits = describeEdits(presets, *e.chosen);
    return edits.empty() ? std::string() : describeChange(edits, evaluate(presets), e);
}

} // namespace ridge

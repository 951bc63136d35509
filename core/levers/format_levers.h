// What levers that choose a narrower number format have in common: the formats to choose from, and their groups.
// Not the formats themselves: see precision.h.
#pragma once

#include "core/levers/levers.h"

namespace ridge {

/// Formats of fewer than 16 bits that such tensors may have, in the order of the catalogue.
inline std::vector<Precision> narrowFormats(FormatUse use)
{
    std::vector<Precision> formats = formatsFor(use);
    std::erase_if(formats, [](Precision format) { return infoOf(format).bits >= 16 || infoOf(format).bits <= 0; });
    return formats;
}

/// The lever's "format", one of them.
inline LeverParameter narrowFormat(FormatUse use, const char* symbol, Precision standard)
{
    LeverParameter row{"format", "Format", symbol, Unit::Choice, 0, 0, 0, "The number format that it changes to."};
    for (const Precision format : narrowFormats(use)) {
        if (format == standard) {
            row.standard = static_cast<double>(row.choices.size());
        }
        row.choices.emplace_back(infoOf(format).id);
        row.choiceLabels.emplace_back(infoOf(format).label);
    }
    return row;
}

/// The lever's "group".
inline LeverParameter formatGroup()
{
    return {"group",
            "Group size",
            "G",
            Unit::Count,
            8,
            4096,
            infoOf(Precision::INT4Group).group,
            "Elements that share a scale, in formats that let choose; the same for weights, activations and cache."};
}

/// Sets one of the deployment's formats to the chosen one, unless that is no narrower than what stands there.
template <class N>
void narrow(const Pulled<N>& pulled, ScenarioEdits<N>& edits, const char* id, FormatUse use, Precision now)
{
    const Precision format = narrowFormats(use).at(static_cast<std::size_t>(pulled.choice("format")));
    if (infoOf(format).bits >= infoOf(now).bits) {
        return;
    }
    edits.choose(id, infoOf(format).id, pulled["format"]);
    if (infoOf(format).groupIsChosen) {
        edits.set("deployment.group_size", pulled["group"]);
    }
}

} // namespace ridge

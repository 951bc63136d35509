// How the notes on the cheat sheet write numbers: metrics as the screen shows them, factors, comparisons.
// Not the notes: see sheet_notes.cpp.
#pragma once

#include "core/metrics/catalogue.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace ridge {

using Text = std::string;

inline std::optional<double> valueOfMetric(const Evaluation& e, std::string_view id) { return metric(e, id).value; }

/// The metric as it stands on screen; "—" when absent.
inline Text shown(const Evaluation& e, std::string_view id)
{
    const auto index = metricIndex(id);
    return format(metric(e, id).value, index ? metricCatalogue()[*index].unit : Unit::Count, e.numberStyle());
}

inline Text bytesText(const Evaluation& e, double bytes) { return format(bytes, Unit::Bytes, e.numberStyle()); }

/// "4.1×": a factor without the zeros that only a table needs.
inline Text times(double ratio)
{
    Text text = format(ratio, Unit::Ratio);
    text.erase(text.size() - Text("×").size());
    if (text.find('.') != Text::npos) {
        text.erase(text.find_last_not_of('0') + 1);
    }
    return (text.ends_with('.') ? text.substr(0, text.size() - 1) : text) + "×";
}

/// "4.1× too low", "13.2 % too low", "right here".
inline Text compared(double sheet, double right)
{
    const double ratio = sheet / right;
    if (std::fabs(ratio - 1) < 5e-3) {
        return "right here";
    }
    const Text side = ratio < 1 ? " too low" : " too high";
    const double factor = std::max(ratio, 1 / ratio);
    return (factor >= 2 ? times(factor) : format(std::fabs(ratio - 1), Unit::Percent)) + side;
}

} // namespace ridge

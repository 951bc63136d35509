#include "core/metrics/value_text.h"

namespace ridge {

std::string rangeText(const MetricValue& value, Unit unit, NumberStyle style)
{
    if (!value.range) {
        return {};
    }
    const NumberText low = formatParts(value.range->low, unit, style),
                     high = formatParts(value.range->high, unit, style);
    const bool sameUnit = low.unit == high.unit;
    return low.number + (sameUnit || low.unit.empty() ? "" : " " + low.unit) + " to " +
           format(value.range->high, unit, style);
}

std::string valueText(const MetricValue& value, Unit unit, NumberStyle style)
{
    const std::string range = rangeText(value, unit, style);
    return format(value.value, unit, style) + (range.empty() ? "" : " (" + range + ")");
}

} // namespace ridge

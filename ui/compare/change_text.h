// How a difference from a pinned scenario is written and coloured: never by colour alone.
// Not the difference: core/studies/pin_difference.h.
#pragma once

#include "core/studies/pin_difference.h"
#include "ui/theme/theme.h"

#include <QString>

namespace ridge {

/// "▼ −3.2 ms", with a pointer up or down; empty where either is absent, "no change" where they are equal.
QString signedText(const MetricValue& before, const MetricValue& after, const Metric& row, NumberStyle style);
/// "▼ −3.2 ms, ÷1.4, better"
QString changeText(const MetricValue& before, const MetricValue& after, const Metric& row, NumberStyle style);
Judgement judgementOf(const MetricValue& before, const MetricValue& after, const Metric& row);
/// Of small type.
QColor colourOf(const Theme& theme, Judgement judgement);

} // namespace ridge

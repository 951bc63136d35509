// What a figure of the figure command is made of, for those who draw one.
// Not the command: figures.cpp, where each of them has a row.
#pragma once

#include "app/commands/command_line.h"
#include "core/scenario/pin.h"
#include "ui/figure/figure.h"
#include "ui/theme/theme.h"

namespace ridge {

struct Drawing {
    const Request& request;
    const Scenario& scenario;
    const Pins& pins;
    const FigureFormat& format;
    FigureSize size;
};

/// The colours that were asked for, at their size.
Theme themeOf(const Request& request);

/// A metric over --vary, once or twice: curves, columns, or a map.
QByteArray drawSweep(const Drawing& drawing);

} // namespace ridge

// What a figure on the command line is made of, for whoever draws one: each that is no chart of its own has a file.
// Not the command: figures.cpp, where each of them has a row; and not the charts that a factory makes.
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
    const Figures& figures;
    const FigureFormat& format;
    FigureSize size;
};

/// The one that the request names, at its type size. Throws FormatError.
Theme themeOf(const Request& request);

/// The scenario against what is pinned or named by options of `compare`, as a table.
QByteArray drawComparison(const Drawing& drawing);
/// What no other device, format and batch beats in the metrics of --metrics.
QByteArray drawFrontier(const Drawing& drawing);
/// A time over the number of devices that share the work, each with its best split; its efficiency where --by says so.
QByteArray drawScaling(const Drawing& drawing);
/// What moves a metric most, both ways.
QByteArray drawSensitivity(const Drawing& drawing);
/// A metric over --vary, once or twice: curves, columns, or a map.
QByteArray drawSweep(const Drawing& drawing);

} // namespace ridge

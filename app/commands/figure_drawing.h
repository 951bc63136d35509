// What a figure on the command line is made of, for whoever draws one.
// Not the command: figures.cpp, where each has a row.
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

/// A row of figureKinds() that is about more than an evaluation, of what the options ask.
QByteArray drawPart(const Drawing& drawing);

} // namespace ridge

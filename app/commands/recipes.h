// Figures that a scenario's file keeps, drawn by name or all at once.
// Not the drawing: app/figures, which the window goes through as well.
#pragma once

#include "app/commands/command_line.h"
#include "core/scenario/pin.h"
#include "ui/figure/figure.h"

namespace ridge {

/// That the name of a file asks for. Throws FormatError.
const FigureFormat& formatOf(const std::string& output);
/// What travels inside a figure: the whole file, as it would be saved.
QByteArray fileTextOf(const ScenarioFile& file);

/// --recipe and --all. Throws one sentence.
int runRecipes(const Request& request);

} // namespace ridge

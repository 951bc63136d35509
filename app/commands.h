// The commands that work without a window. Each returns its exit code; errors are thrown as one sentence.
// Not parsing of the command line: see command_line.h.
#pragma once

#include "app/command_line.h"

namespace ridge {

int runReport(const Request& request);
int runList(const Request& request);
int runImport(const Request& request);
/// Needs a QApplication, on whatever platform.
int runFigure(const Request& request);

} // namespace ridge

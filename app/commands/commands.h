// The commands that work without a window. Each returns its exit code; errors are thrown as one sentence.
// Not parsing of the command line: see command_line.h.
#pragma once

#include "app/commands/command_line.h"
#include "core/analysis/evaluation.h"

namespace ridge {

int runReport(const Request& request);
int runList(const Request& request);
int runImport(const Request& request);
/// 1 when a published figure that nobody disputes is not met.
int runSelfCheck(const Request& request);
/// Needs a QApplication, on whatever platform.
int runFigure(const Request& request);

/// What each of them offers, for the command line.
std::vector<std::string> listNames();
std::vector<std::string> listFormats();
std::vector<std::string> figureNames();

/// One line on standard error where an evaluation is incomplete, whatever it is written as.
void warnOfGaps(const Evaluation& evaluation);

/// To a file, or to standard output where none is named.
void writeOutput(const std::string& output, const std::string& text);

} // namespace ridge

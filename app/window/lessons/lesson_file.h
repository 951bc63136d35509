// Adds steps to a lesson's file, which stays a lesson that can be read.
// Not the writing of steps (core/lessons/step_recorder.h), and not whether they hold: core/lessons/lesson_check.h.
#pragma once

#include <QString>
#include <string>

namespace ridge {

/// At the end of the file; one that is new or empty is given a head. All or nothing: throws FileError where it cannot
/// be written, and FormatError where what is there, or would be, is no lesson. The file is untouched then.
void appendSteps(const QString& path, const std::string& steps);

} // namespace ridge

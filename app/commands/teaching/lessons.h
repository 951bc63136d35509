// The commands for teaching: lessons that are listed, checked and printed, sheets of problems, and the guide.
// Not lessons themselves: core/lessons.
#pragma once

#include "app/commands/command_line.h"
#include "core/lessons/lesson_check.h"

#include <QByteArray>

namespace CLI { // NOLINT(readability-identifier-naming): the library names it
class App;
}

namespace ridge {

void addLessons(CLI::App& app, Request& request);
void addProblems(CLI::App& app, Request& request);
void addGuide(CLI::App& app, Request& request);

int runLessonList(const Request& request);
/// 1 when a lesson no longer holds: each fault is a line with its file and place.
int runLessonCheck(const Request& request);
int runLessonHandout(const Request& request);
int runProblems(const Request& request);
int runGuide(const Request& request);

/// What lessons are held against: the library with the user's own models and devices, the pages and built-in lessons.
LessonWorld lessonWorld();

/// The page on A4. Needs a QApplication, on whatever platform.
QByteArray pdfOfHtml(const std::string& html);

} // namespace ridge

// Whether a lesson still holds: every step can be set up, every number is there, every answer comes out.
// Not whether it is written as a lesson is: readLesson says that.
#pragma once

#include "core/lessons/lesson_course.h"

namespace ridge {

/// What stands around a lesson.
struct LessonWorld {
    LessonShelf shelf;
    std::vector<std::string> pages;   // ids that @page may name
    std::vector<std::string> lessons; // ids that may come before
};

/// In the order of their lines; none where everything holds.
std::vector<LessonFault> checkLesson(const Lesson& lesson, const LessonWorld& world);
/// The same for a file, with the faults of its writing.
std::vector<LessonFault> checkLessonFile(std::string_view file, const LessonWorld& world);

/// A number with a unit that is typed into the words, where one by id would follow the scenario; empty where there is
/// none. What stands in backticks is quoted, and stays.
std::string typedNumber(std::string_view line);

} // namespace ridge

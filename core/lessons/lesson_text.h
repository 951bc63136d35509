// Reads a lesson from its file, which is written as resources/lessons/README.md says.
// Not the checking of what it says: lesson_check.h.
#pragma once

#include "core/lessons/lesson.h"

#include <string_view>

namespace ridge {

/// What could be read, and every fault of writing. With a fault the lesson is not whole.
struct ReadLesson {
    Lesson lesson;
    std::vector<LessonFault> faults;
};
ReadLesson readLesson(std::string_view file);

} // namespace ridge

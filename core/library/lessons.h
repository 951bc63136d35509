// The built-in lessons, compiled in from resources/lessons/.
// Not what a lesson is: core/lessons.
#pragma once

#include "core/lessons/lesson_check.h"

#include <string_view>

namespace ridge {

struct LessonEntry {
    std::string file; // "lessons/roofline.lesson.md"
    std::string_view text;
    Lesson lesson;
};
/// In the order in which they build on each other: what a lesson needs stands before it.
const std::vector<LessonEntry>& builtInLessons();

/// The library and no files.
LessonShelf builtInShelf();

} // namespace ridge

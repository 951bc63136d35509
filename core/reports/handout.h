// A lesson on paper: for students with room for answers, for the teacher with the answers and how they come about.
// Not the lesson itself: core/lessons.
#pragma once

#include "core/lessons/lesson_course.h"

namespace ridge {

enum class Audience { Students, Teacher };

/// One page of HTML. Throws FormatError, one sentence, where a step cannot be set up or a number is not there.
std::string handoutHtml(const Lesson& lesson, const LessonShelf& shelf, Audience audience);

} // namespace ridge

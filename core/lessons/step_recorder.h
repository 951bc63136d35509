// Writes what is on screen as a step of a lesson: the way there from the presets, and a question about a number.
// Not the reading back (lesson_text.h), and not the window that asks for it: app/window/lessons.
#pragma once

#include "core/lessons/lesson_course.h"

namespace ridge {

/// What a step is made of.
struct OnScreen {
    LessonPlace place; // its scenario is never null
    std::string page;  // in front; empty: the step leaves it as it is
    NumberRef number;  // that is explained; latency where a lesson cannot ask for it
};

/// One step, or two where what is pinned is of another model or device, which has to be set up first.
struct RecordedStep {
    std::string markdown;
    std::vector<std::string> leftOut; // sentences: what is on screen and cannot be said in a step
};
/// A step that holds by itself: what it asks is answered with the program's own number.
RecordedStep recordedStep(const OnScreen& screen, const LessonShelf& shelf);

/// The head of a lesson that is new: what it needs to be read, for its author to write anew.
std::string newLessonHead(const std::string& id);
/// A lesson's file with steps at its end. A file that is empty is given a head first, with the id.
std::string withSteps(std::string file, std::string_view steps, const std::string& id);
/// "Why slower?" → "why-slower": an id that a lesson may have.
std::string lessonId(std::string_view name);

} // namespace ridge

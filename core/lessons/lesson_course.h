// What the steps of a lesson come to: the scenario of each, with what is pinned beside it, and answers judged.
// Not the window that shows them, and not the fault-finding: lesson_check.h.
#pragma once

#include "core/lessons/lesson.h"
#include "core/lessons/lesson_numbers.h"
#include "core/scenario/scenario.h"

#include <functional>
#include <memory>

namespace ridge {

/// Where models and devices are looked up. They throw one sentence where there is none of that id.
struct LessonShelf {
    std::function<Model(const std::string& id)> model;
    std::function<Device(const std::string& id)> device;
};

/// A scenario and what it is compared with.
struct LessonPlace {
    std::shared_ptr<const Scenario> scenario; // null before the first step
    std::shared_ptr<const Scenario> pinned;   // null: nothing is
};

/// A place with the changes in their order. Stops at the first that cannot be made, and says why.
struct ChangedPlace {
    LessonPlace place;
    std::optional<LessonFault> fault;
};
ChangedPlace changed(LessonPlace place, const std::vector<LessonChange>& changes, const LessonShelf& shelf);

/// A step as one finds it, and as one leaves it: solved, and with what its @then does.
struct LessonVisit {
    LessonPlace entered, left;
};
/// One for each step up to the first that cannot be set up.
struct LessonCourse {
    std::vector<LessonVisit> visits;
    std::vector<LessonFault> faults;
};
LessonCourse courseOf(const Lesson& lesson, const LessonShelf& shelf);

/// A visit with its numbers.
class LessonNumbers {
public:
    explicit LessonNumbers(const LessonVisit& visit);
    LessonScope entered() const { return {m_entered.get(), nullptr, m_pinned.get()}; }
    LessonScope left() const { return {m_left.get(), m_entered.get(), m_leftPinned.get()}; }
    const Evaluation& before() const { return *m_entered; }
    const Evaluation& after() const { return *m_left; }

private:
    std::shared_ptr<const Evaluation> m_entered, m_left, m_pinned, m_leftPinned;
};

/// What a question asks for where the step is left.
LessonNumber askedNumber(const LessonQuestion& question, const LessonScope& scope);

/// What is said to an answer.
struct LessonFeedback {
    bool isRight = false;
    std::string sentence;
};
/// A typed number, as number fields read it, against the one that the program has.
LessonFeedback judged(const LessonQuestion& question, std::string_view typed, const LessonScope& scope);
LessonFeedback judged(const LessonQuestion& question, std::size_t choice);
/// What a student made of the step's scenario: the condition holds, by the settings that the step is about.
LessonFeedback judged(const LessonQuestion& question, const Scenario& entered, const LessonScope& scope);

/// "batch, memory bandwidth": the labels of the settings that bring an until about.
std::vector<std::string> settingsToChange(const LessonQuestion& question);

/// The words with their numbers put in. With links, each number leads to itself: [12 ms](number:latency).
/// `fault` is the first that has no value.
struct FilledWords {
    std::string markdown;
    std::optional<LessonFault> fault;
};
FilledWords filled(const LessonWords& words, const LessonScope& scope, bool linked = false);

} // namespace ridge

// A lesson as a value: steps that set a scenario, show its numbers, ask about them and derive them.
// Not the file it is written in (lesson_text.h), and not what a step comes to: lesson_course.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ridge {

/// What is wrong with a lesson, and where in its file.
struct LessonFault {
    int line = 0; // from 1; 0: the file as a whole
    std::string sentence;
    friend bool operator==(const LessonFault&, const LessonFault&) = default;
};

/// One thing that a step does to the scenario, as the command line's options of that name do it.
struct LessonChange {
    enum class Kind { Model, Device, Set, Lever, Pin, Unpin };
    Kind kind = Kind::Set;
    std::string text; // "llama-3-8b", "workload.batch=8", "gqa:kv_heads=4"
    int line = 0;
};

/// Markdown with numbers by id between double braces.
struct LessonWords {
    std::string text;
    int line = 0; // of the first
    bool isEmpty() const { return text.empty(); }
};

struct LessonChoice {
    std::string text;
    bool isRight = false;
    std::string condition; // that holds where it is the right one; empty: nothing can say so
    int line = 0;
};

struct LessonQuestion {
    enum class Kind { Number, Choice, Until };
    Kind kind = Kind::Number;
    int line = 0;
    LessonWords words;
    std::string asked;       // Number: an expression
    double tolerance = 0.05; // Number: share of its value
    std::string answer;      // Number: what the author worked out by hand, with its unit
    int answerLine = 0;
    std::vector<LessonChoice> choices;
    std::string condition;              // Until: what is to be brought about
    std::vector<LessonChange> solution; // Until: what brings it about, and the settings that may be changed for it
};

struct LessonStep {
    std::string title;
    int line = 0;
    std::vector<LessonChange> changes;
    std::string page; // brought to the front; empty: as it is
    int pageLine = 0;
    struct Point {
        std::string id; // of a parameter or a number
        int line = 0;
    };
    std::vector<Point> points; // what is led to
    LessonWords words;
    std::optional<LessonQuestion> question;
    std::vector<LessonWords> hints;
    std::vector<LessonChange> then; // once it was answered
    std::vector<Point> revealed;    // numbers that are derived
    LessonWords conclusion;         // and what is said beside them

    bool hasReveal() const { return !revealed.empty() || !conclusion.isEmpty() || !then.empty(); }
};

struct Lesson {
    std::string id, title, sentence;
    int minutes = 0;
    std::string teaches;
    std::vector<std::string> needs; // ids of lessons that come before
    int needsLine = 0;
    std::vector<LessonStep> steps;
};

} // namespace ridge

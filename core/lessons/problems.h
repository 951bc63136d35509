// Exercises made of the catalogue: a number of a model on a device under varied settings, with what it follows from.
// Not how they are written out: core/reports/problem_sheet.h.
#pragma once

#include "core/explain/explain.h"
#include "core/lessons/lesson_course.h"

#include <cstdint>

namespace ridge {

struct ProblemWish {
    std::vector<std::string> metrics; // by id, in turns
    std::size_t count = 1;
    std::uint64_t seed = 1;
};

/// What problems are made about.
struct ProblemStock {
    LessonShelf shelf;
    std::vector<std::string> models, devices; // ids
};

/// A figure that somebody needs to work a number out.
struct ProblemGiven {
    std::string symbol, label, value;
};

struct Problem {
    std::shared_ptr<const Evaluation> evaluation;
    std::string about;   // "Llama-3-8B on H100 SXM5 80GB, with Batch 8"
    std::string meaning; // what the number is; empty where its name says it
    std::string unit;    // that it is asked in; empty: a plain number
    std::vector<ProblemGiven> givens;
    Explanation solution; // opened as far as the givens reach
};

/// As many as were wished for; the same for the same wish and stock, on every machine. A metric that none of many
/// attempts has a problem for is said instead, in one sentence.
struct Problems {
    std::vector<Problem> all;
    std::string problem;
};
Problems problemsFor(const ProblemWish& wish, const ProblemStock& stock);

/// What a number follows from, where no sum over more than a few parts is opened: the leaves of its derivation, and
/// named results in place of those sums. Steps that lie below them are taken out of the explanation.
std::vector<ProblemGiven> givensOf(Explanation& explanation);

} // namespace ridge

// Numbers that a lesson names: metrics, figures of blocks and parameters by id, and what is worked out of them.
// Not numbers that are typed: those are an author's answers and a student's.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/metrics/number_ref.h"
#include "core/quantity/unit.h"

#include <optional>
#include <string>
#include <string_view>

namespace ridge {

/// What ids are looked up in. "old:latency" is of before the step's @then, "pinned:latency" of what is pinned.
struct LessonScope {
    const Evaluation* now = nullptr;
    const Evaluation* old = nullptr;    // null: nothing has changed
    const Evaluation* pinned = nullptr; // null: nothing is pinned
};

/// A value in base units, or why there is none.
struct LessonNumber {
    std::optional<double> value;
    Unit unit = Unit::Count;
    std::string problem;
};

/// "latency", "time_s:decode", "kv_cache / model_size", "0.5 * tpot": operators stand between blanks.
LessonNumber lessonNumber(std::string_view expression, const LessonScope& scope);

/// Whether it holds, or why that cannot be said.
struct LessonTruth {
    bool holds = false;
    std::string problem;
};
/// "tpot < 20 ms", "kv_cache > model_size", "bound:decode is compute", "deployment.weights is int4".
LessonTruth lessonTruth(std::string_view condition, const LessonScope& scope);

/// What stands between double braces as people read it: a number with its unit, "model", "device", "bound:decode".
struct LessonShown {
    std::string text;
    NumberRef ref; // of a number that can be explained here; invalid for others
    std::string problem;
};
LessonShown lessonShown(std::string_view expression, const LessonScope& scope);

/// The number as the program writes it there.
std::string numberText(const LessonNumber& number, const LessonScope& scope);

/// How a number is worked out here: as the metric, or the figure of a block, of that id. Invalid where there is none.
NumberRef lessonRef(std::string_view id, const Evaluation& evaluation);

} // namespace ridge

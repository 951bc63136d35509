// A lesson that holds, to be spoilt line by line, and what it is held against.
// Not the built-in lessons.
#pragma once

#include "core/lessons/lesson_check.h"
#include "core/lessons/lesson_text.h"
#include "core/library/lessons.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <string>

namespace ridge::test {

inline const char* const soundLesson = R"(---
id: small
title: A small lesson
sentence: One idea.
minutes: 5
teaches: one thing
needs: before
---

## First

@model resnet-50
@device a100-80gb
@page overview
@point workload.batch
The ridge is at {{ridge_point}}.

@ask ridge_point within 5 %
What is it?
@answer 153 FLOP/B
@hint One over the other.
@reveal
There: {{ridge_point}}.

## Second

@pin
@choose
What limits {{model}}?
- [x] Memory {bound is memory}
- [ ] Arithmetic {bound is compute}
@then set device.peak.bf16=624 TFLOP/s
@reveal latency
From {{old:latency}} to {{latency}}, pinned {{pinned:latency}}.

## Third

@until bound is compute
More bandwidth.
@solution set device.memory.bandwidth=9 TB/s
)";

inline LessonWorld smallWorld() { return {builtInShelf(), {"overview"}, {"before"}}; }

/// The sound lesson with one line, which it must have, written otherwise.
inline std::string spoilt(const std::string& line, const std::string& otherwise)
{
    std::string text = soundLesson;
    const std::size_t at = text.find(line + "\n");
    REQUIRE(at != std::string::npos);
    return text.replace(at, line.size(), otherwise);
}

inline int lineOf(const std::string& line)
{
    const std::string text = soundLesson;
    const std::size_t at = text.find(line + "\n");
    REQUIRE(at != std::string::npos);
    return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

/// Entered and left, of a lesson that can be set up.
inline LessonCourse smallCourse() { return courseOf(readLesson(soundLesson).lesson, builtInShelf()); }

} // namespace ridge::test

#include "core/lessons/lesson_check.h"
#include "core/lessons/lesson_text.h"
#include "core/lessons/markdown.h"
#include "core/library/lessons.h"
#include "tests/fuzz/target.h"

using namespace ridge;

/// A lesson that somebody else wrote: read, run and checked, its words made into HTML. Each fault is one sentence.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const ReadLesson read = readLesson(fuzz::textOf(bytes, size));
    for (const LessonFault& fault : checkLesson(read.lesson, {builtInShelf(), {}, {}})) {
        fuzz::require(!fault.sentence.empty() && fault.sentence.find('\n') == std::string::npos,
                      "a fault is one sentence: " + fault.sentence);
    }
    for (const LessonStep& step : read.lesson.steps) {
        const std::string html = htmlOfMarkdown(step.words.text);
        fuzz::require(html.find("<script") == std::string::npos, "words are words: " + html);
    }
    return 0;
}

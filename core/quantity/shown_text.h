// Text that files brought along as it goes out: on a terminal, on screen, into Markdown, LaTeX, CSV, JSON and SVG.
// Not reading: what is kept, compared and saved stays as its file has it.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace ridge {

/// Characters that anybody reads in one place: more than any sentence of our own has.
inline constexpr std::size_t longestShown = 500;
/// Characters of a name among other things: in a menu, beside a dot, in a title.
inline constexpr std::size_t longestLabel = 60;
inline constexpr std::size_t unbounded = std::numeric_limits<std::size_t>::max();

/// The text as one line in which everything is seen: a line break becomes ↵, and � stands for what a terminal would
/// act upon or nobody could see (controls, bidirectional overrides, zero width) and for bytes that are no UTF-8.
/// A longer text keeps its beginning and its end.
std::string cleanText(std::string_view text, std::size_t most = longestShown);

/// Words in Markdown in which nothing is markup: no link, no HTML, no end of a cell.
std::string forMarkdown(std::string_view text);

/// A field of a table that spreadsheets take for text or for a number, never for a formula.
std::string forCell(std::string_view text);

/// A field of a CSV line: such a cell, in quotes where it needs them.
std::string forCsv(std::string_view text);

/// JSON, already written, with what a terminal would act upon as \u escapes: it says the same.
std::string forJson(std::string_view json);

/// XML, already written, without the characters that XML cannot hold.
std::string forXml(std::string_view xml);

/// A name that a file may have in any folder; no path, and not hidden.
std::string forFileName(std::string_view name);

} // namespace ridge

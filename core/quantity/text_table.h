// Rows of texts as a table people can read: aligned columns or Markdown.
// Not what is in the rows: the reports and lists bring those.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ridge {

using TextRow = std::vector<std::string>;

/// The columns from `first` up to `end`, which is none of them, hold numbers and are aligned to the right.
struct NumberColumns {
    std::size_t first = 0;
    std::size_t end = static_cast<std::size_t>(-1);
    bool contain(std::size_t column) const { return column >= first && column < end; }
};

/// The same rows as aligned text or as Markdown, whose first row is the heading; no text of theirs is taken for markup.
std::string textTable(std::vector<TextRow> rows, NumberColumns numbers, bool markdown);

} // namespace ridge

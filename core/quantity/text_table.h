// Rows of texts as an aligned table, for terminals and Markdown.
// Not CSV: that keeps every digit and is written where the numbers are.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ridge {

using TableRow = std::vector<std::string>;

/// The first row holds the headings. Columns from `firstNumber` on are right-aligned. At least one row.
std::string textTable(std::vector<TableRow> rows, std::size_t firstNumber, bool markdown);

} // namespace ridge

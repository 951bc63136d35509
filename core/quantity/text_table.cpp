#include "core/quantity/text_table.h"

#include <algorithm>

namespace ridge {
namespace {

/// Letters that a terminal shows: UTF-8 continuation bytes take no column.
std::size_t columnsOf(const std::string& text)
{
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string padded(const std::string& text, std::size_t width, bool right)
{
    const std::string fill(width > columnsOf(text) ? width - columnsOf(text) : 0, ' ');
    return right ? fill + text : text + fill;
}

/// A name as one line that cannot end its cell: users and files call things whatever they like.
std::string cell(const std::string& text, bool markdown)
{
    std::string out;
    for (const char c : text) {
        const bool lineBreak = c == '\n' || c == '\r';
        out += markdown && c == '|' ? "\\|" : std::string(1, lineBreak ? ' ' : c);
    }
    return out;
}

} // namespace

std::string textTable(std::vector<TableRow> rows, std::size_t firstNumber, bool markdown)
{
    for (TableRow& row : rows) {
        for (std::string& text : row) {
            text = cell(text, markdown);
        }
    }
    std::vector<std::size_t> widths(rows.front().size(), 3);
    for (const TableRow& row : rows) {
        for (std::size_t c = 0; c < row.size(); ++c) {
            widths[c] = std::max(widths[c], columnsOf(row[c]));
        }
    }
    std::string out;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        std::string line;
        for (std::size_t c = 0; c < rows[r].size(); ++c) {
            line += (markdown ? "| "
                     : c      ? "  "
                              : "") +
                    padded(rows[r][c], widths[c], c >= firstNumber) + (markdown ? " " : "");
        }
        out += line + (markdown ? "|\n" : "\n");
        if (markdown && r == 0) {
            for (std::size_t c = 0; c < widths.size(); ++c) {
                out += "|" + std::string(widths[c] + 1, '-') + (c >= firstNumber ? ":" : "-");
            }
            out += "|\n";
        }
    }
    return out;
}

} // namespace ridge

#include "core/quantity/text_table.h"

#include "core/quantity/shown_text.h"

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

std::vector<std::size_t> widthsOf(const std::vector<TextRow>& rows)
{
    std::vector<std::size_t> widths;
    for (const TextRow& row : rows) {
        widths.resize(std::max(widths.size(), row.size()), 3); // Markdown wants three dashes
        for (std::size_t c = 0; c < row.size(); ++c) {
            widths[c] = std::max(widths[c], columnsOf(row[c]));
        }
    }
    return widths;
}

std::string markdownLine(const TextRow& row, const std::vector<std::size_t>& widths, NumberColumns numbers)
{
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c) {
        line += "| " + padded(row[c], widths[c], numbers.contain(c)) + " ";
    }
    return line + "|\n";
}

std::string plainLine(const TextRow& row, const std::vector<std::size_t>& widths, NumberColumns numbers)
{
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c) {
        const bool trailing = c + 1 == row.size() && !numbers.contain(c);
        line += (c ? "  " : "") + (trailing ? row[c] : padded(row[c], widths[c], numbers.contain(c)));
    }
    return line + "\n";
}

} // namespace

std::string textTable(std::vector<TextRow> rows, NumberColumns numbers, bool markdown)
{
    for (TextRow& row : rows) {
        for (std::string& text : row) {
            text = markdown ? forMarkdown(text) : cleanText(text);
        }
    }
    const std::vector<std::size_t> widths = widthsOf(rows);
    std::string out;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        out += markdown ? markdownLine(rows[r], widths, numbers) : plainLine(rows[r], widths, numbers);
        if (markdown && r == 0) {
            for (std::size_t c = 0; c < widths.size(); ++c) {
                out += "|" + std::string(widths[c] + 1, '-') + (numbers.contain(c) ? ":" : "-");
            }
            out += "|\n";
        }
    }
    return out;
}

} // namespace ridge

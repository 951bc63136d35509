#include "core/formats/measurements_csv.h"

#include "core/formats/format_error.h"
#include "core/quantity/shown_text.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace ridge {
namespace {

constexpr std::size_t mostLines = 100'000, mostColumns = 200;

using Fields = std::vector<std::string>;

struct Line {
    Fields fields;
    std::size_t number; // from 1, where it begins
};

std::string trimmed(std::string_view text)
{
    const auto isSpace = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
    while (!text.empty() && isSpace(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && isSpace(text.back())) {
        text.remove_suffix(1);
    }
    return std::string(text);
}

[[noreturn]] void failAtLine(std::size_t line, const std::string& sentence)
{
    throw FormatError("line " + std::to_string(line) + ": " + sentence);
}

/// What stands most often in the first line outside quotes.
char separatorOf(std::string_view text)
{
    const std::string_view first = text.substr(0, text.find('\n'));
    const auto count = [first](char c) { return std::count(first.begin(), first.end(), c); };
    constexpr std::array<char, 3> separators{',', ';', '\t'};
    return *std::max_element(separators.begin(), separators.end(), [&](char a, char b) { return count(a) < count(b); });
}

/// Quotes hold separators and ends of lines, and are doubled inside. Source: RFC 4180.
std::vector<Line> linesOf(std::string_view text)
{
    const char separator = separatorOf(text);
    std::vector<Line> lines;
    Line line{{""}, 1};
    std::size_t number = 1;
    bool quoted = false;
    const auto finish = [&] {
        const bool blank = line.fields.size() == 1 && trimmed(line.fields[0]).empty();
        if (!blank) {
            lines.push_back(line);
        }
        line = {{""}, number + 1};
        if (lines.size() > mostLines) {
            failAtLine(number, "there are more lines than " + std::to_string(mostLines) + ".");
        }
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"') {
            if (quoted && i + 1 < text.size() && text[i + 1] == '"') {
                line.fields.back() += text[i++];
            } else {
                quoted = !quoted;
            }
        } else if (c == '\n' && !quoted) {
            finish();
            ++number;
        } else if (c == separator && !quoted) {
            line.fields.emplace_back();
            if (line.fields.size() > mostColumns) {
                failAtLine(number, "there are more columns than " + std::to_string(mostColumns) + ".");
            }
        } else if (c != '\r') {
            line.fields.back() += c;
            number += c == '\n' ? 1 : 0;
        }
    }
    if (quoted) {
        failAtLine(line.number, "a quotation mark is not closed.");
    }
    finish();
    return lines;
}

/// What a column may be, by the words that its heading begins with.
struct ColumnKind {
    std::array<std::string_view, 4> words;
    Unit unit;
    std::optional<double> OwnMeasurement::*number; // null: names
};
constexpr ColumnKind columnKinds[] = {
    {{"model", "operator", "stage", "name"}, Unit::Count, nullptr},
    {{"time", "latency", "duration", ""}, Unit::Seconds, &OwnMeasurement::time},
    {{"rate", "throughput", "tokens_per_second", "tok/s"}, Unit::PerSecond, &OwnMeasurement::rate},
    {{"energy", "", "", ""}, Unit::Joules, &OwnMeasurement::energy},
};

struct Column {
    const ColumnKind* kind = nullptr;
    std::string unit; // of its numbers, behind its heading; empty: the base unit, or what stands in the cells
};

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

/// "time (ms)", "time_ms" and "time [ms]" are times in milliseconds.
Column columnOf(const std::string& heading)
{
    const std::string text = trimmed(heading);
    for (const ColumnKind& kind : columnKinds) {
        for (const std::string_view word : kind.words) {
            if (word.empty() || !lower(text).starts_with(word)) {
                continue;
            }
            std::string unit = text.substr(word.size());
            const auto isMark = [](char c) { return std::string_view("_ ()[]").find(c) != std::string_view::npos; };
            if (!unit.empty() && !isMark(unit.front())) {
                continue; // "timestamp"
            }
            unit.erase(std::remove_if(unit.begin(), unit.end(), isMark), unit.end());
            return {&kind, kind.number ? unit : std::string()};
        }
    }
    return {};
}

std::optional<double> numberIn(const Column& column, const std::string& cell, std::size_t line)
{
    const std::string text = trimmed(cell);
    if (text.empty()) {
        return std::nullopt;
    }
    const bool bare = std::isdigit(static_cast<unsigned char>(text.back())) || text.back() == '.';
    const std::string whole = bare && !column.unit.empty() ? text + " " + column.unit : text;
    const std::optional<double> value = parseNumber(whole, column.kind->unit);
    if (!value || *value <= 0) {
        failAtLine(line, refusal(cleanText(whole), column.kind->unit, "a number above 0, such as 1.2 ms"));
    }
    return value;
}

std::vector<Column> columnsOf(const Line& heading)
{
    std::vector<Column> columns;
    bool anyNumber = false;
    for (const std::string& field : heading.fields) {
        columns.push_back(columnOf(field));
        anyNumber = anyNumber || (columns.back().kind && columns.back().kind->number);
    }
    if (!anyNumber) {
        failAtLine(heading.number, "no heading is time, rate or energy; the first line names the columns.");
    }
    return columns;
}

} // namespace

std::vector<OwnMeasurement> readMeasurementsCsv(std::string_view text)
{
    constexpr std::string_view mark = "\xEF\xBB\xBF"; // spreadsheets begin with it
    text.remove_prefix(text.starts_with(mark) ? mark.size() : 0);
    const std::vector<Line> lines = linesOf(text);
    if (lines.size() < 2) {
        failAtLine(1, "there are no measurements below the names of the columns.");
    }
    const std::vector<Column> columns = columnsOf(lines.front());
    std::vector<OwnMeasurement> measurements;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        OwnMeasurement own;
        own.line = lines[i].number;
        for (std::size_t c = 0; c < std::min(columns.size(), lines[i].fields.size()); ++c) {
            if (!columns[c].kind) {
                continue;
            }
            if (columns[c].kind->number) {
                own.*columns[c].kind->number = numberIn(columns[c], lines[i].fields[c], own.line);
            } else if (const std::string name = trimmed(lines[i].fields[c]); !name.empty()) {
                own.subject = name; // the operator's where a model stands before it
            }
        }
        if (own.time || own.rate || own.energy) {
            measurements.push_back(std::move(own));
        }
    }
    return measurements;
}

} // namespace ridge

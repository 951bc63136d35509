// What the commands of studies write: tables of words and numbers, for people or for programs.
// Not the studies: core/studies. Not whole reports: core/reports.
#pragma once

#include "core/quantity/unit.h"

#include <string>
#include <vector>

namespace ridge {

/// Words, or a number in base units with its unit; a number may be absent.
struct StudyCell {
    std::string words;
    std::optional<double> number;
    std::optional<Unit> unit; // absent: words
    bool integerOps = false;  // operations are OP, whatever the table's style says

    StudyCell(std::string text) : words(std::move(text)) {}
    StudyCell(const char* text) : words(text) {}
    StudyCell(std::string_view text) : words(text) {}
    StudyCell(std::optional<double> value, Unit of, bool isInteger = false)
        : number(value), unit(of), integerOps(isInteger)
    {
    }
};

struct StudyColumn {
    std::string id;                // for programs: "latency"
    std::string heading;           // for people: "Latency"
    std::optional<Unit> unit = {}; // where all its numbers have one: programs are told it in the heading
    bool isNumber = false;         // aligned to the right
};

struct StudyTable {
    std::string id; // "metrics"
    std::vector<StudyColumn> columns;
    std::vector<std::vector<StudyCell>> rows;
};

/// The sentences and tables that one study gives. What people read may be shorter than what programs get.
struct StudyText {
    std::vector<std::string> before, after; // sentences, a line each
    std::vector<StudyTable> tables;
    NumberStyle style = {};
};

/// "text", "markdown", "csv", "json"
const std::vector<std::string>& studyFormats();
bool isForPeople(const std::string& format);
/// Formats of one table write the first; numbers for programs have every digit and are in base units.
std::string written(const StudyText& study, const std::string& format);

} // namespace ridge

#include "app/commands/study_table.h"

#include "core/formats/json/reader.h"
#include "core/quantity/digits.h"
#include "core/quantity/shown_text.h"
#include "core/quantity/text_table.h"

#include <algorithm>

namespace ridge {
namespace {

/// Numbers stand together, behind the words or before them.
NumberColumns numbersOf(const StudyTable& table)
{
    const auto isNumber = [](const StudyColumn& column) { return column.isNumber; };
    const auto first = std::find_if(table.columns.begin(), table.columns.end(), isNumber);
    const auto end = std::find_if_not(first, table.columns.end(), isNumber);
    return {static_cast<std::size_t>(first - table.columns.begin()),
            static_cast<std::size_t>(end - table.columns.begin())};
}

std::string forPeople(const StudyText& study, bool markdown)
{
    std::string out;
    const auto addLines = [&](const std::vector<std::string>& lines) {
        for (const std::string& line : lines) {
            out += (markdown ? forMarkdown(line) : cleanText(line)) + (markdown ? "\n\n" : "\n");
        }
    };
    addLines(study.before);
    for (const StudyTable& table : study.tables) {
        std::vector<TextRow> rows(1);
        for (const StudyColumn& column : table.columns) {
            rows.front().push_back(column.heading);
        }
        for (const auto& cells : table.rows) {
            TextRow& row = rows.emplace_back();
            for (const StudyCell& cell : cells) {
                NumberStyle style = study.style;
                style.integerOps = style.integerOps || cell.integerOps;
                row.push_back(cell.unit ? format(cell.number, *cell.unit, style) : cell.words);
            }
        }
        out += out.empty() || out.ends_with("\n\n") ? "" : "\n";
        out += textTable(std::move(rows), numbersOf(table), markdown);
    }
    out += study.after.empty() ? "" : "\n";
    addLines(study.after);
    while (out.ends_with("\n\n")) {
        out.pop_back();
    }
    return out;
}

std::string csvField(const StudyCell& cell)
{
    if (!cell.unit) {
        return forCsv(cell.words);
    }
    return cell.number ? exactNumber(inBaseUnits(*cell.number, *cell.unit).number) : std::string();
}

std::string asCsv(const StudyText& study)
{
    std::string out;
    const StudyTable& table = study.tables.front();
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const StudyColumn& column = table.columns[c];
        const std::string unit(column.unit ? baseSymbolOf(*column.unit) : std::string_view());
        out += (c ? "," : "") + forCsv(column.id + (unit.empty() ? "" : " (" + unit + ")"));
    }
    out += "\n";
    for (const auto& cells : table.rows) {
        for (std::size_t c = 0; c < cells.size(); ++c) {
            out += (c ? "," : "") + csvField(cells[c]);
        }
        out += "\n";
    }
    return out;
}

OrderedJson jsonValue(const StudyCell& cell)
{
    if (!cell.unit) {
        return cell.words;
    }
    return cell.number ? numberJson(inBaseUnits(*cell.number, *cell.unit).number) : OrderedJson(nullptr);
}

std::string asJson(const StudyText& study)
{
    OrderedJson out{{"format", "ridgepoint-study"}, {"version", 1}};
    out["sentences"] = study.before;
    for (const StudyTable& table : study.tables) {
        OrderedJson units = OrderedJson::object(), rows = OrderedJson::array();
        for (const StudyColumn& column : table.columns) {
            if (column.unit) {
                units[column.id] = baseSymbolOf(*column.unit);
            }
        }
        for (const auto& cells : table.rows) {
            OrderedJson row = OrderedJson::object();
            for (std::size_t c = 0; c < cells.size(); ++c) {
                row[table.columns[c].id] = jsonValue(cells[c]);
            }
            rows.push_back(std::move(row));
        }
        out[table.id] = {{"units", std::move(units)}, {"rows", std::move(rows)}};
    }
    return jsonText(out);
}

} // namespace

const std::vector<std::string>& studyFormats()
{
    static const std::vector<std::string> ids{"text", "markdown", "csv", "json"};
    return ids;
}

bool isForPeople(const std::string& format) { return format == "text" || format == "markdown"; }

std::string written(const StudyText& study, const std::string& format)
{
    return format == "csv" ? asCsv(study) : format == "json" ? asJson(study) : forPeople(study, format == "markdown");
}

} // namespace ridge

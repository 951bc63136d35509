// What holds of every report format: values belong to their units, and each can be asked for by name and by ending.

#include "core/evaluate/evaluate.h"
#include "core/quantity/digits.h"
#include "tests/support/catch.h"
#include "tests/support/csv_reader.h"
#include "tests/support/reports.h"
#include "tests/support/scenarios.h"

#include <nlohmann/json.hpp>

#include <set>
#include <sstream>

namespace ridge {
namespace {

using namespace test;
using Json = nlohmann::json;

// ---- values and their units ---------------------------------------------------------------------------------------

/// What "1 unit" is in base units, as somebody would type it.
double inBase(const std::string& unit, Unit of)
{
    const std::optional<double> one = parseNumber("1 " + unit, of);
    REQUIRE(one);
    return *one;
}

/// The cells of a Markdown table's row that has the id in its third column.
std::string shownValue(const std::string& markdown, std::string_view id)
{
    std::istringstream lines(markdown);
    for (std::string line; std::getline(lines, line);) {
        std::vector<std::string> cells;
        std::istringstream row(line);
        for (std::string cell; std::getline(row, cell, '|');) {
            cell.erase(0, cell.find_first_not_of(' '));
            cells.push_back(cell.substr(0, cell.find_last_not_of(' ') + 1));
        }
        if (cells.size() > 5 && cells[3] == id) {
            return cells[4];
        }
    }
    return {};
}

TEST_CASE("in every format a figure times its unit is the figure of the evaluation", "[report]")
{
    std::set<Unit> seen;
    for (const NamedScenario& one : presetScenarios()) {
        const Evaluation e = evaluate(one.scenario);
        const Json json = Json::parse(reportAs("json", e))["metrics"];
        const auto csv = readCsv(reportAs("csv", e, {}, "metrics"));
        const std::string markdown = reportAs("markdown", e);
        for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
            const Metric& row = metricCatalogue()[i];
            if (!e.metrics[i].value) {
                continue;
            }
            INFO(one.name << ": " << row.id);
            const double value = *e.metrics[i].value;
            const Json& written = json[std::string(row.id)];
            CHECK(written["value"].get<double>() * inBase(written["unit"], row.unit) == value);
            CHECK(*readDigits(csv[i + 1][4]) * inBase(csv[i + 1][5], row.unit) == value);
            const auto shown = parseNumber(shownValue(markdown, row.id), row.unit);
            REQUIRE(shown);
            CHECK(*shown == Approx(value).epsilon(0.00501)); // three digits
            seen.insert(row.unit);
        }
    }
    CHECK(seen.count(Unit::Percent) == 1); // those whose base unit people are not shown
    CHECK(seen.count(Unit::OpsPerWattHour) == 1);
}

// ---- the formats themselves ----------------------------------------------------------------------------------------

TEST_CASE("every report format has a name and an ending of its own, and can write something", "[report]")
{
    std::set<std::string_view> ids, suffixes;
    const Evaluation e = evaluate(preset("resnet-50", "h100-sxm"));
    for (const ReportFormat* format : reportFormats()) {
        INFO(format->id);
        CHECK(ids.insert(format->id).second);
        CHECK(suffixes.insert(format->suffix).second);
        CHECK(reportFormat(format->id) == format);
        CHECK(reportFormatOfSuffix(format->suffix) == format);
        CHECK((format->reportsFigures() || format->derivations));
        if (format->reportsFigures()) {
            CHECK_FALSE(writeReport(*format, e).empty());
        } else {
            CHECK_THROWS_WITH(writeReport(*format, e), Catch::Matchers::ContainsSubstring("derivations"));
        }
    }
    for (const char* promised : {"text", "json", "csv", "markdown"}) {
        CHECK(ids.count(promised) == 1);
    }
    CHECK(reportFormat("xml") == nullptr);
}

TEST_CASE("a format of tables has the first where none is named, and refuses those that it has not", "[report]")
{
    const Evaluation e = evaluate(preset("resnet-50", "h100-sxm"));
    CHECK(reportAs("csv", e) == reportAs("csv", e, {}, "operators"));
    CHECK(readCsv(reportAs("csv", e, {}, "tensors")).size() == 1); // a preset stores none: the heading alone
    CHECK_THROWS_WITH(reportAs("csv", e, {}, "weights"),
                      "there is no table weights as csv; there is operators, metrics or tensors.");
    CHECK_THROWS_WITH(reportAs("json", e, {}, "metrics"),
                      "there is no table metrics as json; there is only the whole report.");
}

} // namespace
} // namespace ridge

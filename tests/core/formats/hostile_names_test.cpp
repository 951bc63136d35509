// Every text that the program writes, of a scenario in which every name is hostile.

#include "core/evaluate/evaluate.h"
#include "core/explain/worked_solution.h"
#include "core/formats/json/project.h"
#include "core/quantity/shown_text.h"
#include "tests/support/catch.h"
#include "tests/support/csv_reader.h"
#include "tests/support/hostile_text.h"
#include "tests/support/latex_text.h"
#include "tests/support/reports.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace ridge {
namespace {

using namespace ridge::test;
using Json = nlohmann::json;

std::string solutions(const Evaluation& e, SolutionFormat format)
{
    std::vector<NumberRef> numbers;
    for (const char* id : {"latency", "macs", "memory_footprint", "energy_per_inference", "parameters"}) {
        numbers.push_back({id});
    }
    numbers.push_back({"time_s", 0, 0});
    std::vector<Explanation> explanations;
    for (std::optional<Explanation>& found : explainAll(e, numbers)) {
        REQUIRE(found);
        explanations.push_back(std::move(*found));
    }
    return workedSolutions(e, explanations, format);
}

std::vector<std::string> csvs(const Evaluation& e)
{
    return {reportAs("csv", e), reportAs("csv", e, {}, "metrics"), reportAs("csv", e, {}, "tensors")};
}

std::vector<std::string> jsons(const Evaluation& e)
{
    return {reportAs("json", e), writeScenarioJson(*e.scenario), writeModelJson(e.scenario->model),
            writeDeviceJson(e.scenario->device)};
}

std::vector<std::string> everyOutput(const Evaluation& e)
{
    std::vector<std::string> all{reportAs("text", e), reportAs("markdown", e), solutions(e, SolutionFormat::Text),
                                 solutions(e, SolutionFormat::Markdown), solutions(e, SolutionFormat::Latex)};
    for (const auto& more : {csvs(e), jsons(e)}) {
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

bool isNumber(const std::string& text)
{
    double value = 0;
    return std::from_chars(text.data(), text.data() + text.size(), value).ptr == text.data() + text.size();
}

TEST_CASE("no output holds what a terminal acts upon, whatever things are called", "[hostile]")
{
    std::vector<std::string> acting = actingCharacters();
    std::erase(acting, "\n");
    for (const std::string& name : hostileNames()) {
        for (const std::string& output : everyOutput(evaluate(called(name)))) {
            INFO(cleanText(name) << ": " << cleanText(output));
            CHECK(std::ranges::none_of(
                acting, [&](const std::string& each) { return output.find(each) != std::string::npos; }));
            CHECK_NOTHROW(Json(output).dump()); // which refuses what is no UTF-8
        }
    }
}

TEST_CASE("no cell of a CSV report is a formula, and every line has its fields", "[hostile]")
{
    for (const std::string& name : hostileNames()) {
        for (const std::string& csv : csvs(evaluate(called(name)))) {
            const auto rows = readCsv(csv);
            for (const std::vector<std::string>& row : rows) {
                CHECK(row.size() == rows.front().size());
                for (const std::string& cell : row) {
                    INFO(cell);
                    const std::size_t first = cell.find_first_not_of(' ');
                    const bool acts = first != std::string::npos && std::string("=+-@").find(cell[first]) < 4;
                    CHECK((!acts || isNumber(cell)));
                }
            }
        }
    }
}

TEST_CASE("JSON gives every name back", "[hostile]")
{
    std::vector<std::string> names = actingMarkup();
    names.push_back("a" + joined(actingCharacters()) + "z");
    for (const std::string& name : names) {
        const Evaluation e = evaluate(called(name));
        const Json report = Json::parse(reportAs("json", e));
        CHECK(report["scenario"]["model"]["name"] == name);
        CHECK(report["scenario"]["device"]["vendor"] == name);
        CHECK(report["stages"][0]["operators"][0]["name"] == e.program.stages[0].operators[0].name);
        CHECK(readDeviceJson(writeDeviceJson(e.scenario->device)).name == name);
    }
}

TEST_CASE("derivations in LaTeX stay balanced and run no command of a name", "[hostile]")
{
    for (const std::string& name : hostileNames()) {
        std::string text = solutions(evaluate(called(name)), SolutionFormat::Latex);
        std::replace_if(
            text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, 'x');
        INFO(cleanText(name));
        CHECK(faultInDocument(text).empty());
        CHECK(text.find("\\input") == std::string::npos);
        CHECK(text.find("\\end{document}") == std::string::npos);
    }
}

TEST_CASE("names in any language are read in every output", "[hostile]")
{
    for (const std::string& name : honestNames()) {
        for (const std::string& output : everyOutput(evaluate(called(name)))) {
            INFO(output);
            if (output.find("elements,bytes") == std::string::npos && output.find("id,label") != 0) {
                CHECK_THAT(output, Catch::Matchers::ContainsSubstring(name));
            }
        }
    }
}

TEST_CASE("a name of 1 MB is shortened where people read and whole in data", "[hostile]")
{
    const std::string name(1 << 20, 'x');
    const Evaluation e = evaluate(called(name));
    for (const std::string& output : {reportAs("text", e), reportAs("markdown", e), solutions(e, SolutionFormat::Text),
                                      solutions(e, SolutionFormat::Markdown), solutions(e, SolutionFormat::Latex)}) {
        CHECK(output.size() < 100'000);
    }
    CHECK(readCsv(reportAs("csv", e))[1][2] == e.program.stages[0].operators[0].name);
    CHECK(Json::parse(reportAs("json", e))["scenario"]["model"]["name"] == name);
}

} // namespace
} // namespace ridge

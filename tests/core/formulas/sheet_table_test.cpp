#include "core/evaluate/evaluate.h"
#include "core/explain/conversions.h"
#include "core/explain/sheet_notes.h"
#include "core/formulas/formulas.h"
#include "core/levers/levers.h"
#include "core/scenario/parameters/parameters.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <fstream>
#include <set>

namespace ridge {
namespace {

using namespace test;

/// What a line of the sheet became.
enum class Carrier { Metric, Parameter, Conversion, Note, Layer, Figure, Lever, Heading, Prose };

struct SheetRow {
    std::string section;
    std::string start; // the beginning of the line, as the sheet writes it
    int lines;         // how many lines it takes there: a cell is a line; 0 for one more carrier of the line above
    Carrier carrier;
    std::string id;
};

const std::vector<SheetRow>& sheetTable()
{
    static const std::vector<SheetRow> rows{
#include "tests/core/formulas/sheet_table.inc"
    };
    return rows;
}

/// What the sheet's symbols and layer formulas became. The compiler proves that each exists.
bool isLayerName(const std::string& name)
{
#define RIDGE_MEMBER(member) (static_cast<void>(&member), std::string(#member))
#define RIDGE_FORMULA_NAME(formula) (static_cast<void>(&formula<double>), std::string(#formula))
#define RIDGE_VALUE(value) (static_cast<void>(value), std::string(#value))
    static const std::set<std::string> names{
        RIDGE_MEMBER(Layer::channels),
        RIDGE_MEMBER(Layer::kernelHeight),
        RIDGE_MEMBER(Layer::kernelWidth),
        RIDGE_MEMBER(Layer::groups),
        RIDGE_MEMBER(Sizes<>::ci),
        RIDGE_MEMBER(Sizes<>::ho),
        RIDGE_MEMBER(Sizes<>::wo),
        RIDGE_MEMBER(Sizes<>::g),
        RIDGE_MEMBER(Sizes<>::kh),
        RIDGE_MEMBER(Tensor::elements),
        RIDGE_FORMULA_NAME(kinds::Linear::weights),
        RIDGE_FORMULA_NAME(kinds::Linear::macs),
        RIDGE_FORMULA_NAME(kinds::Convolution::weights),
        RIDGE_FORMULA_NAME(kinds::Convolution::macs),
        RIDGE_VALUE(LayerKind::DepthwiseConv),
        RIDGE_VALUE(Precision::FP32),
        RIDGE_VALUE(Precision::FP16),
        RIDGE_VALUE(Precision::INT8),
        RIDGE_VALUE(Precision::INT4),
    };
#undef RIDGE_MEMBER
#undef RIDGE_FORMULA_NAME
#undef RIDGE_VALUE
    return names.contains(name);
}

bool isParameter(const std::string& id)
{
    const auto& rows = parameterCatalogue();
    return std::any_of(rows.begin(), rows.end(), [&](const Parameter& row) { return row.id == id; });
}

bool isConversion(const std::string& id)
{
    const auto& rows = conversions();
    return std::any_of(rows.begin(), rows.end(), [&](const Conversion& row) { return row.id == id; });
}

/// "cheatsheet: device.tdp = 300 W": setting the figure on a model that the device can show changes nothing.
bool isFigure(const std::string& id)
{
    const std::size_t colon = id.find(": ");
    const std::size_t equals = id.find(" = ");
    const Scenario s = preset("llama-2-7b", id.substr(0, colon));
    Scenario set = s;
    const std::string refused = setParameter(set, id.substr(colon + 2, equals - colon - 2), id.substr(equals + 3));
    return refused.empty() && set == s;
}

bool exists(const SheetRow& row)
{
    switch (row.carrier) {
    case Carrier::Metric:
        return metricIndex(row.id).has_value();
    case Carrier::Parameter:
        return isParameter(row.id);
    case Carrier::Conversion:
        return isConversion(row.id);
    case Carrier::Note:
        return findSheetNote(row.id) != nullptr;
    case Carrier::Layer:
        return isLayerName(row.id);
    case Carrier::Figure:
        return isFigure(row.id);
    case Carrier::Lever:
        return findLever(row.id) != nullptr;
    case Carrier::Heading:
    case Carrier::Prose:
        break;
    }
    return row.id.empty();
}

TEST_CASE("every line of the cheat sheet has a carrier that exists", "[sheet]")
{
    for (const SheetRow& row : sheetTable()) {
        INFO(row.section << ": " << row.start << " → " << row.id);
        CHECK(exists(row));
        CHECK_FALSE(row.section.empty());
        CHECK_FALSE(row.start.empty());
    }
}

TEST_CASE("a note is named by the line it is about", "[sheet]")
{
    std::set<std::string> named;
    for (const SheetRow& row : sheetTable()) {
        if (row.carrier == Carrier::Note) {
            named.insert(row.id);
        }
    }
    for (const SheetNote& note : sheetNotes()) {
        INFO(note.id);
        CHECK(named.contains(std::string(note.id)));
    }
}

TEST_CASE("weights shrink against FP32 as the sheet's precision table says", "[sheet]")
{
    const Scenario s = preset("llama-2-7b", "cheatsheet"); // the table is of a format: every weight has it
    const std::pair<const char*, double> table[] = {{"fp32", 1}, {"fp16", 2}, {"bf16", 2}, {"int8", 4}, {"int4", 8}};
    for (const auto& [precision, times] : table) {
        INFO(precision);
        const Scenario in = with(s, "deployment.weights", precision);
        const bool narrow = in.deployment.quantises();
        CHECK(metricOf(evaluate(narrow ? with(in, "deployment.quantised", "all") : in), "size_reduction") == times);
    }
}

/// The sheet's lines that say something: markup delimiters and blank lines left out. Empty where it is not at hand.
std::vector<std::string> sheetLines()
{
    std::vector<std::string> lines;
#ifdef RIDGE_REAL_FILES
    std::ifstream file(std::string(RIDGE_REAL_FILES) + "/../cheatsheet.txt");
    for (std::string line; std::getline(file, line);) {
        if (line.find_first_not_of(" \t\r") != std::string::npos && line != "$$") {
            lines.push_back(line);
        }
    }
#endif
    return lines;
}

TEST_CASE("the table follows the cheat sheet line by line and leaves none out", "[sheet]")
{
    constexpr std::size_t cut = 40; // longer lines are known by their beginning
    const std::vector<std::string> lines = sheetLines();
    std::size_t at = 0;
    for (const SheetRow& row : sheetTable()) {
        if (lines.empty() || row.lines == 0) {
            continue;
        }
        INFO("line " << at << ": " << row.start);
        REQUIRE(at + static_cast<std::size_t>(row.lines) <= lines.size());
        CHECK((lines[at] == row.start || (row.start.size() >= cut && lines[at].starts_with(row.start))));
        at += static_cast<std::size_t>(row.lines);
    }
    CHECK(at == lines.size());
}

TEST_CASE("one more carrier stands below the line it belongs to", "[sheet]")
{
    std::string above;
    for (const SheetRow& row : sheetTable()) {
        INFO(row.start << " → " << row.id);
        CHECK((row.lines > 0 || row.start == above));
        above = row.start;
    }
}

} // namespace
} // namespace ridge

#include "core/explain/cheat_sheet.h"
#include "core/explain/sheet_notes.h"
#include "core/metrics/catalogue.h"
#include "core/metrics/operator_figures.h"
#include "core/scenario/parameters/parameters.h"

#include "core/evaluate/evaluate.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <set>

namespace ridge {
namespace {

using namespace test;

const SheetLine& lineSaying(std::string_view part)
{
    for (const SheetSection& section : cheatSheet()) {
        for (const SheetLine& line : section.lines) {
            if (line.says.find(part) != std::string_view::npos) {
                return line;
            }
        }
    }
    throw std::logic_error(std::string(part));
}

bool isParameter(std::string_view id)
{
    return std::ranges::any_of(parameterCatalogue(), [id](const Parameter& row) { return row.id == id; });
}

TEST_CASE("every number of the sheet is in a catalogue, and every correction stands at exactly one line", "[sheet]")
{
    std::multiset<std::string_view> notes;
    for (const SheetSection& section : cheatSheet()) {
        CHECK_FALSE(section.lines.empty());
        for (const SheetLine& line : section.lines) {
            INFO(line.says);
            for (const std::string_view id : line.numbers) {
                INFO(id);
                CHECK((line.of ? operatorFigure(id) != nullptr : metricIndex(id).has_value() || isParameter(id)));
            }
            if (!line.note.empty()) {
                notes.insert(line.note);
            }
        }
    }
    for (const SheetNote& note : sheetNotes()) {
        INFO(note.id);
        CHECK(notes.count(note.id) == 1);
    }
    CHECK(notes.size() == sheetNotes().size());
}

TEST_CASE("a line's numbers are the scenario's, absent ones left out", "[sheet]")
{
    const Evaluation llama = evaluate(preset("llama-2-7b", "h100-sxm"));
    const std::vector<SheetNumber> size = numbersOf(lineSaying("Model Size = W"), llama);
    REQUIRE(size.size() == 1);
    CHECK(size[0].ref.id == "model_size");
    CHECK(size[0].value == "13.5 GB"); // 6,738,415,616 x 2 bytes
    CHECK(numbersOf(lineSaying("Voxelized point clouds"), llama).empty());
    CHECK(lineSaying("INT4: 4 bits").here(llama) == "6.74 G × 4 / 8 = 3.37 GB");
    CHECK(lineSaying("d_head").here(llama) == "4096 / 32 = 128");
    CHECK(numbersOf(lineSaying("N: sequence length"), llama)[0].parameter == "workload.prompt_tokens");
}

TEST_CASE("the layer table takes the model's largest layer of each type as its example", "[sheet]")
{
    const Evaluation mobile = evaluate(preset("mobilenet-v2", "h100-sxm"));
    const auto exampleIn = [&mobile](std::string_view says) -> const Operator& {
        const NumberRef ref = exampleOf(lineSaying(says), mobile);
        REQUIRE(ref.isValid());
        return mobile.program.stages[static_cast<std::size_t>(ref.stage)].operators[static_cast<std::size_t>(ref.op)];
    };
    CHECK(exampleIn("Depthwise convolution").sizes.g > 1);
    CHECK(exampleIn("1×1 convolution").sizes.kh == 1);
    CHECK(exampleIn("Standard convolution").sizes.kh == 3);
    CHECK_FALSE(exampleOf(lineSaying("Grouped convolution"), mobile).isValid());
    const Operator& dense = exampleIn("Standard convolution"); // 3 channels to 32, 3×3: 864, at 112×112 places
    const std::vector<SheetNumber> numbers = numbersOf(lineSaying("Standard convolution"), mobile);
    REQUIRE(numbers.size() == 2);
    CHECK(dense.sizes.co == 32);
    CHECK(numbers[1].value == "10.8 MMAC"); // 864 × 12,544
}

TEST_CASE("the whole sheet reads on every preset without a number that is none", "[sheet]")
{
    for (const NamedScenario& one : presetScenarios()) {
        const Evaluation e = evaluate(one.scenario);
        for (const SheetSection& section : cheatSheet()) {
            for (const SheetLine& line : section.lines) {
                for (const SheetNumber& number : numbersOf(line, e)) {
                    INFO(one.name << ", " << line.says << ": " << number.label << " " << number.value);
                    CHECK(number.value.find("nan") == std::string::npos);
                    CHECK_FALSE(number.value.empty());
                    CHECK(number.ref.isValid() == number.parameter.empty());
                }
            }
        }
    }
}

} // namespace
} // namespace ridge

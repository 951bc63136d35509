#include "core/scenario/parameters/parameters.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <cmath>
#include <set>

namespace ridge {
namespace {

using namespace test;

TEST_CASE("every parameter has its own id, a label and a help text", "[parameters]")
{
    std::set<std::string> ids;
    for (const Parameter& row : parameterCatalogue()) {
        INFO(row.id);
        CHECK(ids.insert(row.id).second);
        CHECK_FALSE(row.label.empty());
        CHECK_FALSE(row.help.empty());
        CHECK(row.minimum <= row.maximum);
        CHECK((row.unit == Unit::Choice) == !row.choices.empty());
        CHECK(row.id.find('.') != std::string::npos);
    }
}

TEST_CASE("an id starts with the section its row is shown in", "[parameters]")
{
    const std::string prefixes[] = {"model.", "workload.",    "device.",    "deployment.",
                                    "lever.", "environment.", "convention."};
    for (const Parameter& row : parameterCatalogue()) {
        INFO(row.id);
        const bool isOfTraining = row.section == Section::Task && row.id.starts_with("training."); // a part of the task
        CHECK((isOfTraining || row.id.starts_with(prefixes[static_cast<std::size_t>(row.section)])));
    }
}

TEST_CASE("the presets lie inside the range of every parameter", "[parameters]")
{
    for (const NamedScenario& one : presetScenarios()) {
        for (const Parameter& row : parametersOf(one.scenario)) {
            INFO(one.name << ": " << row.id);
            const auto value = row.get(one.scenario);
            REQUIRE(value);
            CHECK(*value >= row.minimum);
            CHECK(*value <= row.maximum);
            CHECK((!row.integral || *value == std::floor(*value)));
        }
    }
}

TEST_CASE("what a row sets is what it gets, and nothing else changes with it", "[parameters]")
{
    for (const NamedScenario& one : presetScenarios()) {
        for (const Parameter& row : parametersOf(one.scenario)) {
            INFO(one.name << ": " << row.id);
            Scenario edited = one.scenario;
            const double original = *row.get(edited);
            for (const double value : {row.minimum, row.maximum}) {
                row.set(edited, value);
                CHECK(row.get(edited) == value);
            }
            row.set(edited, original);
            CHECK(edited == one.scenario);
        }
    }
}

TEST_CASE("two rows never edit the same number", "[parameters]")
{
    for (const char* model : {"llama-3-8b", "resnet-50"}) {
        for (const char* device : {"h100-sxm", "stm32f746"}) {
            const Scenario base = preset(model, device);
            const auto rows = parametersOf(base);
            for (const Parameter& row : rows) {
                const double other = *row.get(base) == row.minimum ? row.maximum : row.minimum;
                Scenario edited = base;
                row.set(edited, other);
                for (const Parameter& neighbour : rows) {
                    INFO(row.id << " and " << neighbour.id);
                    const auto value = neighbour.get(edited); // none: it means nothing any more
                    CHECK((neighbour.id == row.id || !value || value == neighbour.get(base)));
                }
            }
        }
    }
}

TEST_CASE("shown text sets about the value it was made from", "[parameters]")
{
    for (const NamedScenario& one : presetScenarios()) {
        for (const Parameter& row : parametersOf(one.scenario)) {
            const double value = *row.get(one.scenario);
            const std::string text = parameterText(row, value);
            INFO(one.name << ": " << row.id << " = " << text);
            const auto back = parseParameter(row, one.scenario, text);
            REQUIRE(back);
            CHECK(std::fabs(*back - value) <= 0.005001 * std::fabs(value)); // three digits
            if (row.unit == Unit::Choice || (row.unit == Unit::Count && value < 1e7)) {
                CHECK(*back == value); // choices and whole counts are exact
            }
        }
    }
}

TEST_CASE("a choice is read by its id and by its label on screen", "[parameters]")
{
    Scenario s = preset("llama-3-8b", "h100-sxm");
    CHECK(setParameter(s, "deployment.weights", "int8").empty());
    CHECK(s.deployment.weights == Precision::INT8);
    CHECK(setParameter(s, "deployment.weights", "FP8").empty());
    CHECK(s.deployment.weights == Precision::FP8);
    CHECK(setParameter(s, "deployment.memory_level", "HBM3").empty());
    CHECK(s.deployment.memoryLevel == 2); // L2, then HBM3
    const auto row = findParameter(s, "deployment.memory_level");
    REQUIRE(row);
    CHECK(choiceLabel(*row, s, 2) == "HBM3");
    CHECK(choiceLabel(*row, s, -1) == "—");
    CHECK(choiceLabel(*row, s, 99) == "—");
}

TEST_CASE("a memory level the device does not have is refused", "[parameters]")
{
    Scenario s = preset("llama-3-8b", "h100-sxm"); // two levels
    const Scenario before = s;
    CHECK_FALSE(setParameter(s, "deployment.memory_level", "3").empty());
    CHECK(s == before);
}

/// One sentence: names the parameter, has no line break and ends without one.
void checkRefused(const Scenario& scenario, const std::string& id, const std::string& text)
{
    Scenario edited = scenario;
    const std::string refusal = setParameter(edited, id, text);
    INFO(id << " = \"" << text << "\": " << refusal);
    CHECK(refusal.find(id) == 0);
    CHECK(refusal.find('\n') == std::string::npos);
    CHECK(edited == scenario);
}

TEST_CASE("what is outside a parameter's range is refused with one sentence and changes nothing", "[parameters]")
{
    for (const char* model : {"llama-3-8b", "resnet-50"}) {
        const Scenario s = preset(model, "h100-sxm");
        for (const Parameter& row : parametersOf(s)) {
            checkRefused(s, row.id, "");
            checkRefused(s, row.id, "abc");
            checkRefused(s, row.id, "nan");
            checkRefused(s, row.id, "1e999");
            if (row.unit != Unit::Choice) {
                checkRefused(s, row.id, std::to_string(row.maximum * 2 + 1));
                checkRefused(s, row.id, "-1");
            }
        }
    }
}

TEST_CASE("a refusal says the range or the choices", "[parameters]")
{
    Scenario s = preset("llama-3-8b", "h100-sxm");
    CHECK(setParameter(s, "workload.batch", "0") == "workload.batch: \"0\" is not a whole number from 1 to 65536");
    CHECK(setParameter(s, "workload.batch", "1.5") == "workload.batch: \"1.5\" is not a whole number from 1 to 65536");
    CHECK(setParameter(s, "deployment.fusion", "some") ==
          "deployment.fusion: \"some\" is not one of none, elementwise, attention");
}

TEST_CASE("a parameter that does not exist and one that does not apply are told apart", "[parameters]")
{
    Scenario s = preset("resnet-50", "h100-sxm");
    CHECK(setParameter(s, "workload.bacth", "2").find("there is no such parameter") != std::string::npos);
    CHECK(setParameter(s, "workload.prompt_tokens", "2").find("does not apply") != std::string::npos);
    CHECK_FALSE(findParameter(s, "model.kv_heads"));
    CHECK(findParameter(s, "model.input.height"));
}

TEST_CASE("a slider's number is brought into the range and rounded where the value is whole", "[parameters]")
{
    Scenario s = preset("llama-3-8b", "h100-sxm");
    const auto batch = findParameter(s, "workload.batch");
    REQUIRE(batch);
    assignParameter(s, *batch, 1e9);
    CHECK(s.workload.batch == 65536);
    assignParameter(s, *batch, 7.6);
    CHECK(s.workload.batch == 8);
    assignParameter(s, *batch, std::nan(""));
    CHECK(s.workload.batch == 8);
    assignParameter(s, *batch, -1e308 * 10); // minus infinity
    CHECK(s.workload.batch == 8);
}

TEST_CASE("what a device usually runs with is applied, and ids of another class are ignored", "[parameters]")
{
    Scenario s = preset("resnet-50", "h100-sxm");
    setParameters(s, {{"deployment.weights", "int8"}, {"workload.prompt_tokens", "7"}, {"no.such", "1"}});
    CHECK(s.deployment.weights == Precision::INT8);
    CHECK(s.workload.promptTokens == Workload{}.promptTokens);
}

TEST_CASE("peaks of integer formats are rates of operations, those of others of floating-point ones", "[parameters]")
{
    Scenario s = preset("llama-3-8b", "h100-sxm");
    const auto text = [&s](const char* id) {
        const auto row = findParameter(s, id);
        return row ? valueText(*row, s, row->get(s).value_or(0)) : std::string();
    };
    CHECK(text("device.peak.int8") == "1.98 POP/s"); // 1979 TOPS dense, NVIDIA's data sheet
    CHECK(text("device.peak.fp8") == "1.98 PFLOP/s");
    CHECK(text("device.peak.bf16") == "989 TFLOP/s");
    CHECK(setParameter(s, "device.peak.int8", "1.5 POP/s").empty()); // what is shown can be typed
    CHECK(text("device.peak.int8") == "1.50 POP/s");
    CHECK(setParameter(s, "device.peak.int8", "abc").find("OP/s") != std::string::npos);
    CHECK(setParameter(s, "device.peak.int8", "abc").find("FLOP/s") == std::string::npos);
}

} // namespace
} // namespace ridge

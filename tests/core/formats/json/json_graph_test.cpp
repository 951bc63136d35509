#include "core/formats/format_error.h"
#include "core/formats/json/project.h"
#include "core/formats/read_file.h"
#include "core/library/baseline.h"
#include "core/library/presets.h"
#include "core/scenario/families/imported_graph.h"
#include "tests/support/catch.h"

#include <fstream>
#include <random>
#include <sstream>

using namespace ridge;
using Catch::Matchers::ContainsSubstring;

namespace {

// Just enough of the protobuf encoding to write y = Relu(x) with x of N × 3: every length here is below 128.
std::string field(int number, const std::string& bytes)
{
    return std::string{static_cast<char>(number << 3 | 2), static_cast<char>(bytes.size())} + bytes;
}
std::string field(int number, int value) { return {static_cast<char>(number << 3), static_cast<char>(value)}; }

std::string reluOnnx()
{
    const std::string symbolic = field(1, field(2, "N"));                        // dim { dim_param }
    const std::string three = field(1, field(1, 3));                             // dim { dim_value }
    const std::string type = field(1, field(1, 1) + field(2, symbolic + three)); // tensor_type { FLOAT, shape }
    const auto value = [&](const char* name) { return field(1, name) + field(2, type); };
    const std::string node = field(1, "x") + field(2, "y") + field(3, "relu") + field(4, "Relu");
    const std::string graph = field(1, node) + field(2, "g") + field(11, value("x")) + field(12, value("y"));
    return field(1, 8) + field(7, graph) + field(8, field(1, "") + field(2, 13)); // ir_version, graph, opset
}

std::string replaced(std::string text, const std::string& what, const std::string& with)
{
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

} // namespace

TEST_CASE("An imported graph comes back with its symbols and its file", "[json]")
{
    Model model = readModel(reluOnnx(), "relu.onnx");
    model.id = "relu";
    ImportedGraph& graph = *model.imported();
    REQUIRE(graph.symbols.size() == 1);
    REQUIRE(graph.setSymbol(graph.symbols.begin()->first, 7).empty());
    const Model back = readModelJson(writeModelJson(model));
    CHECK(back == model);
    REQUIRE(back.imported()->source);
    CHECK(back.imported()->source->bytes() == graph.source->bytes());
    CHECK(back.imported()->graph->tensors.front().shape == std::vector<double>{7, 3});

    Scenario scenario = baseline(model, devicePreset("h100-sxm"));
    scenario.workload.batch = 5; // hidden behind the graph's own symbol, and kept
    CHECK(readScenarioJson(writeScenarioJson(scenario)) == scenario);
}

TEST_CASE("A damaged embedded graph is refused with its place", "[json]")
{
    const std::string text = writeModelJson(readModel(reluOnnx(), "relu.onnx"));
    const std::string symbol = readModelJson(text).imported()->symbols.begin()->first;
    CHECK_THROWS_WITH(readModelJson(replaced(text, "\"file\": \"", "\"file\": \"*")), ContainsSubstring("graph.file"));
    CHECK_THROWS_AS(readModelJson(replaced(text, "\"file\": \"", "\"file\": \"AAAA")), FormatError);
    CHECK_THROWS_WITH(readModelJson(replaced(text, "\"format\": \"onnx\"", "\"format\": \"caffe\"")),
                      ContainsSubstring("graph.format"));
    CHECK_THROWS_WITH(readModelJson(replaced(text, "\"format\": \"onnx\"", "\"format\": \"tflite\"")),
                      ContainsSubstring("no whole TFLite file"));
    CHECK_THROWS_WITH(readModelJson(replaced(text, "\"" + symbol + "\": 1", "\"" + symbol + "\": 0")),
                      ContainsSubstring("graph.symbols." + symbol));
    CHECK_THROWS_WITH(readModelJson(replaced(text, "\"" + symbol + "\": 1", "\"other\": 1")),
                      ContainsSubstring("unknown field"));
}

TEST_CASE("Damaged files are read or refused with a sentence, never anything else", "[json]")
{
    const Device device = devicePreset("stm32f746");
    const std::string texts[] = {writeModelJson(modelPreset("mobilenet-v2")), writeModelJson(modelPreset("gpt-2")),
                                 writeDeviceJson(device), writeScenarioJson(baseline(modelPreset("gpt-2"), device))};
    const std::string pieces[] = {"-1", "1e308", "null", "[]", "{}", "\"\"", "0.5", ",", "\"", "}", "\xff", "true"};
    std::mt19937 random(20240229); // fixed: a failure can be had again
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
    int refused = 0;
    int read = 0;
    for (int round = 0; round < 1500; ++round) {
        const std::size_t which = below(std::size(texts));
        std::string text = texts[which];
        const std::string& piece = pieces[below(std::size(pieces))];
        // Values more often than bytes: after a colon the text mostly stays JSON.
        std::size_t at = below(text.size());
        const std::size_t colon = below(3) > 0 ? text.find(": ", at) : std::string::npos;
        const std::size_t end = colon == std::string::npos ? colon : text.find_first_of(",\n", colon);
        if (end == std::string::npos) {
            text.replace(at, below(4), piece);
        } else {
            text.replace(colon + 2, end - colon - 2, piece);
        }
        try {
            which < 2    ? void(readModelJson(text))
            : which == 2 ? void(readDeviceJson(text))
                         : void(readScenarioJson(text));
            ++read;
        } catch (const FormatError& error) {
            ++refused;
            REQUIRE(std::string(error.what()).size() > 8);
        }
    }
    CHECK(refused > 500);
    CHECK(read > 50);
}

#ifdef RIDGE_REAL_FILES
TEST_CASE("A published graph comes back exactly", "[json]")
{
    std::ifstream file(std::string(RIDGE_REAL_FILES) + "/squeezenet.onnx", std::ios::binary);
    if (!file) {
        return;
    }
    std::stringstream bytes;
    bytes << file.rdbuf();
    const Model model = readModel(bytes.str(), "squeezenet.onnx");
    CHECK(readModelJson(writeModelJson(model)) == model);
}
#endif

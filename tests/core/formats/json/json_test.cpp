#include "core/formats/format_error.h"
#include "core/formats/json/project.h"
#include "core/formats/read_file.h"
#include "core/library/baseline.h"
#include "core/library/presets.h"
#include "core/scenario/model_body.h"
#include "core/scenario/parameters/parameters.h"
#include "tests/support/catch.h"
#include "tests/support/sampled.h"

#include <cmath>

using namespace ridge;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string modelText(const std::string& body)
{
    return R"({"format": "ridgepoint-model", "version": 1, "name": "Test", )" + body + "}";
}

std::string layersText(const std::string& layer)
{
    return modelText(R"("layers": {"blocks": [{"name": "a", "layers": []}, {"name": "b", "layers": [], "repeat": 2},
        {"name": "c", "layers": [)" +
                     layer + "]}]}");
}

std::string deviceText(const std::string& more)
{
    return R"({"format": "ridgepoint-device", "version": 1, "name": "Test", "peak_ops_per_s": {"fp16": 1e12},
        "memory": [{"name": "DRAM", "bandwidth_bytes_per_s": 1e11, "energy": "ddr5"}])" +
           more + "}";
}

std::string replaced(std::string text, const std::string& what, const std::string& with)
{
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

} // namespace

TEST_CASE("Every preset comes back exactly as it was written", "[json]")
{
    for (const PresetInfo& info : modelPresets()) {
        const Model model = modelPreset(info.id);
        CHECK(readModelJson(writeModelJson(model)) == model);
    }
    for (const PresetInfo& info : devicePresets()) {
        CAPTURE(info.id);
        const Device device = devicePreset(info.id);
        CHECK(readDeviceJson(writeDeviceJson(device)) == device);
    }
}

TEST_CASE("Every scenario of two presets comes back exactly as it was written", "[json]")
{
    for (const PresetInfo& model : test::sampled(modelPresets())) {
        for (const PresetInfo& device : devicePresets()) {
            CAPTURE(model.id, device.id);
            const Scenario scenario = baseline(modelPreset(model.id), devicePreset(device.id));
            CHECK(readScenarioJson(writeScenarioJson(scenario)) == scenario);
        }
    }
}

TEST_CASE("Every parameter away from its default comes back exactly", "[json]")
{
    Scenario scenario = defaultScenario();
    for (const Parameter& row : parametersOf(scenario)) {
        const double span = row.maximum - row.minimum;
        assignParameter(scenario, row, row.unit == Unit::Choice ? row.maximum : row.minimum + span / 3);
    }
    REQUIRE_FALSE(scenario == defaultScenario());
    CHECK(readScenarioJson(writeScenarioJson(scenario)) == scenario);
}

TEST_CASE("Layer fields of every kind come back exactly", "[json]")
{
    LayerList list;
    list.inputHeight = 97;
    list.widthMultiplier = 0.1 + 0.2; // 0.30000000000000004: every digit counts
    list.channelDivisor = 8;
    Layer layer;
    layer.name = "a \"quoted\" ☃ name";
    layer.kind = LayerKind::TransposedConv;
    layer.channels = 12;
    layer.expand = 1.5;
    layer.kernelHeight = 10;
    layer.kernelWidth = 4;
    layer.stride = 2;
    layer.padding = 0;
    layer.dilation = 3;
    layer.groups = 4;
    layer.bias = layer.fixedWidth = true;
    layer.from = {"in", "other"};
    layer.mismatch = "skip";
    layer.function = "gelu";
    list.blocks.push_back({"block", 7, {layer, Layer{}}});
    Model model;
    model.name = "Test";
    model.usual["workload.batch"] = "8";
    model.body = list;
    CHECK(readModelJson(writeModelJson(model)) == model);
}

TEST_CASE("Decoder fields that are not the defaults come back exactly", "[json]")
{
    Decoder d;
    d.layers = 27, d.width = 2048, d.heads = 16, d.kvHeads = 4, d.headSize = 96, d.ffnWidth = 1000, d.vocabulary = 7;
    d.gated = false, d.tiedEmbeddings = true, d.biases = BiasKind::All, d.norm = NormKind::Layer, d.normsPerLayer = 4;
    d.positions = PositionKind::Learned, d.contextLength = 99, d.slidingWindow = 12, d.windowEvery = 2;
    d.extraPositions = 3, d.parallelBlock = true, d.embeddingNorm = true, d.headBias = true, d.qkNorm = QkNorm::Own;
    d.globalEvery = 6, d.fullLayers = 1, d.sinks = 4, d.sharedGate = true, d.softcap = Softcap::Both;
    d.experts = 64, d.activeExperts = 6, d.sharedExperts = 2, d.expertWidth = 1408, d.denseLayers = 1;
    d.latentRank = 512, d.ropeSize = 64, d.valueSize = 128, d.queryRank = 1536;
    Model model;
    model.body = d;
    CHECK(readModelJson(writeModelJson(model)) == model);
}

TEST_CASE("Values that another kind of model shows are kept in the file", "[json]")
{
    Scenario scenario = baseline(modelPreset("resnet-50"), devicePreset("h100-sxm"));
    scenario.workload.promptTokens = 4321;
    scenario.deployment.kvCache = Precision::INT8;
    CHECK(readScenarioJson(writeScenarioJson(scenario)) == scenario);
}

TEST_CASE("Energies that no picojoule figure reaches come back exactly", "[json]")
{
    Device device = devicePreset("h100-sxm");
    double joules = 1.2345678901234567e-11;
    for (int i = 0; i < 200; ++i) {
        joules = std::nextafter(joules, 1.0) * 1.01;
        device.memory.back().energyPerByte = joules;
        device.energyPerOp[0] = joules;
        REQUIRE(readDeviceJson(writeDeviceJson(device)) == device);
    }
}

TEST_CASE("Scenario files in formats by their old names still read, and new ones come back", "[json]")
{
    const auto file = [](std::string_view parameter, std::string_view format) {
        return R"({"format": "ridgepoint-scenario", "version": 1, "model": "llama-3-8b", "device": "h100-sxm",
                   "parameters": {"deployment.)" +
               std::string(parameter) + R"(": ")" + std::string(format) + R"("}})";
    };
    struct Old {
        const char* id;
        Precision format;
    };
    for (const Old& old :
         {Old{"fp32", Precision::FP32}, Old{"tf32", Precision::TF32}, Old{"bf16", Precision::BF16},
          Old{"fp16", Precision::FP16}, Old{"fp8", Precision::FP8}, Old{"int8", Precision::INT8},
          Old{"int4", Precision::INT4}, Old{"int4-group", Precision::INT4Group}, Old{"stored", Precision::Stored}}) {
        CAPTURE(old.id);
        CHECK(readScenarioJson(file("weights", old.id)).deployment.weights == old.format);
        if (old.format != Precision::Stored) {
            CHECK(readScenarioJson(file("activations", old.id)).deployment.activations == old.format);
            CHECK(readScenarioJson(file("kv_cache", old.id)).deployment.kvCache == old.format);
        }
    }
    for (const Precision format : formatsFor(FormatUse::Weights)) {
        Scenario s = defaultScenario();
        s.deployment.weights = format;
        CHECK(readScenarioJson(writeScenarioJson(s)) == s);
    }
    CHECK_THROWS_WITH(
        readScenarioJson(file("activations", "nf4")),
        Catch::Matchers::StartsWith("parameters[\"deployment.activations\"]: \"nf4\" is not one of fp32,"));
}

TEST_CASE("Hand-written scenarios may name presets and leave out what is usual", "[json]")
{
    const Scenario scenario = readScenarioJson(R"({"format": "ridgepoint-scenario", "version": 1, "model": "llama-2-7b",
        "device": "cheatsheet", "parameters": {"workload.batch": 8, "deployment.weights": "int4"}})");
    Scenario expected = baseline(modelPreset("llama-2-7b"), devicePreset("cheatsheet"));
    expected.workload.batch = 8;
    expected.deployment.weights = Precision::INT4;
    CHECK(scenario == expected);
}

TEST_CASE("An unknown field is named with its place and the nearest known one", "[json]")
{
    CHECK_THROWS_WITH(readModelJson(layersText(R"({"name": "x", "kind": "conv", "strid": 2})")),
                      "layers.blocks[2].layers[0].strid: unknown field; did you mean \"stride\"?");
    CHECK_THROWS_WITH(readModelJson(modelText(R"("zzzzzzz": 1)")), "zzzzzzz: unknown field.");
    CHECK_THROWS_WITH(readDeviceJson(deviceText(R"(, "tpd_w": 3)")), ContainsSubstring("did you mean \"tdp_w\"?"));
}

TEST_CASE("A wrong value is named with its place", "[json]")
{
    const auto layer = [](const char* fields) {
        return layersText(std::string(R"({"name": "x", "kind": "conv", )") + fields + "}");
    };
    CHECK_THROWS_WITH(readModelJson(layer(R"("stride": "2")")),
                      "layers.blocks[2].layers[0].stride: expected a number, found text.");
    CHECK_THROWS_WITH(readModelJson(layer(R"("stride": -1)")),
                      "layers.blocks[2].layers[0].stride: -1 is outside 1 to 1024.");
    CHECK_THROWS_WITH(readModelJson(layer(R"("channels": 1.5)")), ContainsSubstring("1.5 is not a whole number"));
    CHECK_THROWS_WITH(readModelJson(layer(R"("kernel": [3])")), ContainsSubstring("kernel"));
    CHECK_THROWS_WITH(readModelJson(layer(R"("kernel": [3, 2000])")), ContainsSubstring("kernel[1]: 2000 is outside"));
    CHECK_THROWS_WITH(readModelJson(layer(R"("mismatch": "ignore")")), ContainsSubstring("error, project, skip"));
    CHECK_THROWS_WITH(readModelJson(layer(R"("bias": 1)")),
                      ContainsSubstring("expected true or false, found a number"));
    CHECK_THROWS_WITH(readModelJson(layer(R"("from": "in")")), ContainsSubstring("expected a list"));
    CHECK_THROWS_WITH(readModelJson(layersText(R"({"name": "x"})")), ContainsSubstring("kind: is missing"));
    CHECK_THROWS_WITH(readModelJson(modelText(R"("decoder": {"layers": 1e300})")), ContainsSubstring("decoder.layers"));
    CHECK_THROWS_WITH(readModelJson(modelText(R"("layers": {"blocks": [{"name": "b", "repeat": 10001}]})")),
                      ContainsSubstring("layers.blocks[0].repeat: 10001 is outside 1 to 10000"));
    CHECK_THROWS_WITH(readModelJson(modelText(R"("id": "x")")), ContainsSubstring("exactly one of"));
    CHECK_THROWS_WITH(readDeviceJson(replaced(deviceText(""), "ddr5", "dr5")),
                      ContainsSubstring("memory[0].energy") && ContainsSubstring("ddr5"));
    CHECK_THROWS_WITH(readDeviceJson(replaced(deviceText(""), "1e11", "0")),
                      ContainsSubstring("bandwidth_bytes_per_s"));
}

TEST_CASE("A device needs a peak and a memory", "[json]")
{
    CHECK_NOTHROW(readDeviceJson(deviceText("")));
    CHECK_THROWS_WITH(readDeviceJson(replaced(deviceText(""), R"("fp16": 1e12)", "")),
                      ContainsSubstring("peak_ops_per_s"));
    CHECK_THROWS_WITH(readDeviceJson(replaced(deviceText(""), R"("name": "DRAM")", R"("name": "X", "kind": "flash")")),
                      ContainsSubstring("besides flash"));
}

TEST_CASE("A scenario's unknown parameters and values are named", "[json]")
{
    const auto scenario = [](const std::string& parameters) {
        return R"({"format": "ridgepoint-scenario", "version": 1, "model": "gpt-2", "device": "h100-sxm",)"
               R"("parameters": {)" +
               parameters + "}}";
    };
    CHECK_THROWS_WITH(readScenarioJson(scenario(R"("workload.bach": 1)")),
                      ContainsSubstring("did you mean \"workload.batch\"?"));
    CHECK_THROWS_WITH(readScenarioJson(scenario(R"("workload.batch": 0)")),
                      ContainsSubstring("workload.batch") && ContainsSubstring("outside"));
    CHECK_THROWS_WITH(readScenarioJson(scenario(R"("deployment.weights": "fp17")")),
                      ContainsSubstring("fp32, tf32, bf16"));
    CHECK_THROWS_WITH(readScenarioJson(scenario(R"("device.tdp": 3)")),
                      ContainsSubstring("device.tdp")); // belongs in the device
}

TEST_CASE("A newer version and a different format are told apart from mistakes", "[json]")
{
    CHECK_THROWS_WITH(readModelJson(R"({"format": "ridgepoint-model", "version": 2, "future": 1})"),
                      ContainsSubstring("newer Ridgepoint"));
    CHECK_THROWS_WITH(readScenarioJson(R"({"format": "ridgepoint-scenario", "version": 9})"),
                      ContainsSubstring("update the program"));
    CHECK_THROWS_WITH(readModelJson(writeDeviceJson(devicePreset("h100-sxm"))), ContainsSubstring("ridgepoint-device"));
    CHECK_THROWS_WITH(readModelJson("{}"), ContainsSubstring("format: is missing"));
}

TEST_CASE("Broken text is refused with line and column", "[json]")
{
    CHECK_THROWS_WITH(readModelJson("{\n  \"format\": \"ridgepoint-model\"\n  \"version\": 1\n}"),
                      ContainsSubstring("line 3, column") && ContainsSubstring("not valid JSON"));
    CHECK_THROWS_WITH(readModelJson(""), "The model is empty.");
    CHECK_THROWS_WITH(readModelJson(" \n\t"), "The model is empty.");
    CHECK_THROWS_WITH(readModelJson("[1]"), ContainsSubstring("expected an object, found a list"));
    CHECK_THROWS_WITH(readModelJson(modelText(R"("decoder": {"layers": 1e999})")), ContainsSubstring("too large"));
    CHECK_THROWS_AS(readModelJson("{\"name\": \"\xff\xfe\"}"), FormatError);
    CHECK_THROWS_AS(readModelJson(std::string("{\0}", 3)), FormatError);
    CHECK_THROWS_AS(readModelJson("{\"a\": NaN}"), FormatError);
}

TEST_CASE("Every cut of a scenario file is refused and none crashes", "[json]")
{
    const std::string whole = writeScenarioJson(baseline(modelPreset("gpt-2"), devicePreset("stm32f746")));
    for (std::size_t length = 0; length + 2 < whole.size(); length += 7) { // the last two are the brace and the newline
        REQUIRE_THROWS_AS(readScenarioJson(std::string_view(whole).substr(0, length)), FormatError);
    }
}

TEST_CASE("Hostile nesting and size are refused before they cost anything", "[json]")
{
    CHECK_THROWS_WITH(readModelJson(std::string(5'000'000, '[')), ContainsSubstring("nested more than 64 levels"));
    std::string objects;
    for (int i = 0; i < 100'000; ++i) {
        objects += "{\"a\":";
    }
    CHECK_THROWS_WITH(readModelJson(objects), ContainsSubstring("nested more than 64 levels"));
    CHECK_THROWS_WITH(readModelJson(std::string((std::size_t{64} << 20) + 1, '1')),
                      ContainsSubstring("larger than 64 MiB"));
    std::string values = "[";
    for (int i = 0; i < 2'000'001; ++i) {
        values += "0,";
    }
    CHECK_THROWS_WITH(readModelJson(values + "0]"), ContainsSubstring("two million values"));
}

TEST_CASE("A text that is not UTF-8 is still written as JSON", "[json]")
{
    Model model = modelPreset("gpt-2");
    model.name = "bad \xff name";
    CHECK(readModelJson(writeModelJson(model)).body == model.body);
}

TEST_CASE("A model file is recognised by its content", "[json]")
{
    CHECK(readModel(writeModelJson(modelPreset("gpt-2")), "anything.txt") == modelPreset("gpt-2"));
    CHECK(readModel("\xEF\xBB\xBF " + writeModelJson(modelPreset("gpt-2")), "bom.json") == modelPreset("gpt-2"));
    const std::string config = R"({"model_type": "gpt2", "n_embd": 8, "n_head": 2, "n_layer": 1, "vocab_size": 5})";
    CHECK(readModel(config, "config.json").name == "gpt2 1 × 8");
    CHECK(readModel(config, "tiny.json").name == "tiny");
}

TEST_CASE("What is no model says what it is and what to do", "[json]")
{
    CHECK_THROWS_WITH(readModel("", "a.onnx"), "a.onnx is empty.");
    CHECK_THROWS_WITH(readModel("GGUF\x03", "a.gguf"), ContainsSubstring("a.gguf: the file ends inside its header"));
    CHECK_THROWS_WITH(readModel("PK\x03\x04zip", "a.pt"), ContainsSubstring("export the model to ONNX"));
    CHECK_THROWS_WITH(readModel("layers: 3", "a.yaml"), ContainsSubstring("text but no JSON"));
    CHECK_THROWS_WITH(readModel("{\"a\": 1}", "a.json"), ContainsSubstring("a.json is JSON of no known kind"));
    CHECK_THROWS_WITH(readModel(writeDeviceJson(devicePreset("h100-sxm")), "d.json"), ContainsSubstring("is a device"));
    CHECK_THROWS_WITH(readModel(writeScenarioJson(defaultScenario()), "s.ridge"), ContainsSubstring("is a scenario"));
    CHECK_THROWS_WITH(readModel(layersText(R"({"name": 1, "kind": "conv"})"), "m.json"),
                      ContainsSubstring("m.json: layers.blocks[2].layers[0].name"));
}

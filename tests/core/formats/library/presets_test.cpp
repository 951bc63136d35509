#include "core/formats/format_error.h"
#include "core/formats/json/project.h"
#include "core/library/baseline.h"
#include "core/library/presets.h"
#include "core/library/published_figures.h"
#include "core/models/layers/layer_list.h"
#include "core/scenario/model_body.h"
#include "core/scenario/parameters/parameters.h"
#include "tests/support/catch.h"

#include <algorithm>

using namespace ridge;

namespace {

struct Totals {
    double parameters = 0;
    double macs = 0;
};

/// Counts a layer list operator by operator, from the sizes alone.
Totals totalsOf(const Model& model)
{
    Scenario scenario;
    scenario.model = model;
    std::vector<Issue> issues;
    const Stage stage = expandLayers(scenario, *scenario.model.layers(), issues);
    CHECK(issues.empty());
    Totals totals;
    for (const Operator& op : stage.operators) {
        const Sizes<>& s = op.sizes;
        const double weights = s.co * s.ci / s.g * s.kh * s.kw;
        if (op.kind == OperatorKind::Convolution || op.kind == OperatorKind::Linear) {
            totals.parameters += op.count * (weights + s.bias);
            totals.macs += op.count * weights * s.ho * s.wo;
        } else if (op.kind == OperatorKind::Normalisation) {
            totals.parameters += op.count * 2 * s.co;
        }
    }
    return totals;
}

/// Biases of one layer: q, k and v; the attention's output; the feed-forward network.
double biasesOf(const Decoder& d)
{
    const double qkv = (d.heads + 2 * d.kvHeads) * d.headSize;
    const double ffn = (d.gated ? 2 : 1) * d.ffnWidth + d.width;
    switch (d.biases) {
    case BiasKind::Qkv:
        return qkv;
    case BiasKind::Attention:
        return qkv + d.width;
    case BiasKind::Ffn:
        return ffn;
    case BiasKind::All:
        return qkv + d.width + ffn;
    case BiasKind::None:
        break;
    }
    return 0;
}

/// A decoder without experts or latent attention, summed matrix by matrix.
double parametersOfDense(const Decoder& d)
{
    const double inner = d.heads * d.headSize;
    const double kv = d.kvHeads * d.headSize;
    double layer = d.width * inner + 2 * d.width * kv + inner * d.width + (d.gated ? 3 : 2) * d.width * d.ffnWidth;
    layer += biasesOf(d);
    layer += d.qkNorm == QkNorm::Shared ? 2 * d.headSize : d.qkNorm == QkNorm::Own ? inner + kv : 0;
    const double norm = d.norm == NormKind::Layer ? 2 * d.width : d.width;
    const double positions = d.positions == PositionKind::Learned ? (d.contextLength + d.extraPositions) * d.width : 0;
    return d.vocabulary * d.width * (d.tiedEmbeddings ? 1 : 2) + (d.headBias ? d.vocabulary : 0) + positions +
           (d.embeddingNorm ? norm : 0) + d.layers * (layer + d.normsPerLayer * norm) + norm;
}

bool sourced(const Device& device, const std::string& figure) { return device.sources.count(figure) > 0; }

} // namespace

TEST_CASE("CNN presets have exactly the published parameters and MACs", "[presets]")
{
    struct Row {
        const char* id;
        double parameters, gigamacs;
    };
    // torchvision's parameter counts; MACs of convolutions and linear layers alone, as counted layer by layer elsewhere
    const auto row = GENERATE(Row{"resnet-50", 25557032, 4.089}, Row{"vgg-16", 138357544, 15.470},
                              Row{"mobilenet-v2", 3504872, 0.3008});
    CAPTURE(row.id);
    const Totals totals = totalsOf(modelPreset(row.id));
    CHECK(totals.parameters == row.parameters);
    CHECK(totals.macs / 1e9 == Approx(row.gigamacs).epsilon(0.0002));
}

TEST_CASE("A narrower MobileNet has the published smaller size", "[presets]")
{
    Model model = modelPreset("mobilenet-v2");
    model.layers()->widthMultiplier = 0.5;
    CHECK(totalsOf(model).parameters == 1968680); // timm mobilenetv2_050: 1.97 M
    model.layers()->widthMultiplier = 0.35;
    CHECK(totalsOf(model).parameters / 1e6 == Approx(1.68).epsilon(0.005)); // 1.68 M with the 1280 head
}

TEST_CASE("Decoder presets have exactly the published parameters", "[presets]")
{
    int compared = 0;
    for (const Published& figure : publishedFigures()) {
        const bool inFull = figure.metric == "parameters" && figure.tolerance == 0;
        const Model model = inFull ? modelPreset(figure.model) : Model{};
        const Decoder* d = std::get_if<Decoder>(&*model.body); // not one that is part of something larger
        if (d && d->experts == 0 && figure.disputed.empty()) {
            CAPTURE(figure.id);
            CHECK(parametersOfDense(*d) == figure.value);
            ++compared;
        }
    }
    CHECK(compared >= 40);
}

TEST_CASE("Every preset says what it is and where its figures come from", "[presets]")
{
    REQUIRE(modelPresets().size() >= 50);
    for (const PresetInfo& info : modelPresets()) {
        CAPTURE(info.id);
        const Model model = modelPreset(info.id);
        CHECK(model.id == info.id); // the file is named after the id
        CHECK(model.name == info.name);
        CHECK_FALSE(info.detail.empty());
        CHECK_FALSE(model.source.empty());
    }
    REQUIRE(devicePresets().size() >= 60);
    for (const PresetInfo& info : devicePresets()) {
        CAPTURE(info.id);
        const Device device = devicePreset(info.id);
        CHECK(device.id == info.id);
        CHECK(sourced(device, "tdp"));
        CHECK(sourced(device, "energy"));
        CHECK((device.interconnect.empty() || sourced(device, "interconnect")));
        for (Precision precision : allPrecisions) {
            const std::string id(infoOf(precision).id);
            const auto index = static_cast<std::size_t>(precision);
            CAPTURE(id);
            CHECK((!device.peak[index] || sourced(device, "peak") || sourced(device, "peak." + id)));
            CHECK(
                (!device.sparsePeak[index] || sourced(device, "sparse_peak") || sourced(device, "sparse_peak." + id)));
            CHECK((!device.peak[index] || device.energyPerOp[index]));
        }
        for (const MemoryLevel& level : device.memory) {
            CAPTURE(level.name);
            CHECK(sourced(device, "memory." + level.name + ".bandwidth"));
            CHECK((!level.capacity || sourced(device, "memory." + level.name + ".capacity")));
            CHECK(sourced(device, "memory." + level.name + ".energy"));
            CHECK(level.energyPerByte > 0);
        }
    }
}

TEST_CASE("Memory levels are listed fastest first and flash last", "[presets]")
{
    for (const PresetInfo& info : devicePresets()) {
        CAPTURE(info.id);
        const Device device = devicePreset(info.id);
        const auto slower = [](const MemoryLevel& a, const MemoryLevel& b) { return a.bandwidth > b.bandwidth; };
        CHECK(std::is_sorted(device.memory.begin(), device.memory.end(), slower));
        REQUIRE(device.mainMemory());
        CHECK(device.mainMemory()->kind != MemoryLevel::Kind::Flash);
        CHECK(device.cache() != device.mainMemory());
    }
}

TEST_CASE("Every usual value of a preset is one the catalogue accepts", "[presets]")
{
    for (const PresetInfo& info : devicePresets()) {
        CAPTURE(info.id);
        const Device device = devicePreset(info.id);
        Scenario scenario = baseline(modelPreset("llama-3-8b"), device);
        for (const auto& [id, text] : device.usual) {
            CAPTURE(id, text);
            CHECK(setParameter(scenario, id, text).empty());
        }
    }
}

TEST_CASE("Every device computes at the precision its baseline sets", "[presets]")
{
    for (const PresetInfo& info : devicePresets()) {
        CAPTURE(info.id);
        const Scenario scenario = baseline(modelPreset("resnet-50"), devicePreset(info.id));
        CHECK(scenario.device.peak[static_cast<std::size_t>(scenario.deployment.activations)]);
    }
}

TEST_CASE("The cheat-sheet device sets the sheet's constants", "[presets]")
{
    const Scenario s = baseline(modelPreset("llama-2-7b"), devicePreset("cheatsheet"));
    CHECK(s.device.peak[static_cast<std::size_t>(Precision::FP16)] == tera(100));
    CHECK(s.device.mainMemory()->bandwidth == giga(900));
    CHECK_FALSE(s.device.mainMemory()->capacity);
    CHECK(s.device.tdp == 300);
    CHECK(s.deployment.weights == Precision::FP16); // 16 bits
    CHECK(s.deployment.computeUtilisation == 0.7);
    CHECK(s.deployment.powerUtilisation == 0.7);
    CHECK(s.environment.pue == 1.2);
    CHECK(s.environment.gridIntensity == 400);
    CHECK(s.environment.price == 0.20);
    CHECK(s.convention.energy == EnergyRule::TdpTimesTime);
}

TEST_CASE("Energies per operation are half a multiply-add of the cited table", "[presets]")
{
    const Device h100 = devicePreset("h100-sxm");
    const auto at = [&](Precision p) { return h100.energyPerOp[static_cast<std::size_t>(p)].value_or(0); };
    CHECK(at(Precision::BF16) == Approx((0.21 + 0.11) / 2 * 1e-12));
    CHECK(at(Precision::FP32) == Approx((1.31 + 0.38) / 2 * 1e-12));
    CHECK(at(Precision::INT8) == Approx((0.07 + 0.03) / 2 * 1e-12)); // int32 accumulator
    CHECK(at(Precision::FP8) == at(Precision::BF16));                // no figure: the next wider format's
    CHECK(at(Precision::TF32) == at(Precision::FP32));
    CHECK(at(Precision::INT4) == at(Precision::INT8));
    CHECK(at(Precision::FP4) == at(Precision::FP8));
    CHECK(at(Precision::INT16) == at(Precision::FP32));
}

TEST_CASE("A peak stands where a maker states a unit: four-bit floats on a B200, not on an H100", "[presets]")
{
    const auto peak = [](const char* id) { return devicePreset(id).peak[static_cast<std::size_t>(Precision::FP4)]; };
    CHECK(peak("b200-sxm") == tera(9000)); // dense; 18 PFLOP/s are printed with sparsity
    CHECK_FALSE(peak("h100-sxm"));
    for (const PresetInfo& info : devicePresets()) {
        const Device device = devicePreset(info.id);
        CAPTURE(info.id);
        CHECK(readDeviceJson(writeDeviceJson(device)) == device);
        Scenario s = baseline(modelPreset("llama-3-8b"), device);
        for (const Precision precision : allPrecisions) {
            const std::string id = "device.peak." + std::string(infoOf(precision).id);
            const auto value = device.peak[static_cast<std::size_t>(precision)];
            CAPTURE(id);
            REQUIRE(findParameter(s, id).has_value() == value.has_value());
            CHECK((!value || findParameter(s, id)->get(s) == value));
        }
    }
}

TEST_CASE("An unknown preset is answered with the closest one", "[presets]")
{
    const std::string known =
        "no model preset \"resnet50\"; did you mean \"resnet-50\"? (ridgepoint list models shows all)";
    CHECK_THROWS_WITH(modelPreset("resnet50"), known);
    CHECK_THROWS_WITH(devicePreset("h100"), Catch::Matchers::ContainsSubstring("ridgepoint list devices"));
    CHECK_THROWS_WITH(modelPreset("zzzzzzzzzzzz"), !Catch::Matchers::ContainsSubstring("did you mean"));
    CHECK_THROWS_AS(modelPreset(""), FormatError);
    CHECK_THROWS_AS(modelPreset("../energy"), FormatError);
}

TEST_CASE("Presets are listed by family, and sizes in the order of their numbers", "[presets]")
{
    std::vector<std::string> ids;
    for (const PresetInfo& info : modelPresets()) {
        ids.push_back(info.id);
    }
    const auto at = [&](const char* id) { return std::find(ids.begin(), ids.end(), id) - ids.begin(); };
    CHECK(at("resnet-50") < at("gpt-2"));
    CHECK(at("llama-3-8b") < at("llama-3-70b"));
    CHECK(at("llama-3-70b") < at("llama-3.1-405b"));
}

TEST_CASE("What the user chose wins over what a file states, and that over what a device usually runs", "[presets]")
{
    Model model = modelPreset("llama-3-8b");
    const Device h100 = devicePreset("h100-sxm"), jetson = devicePreset("jetson-orin-nano");
    REQUIRE(jetson.usual.at("deployment.weights") == "fp16");
    CHECK(baseline(model, h100).deployment.weights == Precision::BF16);   // nobody says anything
    CHECK(baseline(model, jetson).deployment.weights == Precision::FP16); // the device does
    model.usual = {{"deployment.weights", "int8"}};
    const Scenario stated = baseline(model, jetson);
    CHECK(stated.deployment.weights == Precision::INT8);
    CHECK(stated.deployment.activations == Precision::FP16); // of which the file says nothing
    Scenario mine = baseline(model, h100);
    mine.deployment.weights = Precision::FP8;
    CHECK(rebase(mine, baseline(model, h100), stated).deployment.weights == Precision::FP8);
    CHECK(rebase(baseline(model, h100), baseline(model, h100), stated) == stated);
    const Scenario tiny = baseline(modelPreset("mlperf-tiny-ds-cnn"), jetson); // published as an INT8 network
    CHECK(tiny.deployment.weights == Precision::INT8);
    CHECK(tiny.deployment.activations == Precision::INT8);
}

TEST_CASE("Changing the device keeps what the user changed and moves the rest", "[presets]")
{
    const Model model = modelPreset("llama-3-8b");
    const Scenario before = baseline(model, devicePreset("h100-sxm"));
    const Scenario after = baseline(model, devicePreset("cheatsheet"));
    Scenario current = before;
    current.workload.batch = 16;
    current.environment.pue = 1.5;
    const Scenario result = rebase(current, before, after);
    CHECK(result.device == after.device);
    CHECK(result.workload.batch == 16);
    CHECK(result.environment.pue == 1.5);
    CHECK(result.environment.gridIntensity == 400); // not changed by the user: the new device's
    CHECK(result.deployment.weights == Precision::FP16);
    CHECK(rebase(before, before, after) == after);
    CHECK(rebase(current, before, before) == current);
}

TEST_CASE("A prompt length survives a visit to a CNN", "[presets]")
{
    const Device device = devicePreset("h100-sxm");
    const Scenario llm = baseline(modelPreset("llama-3-8b"), device);
    const Scenario cnn = baseline(modelPreset("resnet-50"), device);
    Scenario current = llm;
    current.workload.promptTokens = 333;
    const Scenario visiting = rebase(current, llm, cnn);
    CHECK(visiting.model == cnn.model);
    CHECK(rebase(visiting, cnn, llm) == current);
}

TEST_CASE("The program starts with a whole scenario, as its presets have it", "[presets]")
{
    const Scenario start = defaultScenario();
    CHECK(start.model.id == "llama-3-8b");
    CHECK(start.device.id == "h100-sxm");
    CHECK(start == baseline(start.model, start.device)); // so that nothing is marked as changed by somebody
}

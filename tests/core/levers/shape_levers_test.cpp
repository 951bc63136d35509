#include "core/models/layers/layer_shapes.h"

#include "tests/core/levers/shape_checks.h"

using namespace ridge;
using namespace ridge::test;

namespace {

/// A bottleneck: 1×1 from 256 to 64 channels, 3×3, 1×1 back to 256, added to what came in.
LayerList bottleneck(double repeat = 1)
{
    LayerList list = listOf({block("b",
                                   {layer("conv1", LayerKind::Conv, 64), layer("conv2", LayerKind::Conv, 64, 3),
                                    layer("conv3", LayerKind::Conv, 256), addition("error", {"in", "conv3"})},
                                   repeat)});
    list.inputChannels = 256;
    return list;
}

double macsOf(const Evaluation& e, const char* name) { return costOf(e, name).macs.inBaseUnits(); }

} // namespace

TEST_CASE("channel pruning shrinks products by its square where both sides lose channels", "[levers][channels]")
{
    for (const double repeat : {1.0, 3.0}) {
        const Evaluation before = evaluate(half(bottleneck(repeat)));
        const Evaluation after = evaluate(pulled(half(bottleneck(repeat)), "channel_pruning"));
        CHECK(macsOf(after, "b.conv1") == macsOf(before, "b.conv1") / 2); // its input is the residual stream
        CHECK(macsOf(after, "b.conv2") == macsOf(before, "b.conv2") / 4);
        CHECK(macsOf(after, "b.conv3") == macsOf(before, "b.conv3") / 2); // its output is added to it
        CHECK(after.parameters == repeat * (2 * 256 * 32 + 32 * 32 * 9.0));
    }
}

TEST_CASE("what is left is rounded to whole multiples, and never more than there was", "[levers][channels]")
{
    const auto left = [](const char* ratio, const char* multiple) {
        const Evaluation e =
            evaluate(pulled(half(bottleneck()), "channel_pruning", {{"ratio", ratio}, {"multiple", multiple}}));
        return e.program.stages[0].operators[0].sizes.co;
    };
    CHECK(left("0.3", "1") == 45);  // 44.8
    CHECK(left("0.3", "8") == 48);  // 5.6 · 8
    CHECK(left("0.3", "32") == 32); // 1.4 · 32
    CHECK(left("0.9", "64") == 64);
    CHECK(left("0.9", "128") == 64);
}

TEST_CASE("without residual streams all inner layers shrink, kernels by channel with their input", "[levers][channels]")
{
    const LayerList list = listOf({block("a", {layer("conv", LayerKind::Conv, 32, 3), layer("norm", LayerKind::Norm)}),
                                   block("b", {layer("dw", LayerKind::DepthwiseConv, 0, 3),
                                               layer("pw", LayerKind::Conv, 64), layer("pool", LayerKind::GlobalPool)}),
                                   block("c", {layer("fc", LayerKind::Linear, 10)})});
    const Evaluation e = evaluate(pulled(half(list), "channel_pruning"));
    // 8 channels come in and 10 classes go out; 32 and 64 lose half.
    CHECK(e.parameters == 8 * 16 * 9 + 2 * 16 + 16 * 9 + 16 * 32 + 32 * 10.0);
}

TEST_CASE("factors of squeeze-excite lose the same channels as their map, and inverted bottlenecks their expansion",
          "[levers][channels]")
{
    for (const char* model : {"mobilenet-v3-large", "efficientnet-b0", "mobilenet-v2", "resnet-50", "vgg-16",
                              "squeezenet-1.1", "shufflenet-v2", "efficientvit-b1", "tsm-resnet-50", "r3d-18"}) {
        const Scenario s = preset(model, "h100-sxm");
        const Evaluation before = evaluate(s);
        const Evaluation after = evaluate(pulled(s, "channel_pruning"));
        INFO(model);
        CHECK(after.program.issues.empty()); // everything still fits
        CHECK(after.parameters < 0.85 * before.parameters);
        CHECK(metricOf(after, "macs") < 0.85 * metricOf(before, "macs"));
        CHECK(after.program.stages[0].operators.size() == before.program.stages[0].operators.size());
    }
    const Evaluation v2 = evaluate(pulled(preset("mobilenet-v2", "h100-sxm"), "channel_pruning"));
    for (const Operator& op : v2.program.stages[0].operators) {
        if (op.name == "block2.0.depthwise") {
            CHECK(op.sizes.co == 48); // 6 · 16 / 2
        }
        if (op.name == "block2.1.depthwise") {
            CHECK(op.sizes.co == 72); // 6 · 24 / 2
        }
    }
}

TEST_CASE("transformers lose FFN width and heads, whole groups where these share keys and values", "[levers][channels]")
{
    const Scenario llama = preset("llama-3-8b", "h100-sxm"); // 32 layers of 4096, 32 heads, 8 groups, FFN 14336
    const Evaluation before = evaluate(llama), after = evaluate(pulled(llama, "channel_pruning"));
    const double attention = 2 * 4096 * 4096.0 + 2 * 4096 * 1024.0, network = 3 * 4096 * 14336.0;
    CHECK(before.parameters - after.parameters == 32 * (attention + network) / 2);
    CHECK(metricOf(after, "kv_cache") == metricOf(before, "kv_cache") / 2);
    const Evaluation kept = evaluate(pulled(llama, "channel_pruning", {{"heads", "kept"}}));
    CHECK(before.parameters - kept.parameters == 32 * network / 2);
    const Evaluation vit = evaluate(preset("vit-b-16", "h100-sxm"));
    const Evaluation narrow = evaluate(pulled(preset("vit-b-16", "h100-sxm"), "channel_pruning"));
    // Twelve layers: queries, keys, values with their biases and the output lose six of twelve heads of 64.
    const double perLayer = 4 * 768 * 384 + 3 * 384 + 2 * 768 * 1536 + 1536.0;
    CHECK(vit.parameters - narrow.parameters == 12 * perLayer);
}

TEST_CASE("a width multiplier of MobileNet gives the published products", "[levers][width]")
{
    // Howard et al. 2017, Table 6: 569, 325, 149 and 41 million at 1, 0.75, 0.5 and 0.25.
    const Scenario s = preset("mobilenet-v1", "h100-sxm");
    for (const auto& [alpha, macs] :
         {std::pair("1", 569e6), std::pair("0.75", 325e6), std::pair("0.5", 149e6), std::pair("0.25", 41e6)}) {
        INFO(alpha);
        CHECK(metricOf(evaluate(pulled(s, "width_multiplier", {{"alpha", alpha}})), "macs") ==
              Approx(macs).epsilon(0.5e6 / macs + 1e-3));
    }
    const Evaluation resnet = evaluate(pulled(preset("resnet-50", "h100-sxm"), "width_multiplier", {{"alpha", "0.7"}}));
    for (const Operator& op : resnet.program.stages[0].operators) {
        CHECK((op.kind != OperatorKind::Convolution || std::fmod(op.sizes.co, 8) == 0)); // 44.8 becomes 48
    }
}

TEST_CASE("a resolution multiplier of MobileNet gives the published products", "[levers][resolution]")
{
    // Howard et al. 2017, Table 7: 569, 418, 290 and 186 million at 224, 192, 160 and 128.
    const Scenario s = preset("mobilenet-v1", "h100-sxm");
    for (const auto& [rho, macs] : {std::pair("0.857", 418e6), std::pair("0.714", 290e6), std::pair("0.571", 186e6)}) {
        const Evaluation e = evaluate(pulled(s, "resolution", {{"rho", rho}, {"multiple", "32"}}));
        INFO(rho);
        CHECK(metricOf(e, "macs") == Approx(macs).epsilon(0.5e6 / macs + 1e-3));
        CHECK(e.parameters == evaluate(s).parameters);
    }
}

TEST_CASE("images keep whole patches, windows and latents", "[levers][resolution]")
{
    const auto imageOf = [](const char* model, const char* parameter, const char* rho) {
        const Evaluation e = evaluate(pulled(preset(model, "h100-sxm"), "resolution", {{"rho", rho}}));
        return *findParameter(*e.scenario, parameter)->get(*e.scenario);
    };
    CHECK(imageOf("vit-b-16", "model.vision.image", "0.7") == 160); // 156.8 / 16 = 9.8
    CHECK(imageOf("vit-h-14", "model.vision.image", "0.7") == 154); // 11.2 patches of 14
    CHECK(imageOf("swin-t", "model.swin.image", "0.7") == 168);     // 5.6 windows of 7 patches of 4
    CHECK(imageOf("sd-1.5", "model.image", "0.7") == 384);          // 5.6 · 64
    CHECK(imageOf("llava-1.5-7b", "model.vision.image", "0.5") == 168);
    const Evaluation vit = evaluate(pulled(preset("vit-b-16", "h100-sxm"), "resolution", {{"rho", "0.5"}}));
    CHECK(metricOf(vit, "tokens_initial") == 7 * 7 + 1);
}

TEST_CASE("whole convolutions become MobileNet when they are separated", "[levers][separable]")
{
    // The twin of MobileNetV1: its pairs of depthwise and 1×1 convolutions are 3×3 ones of the same stride.
    LayerList twin = *modelPreset("mobilenet-v1").layers();
    for (LayerBlock& one : twin.blocks) {
        std::vector<Layer> layers;
        double kernel = 1, stride = 1;
        for (Layer each : one.layers) {
            if (each.kind == LayerKind::DepthwiseConv) {
                kernel = each.kernelHeight, stride = each.stride;
                continue;
            }
            if (kernel > 1 && each.kind != LayerKind::Conv) {
                continue; // the depthwise convolution's own norm and activation
            }
            if (each.kind == LayerKind::Conv && kernel > 1) {
                each.kernelHeight = each.kernelWidth = kernel, each.stride = stride;
                kernel = 1;
            }
            layers.push_back(each);
        }
        one.layers = layers;
    }
    const Evaluation whole = evaluate(half(twin));
    const Evaluation separated = evaluate(pulled(half(twin), "depthwise_separable"));
    const Evaluation mobilenet = evaluate(half(*modelPreset("mobilenet-v1").layers()));
    CHECK(metricOf(separated, "macs") == metricOf(mobilenet, "macs"));
    CHECK(separated.parameters == mobilenet.parameters); // norms as well
    // Howard et al. 2017, Table 4: 4866 against 569 million products, 29.3 against 4.2 million parameters.
    CHECK(metricOf(whole, "macs") == Approx(4866e6).epsilon(1e-3));
    CHECK(metricOf(whole, "macs") / metricOf(separated, "macs") == Approx(8.55).epsilon(1e-3));
    CHECK(whole.parameters == Approx(29.3e6).epsilon(2e-3));
    CHECK(separated.parameters == Approx(4.2e6).margin(0.05e6)); // 29.3 / 4.2 is printed as 7.0
}

TEST_CASE("one separated layer takes 1/N + 1/k² of the products", "[levers][separable]")
{
    for (const double kernel : {3.0, 5.0}) {
        const LayerList list = listOf({block("a", {layer("first", LayerKind::Conv, 32, 3)}),
                                       block("b", {layer("conv", LayerKind::Conv, 64, kernel)})});
        const Evaluation whole = evaluate(half(list));
        const Evaluation separated = evaluate(pulled(half(list), "depthwise_separable"));
        CHECK(macsOf(separated, "a.first") == macsOf(whole, "a.first")); // it sees the image
        CHECK(macsOf(separated, "b.conv_depthwise") + macsOf(separated, "b.conv") ==
              Approx(macsOf(whole, "b.conv") * (1 / 64.0 + 1 / (kernel * kernel))));
        const Evaluation all = evaluate(pulled(half(list), "depthwise_separable", {{"layers", "all"}}));
        CHECK(macsOf(all, "a.first_depthwise") == 8 * 9 * 32.0 * 32);
    }
}

TEST_CASE("groups divide products and weights of spatial convolutions", "[levers][groups]")
{
    const LayerList list =
        listOf({block("b", {layer("conv", LayerKind::Conv, 64, 3), layer("odd", LayerKind::Conv, 30, 3),
                            layer("point", LayerKind::Conv, 64)})});
    const Evaluation whole = evaluate(half(list));
    const Evaluation grouped = evaluate(pulled(half(list), "grouped_convolution", {{"groups", "8"}}));
    CHECK(grouped.program.issues.empty());
    CHECK(macsOf(grouped, "b.conv") == macsOf(whole, "b.conv") / 8);
    CHECK(macsOf(grouped, "b.odd") == macsOf(whole, "b.odd")); // 30 is no multiple of 8
    CHECK(macsOf(grouped, "b.point") == macsOf(whole, "b.point"));
    CHECK(whole.parameters - grouped.parameters == 8 * 64 * 9 * 7 / 8.0);
    checkDerivations(grouped, "lever.grouped_convolution.groups", {"macs", "parameters"});
}

TEST_CASE("kernels over frames become kernels of one frame and a shift", "[levers][shift]")
{
    Layer first = layer("first", LayerKind::Conv, 16, 3), second = layer("second", LayerKind::Conv, 32, 3);
    first.kernelDepth = second.kernelDepth = 3;
    LayerList list = listOf({block("b", {first, second, layer("pool", LayerKind::GlobalPool)})});
    list.inputFrames = 8;
    const Evaluation deep = evaluate(half(list));
    const Evaluation flat = evaluate(pulled(half(list), "tsm"));
    CHECK(flat.program.issues.empty());
    CHECK(metricOf(flat, "macs") == metricOf(deep, "macs") / 3);
    CHECK(deep.parameters == 3 * flat.parameters);
    // A quarter of 16 maps of 8 frames is read and written, in two bytes; the image itself is not shifted.
    CHECK(costOf(flat, "b.second_shift").streamed.inBaseUnits() == 2 * 2 * (16 * 8 * 32 * 32 / 4));
    CHECK(metricOf(flat, "macs") == 8 * 9 * 32.0 * 32 * (8 * 16 + 16 * 32));
    const Evaluation online = evaluate(pulled(half(list), "tsm", {{"direction", "online"}}));
    CHECK(online.memory.peakLiveElements >= flat.memory.peakLiveElements); // the cache of 16/8 maps
    const Evaluation r3d = evaluate(pulled(preset("r3d-18", "h100-sxm"), "tsm"));
    CHECK(r3d.program.issues.empty());
    CHECK(r3d.parameters < 0.4 * evaluate(preset("r3d-18", "h100-sxm")).parameters);
}

TEST_CASE("derivations of changed shapes lead to the lever's numbers", "[levers][shape]")
{
    const Scenario resnet = preset("resnet-18", "h100-sxm"), llama = preset("llama-3-8b", "h100-sxm");
    checkDerivations(evaluate(pulled(resnet, "channel_pruning")), "lever.channel_pruning.ratio",
                     {"macs", "parameters", "model_size", "latency"});
    checkDerivations(evaluate(pulled(resnet, "channel_pruning")), "lever.channel_pruning.multiple", {"macs"});
    checkDerivations(evaluate(pulled(preset("mobilenet-v2", "stm32f746"), "channel_pruning")),
                     "lever.channel_pruning.ratio", {"macs", "activations_total"});
    checkDerivations(evaluate(pulled(llama, "channel_pruning")), "lever.channel_pruning.ratio",
                     {"parameters", "kv_cache"});
    checkDerivations(evaluate(pulled(resnet, "width_multiplier")), "lever.width_multiplier.alpha",
                     {"macs", "parameters"});
    checkDerivations(evaluate(pulled(resnet, "width_multiplier")), "lever.width_multiplier.multiple", {"parameters"});
    checkDerivations(evaluate(pulled(resnet, "resolution")), "lever.resolution.rho", {"macs"});
    checkDerivations(evaluate(pulled(preset("vit-b-16", "h100-sxm"), "resolution")), "lever.resolution.rho",
                     {"tokens_initial", "macs"});
    checkDerivations(evaluate(pulled(preset("sd-1.5", "h100-sxm"), "resolution")), "lever.resolution.rho", {"macs"});
    checkDerivations(evaluate(pulled(resnet, "depthwise_separable")), "model.input.height", {"macs"});
    checkDerivations(evaluate(pulled(preset("r3d-18", "h100-sxm"), "tsm")), "model.frames", {"macs"});
}

TEST_CASE("levers of layers say why they do not apply", "[levers][shape]")
{
    const auto reason = [](const char* lever, const char* model) {
        const char* refusal = findLever(lever)->refusal(preset(model, "h100-sxm"));
        return std::string(refusal ? refusal : "");
    };
    CHECK(reason("depthwise_separable", "llama-3-8b") == "the model is no list of layers");
    CHECK(reason("depthwise_separable", "mlperf-tiny-autoencoder").starts_with("it has no convolution"));
    CHECK(reason("tsm", "resnet-50") == "no convolution of it reaches over frames");
    CHECK(reason("resolution", "llama-3-8b") == "the model sees and makes no images");
    CHECK(reason("resolution", "mlperf-tiny-autoencoder") == "its input has no height and width");
    CHECK(reason("width_multiplier", "vit-b-16") == "the model is no list of layers");
    CHECK(reason("channel_pruning", "pointnet") == "the model has no layers whose width is set alone");
    Scenario imported = scenarioOf(LayerList());
    imported.model.body = ImportedGraph();
    for (const char* lever : {"channel_pruning", "resolution", "depthwise_separable", "grouped_convolution", "tsm",
                              "patch_based", "width_multiplier"}) {
        CHECK(std::string(findLever(lever)->refusal(imported)).starts_with("a graph from a file"));
    }
}

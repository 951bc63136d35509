// Weights that are packed several into one value, told by names and shapes alone.

#include "core/evaluate/evaluate.h"
#include "core/formats/read_file.h"
#include "tests/core/formats/weights/weight_file_builder.h"
#include "tests/support/scenarios.h"

#include "tests/support/catch.h"

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A safetensors file that is put together tensor by tensor.
struct Pack {
    std::string header;
    double bytes = 0;

    Pack& add(const std::string& name, const std::string& type, const std::vector<double>& shape, double bits)
    {
        double elements = 1;
        std::string sizes;
        for (double size : shape) {
            elements *= size;
            sizes += (sizes.empty() ? "" : ", ") + std::to_string(static_cast<int>(size));
        }
        const double end = bytes + elements * bits / 8;
        header += (header.empty() ? "" : ", ") +
                  ("\"" + name + "\": {\"dtype\": \"" + type + "\", \"shape\": [" + sizes) + "], \"data_offsets\": [" +
                  std::to_string(static_cast<int>(bytes)) + ", " + std::to_string(static_cast<int>(end)) + "]}";
        bytes = end;
        return *this;
    }
    Model read() const
    {
        return readModel(safetensors("{" + header + "}", static_cast<std::size_t>(bytes)), "model.safetensors");
    }
    double weights() const { return metricOf(evaluate(baseline(read(), roundDevice())), "parameters"); }
    std::string remarks() const
    {
        std::string all;
        const Model model = read();
        for (const std::string& remark : model.checkpoint->remarks) {
            all += remark + "\n";
        }
        return all;
    }
};

} // namespace

TEST_CASE("Packed matrices count the weights that they hold, and everything its bytes", "[safetensors]")
{
    // All of them 256 inputs × 512 outputs in 4 bits, groups of 128 where nothing else is said.
    Pack gptq, ordered, awq, compressed, nvfp4, mlx, normal, experts;
    gptq.add("m.qweight", "I32", {32, 512}, 32)
        .add("m.qzeros", "I32", {2, 64}, 32)
        .add("m.scales", "F16", {2, 512}, 16);
    ordered.add("m.qweight", "I32", {32, 512}, 32).add("m.g_idx", "I32", {256}, 32);
    ordered.add("m.scales", "F16", {2, 512}, 16); // symmetric: no zero points
    awq.add("m.qweight", "I32", {256, 64}, 32).add("m.qzeros", "I32", {2, 64}, 32).add("m.scales", "F16", {2, 512}, 16);
    compressed.add("m.weight_packed", "I32", {512, 32}, 32).add("m.weight_scale", "BF16", {512, 2}, 16);
    compressed.add("m.weight_shape", "I64", {2}, 64);
    nvfp4.add("m.weight", "U8", {512, 128}, 8).add("m.weight_scale", "F8_E4M3", {512, 16}, 8);
    nvfp4.add("m.weight_scale_2", "F32", {}, 32);
    mlx.add("m.weight", "U32", {512, 32}, 32).add("m.scales", "F16", {512, 4}, 16).add("m.biases", "F16", {512, 4}, 16);
    normal.add("m.weight", "U8", {65536, 1}, 8).add("m.weight.absmax", "U8", {2048}, 8);
    normal.add("m.weight.quant_map", "F32", {16}, 32).add("m.weight.nested_absmax", "F32", {8}, 32);
    experts.add("mlp.gate_up_proj_blocks", "U8", {1, 512, 8, 16}, 8)
        .add("mlp.gate_up_proj_scales", "U8", {1, 512, 8}, 8);
    const std::pair<Pack*, const char*> all[] = {{&gptq, "GPTQ (4 bits)"},  {&ordered, "GPTQ (4 bits)"},
                                                 {&awq, "AWQ (4 bits)"},    {&compressed, "compressed-tensors"},
                                                 {&nvfp4, "NVFP4"},         {&mlx, "MLX (4 bits)"},
                                                 {&normal, "NF4 (4 bits)"}, {&experts, "MXFP4"}};
    for (const auto& [pack, name] : all) {
        INFO(name);
        pack->add("norm.weight", "F16", {256}, 16);
        CHECK(pack->weights() == 256 * 512 + 256);
        CHECK_THAT(pack->remarks(), ContainsSubstring(name));
        const Evaluation e = evaluate(baseline(pack->read(), roundDevice()));
        CHECK(metricOf(e, "model_size") == Approx(pack->bytes).epsilon(1e-12));
    }
}

TEST_CASE("Other widths follow from the shapes", "[safetensors]")
{
    Pack eight, three, two;
    eight.add("m.qweight", "I32", {64, 512}, 32)
        .add("m.qzeros", "I32", {2, 128}, 32)
        .add("m.scales", "F16", {2, 512}, 16);
    CHECK(eight.weights() == 256 * 512);
    three.add("m.qweight", "I32", {24, 512}, 32)
        .add("m.qzeros", "I32", {2, 48}, 32)
        .add("m.scales", "F16", {2, 512}, 16);
    CHECK(three.weights() == 256 * 512);
    two.add("m.weight", "U32", {512, 16}, 32).add("m.scales", "F16", {512, 4}, 16).add("m.biases", "F16", {512, 4}, 16);
    CHECK(two.weights() == 256 * 512);
}

TEST_CASE("Scales of 8 bits tell groups of 16 and 32 apart", "[safetensors]")
{
    Pack mx, wide, nv;
    mx.add("m.weight", "U32", {512, 32}, 32).add("m.scales", "U8", {512, 8}, 8);
    CHECK(mx.weights() == 256 * 512);
    wide.add("m.weight", "U32", {512, 64}, 32).add("m.scales", "U8", {512, 8}, 8); // MXFP8
    CHECK(wide.weights() == 256 * 512);
    nv.add("m.weight", "U32", {512, 32}, 32).add("m.scales", "U8", {512, 16}, 8);
    CHECK(nv.weights() == 256 * 512);
}

TEST_CASE("What only looks like packed weights counts as it is", "[safetensors]")
{
    Pack alone;
    alone.add("m.qweight", "I32", {32, 512}, 32);
    CHECK(alone.weights() == 32 * 512);
    Pack floats;
    floats.add("m.weight", "F32", {64}, 32).add("m.scales", "F32", {64}, 32);
    CHECK(floats.weights() == 128);
    CHECK_THAT(floats.remarks(), !ContainsSubstring("packed"));
}

TEST_CASE("Every dtype of safetensors is read, and one that nobody knows costs its own bytes", "[safetensors]")
{
    Pack amd;
    amd.add("a", "F8_E4M3FNUZ", {64}, 8).add("b", "F8_E5M2FNUZ", {64}, 8).add("c", "F4", {64}, 4);
    amd.add("d", "F6_E2M3", {64}, 6).add("e", "F8_E8M0", {64}, 8).add("f", "C64", {64}, 64).add("g", "U64", {2}, 64);
    CHECK(totalOf(*amd.read().checkpoint).bytes == 64 + 64 + 32 + 48 + 64 + 512 + 16);
    Pack newer;
    newer.add("w", "F7_E4M2", {64}, 7).add("norm", "F32", {8}, 32);
    CHECK(totalOf(*newer.read().checkpoint).bytes == 56 + 32);
    CHECK_THAT(newer.remarks(), ContainsSubstring("F7_E4M2"));
}

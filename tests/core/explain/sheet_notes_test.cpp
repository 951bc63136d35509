#include "core/evaluate/evaluate.h"
#include "core/explain/sheet_notes.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <set>

namespace ridge {
namespace {

using namespace test;

std::string noteText(const char* id, const Scenario& s)
{
    const SheetNote* note = findSheetNote(id);
    if (!note) {
        throw std::logic_error(id);
    }
    return note->text(evaluate(s));
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE("every note has its own id, names metrics that exist and reads as sentences on every preset", "[notes]")
{
    std::set<std::string_view> ids;
    for (const SheetNote& note : sheetNotes()) {
        INFO(note.id);
        CHECK(ids.insert(note.id).second);
        CHECK_FALSE(note.line.empty());
        for (const std::string_view id : note.metrics) {
            INFO(id);
            CHECK(metricIndex(id));
        }
    }
    for (const NamedScenario& one : presetScenarios()) {
        const Evaluation e = evaluate(one.scenario);
        for (const SheetNote& note : sheetNotes()) {
            const std::string text = note.text(e);
            INFO(one.name << ", " << note.id << ": " << text);
            CHECK(text.size() > 60);
            CHECK(text.back() == '.');
            CHECK_FALSE(contains(text, "—")); // no absent figure inside a sentence
            CHECK_FALSE(contains(text, "nan"));
            CHECK_FALSE(contains(text, "inf "));
        }
    }
}

TEST_CASE("a metric finds the notes about it", "[notes]")
{
    REQUIRE(notesFor("flops_per_token").size() == 1);
    CHECK(notesFor("flops_per_token").front()->id == "flops-per-token");
    CHECK(notesFor("tokens_per_second").size() == 2);
    CHECK(notesFor("cost").empty());
    CHECK(findSheetNote("no-such-note") == nullptr);
}

TEST_CASE("6·L·d² is four times too low, with the model's numbers", "[notes]")
{
    // 13.21 GFLOP per token (corrections, a); 6·32·4096² = 3.221e9; 13.21 / 3.221 = 4.10
    const std::string llama = noteText("flops-per-token", preset("llama-2-7b", "h100-sxm"));
    CHECK(llama.find("Llama-2-7B: 13.2 GFLOP per token; the sheet's 6·L·d² gives 3.22 GFLOP, 4.1× too low, because ") ==
          0);
    CHECK(contains(noteText("flops-per-token", preset("resnet-50", "h100-sxm")), "GPT-3: 349 GFLOP"));
}

TEST_CASE("the parameter estimate misses gated and grouped models", "[notes]")
{
    // 8.03 G; 128256·4096 + 12·32·4096² = 6.968e9: 13.2 % too low
    CHECK(noteText("parameter-estimate", preset("llama-3-8b", "h100-sxm"))
              .find("Llama-3-8B: 8.03 G parameters; V·d + 12·L·d² gives 6.97 G, 13.2 % too low. ") == 0);
    // 124.4 M; 50257·768 + 12·12·768² = 123.5 M: 0.7 %, learned positions
    CHECK(contains(noteText("parameter-estimate", preset("gpt-2", "h100-sxm")), " % too low"));
}

TEST_CASE("the cache shrinks by heads over KV heads", "[notes]")
{
    CHECK(contains(noteText("grouped-cache", preset("llama-3-8b", "h100-sxm")),
                   "32 heads / 8 KV heads = 4× smaller than MHA; MQA would be 32×."));
    CHECK(contains(noteText("grouped-cache", preset("llama-3-70b", "h100-sxm")), "64 heads / 8 KV heads = 8×"));
    // 2·16·128 / (512 + 64) = 7.11
    CHECK(contains(noteText("grouped-cache", scenarioOf(deepSeekV2Lite())), "7.11× less than MHA"));
}

TEST_CASE("the roofline rule says which side of the ridge the scenario lies on", "[notes]")
{
    CHECK(contains(noteText("roofline-rule", preset("llama-3-8b", "h100-sxm")),
                   "so memory limits; the sheet's rule would say arithmetic."));
    // VGG-16's sums: compute is the longer roof by the verdict's own account.
    const Scenario vgg = preset("vgg-16", "stm32f746");
    REQUIRE(evaluate(vgg).verdict.bound == Bound::Compute);
    CHECK(contains(noteText("roofline-rule", vgg), "so arithmetic limits; the sheet's rule would say memory."));
}

TEST_CASE("in place needs one plane more than the larger of input and output", "[notes]")
{
    // MobileNetV2's largest depthwise input: 96 channels of 112×112 with stride 2: 1204224 in, 301056 out, one plane of
    // 56×56 = 3136: 1.51 M in and out, 1.21 M in place.
    CHECK(contains(noteText("in-place-depthwise", preset("mobilenet-v2", "stm32f746")),
                   "1.51 M elements in and out, 1.21 M in place."));
    CHECK(contains(noteText("in-place-depthwise", preset("vgg-16", "h100-sxm")), "96 channels of 112×112"));
}

TEST_CASE("multiplying the aggregate rate by the batch counts it twice", "[notes]")
{
    const Scenario s = with(preset("llama-3-8b", "h100-sxm"), "workload.batch", "16");
    const std::string text = noteText("tokens-per-watt", s);
    CHECK(contains(text, format(metricOf(evaluate(s), "tokens_per_second"), Unit::TokensPerSecond)));
    CHECK(contains(text, "for 16 sequences"));
    CHECK(contains(text, "would say 16× that"));
}

TEST_CASE("a window and sinks keep a constant cache", "[notes]")
{
    // Llama-2-7B: 2·32·32·128 values of 2 bytes per token = 512 KiB; · 2048 = 1 GiB (corrections, n)
    const Scenario s = with(preset("llama-2-7b", "h100-sxm"), "convention.bytes", "binary");
    CHECK(contains(noteText("effective-context", s), "4 + 2044 tokens would keep 1.00 GiB per sequence"));
}

TEST_CASE("the energy of a DRAM word is compared with the machine's own operation", "[notes]")
{
    // HBM3: 31 pJ per byte, 124 pJ per word; the H100 preset's bf16 operation 0.16 pJ: 775
    const std::string text = noteText("dram-energy", preset("llama-3-8b", "h100-sxm"));
    CHECK(contains(text, "32 bits from HBM3 take 124 pJ, as much as 775 operations in BF16."));
}

} // namespace
} // namespace ridge

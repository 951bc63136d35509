#include "core/analysis/memory/memory_sizes.h"
#include "core/evaluate/evaluate.h"
#include "core/explain/sheet_notes.h"
#include "core/metrics/catalogue.h"
#include "core/models/vision/vision_language_stages.h"
#include "core/scenario/validation.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// What the caches hold at the end, elements.
double cachedElements(const Evaluation& e) { return cacheElements(e.program, e.program.positions, 0.0); }

const Stage& stageOf(const Evaluation& e, std::string_view name)
{
    for (const Stage& stage : e.program.stages) {
        if (stage.name == name) {
            return stage;
        }
    }
    throw std::logic_error("no such stage");
}

/// Weights of the stage's own operators whose name starts so.
double weightsIn(const Evaluation& e, std::string_view stage, std::string_view prefix = "")
{
    double total = 0;
    for (std::size_t s = 0; s < e.program.stages.size(); ++s) {
        const Stage& where = e.program.stages[s];
        for (std::size_t i = 0; i < where.operators.size() && where.name == stage; ++i) {
            const Operator& op = where.operators[i];
            total += op.name.starts_with(prefix) ? op.count * e.stages[s].operators[i].parameters : 0;
        }
    }
    return total;
}

Evaluation evaluated(const char* model) { return evaluate(preset(model, "h100-sxm")); }

} // namespace

TEST_CASE("A vision-language model runs encoder, connector, prefill and decode", "[vision-language]")
{
    const auto namesOf = [](const Evaluation& e) {
        std::vector<std::string> names;
        for (const Stage& stage : e.program.stages) {
            names.push_back(stage.name);
        }
        return names;
    };
    CHECK(namesOf(evaluated("llava-1.5-7b")) ==
          std::vector<std::string>{"vision encoder", "projector", "prefill", "decode"});
    CHECK(namesOf(evaluated("flamingo-9b")) ==
          std::vector<std::string>{"vision encoder", "resampler", "prefill", "decode"});
}

TEST_CASE("LLaVA's projector has two linear layers as wide as the language model", "[vision-language]")
{
    CHECK(weightsIn(evaluated("llava-1.5-7b"), "projector") == 1024.0 * 4096 + 4096 + 4096.0 * 4096 + 4096);
    CHECK(weightsIn(evaluated("llava-1.5-7b"), "projector") == 20979712);  // printed: 20.98 M
    CHECK(weightsIn(evaluated("llava-1.5-13b"), "projector") == 31467520); // 31.5 M
}

TEST_CASE("Visual tokens stand in LLaVA's prompt, and the cache keeps them like text", "[vision-language]")
{
    Scenario s = preset("llava-1.5-7b", "h100-sxm");
    s.workload.promptTokens = 100;
    s.workload.outputTokens = 20;
    s.workload.images = 3;
    s.workload.batch = 2;
    const Evaluation e = evaluate(s);
    CHECK(metricOf(e, "tokens_visual") == 576);
    CHECK(metricOf(e, "tokens_initial") == 577);
    CHECK(stageOf(e, "prefill").tokens == 2 * (3 * 576 + 100));
    const double perToken = 2.0 * 32 * 32 * 128; // keys and values, elements
    CHECK(cachedElements(e) == 2 * (3 * 576 + 100 + 20) * perToken);
    CHECK(metricOf(e, "kv_cache") == 2 * cachedElements(e)); // 16 bits
    CHECK(metricOf(e, "kv_cache") == e.memory.kvCache.inBaseUnits());
    // The same language model alone, given as many tokens of text, does the same work.
    Scenario alone = s;
    alone.model.body = s.model.part<VisionLanguage>()->language;
    alone.workload.promptTokens = 3 * 576 + 100;
    const Evaluation text = evaluate(alone);
    CHECK(e.stages[2].totals.macs == text.stages[0].totals.macs);
    CHECK(e.stages[3].totals.macs == text.stages[1].totals.macs);
}

TEST_CASE("The encoder sees every image of every request", "[vision-language]")
{
    Scenario s = preset("llava-1.5-7b", "h100-sxm");
    const Evaluation one = evaluate(s);
    s.workload.images = 3;
    s.workload.batch = 2;
    const Evaluation six = evaluate(s);
    CHECK(six.stages[0].totals.macs == 6 * one.stages[0].totals.macs);
    CHECK(six.stages[1].totals.macs == 6 * one.stages[1].totals.macs);
    // 23 of 24 layers on 577 tokens, and the patches: 23·(12·N·d² + 2·N²·d) + 576·588·1024
    CHECK(one.stages[0].totals.macs.inBaseUnits() ==
          23 * (577.0 * 12 * 1024 * 1024 + 2.0 * 577 * 577 * 1024) + 576.0 * 588 * 1024);
}

TEST_CASE("Flamingo's resampler has the size that its matrices add up to", "[vision-language]")
{
    const Evaluation e = evaluated("flamingo-3b");
    const double matrices = 6 * 12 * 1536.0 * 1536; // q, k, v, out and a network of 4·d in each of 6 layers
    const double norms = 6 * 3 * 2 * 1536.0 + 2 * 1536;
    const double latents = 64 * 1536.0;
    CHECK(weightsIn(e, "resampler") - weightsIn(e, "resampler", "input") == matrices + norms + latents);
    CHECK(matrices / 1e6 == Approx(170).epsilon(0.001)); // 169.9 M
    CHECK(weightsIn(e, "resampler", "input") == 1024 * 1536);
    // Per layer: queries and output of 64 latents, keys and values of 256 patches and 64 latents, network.
    const double d = 1536;
    const double layer = 64 * 2 * d * d + 320 * 2 * d * d + 2 * 64 * 320 * d + 64 * 8 * d * d;
    CHECK(e.stages[1].totals.macs.inBaseUnits() == 256 * 1024 * d + 6 * layer);
}

TEST_CASE("Gated cross-attention stands in front of every k-th layer", "[vision-language]")
{
    struct Row {
        const char* id;
        double blocks, width;
    };
    // Alayrac et al. 2022, Table 5: 24, 10 and 12 blocks, 24 / 1, 40 / 4 and 80 / 7 rounded up
    for (const Row row : {Row{"flamingo-3b", 24, 2048}, Row{"flamingo-9b", 10, 4096}, Row{"flamingo-80b", 12, 8192}}) {
        CAPTURE(row.id);
        const Evaluation e = evaluated(row.id);
        CHECK(e.scenario->model.part<VisionLanguage>()->crossLayers() == row.blocks);
        const double d = row.width;
        const double matrices = 2 * d * d + 2 * 1536 * d + 8 * d * d; // q and out, keys and values, network
        const double norms = 2 * 2 * d, gates = 2;
        CHECK(weightsIn(e, "prefill", "cross.") == row.blocks * (matrices + norms + gates));
    }
    // Printed for 3B: 1.2 B
    CHECK(weightsIn(evaluated("flamingo-3b"), "prefill", "cross.") / 1e9 == Approx(1.2).margin(0.05));
}

TEST_CASE("Flamingo's cache keeps the latents of every image once, and text looks at the latest", "[vision-language]")
{
    Scenario s = preset("flamingo-80b", "h100-sxm");
    s.workload.promptTokens = 100;
    s.workload.outputTokens = 20;
    s.workload.images = 3;
    s.workload.batch = 2;
    const Evaluation e = evaluate(s);
    CHECK(stageOf(e, "prefill").tokens == 2 * 100);
    const double text = 2.0 * 80 * 64 * 128 * (100 + 20);
    const double images = 2.0 * 12 * 64 * 128 * (3 * 64);
    CHECK(cachedElements(e) == 2 * (text + images));
    CHECK(metricOf(e, "kv_cache") == 2 * cachedElements(e));
    CHECK(metricOf(e, "kv_cache") == e.memory.kvCache.inBaseUnits());
    CHECK(stageOf(e, "decode").seenBefore == stageOf(e, "prefill").seenAfter);
    CHECK(metricOf(e, "kv_cache_per_token") == 2.0 * 80 * 64 * 128 * 2); // one more token adds text alone
    for (const Operator& op : stageOf(e, "decode").operators) {
        CHECK(op.name != "cross.attn.kv"); // computed in prefill
        if (op.name == "cross.attn.scores") {
            CHECK(op.sizes.context == 64);
            CHECK(op.sizes.cached == 64);
            CHECK(op.count == 12);
        }
    }
}

TEST_CASE("The overhead is what lies between encoder and language model", "[vision-language]")
{
    Scenario s = preset("flamingo-3b", "h100-sxm");
    const Evaluation e = evaluate(s);
    double between = 0, all = 0;
    for (std::size_t k = 0; k < e.stages.size(); ++k) {
        for (std::size_t i = 0; i < e.stages[k].operators.size(); ++i) {
            const Operator& op = e.program.stages[k].operators[i];
            const double macs = e.program.stages[k].repeat * op.count * e.stages[k].operators[i].macs.inBaseUnits();
            all += macs;
            between += k == 1 || op.name.starts_with("cross.") ? macs : 0;
        }
    }
    CHECK(metricOf(e, "cross_attention_overhead") == Approx(between / all));
    CHECK(metricOf(e, "cross_attention_overhead") > 0.2); // 1.2 B of 3.2 B parameters are cross-attention
    // A projector is little beside 576 tokens in the prompt.
    CHECK(metricOf(evaluated("llava-1.5-7b"), "cross_attention_overhead") < 0.005);
    CHECK_FALSE(metric(evaluated("llama-2-7b"), "cross_attention_overhead").value);
    CHECK_FALSE(metric(evaluated("vit-b-16"), "tokens_visual").value);
}

TEST_CASE("A resampler without cross-attention puts its latents into the prompt", "[vision-language]")
{
    Scenario s = preset("flamingo-3b", "h100-sxm");
    s.model.part<VisionLanguage>()->connector.crossEvery = 0;
    const Evaluation e = evaluate(s);
    CHECK(stageOf(e, "prefill").tokens == s.workload.promptTokens + 64);
    CHECK(weightsIn(e, "resampler", "output") == 1536 * 2048);
    CHECK(weightsIn(e, "prefill", "cross.") == 0);
    CHECK(metricOf(e, "kv_cache") == 2 * cachedElements(e));
}

TEST_CASE("The note on the resampler's five tokens says what this model has", "[vision-language]")
{
    const SheetNote* note = findSheetNote("resampler-tokens");
    REQUIRE(note);
    CHECK_THAT(note->text(evaluated("flamingo-9b")),
               ContainsSubstring("Flamingo-9B: the language model sees 64 tokens"));
    CHECK_THAT(note->text(evaluated("llava-1.5-7b")), ContainsSubstring("sees 576 tokens of an image, made from 577"));
    CHECK_THAT(note->text(evaluated("vit-b-16")), ContainsSubstring("Five is what the figure of the paper draws"));
}

TEST_CASE("Every figure of an unusual vision-language model is derived to the last bit", "[vision-language]")
{
    for (const char* id : {"llava-1.5-13b", "flamingo-80b"}) {
        Scenario s = preset(id, "h100-sxm");
        s.workload.batch = 3;
        s.workload.images = 5;
        s.workload.promptTokens = 77;
        auto& m = *s.model.part<VisionLanguage>();
        m.vision.image = 349; // 24 patches and 13 pixels
        m.vision.linearAttention = true;
        m.language.slidingWindow = 64;
        const Evaluation e = evaluate(s);
        for (std::size_t i = 0; i < e.metrics.size(); ++i) {
            const Metric& row = metricCatalogue()[i];
            CAPTURE(id, row.id);
            const std::optional<Traced> derived = row.derive(e);
            REQUIRE(derived.has_value() == e.metrics[i].value.has_value());
            CHECK((!derived || derived->value() == *e.metrics[i].value));
            CHECK((!derived || recompute(*derived->expression()) == *e.metrics[i].value));
        }
        CHECK(metricOf(e, "tokens_initial") == 24 * 24 + 1);
    }
}

TEST_CASE("Images in the prompt count towards the context that a model was made for", "[vision-language]")
{
    Scenario s = preset("llava-1.5-7b", "h100-sxm");
    s.workload.images = 8; // 8·576 = 4608 of 4096
    bool warned = false;
    for (const Issue& issue : validate(s)) {
        warned = warned || issue.message.find("Images, prompt and output reach 4864 tokens") == 0; // and 128 + 128
    }
    CHECK(warned);
    s = preset("flamingo-3b", "h100-sxm");
    s.workload.images = 100; // latents stand beside the prompt
    for (const Issue& issue : validate(s)) {
        CHECK(issue.severity == Severity::Info);
    }
}
